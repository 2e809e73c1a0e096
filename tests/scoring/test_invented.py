"""What must hold for every formula, rule and award method, tried on invented files."""

import copy
import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring import make_bundle, verify_bundle
from tests.scoring.arithmetic import assert_workings_hold
from tests.scoring.builders import Json
from tests.scoring.invented import (
    RELATIVE_PRICES,
    SCALE_FREE,
    SUM,
    UTILITY,
    VALUES,
    WITHIN_THE_WEIGHT,
    evaluated,
    leaves,
    tenders,
)

few = settings(max_examples=60, deadline=None)


def without_order(found: Json | None) -> Any:
    """A result without the order of its bids and criteria, which alone the working of a sum follows."""
    if found is None:
        return None
    kept: Json = {key: sorted(found[key]) for key in ("winner", "recommended", "undecided", "warnings")}
    kept["ties"] = sorted(sorted(tie) for tie in found["ties"])
    for entry in found["bids"]:
        kept[entry["id"]] = {**entry, "working": None, "reasons": sorted(entry["reasons"])}
    return kept


@few
@given(tenders(), st.randoms(use_true_random=False))
def test_the_order_of_bids_and_of_criteria_changes_nothing_else(tender: Json, random: Any) -> None:
    shuffled = copy.deepcopy(tender)
    random.shuffle(shuffled["bids"])
    random.shuffle(shuffled["model"]["criteria"])
    random.shuffle(shuffled["model"]["criteria"][0].get("children", []))
    assert without_order(evaluated(shuffled)) == without_order(evaluated(tender))


@few
@given(tenders())
def test_every_working_gives_its_figure(tender: Json) -> None:
    found = evaluated(tender)
    assert found is None or assert_workings_hold(found) > 0


@few
@given(tenders(), st.data())
def test_a_better_mark_never_lowers_a_rank_under_any_method(tender: Json, data: st.DataObject) -> None:
    """A bid of the pool stays in it with a better mark, for its own percentages only rise, and prices and
    commitments are compared over the same pool. Its figure then does not fall against any other: even where
    the best or the lowest quality of the pool moves with it (F11, F15, F16), it moves the others the worse
    way. In a corridor it can only push others out."""
    found = evaluated(tender)
    assume(found is not None)
    assert found is not None
    at = data.draw(st.sampled_from(range(len(tender["bids"]))))
    better = copy.deepcopy(tender)
    marks = better["bids"][at]["marks"]
    question = data.draw(st.sampled_from(sorted(marks)))
    [leaf] = [one for one in leaves(tender["model"]["criteria"]) if one["id"] == question]
    steps = [step["mark"] for step in tender["model"]["scales"][leaf["scale"]]["steps"]]
    marks[question] = steps[min(len(steps) - 1, steps.index(marks[question]) + 1)]
    before = found["bids"][at]["rank"]
    after = evaluated(better)
    assume(after is not None)
    assert after is not None
    rank = after["bids"][at]["rank"]
    assert before is None or (rank is not None and rank <= before)


def in_another_currency(tender: Json, factor: int) -> Json:
    """The tender with all prices multiplied by a whole number."""
    dearer = copy.deepcopy(tender)
    for entry in dearer["bids"]:
        for leaf, text in entry["prices"].items():
            pence = int(Fraction(text) * 100) * factor
            entry["prices"][leaf] = f"{pence // 100}.{pence % 100:02d}"
    return dearer


@few
@given(tenders(methods=[*SUM, UTILITY], prices=RELATIVE_PRICES, values=VALUES[:2]), st.integers(2, 900))
def test_prices_in_another_currency_change_no_figure_where_they_are_only_compared(
    tender: Json, factor: int
) -> None:
    before, after = evaluated(tender), evaluated(in_another_currency(tender, factor))
    assert (before is None) == (after is None)
    if before is None or after is None:
        return
    assert [before[key] for key in ("winner", "ties", "recommended", "warnings")] == [
        after[key] for key in ("winner", "ties", "recommended", "warnings")
    ]
    for first, second in zip(before["bids"], after["bids"], strict=True):
        pairs = [(first, second)]
        pairs += [(entry, second["criteria"][leaf]) for leaf, entry in first["criteria"].items()]
        for one, other in pairs:
            for key in ("status", "reasons", "rank", "total", "points", "exact", "approx"):
                assert one.get(key) == other.get(key)


@few
@given(tenders(methods=SCALE_FREE, values=VALUES[:2]), st.integers(2, 900))
def test_prices_in_another_currency_change_no_rank_where_they_are_only_divided(
    tender: Json, factor: int
) -> None:
    tender["model"] |= {"rank_on": "exact", "winners": None}
    before, after = evaluated(tender), evaluated(in_another_currency(tender, factor))
    assert (before is None) == (after is None)
    if before and after:
        assert [entry["rank"] for entry in before["bids"]] == [entry["rank"] for entry in after["bids"]]


@few
@given(tenders())
def test_a_bid_that_is_out_before_prices_are_compared_influences_no_other(tender: Json) -> None:
    remaining = [entry for entry in tender["bids"] if entry["excluded"] is None and entry["passes"]["C"]]
    assume(remaining)
    full, alone = evaluated(tender), evaluated({**tender, "bids": remaining})
    assert (full is None) == (alone is None)
    if full is None or alone is None:
        return
    kept = {entry["id"]: entry for entry in full["bids"]}
    assert [kept[entry["id"]] for entry in alone["bids"]] == alone["bids"]
    for key in ("winner", "recommended", "undecided", "ties"):
        assert full[key] == alone[key]


@few
@given(tenders(methods=SUM, prices=WITHIN_THE_WEIGHT, scales=("0-5", "progressive")))
def test_a_sum_of_points_within_their_weights_lies_between_nought_and_a_hundred(tender: Json) -> None:
    found = evaluated(tender)
    assert found is not None
    weights = {one["id"]: one for one in leaves(tender["model"]["criteria"])}
    for entry in found["bids"]:
        for figures in (entry, *(entry["criteria"][leaf] for leaf in weights if leaf != "C")):
            text = figures["exact"] or figures.get("approx")
            assert text is None or 0 <= Fraction(text) <= 100
        if entry["exact"]:
            points = [entry["criteria"][leaf]["exact"] for leaf in weights if leaf != "C"]
            assert Fraction(entry["exact"]) == sum(map(Fraction, points))


@few
@given(tenders())
def test_a_bundle_is_verified_after_a_round_trip_and_no_longer_after_a_change(tender: Json) -> None:
    found = evaluated(tender)
    if found is None:
        return
    bundle = make_bundle(tender, found)
    again = json.loads(json.dumps(bundle))
    assert again == bundle
    assert verify_bundle(again) == []
    assert json.dumps(evaluated(again["evaluation"])) == json.dumps(found)
    again["result"]["bids"][0]["status"] = "undecided"
    assert len(verify_bundle(again)) == 1


@few
@given(tenders())
def test_ranks_ties_and_winners_tell_one_story(tender: Json) -> None:
    found = evaluated(tender)
    if found is None:
        return
    ranks = {entry["id"]: entry["rank"] for entry in found["bids"]}
    ranked = {name: rank for name, rank in ranks.items() if rank is not None}
    for name, rank in ranked.items():
        assert rank == 1 + sum(other < rank for other in ranked.values())
        assert ranks[name] is None or found["bids"][list(ranks).index(name)]["status"] == "admissible"
    assert found["winner"] == [name for name, rank in ranked.items() if rank == 1]
    shared = {rank: [name for name in ranked if ranked[name] == rank] for rank in sorted(ranked.values())}
    assert found["ties"] == [names for names in shared.values() if len(names) > 1]
    assert not set(found["recommended"]) & set(found["undecided"])
    if tender["model"]["winners"] is None:
        assert found["recommended"] == (found["winner"] if len(found["winner"]) == 1 else [])
    for entry in found["bids"]:
        assert (entry["rank"] is None) == bool(entry["reasons"]) == (entry["total"] is None)


def test_two_runs_give_the_same_bytes_whatever_order_python_hashes_in(tmp_path: Path) -> None:
    file = tmp_path / "files.json"
    code = (
        "import json, sys; from scoring import evaluate, parse_evaluation\n"
        "for one in json.load(open(sys.argv[1])):\n"
        "    print(json.dumps(evaluate(parse_evaluation(one)).to_json()))\n"
    )
    files: list[Json] = []

    @settings(max_examples=40, deadline=None, database=None)
    @given(tenders())
    def gather(tender: Json) -> None:
        if evaluated(tender) is not None:
            files.append(tender)

    gather()
    assert len(files) > 20
    file.write_text(json.dumps(files), encoding="utf-8")
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code, str(file)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "4000000000")
    ]
    assert outputs[0] == outputs[1]
    here = "".join(json.dumps(evaluated(one)) + "\n" for one in files)
    assert outputs[0].decode() == here
