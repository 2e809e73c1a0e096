"""The pages of frameworks, as an officer, a neighbour and somebody without any role see them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from procurement.audit.models import AuditEvent
from procurement.core.errors import NotPermitted, Refused
from procurement.frameworks.models import Framework, FrameworkFile, Measure, MeasureConfirmation
from procurement.frameworks.services import confirm_measure
from tests.factories import PersonFactory

from .conftest import ROWS, World, text

LIST, SEARCH, IMPORT = "/frameworks/", "/frameworks/measures/", "/frameworks/import/"


def detail(framework: Framework) -> str:
    return reverse("frameworks:detail", kwargs={"code": framework.code, "version": framework.version})


def shipped(code: str) -> Framework:
    return Framework.objects.get(code=code)


def confirm_page(measure: Measure) -> str:
    framework = measure.framework
    kwargs = {"code": framework.code, "version": framework.version, "measure": measure.code}
    return reverse("frameworks:confirm", kwargs=kwargs)


def test_the_list_and_a_framework_show_every_measure_with_where_its_value_comes_from(browser: Client) -> None:
    listed = text(browser.get(LIST))
    assert detail(shipped("starter")) in listed
    assert "48 measures" in listed
    assert "24 criteria for questions" in listed
    page = text(browser.get(detail(shipped("starter"))))
    for words in (
        "Good employment",
        "Money that stays near",
        "£13,551.46",
        "Its source gives £9,800 in prices of 2012/13",
        "Not valued",
        "Licence: CC BY 4.0",
        "Confidence: high",
        "Edition: Version 1.4, March 2015",
        "£306.32 in 2026",
        "May count twice with",
    ):
        assert words in page


def test_an_empty_list_says_what_will_come(client: Client, db: None) -> None:
    client.force_login(PersonFactory())
    assert "No frameworks yet" in text(client.get(LIST))


def test_search_and_filters_find_measures_by_words_theme_kind_level_and_value(browser: Client) -> None:
    def codes(**asked: str) -> set[str]:
        response = browser.get(SEARCH, asked)
        return {measure.code for measure in response.context["measures"]}

    assert codes(q="apprentice level") == {"SKL1", "SKL2"}
    assert codes(q="JOB1") >= {"JOB1"}
    assert codes(theme="Nature") == {"NAT1", "NAT2", "NAT3"}
    assert codes(theme="Greener organisations", value="valued") == {"CAR1"}
    assert codes(kind="environmental", level="activity") == set()
    assert {"PAY1"} == codes(kind="transfer")
    assert len(codes(value="to_confirm")) == 30
    assert "No measure fits" in text(browser.get(SEARCH, {"q": "zeppelin"}))
    assert browser.get(SEARCH, {"q": "\x00", "kind": "nonsense", "page": "x"}).status_code == 200


@pytest.mark.parametrize("name", ["detail", "compare"])
def test_another_authoritys_framework_is_not_found(world: World, client: Client, name: str) -> None:
    world.imported()
    framework = world.imported(version="2026")
    kwargs = {"code": framework.code, "version": "2026"} | ({"other": "2025"} if name == "compare" else {})
    page = reverse(f"frameworks:{name}", kwargs=kwargs)
    for person, status in ((world.officer, 200), (world.administrator, 200), (world.neighbour, 404)):
        client.force_login(person)
        assert client.get(page).status_code == status
        assert ("Lantern" in text(client.get(LIST))) is (status == 200)
        assert ("Lantern" in text(client.get(SEARCH, {"q": "lantern"})).replace('value="lantern"', "")) is (
            status == 200
        )


def test_two_editions_are_compared_side_by_side(world: World, browser: Client) -> None:
    world.imported()
    changed = ROWS.replace("12.50", "14").replace("Books read aloud", "Books read to others")
    later = world.imported(
        changed.replace("LM2,Lanterns", "LM3,Lanterns").replace(",LM2\n", ",\n"), version="2026"
    )
    page = text(browser.get(f"{detail(later)}compared-with/2025/"))
    for words in (
        "1 measure added, 1 removed, 2 changed",
        "£12.50",
        "£14",
        "Books read to others",
        "LM3",
        "LM2",
    ):
        assert words in page
    assert f"{detail(later)}compared-with/2025/" in text(browser.get(detail(later)))
    assert browser.get(f"{detail(later)}compared-with/2026/").status_code == 404


def upload(browser: Client, world: World, content: bytes, name: str = "own.csv", **more: str) -> Any:
    typed = {"authority": str(world.northmoor.pk), "name": "Lantern measures", "edition": "2025"} | more
    return browser.post(IMPORT, typed | {"file": SimpleUploadedFile(name, content)})


def test_a_framework_is_imported_through_the_pages(world: World, browser: Client) -> None:
    answer = upload(browser, world, ROWS.encode())
    file = FrameworkFile.objects.get()
    columns, preview = (
        reverse(f"frameworks:{name}", kwargs={"file_id": file.pk}) for name in ("columns", "preview")
    )
    assert answer["Location"] == columns
    page = text(browser.get(columns))
    assert "3 rows read under the headings in row 1" in page
    assert "Lantern repairs" in page
    guessed = {f"column_{name}": str(at) for name, at in file.mapping["columns"].items()}
    assert {"column_code", "column_title", "column_unit", "column_value", "column_counts_with"} <= set(
        guessed
    )
    said = {"kind": "social", "price_year": "2024", "source": "Made up"}
    assert browser.post(columns, guessed | said)["Location"] == preview
    page = text(browser.get(preview))
    assert "3 measures can be imported" in page
    refused = browser.post(preview, {"licence": "", "statement": "", "holds": ""})
    assert refused.status_code == 200
    assert not Framework.objects.filter(owner=world.northmoor).exists()
    answer = browser.post(preview, {"licence": "Lantern licence 7", "statement": "Agreed.", "holds": "on"})
    framework = Framework.objects.get(owner=world.northmoor)
    assert answer["Location"] == detail(framework)
    page = text(browser.get(detail(framework)))
    for words in ("Lantern licence 7", "Amira Khan", "No other authority sees it", "own.csv", "£12.50"):
        assert words in page


def test_every_wrong_cell_is_listed_and_the_import_is_not_offered(world: World, browser: Client) -> None:
    file = world.kept(ROWS.replace("12.50", "€12").replace("BK1", "LM1"))
    preview = reverse("frameworks:preview", kwargs={"file_id": file.pk})
    page = text(browser.get(preview))
    assert "2 cells to put right first" in page
    assert "column D “Value”" in page
    assert "another currency than pounds" in page
    assert "row 2 has it" in page
    assert 'name="licence"' not in page
    answer = browser.post(preview, {"licence": "L", "statement": "S", "holds": "on"})
    assert "nothing was imported" in text(answer)


def test_a_file_that_cannot_be_read_is_refused_beside_what_was_typed(world: World, browser: Client) -> None:
    page = text(upload(browser, world, b"%PDF-1.7", name="own.csv"))
    assert "called CSV but is a PDF" in page
    assert 'value="Lantern measures"' in page
    assert "not of a kind that can be read here" in text(upload(browser, world, b"x", name="own.pdf"))


def test_a_file_is_nobody_elses(world: World, client: Client) -> None:
    file = world.kept()
    client.force_login(world.administrator)
    for name in ("columns", "preview"):
        assert client.get(reverse(f"frameworks:{name}", kwargs={"file_id": file.pk})).status_code == 404


def test_somebody_without_a_role_reads_frameworks_and_imports_none(world: World, client: Client) -> None:
    client.force_login(world.outsider)
    assert "Import a framework" not in text(client.get(LIST))
    assert client.get(IMPORT).status_code == 403


def test_whoever_may_not_confirm_a_measure_reads_who_does_and_is_given_no_link(
    world: World, client: Client
) -> None:
    client.force_login(world.outsider)
    measure = Measure.objects.get(framework__code="ppn-06-20", code="MAC 6.3")
    shown = text(client.get(detail(measure.framework)))
    assert confirm_page(measure) not in shown
    assert "A contracting authority confirms it before it publishes a tender with it" in shown


def test_an_officer_confirms_a_measure_with_where_it_was_read(world: World, browser: Client) -> None:
    measure = Measure.objects.get(framework__code="ppn-06-20", code="MAC 6.3")
    page = confirm_page(measure)
    assert page in text(browser.get(detail(measure.framework)))
    assert "Not verified" in text(browser.get(page))
    typed = {"authority": str(world.northmoor.pk), "note": ""}
    assert browser.post(page, typed).status_code == 200
    assert not MeasureConfirmation.objects.exists()
    browser.post(page, typed | {"note": "The policy note, annex A, page 12"})
    made = MeasureConfirmation.objects.get()
    assert (made.person, made.authority) == (world.officer, world.northmoor)
    assert AuditEvent.objects.get(action="measure.confirmed").details["note"] == made.note
    assert "Amira Khan confirmed it for Northmoor Council" in text(browser.get(detail(measure.framework)))
    assert browser.post(page, typed | {"note": "Again"}).status_code == 302
    assert MeasureConfirmation.objects.count() == 1


def test_a_confirmation_holds_for_its_authority_and_needs_an_officer_and_a_note(world: World) -> None:
    measure = Measure.objects.get(framework__code="ppn-026", code="GJ3")
    for actor in (world.neighbour, world.administrator):
        with pytest.raises(NotPermitted):
            confirm_measure(actor=actor, measure=measure, authority=world.northmoor, note="Read")
    with pytest.raises(Refused, match="Say where you read it"):
        confirm_measure(actor=world.officer, measure=measure, authority=world.northmoor, note=" ")
    checked = Measure.objects.get(code="JOB1")
    with pytest.raises(Refused, match="no measure that waits"):
        confirm_measure(actor=world.officer, measure=checked, authority=world.northmoor, note="Read")
    made = confirm_measure(actor=world.officer, measure=measure, authority=world.northmoor, note="Read")
    assert confirm_measure(actor=world.officer, measure=measure, authority=world.northmoor, note="X") == made
    measure.confirmed_for = frozenset([made.authority_id])
    assert not measure.waits_for(world.northmoor.pk)
    assert measure.waits_for(world.westvale.pk)


@pytest.mark.parametrize("size", [1, 3])
def test_the_pages_cost_the_same_at_any_size(
    world: World, browser: Client, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        framework = world.imported(version=f"v{number}")
    for page, count in ((LIST, 8), (SEARCH, 10), (detail(framework), 13)):
        browser.get(page)
        with django_assert_num_queries(count):
            browser.get(page)
