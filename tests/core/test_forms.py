"""The form base: what is taken, what is refused in which words, and that each error points to its control."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.datastructures import MultiValueDict

from procurement.core.forms import (
    CheckboxesField,
    DayField,
    DeadlineField,
    FormButton,
    GovForm,
    LineField,
    LongTextField,
    MoneyField,
    Option,
    PercentageField,
    QuantityField,
    RadiosField,
    RevisionMixin,
    ScaleField,
    UploadField,
)
from procurement.core.forms.dates import read_clock
from procurement.core.forms.rendering import summary_lines


class BidForm(GovForm):
    title = "Your price and dates"
    fieldsets = (("When", ("starts", "deadline")),)
    buttons = (FormButton("Save for later", name="later", value="1"),)

    price = MoneyField(label="Your price", help_text="Over 3 years, without VAT")
    name = LineField(label="Title", max_length=20, width=20)
    method = forms.ChoiceField(label="Procedure", choices=[("", "Choose"), ("open", "Open")])
    options = RadiosField(label="Does the lot have options?", choices=[("y", "Yes"), ("n", "No")])
    areas = CheckboxesField(
        label="Areas", choices=[Option("n", "North", hint="Wards 1 to 8"), Option("s", "South")]
    )
    agree = forms.BooleanField(label="I have read the conditions")
    why = LongTextField(label="Why", words=5)
    starts = DayField(label="Start of the contract")
    deadline = DeadlineField(label="Deadline for bids")


class MarkForm(RevisionMixin, GovForm):
    mark = ScaleField(label="Your score")


def shown(form):
    return Template("{% load cw %}{% gov_fields form %}").render(Context({"form": form}))


def refusal(field, value):
    with pytest.raises(ValidationError) as refused:
        field.clean(value)
    return refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("£480,000", "480000"),
        ("480000.00", "480000.00"),
        (" £ 480 000 ", "480000"),
        ("480\N{NO-BREAK SPACE}000.5", "480000.5"),
        ("0.01", "0.01"),
        (".50", "0.50"),
        ("1,234,567.89", "1234567.89"),
    ],
)
def test_money_is_read_as_people_type_it(typed, amount):
    assert MoneyField(label="Your price").clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your price"),
        ("   ", "Enter your price"),
        ("£", "Enter your price"),
        ("four", "Your price must be a number, like 480,000 or 480,000.50"),
        ("480,50", "Your price must be a number, like 480,000 or 480,000.50"),
        ("1e6", "Your price must be a number, like 480,000 or 480,000.50"),
        ("NaN", "Your price must be a number, like 480,000 or 480,000.50"),
        ("٤٨٠", "Your price must be a number, like 480,000 or 480,000.50"),
        ("480k", "Your price must be a number, like 480,000 or 480,000.50"),
        ("-5", "Your price must not be less than zero"),
        ("-£5", "Your price must not be less than zero"),
        ("0.00", "Your price must be more than £0"),
        ("-0", "Your price must be more than £0"),
        ("1.005", "Your price must be in pounds and pence, with no fractions of a penny"),
        ("9" * 30, "Your price must be £999,999,999,999 or less"),
    ],
)
def test_money_that_is_none_is_refused_in_words(typed, words):
    assert refusal(MoneyField(label="Your price"), typed) == words


def test_money_may_be_zero_or_missing_where_the_form_says_so():
    assert MoneyField(label="Discount", allow_zero=True).clean("0") == 0
    assert MoneyField(label="Discount", required=False).clean("") is None


def test_money_is_shown_again_as_a_person_would_type_it():
    assert MoneyField().prepare_value(Decimal("480000.00")) == "480,000"
    assert MoneyField().prepare_value(Decimal("480000.50")) == "480,000.50"
    assert MoneyField().prepare_value("£4x") == "£4x"
    assert PercentageField().prepare_value(Decimal("12.5000")) == "12.5"


def test_a_number_is_called_by_the_name_that_the_form_gives_it():
    field = MoneyField(label="Year 1", name="your price for year 1")
    assert refusal(field, "") == "Enter your price for year 1"
    assert refusal(field, "x").startswith("Your price for year 1 must be a number")


def test_a_percentage_is_at_most_a_hundred():
    field = PercentageField(label="Weighting")
    assert field.clean("12.5%") == Decimal("12.5")
    assert refusal(field, "101") == "Weighting must be 100% or less"
    assert refusal(field, "0") == "Weighting must be more than 0%"


def test_a_quantity_shows_its_unit_and_takes_the_number_alone():
    field = QuantityField(label="Apprentice weeks", unit="weeks", places=1)
    assert field.clean("0") == 0
    assert refusal(field, "12 weeks") == "Apprentice weeks must be a number, like 1,250"
    assert refusal(field, "1.25") == "Apprentice weeks must have 1 decimal place or fewer"
    assert refusal(QuantityField(label="People", places=0), "1.5") == "People must be a whole number"


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("12 noon", 12, 0),
        ("noon", 12, 0),
        ("midnight", 0, 0),
        ("12 midnight", 0, 0),
        ("5pm", 17, 0),
        ("5:30 PM", 17, 30),
        ("5.30 p.m.", 17, 30),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("17:05", 17, 5),
        ("09:00", 9, 0),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, hour, minute):
    found = read_clock(typed)
    assert (found.hour, found.minute) == (hour, minute)


@pytest.mark.parametrize("typed", ["5", "25:00", "13pm", "0am", "5:60pm", "9 noon", "soon", "12:30 noon", ""])
def test_what_is_no_time_is_not_guessed(typed):
    assert read_clock(typed) is None


def test_a_deadline_is_a_moment_in_london():
    field = DeadlineField(label="Deadline for bids")
    assert field.clean(["23", "11", "2026", "12 noon"]) == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert field.clean(["1", "June", "2026", "5pm"]) == datetime(2026, 6, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("boxes", "code", "words"),
    [
        (["", "", "", ""], "required", "Enter deadline for bids"),
        (["23", "", "2026", "5pm"], "month", "Deadline for bids must include a month"),
        (["", "", "2026", "5pm"], "day", "Deadline for bids must include a day and a month"),
        (
            ["31", "2", "2026", "5pm"],
            "day",
            "Deadline for bids must be a real date: that month has no day 31",
        ),
        (["3", "13", "2026", "5pm"], "month", "Deadline for bids must have a month between 1 and 12"),
        (["3", "3", "26", "5pm"], "year", "Deadline for bids must have a year of 4 figures, like 2026"),
        (["x", "3", "2026", "5pm"], "day", "Deadline for bids must be a real date: check the day"),
        (["3", "3", "2026", ""], "time", "Deadline for bids must include a time, like 12 noon or 5pm"),
        (["3", "3", "2026", "5"], "time", "Deadline for bids must have a time like 12 noon, 5pm or 17:30"),
    ],
)
def test_a_deadline_that_is_none_is_refused_at_the_box_that_is_wrong(boxes, code, words):
    with pytest.raises(ValidationError) as refused:
        DeadlineField(label="Deadline for bids").clean(boxes)
    assert (refused.value.code, refused.value.messages) == (code, [words])


@pytest.mark.parametrize("boxes", [["29", "3", "2026", "1:30am"], ["25", "10", "2026", "1:30am"]])
def test_a_deadline_in_the_hour_when_the_clocks_change_is_refused(boxes):
    assert "clocks change" in refusal(DeadlineField(label="Deadline for bids"), boxes)


def test_a_stored_day_and_a_stored_moment_are_shown_in_their_boxes():
    class Dates(GovForm):
        starts = DayField(initial=date(2026, 4, 1))
        deadline = DeadlineField(initial=datetime(2026, 6, 1, 11, tzinfo=UTC))

    html = shown(Dates())
    assert 'name="deadline_time"' in html
    assert 'value="12 noon"' in html
    assert html.count('value="2026"') == 2


def test_a_text_over_its_limit_is_refused_with_both_figures_unless_the_form_only_counts():
    words = "one two three four five six"
    assert refusal(LongTextField(label="Why", words=5), words) == "Why must be 5 words or fewer; it has 6"
    assert LongTextField(label="Why", words=5, enforce=False).clean(words) == words
    assert refusal(LongTextField(label="Why?", characters=3), "four").startswith(
        "Your answer must be 3 characters"
    )


def test_line_ends_are_the_same_on_every_computer():
    assert LongTextField().clean("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_a_file_of_another_kind_or_too_large_is_refused_with_what_is_taken():
    field = UploadField(label="Method statement", kinds=["pdf", "docx"], largest=1024 * 1024)
    assert field.clean(SimpleUploadedFile("Statement.PDF", b"x")).name == "Statement.PDF"
    assert refusal(field, SimpleUploadedFile("run.exe", b"x")).endswith("Choose one of: PDF, DOCX")
    assert "must be 1 MB or smaller" in refusal(field, SimpleUploadedFile("a.pdf", b"x" * 1024 * 1025))
    assert refusal(field, SimpleUploadedFile("a.pdf", b"")).startswith("The file you chose is empty")


def test_every_empty_answer_says_what_to_do_and_points_to_its_control():
    form = BidForm({})
    lines = [(line.text, line.href) for line in summary_lines(form)]
    assert lines == [
        ("Enter your price", "#id_price"),
        ("Enter title", "#id_name"),
        ("Select procedure", "#id_method"),
        ("Answer the question “Does the lot have options?”", "#id_options_0"),
        ("Select areas", "#id_areas_0"),
        ("Tick the box “I have read the conditions” to go on", "#id_agree"),
        ("Enter why", "#id_why"),
        ("Enter start of the contract", "#id_starts_day"),
        ("Enter deadline for bids", "#id_deadline_day"),
    ]
    html = shown(form)
    assert all(f'id="{href.removeprefix("#")}"' in html for _, href in lines)


def test_an_error_of_one_box_of_a_date_points_to_that_box_and_marks_it_alone():
    data = {"deadline_day": "3", "deadline_month": "11", "deadline_year": "2026", "deadline_time": "5"}
    form = BidForm(data)
    assert "#id_deadline_time" in [line.href for line in summary_lines(form)]
    html = shown(form)
    assert "govuk-input--width-5 govuk-input--error" in html
    assert html.count("govuk-input--width-4 govuk-input--error") == 1  # the year of the other, empty date


def test_what_was_typed_is_shown_again_when_a_form_is_refused():
    html = shown(BidForm({"price": "480,50", "why": "six words <b>are</b> one too many", "areas": ["s"]}))
    assert 'value="480,50"' in html
    assert "six words &lt;b&gt;are&lt;/b&gt; one too many" in html
    assert html.count("checked") == 1


def test_controls_are_described_by_their_hint_error_and_count():
    html = shown(BidForm({"why": "1 2 3 4 5 6"}))
    assert 'aria-describedby="id_price_hint id_price_error"' in html
    assert 'aria-describedby="id_why_error id_why-info"' in html
    assert 'data-maxlength="5" data-count-type="words"' in html
    assert 'aria-describedby="id_areas_0_hint"' in html


def test_drawing_a_form_twice_gives_the_same_page():
    form = BidForm({})
    assert shown(form) == shown(form)


def test_the_first_label_is_the_heading_when_the_form_says_so():
    class Name(GovForm):
        title_is_label = True
        name = LineField(label="What is the tender called?")

    assert '<h1 class="govuk-label-wrapper">' in shown(Name())


def test_labels_and_legends_are_escaped():
    class Lot(GovForm):
        fieldsets = (("Lot <script>", ("name",)),)
        name = LineField(label="Title <i>")

    html = shown(Lot())
    assert "<script>" not in html
    assert "Title &lt;i&gt;" in html


def test_a_scale_takes_its_marks_from_the_published_model():
    form = MarkForm({"mark": "4", "revision": "3"})
    form.fields["mark"].set_marks(
        [(5, "Excellent", "Meets every point"), (4, "Good", "Minor matters left open")]
    )
    assert form.is_valid()
    assert form.cleaned_data == {"mark": "4", "revision": 3}
    html = shown(form)
    assert "cw-scale" in html
    assert "Minor matters left open" in html


def test_a_form_without_its_revision_is_refused_outside_any_control():
    form = MarkForm({"mark": "4"})
    form.fields["mark"].set_marks([(4, "Good", "")])
    assert [line.href for line in summary_lines(form)] == [""]


def test_a_renewed_form_keeps_what_was_typed_over_the_present_revision():
    form = MarkForm(MultiValueDict({"mark": ["4"], "revision": ["3"]}), revision=4)
    form.renew(4)
    assert (form["revision"].value(), form["mark"].value()) == ("4", "4")


def test_a_form_of_a_library_is_drawn_in_the_same_components():
    class SignIn(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "Email address"}))
        remember = forms.BooleanField(required=False)

    html = shown(SignIn())
    assert 'class="govuk-input"' in html
    assert "govuk-checkboxes__input" in html
    assert " required" not in html
    assert "placeholder" not in html


def test_the_whole_form_has_a_token_against_forgery_and_buttons_that_take_one_click(rf):
    template = Template('{% include "components/form.html" with cancel_url="/" %}')
    html = template.render(Context({"form": BidForm(), "csrf_token": "abc"}))
    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert "novalidate" in html
    assert html.count('data-prevent-double-click="true"') == 2
    assert 'name="later" value="1"' in html
