"""Every weight check lives in one function, which says what is wrong and by how much."""

from decimal import Decimal

import pytest

from procurement.tenders.models import Lot
from procurement.tenders.queries import criteria_tree
from procurement.tenders.services import add_criterion
from procurement.tenders.weights import WeightProblem, weight_problems
from tests.tenders.conftest import World

pytestmark = pytest.mark.django_db


def problems(lot: Lot) -> list[str]:
    return [problem.message for problem in weight_problems(criteria_tree(lot))]


def test_weightings_that_add_up_have_no_problem(ready_lot: Lot) -> None:
    assert problems(ready_lot) == []


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        ("95", "The top level adds up to 95, which is 5 short of 100"),
        ("112.5", "The top level adds up to 112.5, which is 12.5 more than 100"),
        ("99.9999", "The top level adds up to 99.9999, which is 0.0001 short of 100"),
    ],
)
def test_the_top_level_says_by_how_much_it_misses_100(
    world: World, lot: Lot, weight: str, message: str
) -> None:
    half = (Decimal(weight) / 2).quantize(Decimal("0.0001"))
    add_criterion(actor=world.officer, lot=lot, kind="price", title="Price", weight=half)
    add_criterion(
        actor=world.officer, lot=lot, kind="quality", title="Quality", weight=Decimal(weight) - half
    )
    assert problems(lot) == [message]


def test_an_empty_tree_is_100_short(lot: Lot) -> None:
    assert problems(lot) == ["The top level adds up to 0, which is 100 short of 100"]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("28", "Quality: its questions add up to 28, but its weighting is 30: 2 short"),
        ("33.5", "Quality: its questions add up to 33.5, but its weighting is 30: 3.5 too many"),
        ("0", "Quality: its questions add up to 0, but its weighting is 30: 30 short"),
    ],
)
def test_a_group_says_by_how_much_its_questions_miss_its_weighting(
    world: World, lot: Lot, inside: str, message: str
) -> None:
    me = world.officer
    add_criterion(actor=me, lot=lot, kind="price", title="Price", weight=Decimal(70))
    group = add_criterion(actor=me, lot=lot, kind="group", title="Quality", weight=Decimal(30))
    add_criterion(actor=me, lot=lot, kind="quality", title="One", parent=group, weight=Decimal(inside))
    assert problems(lot) == [message]


def test_what_is_wrong_is_told_apart_by_level_and_size(world: World, lot: Lot) -> None:
    me = world.officer
    group = add_criterion(actor=me, lot=lot, kind="group", title="Social value", weight=Decimal(20))
    add_criterion(actor=me, lot=lot, kind="social_value", title="Promises", parent=group, weight=Decimal(25))
    assert weight_problems(criteria_tree(lot)) == (
        WeightProblem(
            "The top level adds up to 20, which is 80 short of 100", "The top level", None, Decimal(80)
        ),
        WeightProblem(
            "Social value: its criteria add up to 25, but its weighting is 20: 5 too many",
            "Social value",
            group.pk,
            Decimal(-5),
        ),
    )


def test_groups_are_checked_at_every_depth(world: World, lot: Lot) -> None:
    me = world.officer
    outer = add_criterion(actor=me, lot=lot, kind="group", title="Quality", weight=Decimal(100))
    inner = add_criterion(
        actor=me, lot=lot, kind="group", title="Workforce", parent=outer, weight=Decimal(100)
    )
    add_criterion(actor=me, lot=lot, kind="quality", title="Pay", parent=inner, weight=Decimal(99))
    assert problems(lot) == ["Workforce: its questions add up to 99, but its weighting is 100: 1 short"]


def test_an_empty_weighting_says_what_the_notice_said(world: World, lot: Lot) -> None:
    add_criterion(
        actor=world.officer,
        lot=lot,
        kind="quality",
        title="Method",
        weight_note="“up to 40%” is not one figure.",
    )
    assert problems(lot)[1:] == [
        "Method (Q1) has no weighting yet. From the notice: “up to 40%” is not one figure"
    ]


def test_a_group_without_a_weighting_says_what_is_in_it(world: World, lot: Lot) -> None:
    group = add_criterion(actor=world.officer, lot=lot, kind="group", title="Quality")
    add_criterion(
        actor=world.officer, lot=lot, kind="quality", title="One", parent=group, weight=Decimal("12.5")
    )
    assert problems(lot)[1:] == ["Quality (G) has no weighting yet; its questions add up to 12.5"]


def test_pass_or_fail_is_left_out_of_every_sum(world: World, lot: Lot) -> None:
    me = world.officer
    add_criterion(actor=me, lot=lot, kind="price", title="Price", weight=Decimal(100))
    gates = add_criterion(actor=me, lot=lot, kind="group", title="Conditions")
    add_criterion(actor=me, lot=lot, kind="pass_fail", title="Insurance", parent=gates)
    assert problems(lot) == []


def test_a_group_of_conditions_alone_takes_no_weighting(world: World, lot: Lot) -> None:
    me = world.officer
    add_criterion(actor=me, lot=lot, kind="price", title="Price", weight=Decimal(90))
    gates = add_criterion(actor=me, lot=lot, kind="group", title="Conditions", weight=Decimal(10))
    add_criterion(actor=me, lot=lot, kind="pass_fail", title="Insurance", parent=gates)
    assert problems(lot) == [
        "Conditions (G) holds nothing but pass or fail criteria, so its weighting is 0",
    ]
