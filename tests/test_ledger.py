"""Every unit of a text is evidence, skipped or unrecognised, and they add up."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kg.ledger import Account, balance, iter_units
from kg.model import Document, Finding, Skipped, Statement
from kg.nodes import mint_iri
from kg.vocabulary import KG

PAGE = """---
title: Made up
---

# Made-up drug

It binds CD19. It was found in a
pond. Dr. Who wrote of it.

- one item
- another item

Navigation
"""


def make_document(text: str) -> Document:
    return Document(("p/a.md",), hashlib.sha256(text.encode()).hexdigest(), len(text), "nci", "utf-8", text)


def test_units_are_sentences_items_headings_and_fields() -> None:
    document = make_document(PAGE)
    units = [" ".join(PAGE[unit.start : unit.end].split()) for unit in iter_units(document, [])]
    assert units == [
        "title: Made up",
        "Made-up drug",
        "It binds CD19.",
        "It was found in a pond.",
        "Dr.",
        "Who wrote of it.",
        "one item",
        "another item",
        "Navigation",
    ]


def test_a_unit_is_evidence_before_it_is_skipped_before_it_is_unrecognised() -> None:
    document = make_document(PAGE)
    at = PAGE.index("CD19")
    statement = Statement(mint_iri("x"), KG.targets, mint_iri("y"), (document.cite(at, at + 4, "nci.target"),))
    findings: list[Finding] = [
        statement,
        Skipped(PAGE.index("It binds"), PAGE.index("It was"), "general"),
        Skipped(PAGE.index("Navigation"), len(PAGE), "navigation"),
    ]
    account = balance(iter_units(document, findings))
    assert account == Account(evidence=1, skipped=1, unrecognised=7, reasons={"navigation": 1})
    assert account.units == 9


def test_a_layout_of_lines_counts_each_line() -> None:
    document = make_document("Title\nPosted\n\n2025/08/21\nPhase 2\n")
    assert balance(iter_units(document, [], "lines")).units == 4


@given(
    st.text(alphabet="ab .\n-#|¹A\r", max_size=80),
    st.lists(st.tuples(st.integers(0, 79), st.integers(1, 20), st.booleans()), max_size=8),
)
def test_the_three_counts_add_up_to_the_units_for_any_text(text: str, stretches: list[tuple[int, int, bool]]) -> None:
    document = make_document(text)
    findings: list[Finding] = []
    for start, length, is_read in stretches:
        end = min(start + length, len(text))
        if start < end and is_read:
            seen = (document.cite(start, end, "nci.target"),)
            findings.append(Statement(mint_iri("x"), KG.targets, mint_iri("y"), seen))
        elif start < end:
            findings.append(Skipped(start, end, "general"))
    units = list(iter_units(document, findings))
    account = balance(units)
    assert account.evidence + account.skipped + account.unrecognised == len(units)
    assert sum(account.reasons.values()) == account.skipped
    assert units == sorted(units)
    assert len(list(iter_units(document, []))) == len(units)
