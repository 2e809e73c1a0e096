"""The field's words, each in one plain sentence. One word per idea, everywhere in the product."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Admissible bid", "A bid that is in the ranking: not disregarded, disqualified or withdrawn."),
    (
        "Assessment summary",
        "What each bidder is told about the assessment of its bid and, where it lost, of the winner's.",
    ),
    (
        "Audit chain",
        "The record of everything that happened to a tender, in which each entry seals the one before it.",
    ),
    (
        "Award criterion",
        "Something that bids are compared on, with its weighting: price, a question, social value.",
    ),
    (
        "Commitment",
        "A quantity of a measure that a bidder promises for a contract year, with a method statement.",
    ),
    (
        "Consensus mark",
        "The mark that the panel agrees on for one answer, with the reason. It is never an average.",
    ),
    ("Contracting authority", "The public body that buys."),
    (
        "Evidence bundle",
        "One file with the published model, what was scored and the result, which anyone can re-compute.",
    ),
    ("Lot", "A part of a tender that is bid for, scored and awarded on its own."),
    ("Mark", "What an evaluator gives an answer on the published scale."),
    ("Measure", "Something that can be promised and counted, in a unit, such as jobs or hours."),
    ("Method statement", "How a bidder will keep a commitment or deliver a part of the contract."),
    (
        "Moderation",
        "The meeting in which the panel sees the spread of its marks and records consensus marks.",
    ),
    (
        "Proxy value",
        "An amount in pounds that stands for one unit of a measure, with its source and price year.",
    ),
    (
        "Published model",
        "A lot's criteria, weightings, scales, formulas and measures, frozen at publication.",
    ),
    ("Social value", "What a contract does for people, places and the environment beyond what is bought."),
    ("Spread", "How far the evaluators' marks for one answer lie apart."),
    ("Standstill", "The time after an award is announced in which the contract may not be signed."),
    ("Weighting", "How much a criterion counts, as a percentage of the whole."),
)
