"""Judged commitments, pass or fail, and the panel's consensus."""

from decimal import Decimal

import pytest

from procurement.audit.models import AuditEvent
from procurement.bids.models import BidCommitment
from procurement.core.errors import Conflict, NotPermitted, Refused
from procurement.core.permissions import allowed, refusal
from procurement.evaluation import services
from procurement.evaluation.models import CommitmentReview, ModeratedScore
from procurement.evaluation.queries import open_points, score_matrix
from procurement.evaluation.queries.moderation import range_share, scores_of
from procurement.tenders.models import TenderGrant
from procurement.tenders.queries import current_rules

from .conftest import World, declaration_of

REASON = "The plan names who does what by week (page 2)."


def consensus(world: World, **changes: object) -> ModeratedScore:
    values = {
        "actor": world.moderator,
        "bid": world.bids[0],
        "criterion": "Q1",
        "mark": "4",
        "reason": REASON,
        "agreed_by": world.evaluators,
    }
    return services.moderate(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("counted", "reason", "said"),
    [
        ("8", "More", "between 0 and the 7"),
        ("-1", "Less", "between 0 and the 7"),
        ("1.00001", "Fine", "4 decimal places"),
        ("3", " ", "Say why"),
        ("NaN", "None", "between 0 and"),
    ],
)
def test_what_counts_is_within_the_promise_and_has_a_reason(
    scoring_world: World, counted: str, reason: str, said: str
) -> None:
    commitment = BidCommitment.objects.get(bid=scoring_world.bids[0], measure="EMP1")
    with pytest.raises(Refused, match=said):
        services.review_commitment(
            actor=scoring_world.reviewer, commitment=commitment, counted=Decimal(counted), reason=reason
        )


def test_a_commitment_is_judged_again_and_the_log_holds_what_stood(scoring_world: World) -> None:
    commitment = BidCommitment.objects.get(bid=scoring_world.bids[0], measure="EMP1")
    judge = {"actor": scoring_world.reviewer, "commitment": commitment}
    services.review_commitment(**judge, counted=Decimal(5), reason="Two exist already.")
    services.review_commitment(**judge, counted=Decimal(5), reason="Two exist already.")
    services.review_commitment(**judge, counted=Decimal(0), reason="All exist already.")
    events = AuditEvent.objects.filter(action="commitment.reviewed").order_by("number")
    assert events.count() == 2
    assert events[1].details["earlier"] == {"counted": "5", "reason": "Two exist already."}
    assert CommitmentReview.objects.get().revision == 2
    with pytest.raises(Conflict):
        services.review_commitment(**judge, counted=Decimal(1), reason="Other window.", revision=1)


def test_only_reviewers_judge_commitments_and_only_past_their_own_scoring(scoring_world: World) -> None:
    world = scoring_world
    commitment = BidCommitment.objects.filter(bid=world.bids[0]).first()
    assert commitment is not None
    for person in (world.evaluators[0], world.moderator, world.officer):
        with pytest.raises(NotPermitted, match="Only the social value reviewers"):
            services.review_commitment(actor=person, commitment=commitment, counted=Decimal(1), reason="Why")
    both = world.evaluators[0]
    TenderGrant.objects.create(
        person=both, tender=world.lot_stage.tender, lot=world.lot_stage.lot, role="social_value_reviewer"
    )
    assert "Lock your score sheets first" in (refusal("evaluation.review", both, world.lot_stage) or "")
    world.score(both)
    world.lock(both)
    assert allowed("evaluation.review", both, world.lot_stage)


def test_a_pass_is_decided_by_moderator_or_officer_with_a_reason(scoring_world: World) -> None:
    world = scoring_world
    decide = {"bid": world.bids[0], "criterion": "G"}
    with pytest.raises(Refused, match="Say why"):
        services.decide_pass(actor=world.officer, **decide, passed=True, reason="")
    with pytest.raises(NotPermitted):
        services.decide_pass(actor=world.evaluators[0], **decide, passed=True, reason="Seen")
    with pytest.raises(Refused, match="no such question"):
        services.decide_pass(
            actor=world.officer, bid=world.bids[0], criterion="Q1", passed=True, reason="Seen"
        )
    services.decide_pass(actor=world.officer, **decide, passed=True, reason="Seen")
    decision = services.decide_pass(actor=world.moderator, **decide, passed=False, reason="It ran out.")
    assert (decision.passed, decision.revision) == (False, 2)


def test_nobody_moderates_or_reads_marks_before_everybody_has_locked(scoring_world: World) -> None:
    world = scoring_world
    world.score(world.evaluators[0])
    world.lock(world.evaluators[0])
    with pytest.raises(NotPermitted, match=r"Still to lock their score sheets: Ben Cole\."):
        consensus(world)
    for person in (*world.panel, world.officer):
        assert not allowed("evaluation.read_marks", person, world.lot_stage)
    assert not allowed("evaluation.view_moderation", world.evaluators[0], world.lot_stage)


def test_a_consensus_needs_mark_reason_and_agreement(locked_world: World) -> None:
    world = locked_world
    for changes, said in [
        ({"mark": ""}, "Choose the consensus mark"),
        ({"mark": "3.5"}, "not on the published scale"),
        ({"reason": " "}, "Give the panel's reason"),
        (
            {"reason": "Good. Meets every point with evidence; minor matters are left open."},
            "only repeats the words",
        ),
        ({"agreed_by": []}, "Tick who of the evaluators agreed"),
        ({"agreed_by": [world.moderator]}, "Only evaluators who take part can agree"),
        ({"agreed_by": world.evaluators[:1]}, "Say why Ben Cole did not agree"),
    ]:
        with pytest.raises(Refused, match=said):
            consensus(world, **changes)
    assert not ModeratedScore.objects.exists()
    kept = consensus(world, agreed_by=world.evaluators[:1], dissent="Ben Cole saw no named deputy.")
    assert kept.dissent == "Ben Cole saw no named deputy."


def test_a_consensus_can_be_revised_and_the_log_holds_what_stood(locked_world: World) -> None:
    consensus(locked_world)
    consensus(locked_world)
    consensus(locked_world, mark="2", reason="The plan ends in week two (page 4).")
    events = AuditEvent.objects.filter(action__startswith="consensus.").order_by("number")
    assert [event.action for event in events] == ["consensus.recorded", "consensus.revised"]
    assert events[1].details["earlier"] == {
        "mark": "4",
        "reason": REASON,
        "dissent": "",
        "agreed_by": ["Amira Khan", "Ben Cole"],
    }
    with pytest.raises(Conflict):
        consensus(locked_world, mark="3", revision=1)


def test_only_a_moderator_who_takes_part_moderates(locked_world: World) -> None:
    for person in (locked_world.officer, locked_world.evaluators[0], locked_world.approver):
        with pytest.raises(NotPermitted, match="Only a moderator"):
            consensus(locked_world, actor=person)
    services.decide_conflict(
        actor=locked_world.officer,
        declaration=declaration_of(locked_world.moderator),
        outcome="recused",
        mitigation="A friend of the bidder's director.",
    )
    with pytest.raises(NotPermitted, match="You are recused"):
        consensus(locked_world)


def test_the_spread_is_a_share_of_the_scale_and_flagged_above_forty_per_cent(scoring_world: World) -> None:
    world = scoring_world
    first, second = world.evaluators
    world.score(first, lambda criterion, _bid: {"Q1": "1", "Q2": "2", "SQ": "3"}[criterion])
    world.score(second, lambda criterion, _bid: {"Q1": "4", "Q2": "4", "SQ": "3"}[criterion])
    world.lock()
    matrix = score_matrix(world.lot_stage)
    shown = {leaf.id: (cells[0].marks, cells[0].percent, cells[0].flagged) for leaf, cells in matrix.rows}
    assert shown == {
        "Q1": (("1", "4"), 60, True),
        "Q2": (("2", "4"), 40, False),
        "SQ": (("3", "3"), 0, False),
    }
    assert [cell.leaf.id for cell in matrix.by_disagreement] == ["Q1"] * 3 + ["Q2"] * 3 + ["SQ"] * 3
    one = matrix.rows[0][1][0]
    shown_scores = scores_of(world.lot_stage, one.bid, one.leaf)
    assert [score.sheet.evaluator for score in shown_scores] == [first, second]
    assert one.consensus is None


def test_a_recused_evaluator_leaves_the_spread(locked_world: World) -> None:
    services.decide_conflict(
        actor=locked_world.officer,
        declaration=declaration_of(locked_world.evaluators[1]),
        outcome="recused",
        mitigation="Shares in a bidder.",
    )
    assert {len(cell.marks) for cell in score_matrix(locked_world.lot_stage).cells} == {1}


def test_a_range_of_one_mark_or_none_is_nothing(world: World) -> None:
    leaf = current_rules(world.lot_stage.lot).leaf("Q1")
    assert range_share(leaf, []) == range_share(leaf, ["3"]) == 0


def test_open_points_name_everything_that_is_missing(locked_world: World) -> None:
    points = open_points(locked_world.lot_stage)
    assert [sum(point.kind == kind for point in points) for kind in ("consensus", "pass", "commitment")] == [
        9,
        3,
        6,
    ]
    texts = [point.text for point in points]
    assert "Mobilisation, bid A: no consensus mark yet." in texts
    assert "Insurance, bid B: pass or fail is not decided yet." in texts
    assert "Bid C, Carbon saved, year 2: the commitment is not judged yet." in texts
