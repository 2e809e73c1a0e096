"""Take every measurement (or only those named: `python -m bench scoring`), show it and keep it."""

import argparse
import json
import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from . import scoring, web
from .figures import Figure

MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {"scoring": scoring.measure, "web": web.measure}
RESULTS = Path(__file__).resolve().parent / "results"


def keep(figures: list[Figure]) -> Path:
    """Write the figures with the date and the computer they were taken on; returns the file."""
    RESULTS.mkdir(exist_ok=True)
    taken = datetime.now(UTC)
    file = RESULTS / f"{taken:%Y-%m-%d-%H%M%S}.json"
    document = {
        "taken": taken.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "figures": [{"name": f.name, "value": round(f.value, 3), "unit": f.unit} for f in figures],
    }
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return file


def main() -> None:
    """Parse the command line, measure, print a line for each figure as soon as it is known."""
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
    figures: list[Figure] = []
    for name in names:
        for figure in MEASUREMENTS[name]():
            print(f"{figure.name:<72} {figure.value:>10,.1f} {figure.unit}", flush=True)
            figures.append(figure)
    print(f"Kept in {keep(figures).relative_to(RESULTS.parent.parent)}")


if __name__ == "__main__":
    main()
