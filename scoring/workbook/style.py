"""How the workbook looks: colours, number formats, print set-up."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

GREEN, PALE_GREEN, AMBER, GREY, PALE_GREY = "12534B", "E4EFEC", "FFF6DD", "505A5F", "F3F4F4"
RED, PALE_RED, INK, LINE, BLUE, WHITE = "942514", "F9E1DC", "0B0C0C", "CED3D6", "1D3F8B", "FFFFFF"
TAB_INPUT, TAB_LIVE, TAB_RESULT = "F2B134", "5B9A90", GREEN

TITLE, LEAD, BID_NAME, VERDICT = "cw title", "cw lead", "cw bid name", "cw verdict"
HEAD, FIXED, INPUT = "cw head", "cw fixed", "cw input"
LIVE, STRONG, ENGINE, NOTE = "cw live", "cw strong", "cw engine", "cw note"
TEXT_SIDE, NUMBER_SIDE = " text", " number"
"""What stands to the left and what to the right: a variant of each of the looks after HEAD."""
SIDED = (HEAD, FIXED, INPUT, LIVE, STRONG, ENGINE, NOTE)

GENERAL = "General"
WORDS = "words"
"""No number format: what a formula gives is text, and stands to the left."""
TINY = "0.0E+00"
PRICE = "#,##0.00######"
MONEY = "#,##0.00"
LONG = "#,##0.00####"
POINTS = "#,##0.0000"
FACTOR = "0.000000"
SHARE = "0.00000000"
FLAG = "0;-0;\\·"
WHOLE = "0"
FONT = "Arial"


def published(places: int) -> str:
    """The number format of a published figure."""
    return "#,##0" + ("." + "0" * places if places else "")


def add_styles(workbook: Workbook) -> None:
    """Register the named styles, so that an officer can find every cell of a sort."""
    top = Alignment(vertical="top")
    above = Alignment(horizontal="right", vertical="bottom", wrap_text=True, indent=1)
    for name, font, alignment in (
        (TITLE, Font(name=FONT, size=16, bold=True, color=GREEN), top),
        (LEAD, Font(name=FONT, size=10, color=GREY), top),
        (BID_NAME, Font(name=FONT, size=9, color=GREY), above),
        (VERDICT, Font(name=FONT, size=11, bold=True, color=GREEN), top),
    ):
        workbook.add_named_style(NamedStyle(name, font=font, alignment=alignment))
    for look, ink, fill in (
        (HEAD, WHITE, GREEN),
        (FIXED, INK, WHITE),
        (INPUT, BLUE, AMBER),
        (LIVE, INK, WHITE),
        (STRONG, INK, PALE_GREEN),
        (ENGINE, GREY, PALE_GREY),
        (NOTE, INK, WHITE),
    ):
        _add_sided(workbook, look, ink, fill)


def _add_sided(workbook: Workbook, look: str, ink: str, fill: str) -> None:
    line = Side(style="thin", color=LINE)
    upright = "center" if look == HEAD else "top"
    for side, alignment in (
        ("", Alignment(vertical=upright)),
        (TEXT_SIDE, Alignment(horizontal="left", vertical=upright, wrap_text=True, indent=1)),
        (NUMBER_SIDE, Alignment(horizontal="right", vertical=upright, wrap_text=look == HEAD, indent=1)),
    ):
        workbook.add_named_style(
            NamedStyle(
                f"{look}{side}",
                font=Font(name=FONT, size=10, bold=look in (HEAD, STRONG), color=ink),
                fill=PatternFill("solid", start_color=fill, end_color=fill),
                border=Border() if look == NOTE else Border(left=line, right=line, top=line, bottom=line),
                alignment=alignment,
                protection=Protection(locked=False),
            )
        )


def set_up_page(sheet: Worksheet, *, frozen: str, header_row: int) -> None:
    """Landscape A4, as wide as one page, header rows repeated, page numbers; sheet protection stays off."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.freeze_panes = frozen
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("Page &P of &N"))
    sheet.print_title_rows = f"1:{header_row}"
