r"""Terms as N-Triples writes them, and the IRIs that a triple and a passage get from their content.

Canonical N-Triples (RDF 1.1): one way to write each term, so that equal terms are equal text.

>>> node_text(Literal('55.0 "µg"'))
'"55.0 \\"µg\\""'
>>> iri_text(Iri("http://example.org/a b"))
'<http://example.org/a%20b>'
"""

from __future__ import annotations

import functools
import hashlib
import re
from urllib.parse import quote

from kg.model import Evidence, Literal, Node
from kg.model import Iri as Iri
from kg.prefixes import PREFIXES
from kg.vocabulary import XSD

_ILLEGAL = re.compile(  # RFC 3987: what no part of an IRI may hold, and a % that begins no escape
    r"[^!#$%&'()*+,./0-9:;=?@A-Z_a-z~\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF-]|%(?![0-9A-Fa-f]{2})"
)
_ESCAPES = {code: f"\\u{code:04X}" for code in [*range(0x20), 0x7F, 0xFFFE, 0xFFFF]}
_ESCAPES |= {ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r", ord('"'): '\\"', ord("\\"): "\\\\"}
_ESCAPES |= {ord("\b"): "\\b", ord("\f"): "\\f"}
_STRING = XSD.string


@functools.lru_cache(maxsize=65_536)
def iri_text(iri: str) -> str:
    """An IRI in N-Triples; characters that an IRI must not hold are percent-encoded."""
    if _ILLEGAL.search(iri) or iri.count("#") > 1:
        head, mark, fragment = iri.partition("#")
        iri = head + mark + fragment.replace("#", "%23")
        iri = _ILLEGAL.sub(lambda match: quote(match[0], safe=""), iri)
    return f"<{iri}>"


def node_text(node: Node) -> str:
    """An IRI or a literal in N-Triples; xsd:string is left unsaid, as canonical N-Triples wants."""
    if isinstance(node, Literal):
        value = node.value
        if '"' in value or "\\" in value or not value.isprintable():
            value = value.translate(_ESCAPES)
        text = f'"{value}"'
        return text if node.datatype == _STRING else f"{text}^^<{node.datatype}>"
    return iri_text(node)


def mint_statement(subject: str, predicate: str, obj: str) -> str:
    """The IRI of the statement node for a triple given as N-Triples terms: a hash of nothing but the triple."""
    digest = hashlib.sha256(f"{subject} {predicate} {obj}".encode()).hexdigest()
    return f"{PREFIXES['kgs']}{digest[:32]}"


def mint_evidence(sha256: str, evidence: Evidence) -> str:
    """The IRI of a passage: the document's hash, its characters, its rule, and its role unless it is the words."""
    role = "" if evidence.role == "words" else f"-{evidence.role}"
    return f"{PREFIXES['kge']}{sha256[:16]}-{evidence.span.start}-{evidence.span.end}-{evidence.rule}{role}"
