"""The charts as a reader, a browser under the content security policy, and an archive meet them."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from procurement.evaluation.charts import ContributionRow, Part, SpreadRow, contributions_chart, spread_chart
from procurement.evaluation.charts import contributions as contributions_module

SVG = "{http://www.w3.org/2000/svg}"
CRITERIA = (("Quality", "45"), ("Price", "25"), ("Social value", "20"), ("Environment", "10"))


def row(code, name, points, total, *, leading=False):
    parts = tuple(
        Part(title, maximum, figure) for (title, maximum), figure in zip(CRITERIA, points, strict=True)
    )
    return ContributionRow(code, name, parts, total, leading)


ROWS = (
    row("B", "Harbour Homes", ("40.50", "22.22", "16.84", "6.00"), "85.56", leading=True),
    row("A", "Northgate Living", ("36.00", "25.00", "15.20", "7.80"), "84.00"),
    row("E", "Moorside <Care> & Daughters", ("27.00", "24.00", "11.11", "0.20"), "62.31"),
)
TITLE = "Bid B leads by 1.56 points"


def drawn_tree(svg):
    return ET.fromstring(svg)  # noqa: S314 - drawn by ourselves


def texts(svg):
    return [element.text for element in drawn_tree(svg).iter(f"{SVG}text")]


def boxes(svg):
    """Start, end and fill of every part of a bar, in the order of drawing, without the legend's swatches."""
    found = []
    for path in drawn_tree(svg).iter(f"{SVG}path"):
        drawn = re.fullmatch(r"M([-\d.]+),[-\d.]+h([-\d.]+)v([\d.]+)h[-\d.]+Z", path.get("d", ""))
        if drawn and float(drawn[3]) > 12.5:
            found.append((float(drawn[1]), float(drawn[1]) + float(drawn[2]), path.get("fill")))
    return found


def test_the_title_is_the_first_child_and_says_the_finding_and_the_totals():
    root = drawn_tree(contributions_chart(ROWS, title=TITLE))
    assert root[0].tag == f"{SVG}title"
    assert root[0].text.startswith("Bid B leads by 1.56 points. Points by bid: B Harbour Homes 85.56; A ")
    assert root.get("aria-labelledby") == root[0].get("id")
    assert root.get("role") == "img"


def test_every_name_figure_that_fits_and_total_is_written():
    written = texts(contributions_chart(ROWS, title=TITLE, width=640))
    for words in (
        "Harbour Homes",
        "Northgate Living",
        "40.50",
        "22.22",
        "85.56",
        "84.00",
        "Social value (20)",
    ):
        assert words in written
    assert "0.20" not in written, "a figure that does not fit into its bar is left to the table"


def test_bars_are_as_long_as_their_points_and_stand_in_the_order_given():
    drawn = boxes(contributions_chart(ROWS, title=TITLE, width=640))
    blue = [end - start + 1 for start, end, fill in drawn if fill == "#0072b2"]
    assert blue[0] / blue[1] == pytest.approx(40.5 / 36, abs=0.01)
    assert blue[1] / blue[2] == pytest.approx(36 / 27, abs=0.01)


def test_points_below_zero_stand_to_the_left_of_where_the_others_begin():
    rows = (ROWS[0], row("F", "Far too dear", ("27.00", "-4.00", "1.11", None), "24.11"))
    drawn = boxes(contributions_chart(rows, title=TITLE, width=640))
    zero = min(start for start, _, fill in drawn if fill == "#0072b2")
    loss, gain = (box for box in sorted(drawn) if box[2] == "#e69f00")
    assert loss[1] <= zero < gain[0]


@pytest.mark.parametrize("width", [320, 640, 800])
def test_nothing_is_drawn_outside_the_picture(width):
    svg = contributions_chart(ROWS, title=TITLE, width=width)
    assert drawn_tree(svg).get("width") == str(width)
    assert all(0 <= start <= end <= width for start, end, _ in boxes(svg))


def test_the_pictures_pass_a_content_security_policy_without_inline_style_or_script():
    spread = spread_chart((SpreadRow("B", "Harbour Homes", ("4", "5"), "4"),), title="Spread", steps="012345")
    for svg in (contributions_chart(ROWS, title=TITLE), spread):
        for element in drawn_tree(svg).iter():
            assert element.tag in {f"{SVG}{name}" for name in ("svg", "title", "g", "path", "text")}
            assert not {"style", "class", "onclick", "href"} & set(element.attrib)


def test_names_cannot_bring_mark_up_into_the_page():
    svg = contributions_chart((replace(ROWS[0], name="<script>alert(1)</script>\x00\x0b"),), title="<b>")
    assert "<script" not in svg
    assert "<b>" not in svg
    drawn_tree(svg)


def test_different_pictures_have_different_ids_and_the_same_picture_the_same_bytes():
    first = contributions_chart(ROWS, title=TITLE)
    contributions_module._drawn.cache_clear()
    assert contributions_chart(ROWS, title=TITLE) == first
    other = contributions_chart(ROWS[:2], title=TITLE)
    ids = [re.findall(r' id="([^"]+)"', svg) for svg in (first, other)]
    assert len(ids[0]) == len(ids[1]) == 1
    assert ids[0] != ids[1]


def test_long_names_are_wrapped_and_cut_before_they_reach_the_bars():
    name = "Kestrel Trust Community Interest Company Limited by Guarantee (Northern and Central Regions)"
    written = texts(contributions_chart((replace(ROWS[0], name=name), ROWS[1]), title=TITLE, width=640))
    assert any(words.endswith("…") for words in written)
    assert any(words.startswith("Kestrel Trust") for words in written)


def test_more_criteria_than_colours_share_a_part_that_sums_the_rest():
    parts = tuple(Part(f"Criterion {number}", "10", "5.00") for number in range(1, 11))
    written = texts(
        contributions_chart((ContributionRow("A", "Anna", parts, "50.00"),), title=TITLE, width=800)
    )
    assert "3 other criteria (30)" in written
    assert "15.00" in written


def test_more_bids_than_a_page_holds_are_left_to_the_table_and_said_so():
    rows = [replace(ROWS[1], code=f"B{number}") for number in range(60)]
    svg = contributions_chart(rows, title=TITLE)
    assert texts(svg).count("84.00") == 40
    assert "and 52 more in the table" in drawn_tree(svg)[0].text


def test_the_spread_shows_a_dot_for_each_mark_and_a_diamond_for_the_consensus():
    rows = (SpreadRow("B", "Harbour Homes", ("4", "3", "4"), "4"), SpreadRow("E", "Not yet", ("2",), None))
    svg = spread_chart(rows, title="First marks for question 1", steps=("0", "1", "2", "3", "4", "5"))
    fills = [path.get("fill") for path in drawn_tree(svg).iter(f"{SVG}path") if path.get("transform")]
    assert fills.count("#ffffff") == 4 + 1, "four marks and one in the legend"
    assert fills.count("#12534b") == 1 + 1, "one consensus and one in the legend"
    said = drawn_tree(svg)[0].text
    assert "B Harbour Homes 4, 3, 4 (consensus 4)" in said
    assert "E Not yet 2 (no consensus yet)" in said


def test_the_scale_may_be_of_words():
    svg = spread_chart(
        (SpreadRow("B", "Harbour", ("good",), "good"),), title="Spread", steps=("poor", "good")
    )
    assert {"poor", "good"} <= set(texts(svg))


def test_a_mark_that_is_no_step_is_refused_with_its_bid():
    with pytest.raises(ValueError, match=r"Bid B: '6' is not a step of the scale \(0, 5\)"):
        spread_chart((SpreadRow("B", "Harbour Homes", ("6",), None),), title="Spread", steps=("0", "5"))


def test_a_chart_without_bids_is_refused():
    with pytest.raises(ValueError, match="at least one bid"):
        contributions_chart((), title=TITLE)
    with pytest.raises(ValueError, match="at least one bid"):
        spread_chart((), title="Spread", steps=("0", "1"))
