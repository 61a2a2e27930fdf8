"""A fast sieve before the reference engine: which nodes certainly conform, and which it has to look at.

pySHACL takes some 60 μs a triple. Most nodes conform, and for most constraints that can be seen from the node's own
triples as N-Triples text. So shapes are compiled to tests that answer *certainly conforms* or *not certain*, and
pySHACL is asked about the latter. A test may doubt what conforms (that costs time), never pass what pySHACL reports:
whatever is not plainly right, and every constraint that is not compiled here, is left to pySHACL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from kg.prefixes import PREFIXES
from kg.validate.shapes import SH, Shape
from kg.validate.terms import lexical

Group = Mapping[str, Sequence[str]]
"""A node's triples: predicate → distinct objects, all as N-Triples terms."""
NodeTest = Callable[[str, Group], bool]
ValueTest = Callable[[str], bool]
Classes = Mapping[str, Collection[str]]
"""A class → its instances, those of its subclasses included."""

_XSD = PREFIXES["xsd"]
_INTEGER = re.compile(rf'"(0|-?[1-9][0-9]{{0,17}})"\^\^<{_XSD}integer>')
_DATE = re.compile(rf'"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"\^\^<{_XSD}date>')
_LANGUAGE = re.compile(r'"@[A-Za-z0-9-]+$')


def compile_shape(shape: Shape, classes: Classes) -> NodeTest:
    """A test that tells of a node and its triples whether the node certainly conforms to the shape."""
    return _node_test(shape, classes) if shape.path is None else _property_test(shape, classes)


def _node_test(shape: Shape, classes: Classes) -> NodeTest:
    tests = [*_node_tests(shape, classes), *_nested_tests(shape, classes)]

    def test_all(node: str, group: Group) -> bool:
        for test in tests:  # noqa: SIM110 - all() with a generator takes twice as long, and this is the hot loop
            if not test(node, group):
                return False
        return True

    return test_all


def _node_tests(shape: Shape, classes: Classes) -> list[NodeTest]:
    tests: list[NodeTest] = []
    for name, terms in shape.parameters:
        if name == "closed":
            tests.append(_closed(shape, terms))
        elif name in _PAIRS:
            tests.append(_unsure)
        elif (test := _value_test(shape, name, terms, classes)) is not None:
            tests.append(_on_itself(test))
    return tests


def _nested_tests(shape: Shape, classes: Classes) -> list[NodeTest]:
    """The tests of the shapes that a node shape applies to the node itself."""
    tests: list[NodeTest] = []
    for name, shapes in shape.nested:
        inner = [compile_shape(nested, classes) for nested in shapes]
        if name in ("and", "node", "property"):
            tests += inner
        elif name == "or":
            tests.append(_either(inner))
        else:
            tests.append(_unsure)
    return tests


def _property_test(shape: Shape, classes: Classes) -> NodeTest:
    """A test of the values that a node has for one property; a longer path is never certain."""
    path = shape.path
    if not isinstance(path, str) or any(name.startswith("qualified") for name, _ in (*shape.parameters, *shape.nested)):
        return _unsure
    each = _value_tests(shape, classes)
    lists = [_list_test(name, terms[0]) for name, terms in shape.parameters if name in ("minCount", "maxCount")]
    lists += [_has_value(term) for term in shape.values("hasValue")]
    pairs = [_PAIRS[name](terms) for name, terms in shape.parameters if name in _PAIRS]

    def test(_: str, group: Group) -> bool:
        values = group.get(path, ())
        for check in lists:
            if not check(values):
                return False
        for value in values:
            for passes in each:
                if not passes(value):
                    return False
        return not pairs or all(check(values, group) for check in pairs)

    return test


def _value_tests(shape: Shape, classes: Classes) -> list[ValueTest]:
    """The tests that each value must pass on its own, without a look at the value's triples."""
    tests = [
        test
        for name, terms in shape.parameters
        if name not in ("minCount", "maxCount", "hasValue", *_PAIRS)
        and (test := _value_test(shape, name, terms, classes)) is not None
    ]
    for name, shapes in shape.nested:
        inner = [_all_of(_value_tests(nested, classes)) for nested in shapes if nested.path is None]
        if len(inner) < len(shapes) or name not in ("and", "node", "or"):
            tests.append(_never)
        elif name == "or":
            tests.append(_any_of(inner))
        else:
            tests += inner
    return tests


def _value_test(shape: Shape, name: str, terms: tuple[str, ...], classes: Classes) -> ValueTest | None:
    """The test of one parameter; None for one that belongs to another parameter or demands nothing."""
    if name in ("flags", "ignoredProperties") or (name in ("closed", "uniqueLang") and not _is_true(terms)):
        return None
    if name == "uniqueLang":
        return lambda value: not _LANGUAGE.search(value)
    if name == "class":
        return _all_of([_instance_of(classes.get(term, ())) for term in terms])
    if name == "pattern":
        flags = shape.values("flags")
        return _all_of([_pattern(lexical(term), lexical(flags[0]) if flags else "") for term in terms])
    if name in _EACH and terms:
        return _all_of([_EACH[name](term) for term in terms])
    if name == "in":
        allowed = frozenset(filter(_is_stable, terms))
        return lambda value: value in allowed
    return _never


def _datatype(term: str) -> ValueTest:
    if (form := _DATATYPES.get(term[1:-1])) is not None:
        return lambda value: form.fullmatch(value) is not None
    if term == f"<{_XSD}date>":
        return _is_date
    return _never


def _is_date(value: str) -> bool:
    match = _DATE.fullmatch(value)
    try:
        return match is not None and bool(date.fromisoformat(match[1]))
    except ValueError:
        return False


def _node_kind(term: str) -> ValueTest:
    starts = {f"<{SH}IRI>": "<", f"<{SH}Literal>": '"'}.get(term)
    return _never if starts is None else lambda value: value.startswith(starts)


def _instance_of(instances: Collection[str]) -> ValueTest:
    return lambda value: value in instances


def _pattern(pattern: str, flags: str) -> ValueTest:
    search = re.compile(pattern, (re.I if "i" in flags.lower() else 0) | (re.M if "m" in flags.lower() else 0)).search
    return lambda value: _is_words(value) and search(lexical(value)) is not None


def _length(within: Callable[[int, int], bool]) -> Callable[[str], ValueTest]:
    def make(term: str) -> ValueTest:
        bound = int(lexical(term))
        return lambda value: _is_words(value) and within(len(lexical(value)), bound)

    return make


def _bound(holds: Callable[[object, object], bool]) -> Callable[[str], ValueTest]:
    return lambda term: lambda value: _compare(value, term, holds)


def _compare(left: str, right: str, holds: Callable[..., bool]) -> bool:
    """Whether two integers, or two dates, certainly compare as `holds` says."""
    if (one := _INTEGER.fullmatch(left)) and (other := _INTEGER.fullmatch(right)):
        return holds(int(one[1]), int(other[1]))
    return _is_date(left) and _is_date(right) and holds(left, right)


def _list_test(name: str, term: str) -> Callable[[Sequence[str]], bool]:
    bound = int(lexical(term))
    if name == "maxCount":
        return lambda values: len(values) <= bound
    if bound < 2:
        return lambda values: len(values) >= bound
    # two literals that differ as text may be one value: "01" and "1"
    return lambda values: len(values) >= bound and all(map(_is_words, values))


def _has_value(term: str) -> Callable[[Sequence[str]], bool]:
    return lambda values: term in values and _is_stable(term)


PairTest = Callable[[Sequence[str], Group], bool]


def _ordered(holds: Callable[[object, object], bool]) -> Callable[[tuple[str, ...]], PairTest]:
    def make(terms: tuple[str, ...]) -> PairTest:
        return lambda values, group: all(
            _compare(value, other, holds) for term in terms for value in values for other in group.get(term, ())
        )

    return make


def _disjoint(terms: tuple[str, ...]) -> PairTest:
    def test(values: Sequence[str], group: Group) -> bool:
        others = {other for term in terms for other in group.get(term, ())}
        return all(map(_is_words, values)) and others.isdisjoint(values)

    return test


def _equals(terms: tuple[str, ...]) -> PairTest:
    def test(values: Sequence[str], group: Group) -> bool:
        return all(set(values) == set(group.get(term, ())) for term in terms) and all(map(_is_stable, values))

    return test


def _closed(shape: Shape, terms: tuple[str, ...]) -> NodeTest:
    """https://www.w3.org/TR/shacl/#ClosedConstraintComponent"""
    if not _is_true(terms):
        return lambda node, group: True
    paths = {inner.path for name, shapes in shape.nested if name == "property" for inner in shapes}
    allowed = {path for path in paths if isinstance(path, str)} | set(shape.values("ignoredProperties"))
    return lambda node, group: allowed.issuperset(group)


def _is_true(terms: tuple[str, ...]) -> bool:
    return any(term.startswith(('"true"', '"1"')) for term in terms)


def _is_words(term: str) -> bool:
    """Whether a term is an IRI or a plain string, whose text is its value."""
    return term[0] == "<" or term[-1] == '"'


def _is_stable(term: str) -> bool:
    """Whether a term is written the same by every tool; a store writes 1.0 as 1, and rdflib 01 as 1."""
    return _is_words(term) or _is_date(term) or any(form.fullmatch(term) for form in _DATATYPES.values())


def _on_itself(test: ValueTest) -> NodeTest:
    return lambda node, group: test(node)


def _either(tests: Sequence[NodeTest]) -> NodeTest:
    return lambda node, group: any(test(node, group) for test in tests)


def _all_of(tests: Sequence[ValueTest]) -> ValueTest:
    return tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests)


def _any_of(tests: Sequence[ValueTest]) -> ValueTest:
    return lambda value: any(test(value) for test in tests)


def _never(value: str) -> bool:
    return False


def _unsure(node: str, group: Group) -> bool:
    return False


_DATATYPES = {
    _XSD + "string": re.compile(r'"(?:[^"\\]|\\.)*"'),
    _XSD + "integer": _INTEGER,
    _XSD + "boolean": re.compile(rf'"(?:true|false)"\^\^<{_XSD}boolean>'),
    _XSD + "gYear": re.compile(rf'"[1-9][0-9]{{3}}"\^\^<{_XSD}gYear>'),
    _XSD + "gYearMonth": re.compile(rf'"[1-9][0-9]{{3}}-(?:0[1-9]|1[0-2])"\^\^<{_XSD}gYearMonth>'),
}
_EACH: dict[str, Callable[[str], ValueTest]] = {
    "datatype": _datatype,
    "hasValue": lambda term: lambda value: value == term and _is_stable(term),
    "maxExclusive": _bound(lambda value, bound: value < bound),  # type: ignore[operator]
    "maxInclusive": _bound(lambda value, bound: value <= bound),  # type: ignore[operator]
    "maxLength": _length(lambda length, bound: length <= bound),
    "minExclusive": _bound(lambda value, bound: value > bound),  # type: ignore[operator]
    "minInclusive": _bound(lambda value, bound: value >= bound),  # type: ignore[operator]
    "minLength": _length(lambda length, bound: length >= bound),
    "nodeKind": _node_kind,
}
_PAIRS: dict[str, Callable[[tuple[str, ...]], PairTest]] = {
    "disjoint": _disjoint,
    "equals": _equals,
    "lessThan": _ordered(lambda value, other: value < other),  # type: ignore[operator]
    "lessThanOrEquals": _ordered(lambda value, other: value <= other),  # type: ignore[operator]
}
