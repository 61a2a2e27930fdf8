"""Check characters of UNII and CAS numbers: a number that a slip of the pen changed does not add up.

UNII: the tenth character is the sum of the first nine modulo 36, each counted as a digit to the base 36 (0–9, A–Z).
CAS: the last digit is the weighted sum of the others modulo 10, weights 1, 2, 3 … from the right
(https://www.cas.org/support/documentation/chemical-substances/checkdig).

>>> find_unii_fault("4FR53SIF3A") is None
True
>>> find_cas_fault("853426-35-5")
'its check digit should be 4'
"""

from __future__ import annotations

import re

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNII = re.compile(r"[0-9A-Z]{10}")
_CAS = re.compile(r"([0-9]{2,7})-([0-9]{2})-([0-9])")


def unii_check_character(stem: str) -> str:
    """The tenth character of the UNII that starts with these nine."""
    return _BASE36[sum(map(_BASE36.index, stem)) % 36]


def cas_check_digit(stem: str) -> str:
    """The last digit of the CAS number whose other digits, hyphens left out, are these."""
    return str(sum(weight * int(digit) for weight, digit in enumerate(reversed(stem), 1)) % 10)


def find_unii_fault(unii: str) -> str | None:
    """What is wrong with a UNII's check character; None where it is right or the value has not the form of a UNII."""
    if not _UNII.fullmatch(unii) or (right := unii_check_character(unii[:9])) == unii[9]:
        return None
    return f"its check character should be {right}"


def find_cas_fault(number: str) -> str | None:
    """What is wrong with a CAS number's check digit; None where it is right or the value has not its form."""
    match = _CAS.fullmatch(number)
    if match is None or (right := cas_check_digit(match[1] + match[2])) == match[3]:
        return None
    return f"its check digit should be {right}"
