"""Writes what commitments are worth, live: the discount table and the calculated columns of Commitments."""

from __future__ import annotations

from scoring.measures import TRANSFER
from scoring.workbook import style
from scoring.workbook.book import Book
from scoring.workbook.expressions import position
from scoring.workbook.layout import (
    BANDS,
    BIDS,
    DISCOUNT,
    FIRST_ROW,
    LAST_DISCOUNTED_YEAR,
    MEASURES,
    Table,
    block,
)
from scoring.workbook.places import DISCOUNT as RATES
from scoring.workbook.places import Places

NOT_VALUED, NO_LEAF = "not valued", "counts in no criterion"
_FORMATS = {
    "Unit value": style.MONEY,
    "After deductions": style.FACTOR,
    "Drop-off": style.FACTOR,
    "Discount": style.FACTOR,
    "Value": style.MONEY,
    "Kind": style.WORDS,
}


def write_discount(book: Book, places: Places) -> None:
    """The discount factor after each number of years, for each social value criterion."""
    if not places.value_numbers or not places.commitments:
        return
    leaves = list(places.value_numbers)
    table = _discount_table(places)
    page = book.table(
        table,
        "Discount factors",
        "1 / (1 + rate) for each year discounted, multiplied up. Column pairs follow the social value criteria: "
        "number 1 is the first of them on the sheet Criteria.",
        tab=style.TAB_LIVE,
        widths=(8, *(12.0,) * (len(table.columns) - 1)),
    )
    for years in range(LAST_DISCOUNTED_YEAR + 1):
        row = FIRST_ROW + years
        page.value(row, 1, years, style.FIXED)
        for at, leaf in enumerate(leaves):
            rate, factor = table.columns[1 + 2 * at], table.columns[2 + 2 * at]
            if years == 0:
                page.blank(row, table.number(rate), style.LIVE)
                page.value(row, table.number(factor), 1, style.LIVE, style.FACTOR)
                continue
            page.formula(row, table.number(rate), _rate(places, leaf, f"$A${row}"), style.LIVE)
            before = f"{table.cell(factor, row - 1)}/(1+{table.cell(rate, row)})"
            page.formula(row, table.number(factor), before, style.LIVE, style.FACTOR)


def _rate(places: Places, leaf: str, year: str) -> str:
    if not isinstance(places.node_of[leaf].raw["discount_rate"], list):
        return places.parameter(leaf, "discount_rate")
    first, last = places.lines_of(leaf, RATES)
    rates = BANDS.span("Figure", (first, last))
    if first == last:
        return f"INDEX({rates},1)"
    return f"INDEX({rates},1+SUMPRODUCT(--({BANDS.span('Limit', (first, last - 1))}<{year})))"


def write_commitment_formulas(book: Book, places: Places) -> None:
    """The calculated columns of the sheet Commitments."""
    if not places.commitments:
        return
    table = places.commitment_table
    page = book.pages[table.sheet]
    for row in range(FIRST_ROW, FIRST_ROW + len(places.commitments)):
        for column, expression in _row_formulas(places, row).items():
            number_format = _FORMATS.get(column, style.GENERAL)
            page.formula(row, table.number(column), expression, style.LIVE, number_format)


def _row_formulas(places: Places, row: int) -> dict[str, str]:
    table, measures, all_rows = places.commitment_table, places.measure_table, places.measure_rows

    def here(column: str) -> str:
        return table.cell(column, row)

    def of_measure(column: str) -> str:
        return f"INDEX({measures.span(column, all_rows)},{here('Measure no.')})"

    values = block(measures, places.value_columns[0], places.value_columns[-1], all_rows)
    unit = f"INDEX({values},{here('Measure no.')},MIN({here('Year no.')}+1,{of_measure('Years of value')}))"
    factors = "*".join(here(c) for c in ("Unit value", "After deductions", "Drop-off", "Discount"))
    leaf = of_measure("Counts in no.")
    found = {
        "Bid no.": position(BIDS.span("Id", places.bid_rows), BIDS.span("No.", places.bid_rows), here("Bid")),
        "Measure no.": position(
            MEASURES.span("Id", all_rows), measures.span("No.", all_rows), here("Measure")
        ),
        "Year no.": f"N({here('Year')})",
        "After review": f'IF({here("Counted")}="",{here("Quantity")},{here("Counted")})',
        "After overlaps": _after_overlaps(places, row),
        "Within the cap": _within_cap(places, row, of_measure("Cap")),
        "Unit value": f'IF({of_measure("Years of value")}=0,"{NOT_VALUED}",{unit})',
        "After deductions": of_measure("Net factor"),
        "Drop-off": f"IF({here('Year no.')}=0,1,(1-{of_measure('Drop-off')})^{here('Year no.')})",
        "Discount": _discount(places, here("Year no."), of_measure("First year"), leaf),
        "Value": f'IF({leaf}=0,"{NO_LEAF}",IF({here("Unit value")}="{NOT_VALUED}","{NOT_VALUED}",'
        f"{here('Within the cap')}*{factors}))",
        "Kind": of_measure("Kind"),
        "Counts in no.": f'IF({here("Kind")}="{TRANSFER}",0,{leaf})',
        "Menu points": f"{here('Within the cap')}*{of_measure('Menu points each')}",
    }
    for at in range(1, len(places.refusing) + 1):
        found[f"Place in list {at}"] = of_measure(f"Place in list {at}")
    return found


def _discount_table(places: Places) -> Table:
    columns = [f"{word} {number}" for number in places.value_numbers.values() for word in ("Rate", "Factor")]
    return Table(DISCOUNT.sheet, (*DISCOUNT.columns, *columns))


def _discount(places: Places, year: str, first_year: str, leaf: str) -> str:
    if not places.value_numbers:
        return "1"
    table = _discount_table(places)
    factors = block(table, table.columns[0], table.columns[-1], (FIRST_ROW, FIRST_ROW + LAST_DISCOUNTED_YEAR))
    return f"IF({leaf}=0,1,INDEX({factors},{year}+{first_year}+1,1+2*{leaf}))"


def _after_overlaps(places: Places, row: int) -> str:
    """0 where the bid has an earlier measure of a list that refuses."""
    table, rows = places.commitment_table, places.commitment_rows
    reviewed = table.cell("After review", row)
    same_bid = f"{table.span('Bid no.', rows)},{table.cell('Bid no.', row)}"
    present = f'{table.span("After review", rows)},">0"'
    earlier = []
    for at in range(1, len(places.refusing) + 1):
        column = f"Place in list {at}"
        place = table.span(column, rows)
        earlier.append(f'COUNTIFS({same_bid},{present},{place},">0",{place},"<"&{table.cell(column, row)})')
    return f"IF({'+'.join(earlier)}>0,0,{reviewed})" if earlier else reviewed


def _within_cap(places: Places, row: int, cap: str) -> str:
    """What the cap of the measure leaves, earlier years first, then as listed."""
    table, rows = places.commitment_table, places.commitment_rows
    mine = table.cell("After overlaps", row)
    above = (FIRST_ROW - 1, row - 1)

    def used(span: tuple[int, int], years: str) -> str:
        same = "".join(
            f",{table.span(column, span)},{table.cell(column, row)}" for column in ("Bid no.", "Measure no.")
        )
        return f"SUMIFS({table.span('After overlaps', span)}{same},{table.span('Year no.', span)},{years})"

    year = table.cell("Year no.", row)
    earlier_years = f'"<"&{year}'
    before = f"{used(rows, earlier_years)}-{used(above, year)}"
    return f'IF({cap}="",{mine},MAX(0,MIN({mine},{cap}-{before})))'
