"""Every ready-made tree: its weightings, its words, and that it can be published as it stands."""

from decimal import Decimal

import pytest
from django.test import Client

import scoring
from procurement.frameworks.models import Measure
from procurement.tenders.freezing import freeze
from procurement.tenders.models import Criterion, Lot
from procurement.tenders.queries import criteria_tree
from procurement.tenders.readiness import lot_obstacles
from procurement.tenders.ready_made import TREES, Branch
from procurement.tenders.services import apply_template
from scoring.uprating import one_price_base

from .conftest import World, text, url

TOP_LEVEL = {
    "council": "P 40, Q 30, S 20, E 10",
    "quality-first": "Q 45, P 25, S 20, E 10",
    "four-questions": "P 30, Q 50, S 20",
    "cost-first": "P 70, Q1 15, S 15",
    "food": "P 60, D 20, R 10, S 10",
    "audit-system": "Q 35, A 30, DM 10, P 25",
    "goods": "P 50, Q 25, WL 10, S 15",
    "works": "P 45, Q 30, S 15, E 10",
}


def all_of(branches: tuple[Branch, ...]) -> list[Branch]:
    return [one for branch in branches for one in (branch, *all_of(branch.branches))]


@pytest.mark.parametrize("name", TREES)
def test_a_tree_is_published_as_it_stands_with_values_of_one_price_base(
    world: World, lot: Lot, name: str
) -> None:
    apply_template(actor=world.officer, lot=lot, template=name)
    tree = criteria_tree(lot)
    assert lot_obstacles(lot, tree) == ()
    model = scoring.parse_model(freeze(lot, tree).model)
    one_price_base(model)


@pytest.mark.parametrize("name", TREES)
def test_a_tree_has_the_weightings_that_its_title_says(name: str) -> None:
    tops = [branch for branch in TREES[name].branches if branch.kind != Criterion.Kind.PASS_FAIL]
    assert ", ".join(f"{branch.code} {branch.weight}" for branch in tops) == TOP_LEVEL[name]
    assert sum(branch.weight for branch in tops) == 100
    assert all(f" {branch.weight}" in TREES[name].title for branch in tops)
    for group in all_of(TREES[name].branches):
        if group.branches:
            assert sum((one.weight for one in group.branches), Decimal(0)) == group.weight


@pytest.mark.parametrize("name", TREES)
def test_every_question_of_a_tree_has_guidance_and_every_measure_is_a_starter_measure(
    world: World, name: str
) -> None:
    starter = set(Measure.objects.filter(framework__code="starter").values_list("code", flat=True))
    for branch in all_of(TREES[name].branches):
        if branch.kind in (Criterion.Kind.QUALITY, Criterion.Kind.METHOD):
            assert branch.question.endswith((".", "?"))
            assert branch.guidance
            assert branch.word_limit
        if branch.kind == Criterion.Kind.SOCIAL_VALUE:
            assert len(branch.measures) >= 8
            assert set(branch.measures) <= starter


def test_the_page_offers_every_tree_and_shows_what_is_in_it(browser: Client, lot: Lot) -> None:
    page = text(browser.get(url("criteria_ready_made", lot)))
    for tree in TREES.values():
        assert page.count(tree.title) == 2
        assert tree.summary in page
    assert "ocds-h6vhtk-037fd7" in page
