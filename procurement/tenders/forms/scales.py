"""A marking scale: its name, and a mark, a name, a description and perhaps a share for each step."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from crispy_forms.layout import Div
from crispy_forms_gds.layout import Field, Fieldset, Layout, Size
from django import forms

from procurement.core.forms import (
    FormButton,
    GovForm,
    LineField,
    LongTextField,
    PercentageField,
    RevisionMixin,
)

from ..specs import StepSpec

PARTS = ("mark", "label", "points", "descriptor")
MOST_STEPS = 20


class NewScaleForm(GovForm):
    """All steps at once, lowest first. A step whose boxes are all empty is left out."""

    submit_label = "Save the scale"
    buttons = (FormButton("Add a mark", name="more", value="1"),)
    guard = True

    name = LineField(label="Name of the scale", max_length=60, width=20)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=2, max_value=MOST_STEPS)

    def __init__(self, *args: Any, name: str = "", steps: Sequence[StepSpec] = (), **options: Any) -> None:
        options.setdefault("initial", {"name": name, "rows": max(2, len(steps)), **_initial(steps)})
        super().__init__(*args, **options)
        for row in range(self._rows()):
            self.fields[f"mark_{row}"] = LineField(label="Mark", required=False, max_length=10, width=3)
            self.fields[f"label_{row}"] = LineField(label="Name", required=False, max_length=60, width=20)
            self.fields[f"points_{row}"] = PercentageField(
                label="Share of the weighting (optional)",
                required=False,
                allow_zero=True,
                places=2,
                name="the share",
            )
            self.fields[f"descriptor_{row}"] = LongTextField(
                label="What earns it", required=False, characters=1000, rows=2
            )
        self.say_in_plain_words()

    def _rows(self) -> int:
        typed = self.data.get(self.add_prefix("rows")) if self.is_bound else self.initial.get("rows", 2)
        try:
            return min(MOST_STEPS, max(2, int(typed or 2)))
        except ValueError:
            return 2

    @property
    def called(self) -> dict[str, str]:
        """Each question of a step with the number of the step."""
        return {
            f"{part}_{row}": f"Step {row + 1}: {str(self.fields[f'{part}_{row}'].label).lower()}"
            for row in range(self._rows())
            for part in PARTS
        }

    def with_one_more(self) -> Self:
        """The same form, nothing checked and everything kept, with one more empty step."""
        typed = {name: self.data[name] for name in self.data if name not in ("csrfmiddlewaretoken", "more")}
        return type(self)(initial={**typed, "rows": min(MOST_STEPS, self._rows() + 1)})

    def layout(self) -> Layout:
        """The name, then a box for each step with its four fields."""
        return Layout(
            self.place("name"),
            *(Field(name) for name, field in self.fields.items() if field.widget.is_hidden),
            *(
                Fieldset(
                    Div(*(self.place(f"{part}_{row}") for part in PARTS[:3]), css_class="cw-step-facts"),
                    self.place(f"descriptor_{row}"),
                    legend=f"Step {row + 1}{' (lowest)' if row == 0 else ''}",
                    legend_size=Size.SMALL,
                    legend_tag="h2",
                    css_class="cw-step",
                )
                for row in range(self._rows())
            ),
        )

    def steps(self) -> list[StepSpec]:
        """The steps that were filled in, shares between 0 and 1."""
        found = []
        for row in range(self._rows()):
            mark, label, points, descriptor = (self.cleaned_data[f"{part}_{row}"] for part in PARTS)
            if mark or label or descriptor or points is not None:
                found.append(
                    StepSpec(mark, label, descriptor, None if points is None else points / Decimal(100))
                )
        return found


class ScaleForm(RevisionMixin, NewScaleForm):
    """The same of a scale that there is."""


def _initial(steps: Sequence[StepSpec]) -> dict[str, Any]:
    return {
        f"{part}_{row}": value
        for row, step in enumerate(steps)
        for part, value in (
            ("mark", step.mark),
            ("label", step.label),
            ("points", None if step.points is None else step.points * 100),
            ("descriptor", step.descriptor),
        )
    }
