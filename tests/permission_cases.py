"""A lot at each stage of its life, with its people, and every address about it: what the permission table asks for."""

import io
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision, Document
from procurement.awards.services import approve_award, recommend_award
from procurement.bids.models import Bid, BidCommitment
from procurement.bids.services import add_file, submit_bid
from procurement.core.time import database_now
from procurement.desk.demonstration import clock, documents, people, stages, texts
from procurement.desk.demonstration.world import World, make_world
from procurement.evaluation.models import (
    CommitmentReview,
    ConflictDeclaration,
    ModeratedScore,
    PassDecision,
    Score,
)
from procurement.evaluation.services import declare
from procurement.frameworks.models import Framework, FrameworkFile, Measure
from procurement.frameworks.services import keep_framework_file
from procurement.notices.services import keep_notice_file
from procurement.organisations.models import Invitation
from procurement.organisations.services import invite
from procurement.tenders.models import Criterion, LotStage, MarkingScale, Tender, TenderGrant
from procurement.tenders.previews import previews_of
from procurement.tenders.queries import lots_with_trees
from procurement.tenders.services import LotSpec, accept_undertaking, grant_on_tender
from procurement.tenders.undertaking import TEXT_VERSION
from tests.photographs import photographed

NOTICES = Path(__file__).parent / "data" / "ocds_sample.jsonl"
OWN_MEASURES = b"Code,Title,Unit\nM1,One,hours\n"
ARGUMENT = re.compile(r"<\w+:(\w+)>")
STAGES = (
    "draft",
    "open",
    "closed",
    "opened",
    "evaluating",
    "locked",
    "moderated",
    "recommended",
    "awarded",
)


@dataclass
class Case:
    """A lot with three bids at one stage, a tender of the other authority, and everybody around."""

    world: World
    tender: Tender
    lot_stage: LotStage
    bid: Bid | None = None
    file_id: uuid.UUID = field(default_factory=uuid.uuid4)
    document_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def person(self, key: str) -> Person:
        return self.world.person(key)


def drafted_case() -> Case:
    call_command("load_measures", stdout=io.StringIO())
    world = make_world()
    made: dict[str, Any] = {
        "description": "Homes.",
        "cpv": ("85311000", "Social work"),
        "lots": (LotSpec("All", value=Decimal(630000)),),
    }
    tender = stages.drafted(world, reference="N-1", title="Supported accommodation", **made)
    for key, role in stages.PANEL:
        grant_on_tender(actor=world.person("officer"), person=world.person(key), tender=tender, role=role)
    neighbour = stages.drafted(
        world,
        reference="W-1",
        title="Grounds",
        authority=world.westvale,
        officer="westvale-officer",
        **made,
    )
    grant_on_tender(
        actor=world.person("westvale-officer"),
        person=world.person("westvale-evaluator"),
        tender=neighbour,
        role=TenderGrant.Role.EVALUATOR,
    )
    documents.for_publication(world, tender)
    listed = tender.documents.get(is_restricted=True)
    return Case(world, tender, LotStage.objects.get(lot__tender=tender), document_id=listed.pk)


def publish(case: Case) -> None:
    (case.lot_stage,) = stages.published(case.world, case.tender)
    case.tender = case.lot_stage.lot.tender
    for supplier in stages.WRITERS:
        bid = stages.bid_submitted(case.world, case.lot_stage, supplier)
        if supplier == people.HARBOUR:
            case.bid = bid
    assert case.bid is not None
    actor = case.person("harbour")
    supplier = case.world.organisations[people.HARBOUR]
    accept_undertaking(actor=actor, tender=case.tender, supplier=supplier, text_version=TEXT_VERSION)
    case.bid.refresh_from_db()
    case.file_id = uuid.UUID(
        str(add_file(actor=actor, bid=case.bid, name="plan.txt", data=b"The plan, in words.").id)
    )
    case.bid.refresh_from_db()
    submit_bid(actor=actor, bid=case.bid, revision=case.bid.revision, received_at=database_now())


def open_bids(case: Case) -> None:
    stages.opened(case.world, case.lot_stage)
    for key, _role in stages.PANEL:
        declare(actor=case.person(key), lot_stage=case.lot_stage, answer="none")


def start(case: Case) -> None:
    stages.evaluating(case.world, case.lot_stage)
    stages.scored(case.world, case.lot_stage, "evaluator1", lock=False)
    stages.scored(case.world, case.lot_stage, "evaluator2", lock=False)


def lock(case: Case) -> None:
    for evaluator in ("evaluator1", "evaluator2"):
        stages.scored(case.world, case.lot_stage, evaluator)
    stages.judged(case.world, case.lot_stage)


def recommend(case: Case) -> None:
    code = case.lot_stage.results.latest("number").result["recommended"][0]
    winner = Bid.objects.get(lot_stage=case.lot_stage, code=code)
    recommend_award(
        actor=case.person("officer"), lot_stage=case.lot_stage, winner=winner, reason="Strongest."
    )


def approve(case: Case) -> None:
    """Approved, and the report made: a short text stands for the PDF, which other tests render and read."""
    decision = AwardDecision.objects.get(lot_stage=case.lot_stage)
    approve_award(actor=case.person("approver"), decision=decision, reason="It follows from the rules.")
    path = default_storage.save("permission-table/report.pdf", ContentFile(b"A report."))
    Document.objects.filter(decision=decision).update(state="ready", path=path, sha256="0" * 64)


MOVES: dict[str, Callable[[Case], object]] = {
    "open": publish,
    "closed": lambda case: clock.end_deadline_now(actor=case.person("officer"), lot_stage=case.lot_stage),
    "opened": open_bids,
    "evaluating": start,
    "locked": lock,
    "moderated": lambda case: stages.moderated(case.world, case.lot_stage),
    "recommended": recommend,
    "awarded": approve,
}


def case_at(stage: str) -> Case:
    """A lot that went through every stage up to `stage`, by the services."""
    case = photographed(_case_at, stage)
    case.lot_stage = LotStage.objects.select_related("lot__tender", "stage").get(pk=case.lot_stage.pk)
    if case.bid:
        case.bid.refresh_from_db()
    return case


def _case_at(stage: str) -> Case:
    if stage == STAGES[0]:
        return drafted_case()
    case = photographed(_case_at, STAGES[STAGES.index(stage) - 1])
    MOVES[stage](case)
    return case


def known_values(case: Case) -> dict[str, Any]:
    """A value for each argument of an address; one that leads nowhere where the stage has no such thing yet."""
    lot, bid = case.lot_stage.lot, case.bid
    scale = MarkingScale.objects.filter(tender=case.tender).first()
    declaration = ConflictDeclaration.objects.filter(person=case.person("reviewer")).first()
    commitment = BidCommitment.objects.filter(bid=bid).order_by("pk").first() if bid else None
    return {
        "tender_id": case.tender.pk,
        "lot_number": lot.number,
        "criterion_id": Criterion.objects.get(lot=lot, code="SV").pk,
        "scale_id": scale.pk if scale else 0,
        "grant_id": TenderGrant.objects.get(tender=case.tender, person=case.person("reviewer")).pk,
        "declaration_id": declaration.pk if declaration else 0,
        "commitment_id": commitment.pk if commitment else 0,
        "bid_id": bid.pk if bid else uuid.uuid4(),
        "file_id": case.file_id,
        "document_id": case.document_id,
        "criterion": "Q1",
        "code": bid.code if bid and bid.code else "A",
        "number": 1,
        "organisation_id": case.world.northmoor.pk,
        "invitation_id": invited_by_the_administrator(case).pk,
        "session_id": 0,
        "pk": 0,
    }


def invited_by_the_administrator(case: Case) -> Invitation:
    """An open invitation to the council."""
    found = Invitation.objects.filter(organisation=case.world.northmoor).first()
    return found or invite(
        actor=case.person("administrator"),
        organisation=case.world.northmoor,
        role="officer",
        name="Priya Nair",
        email="priya@northmoor.example",
    )


def address_of(name: str, route: str, case: Case, known: dict[str, Any]) -> str:
    """The address of a named route, about the case."""
    values = dict(known)
    if "commitment" in name and name.startswith("bids:"):
        promise = texts.PROMISES[people.HARBOUR][0]
        values |= {"criterion": "SV", "measure": promise.measure, "year": promise.year + 1}
    elif name == "evaluation:pass_decision":
        values["criterion"] = "INS"
    elif name.startswith("notices:"):
        actor = case.person("officer")
        values["file_id"] = keep_notice_file(actor=actor, name="n.jsonl", content=NOTICES.read_bytes()).pk
    elif name.startswith("frameworks:"):
        values |= of_frameworks(case)
    return reverse(name, kwargs={key: values[key] for key in ARGUMENT.findall(route)})


def of_frameworks(case: Case) -> dict[str, Any]:
    """Northmoor's own framework in two editions, a measure that waits for a confirmation, and an officer's file."""
    actor, owner = case.person("officer"), case.world.northmoor
    code = ""
    for edition in ("1", "2"):
        about = {"title": "Own measures", "version": edition, "licence": "L", "licence_statement": "S"}
        code = f"own-{owner.pk.hex[:8]}"
        framework, _made = Framework.objects.get_or_create(code=code, owner=owner, **about)
    outcome = framework.themes.get_or_create(title="All", position=1)[0].outcomes.get_or_create(
        title="All", position=1
    )[0]
    Measure.objects.get_or_create(
        framework=framework, outcome=outcome, code="M1", title="One", kind="social", status="to_confirm"
    )
    FrameworkFile.objects.filter(owner=owner).delete()
    file = keep_framework_file(
        actor=actor, owner=owner, title="More", version="1", name="own.csv", content=OWN_MEASURES
    )
    file.mapping["defaults"] = {"kind": "social"}
    file.save()
    return {"code": code, "version": "2", "other": "1", "measure": "M1", "file_id": file.pk}


def typed_into(name: str, case: Case) -> dict[str, Any]:
    """What is posted to an address: complete where only a complete form reaches the permission of the change."""
    bid, reason = case.bid, "It follows from the published rules."
    if name in TYPED:
        return TYPED[name](case)
    if name.startswith("bids:") and bid:
        fixed: dict[str, Any] = {"present": "on", "reason": reason, "text": "Another answer."}
        fixed |= {"price-P": "475,000", "answer-INS": "no"}
        revision = bid.versions_made if name == "bids:withdraw" else bid.revision
        return fixed | {"revision": revision, "supplier": case.world.organisations[people.MOORSIDE].pk}
    revision = 0
    if name in REVISED and bid:
        found = REVISED[name](bid)
        revision = found.revision if found else 0
    panel = [case.person(key).pk for key in ("evaluator1", "evaluator2")]
    # Who answers that there is no conflict describes none.
    details = "" if name == "evaluation:conflicts" else reason
    answers = {"answer": "none", "details": details, "outcome": "takes_part", "mitigation": reason}
    marks = {"mark": "3", "counted": "1", "passed": "yes", "agreed_by": panel, "revision": revision}
    return answers | marks | {"reason": reason}


def typed_to_publish(case: Case) -> dict[str, Any]:
    shown = previews_of(lots_with_trees(case.tender))
    return {"confirm": "on", "seen": json.dumps({str(one.lot.number): one.model_hash for one in shown})}


def typed_with_a_document(_case: Case) -> dict[str, Any]:
    plan = SimpleUploadedFile("Plan.txt", b"Another plan.")
    kind = {"kind": "other", "name": "Plan", "readers": "everybody"}
    drawn = {"key": str(uuid.uuid4()), "revision": 1}
    return {**kind, **drawn, "file": plan, "changes": "The gate is in the east."}


def typed_about_frameworks(case: Case) -> dict[str, Any]:
    columns = {"column_code": "0", "column_title": "1", "column_unit": "2", "kind": "social"}
    licence = {"licence": "L", "statement": "S", "holds": "on", "note": "Read"}
    return columns | licence | {"authority": case.world.northmoor.pk}


TYPED: dict[str, Callable[[Case], dict[str, Any]]] = {
    "frameworks:columns": typed_about_frameworks,
    "frameworks:confirm": typed_about_frameworks,
    "frameworks:import": typed_about_frameworks,
    "frameworks:preview": typed_about_frameworks,
    "organisations:invite": lambda _case: {
        "name": "Nia New",
        "email": "nia@northmoor.example",
        "role": "approver",
    },
    "organisations:send_again": lambda case: {"sent": invited_by_the_administrator(case).sending},
    "tenders:document_add": typed_with_a_document,
    "tenders:document_replace": typed_with_a_document,
    "tenders:lot_remove": lambda case: {"key": case.lot_stage.lot_id},
    "tenders:panel": lambda case: {"email": case.person("approver").email, "role": "moderator"},
    "tenders:publish": typed_to_publish,
    "tenders:undertaking": lambda _case: {"accept": "on", "text_version": TEXT_VERSION},
}
REVISED: dict[str, Callable[[Bid], Any]] = {
    "evaluation:answer": lambda bid: Score.objects.filter(
        sheet__bid=bid, sheet__evaluator__email__startswith="evaluator1", criterion="Q1"
    ).first(),
    "evaluation:commitment": lambda bid: CommitmentReview.objects.filter(
        commitment=BidCommitment.objects.filter(bid=bid).order_by("pk").first()
    ).first(),
    "evaluation:pass_decision": lambda bid: PassDecision.objects.filter(bid=bid, criterion="INS").first(),
    "evaluation:consensus": lambda bid: ModeratedScore.objects.filter(bid=bid, criterion="Q1").first(),
}
