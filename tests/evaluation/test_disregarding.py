"""A bid can be disregarded until moderation is closed: with a reason, on the record, and the result leaves it out."""

import pytest

from procurement.audit.models import AuditEvent
from procurement.bids.models import Bid
from procurement.bids.services import admit_bids, disregard_bid
from procurement.core.errors import NotPermitted, Refused
from procurement.evaluation import services
from procurement.evaluation.models import Score

from .conftest import World, declaration_of
from .test_pages import signed_in, text

REASON = "Excluded supplier, found on 3 November in the debarment list."


def test_a_bid_disregarded_after_scoring_leaves_the_result_and_its_marks_stay(world: World) -> None:
    world.ready_to_close()
    marks = Score.objects.filter(sheet__bid=world.bids[1]).count()
    client, page = signed_in(world.officer), world.url("opening/B/disregard/")
    assert "Scoring has started." in text(client.get(page))
    assert client.post(page, {"reason": REASON}).status_code == 302
    result = world.close()
    assert [(bid["id"], bid["status"]) for bid in result.result["bids"]] == [
        ("A", "admissible"),
        ("B", "disregarded"),
        ("C", "admissible"),
    ]
    cheapest = next(bid for bid in result.result["bids"] if bid["id"] == "C")
    assert cheapest["criteria"]["P"]["points"] == "30.00"
    event = AuditEvent.objects.get(action="bid.disregarded")
    assert event.details["reason"] == REASON
    assert Score.objects.filter(sheet__bid=world.bids[1]).count() == marks > 0
    assert REASON in text(client.get(world.url("result/")))


@pytest.mark.parametrize(
    ("who", "page"), [(0, "scoring/"), ("moderator", "moderation/"), ("reviewer", "social-value/")]
)
def test_the_panel_is_told_by_letter_and_not_why(locked_world: World, who: int | str, page: str) -> None:
    person = locked_world.evaluators[who] if isinstance(who, int) else getattr(locked_world, who)
    disregard_bid(actor=locked_world.officer, bid=locked_world.bids[2], reason=REASON)
    shown = text(signed_in(person).get(locked_world.url(page)))
    assert "Bid C was disregarded and is not assessed." in shown
    assert REASON not in shown


def test_after_moderation_it_is_refused_with_what_the_law_leaves_to_do(world: World) -> None:
    world.ready_to_close()
    world.close()
    client, page = signed_in(world.officer), world.url("opening/B/disregard/")
    late = client.post(page, {"reason": REASON})
    assert late.status_code == 403
    for words in ("the result was calculated with this bid in it", "end the lot without award", REASON):
        assert words in text(late)
    assert "end the lot without award" in text(client.get(world.url("opening/")))
    assert "end the lot without award" not in text(signed_in(world.approver).get(world.url("opening/")))
    assert Bid.objects.get(pk=world.bids[1].pk).state == "assessed"
    with pytest.raises(NotPermitted, match="until moderation is closed"):
        disregard_bid(actor=world.officer, bid=world.bids[1], reason=REASON)


def test_a_second_reason_is_not_dropped_in_silence(world: World) -> None:
    world.start()
    disregard_bid(actor=world.officer, bid=world.bids[1], reason="It came unsigned.")
    with pytest.raises(Refused, match=r"for this reason: It came unsigned\. Your reason was not added"):
        disregard_bid(actor=world.second_officer, bid=world.bids[1], reason=REASON)
    page = text(signed_in(world.second_officer).post(world.url("opening/B/disregard/"), {"reason": REASON}))
    assert REASON in page
    assert "It came unsigned." in page


def test_whoever_may_not_disregard_is_not_told_that_it_was_done(world: World) -> None:
    disregard_bid(actor=world.officer, bid=world.bids[1], reason=REASON)
    with pytest.raises(NotPermitted):
        disregard_bid(actor=world.approver, bid=world.bids[1], reason=REASON)


def test_an_officer_who_is_recused_decides_nothing_about_the_bids(world: World) -> None:
    services.declare(
        actor=world.officer, lot_stage=world.lot_stage, answer="conflict", details="My brother's firm."
    )
    services.decide_conflict(
        actor=world.second_officer,
        declaration=declaration_of(world.officer),
        outcome="recused",
        mitigation="Tom Reid runs this lot.",
    )
    for attempt in (
        lambda: disregard_bid(actor=world.officer, bid=world.bids[0], reason=REASON),
        lambda: admit_bids(actor=world.officer, lot_stage=world.lot_stage),
        world.start,
    ):
        with pytest.raises(NotPermitted, match="You are recused from this lot"):
            attempt()
    services.start_evaluation(actor=world.second_officer, lot_stage=world.lot_stage)
