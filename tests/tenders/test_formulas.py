"""One home for what each formula does in words, whatever page or document says it."""

import re

import pytest

from procurement.tenders.formulas import formula_words, warning_words
from scoring import check_model
from tests.evaluation.conftest import published_model


def test_a_price_formula_is_said_with_its_number() -> None:
    said = "Weighting x lowest admissible price / this price (formula F01)"
    assert formula_words("price", {"type": "lowest_over_price"}) == said


@pytest.mark.parametrize(
    ("kind", "formula", "said"),
    [
        (
            "price",
            {"type": "bands"},
            "The points of the published band in which the price lies (formula F20)",
        ),
        (
            "social_value",
            {"type": "bands"},
            "The points of the published band in which the social value lies",
        ),
        ("quality", None, "Weighting x the mark's share of the scale"),
        ("price", None, ""),
        ("price", {"type": "unheard_of"}, ""),
    ],
)
def test_each_kind_has_its_own_words(kind: str, formula: dict[str, str] | None, said: str) -> None:
    assert formula_words(kind, formula) == said


def test_every_warning_about_a_formula_is_put_into_words() -> None:
    said = " ".join(warning_words(warning.partition(": ")[2]) for warning in check_model(published_model()))
    for what in ("lowest price (formula F01)", "highest value"):
        assert f"scoring by the {what} compares the bids with each other" in said
        assert f"is its own reference under scoring by the {what} and gets full marks" in said
    assert not re.search(r"\w_\w", said)


@pytest.mark.parametrize("label", ["bands", "bands (F20)", "min_max (F03)", "points_menu"])
def test_a_formula_is_named_in_words_wherever_it_stands(label: str) -> None:
    said = warning_words(f"a single bid is its own reference under {label} and gets full marks")
    assert f"under {label} " not in said
    assert "under scoring by " in said


def test_another_warning_stays_as_it_is() -> None:
    for text in ("EMP1 has no value", "the bands of the lowest price do not meet"):
        assert warning_words(text) == text
