"""The typeface of the report, from the files that the set-up made, and the characters a PDF cannot hold."""

import re
from pathlib import Path

FILE_NAME = re.compile(r"-(?P<weight>[1-9]00)(?:-(?P<style>normal|italic))?\.woff2$")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def font_faces(directory: Path, family: str) -> str:
    """`@font-face` rules for every file of the directory: one family, each file covering what it holds.

    Raises FileNotFoundError where there is none, as another typeface would be borrowed in silence.
    """
    rules = []
    for path in sorted(directory.glob("*.woff2")):
        if found := FILE_NAME.search(path.name):
            style = found["style"] or "normal"
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {found["weight"]}; '
                f'font-style: {style}; src: url("{path.name}") format("woff2"); }}'
            )
    if not rules:
        raise FileNotFoundError(f"The typeface {family} is not in {directory}: build the assets (make build).")
    return "\n".join(rules)


def without_controls(text: str) -> str:
    """The text without control characters and lone surrogates, which neither HTML nor PDF can show."""
    return CONTROLS.sub("", text)
