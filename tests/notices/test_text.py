import time

import pytest

from procurement.notices.ocds.text import clean


@pytest.mark.parametrize(
    ("published", "mended"),
    [
        ("a framework.\u00e2\u20ac\u00af The", "a framework.\u202f The"),
        ("circa Â£131,000,000", "circa £131,000,000"),
        ("â€¢ Children", "• Children"),
        ("â€œquotedâ€\u009d", "“quoted”"),
        ("CafÃ© Ã‰tÃ©", "Café Été"),
        ("ÃƒÂ©", "é"),
        ("tÅ·", "tŷ"),
        ("\u00e2\u0080\u0099s", "\N{RIGHT SINGLE QUOTATION MARK}s"),
        ("ï»¿Title", "Title"),
    ],
)
def test_a_wrong_encoding_is_repaired_and_noted(published: str, mended: str) -> None:
    text, notes = clean(published)
    assert text == mended
    assert any("wrong encoding" in note for note in notes)


@pytest.mark.parametrize(
    "published",
    [
        "the “CAFÉ” project",
        "Cylch Caron: tŷ, dŵr, Ŵ, â, ô",
        "Acusorb® µm ½ £5 — “so” is…",
        "Größe über 5 m²",
        "a < b > c, <50 staff>, <- here",
        "R&D; AT&T; &foo; & more",
        "corner, born, modern",
        "IÂ",
        "",
    ],
)
def test_honest_text_stays_as_published(published: str) -> None:
    assert clean(published) == (published, ())


def test_html_is_taken_out_and_ends_of_blocks_become_line_breaks() -> None:
    text, notes = clean(
        '<p class="x">St Bede&apos;s</p><ul><li>one<br/>two</li></ul><script>x</script>&#163;5 &amp;lt;'
    )
    assert text == "St Bede's\none\ntwo\n\n<script>x</script>£5 &lt;"
    assert len(notes) == 2


def test_lost_line_breaks_stay_as_published_with_a_note() -> None:
    text, notes = clean("councils.rnrnLuton Council")
    assert text == "councils.rnrnLuton Council"
    assert "lost line breaks" in notes[0]


def test_what_no_page_or_database_can_hold_is_taken_out() -> None:
    text, _notes = clean("a\x00b\x07c\u202ed\ud800e\r\nf")
    assert text == "abcd\N{REPLACEMENT CHARACTER}e\nf"
    assert text.encode("utf-8")


def test_what_cannot_be_repaired_is_kept_and_noted() -> None:
    text, notes = clean("the councilâ€ s plan")
    assert text == "the councilâ€ s plan"
    assert "look damaged" in notes[0]


@pytest.mark.parametrize(
    "piece", ["<p", "<br" + " " * 50, "</p ", "&#1", "â€", "Â", "<<a ", "\n", "rn", "<a <"]
)
def test_no_text_makes_the_mending_slow(piece: str) -> None:
    started = time.perf_counter()
    clean((piece * 60_000)[:60_000])
    assert time.perf_counter() - started < 2
