"""Choices as radios and checkboxes, each option with its own hint; and the scale of marks."""

from collections.abc import Iterable
from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms


class Option(Choice):  # type: ignore[misc]
    """One option: its value, its words, a `hint` beneath it, and a `divider` ("or") after it."""

    def __init__(self, value: Any, label: str, *, hint: str = "", divider: str = "") -> None:
        super().__init__(value, label, hint=hint, divider=divider)


class RadiosField(forms.ChoiceField):
    """One of a few options, all visible. Options are `Option`s or pairs; `inline` for two short ones."""

    widget = forms.RadioSelect
    presentation = "radios"

    def __init__(self, *, inline: bool = False, small: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.inline = inline
        self.small = small


class ScaleField(RadiosField):
    """The marks of a published scale, best first, a box each: mark and name in bold, what it means beneath.

    `ScaleField(label="Your score", marks=[(5, "Excellent", "Meets every point with evidence"), ...])`
    """

    presentation = "scale"

    def __init__(self, *, marks: Iterable[tuple[Any, str, str]] = (), **options: Any) -> None:
        super().__init__(**options)
        self.set_marks(marks)

    def set_marks(self, marks: Iterable[tuple[Any, str, str]]) -> None:
        """Give the marks when the form is made, from the published model."""
        self.choices = [Option(str(mark), f"{mark}  {name}", hint=meaning) for mark, name, meaning in marks]


class CheckboxesField(forms.MultipleChoiceField):
    """Any number of a few options, all visible. Options are `Option`s or pairs."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, small: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.small = small
