"""Who saves after the sign-in has ended is told so and gets back what was typed; a stranger is asked to sign in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

OURS = {"HTTP_ORIGIN": "http://testserver"}
TYPED = {
    "text": "Three hours of typing.\nAnd a second line.",
    "price-P": "£480,000",
    "csrfmiddlewaretoken": "abc",
    "revision": "3",
    "seen": '{"1": "sha256 of the rules"}',
    "old_password": "correct horse battery",
}


def page() -> str:
    return reverse("tenders:new")


def test_what_was_typed_comes_back_with_the_way_to_sign_in_again(client: Client) -> None:
    client.force_login(PersonFactory())
    client.logout()

    answer = client.post(page(), TYPED, **OURS)

    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "You are signed out, so this was not saved" in shown
    assert f'href="/account/sign-in/?next={page()}"' in shown
    assert "Three hours of typing.\nAnd a second line.</textarea>" in shown
    assert "£480,000</textarea>" in shown
    assert "What you typed, 2 of 2" in shown
    assert shown.count("<textarea") == 2


@pytest.mark.parametrize(
    ("data", "headers"),
    [(TYPED, {}), (TYPED, {"HTTP_ORIGIN": "https://elsewhere.example"}), ({"mark": "4"}, OURS)],
)
def test_who_posts_from_elsewhere_or_typed_nothing_is_asked_to_sign_in(
    client: Client, data: dict[str, str], headers: dict[str, str]
) -> None:
    answer = client.post(page(), data, **headers)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")


def test_nothing_of_a_page_about_passwords_is_shown(client: Client) -> None:
    answer = client.post(reverse("account_change_password"), TYPED, **OURS)

    assert answer.status_code == 302


def test_a_page_from_before_another_sign_in_shows_what_was_typed() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(PersonFactory())

    answer = strict.post(page(), TYPED, **OURS)

    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "This page was open for too long" in shown
    assert "Three hours of typing." in shown
    assert "back button" not in shown
    elsewhere = strict.post(page(), TYPED, HTTP_ORIGIN="https://elsewhere.example").content.decode()
    assert "Three hours of typing." not in elsewhere
    assert "back button" in elsewhere
