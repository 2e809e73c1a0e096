"""A tender's details, timetable and lots, and why something ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from procurement.core.forms import (
    DayField,
    DeadlineField,
    GovForm,
    LineField,
    LongTextField,
    MoneyField,
    RadiosField,
    RevisionMixin,
)
from procurement.organisations.models import Organisation

from ..models import Lot, Stage, Tender
from ..specs import LotSpec
from .currencies import POUNDS, ask_in

Fieldsets = Sequence[tuple[str, Sequence[str]]]


class DetailsForm(GovForm):
    """What a tender is about, is worth and is found by."""

    guard = True

    name = LineField(
        label="Title", max_length=500, help_text="What is bought, in words that a supplier would search for."
    )
    reference = LineField(
        label="Reference (optional)",
        required=False,
        max_length=60,
        width=20,
        help_text="Your own number for this tender. Leave it empty and the next free number is given.",
    )
    description = LongTextField(
        label="Description (optional)",
        required=False,
        characters=5000,
        help_text="What the contract is for, for whom, and what suppliers should know before they read on.",
    )
    value = MoneyField(
        label="Estimated value without VAT (optional)",
        required=False,
        name="the estimated value",
        help_text="Over the whole contract, extensions included. Suppliers use it to judge whether to bid.",
    )
    contract_start = DayField(
        label="First day of the contract (optional)", required=False, name="the first day"
    )
    contract_end = DayField(label="Last day of the contract (optional)", required=False, name="the last day")
    cpv = LineField(
        label="CPV code (optional)",
        required=False,
        max_length=10,
        width=10,
        help_text="The European and UK code for what is bought, like 85311000. Suppliers search by it.",
    )
    cpv_title = LineField(label="What the CPV code stands for (optional)", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("contract_start"), cleaned.get("contract_end")
        if start and end and end < start:
            self.add_error("contract_end", "The last day must be on or after the first day of the contract")
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the services take."""
        cleaned = dict(self.cleaned_data)
        names = ("reference", "description", "value", "contract_start", "contract_end", "cpv", "cpv_title")
        return {"title": cleaned["name"], **{name: cleaned[name] for name in names}}


class TenderForm(RevisionMixin, DetailsForm):
    """The details of a tender; they can be changed while it is a draft.

    The currency is asked only of a tender that a notice brought in another than pounds.
    """

    title = "Tender details"
    submit_label = "Save"
    fieldsets: ClassVar[Fieldsets] = (
        ("What it is", ("name", "reference", "description")),
        ("What it is worth and when", ("currency", "value", "contract_start", "contract_end")),
        ("How suppliers find it", ("cpv", "cpv_title")),
    )

    currency = RadiosField(
        label="Currency",
        help_text="Of every value and price of this tender. Whoever changes it enters the amounts again: "
        "they are not converted.",
    )

    def __init__(self, *args: Any, tender: Tender, **options: Any) -> None:
        kept = {name: getattr(tender, name) for name in self.base_fields if hasattr(tender, name)}
        options.setdefault("initial", {**kept, "name": tender.title})
        super().__init__(*args, revision=tender.revision, **options)
        if tender.currency == POUNDS:
            del self.fields["currency"]
        else:
            words = [(POUNDS, "Pounds"), (tender.currency, f"{tender.currency}, as the notice has it")]
            self.fields["currency"].choices = words  # type: ignore[attr-defined]
        ask_in(tender.currency, self)

    def details(self) -> dict[str, Any]:
        currency = self.cleaned_data.get("currency")
        return super().details() | ({"currency": currency} if currency else {})


class NewTenderForm(DetailsForm):
    """A new tender: its details, its deadline, its lots, and the authority when there are several."""

    title = "New tender"
    submit_label = "Create the tender"
    fieldsets: ClassVar[Fieldsets] = (
        ("What it is", ("authority", "name", "reference", "description")),
        ("When bids are due", ("deadline",)),
        ("Lots", ("lots",)),
        ("What it is worth and when", ("value", "contract_start", "contract_end")),
        ("How suppliers find it", ("cpv", "cpv_title")),
    )

    authority = RadiosField(label="Which contracting authority buys?")
    deadline = DeadlineField(
        label="Deadline for bids (optional)",
        required=False,
        name="the deadline",
        help_text="London time, for example 23 11 2026 and 12 noon. You can set it later, until you publish.",
    )
    lots = LongTextField(
        label="Lots, one on a line (optional)",
        required=False,
        rows=4,
        help_text="Parts of the tender that are bid for, scored and awarded on their own. Leave it empty for one lot.",
    )
    creation_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, authorities: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.authorities = {str(authority.pk): authority for authority in authorities}
        self.fields["authority"].choices = [(key, one.name) for key, one in self.authorities.items()]  # type: ignore[attr-defined]
        if len(self.authorities) == 1:
            del self.fields["authority"]
        self.fields["creation_key"].initial = uuid4

    def clean_lots(self) -> tuple[LotSpec, ...]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["lots"].splitlines()]
        titles = [line for line in lines if line]
        if any(len(title) > 300 for title in titles):
            raise ValidationError("A lot's title must be 300 characters or fewer")
        return tuple(LotSpec(title) for title in titles)

    def chosen_authority(self) -> Organisation:
        """The authority that buys; the only one when there was nothing to choose."""
        key = self.cleaned_data.get("authority") or next(iter(self.authorities))
        return self.authorities[key]


class TimetableForm(RevisionMixin, GovForm):
    """When bids are due."""

    title = "Timetable"
    submit_label = "Save the deadline"

    deadline = DeadlineField(
        label="Deadline for bids",
        help_text="London time, for example 23 11 2026 and 12 noon. A bid that arrives after it is not accepted.",
    )

    def __init__(self, *args: Any, stage: Stage, **options: Any) -> None:
        super().__init__(*args, initial={"deadline": stage.deadline}, revision=stage.revision, **options)
        self.stored = stage.deadline

    def clean_deadline(self) -> datetime:
        """The deadline that is kept already where the boxes still say it: they hide an imported one's seconds."""
        typed: datetime = self.cleaned_data["deadline"]
        unchanged = self.stored is not None and self.stored.replace(second=0, microsecond=0) == typed
        return self.stored if unchanged else typed


class NewLotForm(GovForm):
    """A lot's title, description and value."""

    title = "Lot"
    submit_label = "Save the lot"
    guard = True

    name = LineField(
        label="Title", max_length=300, help_text="For example the area or the service that it is about."
    )
    description = LongTextField(label="Description (optional)", required=False, characters=3000, rows=4)
    value = MoneyField(
        label="Estimated value without VAT (optional)", required=False, name="the estimated value of the lot"
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, currency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].initial = uuid4
        ask_in(currency, self)


class LotForm(RevisionMixin, NewLotForm):
    """The same of a lot that there is."""

    def __init__(self, *args: Any, lot: Lot, **options: Any) -> None:
        kept = {"name": lot.title, "description": lot.description, "value": lot.value, "key": lot.pk}
        super().__init__(*args, initial=kept, revision=lot.revision, currency=lot.tender.currency, **options)


class ReasonForm(GovForm):
    """Why a lot or a tender ends."""

    reason = LongTextField(
        label="Why?",
        words=300,
        error_messages={"required": "Give the reason"},
        help_text="Bidders will read it, and it is kept in the history. Name no bidder.",
    )
