"""A tree for goods that are bought once or over some years, such as furniture or equipment."""

from decimal import Decimal

from .parts import Branch, Kind, ReadyMade, insurance, price, social_value

GOODS = ReadyMade(
    "Goods: price 50, quality 25, whole life 10, social value 15",
    "Furniture, equipment or other goods: how good they are and how they arrive, how long they last, and who benefits.",
    (
        price(
            50, "Give the total price of the goods in the schedule, delivered and put in place, without VAT."
        ),
        Branch(
            "Q",
            "Quality",
            Kind.GROUP,
            Decimal(25),
            branches=(
                Branch(
                    "Q1",
                    "The goods",
                    Kind.QUALITY,
                    Decimal(15),
                    "How do the goods meet each line of the specification?",
                    "Make and model by line; test certificates; samples or pictures; what differs from the "
                    "specification "
                    "and why that is as good.",
                    750,
                    "2",
                ),
                Branch(
                    "Q2",
                    "Delivery and setting up",
                    Kind.QUALITY,
                    Decimal(10),
                    "How will you deliver, put in place and hand over the goods without disturbing the people there?",
                    "Time from order to delivery; access and hours; packaging taken away; damage and how fast it is "
                    "replaced.",
                    500,
                ),
            ),
        ),
        Branch(
            "WL",
            "Whole life",
            Kind.QUALITY,
            Decimal(10),
            "How long will the goods last, how are they repaired, and what happens to them at the end?",
            "Years of guarantee and what it covers; spare parts and for how long; repair by others; recycled content; "
            "taking back for use again.",
            500,
        ),
        social_value(10, 5, ("JOB1", "JOB3", "SKL1", "SKL3", "CAR1", "WST1", "WST2", "LOC1", "LOC2", "SUP4")),
        insurance(),
    ),
)
