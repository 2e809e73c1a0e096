"""The guides of docs/guide/, drawn as pages: Markdown to HTML with the classes of the GOV.UK Design System."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

ORDER = ("officer", "supplier", "evaluator", "reviewer", "moderator", "approver", "administrator", "public")
"""The guides by role, in the order of a tender's life; any other file follows by the alphabet."""

CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet govuk-list--spaced",
    "ordered_list_open": "govuk-list govuk-list--number govuk-list--spaced",
    "blockquote_open": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--visible govuk-section-break--l",
    "table_open": "govuk-table",
    "thead_open": "govuk-table__head",
    "tbody_open": "govuk-table__body",
    "tr_open": "govuk-table__row",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
    "link_open": "govuk-link",
    "fence": "cw-code",
}
HEADINGS = {"h2": "govuk-heading-m", "h3": "govuk-heading-s", "h4": "govuk-heading-s"}
ELSEWHERE = re.compile(r"[a-z]+:|/|#")
GUIDE = re.compile(r"([\w-]+)\.md(#[\w-]+)?")


@dataclass(frozen=True)
class Guide:
    """A guide: its address, its title, its first sentences, its sections by anchor, and the rest as HTML."""

    slug: str
    title: str
    summary: str
    sections: tuple[tuple[str, str], ...]
    html: SafeString

    @property
    def url(self) -> str:
        return reverse("desk:guide", kwargs={"guide": self.slug})


def guides() -> tuple[Guide, ...]:
    """Every guide that there is, in order. No query."""
    found = {path.stem: path for path in _folder().glob("*.md")}
    known = [slug for slug in ORDER if slug in found]
    return tuple(_drawn(found[slug]) for slug in (*known, *sorted(set(found) - set(known))))


def guide_named(slug: str) -> Guide | None:
    """The guide of an address; None where there is none. No query."""
    return next((guide for guide in guides() if guide.slug == slug), None)


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "guide"


def _drawn(path: Path) -> Guide:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> Guide:
    """A file as a guide; read and drawn once for as long as it stays the same."""
    # HTML in a guide would be shown as text: a page holds only what is written here.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    title, tokens = _title_of(tokens, path.stem)
    first = next((token for token in tokens if token.type == "inline"), None)
    summary = _words(first.children or []) if first else ""
    html = markdown.renderer.render(_dressed(tokens), markdown.options, {})
    return Guide(path.stem, title, summary, tuple(_sections(tokens)), SafeString(html))


def _words(tokens: Sequence[Token]) -> str:
    """What a reader sees of a line, without the marks of its links and emphasis."""
    return "".join(" " if token.type == "softbreak" else token.content for token in tokens)


def _title_of(tokens: Sequence[Token], otherwise: str) -> tuple[str, list[Token]]:
    """The words of the first heading, which the page shows itself, and everything after it."""
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return tokens[1].content, list(tokens[3:])
    return otherwise.replace("-", " ").capitalize(), list(tokens)


def _dressed(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with their classes, anchors on headings, and links that lead somewhere on this site."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("class", HEADINGS.get(token.tag, "govuk-heading-m"))
            token.attrSet("id", anchor(tokens[place + 1].content))
        elif token.type in CLASSES:
            token.attrSet("class", CLASSES[token.type])
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.children:
            token.children = _with_links(token.children)
    return tokens


def _with_links(tokens: Sequence[Token]) -> list[Token]:
    """Links to another guide lead to its page; to other files of the source they become their words."""
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            to = _on_the_site(str(token.attrGet("href") or ""))
            open_links.append(bool(to))
            token.attrSet("href", to)
            token.attrSet("class", CLASSES["link_open"])
        shown = open_links[-1] if token.type in ("link_open", "link_close") else True
        if token.type == "link_close":
            open_links.pop()
        if shown:
            kept.append(token)
    return kept


def _on_the_site(to: str) -> str:
    """Where a link of a guide leads on the site; empty for a file that only the source has."""
    if ELSEWHERE.match(to):
        return to
    other = GUIDE.fullmatch(to)
    if other and (_folder() / f"{other[1]}.md").exists():
        return reverse("desk:guide", kwargs={"guide": other[1]}) + (other[2] or "")
    return ""


def _sections(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    return [
        (anchor(tokens[place + 1].content), re.sub(r"[`*]", "", tokens[place + 1].content))
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def anchor(heading: str) -> str:
    """The anchor of a heading, as code hosts make it too."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
