"""What the templates of fields need to know: component, ids, what describes what, where an error points."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from procurement.core.formatting import counted

from .dates import PartsWidget

# kind of widget -> (component, base class of the control)
_CONTROLS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (PartsWidget, "date", ""),
    (forms.CheckboxSelectMultiple, "checkboxes", ""),
    (forms.RadioSelect, "radios", ""),
    (forms.CheckboxInput, "checkbox", "govuk-checkboxes__input"),
    (forms.Select, "select", "govuk-select"),
    (forms.Textarea, "textarea", "govuk-textarea"),
    (forms.FileInput, "file", "govuk-file-upload"),
)
_TAGS = {
    "done": "cw-tag--done",
    "good": "cw-tag--done",
    "waiting": "cw-tag--waiting",
    "check": "cw-tag--check",
    "bad": "cw-tag--bad",
    "missing": "cw-tag--bad",
    "active": "cw-tag--active",
    "next": "cw-tag--next",
}


@dataclass(frozen=True)
class ErrorLine:
    """One line of the error summary. `href` is "#id" of the control to put right, or empty."""

    text: str
    href: str


@dataclass(frozen=True)
class OptionParts:
    """One radio or checkbox as it is drawn."""

    id: str
    value: str
    label: str
    hint: str
    divider: str
    checked: bool


@dataclass(frozen=True)
class BoxParts:
    """One box of a date."""

    id: str
    name: str
    part: str
    label: str
    value: str
    css_class: str
    inputmode: str


def tag_class(kind: str | None) -> str:
    """The style of a tag by its kind; an unknown or empty kind is the neutral one."""
    return _TAGS.get(kind or "", "cw-tag--neutral")


def plain_helper(form: forms.BaseForm) -> FormHelper:
    """How to draw a form that is not one of ours, such as a sign-in form of a library."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    sizes = {"label_size": "govuk-label--s", "legend_size": "govuk-fieldset__legend--s"}
    helper.layout = Layout(*(Field(name, context=sizes) for name in form.fields))
    form.use_required_attribute = False
    for field in form.fields.values():
        # A placeholder repeats the label in pale grey and is gone when it is needed.
        field.widget.attrs.pop("placeholder", None)
    return helper


def kind_of(field: forms.BoundField) -> str:
    """hidden, date, radios, scale, checkboxes, checkbox, select, textarea, file or input."""
    if field.is_hidden:
        return "hidden"
    component, _ = _control(field.field.widget)
    return getattr(field.field, "presentation", component) if component == "radios" else component


def field_context(field: forms.BoundField) -> dict[str, Any]:
    """The parts of one field for its template."""
    kind = kind_of(field)
    parts: dict[str, Any] = {
        "kind": kind,
        "grouped": kind in ("radios", "scale", "checkboxes", "date"),
        "hint_id": _hint_id(field),
        "error_id": _error_id(field),
        "described_by": described_by(field),
        "prefix": getattr(field.field, "prefix", ""),
        "suffix": getattr(field.field, "shown_suffix", ""),
        "inline": getattr(field.field, "inline", False),
        "small": getattr(field.field, "small", False),
    }
    if kind in ("radios", "scale", "checkboxes"):
        parts["options"] = list(_options(field))
    if kind == "date":
        parts["boxes"] = list(_boxes(field))
    limit = _limit(field)
    if limit:
        parts["limit"], parts["count_type"] = limit
        parts["limit_words"] = f"You can enter up to {counted(limit[0], limit[1].removesuffix('s'))}"
    return parts


def described_by(field: forms.BoundField) -> str:
    """The ids of the hint, the errors and the count of a field, for aria-describedby."""
    ids = [
        _hint_id(field) if field.help_text else "",
        _error_id(field) if field.errors else "",
        f"{field.auto_id}-info" if _limit(field) else "",
    ]
    return " ".join(name for name in ids if name)


def control_html(field: forms.BoundField) -> SafeString:
    """The control of a field of one control, with its classes, and with hint, errors and count described."""
    _, base = _control(field.field.widget)
    classes = [base, str(field.field.widget.attrs.get("class", ""))]
    if field.errors and base != "govuk-checkboxes__input":
        classes.append(f"{base}--error")
    if _limit(field):
        classes.append("govuk-js-character-count")
    attributes: dict[str, str | bool] = {"class": " ".join(name for name in classes if name)}
    if description := described_by(field):
        attributes["aria-describedby"] = description
    return SafeString(field.as_widget(attrs=attributes))


def summary_lines(form: forms.BaseForm) -> list[ErrorLine]:
    """The errors of a form in the order of its fields; those of the whole form first, pointing nowhere."""
    lines = [ErrorLine(str(error), "") for error in form.non_field_errors()]
    details = form.errors.as_data()
    for name in form.fields:
        for error in details.get(name, []):
            bound = form[name]
            href = "" if bound.is_hidden else f"#{_target(bound, error)}"
            lines += [ErrorLine(str(message), href) for message in error.messages]
    return lines


def _control(widget: forms.Widget) -> tuple[str, str]:
    """The component of a widget and the base class of its control."""
    found = ((kind, css) for known, kind, css in _CONTROLS if isinstance(widget, known))
    return next(found, ("input", "govuk-input"))


def _hint_id(field: forms.BoundField) -> str:
    return f"{field.auto_id}_hint"


def _error_id(field: forms.BoundField) -> str:
    return f"{field.auto_id}_error"


def _limit(field: forms.BoundField) -> tuple[int, str] | None:
    words, characters = getattr(field.field, "words", None), getattr(field.field, "characters", None)
    if words:
        return words, "words"
    return (characters, "characters") if characters else None


def _target(field: forms.BoundField, error: ValidationError) -> str:
    """The id of the control that an error is about: for a date the box, for options the first."""
    kind = kind_of(field)
    if kind == "date":
        boxes = list(_boxes(field))
        return next((box.id for box in boxes if box.part == error.code), boxes[0].id)
    return f"{field.auto_id}_0" if kind in ("radios", "scale", "checkboxes") else str(field.auto_id)


def _options(field: forms.BoundField) -> Iterator[OptionParts]:
    chosen = field.value()
    held = {str(value) for value in chosen} if isinstance(chosen, list | tuple | set) else {str(chosen)}
    choices = cast("Iterable[Any]", getattr(field.field, "choices", ()))
    offered = [choice for choice in choices if str(choice[0]) != ""]
    for index, choice in enumerate(offered):
        value, label = choice[0], choice[1]
        yield OptionParts(
            id=f"{field.auto_id}_{index}",
            value=str(value),
            label=str(label),
            hint=str(getattr(choice, "hint", "")),
            divider=str(getattr(choice, "divider", "")),
            checked=str(value) in held,
        )


def _boxes(field: forms.BoundField) -> Iterator[BoxParts]:
    widget = cast("PartsWidget", field.field.widget)
    value = field.value()
    texts = value if isinstance(value, list) else widget.decompress(value)
    faulty = {error.code for error in field.errors.as_data()} if field.errors else set()
    names = ["day", "month", "year", "time"][: len(widget.widgets)]
    for name, box, text in zip(names, widget.widgets, texts, strict=False):
        wrong = bool(faulty) and (name in faulty or not faulty & set(names))
        yield BoxParts(
            id=f"{field.auto_id}_{name}",
            name=f"{field.html_name}_{name}",
            part=name,
            label=str(box.attrs["label"]),
            value=str(text or ""),
            css_class=f"{box.attrs['class']}{' govuk-input--error' if wrong else ''}",
            inputmode=str(box.attrs.get("inputmode", "")),
        )
