"""The front matter of a page: each value with its exact place, what is kept of it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from kg.blocks import Block
from kg.dates import parse_date
from kg.model import Document, Finding, Iri, Literal, Problem, Skipped, Statement, Unresolved
from kg.nodes import describe_date
from kg.vocabulary import KG

LONGEST = 65_536
"""Front matter longer than this is not front matter; reading it as YAML would take minutes."""

KEPT: dict[str, Iri] = {
    "audienceLevel": KG.audience,
    "cancerTypes": KG.cancerType,
    "citation": KG.citation,
    "language": KG.language,
    "license": KG.licence,
    "tags": KG.tag,
    "title": KG.title,
    "url": KG.url,
    "version": KG.version,
}
DATES = ("lastReviewed",)

RULES = {
    "nci.front-matter": "a value of the page's front matter",
    "nci.front-matter.date": "a date in the page's front matter",
}


class Field(NamedTuple):
    """One value of the front matter: its key, the value as written, and its raw offsets without quotation marks."""

    key: str
    value: str
    start: int
    end: int


class FrontMatter(NamedTuple):
    """What a page's front matter holds, the places of what is not kept, and what is wrong with it."""

    fields: tuple[Field, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def url(self) -> str:
        """The page's address, or an empty text."""
        return next((field.value for field in self.fields if field.key == "url"), "")


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are refused", event.start_mark)
        return super().compose_node(parent, index)


def _offset(error: Exception) -> int:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.index
    return int(getattr(error, "position", 0) or 0)


def _what(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "front matter is broken: nested too deep"
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error) or "it is not YAML"
    return f"front matter is broken: {words}"


def _salvage(document: Document, start: int, end: int) -> tuple[Field, ...]:
    """The page's address alone, which tells what the page is about, out of front matter that is broken."""
    match = re.compile(r"^url:[ \t]*['\"]?(https?://[^\s'\"]+)", re.MULTILINE).search(document.text, start, end)
    return (Field("url", match[1], match.start(1), match.end(1)),) if match else ()


def _scalar(key: str, node: yaml.ScalarNode, base: int) -> Field:
    quotes = 1 if node.style in ("'", '"') else 0
    start, end = node.start_mark.index + quotes, node.end_mark.index - quotes
    return Field(key, str(node.value), base + start, base + max(start, end))


def _iter_fields(key: str, node: yaml.Node, base: int) -> Iterator[Field]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for value in nodes:
        if isinstance(value, yaml.ScalarNode) and str(value.value).strip():
            yield _scalar(key, value, base)


def _read_mapping(document: Document, root: yaml.MappingNode, base: int) -> FrontMatter:
    fields: list[Field] = []
    skipped: list[Skipped] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for key_node, node in root.value:
        key, start = str(key_node.value), base + key_node.start_mark.index
        if key in seen:
            problems.append(Problem(document.index.line_of(start), "warning", f"front matter has {key!r} twice"))
        elif key in KEPT or key in DATES:
            fields.extend(_iter_fields(key, node, base))
            skipped.append(Skipped(start, base + key_node.end_mark.index, "layout"))
        if key in seen or not (key in KEPT or key in DATES):
            words = document.text[start : base + node.end_mark.index].rstrip()
            skipped.append(Skipped(start, start + len(words), "no relation"))
        seen.add(key)
    return FrontMatter(tuple(fields), tuple(skipped), tuple(problems))


def read_front_matter(document: Document, block: Block, *, closed: bool = True) -> FrontMatter:
    """The values of a page's front matter; of broken front matter only the address and an error with its line."""
    start, end = block.start, block.end
    if not closed:
        problem = Problem(
            block.line, "error", "front matter is broken: no line '---' closes it; add one after its last key"
        )
        return FrontMatter(_salvage(document, start, end), problems=(problem,))
    try:
        if end - start > LONGEST:
            raise yaml.YAMLError(f"more than {LONGEST:,} characters")
        root = yaml.compose(document.text[start:end], _Loader)
        if root is not None and not isinstance(root, yaml.MappingNode):
            raise yaml.YAMLError("it holds no keys with values")
    except (yaml.YAMLError, RecursionError) as error:
        problem = Problem(document.index.line_of(start + _offset(error)), "error", _what(error))
        return FrontMatter(_salvage(document, start, min(end, start + LONGEST)), problems=(problem,))
    return FrontMatter() if root is None else _read_mapping(document, root, start)


def _iter_date(document: Document, field: Field) -> Iterator[Finding]:
    evidence = document.cite(field.start, field.end, "nci.front-matter.date")
    date = parse_date(field.value)
    if date is None:
        yield Problem(
            evidence.span.start_line,
            "warning",
            f"{field.key}: {field.value!r} is no day of the calendar; it is kept as unresolved",
        )
        yield Unresolved(evidence.span, evidence.quote, "date", "no day of the calendar")
        return
    node = describe_date("nci", field.key, field.value, date, evidence)
    yield node
    yield Statement(document.iri, KG.date, node.subject, (evidence,))


def iter_front_matter(document: Document, front: FrontMatter) -> Iterator[Finding]:
    """Yield what the front matter says about the document."""
    yield from front.problems
    yield from front.skipped
    for field in front.fields:
        if field.start == field.end:
            continue
        if field.key in DATES:
            yield from _iter_date(document, field)
        else:
            evidence = document.cite(field.start, field.end, "nci.front-matter")
            yield Statement(document.iri, KEPT[field.key], Literal(field.value), (evidence,))
