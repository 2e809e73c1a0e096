"""The base of every form.

    class ReasonForm(GovForm):
        title = "Why did you give this mark?"
        submit_label = "Save and next bid"
        guard = True

        reason = LongTextField(label="Why", words=300, help_text="Say which points decided it.")

and in the template: `{% include "components/form.html" %}`. The page's base shows the error summary above the
heading and begins the page's title with "Error: ", as long as the template knows the form as `form`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.layout import LayoutObject
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size
from django import forms
from django.core.validators import MaxLengthValidator

from . import wording

_DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
_CHOSEN = (forms.ChoiceField, forms.ModelChoiceField)


@dataclass(frozen=True)
class FormButton:
    """A button after the primary one; `name` and `value` tell the view which was pressed."""

    label: str
    name: str = ""
    value: str = ""
    style: str = "secondary"  # or "warning"


class GovFormMixin:
    """What GOV.UK forms share: layout, plain words, a heading or the only question as the heading, buttons.

    title           the page's heading, for views that have nothing better
    title_is_label  the first question's label is the page's heading (one thing a page)
    fieldsets       pairs of (legend, field names); fields in none of them come first, in their own order
    submit_label    the primary button
    buttons         more buttons, after it
    guard           ask before a page with unsaved words is left
    """

    title: ClassVar[str] = ""
    title_is_label: ClassVar[bool] = False
    fieldsets: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()
    submit_label: ClassVar[str] = "Save and continue"
    buttons: ClassVar[Sequence[FormButton]] = ()
    guard: ClassVar[bool] = False

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.say_in_plain_words()

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms draws this form; made when asked, so that fields added by a subclass are in it."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """The fields in order: those of no fieldset, then each fieldset. Override for anything else."""
        grouped = {name for _, names in self.fieldsets for name in names}
        loose = [name for name in self.fields if name not in grouped]
        parts: list[LayoutObject] = [
            self.place(name, heading=self.title_is_label and index == 0)
            for index, name in enumerate(name for name in loose if not self.fields[name].widget.is_hidden)
        ]
        parts += [Field(name) for name in loose if self.fields[name].widget.is_hidden]
        for legend, names in self.fieldsets:
            present = [self.place(name) for name in names if name in self.fields]
            parts.append(Fieldset(*present, legend=legend, legend_size=Size.MEDIUM, legend_tag="h2"))
        return Layout(*parts)

    def place(self, name: str, *, heading: bool = False) -> LayoutObject:
        """One field with its label in bold, or large and as the page's heading."""
        size, tag = ("l", "h1") if heading else ("s", "")
        return Field(
            name,
            context={
                "label_size": f"govuk-label--{size}",
                "legend_size": f"govuk-fieldset__legend--{size}",
                "label_tag": tag,
                "legend_tag": tag,
            },
        )

    def say_in_plain_words(self) -> None:
        """Replace Django's general messages by ones that name the question and say what to do."""
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " "))
            if field.error_messages.get("required") == _DJANGO_REQUIRED:
                field.error_messages["required"] = _required_message(field, label)
            if isinstance(field, forms.CharField) and field.max_length is not None:
                _word_the_longest(field, label)
            if isinstance(field, _CHOSEN):
                field.error_messages["invalid_choice"] = "Choose one of the options that are listed"
            if isinstance(field, forms.IntegerField):
                shown = wording.at_the_start(wording.in_a_sentence(label))
                field.error_messages["invalid"] = f"{shown} must be a whole number, like 12"


def _word_the_longest(field: forms.CharField, label: str) -> None:
    name = "Your answer" if label.endswith("?") else wording.at_the_start(wording.in_a_sentence(label))
    words = f"{name} must be %(limit_value)d characters or fewer; it has %(show_value)d"
    others = [check for check in field.validators if not isinstance(check, MaxLengthValidator)]
    field.validators = [*others, MaxLengthValidator(field.max_length, words)]


def _required_message(field: forms.Field, label: str) -> Any:
    if hasattr(field, "called"):
        return _DJANGO_REQUIRED  # numbers and dates word it themselves
    if isinstance(field, forms.BooleanField):
        return f"Tick the box “{label}” to go on"
    if isinstance(field, forms.FileField):
        return wording.missing(label, "Choose")
    return wording.missing(label, "Select" if isinstance(field, _CHOSEN) else "Enter")


class GovForm(GovFormMixin, forms.Form):
    """A form of its own."""


class RevisionMixin(forms.Form):
    """Puts the revision that the page was drawn from into the form: a service can then refuse a stale change.

    `Form(..., revision=sheet.revision)`; the view hands `form.cleaned_data["revision"]` to the service. After
    a refusal, `form.renew(sheet.revision)` shows everything that was typed over the present revision.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, revision: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stale = "This page is no longer complete. Copy what you typed, then load the page again"
        self.fields["revision"].error_messages.update(required=stale, invalid=stale, min_value=stale)
        self.fields["revision"].initial = revision

    def renew(self, revision: int) -> None:
        """Keep every answer and put the present revision in, for the next try."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or a dict
        data[self.add_prefix("revision")] = str(revision)
        self.data = data
