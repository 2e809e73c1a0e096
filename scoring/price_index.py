"""A price index by year, as data, and how a price year is read (calendar or financial).

A price year is "2022", or a financial year from 1 April to 31 March: "2012/13", "2012-13" or "2012/2013".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

_YEAR = re.compile(r"([0-9]{4})(?:[/-]([0-9]{2}|[0-9]{4}))?")


@dataclass(frozen=True, kw_only=True)
class PriceIndex:
    """An index: its figures by price year, written "2012" or "2012/13", and where they come from.

    A financial year without a figure of its own is three quarters of the calendar year in which it begins
    (April to December) and one quarter of the next (January to March).
    """

    name: str
    source: str
    figures: Mapping[str, Fraction]

    def figure(self, price_year: str) -> Fraction | None:
        """The figure of a price year, exact; None where it, or a calendar year that it needs, is missing."""
        year = canonical_year(price_year)
        if year is None:
            return None
        if year in self.figures or "/" not in year:
            return self.figures.get(year)
        begins = int(year[:4])
        first, second = self.figures.get(f"{begins:04}"), self.figures.get(f"{begins + 1:04}")
        if first is None or second is None:
            return None
        return (3 * first + second) / 4

    def years(self) -> str:
        """What the index covers, in words for an error."""
        known = sorted(self.figures)
        return f"a year of {self.name}, {known[0]} to {known[-1]}" if known else f"a year of {self.name}"


def canonical_year(price_year: str) -> str | None:
    """A price year as "2012" or "2012/13"; None for anything else, and for years that do not follow each
    other."""
    match = _YEAR.fullmatch(price_year.strip())
    if match is None:
        return None
    begins, ends = match.groups()
    if ends is None:
        return str(begins)
    following = f"{int(begins) + 1:04}"
    return f"{begins}/{following[-2:]}" if following.endswith(ends) else None


GDP_DEFLATOR = PriceIndex(
    name="GDP deflator",
    source=(
        "HM Treasury, GDP deflators at market prices, and money GDP, December 2025 (Quarterly National "
        "Accounts), calendar years, 2024 = 100, Open Government Licence v3.0; read in the copy of the R "
        "package greenbook (inst/extdata/gdp_deflator.csv), not in the Treasury's own file"
    ),
    figures={
        year: Fraction(figure)
        for year, figure in {
            "1990": "42.7537",
            "1991": "45.6203",
            "1992": "47.1096",
            "1993": "48.5208",
            "1994": "49.4168",
            "1995": "50.7097",
            "1996": "52.8097",
            "1997": "52.8303",
            "1998": "53.5326",
            "1999": "54.2793",
            "2000": "54.8102",
            "2001": "55.7479",
            "2002": "56.911",
            "2003": "58.266",
            "2004": "59.8584",
            "2005": "61.5718",
            "2006": "63.4682",
            "2007": "64.7322",
            "2008": "66.89",
            "2009": "68.217",
            "2010": "69.1217",
            "2011": "70.834",
            "2012": "71.9294",
            "2013": "73.4795",
            "2014": "74.6524",
            "2015": "75.1536",
            "2016": "76.4554",
            "2017": "77.6367",
            "2018": "79.1606",
            "2019": "81.1085",
            "2020": "85.2137",
            "2021": "85.6358",
            "2022": "90.5005",
            "2023": "96.2507",
            "2024": "100",
        }.items()
    },
)
"""Later years are not in it: a value in prices of 2025 or later is refused until somebody adds the figure."""
