"""What suppliers and openers type."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings

from procurement.core.files import KINDS, TAKEN
from procurement.core.formatting import CURRENCY_SIGNS, day, file_size, money
from procurement.core.forms import (
    FormButton,
    GovForm,
    LongTextField,
    MoneyField,
    Option,
    QuantityField,
    RadiosField,
    RevisionMixin,
    UploadField,
)
from procurement.frameworks.models import DEDUCTIONS
from procurement.organisations.models import Organisation
from procurement.tenders.models import Tender
from procurement.tenders.published import Leaf, Rules

from .content import Commitment, Confirmation, Content
from .files import MOST_FILES

SAVE = "Save"
SAVE_AND_NEXT = FormButton("Save and go to the next part", name="next", value="1")
METHOD_WORDS = 300
NOTE_CHARACTERS = 1000
LATER = "or choose “Back without saving” to leave it for later"


class KeepsWhatIsSaved(RevisionMixin, GovForm):
    """A part of a bid in which an emptied box removes nothing: the form asks, and a tick then removes it."""

    submit_label = SAVE
    buttons = (SAVE_AND_NEXT,)
    guard = True
    asks = False
    """Whether a box came back empty in which something is saved: the page then shows what is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved_in: dict[str, str] = {}
        """What is saved, in words, by the name of its box."""

    def clean(self) -> dict[str, Any]:
        for box, saved in self.saved_in.items():
            if box not in self.errors:
                self._keep_unless_ticked(box, saved)
        return self.cleaned_data

    def is_left_empty(self, box: str) -> bool:
        """Whether a box has neither anything typed nor anything saved."""
        return (
            box not in self.saved_in and box not in self.errors and self.cleaned_data.get(box) in (None, "")
        )

    def _keep_unless_ticked(self, box: str, saved: str) -> None:
        tick = f"remove-{box}"
        is_empty = self.cleaned_data[box] in (None, "")
        is_ticked = bool(self.data.get(self.add_prefix(tick)))
        if not is_empty and not is_ticked:
            return
        label = f"Remove {saved} from the bid"
        self.fields[tick] = forms.BooleanField(label=label, required=False)
        self.order_fields([name for field in self.fields for name in (field, f"remove-{field}")])
        if is_empty and not is_ticked:
            self.asks = True
            self.add_error(box, f"The box was empty, so {saved} is kept. Fill it in again, or tick “{label}”")
        elif not is_empty:
            self.add_error(tick, "Either empty the box above, or take this tick away")


class StartForm(GovForm):
    """For which of the person's suppliers the bid is."""

    submit_label = "Start this bid"

    supplier = RadiosField(
        label="Which organisation is bidding?",
        error_messages={"required": "Select the organisation that is bidding"},
    )

    def __init__(self, *args: Any, suppliers: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suppliers = {str(supplier.pk): supplier for supplier in suppliers}
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            Option(key, supplier.name) for key, supplier in self.suppliers.items()
        ]
        if len(self.suppliers) == 1:
            self.fields["supplier"].widget = forms.HiddenInput()
            self.fields["supplier"].initial = next(iter(self.suppliers))

    @property
    def chosen(self) -> Organisation:
        """The supplier chosen in a valid form."""
        return self.suppliers[self.cleaned_data["supplier"]]


class AnswerForm(KeepsWhatIsSaved):
    """The answer to one quality question. More words than the limit are counted, kept, and pointed out."""

    def __init__(self, *args: Any, leaf: Leaf, text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = LongTextField(
            label="Your answer",
            words=leaf.word_limit,
            enforce=False,
            rows=16,
            required=False,
            initial=text,
        )
        if text:
            self.saved_in = {"text": "your saved answer"}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_left_empty("text"):
            self.add_error("text", f"Write your answer, {LATER}")
        return self.cleaned_data


class PricesForm(KeepsWhatIsSaved):
    """The price for each price criterion."""

    def __init__(self, *args: Any, rules: Rules, content: Content, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = {f"price-{leaf.id}": leaf for leaf in rules.of_kind("price")}
        for name, leaf in self.leaves.items():
            alone = len(self.leaves) == 1
            ceiling = f" A price above {money(leaf.maximum, currency)} fails." if leaf.maximum else ""
            saved = content.prices.get(leaf.id)
            field = MoneyField(
                label="Your price" if alone else leaf.title,
                name="your price" if alone else f"your price for {leaf.title}",
                help_text=f"For the whole contract, without VAT.{ceiling}",
                required=False,
                initial=saved,
            )
            field.prefix = CURRENCY_SIGNS.get(currency, currency)
            self.fields[name] = field
            if saved is not None:
                self.saved_in[name] = f"{field.called}, {money(saved, currency)},"

    def clean(self) -> dict[str, Any]:
        super().clean()
        if all(self.is_left_empty(name) for name in self.leaves):
            for name in self.leaves:
                self.add_error(name, f"Enter {self.fields[name].called}, {LATER}")  # type: ignore[attr-defined]
        return self.cleaned_data

    @property
    def done(self) -> str:
        """What saving a valid form did, in a sentence."""
        if any(amount is not None for amount in self.prices.values()):
            return "Your price is saved." if len(self.leaves) == 1 else "Your prices are saved."
        return "Your price is removed." if len(self.leaves) == 1 else "Your prices are removed."

    @property
    def prices(self) -> dict[str, Decimal | None]:
        """The prices typed into a valid form, by criterion; None where the box was left empty."""
        return {leaf.id: self.cleaned_data[name] for name, leaf in self.leaves.items()}


class ConfirmationsForm(RevisionMixin, GovForm):
    """Yes or no to each condition, with room for a note."""

    submit_label = SAVE
    buttons = (SAVE_AND_NEXT,)
    guard = True

    def __init__(self, *args: Any, rules: Rules, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = rules.of_kind("pass_fail")
        self.saved = content.passes
        groups = []
        for leaf in self.leaves:
            given = content.passes.get(leaf.id)
            answer, note = f"answer-{leaf.id}", f"note-{leaf.id}"
            self.fields[answer] = RadiosField(
                label=leaf.question or "Do you meet this condition?",
                help_text=leaf.guidance,
                choices=[Option("yes", "Yes"), Option("no", "No")],
                inline=True,
                required=False,
                initial=None if given is None else ("yes" if given.confirmed else "no"),
            )
            self.fields[note] = LongTextField(
                label="Anything to add (optional)",
                characters=NOTE_CHARACTERS,
                rows=3,
                required=False,
                initial=given.note if given else "",
            )
            groups.append((leaf.title, (answer, note)))
        self.fieldsets = tuple(groups)  # type: ignore[misc]
        self.say_in_plain_words()

    def clean(self) -> dict[str, Any]:
        open_ones = [leaf for leaf in self.leaves if not self.cleaned_data.get(f"answer-{leaf.id}")]
        for leaf in open_ones:
            if self.cleaned_data.get(f"note-{leaf.id}"):
                error = f"Select yes or no for “{leaf.title}” as well as adding words"
            elif leaf.id in self.saved or len(open_ones) == len(self.leaves):
                error = f"Select yes or no for “{leaf.title}”, {LATER}"
            else:
                continue
            self.add_error(f"answer-{leaf.id}", error)
        return self.cleaned_data

    @property
    def confirmations(self) -> dict[str, Confirmation | None]:
        """What was answered in a valid form, by criterion; None where nothing was."""
        found: dict[str, Confirmation | None] = {}
        for leaf in self.leaves:
            answer = self.cleaned_data[f"answer-{leaf.id}"]
            note = self.cleaned_data[f"note-{leaf.id}"]
            found[leaf.id] = Confirmation(answer == "yes", note) if answer else None
        return found


class CommitmentForm(RevisionMixin, GovForm):
    """One commitment: a measure, a contract year, how much, and how."""

    submit_label = "Save this commitment"
    guard = True

    def __init__(
        self,
        *args: Any,
        leaf: Leaf,
        rules: Rules,
        tender: Tender,
        commitment: Commitment | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        currency = tender.currency
        self.fields["measure"] = RadiosField(
            label="What do you promise?",
            choices=[
                Option(code, rules.measures[code]["title"], hint=_worth(rules.measures[code], currency))
                for code in leaf.measures
            ],
            initial=commitment.measure if commitment else None,
            error_messages={"required": "Select what you promise"},
        )
        self.fields["year"] = forms.ChoiceField(
            label="In which contract year?",
            help_text="For several years, add one commitment for each.",
            choices=[("", "Choose a year"), *contract_years(tender)],
            initial=str(commitment.year) if commitment else "",
            error_messages={"required": "Select the contract year"},
        )
        self.fields["quantity"] = QuantityField(
            label="How much in that year?",
            name="how much you promise",
            help_text="A number, in the unit of the measure.",
            allow_zero=False,
            initial=commitment.quantity if commitment else None,
        )
        self.fields["method"] = LongTextField(
            label="Method statement",
            help_text="Who does what, by when, with whom, and how you will prove it.",
            words=METHOD_WORDS,
            enforce=False,
            rows=8,
            initial=commitment.method if commitment else "",
            error_messages={
                "required": "Write the method statement. "
                "A quantity without one cannot be judged, so it is not taken"
            },
        )
        self.say_in_plain_words()

    @property
    def commitment(self) -> Commitment:
        """What was typed into a valid form."""
        typed = self.cleaned_data
        return Commitment(typed["measure"], typed["quantity"], int(typed["year"]), typed["method"])


class FileForm(GovForm):
    """One more file, or a new one in place of an older one of the same name."""

    submit_label = "Add this file"

    file = UploadField(
        label="Choose a file",
        error_messages={"required": "Choose a file first"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].largest = settings.MAX_BID_FILE_BYTES
        self.fields["file"].help_text = (
            f"Up to {file_size(settings.MAX_BID_FILE_BYTES)} each, and at most {MOST_FILES} files in a bid: {TAKEN}. "
            "A file of the same name replaces the one that is there."
        )
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in KINDS)


class RevisionForm(RevisionMixin, GovForm):
    """Nothing to type: only the number of the revision, or of the version, that the person has before them."""


class OpeningForm(GovForm):
    """The confirmation of one of the two people who open a lot's bids."""

    submit_label = "Confirm the opening"

    present = forms.BooleanField(
        label="I am here, and I confirm that the bids are opened now",
        error_messages={"required": "Tick the box to confirm that you are here"},
    )


class DisregardForm(GovForm):
    """Why a bid is left out of the assessment."""

    submit_label = "Disregard this bid"
    guard = True

    reason = LongTextField(
        label="Why is this bid disregarded?",
        help_text="Name the rule of the tender or of the law, and the fact. The supplier is told it.",
        characters=4000,
        error_messages={"required": "Give the reason for which this bid is disregarded"},
    )


def contract_years(tender: Tender, *, otherwise: int = 5, most: int = 40) -> list[tuple[str, str]]:
    """The years of the contract as choices: ("0", "Year 1, from 1 April 2027"), for as long as it runs."""
    start, end = tender.contract_start, tender.contract_end
    if start is None:
        return [(str(year), f"Year {year + 1}") for year in range(otherwise)]
    count = otherwise
    if end is not None and end > start:
        count = next(year for year in range(1, 200) if year == most or _years_later(start, year) > end)
    return [(str(year), f"Year {year + 1}, from {day(_years_later(start, year))}") for year in range(count)]


def _years_later(start: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def _worth(measure: Any, currency: str) -> str:
    unit = measure["unit"]
    if measure.get("values"):
        return f"In {unit}; {money(measure['values'][0], currency)} each in the first year, then year by year"
    if measure.get("value") is None:
        return f"In {unit}; it has no value in money, so it earns no points here"
    taken_off = any(Decimal(measure.get(name) or 0) for name in DEDUCTIONS)
    return f"In {unit}; {money(measure['value'], currency)} each{', before deductions' if taken_off else ''}"
