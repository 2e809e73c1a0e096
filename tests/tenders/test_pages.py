"""The officer's pages, used as a browser without JavaScript uses them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from procurement.core.formatting import LONDON
from procurement.core.time import database_now
from procurement.frameworks.models import Measure
from procurement.tenders.models import Criterion, Lot, Tender
from procurement.tenders.services import add_criterion, publish_tender, update_criterion
from tests.tenders.conftest import World, criterion, text, url

pytestmark = pytest.mark.django_db


def new_tender_form(**changes: object) -> dict[str, object]:
    return {"name": "School meals", "creation_key": str(uuid4()), "lots": "", **changes}


def test_the_list_says_how_to_start(browser: Client) -> None:
    page = text(browser.get(reverse("tenders:list")))
    assert "No tenders yet" in page
    assert reverse("tenders:new") in page


def test_the_list_shows_state_deadline_and_lots(browser: Client, world: World) -> None:
    tender = world.draft(lots=2)
    page = text(browser.get(reverse("tenders:list")))
    for words in (
        tender.title,
        tender.reference,
        "Northmoor Council",
        "Draft",
        "Lot 1: Area 1",
        "(London time)",
    ):
        assert words in page
    assert "No tender is in this state" in text(browser.get(reverse("tenders:list") + "?state=finished"))
    assert tender.title in text(browser.get(reverse("tenders:list") + "?state=draft"))
    assert tender.title in text(browser.get(reverse("tenders:list") + "?state=nonsense"))


def test_a_published_tender_behind_its_deadline_is_called_closed(browser: Client, world: World) -> None:
    tender = world.ready()
    publish_tender(actor=world.officer, tender=tender)
    tender.stages.update(deadline=database_now() - timedelta(minutes=1))
    assert "Closed" in text(browser.get(reverse("tenders:list")))


def test_a_tender_is_made_once_for_a_double_click_and_leads_to_its_criteria(browser: Client) -> None:
    form = new_tender_form(lots="North\n\nSouth  side\n")
    answers = [browser.post(reverse("tenders:new"), form) for _click in range(2)]
    tender = Tender.objects.get()
    assert [lot.title for lot in tender.lots.all()] == ["North", "South side"]
    assert {answer["Location"] for answer in answers} == {url("criteria", tender.lots.get(number=1))}


def test_a_refused_tender_keeps_everything_typed(browser: Client, world: World) -> None:
    world.draft(reference="NMC-1")
    form = new_tender_form(reference="NMC-1", description="Hot food", value="£640,000")
    answer = browser.post(reverse("tenders:new"), form)
    page = text(answer)
    assert answer.status_code == 200
    assert "has a tender with the reference NMC-1 already" in page
    assert all(words in page for words in ("Hot food", "£640,000", str(form["creation_key"])))


def test_the_deadline_of_a_new_tender_is_read_in_london_time(browser: Client) -> None:
    parts = {"deadline_day": "1", "deadline_month": "7", "deadline_year": "2030", "deadline_time": "12 noon"}
    browser.post(reverse("tenders:new"), new_tender_form(**parts))
    deadline = Tender.objects.get().stages.get().deadline
    assert deadline is not None
    assert deadline.astimezone(LONDON).isoformat() == "2030-07-01T12:00:00+01:00"


def test_details_and_deadline_are_changed(browser: Client, world: World) -> None:
    tender = world.draft()
    kept = {"name": "Better title", "reference": tender.reference, "value": "1,000", "revision": "0"}
    answer = browser.post(reverse("tenders:edit", args=[tender.pk]), kept)
    assert answer.status_code == 302
    tender.refresh_from_db()
    assert (tender.title, tender.value) == ("Better title", Decimal(1000))
    past = {"deadline_day": "1", "deadline_month": "1", "deadline_year": "2020", "deadline_time": "5pm"}
    past["revision"] = "0"
    page = text(browser.post(reverse("tenders:timetable", args=[tender.pk]), past))
    assert "1 January 2020 at 5pm (London time) is in the past" in page
    assert 'value="2020"' in page
    assert (
        browser.post(
            reverse("tenders:timetable", args=[tender.pk]), {**past, "deadline_year": "2040"}
        ).status_code
        == 302
    )


def test_a_deadline_that_is_saved_unchanged_keeps_the_seconds_of_the_notice(
    browser: Client, world: World
) -> None:
    tender = world.draft()
    stage = tender.stages.get()
    stage.deadline = datetime(2040, 1, 31, 23, 59, 59, tzinfo=UTC)
    stage.save()
    shown = {"deadline_day": "31", "deadline_month": "1", "deadline_year": "2040", "deadline_time": "11:59pm"}
    typed = {**shown, "revision": str(stage.revision)}
    assert browser.post(reverse("tenders:timetable", args=[tender.pk]), typed).status_code == 302
    stage.refresh_from_db()
    assert stage.deadline.second == 59
    typed["deadline_time"] = "11:58pm"
    assert browser.post(reverse("tenders:timetable", args=[tender.pk]), typed).status_code == 302
    stage.refresh_from_db()
    assert stage.deadline == datetime(2040, 1, 31, 23, 58, tzinfo=UTC)


def test_lots_are_added_changed_and_removed(browser: Client, world: World) -> None:
    tender = world.draft()
    form = {"name": "West", "key": str(uuid4()), "value": "5"}
    for _click in range(2):
        browser.post(reverse("tenders:lot_add", args=[tender.pk]), form)
    lot = tender.lots.get(number=2)
    browser.post(url("lot_edit", lot), {"name": "Far west", "revision": "0"})
    assert "Far west" in text(browser.get(reverse("tenders:lots", args=[tender.pk])))
    assert "Remove lot 2, Far west?" in text(browser.get(url("lot_remove", lot)))
    browser.post(url("lot_remove", lot), {"key": str(lot.pk)})
    last = tender.lots.get()
    answer = browser.post(url("lot_remove", last), {"key": str(last.pk)}, follow=True)
    assert "A tender has at least one lot" in text(answer)


def test_an_empty_lot_offers_a_ready_made_tree_and_takes_it(browser: Client, lot: Lot) -> None:
    assert "No award criteria yet" in text(browser.get(url("criteria", lot)))
    browser.post(url("criteria_ready_made", lot), {"tree": "council"})
    page = text(browser.get(url("criteria", lot)))
    assert "Adds up to 100" in page
    assert "Nothing: these criteria are ready to be published." in page
    assert "nothing missing" in page


def test_what_is_there_is_replaced_only_by_the_red_button(
    browser: Client, world: World, ready_lot: Lot
) -> None:
    update_criterion(actor=world.officer, criterion=criterion(ready_lot, "P"), title="My price")
    page = text(browser.post(url("criteria_ready_made", ready_lot), {"tree": "council"}))
    assert "has award criteria already" in page
    assert "This lot has 10 award criteria already. All of it is replaced." in page
    assert criterion(ready_lot, "P").title == "My price"
    browser.post(url("criteria_ready_made", ready_lot), {"tree": "council", "replace": "1"})
    assert criterion(ready_lot, "P").title == "Price"


def test_criteria_are_copied_from_a_lot_of_the_list(browser: Client, world: World, ready_lot: Lot) -> None:
    lot = world.draft().lots.get()
    assert "Nothing to copy from yet" in text(browser.get(url("criteria_copy", ready_lot)))
    assert ready_lot.tender.reference in text(browser.get(url("criteria_copy", lot)))
    browser.post(url("criteria_copy", lot), {"source": str(ready_lot.pk)})
    assert lot.criteria.count() == 10
    foreign = text(browser.post(url("criteria_copy", lot), {"source": str(uuid4()), "replace": "1"}))
    assert "Choose one of the options that are listed" in foreign


def test_the_criteria_page_always_says_what_is_missing_and_by_how_much(
    browser: Client, world: World, lot: Lot
) -> None:
    group = add_criterion(actor=world.officer, lot=lot, kind="group", title="Quality", weight=Decimal(30))
    add_criterion(
        actor=world.officer, lot=lot, kind="quality", title="Method", parent=group, weight=Decimal(28)
    )
    add_criterion(actor=world.officer, lot=lot, kind="price", title="Price", weight_note="“mostly price”")
    page = text(browser.get(url("criteria", lot)))
    for words in (
        "Does not add up",
        "The top level adds up to 30, which is 70 short of 100",
        "Quality: its questions add up to 28, but its weighting is 30: 2 short",
        "Price (P) has no weighting yet. From the notice: “mostly price”",
        "From the notice: “mostly price”",
        "70 to go",
    ):
        assert words in page
    assert "Left empty when the notice was read: “mostly price”" in text(
        browser.get(url("criterion_edit", lot, criterion_id=criterion(lot, "P").pk))
    )


def test_a_criterion_is_added_by_kind_without_javascript(browser: Client, world: World, lot: Lot) -> None:
    assert "What kind of criterion do you want to add?" in text(browser.get(url("criterion_add", lot)))
    page = url("criterion_add", lot) + "?kind=quality"
    form = {"name": "Method", "weight": "30%", "question": "How?", "word_limit": "500", "key": str(uuid4())}
    for _click in range(2):
        assert browser.post(page, form)["Location"] == url("criteria", lot)
    made = lot.criteria.get()
    assert (made.title, made.weight, made.word_limit, made.code) == ("Method", Decimal(30), 500, "Q1")


def test_a_refused_criterion_keeps_everything_typed(browser: Client, lot: Lot) -> None:
    page = url("criterion_add", lot) + "?kind=quality"
    answer = text(browser.post(page, {"name": "Method", "weight": "130", "question": "How will you?"}))
    assert "must be 100% or less" in answer
    assert "How will you?" in answer
    refused = text(browser.post(page, {"name": "Method", "code": "price", "question": "How will you?"}))
    assert "has a meaning of its own" in refused
    assert "How will you?" in refused


def test_quantified_social_value_leads_to_its_measures(browser: Client, lot: Lot) -> None:
    answer = browser.post(
        url("criterion_add", lot) + "?kind=social_value", {"name": "Promises", "discount_rate": "3.5"}
    )
    made = lot.criteria.get()
    assert made.discount_rate == Decimal("3.5")
    measures = url("criterion_measures", lot, criterion_id=made.pk)
    assert answer["Location"] == measures
    page = text(browser.get(measures))
    for words in (
        "Skills and opportunities",
        "Skills that people take with them",
        "£13,551.46 each, prices of 2024",
        "not valued",
    ):
        assert words in page
    browser.post(measures, {"measures": [str(key) for key in _keys("JOB1", "CAR1")], "revision": "0"})
    assert sorted(made.measures.values_list("code", flat=True)) == ["CAR1", "JOB1"]
    assert "checked" in text(browser.get(measures))


def _keys(*codes: str) -> list[int]:
    return list(Measure.objects.filter(code__in=codes).values_list("pk", flat=True))


def test_a_change_in_between_shows_both_and_loses_nothing(
    browser: Client, world: World, ready_lot: Lot
) -> None:
    one = criterion(ready_lot, "Q1")
    page = url("criterion_edit", ready_lot, criterion_id=one.pk)
    form = {
        "name": "My title",
        "weight": "10",
        "question": "My question",
        "revision": str(one.revision),
        "code": "Q1",
    }
    update_criterion(actor=world.officer, criterion=one, title="Their title")
    answer = text(browser.post(page, form))
    assert "Somebody changed “Their title” while you were editing it" in answer
    assert "What is saved now" in answer
    assert "My title" in answer
    assert "My question" in answer
    one.refresh_from_db()
    assert f'name="revision" value="{one.revision}"' in answer
    browser.post(page, {**form, "revision": str(one.revision)})
    assert criterion(ready_lot, "Q1").title == "My title"


def test_criteria_are_moved_and_removed_without_javascript(browser: Client, ready_lot: Lot) -> None:
    move = url("criterion_move", ready_lot, criterion_id=criterion(ready_lot, "Q1").pk)
    for _click in range(2):
        browser.post(move, {"direction": "down", "place": "0"})
    order = list(Criterion.objects.filter(parent__code="Q").values_list("code", flat=True))
    assert order == ["Q2", "Q1", "Q3"]
    remove = url("criterion_remove", ready_lot, criterion_id=criterion(ready_lot, "Q").pk)
    assert "Everything in this group is removed with it" in text(browser.get(remove))
    assert "Quality was removed." in text(browser.post(remove, follow=True))
    assert not Criterion.objects.filter(code="Q1").exists()
    assert browser.get(remove).status_code == 404


def scale_form(rows: int = 2, **changes: str) -> dict[str, str]:
    form = {"name": "Two marks", "rows": str(rows), "revision": "0"}
    for row, (mark, label) in enumerate((("0", "No"), ("1", "Yes"))):
        form |= {
            f"mark_{row}": mark,
            f"label_{row}": label,
            f"descriptor_{row}": f"{label}.",
            f"points_{row}": "",
        }
    return {**form, **changes}


def test_a_scale_is_written_with_as_many_marks_as_wanted(browser: Client, lot: Lot) -> None:
    assert "No marking scale yet" in text(browser.get(url("scales", lot)))
    assert "Satisfactory" in text(browser.get(url("scale_add", lot)))
    more = text(browser.post(url("scale_add", lot), scale_form(more="1")))
    assert 'name="mark_2"' in more
    assert 'value="Yes"' in more
    assert browser.post(url("scale_add", lot), scale_form(rows=3)).status_code == 302
    scale = lot.tender.scales.get()
    assert [step.mark for step in scale.steps.all()] == ["0", "1"]
    edit = url("scale_edit", lot, scale_id=scale.pk)
    refused = text(browser.post(edit, scale_form(mark_1="0")))
    assert "Each mark stands once on a scale" in refused
    assert "Yes." in refused
    browser.post(edit, scale_form(points_0="0", points_1="100", name="Shares"))
    assert "100% of the weighting" in text(browser.get(url("scales", lot)))
    browser.post(url("scale_remove", lot, scale_id=scale.pk))
    assert lot.tender.scales.count() == 0


def test_every_question_of_a_lot_gets_a_scale_at_once(browser: Client, ready_lot: Lot) -> None:
    Criterion.objects.filter(lot=ready_lot).update(scale=None, minimum_mark="")
    scale = ready_lot.tender.scales.get()
    page = text(browser.post(url("scale_use", ready_lot, scale_id=scale.pk), follow=True))
    assert "Every question of this lot is marked on the scale “0 to 5”" in page
    assert Criterion.objects.filter(lot=ready_lot, scale=scale).count() == 5


@pytest.mark.parametrize("odd", ["²", "1" * 5000, "-1", ""])
def test_a_place_or_a_measure_that_is_no_number_is_no_fault(
    browser: Client, ready_lot: Lot, odd: str
) -> None:
    question = criterion(ready_lot, "Q1").pk
    move = url("criterion_move", ready_lot, criterion_id=question)
    assert browser.post(move, {"direction": "down", "place": odd}).status_code == 302
    commitments = ready_lot.criteria.get(kind="social_value").pk
    measures = url("criterion_measures", ready_lot, criterion_id=commitments)
    assert browser.post(measures, {"measures": [odd]}).status_code == 200
