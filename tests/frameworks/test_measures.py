"""The frameworks that come with the software: what they hold, where values come from, and loading them."""

import re
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from procurement.audit.models import AuditEvent
from procurement.frameworks.models import Framework, Measure, Theme
from procurement.frameworks.services import load_framework
from procurement.frameworks.shipped import STARTER, shipped_framework
from scoring.price_index import GDP_DEFLATOR
from scoring.uprating import PENCE

pytestmark = pytest.mark.django_db

LICENCES = ("CC BY 4.0", "Open Government Licence v3.0")
OF_THE_FIRST_EDITION = {
    "JOB1", "JOB2", "JOB3", "SKL1", "SKL2", "SKL3", "LOC1", "LOC2", "VOL1", "WEL1", "CAR1", "WST1",
}  # fmt: skip


def load() -> str:
    out = StringIO()
    call_command("load_measures", stdout=out)
    return out.getvalue()


def starter() -> Any:
    return Measure.objects.filter(framework__code=STARTER)


def test_loading_twice_changes_nothing() -> None:
    assert "Commonweal starter measures (2): 48 measures new or changed" in load()
    assert load().count(": 0 measures new or changed") == 4
    assert Framework.objects.count() == 4
    assert AuditEvent.objects.filter(action="framework.loaded").count() == 4


def test_the_starter_measures_stand_under_eight_themes_and_keep_the_codes_of_the_first_edition() -> None:
    load()
    themes = Theme.objects.filter(framework__code=STARTER).values_list("title", flat=True)
    assert list(themes) == [
        "Good employment",
        "Clean air",
        "Skills and opportunities",
        "Strong communities",
        "Greener organisations",
        "Local and resilient supply chains",
        "Nature",
        "Care outcomes",
    ]
    assert set(starter().values_list("code", flat=True)) >= OF_THE_FIRST_EDITION


def test_a_changed_measure_is_brought_up_to_date_and_no_other() -> None:
    load()
    changed = shipped_framework(STARTER)
    changed["themes"][0]["outcomes"][0]["measures"][0]["title"] = "Another title"
    _framework, count = load_framework(content=changed)
    assert count == 1
    assert starter().get(code="JOB1").title == "Another title"


def test_a_measure_that_the_file_no_longer_has_stays() -> None:
    load()
    shorter = shipped_framework(STARTER)
    shorter["themes"].pop()
    assert load_framework(content=shorter)[1] == 0
    assert starter().filter(code="CRE1").exists()


def test_an_earlier_edition_stays_beside_the_later_one_and_is_superseded() -> None:
    earlier = shipped_framework(STARTER)
    earlier["framework"]["version"] = "1"
    load_framework(content=earlier)
    load()
    editions = Framework.objects.filter(code=STARTER).values_list("version", "is_superseded")
    assert sorted(editions) == [("1", True), ("2", False)]
    assert Measure.objects.filter(code="JOB1").count() == 2


def test_every_value_names_source_edition_licence_confidence_and_one_price_year() -> None:
    load()
    valued = starter().exclude(proxy_value=None)
    assert valued.count() > 15
    for measure in valued:
        assert measure.price_year == "2024", measure.code
        assert measure.licence in LICENCES, measure.code
        assert measure.source, measure.code
        assert measure.source_edition, measure.code
        assert measure.confidence, measure.code


def test_every_value_is_its_original_figure_brought_to_2024_by_the_published_deflator() -> None:
    load()
    for measure in starter().exclude(proxy_value=None):
        index = GDP_DEFLATOR.figure(measure.original_price_year)
        assert index is not None
        uprated = PENCE.text(Fraction(measure.original_value) * 100 / index)
        assert measure.proxy_value == Decimal(uprated), measure.code
        assert f"£{measure.original_value:,}".removesuffix(".00") in measure.source
        if not measure.yearly_values:
            assert f"= {measure.proxy_value:,}," in measure.source, measure.code


def test_carbon_has_a_value_for_each_year_from_2026_each_brought_to_2024() -> None:
    load()
    carbon = starter().get(code="CAR1")
    originals = re.findall(r"£([0-9.]+) \((20[0-9]{2})\)", carbon.source)
    assert [int(year) for _value, year in originals] == list(range(2026, 2036))
    index = GDP_DEFLATOR.figures["2022"]
    assert carbon.yearly_values == [PENCE.text(Fraction(value) * 100 / index) for value, _year in originals]
    assert carbon.values_by_year[0] == (2026, Decimal("306.32"))


def test_a_measure_without_a_citable_value_is_not_valued_and_says_why() -> None:
    load()
    unvalued = starter().filter(proxy_value=None)
    assert {"LOC1", "LOC2", "SKL3", "WST1", "VOL1", "NAT1"} <= set(unvalued.values_list("code", flat=True))
    assert all(measure.source.startswith("Not valued:") and not measure.price_year for measure in unvalued)


def test_double_counting_is_said_on_both_sides() -> None:
    load()
    partners = {measure.code: set(measure.counts_with) for measure in starter()}
    assert {"JOB2", "JOB3"} <= partners["JOB1"]
    assert all(one in partners[other] for one, others in partners.items() for other in others)


def test_every_measure_says_what_counts_against_what_and_with_which_evidence() -> None:
    load()
    assert all(
        len(m.definition) > 60 and len(m.evidence) > 20 and m.baseline and m.level and m.unit
        for m in starter()
    )


def test_criteria_of_the_social_value_models_carry_no_value_and_those_not_read_are_to_be_confirmed() -> None:
    load()
    criteria = Measure.objects.filter(framework__use=Framework.Use.QUESTIONS)
    assert criteria.count() == 42
    assert not criteria.exclude(proxy_value=None).exists()
    assert not criteria.filter(source="").exists()
    checked = criteria.filter(status=Measure.Status.CHECKED)
    assert all("read" in one.source and "not read" not in one.source for one in checked)
    assert set(checked.values_list("code", flat=True)) == {
        "MAC 2.1", "1a", "1b", "1c", "1d", "1e", "O2", "O3", "O4", "O6", "O7", "O8",
    }  # fmt: skip


def test_no_licensed_framework_comes_with_the_software() -> None:
    load()
    assert set(Framework.objects.values_list("code", flat=True)) == {
        "starter",
        "ppn-002",
        "ppn-026",
        "ppn-06-20",
    }


@pytest.mark.parametrize(
    "change",
    [{"proxy_value": Decimal(-1)}, {"deadweight": Decimal("1.1")}, {"drop_off": -1}, {"status": "perhaps"}],
)
def test_the_database_refuses_impossible_figures(change: dict[str, Any]) -> None:
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        starter().filter(code="JOB1").update(**change)


def test_the_database_refuses_yearly_values_without_a_first_and_a_code_twice() -> None:
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        starter().filter(code="CAR1").update(proxy_value=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        starter().filter(code="JOB1").update(code="JOB2")
