"""The whole line in Chromium: a notice becomes a scored, approved, printed award, through every role."""

import json
import subprocess
import sys
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from django.core.management import call_command

from procurement.awards.assembly import BUNDLE_NAME, BUNDLE_WORDS
from procurement.awards.report import AttachedFile, pdf_problems
from procurement.desk.demonstration import people, texts
from procurement.desk.demonstration.world import make_world
from procurement.tenders.models import Tender
from tests.browser.conftest import Visitor
from tests.processes import ROOT, worker

SAMPLE = ROOT / "tests" / "data" / "ocds_sample.jsonl"
PANEL = (
    ("evaluator1", "Evaluator"),
    ("evaluator2", "Evaluator"),
    ("reviewer", "Social value reviewer"),
    ("moderator", "Moderator"),
)
QUESTIONS = ("Q1", "Q2", "Q3", "SQ", "E")
SUPPLIERS = {"harbour": people.HARBOUR, "northgate": people.NORTHGATE, "kestrel": people.KESTREL}


@pytest.mark.browser
@pytest.mark.services
@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_notice_becomes_a_scored_approved_and_printed_award(visitor_at: Any, tmp_path: Path) -> None:
    make_world()
    call_command("load_measures", stdout=StringIO())
    with worker():
        officer = visitor_at().sign_in("officer")
        tender = start_from_a_notice(officer)
        lot = f"/tenders/{tender.pk}/lots/1/"
        build_criteria(officer, lot)
        choose_panel(officer, lot)
        publish(officer, lot)
        for key in SUPPLIERS:
            bid(visitor_at(390).sign_in(key), tender, key)
        approver = visitor_at().sign_in("approver")
        open_bids(officer, approver, lot)
        panel = {key: visitor_at().sign_in(key) for key, _role in PANEL}
        declare(panel, officer, lot)
        for place, key in enumerate(("evaluator1", "evaluator2")):
            score(panel[key], lot, place)
        judge(panel["reviewer"], lot)
        moderate(panel["moderator"], lot)
        recommend_and_approve(officer, approver, lot)
        pdf = fetch_report(approver, lot)
    read_report(pdf, tmp_path)
    officer.go(f"{lot}history/")
    officer.reads("The award report was made")
    call_command("audit", "verify", stdout=StringIO())


def start_from_a_notice(officer: Visitor) -> Tender:
    officer.follow("Start from a notice")
    officer.page.get_by_label("File of notices").set_input_files(SAMPLE)
    officer.press("Read the file")
    officer.follow("Supported accommodation for care leavers")
    officer.press("Make the draft")
    return Tender.objects.get(ocid="ocds-made-up-0001")


def build_criteria(officer: Visitor, lot: str) -> None:
    for place in (lot, lot.replace("/lots/1/", "/lots/2/")):
        officer.go(f"{place}criteria/")
        officer.follow("Ready-made tree")
        officer.choose("Price 40, quality 30")
        officer.page.locator("main form button").first.click()
        officer.check()
        officer.reads("100 of 100")


def choose_panel(officer: Visitor, lot: str) -> None:
    officer.go(f"{lot}panel/")
    for key, role in PANEL:
        officer.fill("E-mail address", f"{key}@demonstration.example")
        officer.page.get_by_role("radio", name=role, exact=True).check()
        officer.press("Add to the panel")
    officer.reads("Samira Vale")


def publish(officer: Visitor, lot: str) -> None:
    officer.go(f"{lot}publish/")
    officer.choose("I have read the rules below")
    officer.press_twice("Publish the tender")
    officer.reads("What was published")
    officer.reads("sha256")


def bid(supplier: Visitor, tender: Tender, key: str) -> None:
    name = SUPPLIERS[key]
    supplier.go(f"/opportunities/{tender.pk}/")
    supplier.follow("Start a bid")
    if supplier.page.get_by_label(name).count():
        supplier.choose(name)
    supplier.press("Start this bid")
    home = supplier.page.url.removeprefix(supplier.base)
    supplier.go(f"{home}answers/{QUESTIONS[0]}/")
    for code in QUESTIONS:
        assert supplier.place(2) == ("answers", code)
        supplier.fill("Your answer", texts.ANSWERS[name][code])
        supplier.press("Save and go to the next part")
    supplier.go(f"{home}price/")
    supplier.fill("Your price", "a lot of money")
    supplier.press("Save")
    supplier.reads("There is a problem")
    supplier.fill("Your price", f"£{texts.PRICES[name]:,}")
    supplier.press("Save")
    supplier.go(f"{home}conditions/")
    supplier.page.get_by_role("radio").first.check()
    supplier.press("Save")
    for promise in texts.PROMISES[name]:
        supplier.go(f"{home}commitments/SV/add/")
        supplier.page.locator(f'input[name="measure"][value="{promise.measure}"]').check()
        supplier.page.get_by_label("In which contract year?").select_option(str(promise.year))
        supplier.fill("How much in that year?", promise.quantity)
        supplier.press("Save this commitment")
        supplier.reads("There is a problem")
        supplier.fill("Method statement", promise.method)
        supplier.press("Save this commitment")
    supplier.go(f"{home}files/")
    attachment = {"name": "policies.pdf", "mimeType": "application/pdf", "buffer": small_pdf()}
    supplier.page.get_by_label("Choose a file").set_input_files(files=[attachment])
    supplier.press("Add this file")
    supplier.reads("policies.pdf")
    supplier.go(home)
    supplier.follow("Check and submit")
    supplier.press_twice("Submit this bid")
    supplier.reads("SHA-256")
    supplier.go(home)


def small_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def open_bids(officer: Visitor, approver: Visitor, lot: str) -> None:
    officer.go(f"{lot}opening/")
    officer.reads("3 bids")
    officer.press("End the deadline now")
    for person in (officer, approver):
        person.go(f"{lot}opening/")
        person.choose("I am here")
        person.press("Confirm the opening")
    officer.go(f"{lot}opening/")
    officer.reads(people.KESTREL)


def declare(panel: dict[str, Visitor], officer: Visitor, lot: str) -> None:
    for person in panel.values():
        person.go(f"{lot}conflicts/")
        person.page.get_by_role("radio").first.check()
        person.press("Make my declaration")
    officer.go(f"{lot}opening/")
    if officer.page.get_by_role("button", name="Admit all bids").count():
        officer.press("Admit all bids")
    officer.go(f"{lot}conflicts/")
    officer.press("Start the evaluation")


def supplier_of(tender_lot: str, code: str) -> str:
    from procurement.bids.models import Bid  # noqa: PLC0415 - models load after Django is ready

    tender_id = tender_lot.split("/")[2]
    return Bid.objects.get(lot_stage__lot__tender_id=tender_id, code=code).supplier.name


def score(evaluator: Visitor, lot: str, place: int) -> None:
    evaluator.go(f"{lot}scoring/")
    evaluator.follow("Go on scoring")
    for question, code in product(QUESTIONS, ("A", "B", "C")):
        assert evaluator.place(2) == (question, code)
        for known in SUPPLIERS.values():
            assert known not in evaluator.page.content()
        mark = texts.MARKS[supplier_of(lot, code)][question][place]
        evaluator.page.locator(f'input[type="radio"][value="{mark}"]').check()
        evaluator.fill("Why", texts.WHY[question])
        evaluator.press("Save and next bid")
    evaluator.go(f"{lot}scoring/lock/")
    evaluator.press("Lock my score sheets")
    evaluator.reads("ocked")


def judge(reviewer: Visitor, lot: str) -> None:
    reviewer.go(f"{lot}social-value/")
    reviewer.follow("Judge the next commitment")
    for _ in range(sum(len(promises) for promises in texts.PROMISES.values())):
        reviewer.fill("How much of it counts?", "2")
        reviewer.fill("Why", texts.COUNTED_IN_FULL)
        reviewer.press("Save and next commitment")
    assert reviewer.place(1) == ("social-value",)


def moderate(moderator: Visitor, lot: str) -> None:
    for code in ("A", "B", "C"):
        moderator.go(f"{lot}moderation/pass/INS/{code}/")
        moderator.page.get_by_role("radio").first.check()
        moderator.fill("Why", "The cover is confirmed.")
        moderator.press("Record the decision")
    moderator.go(f"{lot}moderation/")
    moderator.follow("Agree the next mark")
    for _ in range(len(QUESTIONS) * len(SUPPLIERS)):
        question, code = moderator.place(2)
        mark = texts.MARKS[supplier_of(lot, code)][question][2]
        moderator.page.locator(f'input[name="mark"][value="{mark}"]').check()
        moderator.fill("The panel's reason", texts.CONSENSUS_WHY[question])
        for box in moderator.page.locator('input[type="checkbox"]').all():
            box.check()
        moderator.press("Record and go to the next")
    assert moderator.place(1) == ("moderation",)
    moderator.go(f"{lot}moderation/close/")
    moderator.press_twice("Close moderation and calculate the result")
    moderator.go(f"{lot}result/")
    moderator.reads("is first with")


def recommend_and_approve(officer: Visitor, approver: Visitor, lot: str) -> None:
    officer.go(f"{lot}recommendation/")
    officer.fill(
        "Reasons for the recommendation", "First by the published rules, with evidence on every question."
    )
    officer.press_twice("Recommend this award")
    officer.reads("is recommended")
    approver.go(f"{lot}recommendation/")
    approver.fill("Reason for your answer", "The ranking follows from the published rules.")
    approver.press_twice("Approve the award")


def fetch_report(approver: Visitor, lot: str) -> bytes:
    approver.go(f"{lot}report/")
    # The page itself asks for the state; it is not loaded again.
    link = approver.page.get_by_role("link", name="Download Award report")
    link.wait_for(timeout=60_000)
    with approver.page.expect_download() as started:
        link.click()
    return Path(started.value.path()).read_bytes()


def evidence(bundle: bytes) -> AttachedFile:
    return AttachedFile(BUNDLE_NAME, bundle, BUNDLE_WORDS, "application/json")


def read_report(pdf: bytes, folder: Path) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert len(reader.pages) >= 6
    assert "Supported accommodation for care leavers" in text
    assert texts.CONSENSUS_WHY["Q1"] in text
    assert reader.metadata is not None
    assert "Supported accommodation" in (reader.metadata.title or "")
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert bool(opened.Root.MarkInfo.Marked)
        bundle = opened.attachments["bundle.json"].get_file().read_bytes()
    assert pdf_problems(pdf, attachments=[evidence(bundle)]) == []
    path = folder / "bundle.json"
    path.write_bytes(bundle)
    command = [sys.executable, "-S", "-m", "scoring", "verify", str(path)]
    verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout.strip()) == (0, "verified")
    assert json.loads(bundle)["format"] == "commonweal/bundle/1"
