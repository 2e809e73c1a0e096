"""A lot with a published model, opened bids and a panel, made of rows; and short ways to move it on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

import scoring
from procurement.accounts.models import Person
from procurement.bids.models import Bid, BidAnswer, BidAttachment, BidCommitment, BidFile, BidPass, BidPrice
from procurement.evaluation import services
from procurement.evaluation.models import ConflictDeclaration, Result
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import LotStage, PublishedModel, TenderGrant
from tests import factories
from tests.photographs import photographed

Role = TenderGrant.Role

NAMES = ("Harbour Homes Ltd", "Northgate Living Ltd", "Kestrel Trust", "Moorside Care CIO")
PRICES = ("540123.00", "480123.00", "512345.00", "530999.00")
LABELS = ("No answer", "Poor", "Weak", "Satisfactory", "Good", "Excellent")
MEANINGS = (
    "Nothing is answered.",
    "Meets hardly any point.",
    "Meets some points, with little evidence.",
    "Meets most points, with evidence in part.",
    "Meets every point with evidence; minor matters are left open.",
    "Meets every point with evidence, and adds value that is relevant.",
)


def published_model(questions: int = 2) -> dict[str, Any]:
    """A small valid model: so many quality questions, price, a method question, commitments and a pass or
    fail.
    """
    weights = {1: ("50",), 2: ("25", "25"), 3: ("20", "20", "10")}[questions]
    return {
        "title": "Supported accommodation for care leavers",
        "currency": "GBP",
        "award_method": {"type": "weighted_sum"},
        "weights": "of_total",
        "rounding": {"places": 2, "mode": "half_up"},
        "rank_on": "exact",
        "tie_break": ["quality", "social_value", "price"],
        "scales": {
            "0-5": {
                "steps": [
                    {"mark": str(mark), "label": LABELS[mark], "descriptor": MEANINGS[mark]}
                    for mark in range(6)
                ]
            }
        },
        "measures": {
            "EMP1": {
                "title": "Jobs for local people",
                "unit": "full-time jobs",
                "value": "9800",
                "kind": "economic",
                "source": "A published figure",
                "price_year": "2023/24",
            },
            "ENV1": {
                "title": "Carbon saved",
                "unit": "tonnes",
                "value": "255",
                "kind": "environmental",
                "source": "A published figure",
                "price_year": "2023/24",
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
                        "id": f"Q{number}",
                        "title": ("Mobilisation", "Workforce", "Safeguarding")[number - 1],
                        "kind": "quality",
                        "weight": weights[number - 1],
                        "scale": "0-5",
                        "minimum": "2" if number == 1 else None,
                    }
                    for number in range(1, questions + 1)
                ],
            },
            {
                "id": "P",
                "title": "Price",
                "kind": "price",
                "weight": "30",
                "formula": {"type": "lowest_over_price", "zero": "refuse"},
            },
            {
                "id": "S",
                "title": "Social value",
                "kind": "group",
                "weight": "20",
                "children": [
                    {
                        "id": "SQ",
                        "title": "How the commitments will be met",
                        "kind": "quality",
                        "weight": "10",
                        "scale": "0-5",
                        "aspect": "social_value",
                    },
                    {
                        "id": "SV",
                        "title": "Commitments",
                        "kind": "social_value",
                        "weight": "10",
                        "formula": {"type": "relative_to_highest"},
                        "discount_rate": "0",
                        "first_year": 0,
                        "net": True,
                    },
                ],
            },
            {"id": "G", "title": "Insurance", "kind": "pass_fail", "weight": "0"},
        ],
    }


QUESTION = "How will you be ready on the first day of the contract?"
GUIDANCE = "a plan by week; named people; what can go wrong"


@dataclass
class World:
    """One lot with its people; every person acts under their own name."""

    lot_stage: LotStage
    published: PublishedModel
    bids: list[Bid]
    officer: Person
    evaluators: list[Person]
    reviewer: Person
    moderator: Person
    approver: Person
    outsider: Person
    second_officer: Person
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def panel(self) -> list[Person]:
        return [*self.evaluators, self.reviewer, self.moderator]

    @property
    def questions(self) -> list[str]:
        return [*(child["id"] for child in self.published.model["criteria"][0]["children"]), "SQ"]

    def url(self, rest: str) -> str:
        return f"/tenders/{self.lot_stage.lot.tender_id}/lots/{self.lot_stage.lot.number}/{rest}"

    def start(self) -> None:
        services.start_evaluation(actor=self.officer, lot_stage=self.lot_stage)
        for bid in self.bids:
            bid.refresh_from_db()

    def declare(self, *people: Person) -> None:
        for person in people or (*self.panel, self.officer):
            services.declare(actor=person, lot_stage=self.lot_stage, answer="none")

    def score(self, person: Person, mark: Callable[[str, Bid], str] = lambda _criterion, _bid: "3") -> None:
        for bid in self.bids:
            if bid.state == Bid.State.ADMITTED:
                sheet = services.open_sheet(actor=person, bid=bid)
                for criterion in self.questions:
                    services.save_score(
                        actor=person,
                        sheet=sheet,
                        criterion=criterion,
                        mark=mark(criterion, bid),
                        reason=f"Week plan on page 2, {criterion}, read by {person.pk}",
                    )

    def lock(self, *people: Person) -> None:
        for person in people or self.evaluators:
            services.lock_sheets(actor=person, lot_stage=self.lot_stage)

    def judge(self) -> None:
        for commitment in BidCommitment.objects.filter(
            bid__lot_stage=self.lot_stage, bid__state=Bid.State.ADMITTED
        ):
            services.review_commitment(
                actor=self.reviewer,
                commitment=commitment,
                counted=commitment.quantity - 1,
                reason="One job exists already and is not new.",
            )

    def pass_all(self) -> None:
        for bid in self.bids:
            if bid.state == Bid.State.ADMITTED:
                services.decide_pass(
                    actor=self.moderator,
                    bid=bid,
                    criterion="G",
                    passed=True,
                    reason="Certificate seen, valid to 2028.",
                )

    def moderate(self, mark: Callable[[str, Bid], str] = lambda _criterion, _bid: "4") -> None:
        for bid in self.bids:
            if bid.state == Bid.State.ADMITTED:
                for criterion in self.questions:
                    services.moderate(
                        actor=self.moderator,
                        bid=bid,
                        criterion=criterion,
                        mark=mark(criterion, bid),
                        reason="The plan names who does what by week (page 2); sickness is left open.",
                        agreed_by=self.evaluators,
                    )

    def ready_to_close(self) -> None:
        """Everything up to the closing of moderation."""
        self.start()
        self.declare()
        for person in self.evaluators:
            self.score(person)
        self.lock()
        self.judge()
        self.pass_all()
        self.moderate(lambda criterion, bid: "5" if (criterion, bid.code) == ("Q1", "B") else "4")

    def close(self) -> Result:
        result = services.close_moderation(actor=self.moderator, lot_stage=self.lot_stage)
        for bid in self.bids:
            bid.refresh_from_db()
        return result


def _person(name: str) -> Person:
    person = Person.objects.create_user(f"{name.split(maxsplit=1)[0].lower()}@example.org", name=name)
    person.save()
    return person


def _bid(lot_stage: LotStage, index: int, model: dict[str, Any]) -> Bid:
    code = "ABCD"[index]
    bid = Bid.objects.create(
        supplier=factories.SupplierFactory(name=NAMES[index]),
        lot_stage=lot_stage,
        state=Bid.State.OPENED,
        code=code,
        draft=b"",
    )
    for criterion in [*(child["id"] for child in model["criteria"][0]["children"]), "SQ"]:
        BidAnswer.objects.create(
            bid=bid,
            criterion=criterion,
            text=(
                f"We start with a plan by week.\n\nThe named worker for {criterion} is in post, answer "
                f"{code}."
            ),
        )
    BidPrice.objects.create(bid=bid, criterion="P", amount=Decimal(PRICES[index]))
    BidPass.objects.create(bid=bid, criterion="G", confirmed=True, note="Policy 4711")
    for position, (measure, amount) in enumerate((("EMP1", 7 + index), ("ENV1", 20))):
        BidCommitment.objects.create(
            bid=bid,
            criterion="SV",
            position=position,
            measure=measure,
            quantity=Decimal(amount),
            year=position,
            method=f"Through the job centre, method of {code}{position}.",
        )
    stored = BidFile.objects.create(bid=bid, path=f"bids/{bid.pk}", size=1200)
    BidAttachment.objects.create(
        bid=bid,
        file=stored,
        name=f"{NAMES[index]} plan.pdf",
        content_type="application/pdf",
        size=1200,
        sha256="0" * 64,
    )
    return bid


def build(*, bids: int = 3, questions: int = 2, evaluators: int = 2) -> World:
    """A lot that is opened, with its panel; nothing is declared or scored yet."""
    authority = factories.AuthorityFactory(name="Northmoor Council")
    tender = factories.TenderFactory(authority=authority, state="published", published_at=timezone.now())
    lot = factories.LotFactory(tender=tender)
    lot_stage = factories.LotStageFactory(
        lot=lot, stage__tender=tender, state=LotStage.State.OPENED, opened_at=timezone.now()
    )
    model = published_model(questions)
    people = {
        name: _person(name)
        for name in (
            "Amira Khan",
            "Ben Cole",
            "Olwen Price",
            "Tom Reid",
            "Maya Sand",
            "Ruth Vale",
            "Sam Outside",
        )
    }
    officer, second = people["Olwen Price"], people["Tom Reid"]
    for person in (officer, second):
        OrganisationGrant.objects.create(person=person, organisation=authority, role="officer")
    seats = [
        people["Amira Khan"],
        people["Ben Cole"],
        *(_person(f"Reader{n} Extra") for n in range(evaluators - 2)),
    ]
    seats = seats[:evaluators]
    approver = _person("Vera Lund")
    grants = [(person, Role.EVALUATOR) for person in seats]
    grants += [
        (people["Ruth Vale"], Role.SOCIAL_VALUE_REVIEWER),
        (people["Maya Sand"], Role.MODERATOR),
        (approver, Role.APPROVER),
    ]
    for person, role in grants:
        TenderGrant.objects.create(person=person, tender=tender, lot=lot, role=role)
    published = PublishedModel.objects.create(
        lot=lot,
        version=1,
        model=model,
        model_hash=scoring.sha256_of(model),
        questions={
            "format": "commonweal/questions/1",
            "questions": {
                criterion: {"question": QUESTION, "guidance": GUIDANCE, "word_limit": 500}
                for criterion in [*(child["id"] for child in model["criteria"][0]["children"]), "SQ"]
            },
        },
        published_at=timezone.now(),
        published_by=officer,
    )
    return World(
        lot_stage=lot_stage,
        published=published,
        bids=[_bid(lot_stage, index, model) for index in range(bids)],
        officer=officer,
        evaluators=seats,
        reviewer=people["Ruth Vale"],
        moderator=people["Maya Sand"],
        approver=approver,
        outsider=people["Sam Outside"],
        second_officer=second,
    )


def build_scoring() -> World:
    """The evaluation has started and everybody declared no conflict."""
    world = build()
    world.start()
    world.declare()
    return world


def build_locked() -> World:
    """Both evaluators have scored and locked."""
    world = build_scoring()
    for person in world.evaluators:
        world.score(person)
    world.lock()
    return world


@pytest.fixture
def world(db: None) -> World:
    """Three opened bids, two evaluators."""
    return photographed(build)


@pytest.fixture
def scoring_world(db: None) -> World:
    return photographed(build_scoring)


@pytest.fixture
def locked_world(db: None) -> World:
    return photographed(build_locked)


def declaration_of(person: Person) -> ConflictDeclaration:
    """The declaration of a person, as it stands."""
    return ConflictDeclaration.objects.get(person=person)
