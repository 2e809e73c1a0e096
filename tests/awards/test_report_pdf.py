"""The award report's real PDF, opened and read."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint.text.fonts import FontConfiguration

from procurement.awards.report import AttachedFile, pdf_problems, render_award_report
from procurement.awards.report import render as render_module
from procurement.awards.report.checking import font_names
from procurement.awards.report.marks import marks_tables
from procurement.awards.report.parts import in_even_parts

from .report_extremes import ADDRESS, awkward_report, long_report
from .report_sample import BUNDLE, MADE_AT, sample_report

# In points; the right margin is 19 mm.
A4_WIDTH, MARGIN = 595.28, 53.86
OWN_FONTS = {"Source-Sans-3,", "Source-Sans-3-Semi-Bold", "Source-Sans-3-Bold"}


def pages_of(pdf):
    return [" ".join((page.extract_text() or "").split()) for page in PdfReader(BytesIO(pdf)).pages]


def words_of(pdf):
    """All words as another reader finds them: pypdf loses those of a font that lacks a character of the report."""
    command = ["pdftotext", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split()


def rendered(content, attachments=(BUNDLE,)):
    return render_award_report(content, attachments=attachments, created_at=MADE_AT)


@pytest.fixture(scope="module")
def pdf():
    return rendered(sample_report())


@pytest.fixture(scope="module")
def pages(pdf):
    return pages_of(pdf)


@pytest.fixture(scope="module")
def awkward():
    return rendered(awkward_report())


def test_nothing_hinders_a_reader_with_assistive_technology(pdf):
    assert pdf_problems(pdf, attachments=(BUNDLE,)) == []


def test_the_summary_fits_on_the_first_page_with_decision_figures_chart_and_reasons(pages):
    for words in (
        "Award to bid B, Harbour Homes",
        "points of 100",
        "Figure 1. Bid B leads by",
        "Why this bid",
    ):
        assert words in pages[0]
    assert "How to read this report" in pages[0]
    assert "2 The procurement" in pages[1]


def test_with_more_bids_and_a_longer_title_the_summary_still_has_the_first_page_for_itself():
    plain = long_report(bids=9, words=40, questions=1)
    made = pages_of(rendered(replace(plain, tender="Supported accommodation for young people " * 3)))
    assert "How safe is the order" in made[0]
    assert "before prices were opened." in made[0]
    assert "Contents 1 Summary" in made[1]
    assert "How to read this report" in made[1]


def test_a_summary_too_long_for_a_page_goes_on_and_the_next_section_follows_it():
    plain = sample_report(questions=1)
    made = pages_of(rendered(replace(plain, summary=replace(plain.summary, why=plain.summary.why * 8))))
    assert "How safe is the order" in made[1]
    assert "2 The procurement" in made[1]


def test_all_nine_sections_stand_in_order_and_in_the_bookmarks(pdf, pages):
    outline = PdfReader(BytesIO(pdf)).outline
    titles = [entry["/Title"] for entry in outline if not isinstance(entry, list)]
    assert [title.split()[0] for title in titles] == [str(number) for number in range(1, 10)]
    assert "3 Ranking and scores" in " ".join(pages)


def test_the_contents_say_on_which_page_each_section_begins(pdf, pages):
    """pypdf reads the page numbers, which float to the right, before the titles."""
    numbers = [int(number) for number in re.match(r"(?:\d+ )+(?=Contents)", pages[1])[0].split()]
    titles = [entry["/Title"] for entry in PdfReader(BytesIO(pdf)).outline if not isinstance(entry, list)]
    assert len(numbers) == len(titles) == 9
    for title, number in zip(titles, numbers, strict=True):
        assert title in pages[number - 1]


def test_social_value_is_told_by_theme_and_outcome_with_what_is_not_valued(pages):
    text = " ".join(pages)
    assert "By theme" in text
    assert "Strong communities £14,400 of £14,400 promised; 1 not valued" in text
    assert "Employment £138,600 of £154,000 promised" in text
    assert "Counted: £153,000, of £168,400 promised. 1 commitment without a published value." in text
    assert text.count("Schools and community groups have the help that they ask for") == 4


def test_the_marks_of_many_bids_stand_in_tables_of_about_the_same_width():
    tables = marks_tables(long_report(bids=10, words=20, questions=2))
    assert [len(table.bidders) for table in tables] == [5, 5]
    assert [answer.points for answer in tables[0].rows[0][1]] == [
        answer.points
        for bidder in tables[0].bidders
        for answer in long_report(bids=10, words=20, questions=2).questions[0].answers
        if answer.bidder == bidder
    ]
    assert in_even_parts([], 8) == []


def test_the_timetable_names_the_record_of_each_step(pages):
    text = " ".join(pages)
    assert "Bids opened 3 November 2026, 12:09pm Peter Holt 41" in text
    assert "From 11 January 2027 to 10 January 2030" in text


def test_every_figure_has_its_working_beside_it(pages):
    text = " ".join(pages)
    for words in (
        "25 x 480000/540000",
        "22.22",
        "12 x 153000/204000",
        "9.00",
        "working 20 x 4/5",
        "9 x 15400",
    ):
        assert words in text


def test_reasons_marks_dissent_and_declarations_are_all_said(pages):
    text = " ".join(pages)
    for words in (
        "Consensus 4 of 5, good",
        "First marks: Aisha Khan 4, Tom Reid 3, Siobhán O'Neill 4; spread one step of the scale.",
        "All agreed.",
        "Agreed by Aisha Khan, Siobhán O'Neill.",
        "Dissent, Tom Reid",
        "Alderley Support Disqualified",
        "Director of Children's Services",
        "Recused on 4 November 2026",
        "not valued",
        "£168,400 promised",
        "3 November 2026 at 12 noon (London time)",
    ):
        assert words in text


def test_the_report_says_how_to_check_it_with_hashes_in_full(pages):
    evidence = sample_report().evidence
    squeezed = "".join(pages[-1].split()) + "".join(pages[-2].split())
    assert "python -m scoring verify bundle.json" in " ".join(pages)
    for digest in (evidence.result_hash, evidence.model_hash, evidence.chain_hash):
        assert digest in squeezed
    assert "record318" in squeezed


def test_every_page_but_the_first_names_tender_and_section_and_all_are_numbered(pages):
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Northmoor Council · Internal" in page
        assert ("Award report · NMC-2026-014, lot 2" in page) is (number > 1)


def test_tables_and_figures_are_numbered_without_a_gap(pages):
    text = " ".join(pages)
    for word, count in (("Table", 15), ("Figure", 6)):
        assert [int(n) for n in re.findall(rf"{word} (\d+)\.", text)] == list(range(1, count + 1))


def test_running_heads_are_artifacts_and_never_read_as_content(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in list(opened.pages)[1:]:
            assert page.Contents.read_bytes().count(b"/Artifact <</Type /Pagination>> BDC") >= 4


def test_the_attachment_comes_out_as_it_went_in(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        attached = opened.attachments["bundle.json"]
        assert attached.get_file().read_bytes() == BUNDLE.content
        assert attached.get_file().mime_type == "application/json"
        assert opened.Root.AF[0].AFRelationship == "/Data"


def test_the_same_content_gives_the_same_bytes(pdf):
    assert rendered(sample_report()) == pdf


def test_another_time_of_making_changes_the_bytes_and_only_dates(pdf):
    later = render_award_report(
        sample_report(), attachments=[BUNDLE], created_at=MADE_AT.replace(year=2027)
    )  # fmt: skip
    assert later != pdf
    assert PdfReader(BytesIO(later)).metadata["/CreationDate"].startswith("D:2027")


def test_our_own_words_and_names_with_accents_borrow_no_font(pdf, pages):
    assert font_names(pdf) == OWN_FONTS
    assert "Ymddiriedolaeth Tŵr y Cudyll" in " ".join(pages)


def test_only_characters_that_the_typeface_lacks_are_set_in_another_font(awkward):
    assert font_names(awkward) > OWN_FONTS
    text = " ".join(pages_of(awkward))
    assert "Çağla Łódź Housing Association" in text
    assert "≥" in text


def test_mark_up_in_a_text_is_shown_as_it_was_typed(awkward):
    text = " ".join(words_of(awkward))
    assert "<script>alert('no')</script> & <b>not bold</b>" in text
    assert pdf_problems(awkward, attachments=(BUNDLE,)) == []


def test_words_without_end_are_broken_inside_the_margins(awkward, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(awkward)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, text=True
    ).stdout
    right = max(float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes))
    assert right < A4_WIDTH - MARGIN + 1
    assert ADDRESS in "".join(words_of(awkward))


def test_an_independent_checker_agrees(pdf, tmp_path):
    """Its rule TBL-010 takes a table with fewer cells than headers for a broken one: one row is no fault."""
    checker = shutil.which("outloud", path=Path(sys.executable).parent)
    if checker is None:
        pytest.skip("the checker outloud is not installed beside this Python")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([checker, path, "--skip", "TBL-010"], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout


def test_many_long_reasons_and_many_bids_are_all_there():
    content = long_report(bids=12, words=150, questions=1)
    long = rendered(content)
    text = " ".join(pages_of(long))
    assert "The first 8 of 12 bids are shown." in text
    for bid in content.ranking.bids:
        assert f"Bid {bid.bidder.code}, {bid.bidder.name}" in text
    assert pdf_problems(long, attachments=(BUNDLE,)) == []


def test_a_report_without_bids_in_the_ranking_says_so():
    plain = sample_report()
    empty = replace(
        plain,
        ranking=replace(plain.ranking, bids=(), prices=(), social_value=()),
        questions=(),
        commitments=(),
        not_ranked=(),
        approvals=(),
        declarations=(),
    )
    made = rendered(empty, attachments=())
    text = " ".join(pages_of(made))
    assert "No bid is in the ranking" in text
    assert "No question was marked by the panel" in text
    assert pdf_problems(made) == []


def test_a_time_without_zone_and_a_repeated_attachment_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_award_report(sample_report(), attachments=[], created_at=datetime(2026, 11, 23))  # noqa: DTZ001
    with pytest.raises(ValueError, match="same name"):
        rendered(sample_report(questions=0), attachments=(BUNDLE, BUNDLE))


def test_the_checker_finds_what_the_renderer_alone_leaves_open():
    document = render_module._document(
        '<html lang="en"><body data-head="Head" data-foot="Foot"><h2 data-short="1">One</h2>'
        '<table><thead><tr><th>A</th></tr></thead><tr><td><a href="#here">b</a></td></tr></table>'
        '<p id="here">Text</p></body></html>',
        FontConfiguration(),
    )
    raw = document.write_pdf(pdf_variant=render_module.VARIANT)
    found = "\n".join(pdf_problems(raw, attachments=(BUNDLE,)))
    for words in (
        "The language is en, not en-GB",
        "has no title",
        "header cell has no scope",
        "level 2 follows level 0",
        "belong to no element",
        "would not be printed",
        "attachment bundle.json is missing",
    ):
        assert words in found


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("/StructTreeRoot", "not tagged"),
        ("/Outlines", "no bookmarks"),
        ("/AF", "not associated"),
        ("/Metadata", "do not claim PDF/UA-1"),
        ("/ViewerPreferences", "file's name instead of the title"),
    ],
)
def test_the_checker_notices_damage(pdf, entry, words):
    with pikepdf.open(BytesIO(pdf)) as opened:
        del opened.Root[entry]
        made = BytesIO()
        opened.save(made)
    assert any(words in problem for problem in pdf_problems(made.getvalue(), attachments=(BUNDLE,)))


def test_the_checker_notices_an_attachment_that_was_changed_or_not_expected(pdf):
    other = AttachedFile(BUNDLE.name, BUNDLE.content + b" ", BUNDLE.description, BUNDLE.mime)
    assert pdf_problems(pdf, attachments=(other,)) == ["The attachment bundle.json is not what was given."]
    assert pdf_problems(pdf) == ["The attachment bundle.json was not expected."]
