"""Award criteria: which kind, what about, how much, on which scale, with which measures."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from procurement.core.forms import (
    GovForm,
    LineField,
    LongTextField,
    MoneyField,
    Option,
    PercentageField,
    RadiosField,
)

from .. import ready_made
from ..models import Criterion, Lot, MarkingScale
from ..tree import MARKED, Kind, Node, flat
from .currencies import ask_in

KIND_HINTS = {
    Kind.GROUP: "Holds other criteria, such as “Quality”. What is in it adds up to its weighting.",
    Kind.QUALITY: "A question that bidders answer in words. Evaluators mark the answer on a scale.",
    Kind.PRICE: "Bidders give a price. The lowest gets full points, the others in proportion.",
    Kind.SOCIAL_VALUE: "Bidders promise quantities of measures, valued in pounds. The highest value gets full points.",
    Kind.METHOD: "A question on how the promises will be kept. It counts as social value and is marked on a scale.",
    Kind.PASS_FAIL: "A condition without a weighting. A bid that does not meet it is disqualified.",
}
WHY = {
    Kind.GROUP: "A group shows bidders what its questions have in common, and results are shown for it as a whole.",
    Kind.QUALITY: (
        "Bidders write to the question and to what a good answer covers; evaluators mark by the same words. "
        "What is not asked here cannot be scored later."
    ),
    Kind.PRICE: (
        "Every bid is scored on one price, so say exactly what it includes. Points are the weighting x lowest price / "
        "this price. A highest price protects the budget, and tells bidders before they write."
    ),
    Kind.SOCIAL_VALUE: (
        "Promises are compared in pounds, by the values that you publish with the measures. Points are the weighting x "
        "this bid's value / highest value, counting only what the reviewer accepts."
    ),
    Kind.METHOD: (
        "A promise is worth what stands behind it. "
        "This answer is marked like a quality question and counts as social value."
    ),
    Kind.PASS_FAIL: "Bidders confirm it, and the authority checks. A bid that fails is out before prices are compared.",
}
QUESTION_LABELS = {
    Kind.PRICE: "What bidders should price (optional)",
    Kind.SOCIAL_VALUE: "What bidders are asked to commit to (optional)",
    Kind.PASS_FAIL: "What bidders must confirm",
}
_USED_BY = {
    "word_limit": MARKED,
    "scale": MARKED,
    "minimum_mark": MARKED,
    "price_maximum": (Kind.PRICE,),
    "discount_rate": (Kind.SOCIAL_VALUE,),
    "weight": tuple(kind for kind in Kind if kind != Kind.PASS_FAIL),
    "question": tuple(kind for kind in Kind if kind != Kind.GROUP),
    "guidance": (*MARKED, Kind.SOCIAL_VALUE),
}


class KindForm(GovForm):
    """Which kind of criterion to add; sent with GET, because nothing changes yet."""

    title = "Add a criterion"
    title_is_label = True
    submit_label = "Continue"

    kind = RadiosField(
        label="What kind of criterion do you want to add?",
        choices=[Option(kind.value, kind.label, hint=hint) for kind, hint in KIND_HINTS.items()],
    )


class CriterionForm(GovForm):
    """One criterion of a kind; fields that the kind has no use for are not there."""

    submit_label = "Save the criterion"
    guard = True

    name = LineField(label="Title", max_length=300)
    parent = forms.ChoiceField(label="Stands in", required=False)
    weight = PercentageField(
        label="Weighting",
        required=False,
        allow_zero=True,
        name="the weighting",
        help_text="Of 100 for the whole lot, not of its group. Leave it empty while it is not decided.",
    )
    question = LongTextField(label="Question for bidders", required=False, characters=5000, rows=4)
    guidance = LongTextField(
        label="What a good answer covers (optional)",
        required=False,
        characters=5000,
        rows=4,
        help_text="Bidders and evaluators read the same words.",
    )
    word_limit = forms.IntegerField(
        label="Word limit (optional)",
        required=False,
        min_value=1,
        max_value=50_000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        help_text="Words beyond the limit are not read.",
    )
    scale = forms.ChoiceField(label="Marking scale", required=False)
    minimum_mark = LineField(
        label="Lowest mark that passes (optional)",
        required=False,
        max_length=10,
        width=3,
        help_text="A bid with a lower consensus mark on this question is disqualified.",
    )
    price_maximum = MoneyField(
        label="Highest price allowed (optional)",
        required=False,
        name="the highest price",
        help_text="A bid above it is disqualified. It is published.",
    )
    discount_rate = PercentageField(
        label="Discount rate a year (optional)",
        required=False,
        allow_zero=True,
        maximum=20,
        places=3,
        width=4,
        name="the discount rate",
        help_text="Commitments of later years count less by this rate. The Green Book has 3.5%. Empty: none.",
    )
    code = LineField(
        label="Code (optional)",
        required=False,
        max_length=20,
        width=5,
        help_text="A short name for tables and results, like Q1. Leave it empty and the next free one is given.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        tree: Iterable[Node],
        scales: Iterable[MarkingScale],
        currency: str,
        criterion: Criterion | None = None,
        **options: Any,
    ) -> None:
        self.kind = Kind(kind)
        self.criterion = criterion
        scales = list(scales)
        if criterion is not None:
            options["initial"] = {**_typed(criterion), **options.get("initial", {})}
        super().__init__(*args, **options)
        self._fit_to_kind()
        self._offer_groups(tree)
        self._offer_scales(scales)
        self.fields["key"].initial = uuid4
        ask_in(currency, self)

    def _fit_to_kind(self) -> None:
        for name, kinds in _USED_BY.items():
            if self.kind not in kinds:
                del self.fields[name]
        if self.kind in QUESTION_LABELS:
            self.fields["question"].label = QUESTION_LABELS[self.kind]
        note = self.criterion.weight_note if self.criterion else ""
        if note and "weight" in self.fields:
            self.fields[
                "weight"
            ].help_text = f"Left empty when the notice was read: {note} {self.fields['weight'].help_text}"

    def _offer_groups(self, tree: Iterable[Node]) -> None:
        tree = tuple(tree)
        own = {
            node.criterion.pk
            for node in flat(tree)
            if self.criterion and node.criterion.pk == self.criterion.pk
        }
        inside = {
            below.criterion.pk for node in flat(tree) if node.criterion.pk in own for below in flat((node,))
        }
        self.groups = {
            str(node.criterion.pk): node.criterion
            for node in flat(tree)
            if node.is_group and node.criterion.pk not in inside
        }
        if not self.groups:
            del self.fields["parent"]
            return
        choices = [("", "The top level"), *((key, group.title) for key, group in self.groups.items())]
        self.fields["parent"].choices = choices  # type: ignore[attr-defined]

    def _offer_scales(self, scales: list[MarkingScale]) -> None:
        if "scale" not in self.fields:
            return
        self.scales = {str(scale.pk): scale for scale in scales}
        if not self.scales:
            del self.fields["scale"]
            del self.fields["minimum_mark"]
            return
        choices = [("", "None yet"), *((key, scale.name) for key, scale in self.scales.items())]
        self.fields["scale"].choices = choices  # type: ignore[attr-defined]
        if self.criterion is None:
            self.fields["scale"].initial = next(iter(self.scales))

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("key", "revision", "name")
        }
        values["title"] = self.cleaned_data["name"]
        if "parent" in values:
            values["parent"] = self.groups.get(values["parent"])
        if "scale" in values:
            values["scale"] = self.scales.get(values["scale"])
        if "discount_rate" in values:
            values["discount_rate"] = values["discount_rate"] or Decimal(0)
        if not values.get("code"):
            values.pop("code", None)
        return values

    def renew(self, revision: int) -> None:
        """Keep everything typed and put the present revision in, for the next try."""
        self.data = MultiValueDict({**dict(self.data.lists()), "revision": [str(revision)]})  # type: ignore[attr-defined]


def _typed(criterion: Criterion) -> dict[str, Any]:
    names = (
        "weight",
        "question",
        "guidance",
        "word_limit",
        "minimum_mark",
        "price_maximum",
        "code",
        "revision",
    )
    return {
        **{name: getattr(criterion, name) for name in names},
        "name": criterion.title,
        "parent": str(criterion.parent_id or ""),
        "scale": str(criterion.scale_id or ""),
        "discount_rate": criterion.discount_rate or None,
    }


class ReadyMadeForm(GovForm):
    """Start from a ready-made tree."""

    title = "Start from a ready-made tree"
    submit_label = "Use this tree"

    tree = RadiosField(
        label="Which tree?",
        choices=[Option(key, one.title, hint=one.summary) for key, one in ready_made.TREES.items()],
        initial="council",
    )


class CopyForm(GovForm):
    """Copy the criteria of another lot."""

    title = "Copy the criteria of another lot"
    submit_label = "Copy them"

    source = RadiosField(label="Copy from")

    def __init__(self, *args: Any, sources: Iterable[Lot], own: Lot, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = {str(lot.pk): lot for lot in sources}
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            Option(
                key,
                str(lot),
                hint="This tender"
                if lot.tender_id == own.tender_id
                else f"{lot.tender.reference}, {lot.tender.title}",
            )
            for key, lot in self.sources.items()
        ]

    def clean_source(self) -> Lot:
        try:
            return self.sources[self.cleaned_data["source"]]
        except KeyError:
            raise ValidationError("Choose one of the lots that are listed") from None
