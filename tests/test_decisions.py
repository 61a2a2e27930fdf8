"""The file of decisions: what a line says, and one clear line for each that is malformed, double, or contradicts."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.decisions import (
    GROUNDED,
    HEADER,
    KINDS,
    VERDICTS,
    Decision,
    Fault,
    ground_of,
    is_decisions,
    parse_decisions,
)
from kg.ground import ANSWERS
from kg.ledger import balance, iter_units
from kg.mappers import MAPPERS
from kg.mappings import mint_mapping
from kg.model import Description, Document, Iri, Problem
from kg.nodes import NAME_KINDS
from kg.prefixes import PREFIXES
from kg.vocabulary import KG, SKOS

CONFLICT = "kgr:conflict:" + "a" * 32
COLUMNS = "kind\tsubject\tpredicate\tpredicate_modifier\tobject\tverdict\tcorrection\twho\twhen\twhy"
ACCEPTED = (CONFLICT, "", "", "", "accept", "", "Jane Doe", "2026-01-31", "It is on record.")


def table(*rows: tuple[str, ...]) -> str:
    return "\n".join(["# drug-kg decisions 1", COLUMNS, *("\t".join(row) for row in rows), ""])


def row(kind: str = "conflict", **cells: str) -> tuple[str, ...]:
    names = COLUMNS.split("\t")
    values = dict(zip(names, ("conflict", *ACCEPTED), strict=True)) | {"kind": kind} | cells
    return tuple(values[name] for name in names)


def fault_of(*rows: tuple[str, ...]) -> Fault:
    (fault,) = parse_decisions(table(*rows))[1]
    return fault


def test_a_line_on_a_disagreement_is_read_whole() -> None:
    (decision,), faults = parse_decisions(table(row(verdict="correct", correction="2")))
    assert not faults
    assert decision[:10] == (
        *("conflict", PREFIXES["kgr"] + "conflict:" + "a" * 32, "", False, "", "correct", "2", "Jane Doe"),
        *("2026-01-31", "It is on record."),
    )
    assert decision.line == 3
    assert decision.about == decision.subject


def test_a_line_on_a_statement_is_about_the_node_of_its_triple() -> None:
    line = row("statement", subject="kgr:nci:drug:x", predicate="kg:targets", object="kgr:target:cd3")
    (decision,), _ = parse_decisions(table(line))
    triple = (
        "<https://w3id.org/drug-kg/id/nci:drug:x> <https://w3id.org/drug-kg/ontology#targets>"
        " <https://w3id.org/drug-kg/id/target:cd3>"
    )
    assert decision.about == PREFIXES["kgs"] + hashlib.sha256(triple.encode()).hexdigest()[:32]


def test_a_literal_is_written_as_n_triples_has_it() -> None:
    line = row("statement", subject="kgr:nci:drug:x", predicate="kg:strength", object='"55.0 \\"µg\\""')
    (decision,), _ = parse_decisions(table(line))
    assert decision.object == '"55.0 \\"µg\\""'


def test_a_line_on_a_link_is_about_its_mapping_and_leads_elsewhere_when_corrected() -> None:
    link = {"subject": "kgr:condition:x", "predicate": "skos:closeMatch", "object": "DOID:1"}
    (decision,), _ = parse_decisions(table(row("statement", **link, verdict="correct", correction="broadMatch DOID:2")))
    other = Iri("http://purl.obolibrary.org/obo/DOID_2")
    assert decision.about == mint_mapping(
        "https://w3id.org/drug-kg/id/condition:x", SKOS.closeMatch, "http://purl.obolibrary.org/obo/DOID_1"
    )
    assert decision.reference == (SKOS.broadMatch, other)


def test_a_name_means_its_reference_exactly_unless_the_line_says_how_and_a_partner_is_a_substance() -> None:
    references = {}
    for subject, correction in (
        ("kgr:condition:x", "DOID:2"),
        ("kgr:condition:x", "closeMatch DOID:2"),
        ("kgr:therapy:x", "kgr:substance:y"),
    ):
        (decision,), _ = parse_decisions(table(row("name", subject=subject, verdict="correct", correction=correction)))
        references[subject, correction] = decision.reference[0]
    assert list(references.values()) == [SKOS.exactMatch, SKOS.closeMatch, KG.nameOf]


MALFORMED = [
    ({"kind": "guess"}, "kind 'guess' is none of conflict, name, statement"),
    ({"verdict": "maybe"}, "verdict 'maybe' is none of accept, reject, correct"),
    ({"subject": ""}, "subject is empty; a decision says what it is about, who decided and why"),
    ({"who": ""}, "who is empty; a decision says what it is about, who decided and why"),
    ({"why": ""}, "why is empty; a decision says what it is about, who decided and why"),
    ({"when": "yesterday"}, "when is 'yesterday', no date such as 2026-01-31"),
    ({"subject": "CD19"}, "subject 'CD19' is no CURIE with a known prefix, and no IRI"),
    ({"subject": "kgr:conflict:1"}, "'kgr:conflict:1' names no disagreement; they look like kgr:conflict:<32 digits>"),
    ({"predicate": "kg:targets"}, "a conflict has a subject alone; leave predicate and object empty"),
    ({"predicate_modifier": "never"}, "predicate_modifier 'never' is neither empty nor Not"),
    ({"verdict": "correct"}, "correct needs a correction; the correction is ''"),
    ({"correction": "2"}, "only correct has a correction; the correction is '2'"),
    (
        {"verdict": "correct", "correction": "NCI"},
        "correction 'NCI' is no number of a side; a disagreement has 1, 2 …",
    ),
    ({"kind": "statement"}, "a statement needs a subject, a predicate and an object"),
    (
        {"kind": "statement", "predicate": "kg:strength", "object": '"55'},
        "object '\"55' is no literal as N-Triples writes it",
    ),
    (
        {"kind": "statement", "subject": "kgr:nci:drug:x", "predicate": "kg:recordOf", "object": "kgr:substance:x"},
        "kg:recordOf follows from the pages' own names; decide on the names instead",
    ),
    (
        {"kind": "statement", "predicate": "kg:targets", "object": "kgr:target:x", "predicate_modifier": "Not"},
        "only a link can be one that must not hold (predicate_modifier Not)",
    ),
    (
        {"kind": "name", "subject": "kgr:condition:x", "verdict": "correct", "correction": "gout"},
        "correction 'gout' is no CURIE with a known prefix, and no IRI",
    ),
    (
        {"kind": "name", "subject": "kgr:condition:x", "verdict": "correct", "correction": "isA DOID:1"},
        "correction: 'isA' is none of skos:exactMatch, skos:closeMatch, skos:broadMatch, skos:narrowMatch, "
        "skos:relatedMatch",
    ),
]


@pytest.mark.parametrize(("cells", "what"), MALFORMED, ids=[what[:40] for _, what in MALFORMED])
def test_a_malformed_line_gets_one_clear_line_with_its_place_and_the_next_is_read(
    cells: dict[str, str], what: str
) -> None:
    read, faults = parse_decisions(table(row(**cells), row(subject="kgr:conflict:" + "b" * 32)))
    assert faults == [Fault(3, what)]
    assert [decision.line for decision in read] == [4]


def test_a_line_of_another_width_says_so() -> None:
    assert fault_of(("conflict", CONFLICT)) == Fault(
        3, "2 cells in a table of 10 columns; the cells are separated by tabs"
    )


def test_an_id_that_does_not_fit_says_which_would() -> None:
    head = f"# drug-kg decisions 1\ndecision_id\t{COLUMNS}\n"
    (fault,) = parse_decisions(head + "\t".join(("kgr:decision:1", *row())) + "\n")[1]
    fitting = re.search("write (kgr:decision:[0-9a-f]{32}), or leave the cell empty", fault.what)
    assert fitting
    assert not parse_decisions(head + "\t".join((fitting[1], *row())) + "\n")[1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "no decisions; the file begins with the columns kind, subject, verdict, who, why")),
        (
            "# drug-kg decisions 1\nkind\tsubject\n",
            Fault(2, "no column verdict; the columns are separated by tabs, kg review writes them"),
        ),
    ],
)
def test_a_file_without_the_columns_is_refused_with_its_line(text: str, fault: Fault) -> None:
    assert parse_decisions(text) == ([], [fault])


def test_a_column_that_nobody_knows_is_no_silence() -> None:
    _, (fault,) = parse_decisions(table().replace("when", "date"))
    assert fault.what.startswith("no column is called 'date'; there are decision_id, kind, ")


# --- Contradictions


def test_of_two_lines_that_contradict_each_other_none_is_taken_and_each_names_the_other() -> None:
    read, faults = parse_decisions(table(row(), row(verdict="reject"), row(subject="kgr:conflict:" + "b" * 32)))
    end = "neither is taken until one of the two lines is removed"
    assert faults == [
        Fault(3, f"accept contradicts line 4, which says reject; {end}"),
        Fault(4, f"reject contradicts line 3, which says accept; {end}"),
    ]
    assert [decision.line for decision in read] == [5]


NAME = {"kind": "name", "subject": "kgr:condition:x", "verdict": "correct"}
LINK = {"kind": "statement", "subject": "kgr:condition:x", "predicate": "skos:closeMatch", "object": "DOID:1"}
OPPOSED = [
    (row(**NAME, correction="DOID:1"), row(**NAME, correction="DOID:2")),
    (row(**NAME, correction="DOID:1"), row(**{**NAME, "verdict": "accept"})),
    (row(**NAME, correction="DOID:1"), row(**NAME, correction="closeMatch DOID:1")),
    (row(**NAME, correction="DOID:2"), row(**LINK)),
    (row(**NAME, correction="closeMatch DOID:1"), row(**LINK, verdict="reject")),
    (row(**LINK, verdict="correct", correction="DOID:2"), row(**NAME, correction="DOID:1")),
    (row(**LINK), row(**LINK, predicate_modifier="Not")),
    (row(verdict="correct", correction="1"), row(verdict="correct", correction="2")),
]


@pytest.mark.parametrize("pair", OPPOSED)
def test_contradictions_are_seen_whichever_way_they_are_written(pair: tuple[tuple[str, ...], ...]) -> None:
    read, faults = parse_decisions(table(*pair))
    assert not read
    assert [fault.line for fault in faults] == [3, 4]
    assert all(fault.grave for fault in faults)


AGREEING = [
    (row(**NAME, correction="closeMatch DOID:1"), row(**LINK)),
    (row(**NAME, correction="DOID:2"), row(**LINK, verdict="reject")),
    (row(**LINK, verdict="reject"), row(**LINK, predicate_modifier="Not")),
    (row(), row(who="John Doe")),
]


@pytest.mark.parametrize("pair", AGREEING)
def test_what_agrees_is_taken(pair: tuple[tuple[str, ...], ...]) -> None:
    read, faults = parse_decisions(table(*pair))
    assert len(read) == 2
    assert not faults


def test_a_line_that_one_person_wrote_twice_is_a_remark_and_no_error() -> None:
    read, faults = parse_decisions(table(row(), row()))
    assert len(read) == 2
    assert faults == [Fault(4, "says again what line 3 says; one of the two can go", grave=False)]


# --- Properties

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
decisions = st.builds(
    Decision,
    kind=st.just(KINDS[0]),
    subject=st.text("0123456789abcdef", min_size=32, max_size=32).map(
        lambda digits: Iri(PREFIXES["kgr"] + "conflict:" + digits)
    ),
    predicate=st.just(Iri("")),
    negated=st.just(False),
    object=st.just(""),
    verdict=st.sampled_from(VERDICTS[:2]),
    correction=st.just(""),
    who=words,
    when=st.sampled_from(["", "2026-01-31", "2026-01-31T10:11:12Z"]),
    why=words,
    label=words,
    ground=st.lists(words, max_size=3).map(ground_of),
    line=st.just(0),
    start=st.just(0),
    end=st.just(0),
)


@given(st.lists(decisions, max_size=6, unique_by=lambda decision: decision.topic))
def test_what_is_written_is_read_back(written: list[Decision]) -> None:
    text = HEADER + "".join(decision.line_text() for decision in written)
    read, faults = parse_decisions(text)
    assert not faults
    assert [decision._replace(line=0, start=0, end=0) for decision in read] == written
    assert [text[decision.start : decision.end] + "\n" for decision in read] == [d.line_text() for d in written]


@given(st.permutations([*OPPOSED[0], *OPPOSED[4], *AGREEING[3], row(subject="kgr:conflict:" + "b" * 32)]))
def test_the_order_of_lines_changes_nothing_of_what_is_taken(rows: list[tuple[str, ...]]) -> None:
    read, _ = parse_decisions(table(*rows))
    assert {(decision.iri, decision.who) for decision in read} == {
        (decision.iri, decision.who)
        for decision in parse_decisions(table(*AGREEING[3], row(subject="kgr:conflict:" + "b" * 32)))[0]
    }


def test_the_names_that_have_references_are_those_that_are_grounded() -> None:
    assert {f"{PREFIXES['kgr']}{NAME_KINDS[Iri(kind)]}:" for kind in ANSWERS} == GROUNDED


# --- The file as a document


def document(text: str) -> Document:
    raw = text.encode()
    return Document(("decisions.tsv",), hashlib.sha256(raw).hexdigest(), len(raw), "decisions", "utf-8", text)


def test_a_file_is_known_by_its_name_or_its_first_line() -> None:
    assert is_decisions("pages/decisions.tsv", b"")
    assert is_decisions("mine.tsv", HEADER.encode())
    assert is_decisions("mine.tsv", b"\xef\xbb\xbf" + HEADER.encode())
    assert not is_decisions("other-decisions.tsv", b"kind\tsubject")


def test_each_line_becomes_a_node_with_its_line_as_evidence_and_the_rest_is_accounted_for() -> None:
    page = document(table(row(), row(verdict="maybe")))
    findings = list(MAPPERS["decisions"].findings(page))
    (node,) = [finding for finding in findings if isinstance(finding, Description)]
    assert dict(node.properties)[KG.verdict] == ("accept", PREFIXES["xsd"] + "string")
    assert (node.evidence[0].span.start_line, node.evidence[0].quote) == (3, "\t".join(row()))
    assert [finding.line for finding in findings if isinstance(finding, Problem)] == [4]
    account = balance(iter_units(page, findings, "lines"))
    assert (account.evidence, account.skipped, account.unrecognised) == (1, 2, 1)


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_windows_line_ends_and_a_byte_order_mark_change_nothing(ending: str) -> None:
    read, faults = parse_decisions("\ufeff" + table(row()).replace("\n", ending))
    assert not faults
    assert read[0].why == "It is on record."
