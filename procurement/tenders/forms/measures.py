"""Which measures bidders can commit to, and which criteria of a social value model a method question answers to."""

from typing import Any

from crispy_forms_gds.layout import Field, Layout
from django import forms
from django.db.models import QuerySet

from procurement.core.forms import GovForm, Option, RadiosField, RevisionMixin
from procurement.frameworks.models import Measure

from ..models import Criterion
from ..tree import Kind


class MeasuresForm(RevisionMixin, GovForm):
    """The measures of a criterion; the page groups the boxes by theme and outcome."""

    measures = forms.ModelMultipleChoiceField(
        label="Measures",
        queryset=Measure.objects.none(),
        required=False,
        error_messages={"invalid_choice": "One of the measures is not there any more. Choose again"},
    )
    double_count = RadiosField(
        label="What if a bidder promises two measures that may count one thing twice?",
        required=False,
        help_text="Their frameworks say which: a person with a new job is under one measure only. It is published.",
        choices=[
            Option(
                Criterion.DoubleCount.WARN,
                "Warn",
                hint="The bidder, the reviewer and the report are told. The reviewer decides how much counts.",
            ),
            Option(
                Criterion.DoubleCount.REFUSE,
                "Count one of them only",
                hint="The first by its code counts, and the others add nothing.",
            ),
        ],
    )

    def __init__(self, *args: Any, criterion: Criterion, offered: QuerySet[Measure], **options: Any) -> None:
        self.criterion = criterion
        chosen = {"measures": list(criterion.measures.all()), "double_count": criterion.double_count}
        super().__init__(*args, initial=chosen, revision=criterion.revision, **options)
        self.fields["measures"].queryset = offered  # type: ignore[attr-defined]
        if criterion.kind != Kind.SOCIAL_VALUE:
            del self.fields["double_count"]

    def layout(self) -> Layout:
        """What the page does not draw by itself: it groups the boxes of the measures."""
        asked = [self.place("double_count")] if "double_count" in self.fields else []
        return Layout(*asked, Field("revision"))

    def clean_double_count(self) -> str:
        """What is saved already, where a page did not ask."""
        return self.cleaned_data["double_count"] or self.criterion.double_count
