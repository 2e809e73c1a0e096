"""The frame of the pages: strict about scripts and styles, whole without a request, led by the navigation."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path

from procurement.core.context import site
from procurement.core.forms import GovForm, LineField
from procurement.core.navigation import Introduction, Navigation, NavItem, signed_in

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OURS = sorted(TEMPLATES.rglob("*.html"))
SCREEN = [path for path in OURS if "report" not in path.parts]
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]

urlpatterns = [
    path("", str, name="home"),
    path("tenders/", str, name="tenders"),
    path("bids/", str, name="bids"),
]


class Somebody:
    is_authenticated = True

    def __str__(self):
        return "Amira Khan"


def relative(template):
    return str(template.relative_to(TEMPLATES))


@pytest.mark.parametrize("template", OURS, ids=relative)
def test_every_template_can_be_read(template):
    get_template(relative(template))


@pytest.mark.parametrize("template", SCREEN, ids=relative)
def test_no_template_has_a_style_or_a_script_that_the_content_policy_would_block(template):
    text = re.sub(r"{[%#].*?[%#]}", "", template.read_text())
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|hx-on", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_nothing_but_itself(name):
    html = render_to_string(name)
    assert '<html lang="en-GB"' in html
    assert len(re.findall("<h1", html)) == 1
    assert "Commonweal" in html


def test_the_title_says_that_there_is_an_error_and_the_summary_stands_above_the_heading():
    class Name(GovForm):
        title = "Name the tender"
        name = LineField(label="Title")

    html = render_to_string("base.html", {"form": Name({})})
    assert "<title>Error: Name the tender \N{EN DASH} Commonweal</title>" in html
    assert html.index("There is a problem") < html.index("<h1")
    assert 'href="#id_name"' in html
    assert "<title>Name the tender \N{EN DASH} Commonweal</title>" in render_to_string(
        "base.html", {"form": Name()}
    )


@override_settings(ROOT_URLCONF=__name__)
def test_a_person_sees_their_own_entries_in_order_and_where_they_are():
    navigation = Navigation()
    navigation.register(NavItem("Tenders", "tenders", visible=signed_in, order=20))
    navigation.register(NavItem("Home", "home", order=10))
    navigation.register(NavItem("Bids", "bids", visible=lambda visitor: not visitor.is_authenticated))
    links = navigation.links(Somebody(), "/tenders/7/")
    assert [(link.label, link.current) for link in links] == [("Home", False), ("Tenders", True)]
    assert [link.label for link in navigation.links(AnonymousUser(), "/")] == ["Home", "Bids"]


@override_settings(ROOT_URLCONF=__name__)
def test_an_entry_registered_twice_counts_once():
    navigation = Navigation()
    for _ in range(2):
        navigation.register(NavItem("Home", "home"))
    assert len(navigation.links(AnonymousUser(), "/")) == 1


def test_a_person_is_introduced_and_a_stranger_is_not():
    assert Introduction().of(Somebody()) == "Amira Khan"
    assert Introduction().of(AnonymousUser()) == ""


def test_a_request_that_failed_before_anybody_was_recognised_still_has_a_page():
    variables = site(RequestFactory().get("/nowhere/"))
    assert variables["person_line"] == ""
    assert variables["site_name"] == "Commonweal"


def test_a_tender_s_page_says_where_one_is_and_how_far_each_stage_has_come():
    workspace = {
        "title": "Supported accommodation",
        "facts": ["NMC-2026-014", "£930,000"],
        "state": "Moderated",
        "state_kind": "done",
        "model_line": "Model version 2",
        "model_hash": "9f2c41ab77e0" + "0" * 52,
        "steps": [
            {"label": "Plan", "url": "/plan/", "done": True},
            {"label": "Results", "url": "/results/", "current": True},
            {"label": "Contract", "url": ""},
        ],
    }
    html = render_to_string("workspace.html", {"workspace": workspace})
    assert "9f2c 41ab 77e0 …" in html
    assert html.count('aria-current="page"') == 1
    assert "State: " in html
    assert 'href=""' not in html


def test_a_document_in_the_making_asks_again_and_a_ready_one_does_not():
    making = render_to_string(
        "components/document_status.html", {"state": "rendering", "status_url": "/s/", "page_url": "/p/"}
    )
    ready = render_to_string("components/document_status.html", {"state": "ready", "download_url": "/d/"})
    assert 'hx-get="/s/" hx-trigger="every 2s"' in making
    assert "Check again" in making
    assert "hx-get" not in ready
