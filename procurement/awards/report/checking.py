"""What is wrong with a report's PDF: read back from its bytes, as a reader's software finds it."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name, Pdf

from .tagging import AttachedFile, kids, structure

UA_PART = re.compile(r"pdfuaid:part(?:>|=\")1")
SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def pdf_problems(pdf_bytes: bytes, *, attachments: tuple[AttachedFile, ...] = ()) -> list[str]:
    """What hinders a reader, in words; empty where all is well.

    Looks at tags, title, language, PDF/UA-1 mark, bookmarks, embedded fonts, heading order, alternative text
    of figures, scope of header cells, links, content that no element owns, and that exactly `attachments` are
    inside, byte for byte, as associated files. A machine cannot judge the sense of the words: a person does.
    """
    with Pdf.open(BytesIO(pdf_bytes)) as pdf:
        problems = [*_of_document(pdf)]
        if "/StructTreeRoot" in pdf.Root:
            problems += [*_of_structure(pdf), *_of_headings(pdf), *_of_ownership(pdf)]
        return [*problems, *_of_fonts(pdf), *_of_links(pdf), *_of_attachments(pdf, attachments)]


def font_names(pdf_bytes: bytes) -> set[str]:
    """Names of the fonts that the pages use, without the mark of a subset ("Source-Sans-3-Bold")."""
    with Pdf.open(BytesIO(pdf_bytes)) as pdf:
        return {str(font.BaseFont).lstrip("/").split("+")[-1] for font in _fonts(pdf)}


def _of_document(pdf: Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "The document is not tagged."
    if str(root.get("/Lang", "")) != "en-GB":
        yield f"The language is {root.get('/Lang', 'not given')}, not en-GB."
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield "The document has no title."
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "The window would show the file's name instead of the title."
    metadata = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    if not UA_PART.search(metadata):
        yield "The metadata do not claim PDF/UA-1."
    if "/Outlines" not in root or "/First" not in root.Outlines:
        yield "There are no bookmarks."


def _of_structure(pdf: Pdf) -> Iterator[str]:
    for element, above in structure(pdf):
        kind = str(element.S)
        if kind == "/TH" and element.get("/A", {}).get("/Scope") not in {Name.Column, Name.Row}:
            yield "A header cell has no scope."
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "A figure has no alternative text."
        if kind == "/TR" and "/Table" not in above:
            yield "A table row stands outside a table."


def _of_headings(pdf: Pdf) -> Iterator[str]:
    level = 0
    for element, _ in structure(pdf):
        if found := re.fullmatch(r"/H([1-6])", str(element.S)):
            if int(found[1]) > level + 1:
                yield f"A heading of level {found[1]} follows level {level}."
            level = int(found[1])


def _of_ownership(pdf: Pdf) -> Iterator[str]:
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    owned: dict[int, set[int]] = {number: set() for number in pages.values()}
    for element, _ in structure(pdf):
        if "/Pg" in element:
            owned[pages[element.Pg.objgen]] |= {int(kid) for kid in kids(element) if isinstance(kid, int)}
    for number, page in enumerate(pdf.pages):
        marked, unmarked = _marked_content(page)
        if strays := marked - owned[number]:
            yield f"Page {number + 1}: {len(strays)} pieces of content belong to no element."
        if lost := owned[number] - marked:
            yield f"Page {number + 1}: elements own {len(lost)} pieces of content that are not there."
        if unmarked:
            yield f"Page {number + 1}: {unmarked} pieces of text are neither content nor artifact."


def _marked_content(page: pikepdf.Page) -> tuple[set[int], int]:
    """Numbers of the marked content of a page, and how often text is shown outside any mark."""
    marked, unmarked, depth = set(), 0, 0
    instructions: list[Any] = list(pikepdf.parse_content_stream(page))
    for operands, operator in instructions:
        match str(operator):
            case "BDC" | "BMC":
                depth += 1
                if len(operands) > 1 and "/MCID" in operands[1]:
                    marked.add(int(operands[1].MCID))
            case "EMC":
                depth -= 1
            case shown if shown in SHOWS_TEXT and not depth:
                unmarked += 1
    return marked, unmarked


def _fonts(pdf: Pdf) -> list[Any]:
    found: dict[tuple[int, int], Any] = {}
    for page in pdf.pages:
        resources: Any = page.obj.get("/Resources", {})
        for font in resources.get("/Font", {}).values():
            found[font.objgen] = font
    return list(found.values())


def _of_fonts(pdf: Pdf) -> Iterator[str]:
    for font in _fonts(pdf):
        descendants: Any = font.get("/DescendantFonts", [font])
        descriptor: Any = descendants[0].get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"The font {font.BaseFont} is not embedded."
        if "/ToUnicode" not in font:
            yield f"The font {font.BaseFont} does not say which characters it shows."


def _of_links(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages):
        annotations: Any = page.obj.get("/Annots", [])
        for annotation in annotations:
            if annotation.Subtype == Name.Link and not (annotation.get("/F", 0) & 4):
                yield f"Page {number + 1}: a link would not be printed."
            if not str(annotation.get("/Contents", "")).strip():
                yield f"Page {number + 1}: a link has no words of its own."


def _of_attachments(pdf: Pdf, expected: tuple[AttachedFile, ...]) -> Iterator[str]:
    inside = dict(pdf.attachments.items())
    for name in sorted(set(inside) - {file.name for file in expected}):
        yield f"The attachment {name} was not expected."
    associated = {specification.objgen for specification in pdf.Root.get("/AF", [])}
    for file in expected:
        if file.name not in inside:
            yield f"The attachment {file.name} is missing."
            continue
        specification: pikepdf.AttachedFileSpec = inside[file.name]
        attached = specification.get_file()
        if attached.read_bytes() != file.content:
            yield f"The attachment {file.name} is not what was given."
        if attached.mime_type != file.mime or specification.description != file.description:
            yield f"The attachment {file.name} is not described as it was given."
        if specification.obj.objgen not in associated:
            yield f"The attachment {file.name} is not associated with the document."
