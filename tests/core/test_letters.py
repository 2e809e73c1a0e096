"""Letters that count: given, and put in order again."""

from procurement.core.letters import letter, letter_order


def test_there_are_letters_for_any_number_and_they_sort_as_they_count():
    made = [letter(number) for number in range(1, 61)]
    assert made[:3] + made[25:28] + made[51:54] == ["A", "B", "C", "Z", "AA", "AB", "AZ", "BA", "BB"]
    assert sorted(sorted(made), key=letter_order) == made
