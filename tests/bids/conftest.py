"""A published tender with a small valid model, two suppliers with bids, and the people around them."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from procurement.accounts.models import Person
from procurement.bids import services
from procurement.bids.content import Commitment, Confirmation
from procurement.bids.models import Bid, BidVersion
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.tenders.models import Lot, LotStage, PublishedModel, Stage, Tender, TenderGrant
from scoring import parse_model, sha256_of
from tests.factories import (
    AuthorityFactory,
    LotFactory,
    LotStageFactory,
    OrganisationGrantFactory,
    StageFactory,
    SupplierFactory,
    TenderFactory,
    TenderGrantFactory,
)
from tests.photographs import photographed

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
SECRET_TEXT = "The heron crosses the weir at quarter past seven, every morning but Sunday."
SECRET_PRICE = Decimal("561413.37")
SECRET_METHOD = "A travelling workshop with a kestrel painted on its door."
SECRET_FILE = b"%PDF-1.7 the drawings of the lighthouse kitchen \n%%EOF"
SECRET_NAME = "Lighthouse kitchen drawings.pdf"

MEASURE = {
    "title": "People in work who were out of it",
    "unit": "full-time years",
    "value": "9800",
    "kind": "economic",
    "source": "A published table",
    "price_year": "2024/25",
}
SCALE = [
    {"mark": "0", "label": "Nothing", "descriptor": "No answer, or none that can be judged.", "points": None},
    {"mark": "1", "label": "Weak", "descriptor": "Meets some points, with serious gaps.", "points": None},
    {"mark": "2", "label": "Good", "descriptor": "Meets every point with evidence.", "points": None},
]


def small_model(title: str = "North of the city") -> dict[str, Any]:
    """A model of two questions, a price, commitments and a condition."""
    return {
        "title": title,
        "currency": "GBP",
        "award_method": {"type": "weighted_sum"},
        "weights": "of_total",
        "rounding": {"places": 2, "mode": "half_up"},
        "rank_on": "exact",
        "tie_break": ["quality", "social_value", "price"],
        "scales": {"0-2": {"steps": SCALE}},
        "measures": {
            "EMP1": MEASURE,
            "VOL1": {
                **MEASURE,
                "title": "Hours given by volunteers",
                "unit": "hours",
                "value": None,
                "kind": "social",
            },
        },
        "criteria": [
            {
                "id": "Q",
                "title": "Quality",
                "kind": "group",
                "weight": "50",
                "children": [
                    {
                        "id": "Q1",
                        "title": "Mobilisation",
                        "kind": "quality",
                        "weight": "30",
                        "scale": "0-2",
                        "minimum": None,
                    },
                    {
                        "id": "Q2",
                        "title": "Safeguarding",
                        "kind": "quality",
                        "weight": "20",
                        "scale": "0-2",
                        "minimum": "1",
                    },
                ],
            },
            {
                "id": "P",
                "title": "Price",
                "kind": "price",
                "weight": "30",
                "maximum": "900000",
                "formula": {"type": "lowest_over_price", "zero": "refuse"},
            },
            {
                "id": "SV",
                "title": "Social value commitments",
                "kind": "social_value",
                "weight": "20",
                "formula": {"type": "relative_to_highest"},
                "discount_rate": "0",
                "first_year": 0,
                "net": True,
            },
            {
                "id": "G1",
                "title": "Public liability insurance of £5 million",
                "kind": "pass_fail",
                "weight": "0",
            },
        ],
    }


QUESTIONS = {
    "format": "commonweal/questions/1",
    "questions": {
        "Q1": {
            "question": "How will you be ready on the first day?",
            "guidance": "Staff, premises, handover, and the risks in each.",
            "word_limit": 500,
        },
        "Q2": {
            "question": "How do you keep young people safe?",
            "guidance": "Policies, training, and what happens after a concern is raised.",
            "word_limit": 20,
        },
        "G1": {"question": "Do you hold it, or will you by the start?", "guidance": "", "word_limit": None},
    },
    "measures": {
        "EMP1": {
            "definition": "A person who was out of work for six months is in work for a year.",
            "evidence": "Payroll records without names.",
        }
    },
}


@dataclass
class World:
    """A tender as the tests need it: its people by what they are, and quick ways to bid."""

    tender: Tender
    stage: Stage
    lot: Lot
    lot_stage: LotStage
    published: PublishedModel
    officer: Person
    approver: Person
    moderator: Person
    evaluator: Person
    supplier: Organisation
    writer: Person
    other_supplier: Organisation
    other_writer: Person

    def start(self, supplier: Organisation | None = None, writer: Person | None = None) -> Bid:
        """A bid that is being written."""
        return services.start_bid(
            actor=writer or self.writer, lot_stage=self.lot_stage, supplier=supplier or self.supplier
        )

    def write(self, bid: Bid, writer: Person | None = None, *, price: Decimal = SECRET_PRICE) -> Bid:
        """Fill in everything that a bid needs, a commitment and a file."""
        actor = writer or self.writer
        bid = services.save_answer(
            actor=actor, bid=bid, revision=bid.revision, criterion="Q1", text=SECRET_TEXT
        )
        bid = services.save_answer(
            actor=actor,
            bid=bid,
            revision=bid.revision,
            criterion="Q2",
            text="Everybody is trained every year.",
        )
        bid = services.save_prices(actor=actor, bid=bid, revision=bid.revision, prices={"P": price})
        bid = services.save_confirmations(
            actor=actor, bid=bid, revision=bid.revision, confirmations={"G1": Confirmation(confirmed=True)}
        )
        bid = services.save_commitment(
            actor=actor,
            bid=bid,
            revision=bid.revision,
            criterion="SV",
            commitment=Commitment("EMP1", Decimal("2.5"), 0, SECRET_METHOD),
        )
        services.add_file(actor=actor, bid=bid, name=SECRET_NAME, data=SECRET_FILE)
        bid.refresh_from_db()
        return bid

    def submit(self, bid: Bid, writer: Person | None = None) -> BidVersion:
        """Submit the draft as it is, in time."""
        bid.refresh_from_db()
        return services.submit_bid(
            actor=writer or self.writer, bid=bid, revision=bid.revision, received_at=database_now()
        )

    def submitted(self, supplier: Organisation | None = None, writer: Person | None = None) -> Bid:
        """A submitted bid."""
        bid = self.write(self.start(supplier, writer), writer)
        self.submit(bid, writer)
        bid.refresh_from_db()
        return bid

    def pass_deadline(self, by: timedelta = DAY) -> None:
        """Let the deadline be behind the clock."""
        Stage.objects.filter(pk=self.stage.pk).update(deadline=database_now() - by)
        self.lot_stage = LotStage.objects.select_related("stage", "lot__tender").get(pk=self.lot_stage.pk)
        self.stage = self.lot_stage.stage

    def open(self) -> LotStage:
        """The deadline passes and two people open the lot."""
        self.pass_deadline()
        for person in (self.officer, self.approver):
            services.confirm_opening(actor=person, lot_stage=self.lot_stage, received_at=database_now())
        self.lot_stage.refresh_from_db()
        return self.lot_stage


def publish(lot: Lot, person: Person, version: int = 1) -> PublishedModel:
    """Freeze the small model as a lot's published rules."""
    model = small_model(lot.title)
    parse_model(model)
    return PublishedModel.objects.create(
        lot=lot,
        version=version,
        model=model,
        model_hash=sha256_of(model),
        questions=QUESTIONS,
        published_at=database_now(),
        published_by=person,
    )


def make_world(**fields: Any) -> World:
    """A published tender of one lot of a new authority, with two suppliers."""
    authority = AuthorityFactory()
    officer = OrganisationGrantFactory(organisation=authority).person
    tender = TenderFactory(
        authority=authority,
        state=Tender.State.PUBLISHED,
        published_at=database_now() - DAY,
        created_by=officer,
        **fields,
    )
    lot = LotFactory(tender=tender)
    stage = StageFactory(tender=tender, deadline=database_now() + DAY)
    lot_stage = LotStageFactory(lot=lot, stage=stage)
    people = {
        role: TenderGrantFactory(tender=tender, lot=lot, role=role).person
        for role in (TenderGrant.Role.APPROVER, TenderGrant.Role.MODERATOR, TenderGrant.Role.EVALUATOR)
    }
    suppliers = [SupplierFactory(), SupplierFactory()]
    writers = [
        OrganisationGrantFactory(organisation=supplier, role=OrganisationGrant.Role.BID_WRITER).person
        for supplier in suppliers
    ]
    return World(
        tender=tender,
        stage=stage,
        lot=lot,
        lot_stage=lot_stage,
        published=publish(lot, officer),
        officer=officer,
        approver=people[TenderGrant.Role.APPROVER],
        moderator=people[TenderGrant.Role.MODERATOR],
        evaluator=people[TenderGrant.Role.EVALUATOR],
        supplier=suppliers[0],
        writer=writers[0],
        other_supplier=suppliers[1],
        other_writer=writers[1],
    )


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    """Each test has a storage folder of its own, so that it can search all of it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def world(db: None) -> World:
    return photographed(make_world)
