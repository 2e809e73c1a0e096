"""The guides of docs/guide/ are served as pages of help, and say what the pages say."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from procurement.desk import guides as module
from procurement.desk.glossary import GLOSSARY
from procurement.desk.guides import Guide, guide_named, guides
from procurement.desk.templatetags.glossary import term

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "docs" / "guide"
BY_ROLE = module.ORDER
BOLD = re.compile(r"\*\*([^*]+)\*\*")
WRITTEN = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, ending in (("templates", "html"), ("procurement", "py"))
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
)
OWN_WORDS = {
    # Names of parts of a list, and questions to ask oneself, rather than words of a page.
    "supplier": {"Questions.", "Price.", "Conditions.", "Commitments.", "Files."},
    "reviewer": {
        "Does the definition cover it?",
        "Is it new because of this contract?",
        "Does the method statement make it believable?",
    },
}


def test_the_summary_of_a_guide_is_words_without_the_marks_of_a_link() -> None:
    for guide in guides():
        assert guide.summary
        assert not set(guide.summary) & set("[]*`"), guide.summary


def test_every_role_has_its_guide() -> None:
    assert [guide.slug for guide in guides()][: len(BY_ROLE)] == list(BY_ROLE)


@pytest.mark.parametrize("slug", BY_ROLE)
def test_what_a_guide_sets_in_bold_is_what_a_page_says(slug: str) -> None:
    named = set(BOLD.findall(WRITTEN[FOLDER / f"{slug}.md"])) - OWN_WORDS.get(slug, set())

    assert named or slug == "public"
    assert [words for words in sorted(named) if words not in SOURCES] == []


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [path.stem for path in WRITTEN])
def test_a_guide_is_a_page_with_its_contents_for_everybody(client: Client, slug: str) -> None:
    page = client.get(f"/help/{slug}/").content.decode()
    guide = guide_named(slug)

    assert guide is not None
    assert page.count("<h1") == 1
    assert f">{guide.title}</h1>" in page
    for anchor, words in guide.sections:
        assert f'<a class="govuk-link govuk-link--no-visited-state" href="#{anchor}">' in page
        assert f'id="{anchor}">' in page
        assert words
    assert "<script>" not in page
    assert " style=" not in page


@pytest.mark.django_db
def test_help_lists_every_guide(client: Client) -> None:
    page = client.get("/help/").content.decode()

    assert [slug for slug in (path.stem for path in WRITTEN) if f'href="/help/{slug}/"' not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["nothing", "architecture", "..", "README"])
def test_nothing_but_the_guides_is_served(client: Client, slug: str) -> None:
    assert client.get(f"/help/{slug}/").status_code == 404


def drawn(tmp_path: Path, text: str) -> Guide:
    (tmp_path / "docs" / "guide").mkdir(parents=True)
    (tmp_path / "docs" / "guide" / "some.md").write_text(text)
    (tmp_path / "docs" / "guide" / "other.md").write_text("# Other\n")
    found = guide_named("some")
    assert found is not None
    return found


def test_markdown_becomes_the_components_of_the_design_system(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    guide = drawn(
        tmp_path,
        "# Some work\n\nFirst words.\n\n## A `part`\n\n1. one\n\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )

    assert (guide.title, guide.summary) == ("Some work", "First words.")
    assert guide.sections == (("a-part", "A part"),)
    for words in (
        '<p class="govuk-body">First words.</p>',
        '<h2 class="govuk-heading-m" id="a-part">A <code>part</code></h2>',
        '<ol class="govuk-list govuk-list--number govuk-list--spaced">',
        '<ul class="govuk-list govuk-list--bullet govuk-list--spaced">',
        '<table class="govuk-table">',
        '<th class="govuk-table__header" scope="col">a</th>',
    ):
        assert words in guide.html
    assert "Some work" not in guide.html


def test_html_in_a_guide_is_shown_as_text(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    guide = drawn(tmp_path, "# Some\n\n<script>alert(1)</script> and [a trick](javascript:alert(1))\n")

    assert "<script>" not in guide.html
    assert "&lt;script&gt;" in guide.html
    assert 'href="javascript' not in guide.html


def test_a_link_leads_to_another_guide_or_becomes_its_words(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    guide = drawn(
        tmp_path,
        "# Some\n\nSee [the other](other.md#part), [the design](../architecture.md) and [this](#here).\n",
    )

    assert '<a href="/help/other/#part" class="govuk-link">the other</a>' in guide.html
    assert "the design and" in guide.html
    assert "architecture.md" not in guide.html
    assert '<a href="#here" class="govuk-link">this</a>' in guide.html


def test_a_guide_that_was_changed_is_read_again(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    first = drawn(tmp_path, "# Some\n\nBefore.\n")
    (tmp_path / "docs" / "guide" / "some.md").write_text("# Some\n\nAfterwards.\n")
    second = guide_named("some")

    assert second is not None
    assert (first.summary, second.summary) == ("Before.", "Afterwards.")


def test_a_term_links_to_its_entry_in_the_glossary() -> None:
    linked = term("consensus marks", "consensus mark")

    assert linked.startswith('<a class="govuk-link ')
    assert linked.endswith(' href="/help/glossary/#consensus-mark">consensus marks</a>')
    with pytest.raises(LookupError, match="does not explain “heron”"):
        term("heron")


def test_every_term_that_a_template_links_is_in_the_glossary() -> None:
    used = re.findall(r'\{% term "([^"]+)"(?: "([^"]+)")? %\}', SOURCES)
    known = {name.lower() for name, _meaning in GLOSSARY}

    assert len(used) > 10
    assert [words for words, of in used if (of or words).lower() not in known] == []


@pytest.mark.django_db
def test_the_glossary_has_an_anchor_for_every_word(client: Client) -> None:
    page = client.get(reverse("desk:glossary")).content.decode()

    assert page.count('class="govuk-summary-list__row" id="') == len(GLOSSARY)
    for name in ("accessibility", "privacy", "glossary"):
        assert reverse(f"desk:{name}") in page
