"""Real files through the pages: every release is listed, with what it can become or every reason why not."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from procurement.notices.ocds import Refusal
from procurement.notices.services import keep_notice_file
from tests.factories import OrganisationGrantFactory

from .samples import open_data


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "read", "drafts"),
    [
        ("contracts_finder_releases_2025.jsonl", 120, 36),
        ("public_contracts_scotland_releases_2019.jsonl", 54, 54),
        ("sell2wales_releases.jsonl", 45, 45),
    ],
)
def test_the_pages_list_every_release_and_count_as_the_command_does(
    client: Client, name: str, read: int, drafts: int
) -> None:
    officer = OrganisationGrantFactory().person
    file = keep_notice_file(actor=officer, name=name, content=open_data(name))
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("notices:choose", kwargs={"file_id": file.pk})
    listed, page = [], client.get(address, {"show": "all"})
    for number in page.context["page"].paginator.page_range:
        page = client.get(address, {"show": "all", "page": number})
        listed += page.context["tasks"]
        for task in page.context["tasks"]:
            assert task["url"] in page.content.decode()
    assert [int(task["title"].split(".")[0]) for task in listed] == list(range(1, read + 1))
    refused = [task for task in listed if "reasons" in task]
    assert len(listed) - len(refused) == drafts
    for outcome, task in zip(file.outcomes(now=file.uploaded_at), listed, strict=True):
        reasons = outcome.result.reasons if isinstance(outcome.result, Refusal) else ()
        assert task.get("reasons", ()) == reasons
    assert Counter(reason for task in refused for reason in task["reasons"]) == dict(page.context["reasons"])
    assert_the_command_counts(name, page.context)


def assert_the_command_counts(name: str, shown: dict[str, object]) -> None:
    """The last lines of a dry run say the same numbers as the page."""
    out = io.StringIO()
    call_command("import_ocds", str(Path(settings.OPEN_DATA) / "ocds" / name), dry_run=True, stdout=out)
    told = re.search(r"Read (\d+) releases: (\d+) could be drafted, (\d+) refused", out.getvalue())
    assert told is not None
    assert [int(number) for number in told.groups()] == [shown["read"], shown["drafts"], shown["refused"]]
    reasons = re.findall(r"^ +(\d+) (.+)$", out.getvalue()[told.end() :], flags=re.MULTILINE)
    assert {reason: int(number) for number, reason in reasons} == dict(shown["reasons"])  # type: ignore[call-overload]
