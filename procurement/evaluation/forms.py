"""What the panel types. Each form asks for what its service records, in the same words."""

from collections.abc import Iterable
from typing import Any

from django import forms

from procurement.accounts.models import Person
from procurement.core.forms import (
    CheckboxesField,
    FormButton,
    GovForm,
    LongTextField,
    Option,
    QuantityField,
    RadiosField,
    RevisionMixin,
    ScaleField,
)
from procurement.tenders.published import Leaf

from .models import ConflictDeclaration

Answer = ConflictDeclaration.Answer
Outcome = ConflictDeclaration.Outcome
REASON_LIMIT = 4000


class DeclarationForm(GovForm):
    """Before reading any bid."""

    submit_label = "Make my declaration"
    guard = True

    answer = RadiosField(
        label="Do you have a conflict of interest?",
        choices=[
            Option(
                Answer.NONE,
                "No",
                hint="Neither I nor anybody close to me has an interest in any of these bidders, "
                "and nothing else would make a reasonable person doubt that I am impartial.",
            ),
            Option(
                Answer.CONFLICT, "Yes, or it could look like one", hint="A procurement officer then decides."
            ),
        ],
    )
    details = LongTextField(
        label="If yes, what is it?",
        help_text="With whom, what, and since when: work, shares, family or friends, gifts, disputes. "
        "Procurement officers read this, and it is kept with the award.",
        characters=REASON_LIMIT,
        required=False,
        rows=5,
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == Answer.NONE and self.cleaned_data.get("details"):
            self.add_error(
                "details", "You described a conflict but answered no. Answer yes, or empty this box"
            )
        return self.cleaned_data


class LaterConflictForm(GovForm):
    """Something came up after a declaration of none."""

    submit_label = "Declare it"
    guard = True

    details = LongTextField(
        label="What has come up?",
        help_text=(
            "With whom, what, and since when. "
            "You stop reading this lot's bids until a procurement officer has decided."
        ),
        characters=REASON_LIMIT,
        rows=6,
    )


class DecisionForm(GovForm):
    """An officer's decision about a declaration."""

    submit_label = "Record the decision"
    guard = True

    outcome = RadiosField(
        label="What happens?",
        choices=[
            Option(Outcome.TAKES_PART, "Takes part", hint="The conflict is none, or can be mitigated."),
            Option(
                Outcome.RECUSED,
                "Recused",
                hint="Sees nothing more of this lot from now on. Marks already given do not count.",
            ),
        ],
        error_messages={"required": "Choose whether the person takes part or is recused"},
    )
    mitigation = LongTextField(
        label="Why, and how is the conflict mitigated?",
        help_text="Kept for the conflicts assessment of this tender (Procurement Act 2023, section 83).",
        characters=REASON_LIMIT,
        rows=5,
    )


class ScoreForm(RevisionMixin, GovForm):
    """A mark and its reason; a draft may lack either."""

    submit_label = "Save and next bid"
    buttons = (FormButton("Save for later", name="later", value="1"),)
    guard = True

    mark = ScaleField(label="Your score", required=False)
    reason = LongTextField(
        label="Why",
        help_text=(
            "Say which points decided it, and where they stand in the answer. Bidders may read this, and a "
            "court can."
        ),
        characters=REASON_LIMIT,
        required=False,
        rows=5,
    )

    def __init__(self, *args: Any, leaf: Leaf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = self.fields["mark"]
        assert isinstance(scale, ScaleField)  # noqa: S101 - for the type checker
        scale.set_marks(scale_of(leaf))


class ReviewForm(RevisionMixin, GovForm):
    """How much of a commitment counts."""

    submit_label = "Save and next commitment"
    buttons = (FormButton("Save for later", name="later", value="1"),)
    guard = True

    counted = QuantityField(label="How much of it counts?", name="what counts")
    reason = LongTextField(
        label="Why",
        help_text="Say by which published rule, and which part of the method statement shows it. "
        "The bidder reads this in its assessment summary.",
        characters=REASON_LIMIT,
        rows=6,
    )

    def __init__(self, *args: Any, promised: str, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = self.fields["counted"]
        assert isinstance(counted, QuantityField)  # noqa: S101 - for the type checker
        counted.unit = unit
        counted.help_text = f"From 0 to the {promised} that the bidder promised."


class PassForm(RevisionMixin, GovForm):
    """Pass or fail."""

    submit_label = "Record the decision"
    guard = True

    passed = RadiosField(
        label="Does the bid pass?",
        choices=[
            Option("yes", "Pass"),
            Option("no", "Fail", hint="The bid is disqualified by the published rules."),
        ],
        error_messages={"required": "Choose pass or fail"},
    )
    reason = LongTextField(
        label="Why", help_text="What you checked, and what it shows.", characters=REASON_LIMIT, rows=5
    )


class ConsensusForm(RevisionMixin, GovForm):
    """The panel's mark and reason, who agreed, who did not. It starts empty: no mark is proposed."""

    submit_label = "Record and go to the next"
    guard = True

    mark = ScaleField(label="Consensus mark", error_messages={"required": "Choose the consensus mark"})
    reason = LongTextField(
        label="The panel's reason",
        help_text="Which points of the answer decided the mark, and where they stand. "
        "The bidder reads this in its assessment summary.",
        characters=REASON_LIMIT,
        rows=7,
        error_messages={"required": "Give the panel's reason for the consensus mark"},
    )
    agreed_by = CheckboxesField(
        label="Who agreed?",
        error_messages={"required": "Tick who of the evaluators agreed"},
    )
    dissent = LongTextField(
        label="Who did not agree, and why?",
        help_text="Only if somebody did not.",
        characters=REASON_LIMIT,
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, leaf: Leaf, panel: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale, agreed = self.fields["mark"], self.fields["agreed_by"]
        assert isinstance(scale, ScaleField)  # noqa: S101 - for the type checker
        assert isinstance(agreed, forms.MultipleChoiceField)  # noqa: S101
        scale.set_marks(scale_of(leaf))
        self.people = {str(person.pk): person for person in panel}
        agreed.choices = [Option(key, person.name) for key, person in self.people.items()]

    def agreeing(self) -> list[Person]:
        """The people who were ticked."""
        return [self.people[key] for key in self.cleaned_data["agreed_by"]]


def scale_of(leaf: Leaf) -> list[tuple[str, str, str]]:
    """A question's marks for a form, best first."""
    return [(step.mark, step.label, step.descriptor) for step in reversed(leaf.scale)]


class CompareForm(GovForm):
    """Which bids of a result to show side by side."""

    submit_label = "Compare these bids"

    bid = CheckboxesField(
        label="Which bids do you want to compare?",
        help_text="Choose two or more. The difference is between the two that rank highest of them.",
        choices=(),
        error_messages={"required": "Choose two bids or more to compare"},
    )

    def __init__(self, *args: Any, bids: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bid"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(bid.code, f"Bid {bid.code}, {bid.name}") for bid in bids]

    def clean_bid(self) -> list[str]:
        codes: list[str] = self.cleaned_data["bid"]
        if len(codes) < 2:
            raise forms.ValidationError("Choose two bids or more to compare")
        return codes
