"""N-Triples terms as text: what they say, and how a person reads them."""

from __future__ import annotations

import re

from kg.prefixes import compress

_PLAIN = re.compile(r'"([^"\\]*)"')  # no escapes, no language, no datatype
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def lexical(term: str) -> str:
    """The text of a term: an IRI without its brackets, a literal's characters without escapes."""
    if match := _PLAIN.fullmatch(term):
        return match[1]
    if term[0] == "<":
        return term[1:-1]
    if term[0] != '"':
        return term
    text = term[1 : term.rindex('"')]
    return _ESCAPED.sub(_unescape, text) if "\\" in text else text


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])


def bare(term: str) -> str:
    """An IRI without its brackets; a literal or a longer path as it is."""
    return term[1:-1] if term.startswith("<") and term.find(">") == len(term) - 1 else term


def show(term: str) -> str:
    """A term as a person reads it: an IRI as CURIE, a literal's characters; nothing for an empty text."""
    if not term:
        return ""
    return compress(lexical(term)) if term.startswith("<") else lexical(term)
