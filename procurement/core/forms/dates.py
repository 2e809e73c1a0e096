"""Days and deadlines: GOV.UK date input, with a time in words where it matters, always in London."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.core.formatting import LONDON, clock

from . import wording

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|noon|midnight)?")
_MIDDAY_WORDS = ("noon", "midday", "12 midday")


def read_clock(text: str) -> time | None:
    """A time of day as people write it: "12 noon", "5pm", "5:30 pm", "17:30", "midnight"; else None."""
    words = " ".join(text.lower().replace("a.m.", "am").replace("p.m.", "pm").split()).rstrip(".")
    if words in _MIDDAY_WORDS:
        return time(12)
    if words == "midnight":
        return time(0)
    match = _TIME.fullmatch(words)
    return _read_figures(int(match[1]), match[2], match[3]) if match else None


def _read_figures(hour: int, minutes: str | None, half: str | None) -> time | None:
    minute = int(minutes or 0)
    if half is None:
        # "5" alone could be morning or afternoon.
        return time(hour, minute) if minutes is not None and hour < 24 and minute < 60 else None
    if not 1 <= hour <= 12 or minute > 59 or (half in ("noon", "midnight") and (hour, minute) != (12, 0)):
        return None
    return time(hour % 12 + (12 if half in ("pm", "noon") else 0), minute)


class PartsWidget(forms.MultiWidget):
    """Boxes for day, month, year and, `with_time`, the time: posted as NAME_day, NAME_month and so on."""

    use_fieldset = True

    def __init__(self, *, with_time: bool, attrs: dict[str, Any] | None = None) -> None:
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput(attrs={**numeric, "class": "govuk-input--width-2", "label": "Day"}),
            "month": forms.TextInput(attrs={**numeric, "class": "govuk-input--width-2", "label": "Month"}),
            "year": forms.TextInput(attrs={**numeric, "class": "govuk-input--width-4", "label": "Year"}),
        }
        if with_time:
            time_attrs = {"autocomplete": "off", "class": "govuk-input--width-5", "label": "Time"}
            widgets["time"] = forms.TextInput(attrs=time_attrs)
        super().__init__(widgets, attrs)

    def decompress(self, value: date | datetime | None) -> list[str]:
        """The boxes for a stored day or moment."""
        if value is None:
            return [""] * len(self.widgets)
        moment = value.astimezone(LONDON) if isinstance(value, datetime) else value
        boxes = [str(moment.day), str(moment.month), str(moment.year)]
        return [*boxes, clock(moment)] if isinstance(moment, datetime) else boxes


class DayField(forms.Field):
    """A day in three boxes; `cleaned_data` is a date. Errors carry the box they are about as their code."""

    with_time = False

    def __init__(self, *, name: str = "", **options: Any) -> None:
        options.setdefault("widget", PartsWidget(with_time=self.with_time))
        super().__init__(**options)
        self.name = name

    @property
    def called(self) -> str:
        """What messages call it, inside a sentence."""
        return self.name or wording.in_a_sentence(str(self.label or "the date"))

    def clean(self, value: Any) -> Any:
        """The date typed, or a ValidationError that names the box to put right."""
        boxes = [str(box or "").strip() for box in (value or [])] or [""] * len(self.widget.widgets)
        if not any(boxes):
            if self.required:
                raise ValidationError(self._missing(), code="required")
            return None
        result = self._read(boxes)
        self.run_validators(result)
        return result

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day was typed."""
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True

    def _missing(self) -> str:
        if self.error_messages["required"] != forms.Field.default_error_messages["required"]:
            return str(self.error_messages["required"])
        return wording.missing(str(self.label)) if str(self.label).endswith("?") else f"Enter {self.called}"

    def _read(self, boxes: list[str]) -> Any:
        return self._day(boxes[:3])

    def _day(self, boxes: list[str]) -> date:
        name = wording.at_the_start(self.called)
        parts = dict(zip(("day", "month", "year"), boxes, strict=True))
        empty = [part for part, text in parts.items() if not text]
        if empty:
            raise ValidationError(f"{name} must include a {' and a '.join(empty)}", code=empty[0])
        month = self._month(parts["month"])
        numbers = {"day": parts["day"], "month": month, "year": parts["year"]}
        for part, text in numbers.items():
            if not (text.isascii() and text.isdigit()):
                raise ValidationError(f"{name} must be a real date: check the {part}", code=part)
        if len(parts["year"]) != 4:
            raise ValidationError(f"{name} must have a year of 4 figures, like 2026", code="year")
        if not 1 <= int(month) <= 12:
            raise ValidationError(f"{name} must have a month between 1 and 12", code="month")
        try:
            return date(int(parts["year"]), int(month), int(parts["day"]))
        except ValueError:
            no_such_day = f"{name} must be a real date: that month has no day {parts['day']}"
            raise ValidationError(no_such_day, code="day") from None

    def _month(self, text: str) -> str:
        if len(text) < 3:
            return text
        named = [number for number, month in enumerate(MONTHS, 1) if month.startswith(text.lower())]
        return str(named[0]) if named else text


class DeadlineField(DayField):
    """A day and a time in London; `cleaned_data` is an aware datetime. Say "London time" in the hint."""

    with_time = True

    def _read(self, boxes: list[str]) -> datetime:
        name = wording.at_the_start(self.called)
        when = self._day(boxes[:3])
        if not boxes[3]:
            raise ValidationError(f"{name} must include a time, like 12 noon or 5pm", code="time")
        at = read_clock(boxes[3])
        if at is None:
            raise ValidationError(f"{name} must have a time like 12 noon, 5pm or 17:30", code="time")
        moment = datetime.combine(when, at, tzinfo=LONDON)
        later = moment.replace(fold=1)
        if moment.utcoffset() != later.utcoffset():
            # Either the hour that is skipped in March or the one that occurs twice in October.
            raise ValidationError(
                f"{name} is in the hour when the clocks change. Choose a time before 1am, or 2am or later",
                code="time",
            )
        return moment
