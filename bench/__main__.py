"""Take every measurement (or only those named: `python -m bench scoring`), show it and keep it."""

import argparse
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from . import frameworks, pages, report, scoring, web
from .figures import Figure

MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "scoring": scoring.measure,
    "pages": pages.measure,
    "web": web.measure,
    "report": report.measure,
    "frameworks": frameworks.measure,
}
RESULTS = Path(__file__).resolve().parent / "results.md"


def table(found: dict[str, list[Figure]]) -> str:
    """The figures as a Markdown page, with the date and the computer they were taken on."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    taken = f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {machine}"
    lines = [
        "# Measured",
        "",
        f"By `make bench` on {taken}. Ratios are of works timed in turn, in one run.",
        "",
    ]
    for name, figures in found.items():
        lines += [f"## {name}", "", "| what | size | figure | bound |", "|---|---|---:|---|"]
        lines += [
            f"| {figure.name} | {figure.size} | {figure.value:,.2f} {figure.unit} | {figure.bound_words} |"
            for figure in figures
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Parse the command line, measure, print a line for each figure as soon as its group is known; keep all."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure how fast the application is."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which of: {', '.join(MEASUREMENTS)}; all by default"
    )
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := sorted(set(names) - set(MEASUREMENTS)):
        parser.error(
            f"there is no measurement called {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}"
        )
    found: dict[str, list[Figure]] = {}
    for name in names:
        found[name] = MEASUREMENTS[name]()
        for figure in found[name]:
            shown = f"{figure.value:>12,.2f} {figure.unit:<10}"
            print(f"{figure.name:<72} {figure.size:<44} {shown} {figure.bound_words}", flush=True)
    if len(names) == len(MEASUREMENTS):
        RESULTS.write_text(table(found), encoding="utf-8")
        print(f"Kept in {RESULTS.relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    main()
