"""What holds for any page, however it is broken."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.mappers.nci import NCI
from kg.model import SKIP_REASONS, Description, Problem, Skipped, Statement
from kg.prefixes import PREFIXES
from kg.vocabulary import KG
from tests.nci_pages import DRUG, LIST, REGIMEN, Said, make_document

PAGES = (DRUG, REGIMEN, LIST)
PIECES = st.sampled_from(
    [
        *(
            "---",
            "# A - NCI",
            "# A",
            "##",
            "## Use in Cancer",
            "US Brand Name(s)",
            "FDA Approved",
            "Yes",
            "(a-b)",
            "**",
        ),
        *("- [X](/about-cancer/treatment/drugs/x)", "- ", "| **A** | = [Y](y) |", "| |", "Drugs in the A combination:"),
        *(
            "# Drugs Approved for X",
            "title: A",
            "url: http://[",
            "tags:",
            "- *a",
            "A is approved to treat:",
            "- **B** in",
        ),
        *("A is part of a special program called A REMS.", "[a](http://[/x)", "![](x.png)", "[", "A binds to CD3."),
    ]
)


def check(said: Said) -> None:
    """Every quote is what stands at its span, every rule has a sentence, every skip a reason."""
    text = said.document.text
    for evidence in said.iter_evidence():
        assert evidence.quote
        assert evidence.quote == text[evidence.span.start : evidence.span.end]
        assert evidence.rule in NCI.rules
    for found in said.findings:
        if isinstance(found, Skipped):
            assert found.start < found.end <= len(text) + 1
            assert found.reason in SKIP_REASONS
        elif isinstance(found, Statement | Description):
            assert found.evidence


def triples(said: Said) -> set[tuple[str, ...]]:
    """What a page says, whatever its document's name."""
    own = said.document.iri
    found = {tuple(map(str, (item.subject, item.predicate, item.object))) for item in said.statements}
    for node in said.described.values():
        found |= {tuple(map(str, (node.subject, name, value))) for name, value in node.properties}
    return {tuple(part.replace(own, "document") for part in parts) for parts in found}


@pytest.mark.parametrize("page", PAGES)
def test_each_quote_is_what_stands_at_its_span(page: str) -> None:
    check(Said(page))


@pytest.mark.parametrize("page", PAGES)
def test_windows_line_ends_and_a_byte_order_mark_change_no_triple(page: str) -> None:
    plain = Said(page)
    for variant in (page.replace("\n", "\r\n"), "\ufeff" + page, "\ufeff" + page.replace("\n", "\r\n")):
        said = Said(variant)
        check(said)
        assert triples(said) == triples(plain)
        assert said.problems == plain.problems


@pytest.mark.parametrize("page", PAGES)
def test_nothing_after_an_edit_is_renamed(page: str) -> None:
    plain = {parts[0] for parts in triples(Said(page))}
    edited = {
        parts[0] for parts in triples(Said(page.replace("Placeholder slot", "Placeholder slot\n\nPlaceholder slot")))
    }
    assert edited == plain


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(DRUG)), st.sampled_from(PAGES))
def test_a_page_cut_anywhere_is_still_read(at: int, page: str) -> None:
    check(Said(page[:at]))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_pieces_in_any_order_never_raise(pieces: list[str], end: str) -> None:
    check(Said(end.join(pieces)))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PAGES), st.integers(0, 2_500), st.text(max_size=12))
def test_strange_characters_anywhere_never_raise(page: str, at: int, words: str) -> None:
    check(Said(page[:at] + words + page[at:]))


@pytest.mark.parametrize(
    "line", ["x" * 1_000_000, "[a](b) " * 150_000, "| " * 500_000, "a. B " * 200_000, "(" * 1_000_000]
)
def test_a_line_of_a_million_characters_is_a_warning(line: str) -> None:
    start = time.perf_counter()
    said = Said(
        DRUG.replace("Examplimab-abcd is also being studied", line + "\n\nExamplimab-abcd is also being studied")
    )
    assert time.perf_counter() - start < 5
    assert [item.severity for item in said.problems] == ["warning"]
    assert said.get(KG.nciDictionaryId) == ["555001"]


def test_an_empty_page_says_nothing() -> None:
    said = Said("")
    assert said.statements == []
    assert all(isinstance(found, Problem) for found in said.findings)


def test_equal_pages_give_equal_findings_in_equal_order() -> None:
    assert [list(NCI.findings(make_document(page))) for page in PAGES] == [Said(page).findings for page in PAGES]


def test_every_rule_can_stand_in_an_iri() -> None:
    assert all(name.startswith("nci.") and name.replace(".", "").replace("-", "").isalnum() for name in NCI.rules)
    assert all(sentence and not sentence.endswith(".") for sentence in NCI.rules.values())


def test_the_real_pages_are_read_in_three_seconds(shared: Path) -> None:
    pages = [path.read_bytes().decode() for path in sorted((shared / "corpus" / "nci").glob("*.md"))]
    assert len(pages) == 266
    start = time.perf_counter()
    said = [Said(page) for page in pages]
    assert time.perf_counter() - start < 20  # three on a quiet machine
    for page in said:
        check(page)
        assert [item for item in page.problems if item.severity == "error"] == []
    kinds = [page.get(KG.pageKind)[0] for page in said]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"drug": 204, "combination": 29, "list": 29, "other": 4}
    assert all(page.get(KG.about) for page, kind in zip(said, kinds, strict=True) if kind != "other")
    assert all(iri.startswith((PREFIXES["kgr"], "http")) for page in said for iri in page.described)
