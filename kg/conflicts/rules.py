"""Rules as data: a SPARQL query whose every row is a disagreement, with a header that says what it is.

A rule is a file of `queries/conflicts/`; `queries/conflicts/README.md` tells how to write one. Its header:

    # rule: approved-none-found
    # kind: coverage gap
    # severity: high
    # compares: an approval that a page tells, with another's search of that regulator's register that found none
    # label: {drug}: {authority} approval told, and none found
    # side 1: {status} by the {authority}
    # side 2: {register}: none found
    # text: {who1} calls {drug} {status} by the {authority}; {who2} looked for such approvals and found none.
    # policy: both stay; a search that found none denies nothing

A line that begins with `#` and three spaces continues the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.conflicts.compare import COMPARATORS
from kg.errors import UsageError
from kg.prefixes import PREFIXES
from kg.resources import find_data
from kg.sparql import describe_fault, find_refused

MEANINGS = {
    "contradiction": "both cannot hold of one thing at one time",
    "coverage gap": "one tells what the other, which covers it, does not have or found none of; silence is no denial",
    "granularity": "both may hold; one tells more than the other, or in another measure",
    "staleness": "an older document says what a newer one has changed",
}
"""How documents disagree, by kind."""

KINDS = tuple(MEANINGS)
"""The kinds, in the order in which they are shown."""

SEVERITIES = ("high", "medium", "low")

PLACE = ("document", "subject", "predicate", "object")
"""The columns of each side, with the side's number: `?document1 ?subject1 ?predicate1 ?object1`."""

_LINE = re.compile(r"#\s?(\S[^:]*?):\s*(.*)")
_MORE = re.compile(r"#\s{3,}(\S.*)")
_HOLE = re.compile(r"\{(\w+)\}")
_KEYS = (
    "rule", "kind", "severity", "compares", "compare", "case", "agree", "one for", "label", "text", "policy", "prefer",
    "column",
)  # fmt: skip
_NEEDED = ("rule", "kind", "severity", "compares", "label", "text", "policy", "side 1", "side 2")
_BY_KIND = ("severity", "label", "text", "policy")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file tells of it; `said` holds what it says by key, for a kind of its own under "text granularity".

    `kinds` begins with the one that holds unless the comparator says another; `case` names the columns whose equal
    values make several rows one case, which is compared as a whole, and none where `agree` is "any" and one of its rows
    agrees; `one_for` those whose equal values make several rows one disagreement; `prefers` is the side to prefer
    (0: none).
    """

    name: str
    origin: str
    query: str
    kinds: tuple[str, ...]
    said: Mapping[str, str]
    columns: tuple[str, ...]
    sides: tuple[int, ...]
    case: tuple[str, ...] = ()
    agree: str = ""
    one_for: tuple[str, ...] = ()
    comparator: str = ""
    prefers: int = 0
    preference: str = ""

    def words(self, key: str, kind: str) -> str:
        """What the rule says under a key for one kind of disagreement."""
        return self.said.get(f"{key} {kind}") or self.said[key]


def load_rules(folders: Iterable[Path] = ()) -> list[Rule]:
    """The rules that ship with this project and those in other folders, by name.

    Raises UsageError, in one line with the place, for a malformed file, a name that stands twice, or no such folder.
    """
    rules: dict[str, Rule] = {}
    for folder in (find_data("queries/conflicts"), *folders):
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder; --rules takes a folder of .rq files")
        for path in sorted(folder.glob("*.rq")):
            rule = parse_rule(_read(path), f"{folder.name}/{path.name}", path.stem)
            if rule.name in rules:
                raise UsageError(f"{rule.origin}: the rule {rule.name!r} stands in {rules[rule.name].origin} too")
            rules[rule.name] = rule
    return [rules[name] for name in sorted(rules)]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as UTF-8: {error}") from None


def parse_rule(text: str, origin: str, name: str) -> Rule:
    """A rule from its file's text; `name` is the file's own. Raises UsageError with the line at fault."""
    said = dict(_iter_header(text, origin))
    for key in _NEEDED:
        if key not in said:
            raise UsageError(
                f"{origin}: its header has no '# {key}: …'; queries/conflicts/README.md tells what it needs"
            )
    if said["rule"] != name:
        raise UsageError(
            f"{origin}: the header calls it {said['rule']!r}; the file's name is {name!r}: make them equal"
        )
    kinds = _parse_kinds(said, origin)
    columns = _parse_query(text, origin)
    sides = tuple(sorted(int(column[8:]) for column in columns if re.fullmatch(r"document\d+", column)))
    prefers, preference = _parse_preference(said.get("prefer", ""), sides, origin)
    rule = Rule(
        name,
        origin,
        text,
        kinds,
        said,
        columns,
        sides,
        _names(said.get("case", "")),
        said.get("agree", ""),
        _names(said.get("one for", "")),
        said.get("compare", ""),
        prefers,
        preference,
    )
    _check(rule)
    return rule


def _names(words: str) -> tuple[str, ...]:
    return tuple(word.lstrip("?") for word in words.replace(",", " ").split())


def _iter_header(text: str, origin: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of a header with their words, a continued line joined to its first."""
    found: list[list[str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            break
        if (more := _MORE.match(line)) and found:
            found[-1][1] += f" {more[1].strip()}"
        elif match := _LINE.match(line):
            key = " ".join(match[1].split())
            known = key in _KEYS or re.fullmatch(r"side \d+", key) or _is_by_kind(key)
            if not known:
                raise UsageError(
                    f"{origin}:{number}: no key {key!r}; a header has {', '.join(_KEYS)}, side 1, side 2 …"
                )
            if key != "column" and any(key == other for other, _ in found):
                raise UsageError(f"{origin}:{number}: {key!r} stands twice")
            found.append([key, match[2].strip()])
    yield from ((key, words) for key, words in found)


def _is_by_kind(key: str) -> bool:
    first, _, kind = key.partition(" ")
    return first in _BY_KIND and kind in KINDS


def _parse_kinds(said: Mapping[str, str], origin: str) -> tuple[str, ...]:
    kinds = tuple(kind.strip() for kind in said["kind"].split(","))
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise UsageError(f"{origin}: no kind {unknown[0]!r}; kinds: {', '.join(KINDS)}")
    for key, words in said.items():
        if key.split(" ")[0] == "severity" and words not in SEVERITIES:
            raise UsageError(f"{origin}: no severity {words!r}; severities: {', '.join(SEVERITIES)}")
    return kinds


def _parse_preference(words: str, sides: Iterable[int], origin: str) -> tuple[int, str]:
    if not words:
        return 0, ""
    match = re.fullmatch(r"(\d+), (?:because )?(.+)", words)
    if match is None or int(match[1]) not in sides:
        raise UsageError(f"{origin}: '# prefer: {words}' is not 'SIDE, because REASON', SIDE one of the query's")
    return int(match[1]), match[2]


def _parse_query(text: str, origin: str) -> tuple[str, ...]:
    """The columns of the query; a UsageError with line and column where it is none that may run."""
    if refused := find_refused(text):
        raise UsageError(f"{origin}:{refused}" if refused[0].isdigit() else f"{origin}: {refused}")
    try:
        answer = ox.Store().query(text, prefixes=PREFIXES)
    except SyntaxError:
        raise UsageError(f"{origin}:{describe_fault(text, PREFIXES).splitlines()[0]}") from None
    if not isinstance(answer, ox.QuerySolutions):
        raise UsageError(f"{origin}: a rule is a SELECT, whose rows are disagreements")
    return tuple(variable.value for variable in answer.variables)


def _check(rule: Rule) -> None:
    """Raise a UsageError for a side without its columns, an unknown comparator, or a hole that nothing fills."""
    if rule.comparator and rule.comparator not in COMPARATORS:
        raise UsageError(
            f"{rule.origin}: no comparator {rule.comparator!r}; there are {', '.join(sorted(COMPARATORS))}"
        )
    if len(rule.sides) < 2:
        raise UsageError(f"{rule.origin}: the query needs two sides: ?document1 … ?object1 and ?document2 … ?object2")
    needed = ["about", *(f"{name}{side}" for side in rule.sides for name in PLACE), *rule.case]
    gives: tuple[str, ...] = ()
    if rule.comparator:
        needed += COMPARATORS[rule.comparator].takes
        gives = COMPARATORS[rule.comparator].gives
    needed += [name for name in rule.one_for if name not in gives]
    if rule.agree and (rule.agree != "any" or not rule.case):
        raise UsageError(f"{rule.origin}: '# agree: {rule.agree}' is not '# agree: any' beside a '# case: …'")
    for column in needed:
        if column not in rule.columns:
            raise UsageError(f"{rule.origin}: the query selects no ?{column}")
    for side in rule.sides:
        if f"side {side}" not in rule.said:
            raise UsageError(f"{rule.origin}: its header has no '# side {side}: …'")
    filled = {*rule.columns, *gives, *(f"who{side}" for side in rule.sides)}
    for key, words in rule.said.items():
        for hole in _HOLE.findall(words) if key.split(" ")[0] in ("label", "text", "side", "policy") else ():
            if hole not in filled:
                raise UsageError(f"{rule.origin}: '# {key}:' has {{{hole}}}, which no column of the query fills")


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template's words with its holes filled, on one line."""
    return " ".join(_HOLE.sub(lambda match: values.get(match[1], ""), template).split())
