"""A tree for works: building, refurbishment, roads."""

from decimal import Decimal

from .parts import Branch, Kind, ReadyMade, insurance, price, social_value

WORKS = ReadyMade(
    "Works: price 45, quality 30, social value 15, environment 10",
    "Building, refurbishment or roads: programme, safety and neighbours, with jobs and apprenticeships on the site.",
    (
        price(45, "Give the total of the priced schedule of works, without VAT."),
        Branch(
            "Q",
            "Quality",
            Kind.GROUP,
            Decimal(30),
            branches=(
                Branch(
                    "Q1",
                    "Method and programme",
                    Kind.QUALITY,
                    Decimal(12),
                    "How will you build it, in which order, and how will you finish on the day that you promise?",
                    "A programme with the critical steps; methods for the difficult parts; long orders; what "
                    "you do when "
                    "weather or the ground is against you.",
                    1000,
                    "2",
                ),
                Branch(
                    "Q2",
                    "Health and safety",
                    Kind.QUALITY,
                    Decimal(8),
                    "How will you keep everybody on and around the site safe and well?",
                    "The main risks of these works and what you do about each; who answers for it; "
                    "subcontractors; your "
                    "accidents in three years and what you changed.",
                    750,
                    "2",
                ),
                Branch(
                    "Q3",
                    "People, subcontractors and neighbours",
                    Kind.QUALITY,
                    Decimal(10),
                    "Who will lead the works, how do you choose and pay subcontractors, and how will "
                    "neighbours live with it?",
                    "Named people and what they have built; skills cards; days to pay; noise, dust, traffic "
                    "and hours; how "
                    "neighbours reach you.",
                    750,
                ),
            ),
        ),
        social_value(
            10, 5, ("JOB1", "JOB2", "JOB5", "SKL1", "SKL2", "SKL4", "SKL5", "VOL1", "LOC1", "SUP1", "SUP3")
        ),
        Branch(
            "E",
            "Environment",
            Kind.QUALITY,
            Decimal(10),
            "How will you cut carbon, waste and harm to nature, in what you build with and how you build it?",
            "Carbon in materials, with figures; plant and deliveries; waste by kind and where it goes; trees, "
            "water and "
            "wildlife on the site.",
            500,
        ),
        Branch(
            "CDM",
            "Competence for construction",
            Kind.PASS_FAIL,
            Decimal(0),
            "Do you have the organisation, skills, knowledge and experience to act as principal contractor for "
            "works of "
            "this kind?",
        ),
        insurance("£10 million"),
    ),
)
