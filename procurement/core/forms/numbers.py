"""Numbers as people type them, with pound signs, commas and spaces; the rest is refused in plain words."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from . import wording

# Commas and spaces only between thousands: "480,50" is a slip that must not become £48,050.
_NUMBER = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " "})


class PlainNumberField(forms.Field):
    """A decimal number in a GOV.UK input with a prefix or suffix; `cleaned_data` is a Decimal or None.

    `name` is what messages call it ("your price for year 1"); without it, the label. The subclasses say which
    numbers are allowed; `example` is used in messages.
    """

    widget = forms.TextInput
    prefix = ""
    suffix = ""
    example = "1,250"
    places = 2
    digits = 12

    def __init__(
        self,
        *,
        name: str = "",
        allow_zero: bool = False,
        maximum: Decimal | int | None = None,
        places: int | None = None,
        width: int = 10,
        **options: Any,
    ) -> None:
        # A model's DecimalField passes its own limits when a form is made from it.
        options.pop("max_digits", None)
        model_places = options.pop("decimal_places", None)
        super().__init__(**options)
        self.name = name
        self.allow_zero = allow_zero
        self.maximum = maximum
        self.places = next(count for count in (places, model_places, self.places) if count is not None)
        self.widget.attrs.setdefault("inputmode", "decimal" if self.places else "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")
        self.widget.attrs.setdefault("spellcheck", "false")
        wording.add_class(self.widget, f"govuk-input--width-{width}")

    @property
    def called(self) -> str:
        """What messages call this number, inside a sentence."""
        return self.name or wording.in_a_sentence(str(self.label or "a number"))

    def clean(self, value: Any) -> Decimal | None:
        """The number typed, or a ValidationError that says what is wrong with it and what to type."""
        text = self._stripped(value)
        if not text:
            if self.required:
                raise ValidationError(self._missing(), code="required")
            return None
        number = self._number(text)
        self._within_limits(number)
        self.run_validators(number)
        return number

    @property
    def shown_suffix(self) -> str:
        """What stands after the box."""
        return self.suffix

    def prepare_value(self, value: Any) -> Any:
        """A stored number as a person would type it; what a person has typed stays as typed."""
        if not isinstance(value, Decimal):
            return value
        if value == value.to_integral_value():
            return f"{value.to_integral_value():,f}"
        return self._with_decimals(value)

    def _with_decimals(self, value: Decimal) -> str:
        return f"{value:,f}".rstrip("0")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another number was typed: "480,000" and 480000.00 are the same."""
        try:
            return self.clean(data) != (Decimal(str(initial)) if initial not in self.empty_values else None)
        except ValidationError:
            return True

    def _missing(self) -> str:
        if self.error_messages["required"] != forms.Field.default_error_messages["required"]:
            return str(self.error_messages["required"])
        label = str(self.label or "")
        return wording.missing(label) if label.endswith("?") and not self.name else f"Enter {self.called}"

    def _stripped(self, value: Any) -> str:
        text = "" if value is None else str(value).translate(_SPACES).strip()
        text = text.removeprefix(self.prefix).strip() if self.prefix else text
        return text.removesuffix(self.suffix).strip() if self.suffix else text

    def _number(self, text: str) -> Decimal:
        name = wording.at_the_start(self.called)
        negative = text.startswith(("-", "\N{MINUS SIGN}"))
        digits = text[1:].strip().removeprefix(self.prefix) if negative else text
        if not _NUMBER.fullmatch(digits):
            raise ValidationError(f"{name} must be a number, like {self.example}", code="invalid")
        if negative and digits.strip("0.,"):
            raise ValidationError(f"{name} must not be less than zero", code="negative")
        return Decimal(digits.replace(",", "").replace(" ", "").rstrip("."))

    def _within_limits(self, number: Decimal) -> None:
        name = wording.at_the_start(self.called)
        if number == 0 and not self.allow_zero:
            raise ValidationError(f"{name} must be more than {self._written(0)}", code="zero")
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise ValidationError(f"{name} {self._too_fine()}", code="places")
        ceiling = Decimal(10) ** self.digits - 1 if self.maximum is None else Decimal(self.maximum)
        if number > ceiling:
            raise ValidationError(f"{name} must be {self._written(ceiling)} or less", code="maximum")

    def _too_fine(self) -> str:
        if not self.places:
            return "must be a whole number"
        return f"must have {self.places} decimal place{'s' if self.places != 1 else ''} or fewer"

    def _written(self, number: Decimal | int) -> str:
        return f"{self.prefix}{Decimal(number):,f}{self.suffix}"


class MoneyField(PlainNumberField):
    """An amount in pounds: "£480,000", "480000.00", "480 000"; no words, no negatives, no zero by default."""

    prefix = "£"
    example = "480,000 or 480,000.50"

    def _with_decimals(self, value: Decimal) -> str:
        return f"{value:,.2f}"

    def _too_fine(self) -> str:
        return "must be in pounds and pence, with no fractions of a penny"


class QuantityField(PlainNumberField):
    """An amount with its unit after the box: `QuantityField(label="Apprentice weeks", unit="weeks")`."""

    places = 4

    def __init__(self, *, unit: str = "", allow_zero: bool = True, **options: Any) -> None:
        self.unit = unit
        super().__init__(allow_zero=allow_zero, **options)

    @property
    def shown_suffix(self) -> str:
        """The unit after the box; "12 weeks" typed into it is answered with how to write the number."""
        return self.unit


class PercentageField(PlainNumberField):
    """A share of the whole in hundredths: 30 for 30%. At most 100."""

    suffix = "%"
    example = "30 or 12.5"
    places = 4

    def __init__(self, *, maximum: Decimal | int | None = 100, width: int = 4, **options: Any) -> None:
        super().__init__(maximum=maximum, width=width, **options)
