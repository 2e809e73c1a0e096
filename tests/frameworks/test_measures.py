"""The starter framework: what it holds, where its values come from, and the pages that show it."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from procurement.audit.models import AuditEvent
from procurement.frameworks.management.commands.load_measures import STARTER
from procurement.frameworks.models import Framework, Measure, Outcome, Theme
from procurement.frameworks.queries import themes_with_measures
from procurement.frameworks.services import load_framework
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

LICENCES = ("CC BY 4.0", "Open Government Licence v3.0")
LIST = "frameworks:list"


def load() -> str:
    out = StringIO()
    call_command("load_measures", stdout=out)
    return out.getvalue()


def content() -> dict[str, Any]:
    return json.loads(STARTER.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_loading_twice_changes_nothing() -> None:
    assert "12 measures new or changed" in load()
    assert "0 measures new or changed" in load()
    assert (Framework.objects.count(), Theme.objects.count(), Outcome.objects.count()) == (1, 4, 6)
    assert AuditEvent.objects.filter(action="framework.loaded").count() == 1


def test_a_changed_measure_is_brought_up_to_date_and_no_other() -> None:
    load()
    changed = content()
    changed["themes"][0]["outcomes"][0]["measures"][0]["title"] = "Another title"
    _framework, count = load_framework(content=changed)
    assert count == 1
    assert Measure.objects.get(code="JOB1").title == "Another title"
    assert Measure.objects.count() == 12


def test_a_measure_that_the_file_no_longer_has_stays() -> None:
    load()
    shorter = content()
    shorter["themes"].pop()
    assert load_framework(content=shorter)[1] == 0
    assert Measure.objects.filter(code="CAR1").exists()


def test_every_value_names_its_source_its_licence_and_its_price_year() -> None:
    load()
    for measure in Measure.objects.exclude(proxy_value=None):
        assert measure.price_year, measure.code
        assert any(licence in measure.source for licence in LICENCES), measure.code


def test_a_measure_without_a_verified_value_is_not_valued_and_says_so() -> None:
    load()
    unvalued = Measure.objects.filter(proxy_value=None)
    assert sorted(unvalued.values_list("code", flat=True)) == ["LOC1", "LOC2", "SKL3", "WST1"]
    assert all(measure.source.startswith("Not valued:") and not measure.price_year for measure in unvalued)


def test_the_values_are_those_of_their_sources() -> None:
    load()
    assert dict(Measure.objects.exclude(proxy_value=None).values_list("code", "proxy_value")) == {
        "JOB1": Decimal("9800.00"),
        "JOB2": Decimal("8998.00"),
        "JOB3": Decimal("8632.00"),
        "SKL1": Decimal("1208.00"),
        "SKL2": Decimal("1924.75"),
        "VOL1": Decimal("12.21"),
        "WEL1": Decimal("830.00"),
        "CAR1": Decimal("277.22"),
    }
    assert set(Measure.objects.values_list("kind", flat=True)) == {
        "fiscal",
        "economic",
        "social",
        "environmental",
    }


def test_every_measure_says_what_counts_and_what_evidence_is_asked_for() -> None:
    load()
    assert all(len(m.definition) > 60 and len(m.evidence) > 30 for m in Measure.objects.all())


@pytest.mark.parametrize(
    "change", [{"proxy_value": Decimal(-1)}, {"deadweight": Decimal("1.1")}, {"drop_off": -1}]
)
def test_the_database_refuses_impossible_figures(change: dict[str, Any]) -> None:
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(code="JOB1").update(**change)


def test_the_pages_show_every_measure_with_value_and_source(client: Client) -> None:
    client.force_login(PersonFactory())
    assert "No frameworks yet" in client.get(reverse(LIST)).content.decode()
    load()
    detail = reverse("frameworks:detail", kwargs={"code": "starter", "version": "1"})
    listed = client.get(reverse(LIST)).content.decode()
    assert f'href="{detail}"' in listed
    assert "12 measures" in listed
    page = client.get(detail).content.decode()
    for words in (
        "Work and skills",
        "Money that stays near",
        "£9,800",
        "Not valued",
        "CC BY 4.0",
        "prices of 2012/13",
    ):
        assert words in page
    assert f'href="{reverse(LIST)}"' in page


def test_an_unknown_framework_is_not_found_and_strangers_sign_in(client: Client) -> None:
    nowhere = reverse("frameworks:detail", kwargs={"code": "none", "version": "1"})
    assert client.get(nowhere)["Location"].startswith("/account/")
    client.force_login(PersonFactory())
    assert client.get(nowhere).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_reading_measures_costs_three_queries_at_any_size(size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        framework = Framework.objects.create(code=f"own-{number}", title="Own", version="1")
        theme = Theme.objects.create(framework=framework, title="Theme", position=1)
        for place in range(size):
            outcome = Outcome.objects.create(theme=theme, title=f"Outcome {place}", position=place)
            Measure.objects.create(
                outcome=outcome,
                code=f"M{number}{place}",
                title="Measure",
                unit="hours",
                kind="social",
                source="Own",
            )
    with django_assert_num_queries(3):
        themes = themes_with_measures()
        assert sum(len(o.measures.all()) for theme in themes for o in theme.outcomes.all()) == size * size
