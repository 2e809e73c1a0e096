"""How long every page of the site takes with a large tender behind it, on SQLite and on PostgreSQL.

`python -m bench pages` starts this module once for each database, in a process of its own, because Django is set up
once in a process. PostgreSQL is asked where BENCH_POSTGRES_URL names a server on which a database may be made; that
database is made for the measurement and dropped after it.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .figures import Figure

ROOT = Path(__file__).resolve().parent.parent
PAGE_BOUND, EVALUATION_BOUND = 300, 200


def measure() -> list[Figure]:
    """For each database: what the page and the evaluation that took longest took, and whether queries are flat."""
    found = []
    with tempfile.TemporaryDirectory(prefix="commonweal-bench-") as folder:
        databases = {"SQLite": f"sqlite:///{folder}/bench.sqlite3"}
        if server := os.environ.get("BENCH_POSTGRES_URL"):
            databases["PostgreSQL"] = server
        for name, url in databases.items():
            answer = _run(url, folder)
            (ROOT / "bench" / f"pages-{name.lower()}.md").write_text(table(name, answer), encoding="utf-8")
            found += _figures(name, answer)
    return found


def _run(url: str, folder: str) -> dict[str, Any]:
    settings = {
        "DATABASE_URL": url,
        "MEDIA_ROOT": f"{folder}/media",
        "BROKER_DIR": f"{folder}/broker",
        "DEMO": "1",
    }
    settings |= {"DJANGO_SETTINGS_MODULE": "procurement.settings", "EMAIL_URL": "memorymail://"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.walk"],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=True,
        stdout=subprocess.PIPE,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _figures(name: str, answer: dict[str, Any]) -> list[Figure]:
    size, pages, reference = answer["size"], answer["pages"], answer["reference"]
    slowest = max(pages, key=lambda page: page["milliseconds"])
    grown = sum(page["queries"] != page["queries_small"] for page in pages)
    return [
        Figure(f"{name}: the page of reference ({answer['reference_name']})", size, reference, "ms"),
        Figure(
            f"{name}: slowest of {len(pages)} pages ({slowest['name']}, {slowest['stage']}, {slowest['role']})",
            size,
            slowest["milliseconds"],
            "ms",
            bound=PAGE_BOUND,
        ),
        Figure(f"{name}: the same, to the page of reference", size, slowest["milliseconds"] / reference, "x"),
        Figure(f"{name}: pages with more queries than at {answer['small']}", size, grown, "pages", bound=0),
        Figure(f"{name}: most queries of a page", size, max(page["queries"] for page in pages), "queries"),
        Figure(
            f"{name}: evaluation (file, scoring, storing)",
            size,
            answer["evaluation"],
            "ms",
            bound=EVALUATION_BOUND,
        ),
    ]


def table(name: str, answer: dict[str, Any]) -> str:
    """Each page once, at the stage and for the role where it takes longest."""
    longest: dict[str, dict[str, Any]] = {}
    for page in answer["pages"]:
        if page["milliseconds"] > longest.get(page["name"], {"milliseconds": -1})["milliseconds"]:
            longest[page["name"]] = page
    lines = [
        f"# Every page on {name}",
        "",
        _introduction(answer),
        "",
        "| page | stage | for | queries | small | ms | processor | ratio | kB |",
        "|---|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {page['name']} | {page['stage']} | {page['role'].replace('_', ' ')} | {page['queries']} | "
        f"{page['queries_small']} | {page['milliseconds']:.0f} | {page['processor']:.0f} | "
        f"{page['milliseconds'] / answer['reference']:.1f} | "
        f"{page['bytes'] / 1000:.0f} |"
        for page in sorted(longest.values(), key=lambda page: -page["milliseconds"])
    ]
    return "\n".join([*lines, ""])


def _introduction(answer: dict[str, Any]) -> str:
    reference = f"{answer['reference_name']}, {answer['reference']:.1f} ms"
    return (
        f"{answer['size']}; queries also at {answer['small']}. {len(answer['pages'])} pages were asked for, by every "
        "role at five stages of the lot; here is each address once, where it took longest. Milliseconds of the server "
        "by the clock (the quickest of four where the first took long), those in which its process worked, and the "
        f"ratio to the page of reference ({reference}). While the computer does other work, the clock says more than "
        "the process."
    )
