"""What frameworks bring into a lot's rules: values by year, double counting, whose measures, and what is confirmed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client

from procurement.core.errors import Refused
from procurement.frameworks.models import Framework, Measure
from procurement.frameworks.services import confirm_measure
from procurement.tenders.double_counting import double_count_groups
from procurement.tenders.freezing import freeze
from procurement.tenders.models import Lot
from procurement.tenders.published import published_rules
from procurement.tenders.queries import criteria_tree, lots_with_trees, obstacles
from procurement.tenders.services import add_criterion, choose_measures, copy_criteria, publish_tender

from .conftest import World, criterion, text, url


def measure(code: str, framework: str = "starter") -> Measure:
    return Measure.objects.get(framework__code=framework, code=code)


def choose(world: World, lot: Lot, codes: Sequence[str], *, on: str = "SV", **more: Any) -> None:
    choose_measures(
        actor=world.officer, criterion=criterion(lot, on), measures=[measure(code) for code in codes], **more
    )


def groups(lot: Lot) -> list[tuple[str, str]]:
    return [(" ".join(one["measures"]), one["action"]) for one in double_count_groups(criteria_tree(lot))]


def own_framework(world: World, *codes: str, owner: str = "authority") -> list[Measure]:
    """A framework that one of the authorities has imported."""
    framework = Framework.objects.create(
        code=f"own-{owner}",
        title="Lantern measures",
        version="1",
        owner=getattr(world, owner),
        licence="L",
        licence_statement="S",
    )
    outcome = framework.themes.create(title="Light", position=1).outcomes.create(title="More", position=1)
    made = [
        Measure(
            framework=framework,
            outcome=outcome,
            code=code,
            title="Lanterns",
            unit="lanterns",
            kind="social",
            source="Own",
        )
        for code in codes
    ]
    return Measure.objects.bulk_create(made)


def test_measures_that_may_count_twice_become_one_group_where_all_are_partners(
    world: World, ready_lot: Lot
) -> None:
    choose(world, ready_lot, ["JOB1", "JOB2", "JOB3", "VOL1", "WEL1", "WEL2"])
    assert groups(ready_lot) == [("JOB1 JOB2 JOB3", "warn"), ("WEL1 WEL2", "warn")]


def test_partners_of_one_measure_that_are_none_of_each_other_stand_in_groups_of_two(
    world: World, ready_lot: Lot
) -> None:
    choose(world, ready_lot, ["CAR1", "AIR1", "ENE1", "WST1", "WST2"])
    assert groups(ready_lot) == [("AIR1 CAR1", "warn"), ("CAR1 ENE1", "warn"), ("CAR1 WST1 WST2", "warn")]


def test_either_side_may_name_the_other(world: World, ready_lot: Lot) -> None:
    Measure.objects.filter(code="WEL1").update(counts_with=[])
    choose(world, ready_lot, ["WEL1", "WEL2"])
    assert groups(ready_lot) == [("WEL1 WEL2", "warn")]


def test_the_officer_says_that_only_one_counts_and_that_is_published(world: World, ready_lot: Lot) -> None:
    choose(world, ready_lot, ["JOB1", "JOB2", "SKL1"], double_count="refuse")
    (published,) = publish_tender(actor=world.officer, tender=ready_lot.tender)
    assert published.model["double_count"] == [{"measures": ["JOB1", "JOB2"], "action": "refuse"}]
    assert published_rules(published).double_count[0]["action"] == "refuse"


def test_a_model_without_partners_says_nothing_of_double_counting(world: World, ready_lot: Lot) -> None:
    choose(world, ready_lot, ["JOB1", "SKL1"])
    assert "double_count" not in freeze(ready_lot, criteria_tree(ready_lot)).model


@pytest.mark.parametrize(
    ("starts", "first", "count"),
    [
        (None, "306.32", 10),
        (date(2026, 4, 1), "306.32", 10),
        (date(2028, 4, 1), "315.72", 8),
        (date(2050, 1, 1), "350.96", 1),
    ],
)
def test_a_value_by_year_is_frozen_from_the_year_in_which_the_contract_starts(
    world: World, ready_lot: Lot, starts: date | None, first: str, count: int
) -> None:
    ready_lot.tender.contract_start = starts
    frozen = freeze(ready_lot, criteria_tree(ready_lot)).model["measures"]["CAR1"]
    assert "value" not in frozen
    assert (frozen["values"][0], len(frozen["values"])) == (first, count)


def test_the_starter_measures_are_in_prices_of_one_year(world: World, ready_lot: Lot) -> None:
    measures = freeze(ready_lot, criteria_tree(ready_lot)).model["measures"].values()
    assert {one["price_year"] for one in measures} == {"2024", None}


def test_a_criterion_that_nobody_confirmed_keeps_a_tender_from_publication(
    world: World, ready_lot: Lot, browser: Client
) -> None:
    fair = measure("MAC 6.3", "ppn-06-20")
    choose_measures(actor=world.officer, criterion=criterion(ready_lot, "SQ"), measures=[fair])
    found = obstacles(ready_lot.tender)
    assert len(found) == 1
    assert "MAC 6.3" in found[0].text
    assert "has to confirm it" in found[0].text
    page = text(browser.get(url("criteria", ready_lot)))
    assert "/frameworks/ppn-06-20/1.1/measures/MAC%206.3/confirm/" in page
    with pytest.raises(Refused, match=r"MAC 6\.3"):
        publish_tender(actor=world.officer, tender=ready_lot.tender)
    confirm_measure(actor=world.other_officer, measure=fair, authority=world.other_authority, note="Read")
    assert obstacles(ready_lot.tender)
    confirm_measure(actor=world.officer, measure=fair, authority=world.authority, note="Read")
    (published,) = publish_tender(actor=world.officer, tender=ready_lot.tender)
    (answers,) = published_rules(published).leaf("SQ").answers_to
    assert answers == "MAC 6.3 Risks of modern slavery found and managed (Social Value Model of PPN 06/20)"
    assert answers in text(browser.get(url("criteria", ready_lot)))


def test_criteria_for_questions_are_no_measures_to_promise_and_the_other_way_round(
    world: World, ready_lot: Lot
) -> None:
    for code, wrong in (("SV", measure("1a", "ppn-002")), ("SQ", measure("JOB1"))):
        with pytest.raises(Refused, match="cannot use these here"):
            choose_measures(actor=world.officer, criterion=criterion(ready_lot, code), measures=[wrong])
    with pytest.raises(Refused, match="belong to a quantified social value criterion"):
        choose_measures(actor=world.officer, criterion=criterion(ready_lot, "Q1"), measures=[])


def test_an_authority_uses_its_own_framework_and_no_other_authoritys(
    world: World, ready_lot: Lot, browser: Client
) -> None:
    (own,) = own_framework(world, "LM1")
    (foreign,) = own_framework(world, "ZZ9", owner="other_authority")
    commitments = criterion(ready_lot, "SV")
    page = url("criterion_measures", ready_lot, criterion_id=commitments.pk)
    shown = text(browser.get(page, {"framework": own.framework_id}))
    assert "Lantern measures (1), your own" in shown
    assert "LM1" in shown
    assert "ZZ9" not in text(browser.get(page, {"framework": foreign.framework_id}))
    with pytest.raises(Refused, match=r"cannot use these here: ZZ9"):
        choose_measures(actor=world.officer, criterion=commitments, measures=[foreign])
    with pytest.raises(Refused, match="ZZ9"):
        add_criterion(
            actor=world.officer, lot=ready_lot, kind="social_value", title="More", measures=[foreign]
        )
    posted = browser.post(page, {"measures": [str(foreign.pk)], "revision": commitments.revision})
    assert "Choose one of the options that are listed" in text(posted)
    commitments.measures.add(foreign)
    assert "another authority holds the licence" in " ".join(one.text for one in obstacles(ready_lot.tender))


def test_two_measures_with_one_code_are_told_apart_by_choosing_one(world: World, ready_lot: Lot) -> None:
    (own,) = own_framework(world, "JOB1")
    commitments = criterion(ready_lot, "SV")
    with pytest.raises(Refused, match="Two frameworks have a measure with the code JOB1"):
        choose_measures(actor=world.officer, criterion=commitments, measures=[own, measure("JOB1")])
    commitments.measures.add(own)
    assert "another measure with this code" in " ".join(one.text for one in obstacles(ready_lot.tender))


def test_what_is_chosen_of_another_framework_stays_on_the_page(
    world: World, ready_lot: Lot, browser: Client
) -> None:
    (own,) = own_framework(world, "LM1")
    commitments = criterion(ready_lot, "SV")
    page = url("criterion_measures", ready_lot, criterion_id=commitments.pk)
    shown = text(browser.get(page, {"framework": own.framework_id}))
    assert "Chosen, and not in the list below" in shown
    assert (
        f'value="{measure("JOB1").pk}" aria-describedby="measure-{measure("JOB1").pk}-hint" checked' in shown
    )
    answer = browser.post(
        f"{page}?framework={own.framework_id}",
        {"measures": [str(own.pk), str(measure("JOB1").pk)], "revision": commitments.revision, "stay": "1"},
    )
    assert answer["Location"] == f"{page}?framework={own.framework_id}"
    assert sorted(commitments.measures.values_list("code", flat=True)) == ["JOB1", "LM1"]
    searched = text(browser.get(page, {"q": "lantern", "framework": own.framework_id}))
    assert "LM1" in searched
    assert "No measure of" in text(browser.get(page, {"q": "zeppelin"}))


def test_copied_criteria_leave_out_what_the_other_authority_is_licensed_for(
    world: World, ready_lot: Lot
) -> None:
    (foreign,) = own_framework(world, "ZZ9", owner="other_authority")
    criterion(ready_lot, "SV").measures.add(foreign)
    target = world.draft().lots.get()
    assert copy_criteria(actor=world.officer, lot=target, source=ready_lot) == ["ZZ9 Lanterns"]
    assert "ZZ9" not in criterion(target, "SV").measures.values_list("code", flat=True)
    assert criterion(target, "SV").measures.count() == 8


@pytest.mark.parametrize("size", [1, 3])
def test_reading_trees_with_measures_to_confirm_costs_one_query_more_at_any_size(
    world: World, size: int, django_assert_num_queries: Any
) -> None:
    tender = world.ready(lots=size)
    for lot in tender.lots.all():
        criterion(lot, "SQ").measures.add(measure("MAC 6.3", "ppn-06-20"))
    with django_assert_num_queries(5):
        assert len(lots_with_trees(tender)) == size


@pytest.mark.parametrize("size", [1, 3])
def test_choosing_measures_costs_the_same_at_any_size(
    world: World, ready_lot: Lot, browser: Client, size: int, django_assert_num_queries: Any
) -> None:
    own_framework(world, *(f"LM{number}" for number in range(size)))
    framework = Framework.objects.get(owner=world.authority)
    page = url("criterion_measures", ready_lot, criterion_id=criterion(ready_lot, "SV").pk)
    browser.get(page)
    with django_assert_num_queries(24):
        browser.get(page, {"framework": framework.pk})
