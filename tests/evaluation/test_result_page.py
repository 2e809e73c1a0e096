"""The result page gives the panel's reason beside each figure that somebody decided."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from procurement.evaluation import services
from procurement.evaluation.queries.reasons import panel_reasons
from procurement.evaluation.queries.results import by_rank
from procurement.evaluation.views import result as result_views

from .conftest import World, build
from .test_pages import signed_in, text

DISSENT = "Ben Cole: no deputy is named."


def rows(page: str) -> list[str]:
    return re.findall(r"<tr.*?</tr>", page)


def test_each_mark_stands_with_its_reason_its_dissent_and_who_agreed(world: World) -> None:
    world.ready_to_close()
    services.moderate(
        actor=world.moderator,
        bid=world.bids[1],
        criterion="Q2",
        mark="4",
        reason="Rotas for every night shift (page 7).",
        dissent=DISSENT,
        agreed_by=[world.evaluators[0]],
    )
    world.close()
    page = text(signed_in(world.approver).get(world.url("result/")))
    (row,) = [row for row in rows(page) if "Rotas for every night shift (page 7)." in row]
    for words in (
        "Workforce",
        "4 Good",
        "Why this mark",
        "Agreed by Amira Khan.",
        DISSENT,
        "Recorded by Maya Sand",
    ):
        assert words in row
    assert page.count("Why this mark") == 3 * len(world.questions)
    assert page.count(DISSENT) == 1


def test_each_commitment_stands_with_who_judged_it_and_why(world: World) -> None:
    world.ready_to_close()
    commitment = world.bids[2].commitments.all()[1]
    services.review_commitment(
        actor=world.reviewer,
        commitment=commitment,
        counted=commitment.quantity,
        reason="Meters are read monthly.",
    )
    world.close()
    page = text(signed_in(world.officer).get(world.url("result/")))
    (row,) = [row for row in rows(page) if "Meters are read monthly." in row]
    for words in ("Carbon saved", "contract year 2", "20 tonnes", "Judged by Ruth Vale"):
        assert words in row
    assert page.count("One job exists already and is not new.") == 5


def test_each_pass_stands_with_who_decided_it_and_why(world: World) -> None:
    world.ready_to_close()
    services.decide_pass(
        actor=world.officer, bid=world.bids[0], criterion="G", passed=False, reason="It ran out in May."
    )
    world.close()
    page = text(signed_in(world.moderator).get(world.url("result/")))
    (row,) = [row for row in rows(page) if "It ran out in May." in row]
    assert "Fail" in row
    assert "Decided by Olwen Price" in row


def test_a_disregarded_bid_shows_no_reason_for_marks_that_do_not_count(world: World) -> None:
    world.ready_to_close()
    world.bids[2].state, world.bids[2].disregarded_reason = "disregarded", "An excluded supplier"
    world.bids[2].save()
    world.close()
    page = text(signed_in(world.officer).get(world.url("result/")))
    assert page.count("Why this mark") == 2 * len(world.questions)


@pytest.mark.parametrize("size", [1, 3])
def test_all_reasons_of_a_lot_cost_five_queries(
    db: None, size: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    world = build(bids=size, questions=size, evaluators=size + 1)
    world.ready_to_close()
    with django_assert_num_queries(5):
        reasons = panel_reasons(world.lot_stage)
    assert len(reasons.decisions) == size * (len(world.questions) + 1)
    assert [len(found) for found in reasons.commitments.values()] == [2] * size


def test_the_workings_of_many_bids_stand_on_several_pages_the_first_in_rank_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_views, "WORKINGS_A_PAGE", 2)
    world.ready_to_close()
    result = world.close()
    first, second, third = by_rank(result)
    reader = signed_in(world.approver)
    page, rest = (text(reader.get(world.url(f"result/{query}"))) for query in ("", "?page=2"))

    def worked(page: str) -> list[str]:
        return re.findall(r"Working of every figure of bid (\w)", page)

    assert (worked(page), worked(rest)) == ([first, second], [third])
    assert "By rank: bids 1 to 2 of 3." in page
    assert page.count("Why this mark") == 2 * len(world.questions)
    assert rest.count("Why this mark") == len(world.questions)
    assert all(bid.supplier.name in rest for bid in world.bids), "every bid stays in the table of scores"
    assert f'href="?page=1#working-{first}-total"' in rest
    assert f'href="?page=2#working-{third}-total"' in page
    assert f'id="working-{third}-total"' in rest
