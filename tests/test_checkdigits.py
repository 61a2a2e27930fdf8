"""Check characters, against numbers that are published with their substances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.checkdigits import cas_check_digit, find_cas_fault, find_unii_fault, unii_check_character

UNIIS = "4FR53SIF3A DPT0O3T46P 69G8BD63PP 4F4X42SYQ6 X78UG0A0RN 094ZI81Y45 F0P408N6V4 9ZOQ3TZI87 G9ZF61LE7G".split()
CAS_NUMBERS = (
    "853426-35-4 302962-49-8 10540-29-1 191732-72-6 1374853-91-4 174722-31-7 179324-69-7 284461-73-0 571190-30-2 "
    "58-08-2 7732-18-5"  # caffeine and water, the examples that most textbooks work through
).split()


@pytest.mark.parametrize("unii", UNIIS)
def test_a_published_unii_has_the_right_check_character(unii: str) -> None:
    assert find_unii_fault(unii) is None


@pytest.mark.parametrize("number", CAS_NUMBERS)
def test_a_published_cas_number_has_the_right_check_digit(number: str) -> None:
    assert find_cas_fault(number) is None


def test_a_unii_worked_by_hand() -> None:
    # 4 + F15 + R27 + 5 + 3 + S28 + I18 + F15 + 3 = 118 = 3 * 36 + 10, and the digit 10 is A
    assert unii_check_character("4FR53SIF3") == "A"


def test_a_cas_number_worked_by_hand() -> None:
    # 7732-18: 1*8 + 2*1 + 3*2 + 4*3 + 5*7 + 6*7 = 105
    assert cas_check_digit("773218") == "5"


def test_a_wrong_check_character_is_told_with_the_right_one() -> None:
    assert find_unii_fault("4FR53SIF3B") == "its check character should be A"
    assert find_cas_fault("58-08-3") == "its check digit should be 2"


@pytest.mark.parametrize("text", ["", "4FR53SIF3", "4fr53sif3a", "4FR53SIF3A ", "58-8-2", "58082", "CAS 58-08-2"])
def test_what_has_not_the_form_is_left_to_the_shapes(text: str) -> None:
    assert find_unii_fault(text) is None
    assert find_cas_fault(text) is None


@given(st.sampled_from(UNIIS), st.integers(0, 9), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_always_found(unii: str, place: int, letter: str) -> None:
    changed = unii[:place] + letter + unii[place + 1 :]
    assert (find_unii_fault(changed) is None) == (changed == unii)


@given(st.sampled_from(CAS_NUMBERS), st.data())
def test_two_neighbouring_digits_swapped_are_always_found(number: str, data: st.DataObject) -> None:
    digits = number.replace("-", "")[:-1]
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    wrong = cas_check_digit(swapped) != number[-1]
    assert wrong == (digits[at] != digits[at + 1])
