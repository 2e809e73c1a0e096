from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.core.formatting import counted
from procurement.core.time import database_now
from procurement.notices.models import NoticeFile
from procurement.notices.services import keep_notice_file
from procurement.tenders.models import Tender
from tests.factories import AuthorityFactory, OrganisationGrantFactory, PersonFactory, TenderGrantFactory

from .samples import SAMPLE

pytestmark = pytest.mark.django_db
UPLOAD = "/tenders/from-notice/"


@pytest.fixture
def officer() -> Person:
    return OrganisationGrantFactory(organisation=AuthorityFactory(name="Northmoor Council")).person


@pytest.fixture
def file(officer: Person) -> NoticeFile:
    return keep_notice_file(actor=officer, name="notices.jsonl", content=SAMPLE.read_bytes())


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def give(client: Client, content: bytes, name: str = "notices.jsonl") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def page_of(file: NoticeFile, number: int) -> str:
    return reverse("notices:start", kwargs={"file_id": file.pk, "number": number})


def test_an_officer_goes_from_a_file_to_a_draft(client: Client, officer: Person) -> None:
    signed_in(client, officer)
    assert "File of notices" in client.get(UPLOAD).content.decode()
    chosen = give(client, SAMPLE.read_bytes())
    assert chosen.status_code == 302
    listing = client.get(chosen.url).content.decode()
    assert "3 notices can become a tender" in listing
    assert "This is an award release" in listing
    file = NoticeFile.objects.get()
    notice = client.get(page_of(file, 1)).content.decode()
    assert "Supported accommodation for care leavers" in notice
    assert "The weightings as published add up to 95%" in notice
    assert "The notice names it as the buyer" in notice
    made = client.post(
        page_of(file, 1), {"authority": str(officer.organisation_grants.get().organisation_id)}
    )
    tender = Tender.objects.get()
    assert made.status_code == 302
    assert made.url == f"/tenders/{tender.pk}/"
    assert "Draft made" in client.get(chosen.url).content.decode()


def test_the_list_counts_what_the_page_of_each_notice_lists(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    signed_in(client, officer)
    listing = client.get(reverse("notices:choose", kwargs={"file_id": file.pk}))
    compared = []
    for task in listing.context["tasks"]:
        page = client.get(task["url"])
        listed = len(page.context["notes"])
        assert page.content.decode().count("<li>") >= listed
        assert f"{counted(listed, 'thing')} to check" in page.content.decode()
        compared.append((task["status"], f"{listed} to check"))
    assert len(compared) == 3
    assert [shown for shown, right in compared if shown != right] == []


def test_a_double_click_makes_one_draft_and_goes_to_it_twice(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    signed_in(client, officer)
    data = {"authority": str(officer.organisation_grants.get().organisation_id)}
    urls = {client.post(page_of(file, 1), data).url for _ in range(2)}
    assert urls == {f"/tenders/{Tender.objects.get().pk}/"}


def test_a_notice_that_was_used_points_to_its_tender(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    signed_in(client, officer)
    data = {"authority": str(officer.organisation_grants.get().organisation_id)}
    client.post(page_of(file, 1), data)
    again = keep_notice_file(actor=officer, name="same.jsonl", content=SAMPLE.read_bytes() + b"\n")
    tender = Tender.objects.get()
    assert f"/tenders/{tender.pk}/" in client.get(page_of(again, 1)).content.decode()
    refused = client.post(page_of(again, 1), data)
    assert refused.status_code == 200
    assert "has a tender from this notice already" in refused.content.decode()
    assert Tender.objects.count() == 1


def test_a_refused_notice_says_why(client: Client, officer: Person, file: NoticeFile) -> None:
    page = signed_in(client, officer).get(page_of(file, 5)).content.decode()
    assert "This notice starts no tender" in page
    assert "it reports a decision that was already made" in page
    assert "The notice says that the tender is complete" in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"not json", "notices.json", "not valid JSON: line 1"),
        (b'{"records": []}', "notices.json", "a record package"),
        (b"\x00\x01", "notices.json", "binary data"),
        (b"", "notices.json", "is empty"),
        (b"{}", "notices.pdf", "not of a kind that can be read here"),
    ],
)
def test_an_unreadable_file_is_refused_on_the_page(
    client: Client, officer: Person, content: bytes, name: str, words: str
) -> None:
    page = give(signed_in(client, officer), content, name).content.decode()
    assert "There is a problem" in page
    assert words in page
    assert not NoticeFile.objects.exists()


def test_the_authority_must_be_chosen_from_those_of_the_officer(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    signed_in(client, officer)
    other = AuthorityFactory()
    assert (
        "Choose one of the options"
        in client.post(page_of(file, 1), {"authority": str(other.pk)}).content.decode()
    )
    assert "Select" in client.post(page_of(file, 1), {"authority": ""}).content.decode()
    assert not Tender.objects.exists()


def test_only_officers_reach_the_pages_and_nobody_sees_the_file_of_another(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    addresses = [UPLOAD, reverse("notices:choose", kwargs={"file_id": file.pk}), page_of(file, 1)]
    for address in addresses:
        assert client.get(address).status_code == 302
    for person in (
        PersonFactory(),
        OrganisationGrantFactory(role="approver").person,
        TenderGrantFactory().person,
    ):
        signed_in(client, person)
        assert [client.get(address).status_code for address in addresses] == [403, 404, 404]
    signed_in(client, OrganisationGrantFactory().person)
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404]
    signed_in(client, officer)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert client.get(page_of(file, 0)).status_code == 404
    assert client.get(page_of(file, 10)).status_code == 404


def test_a_file_is_kept_once_and_for_a_day(officer: Person, file: NoticeFile) -> None:
    same = keep_notice_file(actor=officer, name="other name.jsonl", content=SAMPLE.read_bytes())
    assert (same.pk, NoticeFile.objects.count()) == (file.pk, 1)
    NoticeFile.objects.update(uploaded_at=database_now() - timedelta(days=1, seconds=1))
    other = keep_notice_file(actor=officer, name="next.jsonl", content=SAMPLE.read_bytes() + b"\n")
    assert list(NoticeFile.objects.all()) == [other]


def test_the_list_costs_the_same_for_one_notice_and_for_three(
    client: Client, officer: Person, file: NoticeFile
) -> None:
    signed_in(client, officer)
    single = keep_notice_file(actor=officer, name="one.json", content=SAMPLE.read_bytes().splitlines()[0])
    counts = []
    for one in (single, file):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notices:choose", kwargs={"file_id": one.pk}))
        counts.append(
            len([query for query in captured if "notice" in query["sql"] or "tender" in query["sql"]])
        )
    assert counts[0] == counts[1] <= 4
