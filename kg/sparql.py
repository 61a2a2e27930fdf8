"""The text of SPARQL queries: where a parameter stands, what is refused before it runs, where a syntax error is.

A query is read as tokens, as coarse as finding a keyword or a brace outside strings, IRIs and comments allows.

>>> find_values('SELECT * { VALUES ?x { "a" } }', "x")
(22, 27)
>>> describe_fault("SELECT * { ?s ?p }", {})
"1:18: syntax error at '}'\\n  SELECT * { ?s ?p }\\n                   ^"
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

import pyoxigraph as ox

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
"""What a query gives: rows, triples, or yes or no."""

MAX_CHARACTERS = 65_536
MAX_DEPTH = 200  # deeper nesting overflows the parser's stack and would kill the process

UPDATES = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"})
QUERY_FORMS = frozenset({"ASK", "CONSTRUCT", "DESCRIBE", "SELECT"})

# https://www.w3.org/TR/sparql11-query/#sparqlGrammar
_TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*)"
    r'|(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\r\n]|\\.)*"|\'(?:[^\'\\\r\n]|\\.)*\')'
    r'|(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)'
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<prefixed>[\w.-]*:(?:[\w:.%-]|\\[^\s])*)"
    r"|(?P<word>\w+)"
    r"|(?P<mark>[^\s\w])",
    re.DOTALL,
)
_ROOM = " " * 32  # more than the longest keyword
_APART = frozenset("{}()[];,")
_EXPECTED = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,"\[\]]+')


class Token(NamedTuple):
    """A piece of a query: its kind (string, iri, variable, prefixed, word, mark), its characters, where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends, excluded."""
        return self.start + len(self.text)


def iter_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens that count: no white space, no comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "comment":
            yield Token(match.lastgroup or "", match[0], match.start())


def find_values(text: str, name: str) -> tuple[int, int] | None:
    """What stands between the braces of `VALUES ?name { … }`, or None where the query has no such block."""
    tokens = list(iter_tokens(text))
    for at in range(len(tokens) - 3):
        values, variable, brace = tokens[at : at + 3]
        if values.text.upper() == "VALUES" and variable.text in (f"?{name}", f"${name}") and brace.text == "{":
            closing = next((token for token in tokens[at + 3 :] if token.text == "}"), None)
            return (brace.end, closing.start) if closing else None
    return None


def find_refused(text: str) -> str | None:
    """Why a query must not run: too long, too deep, an update, or SERVICE; None where it may."""
    if len(text) > MAX_CHARACTERS:
        return f"the query has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read"
    depth, begun = 0, False
    for token in iter_tokens(text):
        depth += (token.text in "({[") - (token.text in ")}]")
        if depth > MAX_DEPTH:
            return f"{place(text, token.start)}: more than {MAX_DEPTH} brackets inside each other"
        # the parser takes a keyword even where it touches its neighbours: trueSERVICE<…>, SERVICE:x
        word = token.text.partition(":")[0].upper() if token.kind in ("word", "prefixed") else ""
        if "SERVICE" in word:
            return (
                f"{place(text, token.start)}: SERVICE asks other servers; a question is answered from this graph alone"
            )
        if word in UPDATES and not begun and token.kind == "word":
            return f"{place(text, token.start)}: {word} changes a graph; queries only read"
        begun = begun or word in QUERY_FORMS
    return None


def place(text: str, at: int) -> str:
    """The line and column of a character, both from 1: "2:10"."""
    return f"{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def describe_fault(text: str, prefixes: Mapping[str, str]) -> str:
    """The place of a query's syntax error, what is wrong, and the line with a caret under it."""
    at, what = _locate(text, prefixes)
    start = text.rfind("\n", 0, at) + 1
    shown = text[start:].split("\n", 1)[0].rstrip("\r")
    caret = re.sub(r"\S", " ", shown[: at - start]) + "^"
    return f"{place(text, at)}: syntax error{what}\n  {shown}\n  {caret}"


def _locate(text: str, prefixes: Mapping[str, str]) -> tuple[int, str]:
    """The character where a query goes wrong, and the words for it.

    The parser compares a keyword with as many characters as the keyword has and reports the place behind them, often
    some tokens too far. So it reads the query again with each stretch on a line of its own, with room behind it.
    """
    stretches = [*_iter_stretches(text), Token("", "", len(text.rstrip()))]
    lines = list(accumulate((stretch.text.count("\n") + 1 for stretch in stretches), initial=1))
    message = _parse("".join(stretch.text + _ROOM + "\n" for stretch in stretches), prefixes)
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if match is None:
        return 0, f": {' '.join(message.split())}"
    stretch = stretches[min(bisect_right(lines, int(match[1])), len(stretches)) - 1]
    items = [item.strip() for item in _EXPECTED.findall(match[3]) if item.strip()]
    ahead = min((len(item) if re.fullmatch(r"\w+", item) else 0 for item in items), default=0)
    inside = [token for token in iter_tokens(stretch.text) if token.start <= max(0, int(match[2]) - 1 - ahead)]
    at = stretch.start + (inside[-1].start if inside else 0)
    if said := next((item for item in items if " " in item and item[0] not in "\"'["), None):
        return at, f": {said}"
    return at, f" at {inside[-1].text!r}" if inside else ": the query ends too early"


def _iter_stretches(text: str) -> Iterator[Token]:
    """Yield the stretches of a query between white space, comments and brackets, and each bracket."""
    start = end = 0
    for token in iter_tokens(text):
        apart = token.start > end or token.text in _APART or text[start:end] in _APART
        if apart and end > start:
            yield Token("", text[start:end], start)
        if apart:
            start = token.start
        end = token.end
    if end > start:
        yield Token("", text[start:end], start)


def _parse(text: str, prefixes: Mapping[str, str]) -> str:
    try:
        ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        return str(error.msg)
    return "the query cannot be read"
