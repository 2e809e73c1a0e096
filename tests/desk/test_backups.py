"""A backup is proved by restoring it: rows, files, keys, audit log and result; what cannot be restored is refused."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from procurement import __version__
from procurement.bids.models import Bid
from procurement.bids.services import add_file, submit_bid
from procurement.core.time import database_now
from procurement.desk.backups import archive, databases, making
from procurement.desk.demonstration import people, stages, texts
from procurement.tenders.services import LotSpec
from tests.awards.conftest import ModeratedLot, make_reported_lot
from tests.processes import ROOT, environment

PASSPHRASE = "seven herons over the weir"
WORDS = b"The plan of the lighthouse kitchen, in words."

# Asked of the restored site by `manage.py shell`, in a process of its own.
PROOF = """
import hashlib, json
from django.core.files.storage import default_storage
from django.core.management import call_command
import scoring
from procurement.bids import vault
from procurement.bids.models import BidVersion
from procurement.evaluation.models import Result
version = BidVersion.objects.get(bid__state="submitted")
content = vault.for_opening(version)
entry, data = vault.own_file(actor=version.submitted_by, bid=version.bid, file_id=content.files[0].id)
result = Result.objects.get()
again = scoring.evaluate(scoring.parse_evaluation(result.evaluation)).to_json()
document = Document.objects.get()
with default_storage.open(document.path) as report:
    digest = hashlib.sha256(report.read()).hexdigest()
call_command("audit", "verify")
call_command("migrate", check_unapplied=True, verbosity=0)
print("PROOF" + json.dumps({
    "file": data.decode(), "answers": len(content.answers), "result": again == result.result,
    "report": digest == document.sha256,
}))
"""


def manage(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**more), capture_output=True, text=True, check=False
    )


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of another database with nothing in it, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'restored.sqlite3'}"
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield environment()["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def make_world_with_everything() -> ModeratedLot:
    """A lot with its result and report, and another whose sealed bid has a file."""
    lot = make_reported_lot()
    tender = stages.drafted(
        lot.world,
        reference="NMC-2",
        title="Night shelter",
        description="Beds.",
        cpv=("85311000", "Social work services with accommodation"),
        lots=(LotSpec("The city"),),
    )
    (open_lot,) = stages.published(lot.world, tender)
    bid = stages.bid_written(lot.world, open_lot, people.HARBOUR)
    add_file(actor=lot.person("harbour"), bid=bid, name="plan.txt", data=WORDS)
    bid = Bid.objects.get(pk=bid.pk)
    submit_bid(actor=lot.person("harbour"), bid=bid, revision=bid.revision, received_at=database_now())
    return lot


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_site_is_restored_whole_from_its_backup(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    make_world_with_everything()
    before = databases.contents()
    media, keys = str(tmp_path / "new" / "media"), tmp_path / "keys.env"

    made = manage("backup", str(tmp_path), MEDIA_ROOT=str(settings.MEDIA_ROOT), BACKUP_PASSPHRASE=PASSPHRASE)
    assert made.returncode == 0, made.stderr
    (saved,) = tmp_path.glob("commonweal-*.tar")
    assert f"{sum(before.counts.values()):,} rows in {len(before.counts)} tables, 2 files" in made.stdout
    assert saved.stat().st_mode & 0o077 == 0
    assert not [path for path in settings.MEDIA_ROOT.iterdir() if path.name.startswith(making.HELD)]

    with empty_database(tmp_path) as address:
        elsewhere = {
            "DATABASE_URL": address,
            "MEDIA_ROOT": media,
            "BACKUP_PASSPHRASE": PASSPHRASE,
            "SEALING_KEYS": Fernet.generate_key().decode(),
        }
        restored = manage("restore", str(saved), "--keys-to", str(keys), **elsewhere)
        assert restored.returncode == 0, restored.stderr
        assert "restored and verified: " in restored.stdout
        assert "Set SEALING_KEYS to what" in restored.stdout
        assert keys.read_text() == f"SEALING_KEYS={','.join(settings.SEALING_KEYS)}\n"
        assert keys.stat().st_mode & 0o077 == 0

        elsewhere["SEALING_KEYS"] = ",".join(settings.SEALING_KEYS)
        proof = manage("shell", "--command", PROOF, **elsewhere)
        assert json.loads(proof.stdout.partition("PROOF")[2]) == {
            "file": WORDS.decode(),
            "answers": len(texts.ANSWERS[people.HARBOUR]),
            "result": True,
            "report": True,
        }, proof.stderr
        assert f"verified: {len(before.chains)} chains, " in proof.stdout
    assert databases.contents() == before


@pytest.fixture
def saved(tmp_path: Path, settings: Any, db: None) -> Path:
    """The backup of an empty site with one stored file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("bids/aa/one", io.BytesIO(b"sealed"))
    path = tmp_path / "saved.tar"
    call_command("backup", str(path), passphrase_file=passphrase_file(tmp_path), stdout=io.StringIO())
    return path


def passphrase_file(folder: Path, passphrase: str = PASSPHRASE) -> Path:
    file = folder / "passphrase"
    file.write_text(f"{passphrase}\n")
    return file


def refusal(path: Path, **options: Any) -> str:
    """What the restore of an archive says when it is refused."""
    options = {"passphrase_file": None, **options}
    options["passphrase_file"] = options["passphrase_file"] or passphrase_file(path.parent)
    with pytest.raises(CommandError) as refused:
        call_command("restore", str(path), stdout=io.StringIO(), **options)
    return str(refused.value)


def changed(path: Path, name: str, content: bytes | None, *, more: dict[str, bytes] | None = None) -> Path:
    """A copy of an archive in which one part is another, or left out."""
    copy = path.with_name(f"changed-{path.name}")
    with tarfile.open(path) as source, tarfile.open(copy, "w") as target:
        for member in source:
            data = source.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == name:
                if content is None:
                    continue
                data = content
            _put(target, member.name, data)
        for extra, data in (more or {}).items():
            _put(target, extra, data)
    return copy


def _put(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def remade(path: Path, **fields: Any) -> Path:
    """A copy whose manifest says something else, with a digest that fits."""
    content = json.loads(archive.read_part(path, archive.MANIFEST)) | fields
    text = json.dumps(content).encode()
    copy = changed(path, archive.MANIFEST, text)
    return changed(copy, archive.DIGEST, hashlib.sha256(text).hexdigest().encode())


def test_an_archive_that_was_changed_cut_off_or_is_none_is_refused(saved: Path) -> None:
    def start(text: str) -> bool:
        return text.startswith("The archive is damaged: ") and text.endswith("Nothing was changed.")

    assert "files/bids/aa/one is not what" in refusal(changed(saved, "files/bids/aa/one", b"SEALED"))
    assert "database is not what" in refusal(changed(saved, archive.DATABASE, b"another"))
    assert "its manifest was changed" in refusal(changed(saved, archive.MANIFEST, b"{}"))
    assert "no manifest" in refusal(changed(saved, archive.DIGEST, None))
    assert "files/more is not what" in refusal(changed(saved, "", None, more={"files/more": b"x"}))
    assert "keys.json is not what" in refusal(changed(saved, archive.KEYS, None))

    cut = saved.with_name("cut.tar")
    cut.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    assert start(refusal(cut))
    flipped = saved.with_name("flipped.tar")
    data = bytearray(saved.read_bytes())
    data[len(data) // 2] ^= 1
    flipped.write_bytes(data)
    assert start(refusal(flipped))
    nothing = saved.with_name("nothing.tar")
    nothing.write_bytes(b"")
    assert start(refusal(nothing))
    nothing.write_bytes(b"PK not a tar at all" * 100)
    assert start(refusal(nothing))
    assert refusal(saved.with_name("absent.tar")).startswith("There is no file ")


def test_an_archive_of_a_newer_version_or_format_or_another_database_is_refused(saved: Path) -> None:
    assert "has format 99, and this version of Commonweal reads format 1" in refusal(remade(saved, format=99))
    migrations = [*databases.contents().migrations, ["core", "9999_of_next_year"]]
    newer = refusal(remade(saved, migrations=migrations, version="9.0.0"))
    assert "made by a newer version of Commonweal (9.0.0)" in newer
    assert "9999_of_next_year" in newer
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    assert "Restore it into a database of its own kind." in refusal(remade(saved, engine=other))


def test_keys_are_given_back_to_the_right_passphrase_only(saved: Path, settings: Any) -> None:
    held = saved.read_bytes()
    assert all(key.encode() not in held for key in settings.SEALING_KEYS)
    assert "does not open the keys" in refusal(
        saved, passphrase_file=passphrase_file(saved.parent, "eight herons over the weir")
    )
    empty = saved.with_name("empty")
    empty.write_text("")
    assert "Give the passphrase of the backup" in refusal(saved, passphrase_file=empty)


def test_keys_that_are_not_here_need_a_place_to_go_to(saved: Path, settings: Any) -> None:
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    assert "Give --keys-to" in refusal(saved)
    assert "is there already, and nothing is overwritten" in refusal(saved, keys_to=saved)


def test_a_database_that_is_not_empty_is_refused_and_told_apart(saved: Path) -> None:
    words = refusal(saved)
    assert "The database is not empty: it has" in words
    assert "for example auth_permission with" in words
    assert words.endswith("Nothing was changed.")


def test_a_folder_of_files_that_is_not_empty_is_refused(tmp_path: Path, saved: Path) -> None:
    where = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}", "MEDIA_ROOT": str(tmp_path / "media")}
    if connection.vendor == "sqlite":
        refused = manage("restore", str(saved), BACKUP_PASSPHRASE=PASSPHRASE, **where)
        assert refused.returncode == 1
        assert "is not empty: it holds 1 file, for example bids/aa/one." in refused.stderr


def test_a_part_cannot_lead_out_of_the_folder_of_files(tmp_path: Path) -> None:
    for name in ("files/../../evil", "files//etc/evil", "files/"):
        with pytest.raises(archive.ArchiveFault, match="leads out of the folder"):
            archive._inside(name)


def test_a_backup_without_keys_says_loudly_what_that_means(saved: Path, tmp_path: Path) -> None:
    said = io.StringIO()
    path = tmp_path / "keyless.tar"
    call_command("backup", str(path), without_keys=True, stdout=io.StringIO(), stderr=said)
    assert "WARNING: the sealing keys are not in this backup." in said.getvalue()
    assert "every sealed bid in it is lost" in said.getvalue()
    assert archive.verified(path).has_keys is False


def test_a_backup_overwrites_nothing_and_needs_a_real_passphrase(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKUP_PASSPHRASE", raising=False)
    before = saved.read_bytes()

    def words(place: Path, **options: Any) -> str:
        with pytest.raises(CommandError) as refused:
            call_command("backup", str(place), stdout=io.StringIO(), **options)
        return str(refused.value)

    assert "nothing is overwritten" in words(saved, passphrase_file=passphrase_file(tmp_path))
    assert saved.read_bytes() == before
    assert "Give a passphrase" in words(tmp_path / "new.tar")
    assert "The passphrase has 5 characters." in words(
        tmp_path / "new.tar", passphrase_file=passphrase_file(tmp_path, "short")
    )
    assert "There is no folder" in words(
        tmp_path / "no" / "new.tar", passphrase_file=passphrase_file(tmp_path)
    )
    assert sorted(path.name for path in tmp_path.glob("*.tar*")) == ["saved.tar"]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_is_removed_while_the_archive_is_written_is_still_in_it(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    whole = making.snapshot

    def removed_after(copy: Path) -> databases.Contents:
        found = whole(copy)
        default_storage.delete("bids/aa/one")
        default_storage.save("bids/bb/two", io.BytesIO(b"came meanwhile"))
        return found

    def no_links(*_arguments: Any) -> None:
        raise PermissionError("This disk knows no second names.")

    monkeypatch.setattr(making, "snapshot", removed_after)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    path, manifest = making.make_backup(tmp_path / "second.tar", passphrase=None)
    assert [part.name for part in manifest.files] == ["files/bids/aa/one", "files/bids/bb/two"]
    assert archive.read_part(path, "files/bids/aa/one") == b"sealed"


@pytest.mark.django_db
def test_a_file_that_was_lost_before_the_backup_is_told(tmp_path: Path, settings: Any) -> None:
    found = databases.Contents([], {}, {}, frozenset({"bids/aa/lost"}))
    settings.MEDIA_ROOT = tmp_path / "media"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "snapshot", lambda copy: copy.write_bytes(b"x") and found)
        said = io.StringIO()
        call_command("backup", str(tmp_path / "a.tar"), without_keys=True, stdout=io.StringIO(), stderr=said)
    assert (
        "1 file that the database names were not there to be kept, for example bids/aa/lost."
        in said.getvalue()
    )


def test_every_path_of_a_stored_file_is_looked_for() -> None:
    assert {("bids_bidfile", "path"), ("awards_document", "path")} <= set(databases.path_columns())


def test_the_version_is_that_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    assert f'version = "{__version__}"' in project
