"""Published text: kept as it is, unless something is clearly a fault of its encoding and can be undone
without loss.

What is mended, each said in a note:
- UTF-8 that was read as Windows-1252 ("Â£", "â€¢", "Ã©"), once or several times over;
- HTML tags and entities of a web form;
- characters that no page can show or that hide others: NUL, controls, halves of surrogate pairs, overrides of
  direction.

What is not mended, because it cannot be told from honest text: "rn" where a line break was lost
("councils.rnrnLuton").
"""

import html
import re
from html.entities import html5

# --- UTF-8 read as Windows-1252 -----------------------------------------------------------------------------


def _byte_characters() -> dict[int, str]:
    """Each byte from 0x80, with the characters it is read as: Windows-1252's, and Latin-1's control."""
    characters = {}
    for byte in range(0x80, 0x100):
        latin = chr(byte)
        windows = bytes([byte]).decode("cp1252", errors="ignore")
        characters[byte] = latin if windows in ("", latin) else windows + latin
    return characters


_CHARACTERS = _byte_characters()
_BYTES = {character: byte for byte, characters in _CHARACTERS.items() for character in characters}


def _class(first: int, last: int) -> str:
    return "[" + "".join(re.escape(_CHARACTERS[byte]) for byte in range(first, last + 1)) + "]"


# Only shapes that honest text does not have: Â and Ã (Latin-1's own letters and signs), Å with the four
# circumflexed letters of Welsh, â, ï and ð with the continuation bytes of punctuation, signs, ligatures and
# pictograms. É followed by a closing quote, "CAFÉ”", has the shape of UTF-8 too: other leading letters are
# left alone.
_MISREAD = re.compile(
    "|".join(
        (
            _class(0xC2, 0xC2) + _class(0xA0, 0xBF),
            _class(0xC3, 0xC3) + _class(0x80, 0xBF),
            _class(0xC5, 0xC5) + _class(0xB4, 0xB7),
            _class(0xE2, 0xE2) + _class(0x80, 0xAF) + _class(0x80, 0xBF),
            _class(0xEF, 0xEF) + _class(0xAC, 0xBF) + _class(0x80, 0xBF),
            _class(0xF0, 0xF0) + _class(0x9F, 0x9F) + _class(0x80, 0xBF) + _class(0x80, 0xBF),
        )
    )
)
_STILL_DAMAGED = re.compile("\N{REPLACEMENT CHARACTER}|â€|Ã[^\\s\\w]|Â(?=[^\\w])")
_TIMES = 3
_BYTE_ORDER_MARK = "\ufeff"


def _reread(match: re.Match[str]) -> str:
    raw = bytes(_BYTES[character] for character in match.group())
    try:
        return raw.decode("utf-8").replace(_BYTE_ORDER_MARK, "")
    except UnicodeDecodeError:
        return match.group()


def repair_encoding(text: str) -> str:
    """The text with UTF-8 that was read as Windows-1252 read again, up to three times over; else the text
    itself.
    """
    for _ in range(_TIMES):
        repaired = _MISREAD.sub(_reread, text)
        if repaired == text:
            break
        text = repaired
    return text


# --- HTML ---------------------------------------------------------------------------------------------------

_NAMES = (
    "a|b|blockquote|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|span|strong|sub|sup|"
    "table|tbody|td|th|thead|tr|u|ul"
)
# Written so that no text, however strange, takes more than one pass.
_BLOCK_END = re.compile(
    r"<(?:br|hr)(?=[\s/>])[^<>]*>|</(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote)\s*>", re.IGNORECASE
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def strip_html(text: str) -> str:
    """The text without HTML tags; ends of blocks become line breaks. "<50 staff" and "a < b" are no tags and
    stay.
    """
    return _TAG.sub("", _BLOCK_END.sub("\n", text))


def unescape(text: str) -> str:
    """The text with complete, known HTML entities ("&apos;", "&#163;") as the characters they name."""
    return _ENTITY.sub(
        lambda match: html.unescape(match.group()) if _is_known(match.group()[1:]) else match.group(), text
    )


def _is_known(name: str) -> bool:
    return name.startswith("#") or name in html5


# --- characters that cannot be shown ------------------------------------------------------------------------

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_HALF = re.compile("[\ud800-\udfff]")
_LOST_BREAKS = re.compile(r"(?<=[.,:;)!?])rn(?=[A-Z•\s-])|rnrn")
_MANY_BREAKS = re.compile(r"\n{3,}")


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text mended as the head of this file says, and a sentence for each kind of mending or suspicion."""
    notes = []
    steps = (
        (repair_encoding, "characters damaged by a wrong encoding were repaired (such as “Â£” for “£”)"),
        (strip_html, "HTML tags were taken out"),
        (unescape, "HTML codes were replaced by the characters they stand for (such as “&amp;” for “&”)"),
        (_showable, "characters that cannot be shown were taken out"),
    )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for step, sentence in steps:
        changed = step(text)
        if changed != text:
            notes.append(sentence)
            text = changed
    if _STILL_DAMAGED.search(text):
        notes.append("some characters look damaged and could not be repaired: correct them by hand")
    if _LOST_BREAKS.search(text):
        notes.append(
            "“rn” stands where the publisher lost line breaks: it is kept as published, correct it by hand"
        )
    return _MANY_BREAKS.sub("\n\n", text).strip(), tuple(notes)


def _showable(text: str) -> str:
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", _UNSHOWABLE.sub("", text))
