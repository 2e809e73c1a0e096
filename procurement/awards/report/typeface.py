"""The typeface of the report, from the files that the set-up made, and the characters a PDF cannot hold."""

import re
from pathlib import Path

STYLES = {"Regular": 400, "SemiBold": 600, "Bold": 700}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def font_faces(directory: Path, family: str) -> str:
    """`@font-face` rules for the typeface's TrueType files.

    One file a weight holds every script: WeasyPrint takes files of one family and weight for one font, and
    would mix up the glyphs of files split by script. Raises FileNotFoundError where a file is not there, as
    another typeface would be borrowed in silence.
    """
    rules = []
    for style, weight in STYLES.items():
        path = directory / f"{family.replace(' ', '')}-{style}.ttf"
        if not path.is_file():
            raise FileNotFoundError(f"{path.name} is not in {directory}: build the assets (make build).")
        rules.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{path.name}"); }}'
        )
    return "\n".join(rules)


def without_controls(text: str) -> str:
    """The text without control characters and lone surrogates, which neither HTML nor PDF can show."""
    return CONTROLS.sub("", text)
