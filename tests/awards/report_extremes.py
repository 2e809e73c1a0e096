"""The same made-up award at its worst: names and texts as people paste them, and hundreds of pages."""

from dataclasses import replace

from procurement.awards.report import AwardReport, Bidder

from .report_sample import BIDS, SampleBid, sample_report

# Signs and scripts that the typeface lacks, control characters, mark-up.
PASTED = (
    "Ready by week 4 \u2192 all homes \u2265 EPC C \u2713 (\u2260 the draft). "
    "\u03b5\u03bb\u03bb\u03b7\u03bd, \u043a\u0438\u0440\u0438\u043b, \u65e5\u672c\u8a9e.\x0b\x00 "
    "<script>alert('no')</script> & <b>not bold</b> \ufffe"
)
ADDRESS = "https://example.org/" + "averylongaddresswithoutabreak" * 12


def awkward_report() -> AwardReport:
    """Names and texts as people paste them: other scripts, control characters, a word without end."""
    plain = sample_report(questions=2)
    text = "\n\n".join((PASTED, ADDRESS, "W" * 400))
    questions = tuple(
        replace(q, answers=tuple(replace(a, reason=text) for a in q.answers)) for q in plain.questions
    )
    bidder = Bidder(
        "B", "Ünited Homes & <Hearths>, Çağla Łódź Housing Association (Northern & Central Regions) Limited"
    )
    rows = tuple(replace(row, bidder=bidder) if row.rank == 1 else row for row in plain.ranking.bids)
    return replace(
        plain,
        tender="Supported accommodation & “move-on” homes for care leavers <16 to 25>, their families and "
        "their carers, with floating support in all four districts",
        questions=questions,
        ranking=replace(plain.ranking, bids=rows),
    )


def long_report(*, bids: int = 40, words: int = 3_000, questions: int = 2) -> AwardReport:
    """Many bids and reasons of so many words: hundreds of pages."""
    many = tuple(
        SampleBid(
            Bidder(f"B{number:02d}", f"Bidder number {number} of the long list"),
            480_000 + 1_000 * number,
            BIDS[number % 4].marks,
            4 + number % 9,
            100 * (1 + number % 7),
        )
        for number in range(1, bids + 1)
    )
    sentence = "The answer says in plain terms what will happen, who will do it and how it is known to work. "
    paragraph = sentence * 6
    reason = "\n\n".join([paragraph] * max(1, words // len(paragraph.split())))
    return sample_report(bids=many, reason=reason, questions=questions)


THEMES = (
    "Employment",
    "Skills and opportunities",
    "Strong communities",
    "Clean air",
    "Greener organisations",
    "Local and resilient supply chains",
    "Biodiversity",
)


def big_report(*, bids: int = 10) -> AwardReport:
    """So many bids under twenty criteria (eighteen questions, price, commitments to seven themes): a large award."""
    plain = long_report(bids=bids, words=150, questions=5)
    questions = tuple(
        replace(
            plain.questions[at % 5], number=str(at + 1), title=f"{plain.questions[at % 5].title}, part {at}"
        )
        for at in range(18)
    )
    asked = tuple(
        replace(plain.procurement.criteria[1], title=f"Question {question.number}, {question.title}")
        for question in questions
    )
    price, commitments = plain.procurement.criteria[4], plain.procurement.criteria[7]
    return replace(
        plain,
        questions=questions,
        procurement=replace(plain.procurement, criteria=(*asked, price, commitments)),
        commitments=tuple(
            replace(
                bid,
                lines=tuple(
                    replace(line, theme=theme, outcome=f"{theme}: what should come of it, line {at}")
                    for theme in THEMES
                    for at, line in enumerate(bid.lines)
                ),
            )
            for bid in plain.commitments
        ),
    )
