"""Lots under a cap: the best total, proved; ties reported, never broken. Checked against every allocation
there is on small cases, and against SciPy's assignment for the total."""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from scoring.allocation import Allocation, DualPrice, allocate_lots, proves
from scoring.errors import EvaluationError

Lots = dict[str, dict[str, Fraction]]
Award = tuple[str | None, ...]

SUPPLIERS = "ABCD"
few = settings(max_examples=120, deadline=None)
# Few different figures, so that ties are common; thirds and tenths, which binary floats cannot hold.
figures = st.sampled_from([Fraction(n, d) for n in (-1, 0, 1, 2, 7) for d in (1, 3, 10)])


@st.composite
def tenders(draw: st.DrawFn) -> tuple[Lots, dict[str, int], bool]:
    count = draw(st.integers(0, 4))
    bids = st.dictionaries(st.sampled_from(SUPPLIERS), figures)
    lots = {f"L{at}": draw(bids) for at in range(count)}
    caps = {supplier: draw(st.integers(1, 3)) for supplier in SUPPLIERS}
    return lots, caps, draw(st.booleans())


def every_allocation(lots: Lots, caps: dict[str, int]) -> list[Award]:
    choices: list[list[str | None]] = [[*row, None] for row in lots.values()]
    return [
        award
        for award in itertools.product(*choices)
        if all(award.count(supplier) <= cap for supplier, cap in caps.items())
    ]


def worth(lots: Lots, award: Award, *, lowest_wins: bool) -> tuple[int, Fraction]:
    held = [row[holder] for row, holder in zip(lots.values(), award, strict=True) if holder is not None]
    total = sum(held, Fraction(0))
    return len(held), -total if lowest_wins else total


def best_allocations(lots: Lots, caps: dict[str, int], *, lowest_wins: bool) -> list[Award]:
    awards = every_allocation(lots, caps)
    best = max(worth(lots, award, lowest_wins=lowest_wins) for award in awards)
    return [award for award in awards if worth(lots, award, lowest_wins=lowest_wins) == best]


def answer(allocation: Allocation) -> dict[str, frozenset[str | None]]:
    """Who may hold each lot, whatever the order."""
    return {
        **{lot: frozenset([supplier]) for lot, supplier in allocation.awarded.items()},
        **{lot: frozenset(row) for lot, row in allocation.undecided.items()},
        **{lot: frozenset([None]) for lot in allocation.unawarded},
    }


@few
@given(tenders())
def test_the_answer_is_what_all_best_allocations_have_in_common(
    tender: tuple[Lots, dict[str, int], bool],
) -> None:
    lots, caps, lowest_wins = tender
    best = best_allocations(lots, caps, lowest_wins=lowest_wins)
    found = allocate_lots(lots, cap=caps, lowest_wins=lowest_wins)
    assert answer(found) == {lot: frozenset(award[at] for award in best) for at, lot in enumerate(lots)}
    count, value = worth(lots, best[0], lowest_wins=lowest_wins)
    assert (found.count, found.total) == (count, -value if lowest_wins else value)
    assert tuple(found.example.get(lot) for lot in lots) in best


@few
@given(tenders())
def test_the_prices_prove_the_total_and_no_better_one(tender: tuple[Lots, dict[str, int], bool]) -> None:
    lots, caps, lowest_wins = tender
    found = allocate_lots(lots, cap=caps, lowest_wins=lowest_wins)
    assert proves(found)
    better = found.total + (-1 if lowest_wins else 1)
    assert not proves(replace(found, total=better))
    assert not proves(replace(found, count=found.count + 1))


@few
@given(tenders(), st.randoms(use_true_random=False))
def test_the_order_of_lots_and_suppliers_changes_nothing(
    tender: tuple[Lots, dict[str, int], bool], random: object
) -> None:
    lots, caps, lowest_wins = tender
    found = allocate_lots(lots, cap=caps, lowest_wins=lowest_wins)
    turned = {lot: dict(reversed(row.items())) for lot, row in reversed(lots.items())}
    again = allocate_lots(turned, cap=caps, lowest_wins=lowest_wins)
    assert answer(again) == answer(found)
    assert (again.count, again.total) == (found.count, found.total)
    assert again.lot_prices == found.lot_prices
    assert again.supplier_prices == found.supplier_prices


@pytest.mark.parametrize("lowest_wins", [True, False])
def test_the_total_is_that_of_scipys_assignment(*, lowest_wins: bool) -> None:
    random = np.random.default_rng(4)
    for cap in (1, 2, 3):
        money = random.integers(10_000, 99_999, size=(12, 7))
        lots = {
            f"L{lot}": {f"S{at}": Fraction(int(figure), 100) for at, figure in enumerate(row)}
            for lot, row in enumerate(money)
        }
        found = allocate_lots(lots, cap=cap, lowest_wins=lowest_wins)
        rows, columns = linear_sum_assignment(np.repeat(money, cap, axis=1), maximize=not lowest_wins)
        assert found.count == len(rows)
        assert found.total == Fraction(int(np.repeat(money, cap, axis=1)[rows, columns].sum()), 100)
        assert proves(found)


def test_a_supplier_that_leads_everywhere_gets_the_lots_where_it_matters_most() -> None:
    lots = {
        "North": {"A": Fraction(90), "B": Fraction(88)},
        "South": {"A": Fraction(85), "B": Fraction(60)},
        "West": {"A": Fraction(80), "B": Fraction(79)},
    }
    found = allocate_lots(lots, cap={"A": 1, "B": 2}, lowest_wins=False)
    assert found.awarded == {"North": "B", "South": "A", "West": "B"}
    assert (found.undecided, found.unawarded) == ({}, ())
    assert found.total == 252


def test_an_award_of_every_lot_comes_before_a_better_total() -> None:
    lots = {"L1": {"A": Fraction(100)}, "L2": {"A": Fraction(99), "B": Fraction(1)}}
    found = allocate_lots(lots, cap=1, lowest_wins=False)
    assert found.awarded == {"L1": "A", "L2": "B"}


def test_equal_best_allocations_leave_only_the_lots_undecided_in_which_they_differ() -> None:
    level = {"A": Fraction(1, 3), "B": Fraction(1, 3)}
    lots = {"L1": level, "L2": level, "L3": {"C": Fraction(5)}}
    found = allocate_lots(lots, cap=1, lowest_wins=True)
    assert found.awarded == {"L3": "C"}
    assert found.undecided == {"L1": ("A", "B"), "L2": ("A", "B")}
    assert found.to_json()["undecided"] == {"L1": ["A", "B"], "L2": ["A", "B"]}
    # The published ladder gives L1 to B: handed in as its only bid, it settles L2 too.
    settled = allocate_lots({**lots, "L1": {"B": level["B"]}}, cap=1, lowest_wins=True)
    assert settled.awarded == {"L1": "B", "L2": "A", "L3": "C"}
    assert settled.total == found.total


def test_figures_that_binary_floats_take_for_equal_are_told_apart() -> None:
    hair = Fraction(1, 10**30)
    lots = {"L1": {"A": Fraction(1, 3), "B": Fraction(1, 3) + hair}}
    assert allocate_lots(lots, cap=1, lowest_wins=False).awarded == {"L1": "B"}
    assert allocate_lots(lots, cap=1, lowest_wins=True).awarded == {"L1": "A"}


def test_which_of_two_lots_stays_without_award_is_not_chosen_either() -> None:
    lots = {"L1": {"A": Fraction(7)}, "L2": {"A": Fraction(7)}, "L3": {}}
    found = allocate_lots(lots, cap=1, lowest_wins=False)
    assert found.undecided == {"L1": ("A", None), "L2": ("A", None)}
    assert (found.awarded, found.unawarded) == ({}, ("L3",))
    assert (found.count, found.total) == (1, Fraction(7))


def test_no_lots_are_allocated_to_nobody() -> None:
    found = allocate_lots({}, cap=2, lowest_wins=True)
    assert found.awarded == {}
    assert (found.count, found.total) == (0, Fraction(0))
    assert proves(found)


@pytest.mark.parametrize(
    "change",
    [
        {"lot_prices": {"L1": DualPrice(0, Fraction(0)), "L2": DualPrice(1, Fraction(1))}},
        {"lot_prices": {"L1": DualPrice(1, Fraction(99)), "L2": DualPrice(1, Fraction(-3))}},
        {"supplier_prices": {"A": DualPrice(-1, Fraction(0)), "B": DualPrice(0, Fraction(0))}},
        {"lot_prices": {"L1": DualPrice(1, Fraction(2))}},
        {"supplier_prices": {}},
        {"example": {"L1": "A", "L2": "A"}},
        {"example": {"L1": "A", "L2": "C"}},
        {"awarded": {"L1": "B", "L2": "A"}},
    ],
)
def test_a_proof_that_was_changed_proves_nothing(change: dict[str, object]) -> None:
    lots = {
        "L1": {"A": Fraction(100), "B": Fraction(2)},
        "L2": {"A": Fraction(99), "B": Fraction(98)},
    }
    found = allocate_lots(lots, cap=1, lowest_wins=False)
    assert proves(found)
    assert not proves(replace(found, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cap", "message"),
    [
        (0, "cap: found 0; allowed: a whole number of lots, 1 or more"),
        (True, "cap: found true; allowed: a whole number of lots, 1 or more"),
        ({"A": 1}, "cap: found no cap for B; allowed: one for each supplier with a bid: A, B"),
        ({"A": 1, "B": -2}, "cap.B: found -2; allowed: a whole number of lots, 1 or more"),
    ],
)
def test_a_cap_that_is_none_is_refused(cap: int | dict[str, int], message: str) -> None:
    lots = {"L1": {"A": Fraction(1), "B": Fraction(1)}}
    with pytest.raises(EvaluationError) as refused:
        allocate_lots(lots, cap=cap, lowest_wins=True)
    assert str(refused.value) == message
