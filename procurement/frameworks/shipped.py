"""The frameworks that come with the software, as files that we write: the starter measures and the structure of
central government's social value models.

A framework is one file, or a folder with `framework.json` and a file for each theme (`theme-*.json`, in the order of
their names). `load_framework()` says what they hold.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
STARTER = "starter"
"""The code of the framework that ready-made trees take their measures from."""


def shipped_frameworks() -> Iterator[dict[str, Any]]:
    """The content of every framework that comes with the software: the starter measures first."""
    yield shipped_framework(STARTER)
    for path in sorted(DATA.glob("*.json")):
        yield shipped_framework(path.stem)


def shipped_framework(name: str) -> dict[str, Any]:
    """The content of one of them, by the name of its file or folder."""
    folder = DATA / name
    if folder.is_dir():
        themes = [_read(path) for path in sorted(folder.glob("theme-*.json"))]
        return {"framework": _read(folder / "framework.json"), "themes": themes}
    return dict(_read(DATA / f"{name}.json"))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
