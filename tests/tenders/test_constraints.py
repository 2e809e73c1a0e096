"""What the database itself refuses, whatever the code above it does."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from procurement.tenders.models import (
    Criterion,
    Lot,
    LotStage,
    MarkingScale,
    ScaleStep,
    Stage,
    Tender,
    TenderGrant,
)
from tests.factories import LotFactory, LotStageFactory, PersonFactory, TenderFactory, TenderGrantFactory

pytestmark = pytest.mark.django_db


def test_a_tender_keeps_its_rules() -> None:
    tender = TenderFactory(reference="R1", ocid="ocds-1")
    wrong: list[dict[str, object]] = [
        {"state": "lost"},
        {"state": "published", "published_at": None},
        {"state": "cancelled", "cancelled_reason": ""},
        {"value": Decimal(-1)},
        {"contract_start": date(2027, 1, 2), "contract_end": date(2027, 1, 1)},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Tender.objects.filter(pk=tender.pk).update(**change)
    for same in ({"reference": "R1"}, {"ocid": "ocds-1"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TenderFactory(authority=tender.authority, **same)
    assert TenderFactory(reference="R1", ocid="ocds-1").pk, "another authority may"


def test_a_lot_in_its_stage_keeps_its_rules() -> None:
    lot_stage = LotStageFactory()
    wrong: list[dict[str, object]] = [
        {"state": "lost"},
        {"state": "opened", "opened_at": None},
        {"state": "ended", "ended_reason": ""},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            LotStage.objects.filter(pk=lot_stage.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        LotStageFactory(lot=lot_stage.lot, stage=lot_stage.stage)
    with pytest.raises(IntegrityError), transaction.atomic():
        LotFactory(tender=lot_stage.lot.tender, number=lot_stage.lot.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stage.objects.create(tender=lot_stage.lot.tender, number=lot_stage.stage.number)


def test_a_criterion_keeps_its_rules() -> None:
    lot = LotFactory()
    one = Criterion.objects.create(lot=lot, code="Q1", title="One", kind="quality")
    gate = Criterion.objects.create(lot=lot, code="G1", title="Gate", kind="pass_fail", weight=0)
    for change in ({"weight": Decimal(101)}, {"weight": Decimal(-1)}, {"kind": "wish"}, {"parent": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Criterion.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=gate.pk).update(weight=Decimal(5))
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.create(lot=lot, code="Q1", title="Two", kind="quality")


def test_names_of_scales_and_marks_stand_once() -> None:
    scale = MarkingScale.objects.create(tender=TenderFactory(), name="0 to 5")
    ScaleStep.objects.create(scale=scale, position=0, mark="0", label="No", descriptor="No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkingScale.objects.create(tender=scale.tender, name="0 to 5")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScaleStep.objects.create(scale=scale, position=1, mark="0", label="Nil", descriptor="Nil.")


@pytest.mark.parametrize("on_lot", [True, False])
def test_a_role_is_given_once_on_a_lot_and_once_on_the_tender(on_lot: bool) -> None:  # noqa: FBT001
    tender = TenderFactory()
    lot: Lot | None = LotFactory(tender=tender) if on_lot else None
    grant = TenderGrantFactory(tender=tender, lot=lot)
    with pytest.raises(IntegrityError), transaction.atomic():
        TenderGrant.objects.create(tender=tender, lot=lot, person=grant.person, role=grant.role)
    with pytest.raises(IntegrityError), transaction.atomic():
        TenderGrant.objects.create(tender=tender, lot=lot, person=PersonFactory(), role="king")
