"""Where a bid's files are kept, and what becomes of them; which are taken is in `tests/core/test_files.py`."""

from pathlib import Path

import pytest

from procurement.bids import services, vault
from procurement.bids.files import MOST_FILES
from procurement.bids.models import BidFile
from procurement.bids.sealing import SealBroken
from procurement.core.errors import Refused

from .conftest import SECRET_FILE, SECRET_NAME, World


def stored(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_kept_encrypted_under_a_random_name_and_read_by_its_writers(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name=SECRET_NAME, data=SECRET_FILE)
    (path,) = stored(settings)
    assert SECRET_FILE[9:30] not in path.read_bytes()
    assert "Lighthouse" not in str(path)
    bid.refresh_from_db()
    shown, data = vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)
    assert (shown.name, data) == (SECRET_NAME, SECRET_FILE)


def test_a_file_of_the_same_name_replaces_the_older_one(
    world: World, settings, django_capture_on_commit_callbacks
):
    bid = world.start()
    with django_capture_on_commit_callbacks(execute=True):
        services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"one")
        new = services.add_file(actor=world.writer, bid=bid, name="plan.TXT", data=b"two")
    bid.refresh_from_db()
    assert vault.draft_of(actor=world.writer, bid=bid).content.files == (new,)
    assert len(stored(settings)) == 1
    assert BidFile.objects.count() == 1


def test_a_removed_file_is_gone_unless_a_submitted_version_has_it(
    world: World, settings, django_capture_on_commit_callbacks
):
    bid = world.submitted()
    kept = bid.files.get()
    extra = services.add_file(actor=world.writer, bid=bid, name="Extra.txt", data=b"extra")
    with django_capture_on_commit_callbacks(execute=True):
        for file_id in (kept.pk, extra.id):
            services.remove_file(actor=world.writer, bid=bid, file_id=file_id)
    bid.refresh_from_db()
    assert vault.draft_of(actor=world.writer, bid=bid).content.files == ()
    assert list(bid.files.all()) == [kept]
    assert len(stored(settings)) == 1


def test_a_refused_file_leaves_nothing_behind(world: World, settings):
    bid = world.start()
    with pytest.raises(Refused):
        services.add_file(actor=world.writer, bid=bid, name="Plan.pdf", data=b"not a PDF")
    for number in range(MOST_FILES):
        services.add_file(actor=world.writer, bid=bid, name=f"{number}.txt", data=b"x")
    with pytest.raises(Refused, match="at most 30 files"):
        services.add_file(actor=world.writer, bid=bid, name="one too many.txt", data=b"x")
    assert len(stored(settings)) == BidFile.objects.count() == MOST_FILES


def test_a_file_changed_in_the_storage_is_refused(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"plan")
    (path,) = stored(settings)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    bid.refresh_from_db()
    with pytest.raises(SealBroken):
        vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)


def test_a_file_that_is_no_longer_in_the_storage_is_told_apart(world: World, settings):
    bid = world.start()
    entry = services.add_file(actor=world.writer, bid=bid, name="Plan.txt", data=b"plan")
    stored(settings)[0].unlink()
    bid.refresh_from_db()
    with pytest.raises(SealBroken, match="not in the storage"):
        vault.own_file(actor=world.writer, bid=bid, file_id=entry.id)
