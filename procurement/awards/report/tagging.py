"""What WeasyPrint leaves open for PDF/UA-1, mended with pikepdf, and the attachments.

Header cells get their scope, links their print flag and words, running heads become artifacts (a reader hears
them once a page otherwise, or finds content that nothing owns), and the file gets an identifier that follows
from its content, so that the same report has the same bytes.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

PRINT_FLAG = 4
MARKED = re.compile(rb"/[A-Za-z0-9]+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"


class AttachedFile(NamedTuple):
    """A file inside the report: its name, bytes, what it is in words, and media type ("application/json")."""

    name: str
    content: bytes
    description: str
    mime: str


def finished(pdf_bytes: bytes, *, attachments: Sequence[AttachedFile], created_at: datetime) -> bytes:
    """The mended PDF with the attachments, whose names differ."""
    with Pdf.open(BytesIO(pdf_bytes)) as pdf:
        owned = _mend_structure(pdf)
        for number, page in enumerate(pdf.pages):
            _mend_links(page)
            _mark_artifacts(pdf, page, owned[number])
        _attach(pdf, attachments, created_at)
        made = BytesIO()
        pdf.save(
            made,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return made.getvalue()


def structure(pdf: Pdf) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element of the structure tree in reading order, each with the types above it, outermost first."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(pdf.Root.StructTreeRoot, ())]
    while waiting:
        element, above = waiting.pop()
        if "/S" in element:
            yield element, above
            above = (*above, str(element.S))
        waiting += [(kid, above) for kid in reversed(kids(element)) if _is_element(kid)]


def kids(element: Any) -> list[Any]:
    """What an element holds: elements, references to annotations, numbers of marked content."""
    held = element.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") != Name.OBJR


def _mend_structure(pdf: Pdf) -> dict[int, set[int]]:
    """Scopes for header cells; returns the numbers of marked content that elements own, by page."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    owned: dict[int, set[int]] = defaultdict(set)
    for element, above in structure(pdf):
        if element.S == Name.TH:
            if "/A" not in element:
                element.A = Dictionary(O=Name.Table)
            element.A.Scope = Name.Column if "/THead" in above else Name.Row
        owned[pages[element.Pg.objgen] if "/Pg" in element else -1].update(
            int(kid) for kid in kids(element) if isinstance(kid, int)
        )
    return owned


def _mend_links(page: pikepdf.Page) -> None:
    annotations: Any = page.obj.get("/Annots", [])
    for annotation in annotations:
        if annotation.Subtype == Name.Link:
            annotation.F = PRINT_FLAG
            if "/Dest" in annotation:
                annotation.Contents = f"Go to {str(annotation.Dest).replace('-', ' ')}"


def _mark_artifacts(pdf: Pdf, page: pikepdf.Page, owned: set[int]) -> None:
    """Turns marked content that no element owns into artifacts. Text is in hexadecimal: no false match."""

    def replaced(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[1]) in owned else ARTIFACT

    page.contents_coalesce()
    page.Contents = pdf.make_stream(MARKED.sub(replaced, page.Contents.read_bytes()))
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = numbers[2 * int(page.StructParents) + 1]
    for index in range(len(parents)):
        if index not in owned:
            parents[index] = None


def _attach(pdf: Pdf, attachments: Sequence[AttachedFile], created_at: datetime) -> None:
    associated = Array()
    for file in attachments:
        specification = pikepdf.AttachedFileSpec(
            pdf,
            file.content,
            filename=file.name,
            description=file.description,
            mime_type=file.mime,
            creation_date=f"D:{created_at:%Y%m%d%H%M%S}Z",
            mod_date=f"D:{created_at:%Y%m%d%H%M%S}Z",
        )
        specification.relationship = Name.Data
        pdf.attachments[file.name] = specification
        associated.append(specification.obj)
    if attachments:
        pdf.Root.AF = associated
