"""Nobody's save overwrites another's: a page drawn before it is shown again, with what was typed and what is saved."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from procurement.audit.models import AuditEvent
from procurement.core.errors import Conflict
from procurement.core.time import database_now
from procurement.frameworks.models import Measure
from procurement.tenders.models import Lot
from procurement.tenders.services import (
    choose_measures,
    publish_tender,
    set_timetable,
    update_criterion,
    update_lot,
    update_scale,
    update_tender,
)
from procurement.tenders.services.scales import steps_of
from procurement.tenders.specs import StepSpec
from tests.tenders.conftest import World, criterion, text, url

pytestmark = pytest.mark.django_db

STEPS = [StepSpec("0", "No", "Nothing."), StepSpec("1", "Yes", "All of it.")]
DEADLINE = {"deadline_day": "1", "deadline_month": "7", "deadline_year": "2040", "deadline_time": "12 noon"}


def scale_of(lot: Lot):  # type: ignore[no-untyped-def]
    return lot.tender.scales.get()


def measures(*codes: str) -> list[Measure]:
    return list(Measure.objects.filter(code__in=codes))


PAGES: dict[str, Callable[[Lot], str]] = {
    "tender": lambda lot: reverse("tenders:edit", args=[lot.tender_id]),
    "timetable": lambda lot: reverse("tenders:timetable", args=[lot.tender_id]),
    "lot": lambda lot: url("lot_edit", lot),
    "criterion": lambda lot: url("criterion_edit", lot, criterion_id=criterion(lot, "Q1").pk),
    "measures": lambda lot: url("criterion_measures", lot, criterion_id=criterion(lot, "SV").pk),
    "scale": lambda lot: url("scale_edit", lot, scale_id=scale_of(lot).pk),
}
SOMEBODY_SAVES: dict[str, Callable[[World, Lot], object]] = {
    "tender": lambda world, lot: update_tender(actor=world.officer, tender=lot.tender, title="Their title"),
    "timetable": lambda world, lot: set_timetable(
        actor=world.officer, tender=lot.tender, deadline=database_now() + timedelta(days=20)
    ),
    "lot": lambda world, lot: update_lot(
        actor=world.officer, lot=lot, title="Their area", value=Decimal(310000)
    ),
    "criterion": lambda world, lot: update_criterion(
        actor=world.officer, criterion=criterion(lot, "Q1"), title="Their question", word_limit=77
    ),
    "measures": lambda world, lot: choose_measures(
        actor=world.officer, criterion=criterion(lot, "SV"), measures=measures("CAR1")
    ),
    "scale": lambda world, lot: update_scale(
        actor=world.officer,
        scale=scale_of(lot),
        name="Theirs",
        steps=[*steps_of(scale_of(lot))[:-1], StepSpec("5", "Superb", "Their words.")],
    ),
}
TYPED: dict[str, dict[str, object]] = {
    "tender": {"name": "My title", "reference": "MINE-1"},
    "timetable": DEADLINE,
    "lot": {"name": "My area", "description": "Mine."},
    "criterion": {"name": "My question", "weight": "10", "question": "How?", "code": "Q1"},
    "measures": {},
    "scale": {
        "name": "Mine",
        "rows": "2",
        "mark_0": "0",
        "label_0": "No",
        "descriptor_0": "Nothing.",
        "mark_1": "5",
        "label_1": "Yes",
        "descriptor_1": "All of it.",
    },
}
SHOWN: dict[str, tuple[str, ...]] = {
    "tender": ("Somebody changed these details", "My title", "Their title", "MINE-1"),
    "timetable": ("Somebody changed the deadline", 'value="2040"', "(London time)"),
    "lot": ("Somebody changed lot 1", "My area", "Their area", "£310,000"),
    "criterion": ("Somebody changed “Their question”", "My question", "Their question", "77", "How?"),
    "measures": ("Somebody changed", "CAR1"),
    "scale": ("Somebody changed the scale “Theirs”", "Mine", "Step 6: name", "Superb", "Their words."),
}


def drawn(browser: Client, lot: Lot, what: str) -> str:
    """The revision that is on the page."""
    page = text(browser.get(PAGES[what](lot)))
    return page.split('name="revision" value="')[1].split('"')[0]


@pytest.mark.parametrize("what", PAGES)
def test_a_save_in_between_is_kept_and_shown_beside_all_that_was_typed(
    browser: Client, world: World, ready_lot: Lot, what: str
) -> None:
    if what == "scale":
        ready_lot.criteria.update(minimum_mark="")
    typed = {**TYPED[what], "revision": drawn(browser, ready_lot, what)}
    if what == "measures":
        typed["measures"] = [str(one.pk) for one in measures("JOB1")]
    SOMEBODY_SAVES[what](world, ready_lot)
    events = AuditEvent.objects.count()

    answer = browser.post(PAGES[what](ready_lot), typed)

    page = text(answer)
    assert answer.status_code == 200
    assert [words for words in (*SHOWN[what], "What is saved now") if words not in page] == []
    assert AuditEvent.objects.count() == events

    renewed = {**typed, "revision": page.split('name="revision" value="')[1].split('"')[0]}
    assert browser.post(PAGES[what](ready_lot), renewed).status_code == 302
    assert AuditEvent.objects.count() == events + 1


@pytest.mark.parametrize("what", PAGES)
def test_a_double_click_is_no_conflict_and_saves_once(browser: Client, ready_lot: Lot, what: str) -> None:
    ready_lot.criteria.update(minimum_mark="")
    typed = {**TYPED[what], "revision": drawn(browser, ready_lot, what)}
    if what == "measures":
        typed["measures"] = [str(one.pk) for one in measures("JOB1")]

    answers = [browser.post(PAGES[what](ready_lot), typed).status_code for _click in range(2)]

    assert answers == [302, 302]
    changed = AuditEvent.objects.filter(action__endswith=".changed")
    chosen = AuditEvent.objects.filter(action__in=("tender.timetable_set", "criterion.measures_chosen"))
    assert changed.count() + chosen.count() == 1


def test_a_page_without_its_revision_saves_nothing(browser: Client, ready_lot: Lot) -> None:
    page = text(browser.post(PAGES["tender"](ready_lot), TYPED["tender"]))

    assert "This page is no longer complete" in page
    assert "My title" in page
    ready_lot.tender.refresh_from_db()
    assert ready_lot.tender.title != "My title"


@pytest.mark.parametrize("what", [what for what in PAGES if what != "measures"])
def test_what_is_typed_into_a_page_that_comes_too_late_is_shown_with_the_reason(
    browser: Client, world: World, ready_lot: Lot, what: str
) -> None:
    typed = {**TYPED[what], "revision": drawn(browser, ready_lot, what)}
    publish_tender(actor=world.officer, tender=ready_lot.tender)

    answer = browser.post(PAGES[what](ready_lot), typed)

    page = text(answer)
    assert answer.status_code == 403
    assert "This tender is published. Its rules are frozen" in page
    assert "What you typed was not saved" in page
    assert str(typed.get("name", "12 noon")) in page


def test_a_service_without_a_page_needs_no_revision_and_one_with_an_old_page_is_refused(
    world: World, ready_lot: Lot
) -> None:
    tender = ready_lot.tender
    update_tender(actor=world.officer, tender=tender, title="First")
    update_tender(actor=world.officer, tender=tender, title="Second")
    assert tender.revision == 2
    with pytest.raises(Conflict):
        update_tender(actor=world.officer, tender=tender, title="Third", revision=1)
    assert update_tender(actor=world.officer, tender=tender, title="Third", revision=2).title == "Third"
