"""What the cells of a register's table look like: how badly a text fits a kind of column.

A misfit of 0 means that the text is what such a column holds; about 1 that it may be; 4 and more that only its
position could make it one. The numbers are added up over a table (see `kg.grammar.rows`), so only their order of
size counts. What a page calls its drug (generic name, brands) helps to tell a product from a company.

>>> misfit("date", "11/9/2015")
0.0
>>> misfit("company", "Example Pharma GmbH") < misfit("product", "Example Pharma GmbH")
True
>>> misfit("product", "Examplimab Example Pharma GmbH", ("examplimab",))
0.0
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from kg.dates import MONTH

Kind = Literal[
    "product", "company", "ingredient", "title", "sponsor",
    "date", "posted", "number", "licence", "trial id", "phase", "trial status", "status",
    "form", "route", "strength", "registration type", "prescription type", "drug type", "other",
]  # fmt: skip
"""What a column holds; the first five are open text, the others are known by their look."""

TEXT_KINDS: tuple[Kind, ...] = ("product", "company", "ingredient", "title", "sponsor")

_I = re.IGNORECASE
_DATE = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}"
    rf"|{MONTH}\.? \d{{1,2}},? \d{{4}}|\d{{1,2}} {MONTH}\.? \d{{4}}"
)
_POSTED = re.compile(r"\d{4}/\d{1,2}/\d{1,2}")
_TRIAL_ID = re.compile(r"NCT\d{6,9}|\d{4}-\d{6}-\d{2}(?:-\d\d)?|(?:ISRCTN|ACTRN|ChiCTR|JPRN|CTRI|jRCT)[\w/-]*\d{4,}")
_PHASE = re.compile(r"(?:early )?phase ?[0-4I]+[ab]?(?: ?[/-] ?(?:phase ?)?[0-4I]+[ab]?)?|not applicable|n/?a", _I)
_TRIAL_STATUS = re.compile(
    r"(?:not yet |active, not )?recruiting|enrolling by invitation|completed|suspended|terminated|withdrawn|withheld"
    r"|unknown(?: status)?|(?:no longer |temporarily not )?available|approved for marketing|temporarily closed",
    _I,
)
_STATUS = re.compile(
    r"[A-Z]|authori[sz]ed|approved|active|inactive|marketed|registered|(?:not )?commerciali[sz]ed|discontinued"
    r"|(?:application )?(?:withdrawn|refused|suspended|revoked|lapsed|expired|cancel+ed"
    r"|dormant)(?: from rolling review)?"
    r"|(?:not |never )(?:valid|renewed|marketed)|(?:positive |negative )?opinion(?: under re-examination)?",
    _I,
)
_NUMBER = re.compile(
    r"(?:[A-Z]{1,5}[ -])?(?:[A-Z]{0,4}\d[A-Z0-9]*|[A-Z]{1,3}(?=[-/]))(?:[ ./-]+[A-Z]{0,4}\d[A-Z0-9]*)*"
    r"|国药准字\s*[A-Z]*\d+",
)
_SIZED = re.compile(r"\d ?(?:mg|mcg|g|gm|ml|iu|units?|%)\b", _I)
_BLANK = re.compile(
    r"n[./]?a\.?(?:[;,] ?n/?a)*|[-–—.*?]+|none|not (?:specified|stated|available|provided|known)|unknown", _I
)
_LICENCE = re.compile(r"(?!HK-)[A-Z]{1,3}[ -]?\d{3,}|\d{3,}", _I)
_UNIT = re.compile(
    r"(?<![a-z])(?:%|[kmnµμu?]?g|gm|mcg|micrograms?|milligrams?|grams?|[mµμ]?l|litres?|[mµ]?mol|m?eq|i\.?u\.?|units?"
    r"|[mkg]?bq|m?ci|w/[wv]|ppm|cells?|doses?|vials?|\[[^\]]+\])(?![a-z])",
    _I,
)
_AMOUNT = re.compile(
    r"(?:(?:eq|eqv\.?|min\.?|max\.?|equivalent to|each|at least|approx\w*\.?|not less than|up to) )?[<>≥≤~]?\s*\d", _I
)
_FORM = re.compile(
    r"tab(?:let)?s?\b|caplets?|capsul|inject|infusi|solution|suspens|powder|cream\b|ointment|\bgel\b|lotion|patch"
    r"|spray|drops?\b|syrup|elixir|lozenge|supposit|pessar|implant|inhal|aerosol|granul|foam|\bfilm\b|emulsion"
    r"|concentrate"
    r"|lyophil|pellet|\bkit\b|\bvials?\b|\bpen\b|syringe|liquid|\bpaste\b|shampoo|\bgas\b|enema|\bgum\b|tincture"
    r"|\bbar\b"
    r"|comprimid|c[aá]psula|soluci[oó]n|polvo|suspensi[oó]n|inyectable|perfusi[oó]n|jarabe|parche|pomada|crema|gotas"
    r"|片|胶囊|注射|颗粒|溶液|软膏|乳膏|口服|冻干|滴眼|吸入|栓|凝胶",
    _I,
)
_ROUTE_WORD = (
    r"(?:oral(?:-\d\d)?|injection|intra[a-z]+|iv|im|sc|subcutaneous|topical|ophthalmic|otic|nasal|vaginal|rectal"
    r"|buccal|sublingual|inhalation|transdermal|transmucosal|irrigation|dental|urethral|epidural|percutaneous"
    r"|implantation"
    r"|parenteral|respiratory|cutaneous|perineural|infiltration|enteral|n/a|unknown)(?: \([a-z ]+\))?"
)
_ROUTE = re.compile(rf"{_ROUTE_WORD}(?:[,;/-] ?{_ROUTE_WORD})*", _I)
_REGISTRATION = re.compile(
    r"(?:listed |registered |export )?(?:medicine|biological|medical device|device)s?.{0,30}", _I
)
_PRESCRIPTION = re.compile(
    r".*(?:\buso\b|hospitalari|prescripci|receta|diagn[oó]stico|estupefaciente|prescription|over.the.counter"
    r"|\botc\b).*",
    _I,
)
_DRUG_TYPE = re.compile(r".*(?:药品|生物制品|中药|chemical|biologic|traditional|chinese).*", _I)

_LEGAL = (
    r"inc(?:orporated)?|ltda?|limited|ll[cp]|gmbh|kgaa|corpn?|corporation|company|p\.?l\.?c|ulc|sdn|bhd|pty|pte|pvt"
    r"|eeig"
    r"|co\.,? ltd"
)
_LEGAL_END = (  # too short to be told from other words but at the end of a name
    r"lp|ag|se|kg|co|s\.? ?a|sas|s\.a\.s|sau|s\.a\.u|s\.?p\.?a|s\.?r\.?l|b\. ?v|n\. ?v|ab|a/s|as|aps|oyj?|d\.?d"
    r"|d\.?o\.?o|s\.?l(?:\.?u)?|kft|zrt|nyrt|s\.r\.o|z ?o\.o|lda|k\.?k|gie|sca"
)
_TRADE = (
    r"pharm(?:a|s|aceuticals?|aceutica|aceutici)?|[a-z]*pharma|farmac?\w*|labs?|laborator\w+|laboratoires?|bio(?:tech"
    r"|technolog|logic|pharm|science|medic)\w*|therap(?:s|eutics?)|h(?:ea)?lth ?care|(?:life|bio)?sciences?"
    r"|industries|inds"
    r"|intl|international|group|holdings?|enterprises?|manufacturing|arzneimittel|chemicals?|division of"
)
_HOUSE = (
    r"hospitals?|universit\w+|institut\w*|college|school|clinics?|cent(?:er|re)s?|foundation|association|cooperative"
    r"|network|consortium|society|trust|krankenhaus|h[oô]pita\w*|oncology group|research group|trials?, llc|ministry"
    r"|department|national|organi[sz]ation"
)
_COMPANY = re.compile(
    rf"(?:^|[\s(,.&/-])(?:(?:{_LEGAL})\.?(?=$|[\s),.;\[(])|(?:{_LEGAL_END})\.?(?=$|[),;\[(]| \()"
    rf"|(?:{_TRADE})(?=$|[\s),.;&/-]))",
    _I,
)
_INSTITUTION = re.compile(rf"\b(?:{_HOUSE})\b", _I)
_PERSON = re.compile(r"(?:, ?|\b)(?:M\.?D|Ph\.?D|MBBS|FRCP|Prof|Dr|MSc|Pharm\.?D)\b")
_TITLE = re.compile(
    r"\b(?:stud(?:y|ies)|trial|patients?|participants?|subjects?|safety|efficacy|effects?|versus|vs|compar\w+"
    r"|treatment|"
    r"therapy|evaluat\w+|assess\w+|investigat\w+|combin\w+|plus|with|in (?:adults|children|the)|phase|randomi[sz]ed"
    r"|pilot|"
    r"prospective|retrospective|cohort|registry|carcinoma|cancer|lymphoma|leuk[a]?emia|disease|syndrome|advanced"
    r"|for the)\b",
    _I,
)


def is_date(cell: str) -> bool:
    """Whether a cell is written like a date, which need not exist."""
    return _DATE.fullmatch(cell) is not None


def is_trial_id(cell: str) -> bool:
    """Whether a cell is a trial's registration number."""
    return _TRIAL_ID.fullmatch(cell) is not None


def _closed(pattern: re.Pattern[str], other: float) -> Callable[[str], float]:
    """A kind with a known look: what does not have it costs `other`, more the longer it is."""

    def look(cell: str) -> float:
        return 0.0 if pattern.fullmatch(cell) else other + len(cell.split()) / 8

    return look


def _date(cell: str) -> float:
    return 0.0 if is_date(cell) else 9.0


def _posted(cell: str) -> float:
    return 0.0 if _POSTED.fullmatch(cell) else 1.0 if is_date(cell) else 9.0


def _number(cell: str) -> float:
    if is_date(cell) or _is_amount(cell):
        return 6.0
    digits = sum(map(str.isdigit, cell))
    if _NUMBER.fullmatch(cell) and digits >= 3 and not _SIZED.search(cell):
        return 2.5 if cell.startswith("WL-") else 0.0
    return 1.5 if digits >= 3 and len(cell.split()) <= 4 else 6.0


def _is_amount(cell: str) -> bool:
    return bool(_AMOUNT.match(cell) and _UNIT.search(cell, 1))


def _strength(cell: str) -> float:
    if is_date(cell):
        return 9.0
    if _is_amount(cell):
        return 0.0
    if _AMOUNT.match(cell):
        return 2.5
    return 3.0 if _UNIT.search(cell) and any(map(str.isdigit, cell)) else 5.0


def _form(cell: str) -> float:
    if is_date(cell):
        return 9.0
    if not _FORM.search(cell):
        return 5.0 if any(map(str.isdigit, cell)) else 3.0
    # a Chinese product's name ends in its form
    return 2.0 if any(map(str.isdigit, cell)) or (ord(cell[-1]) > 0x3000 and len(cell) > 6) else 0.0


def _other(cell: str) -> float:
    return 9.0 if is_date(cell) else 1.0


_LOOKS: dict[Kind, Callable[[str], float]] = {
    "date": _date,
    "drug type": _closed(_DRUG_TYPE, 3.0),
    "form": _form,
    "licence": _closed(_LICENCE, 5.0),
    "number": _number,
    "other": _other,
    "phase": _closed(_PHASE, 6.0),
    "posted": _posted,
    "prescription type": _closed(_PRESCRIPTION, 2.0),
    "registration type": _closed(_REGISTRATION, 3.0),
    "route": _closed(_ROUTE, 3.5),
    "status": _closed(_STATUS, 4.0),
    "strength": _strength,
    "trial id": _closed(_TRIAL_ID, 7.0),
    "trial status": _closed(_TRIAL_STATUS, 6.0),
}


def _taken(cell: str) -> float:
    """How much a cell looks like something that is not open text at all."""
    if is_date(cell) or _TRIAL_ID.fullmatch(cell) or _TRIAL_STATUS.fullmatch(cell):
        return 9.0
    if _PHASE.fullmatch(cell) or _ROUTE.fullmatch(cell) or (_STATUS.fullmatch(cell) and cell[1:]):
        return 6.0
    return 8.0 if _number(cell) == 0.0 or _is_amount(cell) or len(cell) < 2 else 0.0


def _named(cell: str, names: Sequence[str]) -> bool:
    folded = cell.casefold()
    return any(name in folded for name in names)


def _product_look(cell: str) -> bool:
    return bool(_FORM.search(cell) or (re.search(r"\d", cell) and _UNIT.search(cell)) or "(previously" in cell)


def _is_company(cell: str) -> bool:
    return bool(_COMPANY.search(cell) or _INSTITUTION.search(cell))


def _product(cell: str, names: Sequence[str]) -> float:
    if _named(cell, names):
        return _taken(cell) / 2
    if _is_company(cell):
        return 1.0 if _product_look(cell) else 4.0
    return _taken(cell) + (0.0 if _product_look(cell) else 0.7)


def _company(cell: str, names: Sequence[str]) -> float:
    company = _is_company(cell)
    if _named(cell, names):
        return 2.0 if company else 4.5
    if company:
        return 1.0 if _product_look(cell) else 0.0
    return _taken(cell) + (4.0 if _product_look(cell) else 0.7)


def _ingredient(cell: str, names: Sequence[str]) -> float:
    lower = 0.0 if cell == cell.casefold() else 0.5
    return _taken(cell) + (lower if _named(cell, names) else 2.5 if _FORM.search(cell) else 1.0)


def _is_title(cell: str) -> bool:
    return len(cell.split()) > 9 or len(_TITLE.findall(cell)) > 1


def _title(cell: str, names: Sequence[str]) -> float:
    if _is_title(cell) or _named(cell, names):
        return _taken(cell)
    return _taken(cell) + (3.0 if _is_company(cell) or _PERSON.search(cell) else 0.7)


def _sponsor(cell: str, names: Sequence[str]) -> float:
    if _is_company(cell) or _PERSON.search(cell):
        return _taken(cell) + (1.0 if _is_title(cell) else 0.0)
    return _taken(cell) + (4.0 if _is_title(cell) else 0.7)


_TEXT_LOOKS: dict[Kind, Callable[[str, Sequence[str]], float]] = {
    "company": _company,
    "ingredient": _ingredient,
    "product": _product,
    "sponsor": _sponsor,
    "title": _title,
}


@lru_cache(maxsize=20_000)
def misfit(kind: Kind, cell: str, names: tuple[str, ...] = ()) -> float:
    """How badly `cell` fits a column of this kind; `names` are the drug's own names on the page, case folded."""
    if _BLANK.fullmatch(cell):
        return 0.0 if kind == "phase" else 1.0 if kind not in TEXT_KINDS else 4.0
    if text := _TEXT_LOOKS.get(kind):
        return text(cell, names)
    return _LOOKS[kind](cell)
