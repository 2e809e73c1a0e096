"""Section 5 of the report: what bids promised and what of it counted, arranged by theme and outcome.

Money is exact (Decimal or Fraction) in the currency of the report, so that sums are rounded once, when written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .bidder import Bidder
from .parts import in_even_parts

Money = Decimal | Fraction
UNKNOWN_THEME = "Measures"
THEMES_A_TABLE = 5


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """One measure that a bid promised; `value` None means that the measure has no published value.

    `promised_value` is what the whole promise would have been worth. `theme`, `outcome` and `level` ("output") are the
    measure's place in its framework, empty where none was published.
    """

    measure: str
    unit: str
    promised: Decimal
    counted: Decimal
    value: Money | None
    reason: str = ""
    working: str = ""
    theme: str = ""
    outcome: str = ""
    level: str = ""
    promised_value: Money | None = None


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The commitments to one outcome; `title` is empty where none was published."""

    title: str
    lines: tuple[CommitmentLine, ...]


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """The commitments to one theme, by outcome."""

    title: str
    outcomes: tuple[OutcomeGroup, ...]

    @property
    def lines(self) -> tuple[CommitmentLine, ...]:
        return tuple(line for outcome in self.outcomes for line in outcome.lines)

    @property
    def value(self) -> Fraction:
        """The value of what counted."""
        return sum((Fraction(line.value) for line in self.lines if line.value is not None), Fraction(0))

    @property
    def promised_value(self) -> Fraction | None:
        """The value of all that was promised; None where it was not worked out."""
        valued = [line for line in self.lines if line.value is not None]
        if any(line.promised_value is None for line in valued):
            return None
        return sum((Fraction(line.promised_value or 0) for line in valued), Fraction(0))

    @property
    def not_valued(self) -> int:
        """How many commitments have no published value."""
        return sum(line.value is None for line in self.lines)

    @property
    def is_unvalued(self) -> bool:
        """Whether no commitment of the theme has a published value, so that no sum may be shown."""
        return self.not_valued == len(self.lines)


@dataclass(frozen=True, slots=True)
class BidCommitments:
    """Section 5, one bid: value of what was counted and, where worked out, of all that was promised."""

    bidder: Bidder
    counted_value: Money
    lines: tuple[CommitmentLine, ...]
    promised_value: Money | None = None

    @property
    def themes(self) -> tuple[ThemeGroup, ...]:
        """The lines by theme and outcome, each where it first comes."""
        by_theme = _groups(self.lines, "theme")
        return tuple(
            ThemeGroup(
                theme or UNKNOWN_THEME,
                tuple(OutcomeGroup(*group) for group in _groups(lines, "outcome")),
            )
            for theme, lines in by_theme
        )

    @property
    def has_themes(self) -> bool:
        return any(line.theme for line in self.lines)

    @property
    def not_valued(self) -> int:
        return sum(theme.not_valued for theme in self.themes)


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """Some themes side by side: for each bid its group of each theme, None where it promised nothing to it."""

    titles: tuple[str, ...]
    rows: tuple[tuple[BidCommitments, tuple[ThemeGroup | None, ...]], ...]
    with_total: bool


def theme_tables(commitments: Sequence[BidCommitments]) -> tuple[ThemeTable, ...]:
    """What every bid gives to each theme: tables of at most `THEMES_A_TABLE` themes, the last with the sums.

    None where no theme was published.
    """
    titles = list(dict.fromkeys(theme.title for bid in commitments for theme in bid.themes))
    if not any(bid.has_themes for bid in commitments):
        return ()
    tables = []
    parts = in_even_parts(titles, THEMES_A_TABLE)
    for shown in parts:
        rows = []
        for bid in commitments:
            by_title = {theme.title: theme for theme in bid.themes}
            rows.append((bid, tuple(by_title.get(title) for title in shown)))
        tables.append(ThemeTable(shown, tuple(rows), with_total=shown is parts[-1]))
    return tuple(tables)


def _groups(lines: Iterable[CommitmentLine], name: str) -> list[tuple[str, tuple[CommitmentLine, ...]]]:
    found: dict[str, list[CommitmentLine]] = {}
    for line in lines:
        found.setdefault(getattr(line, name), []).append(line)
    return [(title, tuple(held)) for title, held in found.items()]
