"""Every address of the site that answers with a page, about one lot as it stands."""

from typing import Any

from django.urls import reverse

from procurement.bids.models import Bid, BidCommitment, BidFile
from procurement.evaluation.models import ConflictDeclaration
from procurement.frameworks.models import Framework, Measure
from procurement.tenders.models import Criterion, MarkingScale, TenderDocument, TenderGrant
from procurement.tenders.tree import Kind
from tests.routes import routes

from .world import BenchWorld

LEFT_OUT = {
    "account_": "about somebody's own account, whatever is tendered",
    "mfa_": "about somebody's own account, whatever is tendered",
    "openid_": "needs another service to sign in with",
    "socialaccount_": "needs another service to sign in with",
    "frameworks:compare": "about two editions of a framework, whatever is tendered",
    "notices:choose": "about an uploaded file",
    "notices:start": "about an uploaded file",
    "organisations:": "about an organisation's people, whatever is tendered",
}
"""What the names of addresses begin with that are not asked, and why."""


def addresses(world: BenchWorld) -> dict[str, str]:
    """The address of every page by its name. Raises LookupError for an address with an argument not known here."""
    values, found, unknown = _values(world), {}, []
    for route in routes():
        name, wanted = route.name, route.arguments
        if name.startswith(tuple(LEFT_OUT)):
            continue
        known = values | _own_values(name, world)
        if missing := [word for word in wanted if word not in known]:
            unknown.append(f"{name} ({', '.join(missing)})")
            continue
        found[name] = reverse(name, kwargs={word: known[word] for word in wanted})
    if unknown:
        raise LookupError(
            "No value is known for arguments of these addresses; give one in bench/addresses.py, or say there why they "
            f"are left out: {'; '.join(unknown)}."
        )
    return found


def _values(world: BenchWorld) -> dict[str, Any]:
    """A value for each argument; one that leads nowhere where the stage has no such thing yet."""
    lot = world.lot_stage.lot
    supplier = world.suppliers[0] if world.suppliers else None
    bid = Bid.objects.filter(lot_stage=world.lot_stage, supplier=supplier).first() or Bid()
    grant = TenderGrant.objects.filter(tender=world.tender).earliest("pk")
    commitment = BidCommitment.objects.filter(bid=bid).order_by("pk").first()
    file = BidFile.objects.filter(bid=bid).first()
    scale = MarkingScale.objects.filter(tender=world.tender).first()
    declaration = ConflictDeclaration.objects.filter(lot_stage=world.lot_stage).first()
    document = TenderDocument.objects.filter(tender=world.tender).order_by("created_at").first()
    criterion = Criterion.objects.filter(lot=lot, kind=Kind.SOCIAL_VALUE).first()
    return {
        "tender_id": world.tender.pk,
        "lot_number": lot.number,
        "criterion_id": criterion.pk if criterion else lot.pk,
        "scale_id": scale.pk if scale else 0,
        "grant_id": grant.pk,
        "declaration_id": declaration.pk if declaration else 0,
        "commitment_id": commitment.pk if commitment else 0,
        "bid_id": bid.pk,
        "file_id": file.pk if file else bid.pk,
        "document_id": document.pk if document else bid.pk,
        "guide": "officer",
        "criterion": "Q1",
        "code": bid.code or "A",
        "number": 1,
    }


def _own_values(name: str, world: BenchWorld) -> dict[str, Any]:
    """Where one name of an argument means something else in some addresses."""
    if name.startswith("bids:") and "commitment" in name:
        measure = Criterion.objects.get(lot=world.lot_stage.lot, kind=Kind.SOCIAL_VALUE).measures.order_by(
            "code"
        )[0]
        return {"criterion": "SV", "measure": measure.code, "year": 1}
    if name == "evaluation:pass_decision":
        return {"criterion": "INS"}
    if name in ("frameworks:detail", "frameworks:confirm"):
        framework = Framework.objects.earliest("pk")
        measure = Measure.objects.filter(framework=framework).earliest("pk")
        return {"code": framework.code, "version": framework.version, "measure": measure.code}
    return {}
