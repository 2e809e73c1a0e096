"""Makes the TrueType files that charts and PDFs need from the woff2 files of the pages.

Run after `npm run build`: `python scripts/build_fonts.py`. One file a face with Latin and Latin Extended, so
that "Łódź" in a supplier's name is set in the same typeface. The same input gives the same bytes.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "dist" / "fonts"
FAMILY = "Source Sans 3"
FACES = {"400-normal": "Regular", "400-italic": "Italic", "600-normal": "SemiBold", "700-normal": "Bold"}
SUBSETS = ("latin", "latin-ext")
# The styles that every program knows; any other is a family of its own with a typographic name beside it.
BASIC_STYLES = ("Regular", "Italic", "Bold")
ITALIC_BIT, BOLD_BIT, REGULAR_BIT = 1 << 0, 1 << 5, 1 << 6


def source(subset: str, face: str) -> Path:
    """The woff2 file of one subset of one face, where `npm run build` puts it."""
    return FONTS / f"source-sans-3-{subset}-{face}.woff2"


def unpacked(woff2: Path, folder: Path) -> str:
    """The same font as an uncompressed TrueType file, for the merger; its path."""
    font = TTFont(woff2, recalcTimestamp=False)
    font.flavor = None
    target = folder / woff2.with_suffix(".ttf").name
    font.save(target)
    return str(target)


def name(font: TTFont, style: str) -> None:
    """Give a face the family's name: the files call themselves by the thinnest weight, and are not found."""
    basic = style in BASIC_STYLES
    names = {
        1: FAMILY if basic else f"{FAMILY} {style}",
        2: style if basic else "Regular",
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"{FAMILY.replace(' ', '')}-{style}",
        16: None if basic else FAMILY,
        17: None if basic else style,
    }
    for number, words in names.items():
        font["name"].removeNames(nameID=number)
        if words is not None:
            font["name"].setName(words, number, 3, 1, 0x409)
    bits = {"Italic": ITALIC_BIT, "Bold": BOLD_BIT}.get(style, REGULAR_BIT)
    kept = font["OS/2"].fsSelection & ~(ITALIC_BIT | BOLD_BIT | REGULAR_BIT)
    font["OS/2"].fsSelection = kept | bits
    font["head"].macStyle = {"Bold": 1, "Italic": 2}.get(style, 0)


def build(face: str, style: str, target: Path) -> None:
    """One TrueType file of a face with the characters of every subset."""
    with TemporaryDirectory() as folder:
        parts = [unpacked(source(subset, face), Path(folder)) for subset in SUBSETS]
        first = TTFont(parts[0])["head"]
        merged = Merger().merge(parts)
        name(merged, style)
        # The merger writes the present time; the same input must give the same bytes.
        merged["head"].created, merged["head"].modified = first.created, first.modified
        merged.recalcTimestamp = False
        merged.save(target)


def main() -> int:
    """Make each file that is missing or older than its source; 1 when there is no source."""
    for face, style in FACES.items():
        target = FONTS / f"{FAMILY.replace(' ', '')}-{style}.ttf"
        sources = [source(subset, face) for subset in SUBSETS]
        missing = [path for path in sources if not path.exists()]
        if missing:
            print(f"{missing[0]} does not exist. Run `npm run build` first.", file=sys.stderr)
            return 1
        if not target.exists() or target.stat().st_mtime < max(path.stat().st_mtime for path in sources):
            build(face, style, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
