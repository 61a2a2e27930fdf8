"""Regulators in prose: by name, or by the place that they decide for.

>>> text = Text.of("It was approved by the US FDA and in Japan.", markdown=False)
>>> [(key, mention.name) for key, mention in find_regulators(Passage(text, 0, 30))]
[('fda', 'FDA')]
>>> [(key, mention.name) for key, mention in find_regulators(Passage(text, 30, 43))]
[('pmda', 'PMDA')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import outside_brackets, words_of
from kg.spans import Text  # noqa: F401 (for the example)

_REGULATORS: dict[str, str] = {
    "aemps": r"AEMPS|Spanish Agency of Medicines(?: and Medical Devices)?",
    "anvisa": r"ANVISA",
    "ema": r"EMA|EMEA|European Medicines Agency|European Commission|EC|CHMP|European Union|EU",
    "fda": r"(?:(?:US|U\.S\.|American|United States) )?(?:FDA|Food and Drug Administration)",
    "health-canada": r"Health Canada",
    "hsa": r"HSA|Health Sciences Authority",
    "mhra": r"(?:UK )?(?:MHRA|Medicines and Healthcare products Regulatory Agency)",
    "nmpa": r"NMPA|CFDA|(?:China['’]?s? |Chinese )?National Medical Products Administration",
    "pmda": r"PMDA|Pharmaceuticals and Medical Devices Agency|Japanese Ministry of Health,? Labou?r,? and Welfare|MHLW",
    "swissmedic": r"Swissmedic",
    "tga": r"TGA|(?:Australian )?Therapeutic Goods Administration",
}
_SHORT = {
    "aemps": "AEMPS", "anvisa": "ANVISA", "ema": "EMA", "fda": "FDA", "health-canada": "Health Canada", "hsa": "HSA",
    "mhra": "MHRA", "nmpa": "NMPA", "pmda": "PMDA", "swissmedic": "Swissmedic", "tga": "TGA",
}  # fmt: skip
_REGULATOR = re.compile(
    r"\b(?:"
    + "|".join(f"(?P<{key.replace('-', '_')}>{names})" for key, names in _REGULATORS.items())
    + r")\b(?![-–](?!approved|authori[sz]ed))"
)
REGULATOR = rf"\b(?:{'|'.join(_REGULATORS.values())})\b"
"""A regulator's name, as a regular expression without named groups."""

_PLACES: dict[str, str] = {
    "ema": r"the European Union|the EU|Europe",
    "fda": r"the United States(?: of America)?|the USA?|the U\.S\.|USA|US",
    "health-canada": r"Canada",
    "mhra": r"the United Kingdom|the UK",
    "nmpa": r"China",
    "pmda": r"Japan",
    "tga": r"Australia",
}
IN_PLACE = rf"in (?:{'|'.join(_PLACES.values())})"
"""Where one regulator decides, as a regular expression without named groups."""

_PLACE = re.compile(
    r"(?:\b(?:[Ii]n|throughout|across|from) (?:both )?|^\W*(?=\w[\w ]{1,20} (?:(?:was|became) the first"
    r"|(?:first )?(?:approved|authori[sz]ed|licensed))\b))(?:"
    + "|".join(f"(?P<{key.replace('-', '_')}>{names})" for key, names in _PLACES.items())
    + r")\b"
)


def find_regulators(place: Passage) -> Iterator[tuple[str, Mention]]:
    """Yield the key and the short name of each regulator that a passage names, else of those of the places it names."""
    words = outside_brackets(words_of(place))
    seen: set[str] = set()
    for pattern in (_REGULATOR, _PLACE):
        for match in pattern.finditer(words):
            group = match.lastgroup or ""
            key = group.replace("_", "-")
            if key not in seen:
                seen.add(key)
                low, high = match.span(group)
                passage = place._replace(start=place.start + low, end=place.start + high)
                yield key, Mention(_short(key, match[group]), (passage,))
        if seen:
            return


def _short(key: str, written: str) -> str:
    """A regulator's usual short name; the European Commission, which decides on the agency's opinion, keeps its own."""
    return written if written == "European Commission" else _SHORT[key]
