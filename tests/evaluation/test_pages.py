"""The pages: what each shows to whom, and that nothing typed is lost."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from procurement.accounts.models import Person
from procurement.audit.models import AuditEvent
from procurement.bids.models import Bid
from procurement.evaluation import services
from procurement.evaluation.models import ConflictDeclaration, ModeratedScore, PassDecision, Result, Score
from procurement.tenders.models import Tender

from .conftest import NAMES, World, declaration_of


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_names_are_shown_by_the_alphabet_until_a_person_has_declared(world: World) -> None:
    client, page = signed_in(world.evaluators[0]), world.url("conflicts/")
    before = text(client.get(page))
    places = [before.index(name) for name in sorted(NAMES[:3])]
    assert places == sorted(places)
    assert "Bid A" not in before
    refused = client.post(page, {"answer": "conflict", "details": ""})
    assert "Describe the possible conflict" in text(refused)
    done = client.post(page, {"answer": "none", "details": ""})
    assert (done.status_code, done.url) == (302, page)
    after = text(client.get(page))
    assert "You take part" in after
    assert not any(name in after for name in NAMES)


def test_an_officer_sees_every_declaration_and_decides(world: World) -> None:
    person = world.evaluators[0]
    services.declare(
        actor=person, lot_stage=world.lot_stage, answer="conflict", details="My sister works there."
    )
    client = signed_in(world.officer)
    page = text(client.get(world.url("conflicts/")))
    assert "My sister works there." in page
    assert "To decide" in page
    decide = world.url(f"conflicts/{declaration_of(person).pk}/")
    again = client.post(decide, {"outcome": "", "mitigation": "Typed already"})
    assert "Typed already" in text(again)
    assert client.post(decide, {"outcome": "recused", "mitigation": "She leads that bid."}).status_code == 302
    assert declaration_of(person).outcome == "recused"
    assert "My sister" not in text(signed_in(world.moderator).get(world.url("conflicts/")))


def test_an_officer_cannot_decide_about_themselves(world: World) -> None:
    world.declare(world.officer)
    page = world.url(f"conflicts/{declaration_of(world.officer).pk}/")
    refused = signed_in(world.officer).post(page, {"outcome": "takes_part", "mitigation": "All is well."})
    assert "Nobody decides about their own" in text(refused)


def test_a_conflict_that_comes_up_later_has_its_page(scoring_world: World) -> None:
    client = signed_in(scoring_world.evaluators[0])
    assert "Declare a possible conflict" in text(client.get(scoring_world.url("conflicts/")))
    page = scoring_world.url("conflicts/later/")
    assert client.get(page).status_code == 200
    assert client.post(page, {"details": "I have been offered a job."}).status_code == 302
    assert ConflictDeclaration.objects.get(person=scoring_world.evaluators[0]).outcome == "waiting"
    assert client.get(page).status_code == 302


def test_the_evaluation_is_started_with_one_button(world: World) -> None:
    client = signed_in(world.officer)
    assert "Start the evaluation" in text(client.get(world.url("conflicts/")))
    for _ in range(2):
        assert client.post(world.url("start/")).status_code == 302
    assert AuditEvent.objects.filter(action="lotstage.evaluating").count() == 1
    assert client.get(world.url("start/")).status_code == 405


def test_scoring_waits_for_the_declaration_and_says_so(world: World) -> None:
    world.start()
    client = signed_in(world.evaluators[0])
    page = text(client.get(world.url("scoring/")))
    assert "Declare first" in page
    assert client.get(world.url("scoring/Q1/A/")).status_code == 403


def test_an_answer_is_marked_and_the_next_bid_follows(scoring_world: World) -> None:
    world, client = scoring_world, signed_in(scoring_world.evaluators[0])
    page = text(client.get(world.url("scoring/Q1/A/")))
    for words in (
        "answer A",
        "Bid B",
        "How will you be ready",
        "500 words",
        "Excellent",
        "Attachment 1 (PDF",
    ):
        assert words in page
    assert "answer B" not in page
    saved = client.post(world.url("scoring/Q1/A/"), {"mark": "4", "reason": "Page 2.", "revision": "0"})
    assert saved.url == world.url("scoring/Q1/B/")
    later = client.post(
        world.url("scoring/Q1/B/"), {"mark": "", "reason": "Half a thought", "revision": "0", "later": "1"}
    )
    assert later.url == world.url("scoring/")
    board = text(client.get(world.url("scoring/")))
    assert "1 of 9 done" in board
    assert "Mark missing" in board
    last = client.post(world.url("scoring/SQ/C/"), {"mark": "3", "reason": "Page 3.", "revision": "0"})
    assert last.url == world.url("scoring/")


def test_a_stale_window_shows_what_is_saved_and_what_was_typed(scoring_world: World) -> None:
    client, page = signed_in(scoring_world.evaluators[0]), scoring_world.url("scoring/Q1/A/")
    client.post(page, {"mark": "4", "reason": "From the first window", "revision": "0"})
    stale = client.post(page, {"mark": "2", "reason": "From the second window", "revision": "0"})
    shown = text(stale)
    for words in ("From the first window", "From the second window", "another window"):
        assert words in shown
    assert Score.objects.get().mark == "4"
    again = client.post(page, {"mark": "2", "reason": "From the second window", "revision": "1"})
    assert again.status_code == 302
    assert Score.objects.get().mark == "2"


def test_a_mark_off_the_scale_keeps_the_reason_typed(scoring_world: World) -> None:
    client, page = signed_in(scoring_world.evaluators[0]), scoring_world.url("scoring/Q1/A/")
    refused = client.post(page, {"mark": "4.2", "reason": "A careful reason", "revision": "0"})
    assert refused.status_code == 200
    assert "A careful reason" in text(refused)
    assert not Score.objects.exists()


def test_what_is_saved_is_shown_beside_the_form_only_after_a_conflict(scoring_world: World) -> None:
    client, page = signed_in(scoring_world.evaluators[0]), scoring_world.url("scoring/Q1/A/")
    client.post(page, {"mark": "4", "reason": "Saved before", "revision": "0"})
    wrong = text(client.post(page, {"mark": "4.2", "reason": "Typed now", "revision": "1"}))
    assert "Typed now" in wrong
    assert "Saved now" not in wrong


def test_reading_the_list_of_commitments_is_one_event_a_bid_and_day(scoring_world: World) -> None:
    client = signed_in(scoring_world.reviewer)
    for _ in range(2):
        client.get(scoring_world.url("social-value/"))
    assert AuditEvent.objects.filter(action="bid.read").count() == len(scoring_world.bids) == 3


@contextmanager
def meanwhile(change: Callable[[], object]) -> Iterator[None]:
    """Somebody else's `change` arrives after the page has looked and before its service has locked anything."""
    waiting = [change]

    def before(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if waiting and sql.startswith("SAVEPOINT"):
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(before):
        yield
    assert not waiting


def test_a_bid_disregarded_in_between_is_said_on_the_page(locked_world: World) -> None:
    world = locked_world
    officer, moderator = signed_in(world.officer), signed_in(world.moderator)
    decide, agree = world.url("moderation/pass/G/A/"), world.url("moderation/Q1/A/")
    officer.get(decide)
    moderator.get(agree)

    def disregard() -> None:
        Bid.objects.filter(pk=world.bids[0].pk).update(state="disregarded", disregarded_reason="Late.")

    def restore() -> None:
        Bid.objects.filter(pk=world.bids[0].pk).update(state="admitted", disregarded_reason="")

    with meanwhile(disregard):
        refused = officer.post(decide, {"passed": "yes", "reason": "Typed already", "revision": "0"})
    assert "Bid A is not evaluated: it was disregarded." in text(refused)
    assert "Typed already" in text(refused)
    restore()
    values = {"mark": "4", "reason": "Week plan on page 2.", "dissent": "", "revision": "0"}
    everybody = [str(person.pk) for person in world.evaluators]
    with meanwhile(disregard):
        refused = moderator.post(agree, values | {"agreed_by": everybody})
    assert "Bid A is not evaluated: it was disregarded." in text(refused)
    assert "Week plan on page 2." in text(refused)
    assert not ModeratedScore.objects.exists()


def test_a_conflict_declared_twice_at_once_is_said_on_the_page(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]

    def elsewhere() -> None:
        ConflictDeclaration.objects.filter(person=person).update(
            answer="conflict", details="Shares in a bidder.", outcome="waiting"
        )

    client = signed_in(person)
    with meanwhile(elsewhere):
        refused = client.post(world.url("conflicts/later/"), {"details": "I have been offered a job."})
    assert "You have declared a possible conflict of interest for this lot." in text(refused)
    assert "I have been offered a job." in text(refused)


def test_reading_an_answer_is_one_event_a_day(scoring_world: World) -> None:
    client = signed_in(scoring_world.evaluators[0])
    for _ in range(2):
        client.get(scoring_world.url("scoring/Q1/A/"))
        client.get(scoring_world.url("scoring/Q2/A/"))
    assert AuditEvent.objects.filter(action="bid.read").count() == 1


def test_locking_says_what_is_left_and_then_locks(scoring_world: World) -> None:
    world, person = scoring_world, scoring_world.evaluators[0]
    client = signed_in(person)
    left = text(client.get(world.url("scoring/lock/")))
    assert "Mobilisation, bid A: not started." in left
    assert "Mobilisation, bid A" in text(client.post(world.url("scoring/lock/")))
    world.score(person)
    assert "A locked sheet never changes" in text(client.get(world.url("scoring/lock/")))
    assert client.post(world.url("scoring/lock/")).url == world.url("scoring/")
    assert client.post(world.url("scoring/lock/")).url == world.url("scoring/")
    changed = client.post(world.url("scoring/Q1/A/"), {"mark": "5", "reason": "Again", "revision": "1"})
    assert changed.status_code == 409
    assert Score.objects.get(sheet__evaluator=person, sheet__bid=world.bids[0], criterion="Q1").mark == "3"
    shown = text(client.get(world.url("scoring/Q1/A/")))
    assert "Your mark: 3" in shown
    assert "Save and next bid" not in shown


def test_a_reviewer_judges_commitments_one_after_the_other(scoring_world: World) -> None:
    world, client = scoring_world, signed_in(scoring_world.reviewer)
    listed = text(client.get(world.url("social-value/")))
    assert "Jobs for local people" in listed
    first, second = world.bids[0].commitments.all()
    page = world.url(f"social-value/{first.pk}/")
    assert "method of A0" in text(client.get(page))
    refused = text(client.post(page, {"counted": "8", "reason": "Typed already", "revision": "0"}))
    assert "between 0 and the 7" in refused
    assert "Typed already" in refused
    done = client.post(page, {"counted": "5", "reason": "Two exist already.", "revision": "0"})
    assert done.url == world.url(f"social-value/{second.pk}/")
    assert "1 of 6 judged" in text(client.get(world.url("social-value/")))
    stale = text(client.post(page, {"counted": "4", "reason": "Another view", "revision": "0"}))
    assert "Two exist already." in stale
    assert "Another view" in stale
    assert "not judge" not in text(signed_in(world.moderator).get(page))


def test_moderation_before_everybody_has_locked_shows_who_is_left_and_no_mark(scoring_world: World) -> None:
    world = scoring_world
    world.score(world.evaluators[0], lambda _criterion, _bid: "1")
    world.lock(world.evaluators[0])
    page = text(signed_in(world.moderator).get(world.url("moderation/")))
    assert "Ben Cole" in page
    assert "Still open" in page
    assert "marks 1" not in page
    assert signed_in(world.moderator).get(world.url("moderation/Q1/A/")).status_code == 403


def test_the_consensus_starts_empty_and_keeps_what_is_typed(locked_world: World) -> None:
    world, client = locked_world, signed_in(locked_world.moderator)
    overview = text(client.get(world.url("moderation/")))
    assert "0% apart" in overview
    page = world.url("moderation/Q1/A/")
    shown = text(client.get(page))
    assert "Amira Khan: 3" in shown
    assert "<svg" in shown
    assert "checked" not in shown
    ben = world.evaluators[1]
    values = {
        "mark": "4",
        "reason": "Week plan on page 2.",
        "agreed_by": [str(ben.pk)],
        "dissent": "",
        "revision": "0",
    }
    refused = text(client.post(page, values))
    assert "Say why Amira Khan did not agree" in refused
    assert "Week plan on page 2." in refused
    done = client.post(page, values | {"dissent": "Amira Khan: no deputy is named."})
    assert done.status_code == 302
    assert ModeratedScore.objects.get().mark == "4"
    assert "Amira Khan: no deputy is named." in text(client.get(page))
    # The evaluators read it; only the moderator has the form.
    reader = text(signed_in(ben).get(page))
    assert "Amira Khan: no deputy is named." in reader
    assert "Record and go to the next" not in reader


def test_a_pass_is_decided_on_its_page(scoring_world: World) -> None:
    client, page = signed_in(scoring_world.officer), scoring_world.url("moderation/pass/G/A/")
    assert "Policy 4711" in text(client.get(page))
    assert "Typed already" in text(
        client.post(page, {"passed": "", "reason": "Typed already", "revision": "0"})
    )
    assert client.post(page, {"passed": "no", "reason": "It ran out.", "revision": "0"}).status_code == 302
    assert not PassDecision.objects.get().passed
    assert "It ran out." in text(client.post(page, {"passed": "yes", "reason": "Other", "revision": "0"}))


def test_closing_lists_what_is_open_with_links_and_then_shows_the_result(world: World) -> None:
    world.ready_to_close()
    ModeratedScore.objects.get(bid=world.bids[0], criterion="Q1").delete()
    client, page = signed_in(world.moderator), world.url("moderation/close/")
    open_page = text(client.get(page))
    assert world.url("moderation/Q1/A/") in open_page
    assert "Prices, totals, ranks and bidders" in open_page
    assert "no consensus mark yet" in text(client.post(page))
    services.moderate(
        actor=world.moderator,
        bid=world.bids[0],
        criterion="Q1",
        mark="4",
        reason="Week plan on page 2.",
        agreed_by=world.evaluators,
    )
    assert client.post(page).url == world.url("result/")
    assert client.post(page).url == world.url("result/")
    assert Result.objects.count() == 1


def test_the_result_page_shows_only_figures_of_the_result(world: World) -> None:
    world.ready_to_close()
    result = world.close()
    page = text(signed_in(world.approver).get(world.url("result/")))
    for figures in result.result["bids"]:
        assert figures["total"] in page
        assert figures["working"] in page
        for entry in figures["criteria"].values():
            assert (entry.get("points") or "") in page
            assert (entry.get("working") or "") in page
        for commitment in figures["social_value"]["commitments"]:
            assert commitment["working"] in page
    for words in (
        "£480,123",
        *NAMES[:3],
        result.result_hash,
        world.published.model_hash,
        "Bid B is first with",
    ):
        assert words in page
    assert "Prices were opened when moderation was closed" in page


def test_a_disqualified_bid_stands_with_its_reason_and_the_titles_of_the_criteria(world: World) -> None:
    world.ready_to_close()
    services.moderate(
        actor=world.moderator,
        bid=world.bids[1],
        criterion="Q1",
        mark="1",
        reason="The plan stops after week one (page 1).",
        agreed_by=world.evaluators,
    )
    world.close()
    page = text(signed_in(world.officer).get(world.url("result/")))
    assert "Disqualified" in page
    assert "Mobilisation" in page
    assert "Q1" not in re.sub(r"<[^>]+>", "", page)


def test_no_bid_left_is_said_in_the_title(world: World) -> None:
    world.ready_to_close()
    for bid in world.bids:
        services.decide_pass(actor=world.officer, bid=bid, criterion="G", passed=False, reason="It ran out.")
    world.close()
    assert "No bid can be awarded" in text(signed_in(world.officer).get(world.url("result/")))


def test_the_download_is_the_result_and_for_those_who_may(world: World) -> None:
    world.ready_to_close()
    result = world.close()
    answer = signed_in(world.officer).get(world.url("result/download/"))
    assert json.loads(answer.content) == result.result
    assert answer["Content-Disposition"].startswith("attachment;")
    Tender.objects.update(reference='Stra\u00dfe "7"')
    named = signed_in(world.officer).get(world.url("result/download/"))["Content-Disposition"]
    assert named == "attachment; filename*=utf-8''result-stra%C3%9Fe--7--lot-1.json"
    assert signed_in(world.evaluators[0]).get(world.url("result/download/")).status_code == 403


@pytest.mark.parametrize("rest", ["scoring/Q9/A/", "scoring/Q1/Z/", "scoring/P/A/", "attachments/A/2/"])
def test_what_is_not_there_is_not_found(scoring_world: World, rest: str) -> None:
    assert signed_in(scoring_world.evaluators[0]).get(scoring_world.url(rest)).status_code == 404
