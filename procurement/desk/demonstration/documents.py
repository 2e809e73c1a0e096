"""The procurement documents of the demonstration: small files made here of made-up words, in every state."""

import io
import textwrap

import pikepdf

from procurement.tenders.models import Lot, Tender, TenderDocument
from procurement.tenders.services import (
    accept_undertaking,
    add_document,
    release_document,
    replace_document,
    withdraw_document,
)
from procurement.tenders.undertaking import TEXT_VERSION

from . import people
from .world import World

Kind = TenderDocument.Kind
LINE, LINES_A_PAGE = 88, 46

SPECIFICATION = """1  What is bought

The council buys {title}. The provider is responsible for staff, premises where they are needed, equipment and records.

2  What has to be achieved

2.1  People who use the service are seen within ten working days of being referred.
2.2  Each has a plan, agreed with them, that is looked at again every six weeks.
2.3  {standard}

3  How it is reported

The provider sends a report each quarter with figures for 2.1 to 2.3, and discusses it with the council.
"""
STANDARD = "Support is available from 8am to 8pm on working days."
LATER_STANDARD = "Support is available from 8am to 10pm every day, weekends and bank holidays included."
TERMS = """The contract runs for three years. Either side can end it with six months' notice.

The council pays within 30 days of a correct invoice, and the provider pays its own suppliers within 30 days too.

What the provider promised in its bid, social value commitments included, is part of the contract.
"""
PRICING = "Item,Unit,Price without VAT\nSupport hours,hour,\nManagement,month,\nPremises,month,\n"
WORKFORCE = """Post,Hours a week,Years of service,Pay band,Pension
Support worker 1,37,6,C,Local government scheme
Support worker 2,22.5,3,C,Local government scheme
Support worker 3,37,1,B,Workplace scheme
Team leader 1,37,9,E,Local government scheme
"""
VISIT = "The offices at Alder Street can be seen on two mornings. Ring the service manager to book.\n"


def for_draft(world: World, tender: Tender) -> None:
    """Terms for all lots and a specification for the first lot alone: the second is still without."""
    _terms(world, tender)
    _specification(world, tender, tender.lots.earliest("number"))


def for_publication(world: World, tender: Tender) -> None:
    """All that bidders get at publication, the restricted workforce list included."""
    specified(world, tender)
    _terms(world, tender)
    _add(world, tender, Kind.PRICING, "Schedule of prices", file=("Prices.csv", PRICING.encode()))
    workforce = ("Workforce.csv", WORKFORCE.encode())
    _add(world, tender, Kind.WORKFORCE, "Workforce list without names", file=workforce, restricted=True)
    _add(world, tender, Kind.OTHER, "Visits to the premises", file=("Visits.txt", VISIT.encode()))


def specified(world: World, tender: Tender) -> None:
    """A specification for all lots."""
    _specification(world, tender, None)


def changed(world: World, tender: Tender) -> None:
    """After publication: a second version, a withdrawal, and a bid writer who accepted the undertaking."""
    actor = world.person("officer")
    by_title = {document.title: document for document in tender.documents.select_related("tender")}
    words = SPECIFICATION.format(title=tender.title, standard=LATER_STANDARD)
    replace_document(
        actor=actor,
        document=by_title["Service specification"],
        name="Specification.pdf",
        data=pdf("Service specification", words),
        changes="Section 2.3: support is now asked for until 10pm and on every day of the year, "
        "because young people asked for it. Nothing else changed.",
    )
    withdraw_document(
        actor=actor,
        document=by_title["Visits to the premises"],
        reason="The building is closed for repairs, so there are no visits. Floor plans follow as a document.",
    )
    writer = world.person("harbour")
    accept_undertaking(
        actor=writer,
        tender=tender,
        supplier=world.organisations[people.HARBOUR],
        text_version=TEXT_VERSION,
    )
    listed = by_title["Workforce list without names"]
    release_document(
        actor=writer, version=listed.versions.select_related("document__tender__authority").get()
    )


def _terms(world: World, tender: Tender) -> None:
    title = "Terms of the contract"
    _add(world, tender, Kind.TERMS, title, file=("Terms.pdf", pdf(title, TERMS)))


def _specification(world: World, tender: Tender, lot: Lot | None) -> None:
    title, words = "Service specification", SPECIFICATION.format(title=tender.title, standard=STANDARD)
    _add(world, tender, Kind.SPECIFICATION, title, file=("Specification.pdf", pdf(title, words)), lot=lot)


def pdf(title: str, text: str) -> bytes:
    """A plain PDF of a title and a few paragraphs, in a typeface that every reader has."""
    lines = [title, ""]
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, LINE) or [""]
    with pikepdf.new() as document:
        document.docinfo["/Title"] = title
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for start in range(0, len(lines), LINES_A_PAGE):
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = document.make_stream(_drawn(lines[start : start + LINES_A_PAGE]))
        made = io.BytesIO()
        document.save(made, deterministic_id=True)
    return made.getvalue()


def _drawn(lines: list[str]) -> bytes:
    shown = [
        line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in lines
    ]
    return b"BT /F1 11 Tf 16 TL 60 780 Td " + b" ".join(b"(" + line + b") Tj T*" for line in shown) + b" ET"


def _add(
    world: World,
    tender: Tender,
    kind: Kind,
    title: str,
    *,
    file: tuple[str, bytes],
    lot: Lot | None = None,
    restricted: bool = False,
) -> None:
    name, data = file
    add_document(
        actor=world.person("officer"),
        tender=tender,
        lot=lot,
        kind=kind,
        title=title,
        is_restricted=restricted,
        name=name,
        data=data,
    )
