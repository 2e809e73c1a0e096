"""What must hold for any evaluation, tried on invented ones."""

import copy
import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import make_bundle, verify_bundle
from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import (
    Json,
    bid,
    condition,
    evaluation,
    group,
    measure,
    model,
    price,
    quality,
    result,
    social_value,
)

OUT = {"kind": "disregarded", "reason": "Late"}
few = settings(max_examples=80, deadline=None)
marks = st.integers(0, 5).map(str)
money = st.integers(1, 10**7).map(lambda pence: f"{pence // 100}.{pence % 100:02d}")
minimums = st.none() | st.integers(0, 70).map(str)


@st.composite
def bids(draw: st.DrawFn, bid_id: str) -> Json:
    promises = st.fixed_dictionaries(
        {
            "measure": st.sampled_from(["M", "N", "T"]),
            "quantity": st.integers(0, 9).map(str),
            "year": st.integers(0, 3),
        }
    )
    return bid(
        bid_id,
        marks={"Q1": draw(marks), "Q2": draw(marks), "SQ": draw(marks)},
        prices={"P": draw(money)},
        passes={"C": draw(st.sampled_from([True, True, True, False]))},
        commitments=draw(st.lists(promises, max_size=4)),
        excluded=draw(st.sampled_from([None, None, None, OUT])),
    )


@st.composite
def tenders(draw: st.DrawFn) -> Json:
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=4, max_size=4)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    first, second, third, fourth, fifth = (str(weight) for weight in weights)
    both = str(weights[0] + weights[1])
    published = model(
        group(
            "G",
            both,
            quality("Q1", first, minimum=draw(st.none() | marks)),
            quality("Q2", second),
            minimum=draw(minimums) if both != "0" else None,
        ),
        price("P", third),
        quality("SQ", fourth, aspect="social_value"),
        social_value("SV", fifth, discount_rate="0.035", first_year=1, minimum=draw(minimums)),
        condition("C"),
        minimum=draw(minimums),
        rank_on=draw(st.sampled_from(["exact", "rounded"])),
        tie_break=draw(st.sampled_from([[], ["quality", "price"], ["social_value", "P"]])),
        measures={
            "M": measure("99.5", deadweight="0.1", cap="12"),
            "N": measure("3", drop_off="0.3"),
            "T": measure("5", kind="transfer"),
        },
        double_count=[{"measures": ["M", "N"], "action": draw(st.sampled_from(["warn", "refuse"]))}],
    )
    names = "ABCDE"[: draw(st.integers(1, 5))]
    return evaluation(published, *(draw(bids(name)) for name in names))


def evaluated(tender: Json) -> Json:
    return result(tender["model"], *tender["bids"])


def outcome(found: Json) -> dict[str, Any]:
    """A result without the order of its bids."""
    return {
        "bids": {entry["id"]: entry for entry in found["bids"]},
        "winner": sorted(found["winner"]),
        "undecided": sorted(found["undecided"]),
        "recommended": sorted(found["recommended"]),
        "ties": [sorted(tie) for tie in found["ties"]],
    }


@few
@given(tenders(), st.randoms(use_true_random=False))
def test_the_order_of_the_bids_changes_nothing(tender: Json, random: Any) -> None:
    shuffled = copy.deepcopy(tender)
    random.shuffle(shuffled["bids"])
    assert outcome(evaluated(shuffled)) == outcome(evaluated(tender))


@few
@given(tenders(), st.data())
def test_a_better_mark_never_lowers_a_rank(tender: Json, data: st.DataObject) -> None:
    better = copy.deepcopy(tender)
    at = data.draw(st.integers(0, len(tender["bids"]) - 1))
    question = data.draw(st.sampled_from(["Q1", "Q2", "SQ"]))
    given_marks = better["bids"][at]["marks"]
    given_marks[question] = str(min(5, int(given_marks[question]) + 1))
    before, after = evaluated(tender)["bids"][at]["rank"], evaluated(better)["bids"][at]["rank"]
    assert before is None or (after is not None and after <= before)


@few
@given(tenders())
def test_an_excluded_bid_never_influences_another(tender: Json) -> None:
    remaining = [entry for entry in tender["bids"] if entry["excluded"] is None]
    if remaining:
        full = outcome(evaluated(tender))
        alone = outcome(evaluated({**tender, "bids": remaining}))
        assert {key: full["bids"][key] for key in alone["bids"]} == alone["bids"]
        assert full["winner"] == alone["winner"]


@few
@given(tenders())
def test_totals_lie_between_nought_and_a_hundred_and_are_the_sum_of_their_parts(tender: Json) -> None:
    for entry in evaluated(tender)["bids"]:
        if entry["total"] is not None:
            parts = [Fraction(entry["criteria"][key]["exact"]) for key in ("G", "P", "SQ", "SV")]
            assert 0 <= Fraction(entry["exact"]) == sum(parts) <= 100
            assert abs(Fraction(entry["total"]) - Fraction(entry["exact"])) <= Fraction(1, 200)


@few
@given(tenders())
def test_every_working_gives_its_exact_figure(tender: Json) -> None:
    assert_workings_hold(evaluated(tender))


@few
@given(tenders())
def test_a_bundle_is_verified_after_a_round_trip_and_no_longer_after_a_change(tender: Json) -> None:
    found = evaluated(tender)
    bundle = json.loads(json.dumps(make_bundle(tender, found)))
    assert verify_bundle(bundle) == []
    bundle["result"]["bids"][0]["status"] = "undecided"
    assert len(verify_bundle(bundle)) == 1


@few
@given(tenders())
def test_whoever_is_out_of_the_pool_has_a_reason_and_whoever_is_in_it_a_rank(tender: Json) -> None:
    found = evaluated(tender)
    for entry in found["bids"]:
        inside = entry["status"] == "admissible"
        assert inside == (entry["rank"] is not None) == (entry["reasons"] == [])
    inside_count = sum(entry["rank"] is not None for entry in found["bids"])
    assert len(found["winner"]) == sum(entry["rank"] == 1 for entry in found["bids"])
    assert bool(found["winner"]) == bool(inside_count)
