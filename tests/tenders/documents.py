"""Documents for the tests of documents: small files, quick ways to add them, and people who bid."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.core.time import database_now
from procurement.organisations.models import Organisation, OrganisationGrant
from procurement.tenders.models import DocumentVersion, Lot, Stage, Tender, TenderDocument
from procurement.tenders.services import accept_undertaking, add_document, publish_tender, replace_document
from procurement.tenders.undertaking import TEXT_VERSION
from tests.factories import OrganisationGrantFactory, SupplierFactory

from .conftest import World

Kind = TenderDocument.Kind
SECRET = b"Support worker 1, 37 hours, band C, whom nobody names"


def pdf(words: str) -> bytes:
    """Bytes that begin as a PDF does."""
    return b"%PDF-1.7 " + words.encode()


def docx(*members: str) -> bytes:
    """A container with the members of a Word document, and more."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for member in ("[Content_Types].xml", "word/document.xml", *members):
            made.writestr(member, b"<x/>")
    return data.getvalue()


def add(
    world: World,
    tender: Tender,
    title: str = "Service specification",
    *,
    kind: str = Kind.SPECIFICATION,
    lot: Lot | None = None,
    data: bytes | None = None,
    name: str = "Specification.pdf",
) -> TenderDocument:
    return add_document(
        actor=world.officer,
        tender=tender,
        lot=lot,
        kind=kind,
        title=title,
        is_restricted=False,
        name=name,
        data=data if data is not None else pdf(title),
    )


def add_restricted(world: World, tender: Tender, title: str = "Workforce list") -> TenderDocument:
    return add_document(
        actor=world.officer,
        tender=tender,
        lot=None,
        kind=Kind.WORKFORCE,
        title=title,
        is_restricted=True,
        name="Workforce.csv",
        data=SECRET,
    )


def published(world: World, tender: Tender) -> Tender:
    publish_tender(actor=world.officer, tender=tender)
    tender.refresh_from_db()
    return tender


def bid_writer(name: str = "Harbour Homes") -> tuple[Person, Organisation]:
    """Somebody who writes bids for a supplier, and the supplier."""
    supplier = SupplierFactory(name=name)
    grant = OrganisationGrantFactory(organisation=supplier, role=OrganisationGrant.Role.BID_WRITER)
    return grant.person, supplier


def undertaken(tender: Tender, person: Person, supplier: Organisation) -> None:
    accept_undertaking(actor=person, tender=tender, supplier=supplier, text_version=TEXT_VERSION)


def replace(world: World, document: TenderDocument, words: str, **more: Any) -> DocumentVersion:
    return replace_document(
        actor=world.officer,
        document=document,
        name="Specification.pdf",
        data=pdf(words),
        **{"changes": "Section 2 is new.", **more},
    )


def events(tender: Tender) -> list[str]:
    chain = AuditEvent.objects.filter(chain__key=tender.audit_chain).order_by("number")
    return [
        event.action for event in chain if event.action.split(".")[0] in ("tenderdocument", "undertaking")
    ]


def stored(settings: Any) -> list[Path]:
    return [path for path in (Path(settings.MEDIA_ROOT) / "documents").rglob("*") if path.is_file()]


def pass_deadline(tender: Tender) -> None:
    Stage.objects.filter(tender=tender).update(deadline=database_now() - timedelta(minutes=1))
