"""Reading results: the figures as `scoring` published them, arranged for a page; none is calculated here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from procurement.core.formatting import money, points, quantity
from procurement.tenders.formulas import formula_words
from procurement.tenders.models import LotStage
from procurement.tenders.published import Leaf, Rules, published_rules

from ..models import Result
from .reasons import Reasons, Why

STATUS_WORDS = {
    "admissible": "Assessed",
    "disqualified": "Disqualified",
    "disregarded": "Disregarded",
    "withdrawn": "Withdrawn",
}
_TOKEN = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class Column:
    """A top-level criterion with its maximum."""

    id: str
    title: str
    maximum: str


@dataclass(frozen=True)
class Figure:
    """One figure of one bid: what was given and why, the points, and the working as `scoring` wrote it."""

    leaf: Leaf
    given: str
    points: str
    working: str
    words: str
    why: Why | None


@dataclass(frozen=True)
class CommitmentFigure:
    """One commitment: promised, counted and why, and the value of what counts."""

    title: str
    year: int
    promised: str
    counted: str
    why: Why | None
    value: str
    working: str


@dataclass(frozen=True)
class BidFigures:
    """One bid of the result."""

    code: str
    name: str
    status: str
    status_words: str
    reasons: tuple[str, ...]
    rank: int | None
    total: str | None
    working: str
    parts: tuple[str | None, ...]
    figures: tuple[Figure, ...]
    commitments: tuple[CommitmentFigure, ...]
    social_value: str
    prices: tuple[str, ...]
    first: bool

    @property
    def compared(self) -> bool:
        return self.rank is not None


@dataclass(frozen=True)
class ResultPage:
    """A result, ready to show: bids by rank, those that are not compared last."""

    result: Result
    rules: Rules
    columns: tuple[Column, ...]
    bids: tuple[BidFigures, ...]
    warnings: tuple[str, ...]
    by_points: bool

    @property
    def ranked(self) -> tuple[BidFigures, ...]:
        return tuple(bid for bid in self.bids if bid.compared)

    @property
    def out(self) -> tuple[BidFigures, ...]:
        return tuple(bid for bid in self.bids if not bid.compared)

    @property
    def first(self) -> tuple[BidFigures, ...]:
        return tuple(bid for bid in self.bids if bid.first)

    @property
    def runner_up(self) -> BidFigures | None:
        return next((bid for bid in self.ranked if not bid.first), None)

    def figure(self, total: str | None) -> str:
        """A total as the page writes it: points of 100, or the method's figure."""
        if total is None:
            return ""
        return points(total, 100) if self.by_points else total

    @property
    def finding(self) -> str:
        """The sentence that the page is called by; every figure in it is one of the result."""
        if not self.first:
            return "No bid can be awarded"
        if len(self.first) > 1:
            codes = " and ".join(bid.code for bid in self.first)
            return f"Bids {codes} share first place with {self.figure(self.first[0].total)}"
        lead = f"Bid {self.first[0].code} is first with {self.figure(self.first[0].total)}"
        second = self.runner_up
        return f"{lead}, before bid {second.code} with {second.total}" if second else lead


def latest_result(lot_stage: LotStage) -> Result:
    """The result that stands. Budget: 1 query. Raises DoesNotExist before moderation is closed."""
    return (
        Result.objects.select_related(
            "published_model", "calculated_by", "lot_stage__lot__tender__authority", "lot_stage__stage"
        )
        .filter(lot_stage=lot_stage)
        .latest("number")
    )


def by_rank(result: Result) -> list[str]:
    """The letters of a result's bids, the first in rank first and those that are not compared last."""
    bids = sorted(result.result["bids"], key=lambda bid: (bid["rank"] is None, bid["rank"] or 0))
    return [bid["id"] for bid in bids]


def result_page(result: Result, reasons: Reasons) -> ResultPage:
    """The page of a result with the panel's reasons for what it was made from. No query."""
    rules = published_rules(result.published_model)
    method = result.published_model.model["award_method"]["type"]
    columns = tuple(
        Column(ident, title, f"{weight.numerator / weight.denominator:g}")
        for ident, title, weight in rules.tops
        if weight
    )
    given = {bid["id"]: bid for bid in result.evaluation["bids"]}
    winners = set(result.result["winner"])
    words = _Words(rules, result.published_model.model, reasons)
    bids = [
        words.bid(figures, given[figures["id"]], columns, first=figures["id"] in winners)
        for figures in result.result["bids"]
    ]
    place = {code: number for number, code in enumerate(by_rank(result))}
    ordered = sorted(bids, key=lambda bid: place[bid.code])
    return ResultPage(
        result=result,
        rules=rules,
        columns=columns,
        bids=tuple(ordered),
        warnings=tuple(words.plain(text) for text in result.result["warnings"]),
        by_points=method == "weighted_sum",
    )


class _Words:
    """Puts titles in place of ids, and arranges one bid's figures."""

    def __init__(self, rules: Rules, model: Mapping[str, Any], reasons: Reasons) -> None:
        self.rules = rules
        self.reasons = reasons
        self.currency = model["currency"]
        self.titles = {node["id"]: node["title"] for node in _nodes(model["criteria"])}
        self.formulas = {node["id"]: node.get("formula") for node in _nodes(model["criteria"])}

    def plain(self, text: str) -> str:
        """A sentence of `scoring` with the titles of the criteria that it names."""
        return _TOKEN.sub(lambda found: self.titles.get(found[0], found[0]), text)

    def bid(
        self,
        figures: Mapping[str, Any],
        given: Mapping[str, Any],
        columns: tuple[Column, ...],
        *,
        first: bool,
    ) -> BidFigures:
        criteria, value = figures["criteria"], figures["social_value"]
        return BidFigures(
            code=figures["id"],
            name=given["name"],
            status=figures["status"],
            status_words=STATUS_WORDS[figures["status"]],
            reasons=tuple(self.plain(reason) for reason in figures["reasons"]),
            rank=figures["rank"],
            total=figures["total"],
            working=figures["working"] or "",
            parts=tuple(criteria[column.id].get("points") for column in columns),
            figures=tuple(self.figure(figures["id"], leaf, criteria[leaf.id]) for leaf in self.rules.leaves),
            commitments=tuple(self.commitments(figures["id"], value)) if value else (),
            social_value=money(value["total"], self.currency) if value else "",
            prices=tuple(
                money(criteria[leaf.id]["price"], self.currency)
                for leaf in self.rules.of_kind("price")
                if criteria[leaf.id]["price"] is not None
            ),
            first=first,
        )

    def figure(self, code: str, leaf: Leaf, entry: Mapping[str, Any]) -> Figure:
        """What a bid got for one leaf."""
        given = self.given(leaf, entry)
        return Figure(
            leaf=leaf,
            given=given,
            points=entry.get("points") or "",
            working=entry.get("working") or "",
            words=formula_words(leaf.kind, self.formulas[leaf.id]),
            why=self.reasons.decisions.get((code, leaf.id)) if given else None,
        )

    def given(self, leaf: Leaf, entry: Mapping[str, Any]) -> str:
        """The mark, price, value or decision that the points were made from."""
        if leaf.kind == "quality":
            label = next((step.label for step in leaf.scale if step.mark == entry["mark"]), "")
            return f"{entry['mark']} {label}".strip() if entry["mark"] is not None else ""
        if leaf.kind == "price":
            return money(entry["price"], self.currency)
        if leaf.kind == "social_value":
            return money(entry.get("value"), self.currency)
        return {True: "Pass", False: "Fail", None: ""}[entry["pass"]]

    def commitments(self, code: str, value: Mapping[str, Any]) -> Iterator[CommitmentFigure]:
        """Each commitment with the value that `scoring` gave it, and the review that said what counts."""
        entries = value["commitments"]
        # Of a bid whose reasons were not asked for, there are none.
        reasons = self.reasons.commitments.get(code, (None,) * len(entries))
        for entry, why in zip(entries, reasons, strict=True):
            measure = self.rules.measures[entry["measure"]]
            yield CommitmentFigure(
                title=measure["title"],
                year=entry["year"] + 1,
                promised=quantity(entry["promised"], measure["unit"]),
                counted=quantity(entry["counted"], measure["unit"]),
                why=why,
                value="Not valued" if entry["value"] is None else money(entry["value"], self.currency),
                working=entry["working"] or "",
            )


def _nodes(criteria: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in criteria:
        yield node
        yield from _nodes(node.get("children") or [])
