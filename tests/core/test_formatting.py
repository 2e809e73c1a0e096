"""How figures, days and times are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from procurement.core import formatting


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (480000, "£480,000"),
        (Decimal("480000.00"), "£480,000"),
        (Decimal("480000.50"), "£480,000.50"),
        (Decimal("480000.5"), "£480,000.50"),
        ("1234.5", "£1,234.50"),
        (0, "£0"),
        (-21000, "-£21,000"),
        (Decimal("-0.001"), "£0"),
        (Fraction(1, 3), "£0.33"),
        (Decimal("0.005"), "£0.01"),
        (Decimal("0.995"), "£1"),
        (None, ""),
        ("", ""),
    ],
)
def test_money_has_commas_and_pence_only_when_there_are_any(value, written):
    assert formatting.money(value) == written


def test_money_in_another_currency_names_it():
    assert formatting.money(1000, "EUR") == "€1,000"
    assert formatting.money(1000, "SEK") == "SEK 1,000"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (30, "30%"),
        (Decimal("30.00"), "30%"),
        (Decimal("12.50"), "12.5%"),
        (100, "100%"),
        (0, "0%"),
        (Fraction(100, 3), "33.3333%"),
        (None, ""),
    ],
)
def test_a_weighting_is_a_percentage_without_idle_zeros(value, written):
    assert formatting.weight(value) == written


def test_points_are_written_with_their_maximum():
    assert formatting.points(24, 30) == "24.00 of 30"
    assert formatting.points(Fraction(200, 9), Decimal("25.00")) == "22.22 of 25"
    assert formatting.points(Decimal("2.005"), Decimal("12.5")) == "2.01 of 12.5"
    assert formatting.points(0, 30) == "0.00 of 30"


def test_points_without_a_maximum_stand_alone_and_no_points_are_empty():
    assert formatting.points(Decimal("85.56")) == "85.56"
    assert formatting.points(None, 30) == ""


def test_a_quantity_has_its_unit_and_no_idle_zeros():
    assert formatting.quantity(Decimal("1250.5000"), "hours") == "1,250.5 hours"
    assert formatting.quantity(1200) == "1,200"
    assert formatting.quantity(None, "hours") == ""


@pytest.mark.parametrize(
    ("value", "written"),
    [("12.5000", "12.5"), ("100", "100"), ("1E+2", "100"), ("0.00", "0"), ("480000.10", "480000.1")],
)
def test_a_number_in_a_file_is_plain_digits_without_idle_zeros(value, written):
    assert formatting.plain_number(Decimal(value)) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, "1 KB"),
        (340 * 1024, "340 KB"),
        (3_565_158, "3.4 MB"),
        (20 * 1024 * 1024, "20 MB"),
    ],
)
def test_the_size_of_a_file_is_in_the_unit_that_people_read(size, written):
    assert formatting.file_size(size) == written


def test_things_are_counted_in_the_singular_and_the_plural():
    assert formatting.counted(1, "bid") == "1 bid"
    assert formatting.counted(0, "bid") == "0 bids"
    assert formatting.counted(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), "23 November 2026 at 12 noon (London time)"),
        (datetime(2026, 6, 1, 11, 0, tzinfo=UTC), "1 June 2026 at 12 noon (London time)"),
        (datetime(2026, 11, 23, 15, 5, tzinfo=UTC), "23 November 2026 at 3:05pm (London time)"),
        (datetime(2026, 11, 23, 9, 0, 59, tzinfo=UTC), "23 November 2026 at 9am (London time)"),
        (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), "23 November 2026 at 12:30am (London time)"),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), "midnight at the start of 23 November 2026 (London time)"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "midnight at the start of 1 July 2026 (London time)"),
    ],
)
def test_a_moment_is_written_in_london_time(moment, written):
    assert formatting.london(moment) == written


def test_the_hour_that_occurs_twice_names_its_zone():
    assert formatting.london(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)).endswith("1:30am (London time, BST)")
    assert formatting.london(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)).endswith("1:30am (London time, GMT)")


def test_a_receipt_shows_the_second():
    moment = datetime(2026, 11, 23, 11, 59, 58, tzinfo=UTC)
    assert formatting.london_exact(moment) == "23 November 2026 at 11:59:58am (London time)"


@pytest.mark.parametrize(
    ("deadline", "written"),
    [
        (datetime(2026, 11, 30, 12, 0, tzinfo=UTC), "30 November 2026 at 12 noon (London time)"),
        (datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC), "30 November 2026 at 11:59:59pm (London time)"),
        (None, ""),
    ],
)
def test_a_deadline_shows_its_second_where_it_has_one(deadline, written):
    assert formatting.london_deadline(deadline) == written


def test_a_time_without_a_zone_is_refused_rather_than_guessed():
    with pytest.raises(ValueError, match="no time zone"):
        formatting.london(datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001 - the point of the test


def test_a_day_is_written_from_a_date_or_from_a_moment_in_london():
    assert formatting.day(date(2026, 11, 3)) == "3 November 2026"
    assert formatting.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert formatting.day(None) == ""


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (timedelta(days=3, hours=4, minutes=59), "3 days 4 h"),
        (timedelta(days=1), "1 day 0 h"),
        (timedelta(hours=1, minutes=8, seconds=20), "1 h 08 min"),
        (timedelta(minutes=7, seconds=5), "7 min 05 s"),
        (timedelta(seconds=-5), "0 min 00 s"),
    ],
)
def test_the_time_left_is_as_fine_as_it_matters(left, written):
    assert formatting.time_left(left) == written


def test_a_hash_is_shortened_to_fours():
    assert formatting.short_hash("sha256:9f2c41ab77e0" + "0" * 52) == "9f2c 41ab 77e0 …"
    assert formatting.short_hash("9f2c41ab77e0") == "9f2c 41ab 77e0"
    assert formatting.short_hash("") == ""


def test_words_are_runs_without_white_space():
    assert formatting.count_words("  First 30 days,\nand out-of-hours. ") == 5
    assert formatting.count_words("") == 0
