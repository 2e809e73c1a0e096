"""Whoever saves too late, or may no longer, is told why and gets back every word that was typed."""

from collections.abc import Callable
from typing import Any

import pytest

from procurement.bids.models import Bid
from procurement.core.errors import NotPermitted
from procurement.evaluation import services
from procurement.evaluation.models import CommitmentReview, ModeratedScore, PassDecision, Score
from procurement.organisations.models import OrganisationGrant
from procurement.tenders.models import TenderGrant
from procurement.tenders.services import end_lot

from .conftest import World, declaration_of
from .test_pages import signed_in, text

WORDS = "Week plan on page 2, typed a minute too late."
CLOSED = "The moderation of this lot is closed, so nothing of its evaluation can be changed."


def pages(world: World) -> dict[str, tuple[Any, str, dict[str, Any]]]:
    """Who posts what to where, by the name of the page."""
    commitment = world.bids[0].commitments.all()[0]
    return {
        "mark": (world.evaluators[0], "scoring/Q1/A/", {"mark": "5", "reason": WORDS, "revision": "1"}),
        "consensus": (
            world.moderator,
            "moderation/Q1/A/",
            {
                "mark": "2",
                "reason": WORDS,
                "dissent": "Ben Cole: no deputy.",
                "agreed_by": [str(world.evaluators[0].pk)],
                "revision": "1",
            },
        ),
        "commitment": (
            world.reviewer,
            f"social-value/{commitment.pk}/",
            {"counted": "3.5", "reason": WORDS, "revision": "1"},
        ),
        "pass": (
            world.officer,
            "moderation/pass/G/A/",
            {"passed": "no", "reason": WORDS, "revision": "1"},
        ),
        "declaration": (world.second_officer, "conflicts/", {"answer": "conflict", "details": WORDS}),
        "later conflict": (world.evaluators[0], "conflicts/later/", {"details": WORDS}),
        "decision": (
            world.second_officer,
            f"conflicts/{declaration_of(world.moderator).pk}/",
            {"outcome": "recused", "mitigation": WORDS},
        ),
    }


SHORT = {"mark": "Your score", "consensus": "Ben Cole: no deputy.", "commitment": "3.5", "pass": "Fail"}
PAGES = ["mark", "consensus", "commitment", "pass", "declaration", "later conflict", "decision"]


def standing(world: World) -> list[Any]:
    """Everything that a late save could have changed."""
    return [
        sorted(Score.objects.values_list("pk", "mark", "reason")),
        sorted(ModeratedScore.objects.values_list("pk", "mark", "reason")),
        sorted(CommitmentReview.objects.values_list("pk", "counted", "reason")),
        sorted(PassDecision.objects.values_list("pk", "passed", "reason")),
        sorted(world.lot_stage.declarations.values_list("pk", "answer", "outcome", "details", "mitigation")),
    ]


def assert_kept(world: World, page: str, status: int, reason: str = "") -> None:
    """A late post to a page is answered with the status, the reason and what was typed; nothing is changed."""
    before = standing(world)
    person, rest, data = pages(world)[page]
    response = signed_in(person).post(world.url(rest), data)
    shown = text(response)
    assert response.status_code == status
    assert WORDS in shown
    assert SHORT.get(page, WORDS) in shown
    assert reason in shown
    assert "Nothing was changed" in shown
    assert standing(world) == before


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_after_moderation_is_closed_comes_back_with_the_reason(world: World, page: str) -> None:
    world.ready_to_close()
    world.close()
    declarations = {"declaration", "later conflict", "decision"}
    said = "Declarations are made between the opening of the bids" if page in declarations else CLOSED
    assert_kept(world, page, 403, said)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_after_the_lot_has_ended_comes_back_with_the_reason(world: World, page: str) -> None:
    world.ready_to_close()
    end_lot(actor=world.officer, lot_stage=world.lot_stage, reason="The need is gone.")
    assert_kept(world, page, 403)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_by_somebody_whose_role_was_taken_away_comes_back(world: World, page: str) -> None:
    world.ready_to_close()
    TenderGrant.objects.all().delete()
    OrganisationGrant.objects.all().delete()
    assert_kept(world, page, 404, "There is no such lot among yours.")


@pytest.mark.parametrize("page", ["mark", "consensus", "pass"])
def test_what_is_typed_about_a_bid_that_was_disregarded_comes_back(world: World, page: str) -> None:
    world.ready_to_close()
    Bid.objects.filter(pk=world.bids[0].pk).update(state="disregarded", disregarded_reason="Excluded.")
    assert_kept(world, page, 404, "There is no bid A to evaluate in this lot.")


def test_what_is_typed_over_a_locked_sheet_comes_back(locked_world: World) -> None:
    services.declare(actor=locked_world.second_officer, lot_stage=locked_world.lot_stage, answer="none")
    assert_kept(locked_world, "mark", 409, "You have locked your score sheets")


def test_a_moderator_who_is_recused_meanwhile_gets_back_what_was_typed(world: World) -> None:
    world.ready_to_close()
    services.decide_conflict(
        actor=world.officer,
        declaration=declaration_of(world.moderator),
        outcome="recused",
        mitigation="A friend of a director.",
    )
    assert_kept(world, "consensus", 403, "You are recused from this lot")


def test_a_second_declaration_from_an_old_window_is_not_dropped(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    page = world.url("conflicts/")
    services.declare(actor=person, lot_stage=world.lot_stage, answer="conflict", details="Shares.")
    client = signed_in(person)
    other = client.post(page, {"answer": "conflict", "details": WORDS})
    assert other.status_code == 409
    assert WORDS in text(other)
    assert "You have declared a possible conflict of interest for this lot." in text(other)
    half = client.post(page, {"answer": "", "details": WORDS})
    assert half.status_code == 409
    assert WORDS in text(half)
    assert declaration_of(person).details == "Shares."


def test_a_conflict_from_an_old_window_counts_after_a_declaration_of_none(scoring_world: World) -> None:
    person = scoring_world.evaluators[0]
    client = signed_in(person)
    assert (
        client.post(scoring_world.url("conflicts/"), {"answer": "conflict", "details": WORDS}).status_code
        == 302
    )
    assert declaration_of(person).details == WORDS


def test_details_with_the_answer_no_are_asked_about_and_not_dropped(world: World) -> None:
    person = world.evaluators[0]
    page = text(signed_in(person).post(world.url("conflicts/"), {"answer": "none", "details": WORDS}))
    assert WORDS in page
    assert "You described a conflict but answered no" in page
    assert not world.lot_stage.declarations.exists()


@pytest.mark.parametrize(
    ("again", "rest"),
    [(services.start_evaluation, "start/"), (services.close_moderation, "moderation/close/")],
)
def test_a_repeated_click_is_answered_only_to_whoever_may_click(
    world: World, again: Callable[..., object], rest: str
) -> None:
    world.ready_to_close()
    if rest != "start/":
        world.close()
    for person in (*world.evaluators, world.reviewer, world.approver, world.outsider):
        with pytest.raises(NotPermitted):
            again(actor=person, lot_stage=world.lot_stage)
    assert signed_in(world.evaluators[0]).post(world.url(rest)).status_code == 403
    assert signed_in(world.officer).post(world.url(rest)).status_code == 302


def test_the_page_that_closes_moderation_leads_to_the_result_once_it_is_closed(world: World) -> None:
    world.ready_to_close()
    world.close()
    assert signed_in(world.moderator).get(world.url("moderation/close/")).url == world.url("result/")
    assert "Close moderation" not in text(signed_in(world.moderator).get(world.url("moderation/")))


def test_an_evaluator_who_never_locked_has_no_form_after_moderation(scoring_world: World) -> None:
    world, late = scoring_world, scoring_world.evaluators.pop()
    for person in (late, *world.evaluators):
        world.score(person)
    services.decide_conflict(
        actor=world.officer, declaration=declaration_of(late), outcome="recused", mitigation="Shares."
    )
    world.lock()
    world.judge()
    world.pass_all()
    world.moderate()
    world.close()
    world.lot_stage.declarations.filter(person=late).update(outcome="takes_part")
    page = text(signed_in(late).get(world.url("scoring/Q1/A/")))
    assert "Your mark, not locked: 3" in page
    assert "Save and next bid" not in page
