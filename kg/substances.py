"""The parts of a substance's name: base, salt, formulation, four-letter suffix, ingredients, code names.

A grammar of how names are built, not a list of names: words for salts, hydrates and esters in either spelling, the
affixes that the FDA adds to the names of biologics, strengths and "equivalent to" clauses of registers, word order.
What it does not know stays part of the base, so that two names are one only where their words say so.

>>> parse_name("IMATINIB MESYLATE 119.5 mg EQV IMATINIB BASE").label
'imatinib mesylate'
>>> parse_name("Teclistamab-cqyv").parent()
('suffix', SubstanceName(base='teclistamab', salt='', formulation='', affix='', parts=(), codes=()))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from kg.prefixes import slug

Way = OneOf["salt", "formulation", "suffix"]
"""How a name is a form of another: by a salt word, by a formulation, by an affix of the FDA."""


@dataclass(frozen=True, slots=True)
class SubstanceName:
    """A substance's name in its parts, all in lower case and in one spelling; `parts` are a mixture's ingredients."""

    base: str
    salt: str = ""
    formulation: str = ""
    affix: str = ""
    parts: tuple[SubstanceName, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name as a person writes it: base, salt, formulation, suffix."""
        prefix, suffix = (f"{self.affix}-", "") if self.affix in _PREFIXES else ("", self.affix and f"-{self.affix}")
        return prefix + " ".join(filter(None, (self.base, self.salt, self.formulation))) + suffix

    @property
    def key(self) -> str:
        """What stands in the IRI of the substance that is called so."""
        return slug(self.label)

    def parent(self) -> tuple[Way, SubstanceName] | None:
        """How this is a form of the name with one part less, and that name; None for a base."""
        if self.affix:
            return "suffix", replace(self, affix="", codes=())
        if self.parts:
            return self._parent_of_mixture()
        if self.formulation:
            return "formulation", replace(self, formulation="", codes=())
        return ("salt", replace(self, salt="", codes=())) if self.salt else None

    def added(self, way: Way) -> str:
        """The words that make it a form of its parent: the salt, the formulation or the affix; of a mixture, each."""
        words = {"salt": self.salt, "formulation": self.formulation, "suffix": self.affix}[way]
        return words or ", ".join(dict.fromkeys(filter(None, (part.added(way) for part in self.parts))))

    def root(self) -> SubstanceName:
        """The base that all its forms share."""
        if self.parts:
            return _mix([part.root() for part in self.parts])
        return replace(self, salt="", formulation="", affix="", codes=())

    def with_base(self, base: str) -> SubstanceName:
        """The same form of another base."""
        return replace(self, base=base, codes=())

    def with_parts(self, parts: Iterable[SubstanceName]) -> SubstanceName:
        """The same form of a mixture of other ingredients."""
        return replace(_mix(parts), affix=self.affix)

    def _parent_of_mixture(self) -> tuple[Way, SubstanceName] | None:
        """The mixture of the ingredients without their salts, or else without their formulations."""
        for way in _WAYS:
            if any(step and step[0] == way for step in map(SubstanceName.parent, self.parts)):
                steps = ((part, part.parent()) for part in self.parts)
                return way, _mix([step[1] if step and step[0] == way else part for part, step in steps])
        return None


_WAYS: tuple[Way, ...] = ("suffix", "formulation", "salt")


def _mix(names: Iterable[SubstanceName]) -> SubstanceName:
    """The mixture of some substances, each once, in one order; of one alone, itself."""
    by_key = {name.key: name for name in names}
    parts = tuple(by_key[key] for key in sorted(by_key))
    return parts[0] if len(parts) == 1 else SubstanceName(" and ".join(part.label for part in parts), parts=parts)


_PREFIXES = frozenset({"ado", "fam", "tbo", "ziv"})  # FDA, before suffixes were the rule (guidance of 2017)
_COUNT = r"(?:mono|di|tri|tetra|penta|hexa|hepta|octa|deca|hemi|sesqui|bis|bi|sub){0,2}"
_ACID = (
    r"hydrochlorides?|hydrobromide|hydroiodide|hydrogen\ sulfate|chloride|bromide|iodide|fluoride|nitrate|sulfate"
    r"|sulfite|phosphate|acetate|citrate|fumarate|maleate|malate|tartrate|mesylate|besylate|tosylate|camsylate|esylate|edisylate"
    r"|napsylate|isethionate|succinate|lactate|lactobionate|gluconate|gluceptate|benzoate|pamoate|oxalate|salicylate"
    r"|stearate|palmitate|laurate|caproate|decanoate|enanthate|cypionate|undecanoate|valerate|propionate|butyrate"
    r"|pivalate|pivoxil|proxetil|axetil|medoxomil|cilexetil|etexilate|alafenamide|disoproxil|mofetil|marboxil|furoate"
    r"|xinafoate|hippurate|orotate|ascorbate|aspartate|glutamate|carbonate|bicarbonate|mucate|adipate|formate|saccharate"
    r"|trifluoroacetate|trifenatate|triflutate|tannate|teoclate|hemisuccinate|erbumine|olamine|diolamine|meglumine"
    r"|hyclate|etiprate|tromethamine|arginine|lysine|choline|benzathine|procaine|ethanolate|propanediol"
    r"|dimethyl\ sulfoxide|solvate"
)
_METAL = "sodium|potassium|calcium|magnesium|zinc|lithium|aluminum|ammonium|strontium|bismuth|silver|iron"
_WATER = rf"{_COUNT}hydrate"
_SALT_WORD = rf"(?:(?:s|l|d|dl|r)\ )?(?:hydrogen\ )?{_COUNT}(?:{_ACID})|{_COUNT}(?:{_METAL})|{_WATER}"
_SALTS = re.compile(rf"(?P<base>.*?\S)\ (?P<salt>(?:{_SALT_WORD})(?:\ (?:{_SALT_WORD}))*)", re.VERBOSE)
_SALT_ALONE = re.compile(rf"(?:the\ )?(?P<salt>(?:{_SALT_WORD})(?:\ (?:{_SALT_WORD}))*)(?:\ salt)?")
_STEREO = re.compile(r"\b(?:s|l|d|dl|r) (?=\w*malate|\w*tartrate|\w*lactate|\w*glutamate|\w*aspartate)")
_FIRST_METAL = re.compile(rf"(?!iron )(?P<metal>{_COUNT}(?:{_METAL})) (?P<rest>.*(?<!ate)(?<!ide)(?<!ite))")
_INORGANIC = re.compile(
    rf"(?:{_METAL}|hydrogen|ferrous|ferric|cupric|cuprous|stannous|mercuric|auric|gold|copper|manganese|selenium|selenious"
    r"|chromic|chromium|cobalt|barium|radium|rubidium|samarium|thallium|thallous|gallium|indium|iodine|ammonia|water|acid"
    r"|hydro|oxy|\d+m?)+"
)
_GROUP = re.compile(rf"{_METAL}|chromium|copper|iodine|manganese|molybdenum|selenium|sulfur|vitamin [a-z]\d{{0,2}}")
"""Names that a register gives for what is counted, with the substance that gives it in brackets."""

_ACID_AND_SALT = re.compile(r"(?P<stem>\w{4,})ic acid \((?:\w+ )?(?P=stem)ate(?: \w+)*\)")
_FORMULATION = (
    r"pegylated\ liposom(?:e|al)|liposom(?:e|al)(?:\ injection)?|liposomes"
    r"|(?:human\ )?albumin\ bound(?:\ (?:nano)?particles?)?|protein\ bound(?:\ particles?)?"
    r"|albumin\ stabilized\ nanoparticles?(?:\ formulation)?|nanoparticles?(?:\ formulation)?|nab"
    r"|(?:intravitreal\ )?implants?|wafers?|topical|for\ injection|injection|emulsion|depot"
)
_LAST_FORMULATION = re.compile(rf"(?P<base>.*?\S)\ (?P<words>{_FORMULATION})", re.VERBOSE)
_FIRST_FORMULATION = re.compile(r"(?P<words>(?:pegylated )?liposomal|nab|topical)\ (?P<base>\S.*)")
_QUALIFIERS = ("recombinant", "human", "synthetic")
_SUFFIX = re.compile(r"(?P<base>.*\w\w\w\)?)-(?P<suffix>[a-z]{4})")
_NO_SUFFIX = frozenset("acid base free gold iron zinc type salt alfa beta beef pork plus mono with form dose".split())
_PREFIX = re.compile(rf"(?P<prefix>{'|'.join(sorted(_PREFIXES))})-(?P<base>.+)")
_AMOUNT = re.compile(
    r"(?<![\w-])\d[\d.,]*\s*(?:mg|g|kg|mcg|ug|µg|μg|ng|ml|l|iu|miu|units?|u|mmol|mol|mbq|gbq|mci|%|cells?)(?:\s*/\s*"
    r"[\d.,]*\s*(?:mg|g|ml|l|vial|tablet|capsule|dose|kg|m2)s?)?(?![\w-])"
)
_EQUIVALENT = re.compile(
    r"\b(?:eqv|eq|equiv|equivalent(?: to)?|corresponding to|calculated as|expressed as|as)\b\.?(?: to\b)?"
    r"(?![^(]*\))"
)
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_CODE = re.compile(r"[a-z]{1,6}[- ]?\d{2,}(?:[- ]?[a-z0-9]{1,4})?")
_USE_ONLY = re.compile(
    r"\b(?:treatment|use|only|origin|therapy|indications?|rch|rdna|form|layer|bag|compartment|chamber|tablets?|vial|total)\b"
)
_AND = re.compile(r"\s*;\s*|\s+/\s+|(?<=[a-z]{6})/(?=[a-z]{6})|\s*\+\s+|,?\s+and\s+")
_SPELLING = tuple(
    (re.compile(pattern), right)
    for pattern, right in (
        (r"\b(mes|bes|tos|cam|es|edis|naps)ilate\b", r"\1ylate"),
        (r"methane\s?sul(?:f|ph)onate\b", "mesylate"),
        (r"sulph", "sulf"),
        (r"\b2hcl\b", "dihydrochloride"),
        (r"\b(di|tri)?hcl\b", r"\1hydrochloride"),
        (r"\b(di|tri)?hbr\b", r"\1hydrobromide"),
        (r"\bhydrochlorid\b", "hydrochloride"),
        (r"\bembonate\b", "pamoate"),
        (r"\bisetionate\b", "isethionate"),
        (r"\benantate\b", "enanthate"),
        (r"\bcipionate\b", "cypionate"),
        (r"\btrometamol\b", "tromethamine"),
        (r"\baluminium\b", "aluminum"),
        (r"\bbisulfate\b", "hydrogen sulfate"),
        (r"\bhydrated\b", "hydrate"),
        (r"\b(?:anhydrous|dried|free base|free acid|base|microni[sz]ed|milled)\b", " "),
        (r"(?<=\w) salt$", ""),
        (r"[™®©*†‡]", ""),
        (r"\((s|l|d|dl|r)\)[- ]?(?=\w)", r"\1 "),
        (r"\((\d{2,3}m?[a-z]{1,2})\)", r"\1"),  # an isotope: lutetium (177Lu)
    )
)
# The general principles of INN (WHO): f for ph, t for th, e for ae and oe, i for y; a last e is often left out.
_INN = (("ph", "f"), ("th", "t"), ("ae", "e"), ("oe", "e"), ("y", "i"), ("ks", "x"), ("ck", "k"))


def fold_spelling(name: SubstanceName) -> str:
    """The key of a name with the differences of INN and national spellings folded: ciclosporin, cyclosporine."""
    text = slug(name.label)
    for national, inn in _INN:
        text = text.replace(national, inn)
    return "-".join(re.sub(r"(?<=[nlr])e$", "", word) for word in text.split("-"))


def squash(name: str) -> str:
    """What is compared where somebody asks by name: letters and digits alone, accents and case folded.

    >>> squash("Bacillus Calmette-Guérin")
    'bacilluscalmetteguerin'
    """
    return slug(name).replace("-", "")


def asked_by(name: str) -> set[str]:
    """What a name is found by: its letters and digits alone, as they stand and with accents folded."""
    return {squash(name), re.sub(r"[\W_]", "", name.casefold())}


def parse_name(written: str) -> SubstanceName:
    """The parts of a substance's name as a page or a register writes it."""
    text = " ".join(unicodedata.normalize("NFKC", written).casefold().split())
    for pattern, right in _SPELLING:
        text = pattern.sub(right, text)
    text = " ".join(_AMOUNT.sub(" ", text).split()).strip(" ,.-")
    pieces = _ingredients(text)
    if len(pieces) == 1:
        return _parse_one(pieces[0])
    return _parse_mixture(pieces)


def split_ingredients(cell: str) -> list[str]:
    """The ingredients that a cell of a register lists, each as written, once; what is joined by "and" is one name.

    >>> split_ingredients("RITUXIMAB; HYALURONIDASE (HUMAN; RECOMBINANT)")
    ['RITUXIMAB', 'HYALURONIDASE (HUMAN; RECOMBINANT)']
    """
    hidden = _BRACKET.sub(lambda match: match[0].translate(_HIDE), cell)
    pieces = (" ".join(piece.translate(_SHOW).split()) for piece in _LISTED.split(hidden))
    return list(dict.fromkeys(piece for piece in pieces if re.search(r"[^\W_]", piece)))


def _ingredients(text: str) -> list[str]:
    """The ingredients of a mixture; what stands in brackets, and an "and" that has nothing to join, is left alone."""
    hidden = _BRACKET.sub(lambda match: match[0].translate(_HIDE), text)
    pieces = [hidden] if _TOLD.search(hidden) else _AND.split(hidden)
    if len(pieces) > 1 and re.search(r",?\s+and\s+", hidden):
        pieces = [part for piece in pieces for part in re.split(r",\s+", piece)]
    pieces = [piece.translate(_SHOW).strip(" ,") for piece in pieces]
    return [piece for piece in pieces if re.search(r"[^\W\d_]", piece)] or [text]


_TOLD = re.compile(r"\b(?:of|from|by|using|encoding|expressing|containing|produced|virus|antigens?|proteins?)\b")
_SEROTYPE = re.compile(r"\b(?:sero)?types?\b|\bstrains?\b")
_LISTED = re.compile(r"\s*[;\n]\s*|\s+[/+]\s+")
_HIDE = {ord(sign): chr(0xE000 + at) for at, sign in enumerate(";/+, \n")}
_SHOW = {ord(hidden): chr(shown) for shown, hidden in _HIDE.items()}


def _parse_mixture(pieces: list[str]) -> SubstanceName:
    names = [_parse_one(piece) for piece in pieces]
    affix = (
        names[-1].affix if names[-1].affix not in _PREFIXES else ""
    )  # the suffix names the product, not its last part
    if affix:
        names[-1] = replace(names[-1], affix="")
    if len({name.root().key for name in names}) == 1:  # "cefadroxil/cefadroxil hemihydrate"
        return max(names, key=lambda name: name.key)
    return replace(_mix(names), affix=affix)


def _parse_one(text: str) -> SubstanceName:
    """One ingredient: of "A equivalent to B" the first, but where B alone tells the salt."""
    first, *rest = (part.rstrip(" ,.-(").lstrip(" ,.-") for part in _EQUIVALENT.split(text, maxsplit=1))
    if not first or not rest:
        return _parse_plain(text)
    name, other = _parse_plain(first), rest[0].removeprefix("to ")
    if name.salt:
        return name
    if alone := _SALT_ALONE.fullmatch(other):
        return replace(name, salt=alone["salt"])
    told = _parse_plain(other)
    return told if told.base == name.base else name


def _parse_plain(text: str) -> SubstanceName:
    outside, codes, salts, added = _brackets(_name_inside(text) or text)
    outside, affix = _take_affix(outside)
    outside = outside.replace("-", " ") if affix == "" else outside
    words = _isotopes(" ".join(f"{outside} {added}".replace("--", " ").replace(",", " ").replace("-", " ").split()))
    formulation, words = _take_formulation(words)
    base, salt = _take_salt(_STEREO.sub("", words))
    if not formulation:
        formulation, base = _take_formulation(base)
    said = salts if salts.startswith(salt) else salt
    return SubstanceName(_order(base), said, formulation, affix, (), tuple(sorted(codes)))


def _name_inside(text: str) -> str:
    """The substance in brackets behind what only tells its kind, "" where none stands there.

    An element or a vitamin ("iron (ferrous fumarate)"), or an acid whose salt it is ("clavulanic acid (clavulanate
    potassium)").
    """
    if not text.endswith(")") or text.count("(") != 1:
        return ""
    outside, _, inner = text.removesuffix(")").partition("(")
    inner = inner.strip().removeprefix("as ")
    words = inner.replace("-", " ").split()
    several = len(words) > 1 or outside.startswith("vitamin")
    if _GROUP.fullmatch(outside.strip()) and several and "," not in inner:
        return "" if _USE_ONLY.search(inner) or _CODE.fullmatch(inner) else inner
    return inner if _ACID_AND_SALT.fullmatch(text) else ""


def _brackets(text: str) -> tuple[str, set[str], str, str]:
    """The text outside its brackets, and what these say: code names, a salt, words that belong to the name."""
    outside = " ".join(_BRACKET.sub(" ", text).split()).replace(" -", "-")
    codes: set[str] = set()
    salt, added = "", []
    for match in _BRACKET.finditer(text):
        inner = " ".join((match[1] or match[2] or "").split())
        equal = _EQUIVALENT.match(inner)
        inner = inner[equal.end() :].strip(" .") if equal else inner
        if _CODE.fullmatch(inner):
            codes.add(inner.upper())
        elif alone := _SALT_ALONE.fullmatch(inner.replace("-", " ")):
            salt = alone["salt"]
        elif said := _same_base(outside, inner):
            salt = said if said != "=" else salt
        elif (
            inner
            and (not equal or equal[0].strip() == "as")
            and not _USE_ONLY.search(inner)
            and not _is_acronym(inner, outside)
        ):
            added.append(inner)
    return outside, codes, salt, " ".join(added)


def _same_base(outside: str, inner: str) -> str:
    """The salt that the words in brackets give to the name before them, "=" where they only repeat it, else nothing."""
    words = inner.removeprefix("of ").replace("-", " ")
    base, salt = _take_salt(words)
    plain, _ = _take_salt(_take_affix(outside)[0].replace("-", " "))
    if base and base == plain:
        return salt or "="
    # a form whose words are no salt's ("bortezomib (bortezomib mannitol boronic ester)"); of several forms, none
    form = words.removeprefix(f"{plain} ")
    return "" if form == words or _GROUP.fullmatch(plain) else "=" if "," in form else form


def _is_acronym(inner: str, outside: str) -> bool:
    letters = re.sub(r"\W", "", inner)
    if not 2 <= len(letters) <= 6 or " " in inner or letters in ("live", "human"):
        return False
    at = iter(re.sub(r"\W", "", outside))
    return all(letter in at for letter in letters)


def _take_affix(text: str) -> tuple[str, str]:
    if match := _PREFIX.fullmatch(text):
        base, _ = _take_affix(match["base"])
        return base, match["prefix"] if base == match["base"] else _take_affix(match["base"])[1]
    match = _SUFFIX.fullmatch(text)
    if match and match["suffix"] not in _NO_SUFFIX and len(set(match["suffix"])) > 2:  # FDA: three distinct letters
        return match["base"], match["suffix"]
    return text, ""


def _take_formulation(words: str) -> tuple[str, str]:
    for pattern in (_LAST_FORMULATION, _FIRST_FORMULATION):
        if match := pattern.fullmatch(words):
            said = match["words"].replace("liposomal", "liposome").replace("human ", "")
            return re.sub(r"^nab$|.*(?:albumin|protein|nanoparticle).*", "protein bound particles", said), match["base"]
    return "", words


def _take_salt(words: str) -> tuple[str, str]:
    """The base of a name and its salt; what is inorganic all through has none: sodium chloride is a substance."""
    if match := _SALTS.fullmatch(words):
        base, salt = match["base"], match["salt"]
        if not all(_INORGANIC.fullmatch(word) for word in base.split()) and len(re.sub(r"[\W\d]", "", base)) > 3:
            return base, re.sub(r"hydrochlorides\b", "hydrochloride", salt)
    if (match := _FIRST_METAL.fullmatch(words)) and len(match["rest"]) > 5 and " " not in match["rest"]:
        return match["rest"], match["metal"]
    return words, ""


def _isotopes(words: str) -> str:
    """Leave out an element's symbol beside its mass: "lutetium lu 177" and "lutetium 177lu" are "lutetium 177"."""
    if _SEROTYPE.search(words):
        return words
    words = re.sub(r"\b(\d{2,3})([a-z]{1,2})\b(?=.)", lambda match: match[1] if match[2] != "m" else match[0], words)
    kept: list[str] = []
    parts = words.split()
    for at, word in enumerate(parts):
        mass = at + 1 < len(parts) and re.fullmatch(r"\d{2,3}m?", parts[at + 1])
        symbol = mass and kept and len(word) <= 2 and word[0] == kept[-1][0] and word[-1] in kept[-1]
        if not (symbol or (mass and word == "i" and kept)):
            kept.append(word)
    return " ".join(kept)


def _order(base: str) -> str:
    """Put the words that only qualify, such as "recombinant" and "human", at the end in one order."""
    words = base.split()
    tail = [word for word in words if word in _QUALIFIERS]
    head = [word for word in words if word not in _QUALIFIERS]
    return " ".join((*head, *sorted(tail))) if head else base
