"""What a ready-made tree is made of: its criteria, its words, and the marking scale that all of them share."""

from dataclasses import dataclass
from decimal import Decimal

from ..models import Criterion
from ..specs import StepSpec

Kind = Criterion.Kind

SCALE_NAME = "0 to 5"
SCALE = (
    StepSpec("0", "No answer", "There is no answer, or it does not deal with the question."),
    StepSpec(
        "1",
        "Poor",
        "Deals with few of the points asked for. Serious doubt that the service could be delivered.",
    ),
    StepSpec(
        "2",
        "Weak",
        "Deals with some of the points. Important matters are missing or rest on little evidence.",
    ),
    StepSpec(
        "3",
        "Satisfactory",
        "Deals with most of the points, with evidence for them. Some matters are left open.",
    ),
    StepSpec("4", "Good", "Deals with every point, with evidence. Only minor matters are left open."),
    StepSpec(
        "5",
        "Excellent",
        "Deals with every point, with strong evidence, and adds value that is relevant to the contract.",
    ),
)


@dataclass(frozen=True)
class Branch:
    """A criterion to be planted, with those beneath it. `measures` are codes of measures of the frameworks."""

    code: str
    title: str
    kind: str
    weight: Decimal
    question: str = ""
    guidance: str = ""
    word_limit: int | None = None
    minimum_mark: str = ""
    measures: tuple[str, ...] = ()
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True)
class ReadyMade:
    """A whole tree with the words that help an officer to choose it. `origin` says whose weightings they are."""

    title: str
    summary: str
    branches: tuple[Branch, ...]
    origin: str = ""


def price(weight: int, question: str = "Give the total price of the contract, without VAT.") -> Branch:
    """The price, as every tree asks for it."""
    return Branch("P", "Price", Kind.PRICE, Decimal(weight), question)


def insurance(liability: str = "£5 million") -> Branch:
    """The insurance that a bidder confirms; `liability` is the cover for injury and damage to others."""
    return Branch(
        "INS",
        "Insurance",
        Kind.PASS_FAIL,
        Decimal(0),
        "Do you have, or will you have before the contract starts, employer's liability insurance of £10 million and "
        f"public liability insurance of {liability}?",
    )


def social_value(quantities: int, method: int, measures: tuple[str, ...]) -> Branch:
    """Social value in two parts: quantities that are promised, and how they will be kept."""
    return Branch(
        "S",
        "Social value",
        Kind.GROUP,
        Decimal(quantities + method),
        branches=(
            Branch(
                "SV",
                "Commitments",
                Kind.SOCIAL_VALUE,
                Decimal(quantities),
                "What will you commit to, over and above the contract itself? Give a quantity for each year.",
                "Only what this contract makes happen counts. A commitment without a method that supports it may count "
                "less.",
                measures=measures,
            ),
            Branch(
                "SQ",
                "Method statement",
                Kind.METHOD,
                Decimal(method),
                "How will you deliver what you commit to, and how will you show that you have?",
                "Who does what by when; the local partners you work with; the evidence you will report, and how often.",
                500,
            ),
        ),
    )
