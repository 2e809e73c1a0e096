"""Two trees for services, with the weightings of notices in Greater Manchester: quality before price."""

from decimal import Decimal

from .parts import Branch, Kind, ReadyMade, insurance, price, social_value

_DELIVERY = (
    Branch(
        "Q1",
        "Delivery",
        Kind.QUALITY,
        Decimal(20),
        "How will you deliver what the specification asks for, from the first day to the last?",
        "How the work is organised from day to day; the first three months; how you know that it is good; what you do "
        "when it is not.",
        1000,
        "2",
    ),
    Branch(
        "Q2",
        "People",
        Kind.QUALITY,
        Decimal(15),
        "Who will do the work, and how will you recruit, train, pay and keep them?",
        "Numbers, roles and hours; training in the first year; pay; supervision; how absence is covered.",
        750,
    ),
    Branch(
        "Q3",
        "Listening and improving",
        Kind.QUALITY,
        Decimal(10),
        "How will the people whom the service is for shape it, and how will it get better each year?",
        "How people are asked, those who are seldom heard included; an example of what changed because of it; what you "
        "measure, and who sees it.",
        500,
    ),
)

MANCHESTER = ReadyMade(
    "Quality 45, price 25, social value 20, environment 10",
    "A service in which quality decides. Three quality questions, social value in quantities and in words, and a "
    "question on zero carbon.",
    (
        Branch("Q", "Quality", Kind.GROUP, Decimal(45), branches=_DELIVERY),
        price(25),
        social_value(
            10, 10, ("JOB1", "JOB2", "JOB3", "SKL1", "SKL2", "SKL3", "VOL1", "WEL1", "LOC1", "LOC2")
        ),
        Branch(
            "E",
            "Zero carbon and environment",
            Kind.QUALITY,
            Decimal(10),
            "How will you bring this contract's emissions towards zero, and what else will you do for the environment?",
            "Where emissions come from, with figures; what changes in which year; travel, energy, materials and waste; "
            "how it is measured and reported.",
            500,
        ),
        insurance(),
    ),
    "Weightings of a notice of Manchester City Council in 2025, as a mirror of notices gives them.",
)


def _question(code: str, title: str, question: str, guidance: str) -> Branch:
    return Branch(code, title, Kind.QUALITY, Decimal("12.5"), question, guidance, 750)


STAR = ReadyMade(
    "Price 30, quality 50 in four questions, social value 20",
    "A service with four method statements of equal weight. Half of social value is promised in quantities, half is "
    "how it will be delivered.",
    (
        price(30),
        Branch(
            "Q",
            "Quality",
            Kind.GROUP,
            Decimal(50),
            branches=(
                _question(
                    "Q1",
                    "Starting the contract",
                    "How will you be ready on the first day, and what will you take over from whoever does it today?",
                    "A plan with dates and named people; staff and records that move; risks, and what you do "
                    "about them.",
                ),
                _question(
                    "Q2",
                    "Doing the work",
                    "How will you do the work to the standard of the specification, every day?",
                    "Who does what, when and where; checks; what happens when something goes wrong; busy times.",
                ),
                _question(
                    "Q3",
                    "Keeping people safe",
                    "How will you keep the people whom you serve, your staff and their information safe?",
                    "Safeguarding and who answers for it; training; lone work; how incidents are reported and "
                    "learnt from.",
                ),
                _question(
                    "Q4",
                    "Managing the contract",
                    "How will you and we know how the contract is going, and put it right together?",
                    "Who leads for you; what you report, and how often; how you deal with complaints; an example from "
                    "another contract.",
                ),
            ),
        ),
        social_value(
            10, 10, ("JOB1", "JOB2", "JOB3", "JOB5", "SKL1", "SKL2", "VOL1", "COM1", "LOC2", "CAR1")
        ),
        insurance(),
    ),
    "Weightings of a call-off for Rochdale by STAR Procurement in 2025, as a mirror of notices gives them.",
)
