"""The award report is rendered by the real worker, survives its death, and can be opened and re-computed."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

from procurement.audit.queries import history
from procurement.awards.assembly import BUNDLE_NAME, BUNDLE_WORDS, evidence_bundle_of
from procurement.awards.models import AwardDecision, Document
from procurement.awards.report import AttachedFile, pdf_problems
from procurement.awards.services import export_report, retry_document
from procurement.awards.services.documents import RENDER_TOPIC, give_up_document
from procurement.awards.services.rendering import render_document
from procurement.core.errors import NotPermitted
from procurement.core.models import OutboxMessage
from tests.processes import ROOT, kill, scheduler, until, worker

from .conftest import WHY, ModeratedLot, approved, make_moderated_lot

State = Document.State
SWEEP_SECONDS = 2
"""Oftener than in use, where a sweep is later by the rest at the most."""


def document_state() -> str:
    return Document.objects.get().state


def test_the_report_says_who_won_why_and_by_how_much(reported: ModeratedLot) -> None:
    lot, decision = reported, AwardDecision.objects.get()
    document = Document.objects.get()
    with default_storage.open(document.path) as stored:
        pdf = stored.read()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    result = decision.result.result
    first = next(entry for entry in result["bids"] if entry["rank"] == 1)

    assert document.pages == len(reader.pages) > 3
    assert lot.winner.supplier.name in text
    assert first["total"] in text
    assert WHY in text
    assert "Checked." in text
    assert "Pass or fail: Insurance" in text
    assert "The cover asked for is confirmed, with dates." in text
    assert "A bid below 2 is disqualified." in text
    assert decision.result.result_hash.removeprefix("sha256:")[:16] in text.replace(" ", "")
    assert reader.metadata is not None
    assert "Supported accommodation for care leavers" in (reader.metadata.title or "")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        bundle = opened.attachments[BUNDLE_NAME].get_file().read_bytes()
    assert (
        pdf_problems(pdf, attachments=[AttachedFile(BUNDLE_NAME, bundle, BUNDLE_WORDS, "application/json")])
        == []
    )


def test_the_attached_bundle_re_computes_with_python_alone(reported: ModeratedLot, tmp_path: Path) -> None:
    with default_storage.open(Document.objects.get().path) as stored, pikepdf.open(stored) as pdf:
        bundle = bytes(pdf.attachments["bundle.json"].get_file().read_bytes())
    (tmp_path / "bundle.json").write_bytes(bundle)

    # -S: no installed package; Python and the scoring folder are all that a doubter has.
    command = [sys.executable, "-S", "-m", "scoring", "verify", str(tmp_path / "bundle.json")]
    verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (verified.returncode, verified.stdout.strip()) == (0, "verified")
    changed = json.loads(bundle)
    changed["evaluation"]["bids"][0]["prices"]["P"] = "1.00"
    (tmp_path / "bundle.json").write_text(json.dumps(changed))
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 1


def test_the_documentation_names_every_part_of_the_bundle(reported: ModeratedLot) -> None:
    section = (
        (ROOT / "docs" / "architecture.md").read_text().split("\n## Evidence bundle\n")[1].split("\n## ")[0]
    )
    named = set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE))

    assert named == set(evidence_bundle_of(AwardDecision.objects.get()))


def test_a_fault_is_said_in_plain_words_and_another_try_makes_the_report(
    lot: ModeratedLot, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    approved(lot)
    document = Document.objects.get()
    lot.lot_stage.stage.deadline = None
    lot.lot_stage.stage.save()
    render_document(document_id=str(document.pk))

    document.refresh_from_db()
    assert document.state == State.FAILED
    assert document.error == "The report could not be made of what is recorded for this lot."
    client.force_login(lot.person("officer"))
    page = " ".join(client.get(lot.url("report/")).content.decode().split())
    assert f"{document.error} Nothing is lost. Try again; if it fails again, tell your administrator." in page
    assert "ValueError" not in page + caplog.text.replace("could not be rendered: ValueError", "")
    assert "published, closed and opened" not in page + caplog.text

    lot.lot_stage.stage.deadline = lot.lot_stage.opened_at
    lot.lot_stage.stage.save()
    retry_document(actor=lot.person("officer"), document=document)
    retry_document(actor=lot.person("officer"), document=document)
    assert OutboxMessage.objects.filter(topic=RENDER_TOPIC).count() == 2
    render_document(document_id=str(document.pk))
    assert document_state() == State.READY


def test_somebody_outside_the_authority_cannot_retry_or_fetch_the_report(
    reported: ModeratedLot, client: Client
) -> None:
    with pytest.raises(NotPermitted):
        retry_document(actor=reported.person("harbour"), document=Document.objects.get())

    for key, status in (
        ("officer", 200),
        ("approver", 200),
        ("evaluator1", 403),
        ("westvale-officer", 404),
        ("harbour", 404),
    ):
        client.force_login(reported.person(key))
        response = client.get(reported.url("report/award-report.pdf"))
        assert response.status_code == status, key
        if response.streaming:
            response.getvalue()


def test_a_download_is_an_event_with_the_digest_of_the_file(reported: ModeratedLot, client: Client) -> None:
    decision = AwardDecision.objects.get()
    client.force_login(reported.person("officer"))

    assert client.get(reported.url("report/award-report.pdf")).getvalue()[:5] == b"%PDF-"
    event = history(chain=decision.audit_chain).first()
    assert event is not None
    assert (event.action, event.details["sha256"]) == ("document.downloaded", Document.objects.get().sha256)


def test_what_gives_no_file_is_no_download(reported: ModeratedLot, client: Client) -> None:
    decision = AwardDecision.objects.get()
    document, address = Document.objects.get(), reported.url("report/award-report.pdf")
    client.force_login(reported.person("officer"))

    headers = client.head(address)
    assert (headers.status_code, headers["Content-Length"]) == (200, str(document.size))
    assert headers.getvalue() == b""
    default_storage.delete(document.path)
    missing = client.get(address, follow=True)
    assert missing.redirect_chain == [(reported.url("report/"), 302)]
    assert "file could not be opened, so nothing was downloaded" in missing.content.decode()
    with pytest.raises(NotPermitted):
        export_report(actor=reported.person("evaluator1"), document=document)
    assert not history(chain=decision.audit_chain).filter(action="document.downloaded").exists()


def test_a_worker_that_never_finished_is_told_without_its_error(lot: ModeratedLot) -> None:
    approved(lot)
    give_up_document(document_id=str(Document.objects.get().pk), error="OSError: /media/secret")
    document = Document.objects.get()
    assert (document.state, document.error) == (
        State.FAILED,
        "The report was begun several times and never finished.",
    )


@pytest.mark.services
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_rendering_costs_less_than_a_minute(tmp_path: Path) -> None:
    lot = make_moderated_lot()
    with scheduler(tmp_path, OUTBOX_SWEEP_SECONDS=str(SWEEP_SECONDS)):
        with worker() as doomed:
            approved(lot)
            until(lambda: document_state() == State.RENDERING, seconds=60, what="rendering")
            kill(doomed, signal.SIGKILL)
            doomed.wait(timeout=10)
        assert document_state() == State.RENDERING
        with worker():
            took = until(lambda: document_state() == State.READY, seconds=60, what="the report")
    assert took + settings.OUTBOX_SWEEP_SECONDS - SWEEP_SECONDS < 60
    assert OutboxMessage.objects.get(topic=RENDER_TOPIC).attempts == 2
