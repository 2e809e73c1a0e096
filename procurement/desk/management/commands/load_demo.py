"""`manage.py load_demo`: the demonstration's people and tenders, one at every stage. Safe to run again."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from procurement.core.notifications import withheld
from procurement.desk.demonstration import documents, people, stages
from procurement.desk.demonstration.deciding import to_moderate_and_to_decide
from procurement.desk.demonstration.invitation import invite_somebody
from procurement.desk.demonstration.own_framework import show_own_framework
from procurement.desk.demonstration.world import World, make_world
from procurement.tenders.models import Tender, TenderGrant
from procurement.tenders.services import LotSpec, end_lot, grant_on_tender

HOUSING = ("85311000", "Social work services with accommodation")


class Command(BaseCommand):
    help = "Loads the demonstration: made-up people, organisations and tenders at every stage. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration is loaded only where DEMO=1 is set: it opens sign-ins for everybody."
            )
        call_command("load_measures", stdout=self.stdout)
        world = make_world()
        # Nobody has to be told of a past that is made up: notifications begin with what a visitor does.
        with withheld():
            made = [
                reference
                for reference, make in (
                    ("NMC-2026-021", _draft),
                    ("NMC-2026-019", _open_for_bids),
                    ("NMC-2026-016", _evaluating),
                    ("NMC-2026-015", to_moderate_and_to_decide),
                    ("NMC-2026-014", _decided),
                    ("WVC-2026-003", _another_authority),
                )
                if not Tender.objects.filter(reference=reference).exists() and make(world, reference) is None
            ]
            invite_somebody(world)
            show_own_framework(world, reference="NMC-2026-021")
        self.stdout.write(f"demonstration: {len(made)} tenders made, {Tender.objects.count()} in all")


def _draft(world: World, reference: str) -> None:
    tender = stages.drafted(
        world,
        reference=reference,
        title="Home-to-school transport for children with special needs",
        description="Daily transport with passenger assistants for about 140 children, in two areas.",
        cpv=("60130000", "Special-purpose road passenger-transport services"),
        lots=(LotSpec("East", value=Decimal(820000)), LotSpec("West", value=Decimal(760000))),
    )
    documents.for_draft(world, tender)


def _open_for_bids(world: World, reference: str) -> None:
    tender = stages.drafted(
        world,
        reference=reference,
        title="Floating support for young people in their first home",
        description="Visiting support for about 60 young people who move into a home of their own.",
        cpv=HOUSING,
        lots=(LotSpec("Whole city", value=Decimal(650000)),),
    )
    documents.for_publication(world, tender)
    (lot_stage,) = stages.published(world, tender)
    stages.bid_submitted(world, lot_stage, people.NORTHGATE)
    stages.bid_written(world, lot_stage, people.HARBOUR, upto=2)
    documents.changed(world, tender)


def _evaluating(world: World, reference: str) -> None:
    tender = stages.drafted(
        world,
        reference=reference,
        title="Family support in the south of the city",
        description="Support for families at home, with group work in two children's centres.",
        cpv=("85311300", "Welfare services for children and young people"),
        lots=(LotSpec("South of the city", value=Decimal(700000)),),
    )
    (lot_stage,) = stages.published(world, tender)
    for supplier in stages.WRITERS:
        stages.bid_submitted(world, lot_stage, supplier)
    stages.opened(world, lot_stage)
    stages.evaluating(world, lot_stage)
    stages.scored(world, lot_stage, "evaluator1")


def _decided(world: World, reference: str) -> None:
    tender = stages.drafted(
        world,
        reference=reference,
        title="Supported accommodation for care leavers",
        description="Homes with support for young people aged 16 to 25 who leave care, for three years.",
        cpv=HOUSING,
        lots=(
            LotSpec("North of the city", value=Decimal(630000)),
            LotSpec("Emergency rooms", value=Decimal(90000)),
        ),
    )
    documents.specified(world, tender)
    north, emergency = stages.published(world, tender)
    for supplier in stages.WRITERS:
        stages.bid_submitted(world, north, supplier)
    stages.opened(world, north)
    stages.evaluating(world, north)
    for evaluator in ("evaluator1", "evaluator2"):
        stages.scored(world, north, evaluator)
    stages.judged(world, north)
    stages.moderated(world, north)
    end_lot(
        actor=world.person("officer"),
        lot_stage=emergency,
        reason="No bid was submitted for this lot. The need will be met by a separate tender.",
    )
    stages.awarded(world, north)


def _another_authority(world: World, reference: str) -> None:
    tender = stages.drafted(
        world,
        reference=reference,
        title="Grounds maintenance in Westvale",
        description="Parks, verges and play areas.",
        cpv=("77314000", "Grounds maintenance services"),
        lots=(LotSpec("All parks", value=Decimal(410000)),),
        authority=world.westvale,
        officer="westvale-officer",
    )
    stages.published(world, tender, officer="westvale-officer")
    grant_on_tender(
        actor=world.person("westvale-officer"),
        person=world.person("westvale-evaluator"),
        tender=tender,
        role=TenderGrant.Role.EVALUATOR,
    )
