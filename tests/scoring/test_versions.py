"""Bundles of earlier engine versions, and what is said where they differ."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring import make_bundle, verify_bundle, version
from scoring.version import ENGINE_VERSION, changes_since
from tests.scoring.builders import bid, evaluation, model, price, quality, result, scale

DATA = Path(__file__).resolve().parent.parent / "data"
FIRST = DATA / "bundle-1.0.0.json"
# One bundle for each award method, price formula and social value rule, as engine 1.1.0 made them.
SECOND: dict[str, Any] = json.loads((DATA / "bundles-1.1.0.json").read_text(encoding="utf-8"))


def first_bundle() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIRST.read_text(encoding="utf-8"))
    return found


def test_a_bundle_of_the_first_engine_still_verifies() -> None:
    bundle = first_bundle()
    assert bundle["result"]["engine"] == "1.0.0"
    assert bundle["result"]["engine"] != ENGINE_VERSION
    assert verify_bundle(bundle) == []


@pytest.mark.parametrize("rule", SECOND)
def test_a_bundle_of_every_rule_by_the_second_engine_still_verifies(rule: str) -> None:
    assert SECOND[rule]["result"]["engine"] == "1.1.0"
    assert verify_bundle(SECOND[rule]) == []


def test_a_rule_that_changed_since_is_named_after_the_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = (("1.0.0", "an older change"), ("1.0.1", "ties are broken on exact values"))
    monkeypatch.setattr(version, "RULE_CHANGES", changes)
    bundle = first_bundle()
    bundle["result"]["bids"][0]["total"] = "1.00"
    differences = verify_bundle(bundle)
    assert differences[0].startswith("result.bids[0].total: ")
    assert differences[-1] == "changed in engine 1.0.1: ties are broken on exact values"
    assert not any("an older change" in line for line in differences)


def test_a_root_that_an_older_engine_rounded_otherwise_is_said_to_be_one_rule_that_changed() -> None:
    published = model(
        quality("Q", "25"),
        price("P", "75"),
        award_method={"type": "weighted_value_index", "per": "1"},
        rounding={"places": 2, "mode": "down"},
        scales={"0-5": scale(("64", "100"))},
    )
    offer = bid("A", marks={"Q": "64"}, prices={"P": "1"})
    found = result(published, offer)
    found["engine"] = "1.1.0"
    found["bids"][0]["total"] = "3.99"
    differences = verify_bundle(make_bundle(evaluation(published, offer), found))
    assert differences[0] == 'result.bids[0].total: the bundle says "3.99"; computed "4.00"'
    assert differences[-1].startswith("changed in engine 1.2.0: a figure with a root or a logarithm")


def test_a_difference_under_the_same_engine_is_not_explained_away() -> None:
    bundle = first_bundle()
    bundle["result"]["engine"] = ENGINE_VERSION
    bundle["result"]["bids"][0]["total"] = "1.00"
    assert all("engine" not in line for line in verify_bundle(bundle))


def test_a_newer_engine_is_said_to_be_newer() -> None:
    assert changes_since("99.0.0") == [
        f"the bundle was made by engine 99.0.0, which is newer than this one, {ENGINE_VERSION}"
    ]


@pytest.mark.parametrize("made", [None, 1, "one", "1.0", "1.0.x", "1.0.0.0", "9" * 50])
def test_a_version_that_cannot_be_read_is_said_to_be_missing(made: object) -> None:
    assert changes_since(made) == [f"the bundle does not say which engine made it; this is {ENGINE_VERSION}"]
