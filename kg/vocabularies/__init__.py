"""Vocabularies: the terms that names are grounded to, from the formats that people have them in.

OBO, Turtle (SKOS and OWL), tables of tab-separated columns, and SSSOM tables; what a file is, its content says. An id
that stands twice is one term, whose names are taken together. What is odd but harmless is a notice; a file that cannot
be read as a vocabulary raises DocumentError with file, line and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from kg.errors import DocumentError, UsageError
from kg.vocabularies.terms import KINDS, Link, Name, Term, Vocabulary, reference_iri

__all__ = ["KINDS", "Link", "Name", "Term", "Vocabulary", "is_vocabulary", "load_vocabulary", "reference_iri"]

_IDS = re.compile(r"(?:id|curie|mondo_id|(?:hgnc|ncit|doid|mesh|umls|uniprot)[ _]id)\t", re.IGNORECASE)


def is_vocabulary(head: bytes) -> bool:
    """Whether a file that begins so is a vocabulary, or a table of a vocabulary's identifiers, and no document."""
    text = head[:4096].decode("utf-8-sig", "replace")
    return text.startswith("format-version:") or "\n[Term]" in text or _IDS.match(text) is not None


def load_vocabulary(path: Path, *, curated: bool = False) -> Vocabulary:
    """The vocabulary in a file; `curated` says that it is this project's own.

    Raises UsageError where there is no file, DocumentError where it is no vocabulary.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            str(path), f"not UTF-8 at byte {error.start}; a vocabulary is OBO, Turtle or TSV"
        ) from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read as a vocabulary: {error.strerror}") from error
    vocabulary = Vocabulary(path.name, curated=curated)
    _reader(path, text)(path, text, vocabulary)
    if not vocabulary.terms and not vocabulary.links:
        raise DocumentError(str(path), "holds no term; give a vocabulary with ids and labels")
    return vocabulary


_Reader = Callable[[Path, str, Vocabulary], None]


def _reader(path: Path, text: str) -> _Reader:
    """What reads a file that looks like this; each format's module is loaded when it is met."""
    head = text[:4096]
    if path.suffix == ".obo" or head.startswith("format-version:") or "\n[Term]" in head:
        from kg.vocabularies.obo import read_obo

        return read_obo
    if path.suffix in (".ttl", ".nt") or head.lstrip().startswith(("@prefix", "@base", "PREFIX")):
        from kg.vocabularies.turtle import read_turtle

        return read_turtle
    first = next((line for line in text.split("\n", 200) if line and not line.startswith("#")), "")
    if "\t" not in first:
        raise DocumentError(str(path), "no vocabulary: give OBO, Turtle, or a table with tabs and a header line", 1)
    if "object_id" in first.split("\t"):
        from kg.vocabularies.sssom import read_sssom

        return read_sssom
    from kg.vocabularies.table import read_table

    return read_table
