"""What a view does when a service refuses: the reasons stand beside what was typed, or on the next page."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from procurement.core.errors import NotPermitted, Refused
from procurement.core.forms import GovForm, LineField
from procurement.core.refusals import done_or_said, refusals_on


class NameForm(GovForm):
    name = LineField(label="Name")


@pytest.fixture
def request_with_messages() -> HttpRequest:
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def refuse() -> None:
    raise Refused("It is locked.", "Unlock it first.")


def forbid() -> None:
    raise NotPermitted("The officer can do this.")


@pytest.mark.parametrize("field", [None, "name"])
def test_every_reason_of_a_refusal_stands_at_its_place_in_the_form_beside_what_was_typed(field):
    form = NameForm({"name": "Heron"})
    assert form.is_valid()
    with refusals_on(form, field) as refused:
        refuse()
    assert form.errors[field or "__all__"] == ["It is locked.", "Unlock it first."]
    assert form["name"].value() == "Heron"
    assert [refusal.reasons for refusal in refused] == [("It is locked.", "Unlock it first.")]


def test_what_a_person_may_not_do_is_left_to_the_page_that_says_who_can(request_with_messages):
    form = NameForm({"name": "Heron"})
    assert form.is_valid()
    with pytest.raises(NotPermitted), refusals_on(form):
        forbid()
    with pytest.raises(NotPermitted):
        done_or_said(request_with_messages, forbid)


def test_a_change_without_a_form_says_on_the_next_page_what_happened(request_with_messages):
    assert done_or_said(request_with_messages, lambda: None, success="It is done.")
    assert not done_or_said(request_with_messages, refuse, success="Never said.")
    said = [str(message) for message in get_messages(request_with_messages)]
    assert said == ["It is done.", "It is locked.", "Unlock it first."]
