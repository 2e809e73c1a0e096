"""Price 40, quality 30, social value 20, environment 10: a service, as councils in Greater Manchester weigh it."""

from decimal import Decimal

from .parts import Branch, Kind, ReadyMade

_QUALITY = (
    Branch(
        "Q1",
        "Starting the service",
        Kind.QUALITY,
        Decimal(10),
        "How will you have the service ready on the first day of the contract?",
        "A plan with dates and named people; how staff and premises are found; what could go wrong, and what "
        "you would do.",
        750,
    ),
    Branch(
        "Q2",
        "Running the service",
        Kind.QUALITY,
        Decimal(10),
        "How will you deliver the service to the standard that the specification asks for, every day?",
        "The day-to-day work; how you know that it is good; what you do when it is not; what the people it serves say.",
        1000,
        "2",
    ),
    Branch(
        "Q3",
        "Workforce",
        Kind.QUALITY,
        Decimal(10),
        "Who will do the work, and how will you recruit, train, pay and keep them?",
        "Numbers and roles; training in the first year; pay; how vacancies and absence are covered.",
        750,
    ),
)
_SOCIAL_VALUE = (
    Branch(
        "SV",
        "Commitments",
        Kind.SOCIAL_VALUE,
        Decimal(10),
        "What will you commit to, over and above the service itself? Give a quantity for each year.",
        "Only what this contract makes happen counts. A commitment without a method that supports it may count less.",
        measures=(
            "JOB1", "JOB2", "JOB3", "SKL1", "SKL2", "VOL1", "WEL1", "CAR1",
        ),
    ),
    Branch(
        "SQ",
        "Method statement",
        Kind.METHOD,
        Decimal(10),
        "How will you deliver what you commit to, and how will you show that you have?",
        "Who does what by when; the local partners you work with; the evidence you will report, and how often.",
        750,
    ),
)  # fmt: skip

COUNCIL = ReadyMade(
    "Price 40, quality 30, social value 20, environment 10",
    "The weightings that councils in Greater Manchester publish: half of social value is promised in quantities, half "
    "is how it will be delivered. Three quality questions, one on the environment, and insurance as a pass or fail.",
    (
        Branch(
            "P",
            "Price",
            Kind.PRICE,
            Decimal(40),
            "Give the total price of the contract, without VAT.",
        ),
        Branch("Q", "Quality", Kind.GROUP, Decimal(30), branches=_QUALITY),
        Branch("S", "Social value", Kind.GROUP, Decimal(20), branches=_SOCIAL_VALUE),
        Branch(
            "E",
            "Environment",
            Kind.QUALITY,
            Decimal(10),
            "How will you cut the carbon emissions and the waste of this contract, year by year?",
            "Where emissions come from; what you will change, by when; how you measure it; travel, energy and "
            "materials.",
            500,
        ),
        Branch(
            "INS",
            "Insurance",
            Kind.PASS_FAIL,
            Decimal(0),
            "Do you have, or will you have before the contract starts, employer's liability insurance of £10 million, "
            "public liability insurance of £5 million and professional indemnity insurance of £2 million?",
        ),
    ),
)
