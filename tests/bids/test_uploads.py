"""An upload on its way to a bid or a draft: never on a disk in the clear, whatever its size."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse

from procurement.bids.models import BidFile

from .conftest import World
from .pages import content_of, page, signed_in, text

MEGABYTE = 1024 * 1024
PDF = b"%PDF-1.7 "


@pytest.fixture(autouse=True)
def small_limits(settings: Any, tmp_path: Path) -> None:
    """Smaller limits, and no folder for temporary files: whoever puts an upload on disk fails here."""
    settings.MAX_BID_FILE_BYTES = MEGABYTE
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")


def upload(size: int, name: str = "Plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + b"x" * (size - len(PDF)), "application/pdf")


@pytest.mark.parametrize(("size", "shown"), [(1.5, "1.5 MB"), (3, "3.0 MB")])
def test_a_file_that_is_too_large_is_refused_with_its_size_and_touches_no_disk(
    world: World, size: float, shown: str
) -> None:
    bid = world.start()
    answer = signed_in(world.writer).post(page("files", bid), {"file": upload(int(size * MEGABYTE))})
    assert f"is {shown}. It must be 1 MB or smaller" in text(answer)
    assert not BidFile.objects.exists()


def test_a_file_up_to_the_limit_is_added_whole(world: World) -> None:
    bid = world.start()
    assert (
        signed_in(world.writer).post(page("files", bid), {"file": upload(MEGABYTE)}, follow=True).status_code
        == 200
    )
    assert content_of(world, bid).files[0].size == MEGABYTE


def test_a_file_of_notices_beyond_the_limit_in_memory_is_no_fault_either(world: World, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * MEGABYTE
    answer = signed_in(world.officer).post(
        reverse("notices:upload"), {"file": upload(22 * MEGABYTE, "notices.json")}
    )
    assert "is 22.0 MB. It must be 20 MB or smaller" in text(answer)


def test_the_files_of_one_request_share_the_memory(settings: Any) -> None:
    size = MEGABYTE * 3 // 2
    request = RequestFactory().post("/", {"one": upload(size), "two": upload(size), "three": upload(1000)})
    one, two, three = (request.FILES[name] for name in ("one", "two", "three"))
    assert [len(file.read()) for file in (one, two, three)] == [size, 0, 1000]
    assert [file.size for file in (one, two, three)] == [size, size, 1000]


def test_the_page_says_that_files_must_not_hold_prices_and_why(world: World) -> None:
    shown = text(signed_in(world.writer).get(page("files", world.start())))
    assert "Files must not hold prices. Evaluators read them before prices are opened" in shown
