"""What counts for a measure is what was published with the rules, whatever the framework says since."""

from procurement.evaluation.queries.commitments import commitments
from procurement.frameworks.models import Framework, Measure
from procurement.tenders.models import PublishedModel

from .conftest import World
from .test_pages import signed_in, text

PUBLISHED = {"definition": "A new job that lasts 26 weeks.", "evidence": "Payroll, with names taken out."}


def change_framework() -> None:
    """The framework's own words, as they read today."""
    framework = Framework.objects.create(code="live", title="Live", version="2")
    outcome = framework.themes.create(title="Jobs", position=1).outcomes.create(
        title="More of them", position=1
    )
    Measure.objects.create(
        framework=framework,
        outcome=outcome,
        code="EMP1",
        title="Jobs",
        unit="jobs",
        kind="economic",
        source="Today",
        definition="Any job, changed since.",
        evidence="None, changed since.",
    )


def publish_words(world: World) -> None:
    old = world.published
    PublishedModel.objects.create(
        lot=old.lot,
        version=2,
        model=old.model,
        model_hash=old.model_hash,
        questions={**old.questions, "measures": {"EMP1": PUBLISHED}},
        published_at=old.published_at,
        published_by=old.published_by,
    )


def page_of(world: World, position: int) -> str:
    commitment = world.bids[0].commitments.all()[position]
    return text(signed_in(world.reviewer).get(world.url(f"social-value/{commitment.pk}/")))


def test_the_reviewer_judges_by_the_words_that_were_published(scoring_world: World) -> None:
    publish_words(scoring_world)
    change_framework()
    page = page_of(scoring_world, 0)
    assert PUBLISHED["definition"] in page
    assert PUBLISHED["evidence"] in page
    assert "changed since" not in page


def test_a_model_that_was_published_without_words_shows_none(scoring_world: World) -> None:
    change_framework()
    page = page_of(scoring_world, 0)
    assert "method of A0" in page
    assert "changed since" not in page
    assert "Evidence asked for" not in page
    assert {item.words.definition for item in commitments(scoring_world.lot_stage)} == {""}
