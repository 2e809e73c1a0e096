"""Scoring one answer: a draft may lack its mark or its reason, and every page says so until it does not."""

import pytest

from procurement.evaluation.models import Score

from .conftest import World
from .test_pages import signed_in, text

LATER = {"later": "1"}


@pytest.mark.parametrize(
    ("typed", "said", "cell", "tab"),
    [
        (
            {"mark": "4", "reason": ""},
            "A reason is still needed",
            "4, reason missing",
            "Bid A: 4, reason missing",
        ),
        ({"mark": "", "reason": "Page 2."}, "A mark is still needed", "Mark missing", "Bid A: mark missing"),
    ],
)
def test_half_a_score_is_saved_and_said_wherever_it_stands(
    scoring_world: World, typed: dict[str, str], said: str, cell: str, tab: str
) -> None:
    world, client = scoring_world, signed_in(scoring_world.evaluators[0])
    there = world.url("scoring/Q1/A/")
    following = client.post(there, typed | {"revision": "0"})
    assert Score.objects.get().mark == typed["mark"]
    assert following.url == world.url("scoring/Q1/B/")
    after = text(client.get(following.url))
    assert (
        f'{said} at <a class="govuk-link" href="{there}">Mobilisation, bid A</a> before you can lock' in after
    )
    assert tab in after
    assert said not in text(client.get(following.url)).replace(tab, "")
    assert f"{said} before you can lock your score sheets." in text(client.get(there))
    assert cell in text(client.get(world.url("scoring/")))


def test_saving_for_later_says_what_is_still_needed(scoring_world: World) -> None:
    client = signed_in(scoring_world.evaluators[0])
    nothing = {"mark": "", "reason": "", "revision": "0"}
    done = client.post(scoring_world.url("scoring/Q1/A/"), nothing | LATER)
    assert "A mark and a reason are still needed at" in text(client.get(done.url))


def test_a_whole_score_is_saved_without_a_warning(scoring_world: World) -> None:
    client, there = signed_in(scoring_world.evaluators[0]), scoring_world.url("scoring/Q1/A/")
    done = client.post(there, {"mark": "4", "reason": "Page 2.", "revision": "0"})
    after = text(client.get(done.url))
    assert "Saved: Mobilisation, bid A." in after
    assert "still needed" not in after + text(client.get(there))


def test_an_answer_that_nobody_began_is_not_warned_about(scoring_world: World) -> None:
    page = text(signed_in(scoring_world.evaluators[0]).get(scoring_world.url("scoring/Q1/A/")))
    assert "still needed" not in page
    assert "Bid B: " not in page
