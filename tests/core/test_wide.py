"""A wide table scrolls in a region of its own that has a name and says that it scrolls."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENT = TEMPLATES / "components" / "wide.html"
OURS = sorted(path for path in TEMPLATES.rglob("*.html") if path != COMPONENT)


def drawn(tag: str, **context: object) -> str:
    template = Template("{% load cw %}{% wide " + tag + " %}<table>{{ inside }}</table>{% endwide %}")
    return template.render(Context(context))


def test_a_wide_table_stands_in_a_region_with_a_name_that_the_keyboard_reaches() -> None:
    html = drawn('label="Bids" of=lot', inside="<A & B>", lot="Care & support")
    assert '<div class="cw-scroll" role="region" aria-label="Bids: Care &amp; support" tabindex="0">' in html
    assert "<table>&lt;A &amp; B&gt;</table>" in html
    assert "Scroll sideways to see more" in html


def test_a_table_of_any_height_scrolls_sideways_only() -> None:
    html = drawn('label="Working" whole=True')
    assert 'class="cw-scroll cw-scroll--whole" role="region" aria-label="Working"' in html


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_draws_such_a_region_by_itself(template: Path) -> None:
    assert not re.search(r'class="cw-scroll', template.read_text())
