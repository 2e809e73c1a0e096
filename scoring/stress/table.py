"""The answer of a stress test as a text for people: findings first, then the figures behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from scoring.jsontext import printable
from scoring.stress.text import percent

WIDTH = 100
SHAPES = {
    "both": "cheapest and best quality",
    "cheapest": "cheapest",
    "best_quality": "best quality",
    "middle": "neither",
}


def stress_table(answer: dict[str, Any]) -> str:
    """The answer as plain text; a figure that does not exist is a dash."""
    lines = [
        *_heading(answer),
        *_findings(answer["findings"]),
        *_section("What each criterion really weighs", _weights(answer["weights"])),
        *_section("What one mark is worth", _worth(answer["mark_worth"])),
        *_section("Which bids win", _shapes(answer["shapes"])),
        *_section("How tenders end", _outcomes(answer)),
        *_section("What is assumed", _assumptions(answer)),
    ]
    return "\n".join(printable(line) for line in lines)


def _heading(answer: dict[str, Any]) -> Iterator[str]:
    given = answer["parameters"]
    yield f"Stress test: {answer['title']}"
    yield f"{given['tenders']:,} invented tenders of {given['bidders']} bidders, seed {given['seed']}"
    yield from _wrapped(answer["caution"])
    yield from _wrapped(
        f"By chance alone, a share of all tenders may be off by {100 * answer['uncertainty']:.1f} percentage points, "
        "19 times in 20."
    )


def _findings(findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    for title, found in (("Defects shown", True), ("Looked for and not shown", False)):
        chosen = [one for one in findings if one["found"] is found]
        if chosen:
            yield from ("", title, "-" * len(title))
        for one in chosen:
            yield from _wrapped(one["text"], first="* ", rest="  ")
            for sentence in (one["example"] or {}).get("story", ()):
                yield from _wrapped(sentence, first="    ", rest="      ")


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield from ("", title, "-" * len(title), *body)


def _weights(weights: dict[str, Any]) -> Iterator[str]:
    names = ("weight", "spread", "variance", "alone", "decides", "range used")
    for key, title in (("criteria", "Top level"), ("leaves", "Leaves")):
        rows = [
            [
                one["criterion"],
                one["weight"],
                *(
                    _share(one[name])
                    for name in ("spread_share", "variance_share", "alone", "decides", "range_used")
                ),
            ]
            for one in weights[key]
        ]
        if key == "criteria" or [one["criterion"] for one in weights["leaves"]] != [
            one["criterion"] for one in weights["criteria"]
        ]:
            yield from _columns([[title, *names], *rows])


def _worth(worth: dict[str, Any]) -> Iterator[str]:
    if worth["prices"] is None or not worth["marks"]:
        return
    prices = [f"at {float(worth['prices'][level]):,.0f}" for level in ("low", "middle", "high")]
    rows = [
        [
            one["criterion"],
            f"{one['from']} to {one['to']}",
            one["points"],
            *(_money(one["worth"][level]) for level in ("low", "middle", "high")),
        ]
        for one in worth["marks"]
    ]
    yield from _columns([["Question", "Mark", "Points", *prices], *rows])


def _shapes(shapes: dict[str, Any]) -> Iterator[str]:
    if shapes["shapes"]:
        rows = [[SHAPES[one["shape"]], _share(one["wins"]), _share(one["bids"])] for one in shapes["shapes"]]
        yield from _columns([["Shape", "of wins", "of bids"], *rows])
    for key, title in (("wins_by_price_place", "lowest price"), ("wins_by_quality_place", "best quality")):
        if shapes[key] is not None:
            places = ", ".join(_share(one) for one in shapes[key])
            yield from _wrapped(f"Wins by place, from the {title}: {places}.")


def _outcomes(answer: dict[str, Any]) -> Iterator[str]:
    outcomes, ties = answer["outcomes"], answer["ties"]
    rows = [
        ["decided", _share(outcomes["decided"])],
        ["no bid admissible", _share(outcomes["no_bid_admissible"])],
        ["refused by a formula", _share(outcomes["refused"])],
        ["one bid alone", _share(outcomes["one_bid_admissible"])],
        ["best totals equal, of those decided", _share(ties["best_total"])],
        ["tied for first place, of those decided", _share(ties["first_place"])],
    ]
    rows += [
        [f"bids out by the {rule['rule']} of {rule['criterion']}", _share(rule["bids_out"])]
        for rule in outcomes["rules"]
    ]
    yield from _columns(rows)


def _assumptions(answer: dict[str, Any]) -> Iterator[str]:
    for sentence in answer["assumptions"]:
        yield from _wrapped(sentence, first="* ", rest="  ")
    for one in answer["prices"]:
        yield from _wrapped(
            f"{one['criterion']}: median price {one['median']} ({one['source']})", first="* ", rest="  "
        )
    for one in answer["quantities"]:
        yield from _wrapped(f"{one['measure']}: median quantity {one['median']}", first="* ", rest="  ")


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows under each other: the first column to the left, the others to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest)


def _share(figure: float | None) -> str:
    return "-" if figure is None else percent(figure)


def _money(amount: str | None) -> str:
    return "-" if amount is None else f"{float(amount):,.0f}"
