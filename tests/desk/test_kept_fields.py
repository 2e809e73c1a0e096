"""Backup and restore know every field that keeps a stored file or something sealed under SEALING_KEYS."""

import io
import re
import uuid
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import call_command
from django.db.models import BinaryField, FileField
from django.utils import timezone

from procurement.bids.sealing import DRAFT, seal_document
from procurement.core.sealing import new_wrapped_key
from procurement.desk.backups.databases import path_columns
from procurement.desk.backups.restoring import unopened_with
from procurement.tenders.models import DocumentVersion, TenderDocument
from tests.factories import PersonFactory, TenderFactory
from tests.processes import ROOT
from tests.second_factors import set_up_app

FILE = "a file in MEDIA_ROOT: `path_columns()` finds it, and backup and restore compare it with the folder"
WRAPPED = (
    "sealed under SEALING_KEYS: `unopened_with()` of the restore tries it, and `rewrap_keys` wraps it again"
)
WHOLE = "whole in its row: it is in every backup with the row"
WORD = "neither a file nor a key: a name, a time or a number"
FIELDS = {
    "audit.AuditChain.key": WORD,
    "awards.Document.path": FILE,
    "bids.Bid.draft": WHOLE,
    "bids.BidFile.path": FILE,
    "bids.BidVersion.sealed": WHOLE,
    "bids.TenderKey.wrapped": WRAPPED,
    "core.DoneOnce.key": WORD,
    "frameworks.Framework.file_name": WORD,
    "frameworks.Framework.file_sha256": WORD,
    "frameworks.FrameworkFile.content": WHOLE,
    "frameworks.FrameworkFile.uploaded_at": WORD,
    "notices.NoticeFile.content": WHOLE,
    "notices.NoticeFile.uploaded_at": WORD,
    "tenders.DocumentVersion.path": FILE,
    "tenders.DocumentVersion.sealed_key": WRAPPED,
    "tenders.Tender.creation_key": WORD,
    "tenders.TenderDocument.creation_key": WORD,
}
"""What each field keeps that is binary or has a name like a file's or a key's."""

SOUNDS_LIKE_IT = re.compile(r"path|file|key|seal|wrapped|secret|stor(ed|age)|upload")
USE_THE_KEYS = {
    "accounts/adapter.py": "second factors",
    "accounts/services.py": "second factors",
    "core/mail.py": "mail in the outbox, which is erased when it is sent",
    "core/keys.py": "the keys themselves",
    "core/sealing.py": "the keys themselves",
    "bids/sealing.py": "keys of tenders",
    "tenders/document_store.py": "keys of restricted documents",
}
"""Each module that seals something under SEALING_KEYS, and what."""


def test_every_field_that_keeps_a_file_or_a_key_is_known_to_backup_and_restore() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("procurement.")
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField | FileField)
        or (SOUNDS_LIKE_IT.search(field.name) and not field.is_relation)
    }
    new, gone = sorted(found - set(FIELDS)), sorted(set(FIELDS) - found)
    assert not new, (
        f"{new[0]} is new, and whether a backup brings it back is not known. Say in FIELDS what it keeps. "
        f"If that is {FILE}. If it is {WRAPPED}."
    )
    assert not gone, f"{gone[0]} is in FIELDS and no field any more. Take it out."


def test_every_field_with_a_path_is_looked_for_among_the_stored_files() -> None:
    kept = {
        (apps.get_model(label)._meta.db_table, name)
        for label, _, name in (field.rpartition(".") for field, what in FIELDS.items() if what == FILE)
    }
    assert kept == set(path_columns()), f"What is kept in FIELDS as a file must be {FILE}."


def test_no_other_module_seals_under_the_application_s_keys() -> None:
    code = ROOT / "procurement"
    using = {
        str(file.relative_to(code))
        for file in code.rglob("*.py")
        if re.search(r"application_keys\(|new_wrapped_key\(", file.read_text())
        or "settings.SEALING_KEYS])" in file.read_text()
    }
    assert using == set(USE_THE_KEYS), (
        f"{sorted(using ^ set(USE_THE_KEYS))}: say in USE_THE_KEYS what is sealed there, after `unopened_with()` "
        "of the restore and the command `rewrap_keys` know it too."
    )


@pytest.mark.django_db
def test_a_restore_misses_the_key_of_everything_that_is_sealed_and_rewrapping_reaches_it(
    settings: Any,
) -> None:
    tender = TenderFactory(title="Night shelter")
    seal_document(b"{}", tender=tender, bid_id=uuid.uuid4(), version=DRAFT)
    person = PersonFactory(name="Hana Price")
    set_up_app(person)
    document = TenderDocument.objects.create(
        tender=tender,
        kind="workforce",
        title="Workforce list",
        is_restricted=True,
        created_at=timezone.now(),
    )
    DocumentVersion.objects.create(
        document=document,
        number=1,
        name="list.csv",
        content_type="text/csv",
        size=1,
        sha256="0" * 64,
        path="documents/x",
        sealed_key=new_wrapped_key(),
        added_at=timezone.now(),
        added_by=person,
    )
    old, new = list(settings.SEALING_KEYS), Fernet.generate_key().decode()
    sealed = ["Night shelter", "Workforce list, version 1", *["the second factor of Hana Price"] * 2]
    assert unopened_with(old) == []
    assert unopened_with([new]) == sealed
    settings.SEALING_KEYS = [new, *old]
    call_command("rewrap_keys", stdout=io.StringIO())
    assert unopened_with([new]) == []
    assert unopened_with(old) == sealed
