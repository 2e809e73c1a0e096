"""The criteria builder's services: criteria, measures, scales, ready-made trees and copies."""

from decimal import Decimal
from uuid import uuid4

import pytest

from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.frameworks.models import Measure
from procurement.tenders.models import Criterion, Lot, MarkingScale
from procurement.tenders.queries import criteria_tree, lots_to_copy_from
from procurement.tenders.ready_made import SCALE
from procurement.tenders.services import (
    StepSpec,
    add_criterion,
    add_scale,
    apply_template,
    choose_measures,
    copy_criteria,
    create_tender,
    grant_on_tender,
    move_criterion,
    remove_criterion,
    remove_scale,
    update_criterion,
    update_scale,
    use_scale,
)
from procurement.tenders.tree import flat
from tests.tenders.conftest import World, criterion

pytestmark = pytest.mark.django_db


def outline(lot: Lot) -> list[tuple[int, str]]:
    return [(node.depth, node.criterion.code) for node in flat(criteria_tree(lot))]


def test_criteria_get_the_next_free_code_of_their_kind(world: World, lot: Lot) -> None:
    kinds = ("group", "quality", "quality", "price", "price", "method", "social_value", "pass_fail", "group")
    made = [add_criterion(actor=world.officer, lot=lot, kind=kind, title=kind).code for kind in kinds]
    assert made == ["G", "Q1", "Q2", "P", "P1", "SQ", "SV", "PF", "G1"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"title": " "}, "Enter a title for the criterion"),
        ({"kind": "wish"}, "Choose one of the kinds"),
        ({"code": "Q 1"}, "is not usable"),
        ({"code": "price"}, "has a meaning of its own"),
        ({"code": "P"}, "has a criterion with the code P already"),
        ({"weight": Decimal(101)}, "between 0 and 100"),
        ({"weight": Decimal(-1)}, "between 0 and 100"),
        ({"weight": Decimal("33.33333")}, "at most 4 decimal places"),
        ({"word_limit": 0}, "A word limit is 1 or more"),
        ({"kind": "price", "price_maximum": Decimal(0)}, "is more than 0"),
        ({"kind": "social_value", "discount_rate": Decimal(21)}, "between 0% and 20%"),
        ({"minimum_mark": "2"}, "Choose a marking scale before"),
    ],
)
def test_a_criterion_is_refused_in_words(
    world: World, lot: Lot, facts: dict[str, object], message: str
) -> None:
    add_criterion(actor=world.officer, lot=lot, kind="price", title="Price")
    with pytest.raises(Refused, match=message):
        add_criterion(actor=world.officer, lot=lot, **{"kind": "quality", "title": "Method", **facts})  # type: ignore[arg-type]
    assert lot.criteria.count() == 1


def test_what_a_kind_has_no_use_for_is_left_out(world: World, ready_lot: Lot) -> None:
    scale = ready_lot.tender.scales.get()
    price = add_criterion(
        actor=world.officer,
        lot=ready_lot,
        kind="price",
        title="Second price",
        scale=scale,
        minimum_mark="2",
        word_limit=100,
        measures=[Measure.objects.get(code="JOB1")],
    )
    assert (price.scale, price.minimum_mark, price.word_limit, price.measures.count()) == (None, "", None, 0)


def test_a_pass_or_fail_criterion_never_has_a_weighting(world: World, lot: Lot) -> None:
    made = add_criterion(
        actor=world.officer, lot=lot, kind="pass_fail", title="Insurance", weight=Decimal(10)
    )
    assert made.weight == 0


def test_a_double_click_adds_one_criterion(world: World, lot: Lot) -> None:
    key = uuid4()
    first, second = (
        add_criterion(actor=world.officer, lot=lot, kind="quality", title="Method", key=key)
        for _click in range(2)
    )
    assert first == second
    assert lot.criteria.count() == 1


def test_a_criterion_stands_in_a_group_of_its_own_lot(world: World) -> None:
    one, two = world.draft(lots=2).lots.all()
    elsewhere = add_criterion(actor=world.officer, lot=two, kind="group", title="Quality")
    question = add_criterion(actor=world.officer, lot=one, kind="quality", title="Method")
    for parent in (elsewhere, question):
        with pytest.raises(Refused, match="in a group of the same lot"):
            add_criterion(actor=world.officer, lot=one, kind="quality", title="X", parent=parent)


def test_a_group_cannot_stand_inside_itself(world: World, lot: Lot) -> None:
    outer = add_criterion(actor=world.officer, lot=lot, kind="group", title="Outer")
    inner = add_criterion(actor=world.officer, lot=lot, kind="group", title="Inner", parent=outer)
    for parent in (outer, inner):
        with pytest.raises(Refused, match="cannot stand inside itself"):
            update_criterion(actor=world.officer, criterion=outer, parent=parent)


def test_the_tree_is_at_most_four_levels_deep(world: World, lot: Lot) -> None:
    parent = None
    for level in range(3):
        parent = add_criterion(
            actor=world.officer, lot=lot, kind="group", title=f"Level {level}", parent=parent
        )
    add_criterion(actor=world.officer, lot=lot, kind="quality", title="Question", parent=parent)
    deepest = add_criterion(actor=world.officer, lot=lot, kind="group", title="Level 3", parent=parent)
    with pytest.raises(Refused, match="at most 4 levels"):
        add_criterion(actor=world.officer, lot=lot, kind="quality", title="Too deep", parent=deepest)
    loose = add_criterion(actor=world.officer, lot=lot, kind="group", title="Loose")
    add_criterion(actor=world.officer, lot=lot, kind="quality", title="In it", parent=loose)
    with pytest.raises(Refused, match="at most 4 levels"):
        update_criterion(actor=world.officer, criterion=loose, parent=parent)


def test_a_criterion_moves_among_those_of_its_level(world: World, ready_lot: Lot) -> None:
    assert move_criterion(actor=world.officer, criterion=criterion(ready_lot, "Q3"), by=-1)
    assert move_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), by=1)
    assert outline(ready_lot) == [
        (0, "Q"), (1, "Q1"), (1, "Q3"), (1, "Q2"), (0, "P"), (0, "S"), (1, "SV"), (1, "SQ"), (0, "E"), (0, "INS"),
    ]  # fmt: skip


def test_nothing_moves_beyond_the_ends_or_twice_from_one_page(world: World, ready_lot: Lot) -> None:
    before = outline(ready_lot)
    assert not move_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), by=-1)
    assert not move_criterion(actor=world.officer, criterion=criterion(ready_lot, "INS"), by=1)
    assert outline(ready_lot) == before
    assert move_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), by=1, seen_at=0)
    once = outline(ready_lot)
    assert not move_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), by=1, seen_at=0)
    assert outline(ready_lot) == once


def test_a_group_takes_everything_in_it_along_when_it_is_removed(world: World, ready_lot: Lot) -> None:
    group = criterion(ready_lot, "Q")
    remove_criterion(actor=world.officer, criterion=group)
    remove_criterion(actor=world.officer, criterion=group)
    assert [code for _depth, code in outline(ready_lot)] == ["P", "S", "SV", "SQ", "E", "INS"]


def test_a_change_by_somebody_else_is_not_overwritten(world: World, ready_lot: Lot) -> None:
    mine, theirs = criterion(ready_lot, "Q1"), criterion(ready_lot, "Q1")
    update_criterion(actor=world.officer, criterion=theirs, revision=theirs.revision, title="Theirs")
    with pytest.raises(Conflict, match="Somebody changed “Theirs”"):
        update_criterion(actor=world.officer, criterion=mine, revision=mine.revision, title="Mine")
    assert criterion(ready_lot, "Q1").title == "Theirs"


def test_two_officers_can_change_two_criteria_at_once(world: World, ready_lot: Lot) -> None:
    one, two = criterion(ready_lot, "Q1"), criterion(ready_lot, "Q2")
    update_criterion(actor=world.officer, criterion=one, revision=one.revision, title="One")
    update_criterion(actor=world.officer, criterion=two, revision=two.revision, title="Two")
    assert criterion(ready_lot, "Q2").title == "Two"


def test_a_weighting_takes_away_the_reason_for_its_absence(world: World, lot: Lot) -> None:
    made = add_criterion(
        actor=world.officer, lot=lot, kind="quality", title="Method", weight_note="In words only"
    )
    assert update_criterion(actor=world.officer, criterion=made, title="Same").weight_note == "In words only"
    assert update_criterion(actor=world.officer, criterion=made, weight=Decimal(30)).weight_note == ""


def test_a_kind_cannot_be_changed(world: World, ready_lot: Lot) -> None:
    with pytest.raises(TypeError, match="kind"):
        update_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), kind="quality")


def test_a_removed_criterion_is_not_changed(world: World, ready_lot: Lot) -> None:
    gone = criterion(ready_lot, "Q1")
    remove_criterion(actor=world.officer, criterion=gone)
    with pytest.raises(Refused, match="Somebody removed this criterion"):
        update_criterion(actor=world.officer, criterion=gone, title="Late")


def test_the_lowest_mark_is_one_of_the_scale(world: World, ready_lot: Lot) -> None:
    with pytest.raises(Refused, match="one of 0, 1, 2, 3, 4, 5"):
        update_criterion(actor=world.officer, criterion=criterion(ready_lot, "Q1"), minimum_mark="6")


def test_measures_belong_to_quantified_social_value_and_count_once(world: World, ready_lot: Lot) -> None:
    job = Measure.objects.get(code="JOB1")
    with pytest.raises(Refused, match="Measures belong to a quantified"):
        choose_measures(actor=world.officer, criterion=criterion(ready_lot, "Q1"), measures=[job])
    second = add_criterion(actor=world.officer, lot=ready_lot, kind="social_value", title="Jobs")
    with pytest.raises(Refused, match="counts these already: JOB1"):
        choose_measures(actor=world.officer, criterion=second, measures=[job])
    choose_measures(actor=world.officer, criterion=criterion(ready_lot, "SV"), measures=[])
    choose_measures(actor=world.officer, criterion=second, measures=[job])
    assert list(second.measures.all()) == [job]


def test_the_ready_made_tree_has_the_weightings_that_it_says(ready_lot: Lot) -> None:
    tops = {c.code: int(c.weight or 0) for c in ready_lot.criteria.filter(parent__isnull=True)}
    assert tops == {"P": 40, "Q": 30, "S": 20, "E": 10, "INS": 0}
    assert criterion(ready_lot, "SV").measures.count() == 8
    assert ready_lot.tender.scales.get().steps.count() == 6


def test_a_ready_made_tree_replaces_only_when_that_is_said(world: World, ready_lot: Lot) -> None:
    update_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), title="My own price")
    with pytest.raises(Refused, match="has award criteria already"):
        apply_template(actor=world.officer, lot=ready_lot)
    assert criterion(ready_lot, "P").title == "My own price"
    apply_template(actor=world.officer, lot=ready_lot, replace=True)
    assert criterion(ready_lot, "P").title == "Price"
    assert ready_lot.tender.scales.count() == 1


def test_an_unknown_ready_made_tree_is_refused(world: World, lot: Lot) -> None:
    with pytest.raises(Refused, match="no ready-made tree"):
        apply_template(actor=world.officer, lot=lot, template="castle")


def test_criteria_are_copied_whole_to_another_lot_of_the_tender(world: World) -> None:
    tender = world.draft(lots=2)
    one, two = tender.lots.all()
    apply_template(actor=world.officer, lot=one)
    copy_criteria(actor=world.officer, lot=two, source=one)
    assert outline(two) == outline(one)
    assert criterion(two, "SV").measures.count() == 8
    assert criterion(two, "Q1").scale == criterion(one, "Q1").scale


def test_criteria_are_copied_to_another_tender_with_a_scale_of_its_own(world: World, ready_lot: Lot) -> None:
    lot = world.draft().lots.get()
    copy_criteria(actor=world.officer, lot=lot, source=ready_lot)
    scale = criterion(lot, "Q1").scale
    assert scale is not None
    assert scale.tender == lot.tender
    assert [step.mark for step in scale.steps.all()] == ["0", "1", "2", "3", "4", "5"]
    assert lot.tender.scales.count() == 1


def test_a_scale_of_another_content_keeps_its_name_and_the_copy_gets_a_new_one(
    world: World, ready_lot: Lot
) -> None:
    lot = world.draft().lots.get()
    add_scale(
        actor=world.officer,
        tender=lot.tender,
        name="0 to 5",
        steps=[StepSpec("0", "No", "No."), StepSpec("1", "Yes", "Yes.")],
    )
    copy_criteria(actor=world.officer, lot=lot, source=ready_lot)
    assert str(criterion(lot, "Q1").scale) == "0 to 5 (2)"


def test_criteria_that_the_officer_may_not_see_are_not_copied(world: World, ready_lot: Lot) -> None:
    theirs = create_tender(
        actor=world.other_officer, authority=world.other_authority, title="Theirs"
    ).lots.get()
    with pytest.raises(NotPermitted):
        copy_criteria(actor=world.other_officer, lot=theirs, source=ready_lot)
    assert lots_to_copy_from(world.other_officer, theirs) == []
    assert lots_to_copy_from(world.officer, world.draft().lots.get()) == [ready_lot]


def test_a_role_on_one_lot_of_another_authority_s_tender_offers_that_lot_only(world: World) -> None:
    one, two = world.ready(lots=2).lots.order_by("number")
    own = create_tender(actor=world.other_officer, authority=world.other_authority, title="Theirs").lots.get()
    grant_on_tender(
        actor=world.officer, person=world.other_officer, tender=one.tender, role="evaluator", lot=one
    )
    assert lots_to_copy_from(world.other_officer, own) == [one]
    grant_on_tender(actor=world.officer, person=world.other_officer, tender=one.tender, role="moderator")
    assert lots_to_copy_from(world.other_officer, own) == [one, two]


def test_an_empty_lot_and_the_lot_itself_are_no_source(world: World, ready_lot: Lot) -> None:
    empty = world.draft().lots.get()
    with pytest.raises(Refused, match="has no award criteria to copy"):
        copy_criteria(actor=world.officer, lot=ready_lot, source=empty, replace=True)
    with pytest.raises(Refused, match="Choose another lot"):
        copy_criteria(actor=world.officer, lot=ready_lot, source=ready_lot, replace=True)
    assert ready_lot.criteria.count() == 10


def steps(*marks: str, points: tuple[str | None, ...] = ()) -> list[StepSpec]:
    shares = points or (None,) * len(marks)
    return [
        StepSpec(mark, f"Name {mark}", f"Earned by {mark}.", None if share is None else Decimal(share))
        for mark, share in zip(marks, shares, strict=True)
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (steps("1"), "at least two marks"),
        (steps("0", "0"), "Each mark stands once"),
        (steps("3", "1"), "the lowest first"),
        (steps("low", "high"), "needs its share of the weighting"),
        (steps("0", "5", points=("0", None)), "for every mark, or for none"),
        (steps("0", "5", points=("0.5", "0.2")), "never falls"),
        (steps("0", "5", points=("0", "1.5")), "at most 100%"),
        (steps("-1", "0"), "must be more than 0"),
        ([StepSpec("0", "", "x"), StepSpec("1", "Good", "")], "needs a name"),
    ],
)
def test_a_scale_is_refused_in_words(world: World, lot: Lot, wrong: list[StepSpec], message: str) -> None:
    with pytest.raises(Refused, match=message):
        add_scale(actor=world.officer, tender=lot.tender, name="Scale", steps=wrong)
    assert not MarkingScale.objects.exists()


def test_marks_in_words_with_shares_make_a_scale(world: World, lot: Lot) -> None:
    scale = add_scale(
        actor=world.officer,
        tender=lot.tender,
        name="Words",
        steps=steps("no", "partly", "yes", points=("0", "0.4", "1")),
    )
    assert [step.share for step in scale.steps.all()] == [
        "0% of the weighting", "40% of the weighting", "100% of the weighting",
    ]  # fmt: skip


def test_the_same_scale_twice_is_one(world: World, lot: Lot) -> None:
    first, second = (
        add_scale(actor=world.officer, tender=lot.tender, name="Scale", steps=SCALE) for _click in range(2)
    )
    assert first == second
    with pytest.raises(Refused, match="called “Scale” already"):
        add_scale(actor=world.officer, tender=lot.tender, name="Scale", steps=steps("0", "1"))


def test_a_scale_keeps_the_lowest_marks_that_questions_need(world: World, ready_lot: Lot) -> None:
    scale = ready_lot.tender.scales.get()
    with pytest.raises(Refused, match=r"Running the service \(Q2\) needs a mark of 2 to pass"):
        update_scale(actor=world.officer, scale=scale, name=scale.name, steps=steps("0", "1", "3"))
    assert scale.steps.count() == 6
    update_scale(actor=world.officer, scale=scale, name="Short", steps=steps("0", "2", "4"))
    assert [step.mark for step in scale.steps.all()] == ["0", "2", "4"]


def test_a_scale_in_use_stays(world: World, ready_lot: Lot) -> None:
    scale = ready_lot.tender.scales.get()
    with pytest.raises(Refused, match="5 of this tender's questions are marked on this scale"):
        remove_scale(actor=world.officer, scale=scale)
    Criterion.objects.filter(lot=ready_lot).update(scale=None)
    remove_scale(actor=world.officer, scale=scale)
    assert not MarkingScale.objects.filter(pk=scale.pk).exists()


def test_a_scale_can_be_used_for_every_question_of_a_lot(world: World, ready_lot: Lot) -> None:
    other = add_scale(actor=world.officer, tender=ready_lot.tender, name="Other", steps=steps("0", "2", "4"))
    assert use_scale(actor=world.officer, lot=ready_lot, scale=other) == 5
    assert use_scale(actor=world.officer, lot=ready_lot, scale=other) == 0
    third = add_scale(actor=world.officer, tender=ready_lot.tender, name="Third", steps=steps("0", "5"))
    with pytest.raises(Refused, match="needs a mark of 2 to pass"):
        use_scale(actor=world.officer, lot=ready_lot, scale=third)
    elsewhere = world.draft()
    foreign = add_scale(actor=world.officer, tender=elsewhere, name="Foreign", steps=steps("0", "2"))
    with pytest.raises(Refused, match="belongs to another tender"):
        use_scale(actor=world.officer, lot=ready_lot, scale=foreign)
    with pytest.raises(Refused, match="belongs to another tender"):
        update_criterion(actor=world.officer, criterion=criterion(ready_lot, "Q1"), scale=foreign)
