"""What was typed is never lost: a page that can no longer save it shows it with the reason."""

import pytest
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory

from procurement.core.errors import NotPermitted, Refused
from procurement.core.forms import CheckboxesField, DayField, GovForm, LongTextField, RadiosField, ScaleField
from procurement.core.typed import Typed, keeps_typed, typed_into


class Answer(GovForm):
    mark = ScaleField(label="Your score")
    why = LongTextField(label="Why")
    passed = RadiosField(label="Does it pass?", choices=[("y", "Pass"), ("n", "Fail")])
    agreed = CheckboxesField(label="Who agreed?")
    day = DayField(label="Since when?")
    plan = forms.FileField(label="Plan")
    revision = forms.IntegerField(widget=forms.HiddenInput)


def post(text: str) -> HttpRequest:
    return RequestFactory().post("/page/", data=text, content_type="application/x-www-form-urlencoded")


def answered(raised: Exception, text: str) -> HttpResponse:
    @keeps_typed(Answer)
    def view(request: HttpRequest) -> HttpResponse:
        raise raised

    return view(post(text))


def test_answers_are_told_in_the_words_of_the_form() -> None:
    data = QueryDict("mark=4&why=Page+2.%0ABy+week.&passed=n&agreed=7&revision=3&other=x")
    assert list(typed_into(Answer, data)) == [
        Typed("Your score", "4"),
        Typed("Why", "Page 2.\nBy week."),
        Typed("Does it pass?", "Fail"),
    ]


def test_a_box_is_as_tall_as_its_words() -> None:
    assert [Typed("Why", words).rows for words in ("Page 2.", "One\nTwo", "x" * 100, "long\n" * 90)] == [
        1,
        2,
        3,
        20,
    ]


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (NotPermitted("Only a moderator."), 403),
        (Refused("It is locked."), 409),
        (Http404("It is gone."), 404),
    ],
)
def test_a_refusal_is_answered_with_its_reason_and_all_that_was_typed(raised: Exception, status: int) -> None:
    response = answered(raised, "mark=4&why=Half+a+%3Cb%3Ethought")
    page = response.content.decode()
    assert response.status_code == status
    assert str(raised) in page
    assert ">Half a &lt;b&gt;thought</textarea>" in page
    assert "Nothing was changed." in page


def test_a_request_that_typed_nothing_is_refused_as_everywhere() -> None:
    with pytest.raises(Http404):
        answered(Http404("It is gone."), "revision=3")
