"""A tender of any size, with its panel and its bids, taken through its life stage by stage.

What a service does in one go is done by the service. Only what would take thousands of calls (marks, judged commitments
and consensus marks) is written in bulk, as those services write it. Needs a database with the tables of the
application; nothing here asks for the network or for a worker.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.core.management import call_command
from django.utils import timezone

from procurement.accounts.models import Person
from procurement.awards.models import AwardDecision
from procurement.awards.services import approve_award, recommend_award
from procurement.bids.content import Commitment, Confirmation, Content
from procurement.bids.models import Bid, BidCommitment
from procurement.bids.services import add_file, confirm_opening, save_section, start_bid, submit_bid
from procurement.core.letters import by_letter
from procurement.core.time import database_now
from procurement.evaluation.models import CommitmentReview, ModeratedScore, PassDecision, Score, ScoreSheet
from procurement.evaluation.services import close_moderation, declare, lock_sheets, start_evaluation
from procurement.frameworks.models import Framework, Measure
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.organisations.services import create_organisation, grant_role
from procurement.tenders.models import Criterion, Lot, LotStage, Stage, Tender, TenderDocument, TenderGrant
from procurement.tenders.services import (
    LotSpec,
    StepSpec,
    add_criterion,
    add_document,
    add_scale,
    choose_measures,
    create_tender,
    grant_on_tender,
    publish_tender,
)
from procurement.tenders.tree import Kind

Role = TenderGrant.Role
MEASURES = 3
GROUPS = 4
OTHER_CRITERIA = 4
"""Besides the questions on quality: the price, a method question, the commitments, and a pass or fail criterion."""
STAGES = ("draft", "open", "opened", "evaluating", "locked", "moderated", "recommended", "awarded")
ANSWER = (
    "We begin with a named team and a plan by week. Each step has somebody who answers for it, a date, and what we do "
    "when it slips. "
) * 12
REASON = "The plan names who does what by week (page 2); cover for sickness is left open."


@dataclass(frozen=True)
class Size:
    """How much there is of everything; `criteria` counts the leaves of the tree, `others` the further tenders."""

    bids: int
    criteria: int
    evaluators: int
    others: int = 0

    def __str__(self) -> str:
        return f"{self.bids} bids x {self.criteria} criteria x {self.evaluators} evaluators"


@dataclass
class BenchWorld:
    """One lot with everybody around it; `people` by the word for their role, the suppliers' in `writers`."""

    size: Size
    people: dict[str, Person] = field(default_factory=dict)
    evaluators: list[Person] = field(default_factory=list)
    writers: list[Person] = field(default_factory=list)
    suppliers: list[Organisation] = field(default_factory=list)
    tender: Tender = None  # type: ignore[assignment]
    lot_stage: LotStage = None  # type: ignore[assignment]

    def stages(self) -> Iterator[str]:
        """Take the lot from stage to stage; each name is given when the stage is reached."""
        for name in STAGES:
            getattr(self, f"_{name}")()
            self.lot_stage = LotStage.objects.select_related("lot__tender__authority", "stage").get(
                lot__tender=self.tender
            )
            self.tender = self.lot_stage.lot.tender
            yield name

    @property
    def bids(self) -> list[Bid]:
        """The bids, as they stand, in the order of their letters."""
        return list(
            Bid.objects.filter(lot_stage=self.lot_stage).select_related("supplier").order_by(*by_letter())
        )

    @property
    def questions(self) -> list[str]:
        """The codes of what gets marks."""
        marked = Criterion.objects.filter(lot=self.lot_stage.lot, kind__in=[Kind.QUALITY, Kind.METHOD])
        return sorted(marked.values_list("code", flat=True))

    def _draft(self) -> None:
        call_command("load_measures", stdout=io.StringIO())
        council = create_organisation(actor=None, kind=Organisation.Kind.AUTHORITY, name="Bench Council")
        for role in OrganisationGrant.Role.values:
            if role != OrganisationGrant.Role.BID_WRITER:
                self.people[role] = _person(role)
                grant_role(actor=None, person=self.people[role], organisation=council, role=role)
        officer = self.people["officer"]
        for number in range(self.size.others):
            drafted(officer, council, f"Another tender {number + 1}", criteria=OTHER_CRITERIA + 1)
        self.tender = drafted(officer, council, "Support at home", criteria=self.size.criteria)
        for number in range(self.size.evaluators):
            _document(officer, self.tender, number)
        self.evaluators = [_person(f"evaluator{number}") for number in range(self.size.evaluators)]
        panel = [(person, Role.EVALUATOR) for person in self.evaluators]
        for role in (Role.SOCIAL_VALUE_REVIEWER, Role.MODERATOR):
            self.people[role] = _person(role)
            panel.append((self.people[role], role))
        self.people["evaluator"] = self.evaluators[0]
        for tender in Tender.objects.filter(authority=council):
            for person, role in panel:
                grant_on_tender(actor=officer, person=person, tender=tender, role=role)

    def _open(self) -> None:
        for tender in Tender.objects.filter(authority=self.tender.authority):
            publish_tender(actor=self.people["officer"], tender=tender)
        for number in range(self.size.bids):
            supplier = create_organisation(
                actor=None, kind=Organisation.Kind.SUPPLIER, name=f"Supplier {number + 1}"
            )
            writer = _person(f"supplier{number + 1}")
            self.people.setdefault("supplier", writer)
            grant_role(actor=None, person=writer, organisation=supplier, role="bid_writer")
            self.suppliers.append(supplier)
            self.writers.append(writer)
            _submitted(writer, supplier, self.lot_stage, number)
        others = LotStage.objects.exclude(pk=self.lot_stage.pk).select_related("lot__tender", "stage")
        for lot_stage in others:
            _submitted(self.writers[0], self.suppliers[0], lot_stage, 0)

    def _opened(self) -> None:
        Stage.objects.filter(tender=self.tender).update(deadline=database_now() - timedelta(seconds=1))
        self.lot_stage.refresh_from_db()
        for role in ("officer", "approver"):
            confirm_opening(actor=self.people[role], lot_stage=self.lot_stage, received_at=database_now())

    def _evaluating(self) -> None:
        for person in (
            *self.evaluators,
            self.people[Role.SOCIAL_VALUE_REVIEWER],
            self.people[Role.MODERATOR],
        ):
            declare(actor=person, lot_stage=self.lot_stage, answer="none")
        start_evaluation(actor=self.people["officer"], lot_stage=self.lot_stage)
        bids, questions = self.bids, self.questions
        for place, person in enumerate(self.evaluators):
            sheets = ScoreSheet.objects.bulk_create(
                ScoreSheet(lot_stage=self.lot_stage, bid=bid, evaluator=person) for bid in bids
            )
            Score.objects.bulk_create(
                Score(sheet=sheet, criterion=code, mark=_mark(number + place, n), reason=REASON, revision=1)
                for number, sheet in enumerate(sheets)
                for n, code in enumerate(questions)
            )

    def _locked(self) -> None:
        for person in self.evaluators:
            lock_sheets(actor=person, lot_stage=self.lot_stage)
        now, reviewer = timezone.now(), self.people[Role.SOCIAL_VALUE_REVIEWER]
        CommitmentReview.objects.bulk_create(
            CommitmentReview(
                commitment=promise,
                counted=promise.quantity,
                reason="The method says who and when.",
                reviewer=reviewer,
                decided_at=now,
                revision=1,
            )
            for promise in BidCommitment.objects.filter(bid__lot_stage=self.lot_stage)
        )

    def _moderated(self) -> None:
        now, moderator = timezone.now(), self.people[Role.MODERATOR]
        bids, questions = self.bids, self.questions
        PassDecision.objects.bulk_create(
            PassDecision(
                bid=bid, criterion="INS", passed=True, reason="Seen.", decided_by=moderator, decided_at=now
            )
            for bid in bids
        )
        marks = ModeratedScore.objects.bulk_create(
            ModeratedScore(
                bid=bid,
                criterion=code,
                mark=_mark(number, n),
                reason=REASON,
                moderator=moderator,
                recorded_at=now,
                revision=1,
            )
            for number, bid in enumerate(bids)
            for n, code in enumerate(questions)
        )
        agreed = ModeratedScore.agreed_by.through
        agreed.objects.bulk_create(
            agreed(moderatedscore_id=mark.pk, person_id=person.pk)
            for mark in marks
            for person in self.evaluators
        )
        close_moderation(actor=moderator, lot_stage=self.lot_stage)

    def _recommended(self) -> None:
        code = self.lot_stage.results.latest("number").result["recommended"][0]
        winner = Bid.objects.get(lot_stage=self.lot_stage, code=code)
        recommend_award(
            actor=self.people["officer"], lot_stage=self.lot_stage, winner=winner, reason="The strongest."
        )

    def _awarded(self) -> None:
        decision = AwardDecision.objects.get(lot_stage=self.lot_stage)
        approve_award(actor=self.people["approver"], decision=decision, reason="It follows from the rules.")


def drafted(officer: Person, council: Organisation, title: str, *, criteria: int) -> Tender:
    """A draft that can be published: so many criteria on one lot, and a deadline in two weeks."""
    tender = create_tender(
        actor=officer,
        authority=council,
        title=title,
        reference=title[:20],
        description="Care and support for people at home.",
        value=Decimal(2_000_000),
        deadline=database_now() + timedelta(days=14),
        lots=(LotSpec("The whole borough", value=Decimal(2_000_000)),),
    )
    lot = tender.lots.get()
    scale = add_scale(
        actor=officer,
        tender=tender,
        name="0 to 5",
        steps=[StepSpec(str(mark), f"Mark {mark}", f"What {mark} means.") for mark in range(6)],
    )
    _questions(officer, lot, scale, criteria - OTHER_CRITERIA)
    add = {"actor": officer, "lot": lot}
    add_criterion(**add, kind=Kind.PRICE, title="Price", code="P", weight=Decimal(30))
    add_criterion(
        **add,
        kind=Kind.METHOD,
        title="How commitments are met",
        code="SM",
        weight=Decimal(5),
        question="How will you keep your commitments?",
        scale=scale,
    )
    promised = add_criterion(**add, kind=Kind.SOCIAL_VALUE, title="Commitments", code="SV", weight=Decimal(5))
    choose_measures(actor=officer, criterion=promised, measures=_measures())
    add_criterion(**add, kind=Kind.PASS_FAIL, title="Insurance", code="INS", question="Are you insured?")
    return tender


def _document(officer: Person, tender: Tender, number: int) -> None:
    """A small document of the tender; the first is restricted."""
    add_document(
        actor=officer,
        tender=tender,
        lot=None,
        kind=TenderDocument.Kind.OTHER,
        title=f"Document {number + 1}",
        is_restricted=number == 0,
        name=f"document-{number + 1}.txt",
        data=f"Document {number + 1}, in words.".encode(),
    )


def _questions(officer: Person, lot: Lot, scale: object, number: int) -> None:
    """So many questions, in up to four groups, with 60% between them."""
    groups = min(GROUPS, number)
    share = (Decimal(60) / number).quantize(Decimal("0.01"))
    counts = [number // groups + (place < number % groups) for place in range(groups)]
    last = Decimal(60) - share * (number - 1)
    made = 0
    for place, count in enumerate(counts):
        of_last = place == groups - 1
        weights = [share] * (count - of_last) + [last] * of_last
        group = add_criterion(
            actor=officer,
            lot=lot,
            kind=Kind.GROUP,
            title=f"Quality {place + 1}",
            code=f"G{place + 1}",
            weight=sum(weights, Decimal(0)),
        )
        for weight in weights:
            made += 1
            add_criterion(
                actor=officer,
                lot=lot,
                parent=group,
                kind=Kind.QUALITY,
                title=f"Question {made}",
                code=f"Q{made}",
                weight=weight,
                question="How will you be ready on the first day?",
                guidance="A plan by week; named people; what can go wrong.",
                word_limit=500,
                scale=scale,  # type: ignore[arg-type]
            )


def _submitted(writer: Person, supplier: Organisation, lot_stage: LotStage, number: int) -> None:
    """A complete bid with a file, saved at once and submitted."""
    bid = start_bid(actor=writer, lot_stage=lot_stage, supplier=supplier)
    marked = Criterion.objects.filter(lot=lot_stage.lot, kind__in=[Kind.QUALITY, Kind.METHOD])
    content = Content(
        answers=dict.fromkeys(marked.values_list("code", flat=True), ANSWER),
        prices={"P": Decimal(1_500_000 + 7_919 * ((number * 11) % 97))},
        passes={"INS": Confirmation(confirmed=True, note="Policy 1")},
        commitments={
            "SV": tuple(
                Commitment(measure.code, Decimal(3 + (number * place) % 17), year, "Through the job centre.")
                for place, measure in enumerate(_measures(), 1)
                for year in range(2)
            )
        },
    )
    bid = save_section(
        actor=writer, bid=bid, revision=bid.revision, section="prices", change=lambda _before: content
    )
    add_file(actor=writer, bid=bid, name="plan.txt", data=b"The plan, in words.")
    bid.refresh_from_db()
    submit_bid(actor=writer, bid=bid, revision=bid.revision, received_at=database_now())


def _measures() -> list[Measure]:
    """The measures that can be promised: the first few that every authority may use and nothing is open about."""
    usable = Measure.objects.filter(
        framework__owner=None, framework__use=Framework.Use.MEASURES, status=Measure.Status.CHECKED
    )
    return list(usable.order_by("framework", "code")[:MEASURES])


def _person(word: str) -> Person:
    return Person.objects.create_user(f"{word}@bench.example", name=word.replace("_", " ").capitalize())


def _mark(first: int, second: int) -> str:
    """A mark from 1 to 5 that differs from place to place, the same in every run."""
    return str(1 + (first * 7 + second * 3 + first * second) % 5)
