"""Strengths as registers write them: exact amounts with their dimension, and when two of them may be compared.

>>> [str(item) for item in find_strengths("BLINCYTO POWDER FOR INFUSION 35 MCG/VIAL")]
['35 µg a vial']
>>> compare_strengths(*find_strengths("500 mg/50mL"), *find_strengths("10 mg/ml")).relation
'equal'
>>> compare_strengths(*find_strengths("55.0 μg/mL"), *find_strengths("35 mcg/vial")).volume
'0.636 mL'
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal, NamedTuple

_MASS: dict[str, int | Fraction] = {"kg": 1_000_000_000, "g": 1_000_000, "mg": 1_000, "µg": 1, "ng": Fraction(1, 1000)}
_VOLUME: dict[str, int | Fraction] = {"l": 1000, "dl": 100, "ml": 1, "µl": Fraction(1, 1000), "cc": 1}
_WORDS = {
    "mcg": "µg", "ug": "µg", "μg": "µg", "microgram": "µg", "micrograms": "µg", "milligram": "mg", "milligrams": "mg",
    "microgramos": "µg", "gram": "g", "grams": "g", "gm": "g", "nanogram": "ng", "nanograms": "ng", "mgs": "mg",
    "millilitre": "ml", "millilitres": "ml", "milliliter": "ml", "milliliters": "ml", "litre": "l", "liter": "l",
    "mls": "ml", "μl": "µl", "ul": "µl", "mcl": "µl",
}  # fmt: skip
_COUNTED = {
    "iu": "IU",
    "i.u.": "IU",
    "unit": "IU",
    "units": "IU",
    "u": "IU",
    "[usp'u]": "IU",
    "[iu]": "IU",
    "[arb'u]": "IU",
}
_COUNTED |= {"miu": "MIU", "mmol": "mmol", "meq": "mEq", "mbq": "MBq", "gbq": "GBq", "mci": "mCi", "pfu": "PFU"}
_EACH = (
    "vial|ampoules?|amp|tablets?|tabs?|capsules?|caps?|syringes?|pens?|bottles?|sachets?|suppositor(?:y|ies)|patch(?:es)?"
    "|doses?|actuations?|sprays?|puffs?|implants?|cartridges?|bags?|kits?|pre-?filled syringes?|unit|each|1"
)
_NUMBER = r"\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_UNIT = "|".join(
    sorted(
        (re.escape(word) for word in (*_MASS, *_WORDS, *_COUNTED, "l", "ml", "dl", "cc", "µl")), key=len, reverse=True
    )
)
_SOLID = "|".join(
    sorted(
        (re.escape(word) for word in (*_MASS, *_WORDS, *_COUNTED) if _WORDS.get(word, word) not in _VOLUME),
        key=len,
        reverse=True,
    )
)
_STRENGTH = re.compile(
    rf"(?<![\w.,])(?P<amount>{_NUMBER})\s*(?:(?P<percent>%)\s*(?P<basis>w/v|w/w|v/v)?|(?P<unit>{_SOLID})(?!\w))"
    rf"(?:\s*base)?(?:\s*(?:/|\bper\b|\bin(?:\s+each)?\b|\ba\b)\s*"
    rf"(?:(?P<per>{_NUMBER})?\s*(?P<perunit>{_UNIT})(?![\w'])|1\s+(?P<container>{_EACH})\b|(?P<each>{_EACH})\b))?",
    re.IGNORECASE,
)

# "24 hours" in 3.1 mg/24 hours, "40 cm2", "I/ml": what an amount is in, where the words are none of those above
_UNREAD = re.compile(r"\s*(?:[a-z]+\s*)?(?:/|\bper\b)\s*[\d.,]*\s*(?:[a-z]|\d)", re.IGNORECASE)
_LEAST = re.compile(r"(?:\bmin(?:imum)?\.?|\bnot less than|\bnlt|\bat least|[>≥≤<])\s*$", re.IGNORECASE)
_PARTS = frozenset(("actuation", "dose", "puff", "spray"))
"""What a container gives one of at a time, so that its whole volume says nothing of it."""

_FEWEST_DIGITS = 2
"""Fewer digits than these say too little for a rounded number to be told from another."""

Per = Literal["each", "mL", "g", "percent", "other"]


class Strength(NamedTuple):
    """An exact amount and what it is in.

    `amount` counts µg for a mass, else the unit itself (IU, mmol …); it is for one mL, one g, or each unit of the
    product (a vial, a tablet), or for something `other` such as an hour or an area, which is compared with nothing.
    `volume` is the whole volume in mL where one is written ("100 mg/10 mL"), else 0.
    """

    amount: Fraction
    unit: str
    per: Per
    volume: Fraction
    container: str
    written: str

    def __str__(self) -> str:
        unit = "" if self.per == "percent" else f" {_shown_unit(self)}"
        return f"{_shown(_scaled(self))}{unit}{self._each()}"

    def _each(self) -> str:
        if self.per == "percent":
            return f" % {self.container}".rstrip()
        return f" a {self.container or 'unit'}" if self.per == "each" else f"/{self.per}"

    def bare(self) -> str:
        """The strength without the name of its container, to tell equal ones."""
        return str(self._replace(container="" if self.per == "each" else self.container))

    @property
    def total(self) -> Fraction:
        """The amount in the whole volume that is written, or in each unit."""
        return self.amount * (self.volume or 1)


class Compared(NamedTuple):
    """How two strengths relate: equal, different, or not comparable; then the volume that would make them equal."""

    relation: Literal["equal", "different", "incomparable"]
    volume: str = ""


def find_strengths(text: str) -> list[Strength]:
    """The strengths that a text names, in its order; a number without a unit is none."""
    read = ((match, _read(match)) for match in _STRENGTH.finditer(text))
    return [_unless_unread(strength, match, text) for match, strength in read if strength is not None]


def _unless_unread(strength: Strength, match: re.Match[str], text: str) -> Strength:
    """The strength, or one that is compared with nothing: it is a limit, or its denominator was not read."""
    unread = strength.per == "each" and _UNREAD.match(text, match.end())
    return strength._replace(per="other") if unread or _LEAST.search(text[: match.start()]) else strength


def _read(match: re.Match[str]) -> Strength | None:
    amount = _number(match["amount"])
    if match["percent"]:
        return Strength(amount, "%", "percent", Fraction(0), (match["basis"] or "").lower(), match[0])
    unit = _unit(match["unit"])
    factor = Fraction(_MASS.get(unit, 1))
    unit = "µg" if unit in _MASS else unit
    if unit == "MIU":
        factor, unit = Fraction(1_000_000), "IU"
    return _with_denominator(match, amount * factor, unit)


def _with_denominator(match: re.Match[str], amount: Fraction, unit: str) -> Strength | None:
    if match["perunit"] is None:
        container = (match["each"] or match["container"] or "").lower()
        return Strength(amount, unit, "each", Fraction(0), "" if container == "1" else _singular(container), match[0])
    count = _number(match["per"]) if match["per"] else Fraction(1)
    per = _unit(match["perunit"])
    if not count:
        return None
    if per in _VOLUME:
        volume = count * Fraction(_VOLUME[per])
        whole = volume if match["per"] and volume != 1 else Fraction(0)
        return Strength(amount / volume, unit, "mL", whole, "", match[0])
    if per in _MASS:
        return Strength(amount / (count * Fraction(_MASS[per]) / 1_000_000), unit, "g", Fraction(0), "", match[0])
    return Strength(amount, unit, "each", Fraction(0), "", match[0])


def _number(written: str) -> Fraction:
    """An exact number; "38,5" is a decimal, "10,000" and "10 000" are thousands."""
    text = written.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Fraction(text.replace(",", ""))
    return Fraction(text.replace(",", "."))


def _unit(written: str) -> str:
    text = written.casefold().replace("μ", "µ")
    return _COUNTED.get(text) or _WORDS.get(text, text)


def _singular(word: str) -> str:
    return re.sub(r"ies$", "y", re.sub(r"(?<!s)s$", "", word)).replace("tab", "tablet").replace("tabletlet", "tablet")


def compare_strengths(one: Strength, other: Strength) -> Compared:
    """How two strengths relate; amounts in a unit and concentrations are compared only where a volume is written."""
    if {one.per, other.per} == {"percent", "mL"}:
        one, other = _from_percent(one), _from_percent(other)
    if one.unit != other.unit or "other" in (one.per, other.per):
        return Compared("incomparable")
    if one.per == other.per:
        return _alike(_is_rounded(one, other))
    if {one.per, other.per} == {"each", "mL"}:
        each, liquid = (one, other) if one.per == "each" else (other, one)
        if liquid.amount == each.amount:  # the same number, of which one leaves out "in a mL"
            return Compared("equal")
        if liquid.volume and each.container not in _PARTS:
            return _alike(liquid.total == each.amount)
        return Compared("incomparable", f"{_shown(each.amount / liquid.amount)} mL" if liquid.amount else "")
    return Compared("incomparable")


def more_than(named: Strength, told: Strength) -> str:
    """By how much an amount is more than the one that is named, in percent, where that is less than as much again.

    So much is a salt or a hydrate more than its base, and what is filled in more than what can be drawn; "" elsewhere.

    >>> more_than(*find_strengths("150 mg"), *find_strengths("168.75 mg"))
    '12.5 %'
    """
    if compare_strengths(named, told).relation != "different" or named.per != told.per:
        return ""
    share = told.amount / named.amount - 1 if named.amount else Fraction(0)
    return f"{_shown(Fraction(round(share * 1000), 10))} %" if 0 < share < 1 else ""


def _is_rounded(one: Strength, other: Strength) -> bool:
    """Whether two amounts are equal, or one is the other rounded to as many digits as it has."""
    if one.amount == other.amount:
        return True
    numbers = [found[0] for item in (one, other) if (found := re.match(_NUMBER, item.written))]
    digits = min(len(re.sub(r"\D", "", number).lstrip("0")) for number in numbers)
    if digits >= _FEWEST_DIGITS and f"{float(one.amount):.{digits - 1}e}" == f"{float(other.amount):.{digits - 1}e}":
        return True
    places = min(len(number.partition(".")[2]) for number in numbers)
    wide = Fraction(1, 2 * 10**places)
    return one.per == "percent" and places >= _FEWEST_DIGITS and abs(one.amount - other.amount) <= wide


def _from_percent(strength: Strength) -> Strength:
    """A weight in volume in percent as a concentration: 1 % w/v is 10 mg/mL."""
    if strength.per == "percent" and strength.container == "w/v":
        return strength._replace(amount=strength.amount * 10_000, unit="µg", per="mL", container="")
    return strength


def _alike(same: bool) -> Compared:
    return Compared("equal" if same else "different")


def _scaled(strength: Strength) -> Fraction:
    return strength.amount / _scale(strength)[0] if strength.unit == "µg" else strength.amount


def _shown_unit(strength: Strength) -> str:
    return _scale(strength)[1] if strength.unit == "µg" else strength.unit


def _scale(strength: Strength) -> tuple[int, str]:
    if strength.amount >= 1_000_000 and strength.per == "each":
        return 1_000_000, "g"
    return (1_000, "mg") if strength.amount >= 1_000 else (1, "µg")


def _shown(value: Fraction) -> str:
    """A number to three places at most, exact where it can be."""
    return f"{float(value):.3f}".rstrip("0").rstrip(".") if value < 1000 else f"{float(value):.10g}"
