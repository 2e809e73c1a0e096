"""What the made-up suppliers write, price and promise, and what the made-up panel says of it."""

from dataclasses import dataclass
from decimal import Decimal

from . import people

ANSWERS: dict[str, dict[str, str]] = {
    people.HARBOUR: {
        "Q1": "Our mobilisation manager, who opened two services of this size in 2024 and 2025, starts on the day the "
        "contract is signed. By the end of week two the premises are checked and furnished; by week four every post is "
        "filled, with nine of fourteen people moving from a service of ours that ends in the same month.\n\n"
        "The plan names an owner and a date for each of its 41 steps. The largest risk is a late lease. We have a second "
        "building under option until the contract begins, at our own cost.",
        "Q2": "Every young person has a named worker before moving in, with a case load of no more than eight. In the first "
        "30 days the worker visits twice a week and completes a money plan that covers rent, energy and food. Arrears "
        "of one week trigger a call within two working days; we do not wait for a letter.\n\nOut of hours, an on-call rota of "
        "our own staff answers within ten minutes, on average six in the last year, and can attend within the hour.\n\n"
        "Of 64 tenancies that began in 2024, 55 were in place after twelve months. We do not yet measure how safe people "
        "feel at home; we will use the authority's own survey from month three.",
        "Q3": "Fourteen people in post, eleven full time. Everyone is paid at least the real Living Wage. Each new worker "
        "shadows for two weeks and completes trauma-informed practice, safeguarding level 3 and medication training in the "
        "first three months. Absence is covered by a bank of six trained people, not by an agency.",
        "SQ": "A named partnership lead meets the college, the youth charity and the authority's employment team each quarter. "
        "Apprentices are recruited through the authority's care leavers' offer. Every commitment has a register, kept by the "
        "contract manager, with evidence attached; we report it each quarter and publish it once a year.",
        "E": "Emissions come from heating (58%), travel (27%) and goods (15%). We fit heating controls in every flat in year "
        "one, move the visiting team to electric pool cars in year two, and buy reused furniture first. We measure by meter "
        "and mileage, each month, and report tonnes of carbon dioxide equivalent.",
    },
    people.NORTHGATE: {
        "Q1": "We have run the present service since 2021, so staff, premises and rotas are in place. On the first day nothing "
        "changes for the young people. In the first month we renew each support plan under the new specification, with "
        "a review of the premises against the new standard by an outside surveyor.",
        "Q2": "Support is given by two teams, each with a manager on site from 8am to 8pm. Plans are reviewed every six weeks "
        "with the young person. We track rent, attendance and incidents weekly on one dashboard that the authority can open.\n\n"
        "Of 51 tenancies that began in 2024, 46 were in place after twelve months. Young people chair a monthly meeting "
        "whose decisions are published on the wall with what was done about each.",
        "Q3": "Twelve posts, all filled today, with an average service of 3.4 years. Pay rises with a published scale. Training "
        "is planned each January from supervision notes; 96% of mandatory training was in date last month. A relief team "
        "of four covers absence.",
        "SQ": "Commitments are owned by the service manager and reviewed at the monthly contract meeting. Evidence is payroll, "
        "training records and invoices.",
        "E": "All flats move to a green tariff. Lights and heating controls are replaced at the end of their life. The team "
        "uses public transport for visits in the city, and claims no mileage there. Waste is weighed twice a year.",
    },
    people.KESTREL: {
        "Q1": "We are a charity that houses 38 young people in the city today. We begin with the building in Alder "
        "Street, which we own, and open the second building in week six. Until then the five people planned for it live in "
        "our existing houses, with the same workers.",
        "Q2": "Each young person chooses a main worker. We agree three goals at a time, in the person's own words, and look at "
        "them every Friday. A night worker is on site in both buildings.\n\nNine out of ten young people stay for a year. "
        "When somebody leaves early we ask why, and a trustee reads every answer.",
        "Q3": "Ten workers and two team leaders, half of whom have lived in care. Training is two weeks before the first shift "
        "and a day each month. Vacancies are covered by team leaders. We pay the real Living Wage.",
        "SQ": "Our volunteers' coordinator runs the programme with four local groups that sit on our advisory board. Jobs are "
        "advertised in the neighbourhood first. Results are checked by the advisory board and go to the authority each "
        "quarter, with names of evidence holders for every line.",
        "E": "We repair rather than replace: our workshop mended 212 pieces of furniture last year. Alder Street gets loft "
        "insulation and a heat pump in year one, with a grant that is awarded. Two cargo bikes replace a van. We count energy by "
        "meter and waste by bag.",
    },
}

PRICES = {
    people.HARBOUR: Decimal(540000),
    people.NORTHGATE: Decimal(480000),
    people.KESTREL: Decimal(600000),
}

INSURANCE = {
    people.HARBOUR: "Policies run until March 2028 and are renewed each year.",
    people.NORTHGATE: "In place with the present contract.",
    people.KESTREL: "Professional indemnity rises to £2 million from the contract's first day; the quotation is accepted.",
}


@dataclass(frozen=True)
class Promise:
    """A commitment by its measure's code; the year counts from 0."""

    measure: str
    quantity: str
    year: int
    method: str


PROMISES = {
    people.HARBOUR: (
        Promise(
            "JOB1",
            "4",
            0,
            "Four new support posts, advertised with the employment team and filled before the start.",
        ),
        Promise(
            "SKL1",
            "2",
            1,
            "Two apprentices in housing and support for the whole of the year, with a named mentor.",
        ),
        Promise(
            "VOL1", "200", 0, "Staff give two days a year each to the food partnership in the two wards."
        ),
    ),
    people.NORTHGATE: (
        Promise("JOB1", "2", 0, "Two posts that the new specification adds, filled through the job centre."),
        Promise("VOL1", "120", 0, "One team day a quarter with the neighbourhood association."),
    ),
    people.KESTREL: (
        Promise(
            "JOB1",
            "5",
            0,
            "Five posts, three kept for people who have left care, with a work coach for the first year.",
        ),
        Promise("SKL1", "3", 1, "Three apprentices with the college; places are agreed in writing."),
        Promise(
            "VOL1", "600", 0, "Our volunteers' coordinator matches residents and neighbours each Saturday."
        ),
    ),
}

# Marks of the two evaluators, then the panel's consensus, by question.
MARKS = {
    people.HARBOUR: {
        "Q1": ("5", "4", "5"),
        "Q2": ("4", "4", "4"),
        "Q3": ("4", "4", "4"),
        "SQ": ("4", "5", "4"),
        "E": ("4", "4", "4"),
    },
    people.NORTHGATE: {
        "Q1": ("4", "4", "4"),
        "Q2": ("5", "3", "4"),
        "Q3": ("4", "4", "4"),
        "SQ": ("2", "3", "2"),
        "E": ("3", "2", "3"),
    },
    people.KESTREL: {
        "Q1": ("3", "3", "3"),
        "Q2": ("4", "4", "4"),
        "Q3": ("3", "1", "2"),
        "SQ": ("5", "4", "5"),
        "E": ("5", "4", "5"),
    },
}

WHY = {
    "Q1": "Dates and named people are given for the start, and the main risk has an answer that is already paid for or in place.",
    "Q2": "The daily work is specific, and results after twelve months are given in numbers. How safe people feel is left open.",
    "Q3": "Numbers, pay and first-year training are stated. Cover for absence rests on people who are already employed.",
    "SQ": "It says who keeps the evidence and when it is reported. Partners are named and their part is clear.",
    "E": "The sources of emissions are known and the changes have dates. Measuring is by meter, so that progress can be shown.",
}

CONSENSUS_WHY = {
    "Q1": "The panel agreed that readiness on the first day is shown by named people and dates in the answer.",
    "Q2": "The panel weighed the staffing against the results after twelve months and agreed on the evidence for both.",
    "Q3": "The panel looked again at training and at cover for absence, which decided the mark.",
    "SQ": "The panel agreed on how far the answer says who proves each commitment, and when.",
    "E": "The panel agreed that dated changes with a meter reading behind them carry the mark.",
}

COUNTED_LESS = {
    (people.KESTREL, "VOL1"): (
        "400",
        "The Saturdays named come to 400 hours in the first year; the rest has no method behind it.",
    ),
}
COUNTED_IN_FULL = "The method supports the whole quantity, and the contract makes it happen."
