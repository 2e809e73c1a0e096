"""Three trees with the weightings of published procedures. The weightings are theirs; every word is ours."""

from decimal import Decimal

from .parts import Branch, Kind, ReadyMade, insurance, price, social_value

FOOD = ReadyMade(
    "Price 60, delivery 20, range 10, social value 10",
    "Food and drink, or other goods that are ordered week by week: price decides, reliability comes next.",
    (
        price(
            60, "Give the price of the basket of goods in the schedule for one year, delivered, without VAT."
        ),
        Branch(
            "D",
            "Delivery and service",
            Kind.QUALITY,
            Decimal(20),
            "How will you deliver the right goods, at the right time and temperature, to every site?",
            "Days and times; vehicles and temperature records; shortages and what you offer instead; recalls; how an "
            "order is changed; credit for what is wrong.",
            750,
            "2",
        ),
        Branch(
            "R",
            "Product range",
            Kind.QUALITY,
            Decimal(10),
            "Which range do you offer, and how does it meet the specification's standards for food?",
            "Allergens, diets and religious needs; seasonal and fresh goods; welfare and fishing standards; "
            "where goods "
            "come from; how the range changes in the year.",
            500,
        ),
        social_value(5, 5, ("SKL1", "SKL4", "COM1", "AIR1", "AIR3", "CAR1", "WST2", "LOC1", "SUP3")),
        Branch(
            "FS",
            "Food safety",
            Kind.PASS_FAIL,
            Decimal(0),
            "Are you registered as a food business, with a written food safety plan based on hazards and "
            "critical points?",
        ),
        insurance(),
    ),
    "Weightings of a notice on Find a Tender for food and drink, ocds-h6vhtk-037fd7, lot 1. Its social value was one "
    "question; here it is half in quantities.",
)

AUDIT_SYSTEM = ReadyMade(
    "Quality 35, aftersales 30, price 25, demonstration 10",
    "A software system with its support, such as one for safety audits: what it does, how it is looked after, and how "
    "it does when it is tried.",
    (
        Branch(
            "Q",
            "Quality",
            Kind.GROUP,
            Decimal(35),
            branches=(
                Branch(
                    "Q1",
                    "What the system does",
                    Kind.QUALITY,
                    Decimal(20),
                    "How does the system meet each point of the specification?",
                    "Point by point: there today, there by a date, or not; audits planned and done away from a desk; "
                    "findings followed up; reports; access for people with disabilities.",
                    1000,
                    "2",
                ),
                Branch(
                    "Q2",
                    "Security and data",
                    Kind.QUALITY,
                    Decimal(15),
                    "How are our data kept safe, and how do we get them back when the contract ends?",
                    "Where data are held and who can read them; tests by outsiders; backups that were "
                    "restored; an export "
                    "that others can read.",
                    750,
                ),
            ),
        ),
        Branch(
            "A",
            "Aftersales",
            Kind.GROUP,
            Decimal(30),
            branches=(
                Branch(
                    "A1",
                    "Setting up and training",
                    Kind.QUALITY,
                    Decimal(10),
                    "How will you set the system up, bring over what we have, and teach the people who use it?",
                    "A plan with dates; what you need from us; training by role; materials that stay.",
                    500,
                ),
                Branch(
                    "A2",
                    "Support",
                    Kind.QUALITY,
                    Decimal(20),
                    "How will you support the system, mend faults and keep it up to date?",
                    "Hours and ways to reach you; times to answer and to mend by how bad a fault is, with last year's "
                    "figures; how changes are announced; what an upgrade costs us.",
                    750,
                ),
            ),
        ),
        Branch(
            "DM",
            "Demonstration",
            Kind.QUALITY,
            Decimal(10),
            "Show the five tasks of the schedule on a system that is in use. In writing, say what you will show.",
            "Whether each task is done without help from the side; how many steps it takes; what a first-time user "
            "would find hard. Every bidder is asked for the same tasks, by the same panel.",
            300,
        ),
        price(
            25,
            "Give the total price for set-up, licences, support and training over the whole contract, without VAT.",
        ),
    ),
    "Weightings of a notice on Find a Tender for a safety audit system, ocds-h6vhtk-03eb11. It had no social value "
    "criterion: add one if your authority asks for it.",
)

CHORLEY = ReadyMade(
    "Cost 70, quality 15, social value 15",
    "Simple goods or services where bids hardly differ in quality: cost decides, and social value counts as much as "
    "quality.",
    (
        price(70),
        Branch(
            "Q1",
            "Quality",
            Kind.QUALITY,
            Decimal(15),
            "How will you meet the specification, on time and every time?",
            "Who does the work; how you check it; what you do when something goes wrong; two contracts like this one.",
            750,
            "2",
        ),
        social_value(10, 5, ("JOB1", "JOB2", "SKL1", "SKL2", "VOL1", "COM1", "CAR1", "LOC1", "LOC2")),
        insurance(),
    ),
    "Weightings of a decision of Chorley Council on an open invitation to tender, 101914.",
)
