"""The named queries: what each promises in its header, and what each answers over a small graph made by hand."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from kg.query import Query, find_query, list_queries, run_query
from tests.pages import iter_quads, make_store

QUERIES = {query.name: query for query in list_queries()}
REQUIRED = {
    "drug": "blinatumomab",
    "condition": "leukemia",
    "class": "immuno",
    "gene": "CD3E",
    "holder": "Amgen",
    "in": "FDA",
}
Row = tuple[str, ...]

MD, SAVED, TXT = "pages/nci/blinatumomab.md", "pages/saved/blinatumomab.md", "pages/medpath/blinatumomab.txt"
B_ALL = "B-cell acute lymphoblastic leukemia"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return make_store()


def _needed(query: Query) -> dict[str, str]:
    return {parameter.name: REQUIRED[parameter.name] for parameter in query.parameters if parameter.required}


def _ask(store: ox.Store, name: str, /, **values: str) -> list[Row]:
    """The rows of a named query as text; an unbound cell is empty, an IRI ends at its last colon."""
    query = find_query(name)
    answer = run_query(store, query, {**_needed(query), **values})
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [tuple(_cell(row[name]) for name in names) for row in answer]


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value.rpartition(":")[2]
    return term.value if isinstance(term, ox.Literal) else ""


# --- What every query promises ---------------------------------------------------------------------------------------


def test_there_are_forty_seven_queries() -> None:
    assert len(QUERIES) == 47


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_says_what_it_asks_and_what_its_columns_mean(name: str, store: ox.Store) -> None:
    query = QUERIES[name]
    assert query.question.endswith("?")
    assert query.group
    answer = run_query(store, query, _needed(query))
    assert isinstance(answer, ox.QuerySolutions)
    assert [column.name for column in query.columns] == [variable.value for variable in answer.variables]


@pytest.mark.parametrize("name", QUERIES)
def test_a_file_means_the_same_to_any_engine_as_with_its_defaults(name: str) -> None:
    query = QUERIES[name]
    prepareQuery(query.text)  # rdflib's parser: standard SPARQL 1.1, every prefix declared
    needed = {parameter.name for parameter in query.parameters if parameter.required}
    if not needed:
        assert query.bind({}).split() == query.text.split()


@pytest.mark.parametrize("name", QUERIES)
def test_the_order_of_the_rows_is_complete(name: str) -> None:
    query = QUERIES[name]
    order = query.text.rpartition("ORDER BY")[2].split()
    assert {f"?{column.name}" for column in query.columns} <= set(order)
    assert "NOT EXISTS" not in query.text


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_loading_changes_no_answer(seed: int, store: ox.Store) -> None:
    quads = list(iter_quads())
    random.Random(seed).shuffle(quads)
    shuffled = make_store(quads)
    for name in QUERIES:
        assert _ask(shuffled, name) == _ask(store, name), name


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_answers_over_the_small_graph(name: str, store: ox.Store) -> None:
    wanted = {"combinations-with": {"drug": "bleo"}}.get(name, {})
    rows = _ask(store, name, **wanted)
    only_registers = {"generics-of", "not-yet-in", "products-of-holder"}  # answered in test_register_queries.py
    assert rows or name in {"decisions", "kept-apart", "listed-without-page", "preferred-readings", *only_registers}


def test_the_columns_are_those_that_the_scorer_reads(shared: Path, store: ox.Store) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    assert len(score.QUERIES) == 19
    for name, columns in score.QUERIES.items():
        assert [column.name for column in QUERIES[name].columns] == columns.replace("?", "").split()
        optional = {column.rstrip("?") for column in columns.split() if column.endswith("?")}
        answer = run_query(store, QUERIES[name])
        assert isinstance(answer, ox.QuerySolutions)
        for row in answer:
            unbound = {column.name for column in QUERIES[name].columns if row[column.name] is None}
            assert unbound <= optional


# --- What each document says -----------------------------------------------------------------------------------------

SAID: dict[str, list[Row]] = {
    "approval-events": [
        ("blinatumomab.txt", "EMA", "not approved", "", ""),
        ("blinatumomab.txt", "FDA", "first approval", "2014-12", "B-Cell Acute Lymphoblastic Leukemia"),
    ],
    "approvals": [
        ("blinatumomab.md", "FDA", "approved"),
        ("blinatumomab.md", "FDA", "approved"),
        ("teclistamab.md", "FDA", "approved"),
    ],
    "approved-for": [
        ("leukemia.md", "", "ABVE", "/about-cancer/treatment/drugs/abve"),
        ("leukemia.md", "Acute Lymphoblastic Leukemia", "Blinatumomab", "/about-cancer/treatment/drugs/blinatumomab"),
        (
            "leukemia.md",
            "Acute Lymphoblastic Leukemia",
            "Blincyto (Blinatumomab)",
            "/about-cancer/treatment/drugs/blinatumomab",
        ),
    ],
    "authorisations": [
        ("blinatumomab.txt", "EMA", "", "", "", "", "", "", "Authorised", "2015-11-23"),
        ("blinatumomab.txt", "EMA", "", "", "", "", "", "", "Authorised", "2015-11-23"),
        (
            *("blinatumomab.txt", "HSA", "BLINCYTO 35 MCG/VIAL", "", "SIN15103P", "INJECTION", ""),
            *("55.0 μg/mL", "", "2016-10-18"),
        ),
    ],
    "brands": [
        ("blinatumomab.md", "Blincyto"),
        ("blinatumomab.md", "Blincyto"),
        ("blinatumomab.txt", "Blincyto"),
        ("teclistamab.md", "Tecvayli"),
    ],
    "classes": [
        ("abve.md", "chemotherapy combination"),
        ("blinatumomab.md", "bispecific T-cell engager"),
        ("blinatumomab.md", "bispecific T-cell engager"),
        ("blinatumomab.md", "immunotherapy"),
        ("blinatumomab.md", "immunotherapy"),
    ],
    "components": [("abve.md", "Bleomycin"), ("abve.md", "Vincristine Sulfate")],
    "conditions": [("blinatumomab.txt", "B-Cell Acute Lymphoblastic Leukemia")],
    "drug-types": [("blinatumomab.txt", "Biotech")],
    "identifiers": [
        *[("blinatumomab.md", "dailymed", "38b482a8-960b-4591-9857-5031ecb830aa")] * 2,
        *[("blinatumomab.md", "medlineplus", "a614061")] * 2,
        *[("blinatumomab.md", "nci-drug-dictionary", "487684")] * 2,
        *[("blinatumomab.md", "ncit", "C62528")] * 2,
        ("blinatumomab.txt", "cas", "853426-35-4"),
        ("blinatumomab.txt", "unii", "4FR53SIF3A"),
    ],
    "indication-biomarkers": [
        *[("blinatumomab.md", "b-all", "CD19", "positive")] * 2,
        *[("blinatumomab.md", "b-all", "Philadelphia chromosome", "negative")] * 2,
    ],
    "indication-partners": [("teclistamab.md", "myeloma", "daratumumab")],
    "indication-populations": [
        ("abve.md", "hodgkin-lymphoma", "children"),
        *[("blinatumomab.md", "b-all", "adults")] * 2,
        *[("blinatumomab.md", "b-all", "children")] * 2,
    ],
    "indications": [
        ("abve.md", "hodgkin-lymphoma", "Hodgkin lymphoma", "270800", "approved", "", ""),
        *[("blinatumomab.md", "b-all", B_ALL, "543504", "approved", "1 month", "true")] * 2,
        ("blinatumomab.txt", "b-all", "B-Cell Acute Lymphoblastic Leukemia", "", "approved", "", ""),
        ("teclistamab.md", "amyloidosis", "Amyloidosis", "", "also-used", "", ""),
        ("teclistamab.md", "myeloma", "Multiple myeloma", "45793", "approved", "", ""),
        ("teclistamab.md", "myeloma", "Multiple myeloma", "45794", "approved", "", ""),
    ],
    "makers": [("blinatumomab.txt", "Amgen Inc.")],
    "none-found": [("blinatumomab.txt", "FDA")],
    "rems": [("teclistamab.md", "Tecvayli REMS")],
    "targets": [
        *[("blinatumomab.md", "CD19")] * 2,
        *[("blinatumomab.md", "CD3")] * 2,
        ("blinatumomab.txt", "CD19"),
        ("teclistamab.md", "BCMA"),
        ("teclistamab.md", "cd3"),
    ],
    "told": [("teclistamab.md", "cell", "T cells"), ("teclistamab.md", "mechanism", "It binds.")],
    "trials": [
        ("blinatumomab.txt", "", "Phase 3", "Completed", "", "A longer look", "NCT00000002"),
        ("blinatumomab.txt", "2025-08-21", "Phase 2", "Recruiting", "City of Hope", "", ""),
    ],
}


@pytest.mark.parametrize("name", SAID)
def test_each_document_says_what_it_says_once_a_path(name: str, store: ox.Store) -> None:
    assert _ask(store, name) == SAID[name]


# --- First questions -------------------------------------------------------------------------------------------------


def test_who_engages_cd3_and_cd19_is_answered_with_lines_and_words(store: ox.Store) -> None:
    rows = [
        ("Blinatumomab", "CD19", MD, "10", "targets"),
        ("Blinatumomab", "CD19", SAVED, "10", "targets"),
        ("Blinatumomab", "CD3", MD, "9", "targets"),
        ("Blinatumomab", "CD3", SAVED, "9", "targets"),
    ]
    assert _ask(store, "drugs-engaging") == rows
    assert _ask(store, "drugs-engaging", target1="cd-19", target2="cd 3") == rows
    assert [row[:2] for row in _ask(store, "drugs-engaging", target2="bcma")] == [
        ("Teclistamab-cqyv", "BCMA"),
        ("Teclistamab-cqyv", "cd3"),
    ]
    assert _ask(store, "drugs-engaging", target2='CD19" } UNION { ?subject ?p ?o } #') == []


@pytest.mark.parametrize("name", ["blinatumomab", "BLINATUMOMAB", "Blincyto"])
def test_a_drug_shares_a_target_with_others_not_with_itself(name: str, store: ox.Store) -> None:
    rows = _ask(store, "drugs-sharing-target", drug=name)
    assert rows == [("Teclistamab-cqyv", "cd3", "pages/nci/teclistamab.md", "6", "targets")]


def test_a_four_letter_suffix_does_not_matter(store: ox.Store) -> None:
    assert {row[:2] for row in _ask(store, "drugs-sharing-target", drug="teclistamab")} == {("Blinatumomab", "CD3")}
    assert _ask(store, "drugs-sharing-target", drug="teclis") == []


def test_what_is_approved_for_a_condition_names_regulator_country_and_date(store: ox.Store) -> None:
    says = [row[:1] + row[2:8] for row in _ask(store, "approved-for-condition", condition="LYMPHOBLASTIC")]
    assert says == [
        ("Blinatumomab", "EMA", "European Union", "lists products", "2", "2015-11-23", TXT),
        ("Blinatumomab", "FDA", "United States", "first approval", "1", "2014-12", TXT),
        ("Blinatumomab", "HSA", "Singapore", "lists products", "1", "2016-10-18", TXT),
        ("Blinatumomab", "FDA", "United States", "use: approved", "1", "", MD),
        ("Blinatumomab", "FDA", "United States", "use: approved", "1", "", SAVED),
    ]


def test_what_is_approved_can_be_narrowed_to_a_regulator_or_a_country(store: ox.Store) -> None:
    assert {row[2] for row in _ask(store, "approved-for-condition", regulator="fda")} == {"FDA"}
    assert [row[4] for row in _ask(store, "approved-for-condition", country="singapore")] == ["lists products"]
    assert _ask(store, "approved-for-condition", country="Spain") == []


def test_a_use_that_is_not_approved_is_not_listed_as_such(store: ox.Store) -> None:
    assert _ask(store, "approved-for-condition", condition="amyloidosis") == []


def test_a_time_line_is_in_order_and_ends_with_what_has_no_date(store: ox.Store) -> None:
    assert [row[:6] for row in _ask(store, "approval-timeline")] == [
        ("2014-12", "first approval", "FDA", "B-Cell Acute Lymphoblastic Leukemia", "", ""),
        ("2015-11-23", "Issued Date", "EMA", "", "", "Authorised"),
        ("2015-11-23", "Issued Date", "EMA", "", "", "Authorised"),
        ("2016-10-18", "Approval Date", "HSA", "BLINCYTO 35 MCG/VIAL", "SIN15103P", ""),
        ("", "not approved", "EMA", "", "", ""),
    ]


def test_who_says_approved_stands_beside_who_found_none(store: ox.Store) -> None:
    assert [row[:5] for row in _ask(store, "who-says-approved")] == [
        ("EMA", "European Union", "lists products: Authorised", "2", TXT),
        ("EMA", "European Union", "not approved", "1", TXT),
        ("FDA", "United States", "approved", "1", MD),
        ("FDA", "United States", "approved", "1", SAVED),
        ("FDA", "United States", "first approval", "1", TXT),
        ("FDA", "United States", "none found", "1", TXT),
        ("HSA", "Singapore", "lists products", "1", TXT),
    ]


def test_documents_that_say_otherwise_stand_side_by_side(store: ox.Store) -> None:
    assert _ask(store, "says-otherwise") == [
        ("Blinatumomab", "FDA", "approved", MD, "15", "FDA: none found", TXT, "17"),
        ("Blinatumomab", "FDA", "approved", SAVED, "15", "FDA: none found", TXT, "17"),
        ("Blinatumomab", "FDA", "first approval", TXT, "18", "FDA: none found", TXT, "17"),
    ]


def test_trials_can_be_narrowed_to_a_phase_and_a_status(store: ox.Store) -> None:
    assert [row[:2] for row in _ask(store, "trials-of-drug")] == [("Phase 2", "Recruiting"), ("Phase 3", "Completed")]
    assert [row[5] for row in _ask(store, "trials-of-drug", phase="phase 3")] == ["NCT00000002"]
    assert [row[3] for row in _ask(store, "trials-of-drug", status="RECRUITING")] == ["City of Hope"]
    assert _ask(store, "trials-of-drug", phase="Phase 2", status="Completed") == []


def test_conditions_two_steps_from_a_target_keep_who_says_so(store: ox.Store) -> None:
    assert [row[:4] for row in _ask(store, "conditions-near-target")] == [
        ("B-Cell Acute Lymphoblastic Leukemia", "Blinatumomab", "approved", TXT),
        (B_ALL, "Blinatumomab", "approved", MD),
        (B_ALL, "Blinatumomab", "approved", SAVED),
    ]
    assert {row[0] for row in _ask(store, "conditions-near-target", target="bcma")} == {
        "Amyloidosis",
        "Multiple myeloma",
    }


def test_biomarkers_gate_uses(store: ox.Store) -> None:
    assert [row[:3] for row in _ask(store, "biomarker-gates", biomarker="philadelphia")] == [
        ("Philadelphia chromosome", "negative", "Blinatumomab")
    ] * 2
    assert _ask(store, "biomarker-gates", condition="myeloma") == []


def test_a_drugs_page_is_told_in_its_own_order(store: ox.Store) -> None:
    rows = [row[:3] for row in _ask(store, "drug-page", drug="tecvayli")]
    assert rows[0] == ("Teclistamab-cqyv", "brand", "Tecvayli")
    assert ("Teclistamab: multiple myeloma", "nciTermId", "45794") in rows
    assert ("use 1", "partner", "daratumumab") in rows
    assert len(rows) == len(set(rows))


def test_a_gene_finds_what_targets_it_and_what_targets_a_complex_that_contains_it(store: ox.Store) -> None:
    part = ("CD3", "it is part of a complex")
    assert [row[:5] for row in _ask(store, "drugs-by-gene", gene="cd3e")] == [
        ("Blinatumomab", "CD3", *part, MD),
        ("Blinatumomab", "CD3", *part, SAVED),
        ("Teclistamab-cqyv", "cd3", *part, "pages/nci/teclistamab.md"),
    ]
    assert [row[:4] for row in _ask(store, "drugs-by-gene", gene="TNFRSF17")] == [
        ("Teclistamab-cqyv", "BCMA", "TNFRSF17", "it is the target")
    ]
    assert _ask(store, "drugs-by-gene", gene="CD3") == _ask(store, "drugs-by-gene", gene="cd3") != []


def test_a_name_tells_its_references_and_why(store: ox.Store) -> None:
    row = (
        "BCMA",
        "exactMatch",
        "http://identifiers.org/hgnc/11913".rpartition(":")[2],
        "TNFRSF17",
        "chosen by hand",
        "",
    )
    assert _ask(store, "references", called="bcma") == [row]
    assert len(_ask(store, "references")) == 2


def test_what_has_no_reference_is_listed_with_its_places_and_candidates(store: ox.Store) -> None:
    place = ("pages/nci/teclistamab.md", "1", "heading")
    row = ("Amyloidosis", "Condition", "ambiguous", "AA amyloidosis, AL amyloidosis", *place)
    assert _ask(store, "unresolved", kind="Condition") == [row]
    assert {each[:2] for each in _ask(store, "unresolved") if each != row} == {("daratumumab", "Therapy")}
    assert _ask(store, "unresolved", kind="Target") == []


def test_the_products_of_a_drug_are_the_rows_of_its_page_and_those_that_name_it(store: ox.Store) -> None:
    assert [row[:5] for row in _ask(store, "products")] == [
        ("EMA", "", "", "", ""),
        ("EMA", "", "", "", ""),
        ("HSA", "BLINCYTO 35 MCG/VIAL", "", "", "SIN15103P"),
    ]


def test_combinations_are_found_by_part_of_a_components_name(store: ox.Store) -> None:
    assert [row[:3] for row in _ask(store, "combinations-with", drug="vincristine")] == [
        ("ABVE", "Vincristine Sulfate", "pages/nci/abve.md")
    ]


def test_accelerated_approvals_have_their_words(store: ox.Store) -> None:
    assert _ask(store, "accelerated-approvals") == [
        ("Blinatumomab", B_ALL, MD, "50", "acceleratedApproval"),
        ("Blinatumomab", B_ALL, SAVED, "50", "acceleratedApproval"),
    ]


def test_drugs_of_a_class_are_found_by_part_of_its_name(store: ox.Store) -> None:
    assert {row[:2] for row in _ask(store, "drugs-of-class", **{"class": "ENGAGER"})} == {
        ("Blinatumomab", "bispecific T-cell engager")
    }


def test_a_list_may_name_drugs_that_no_document_is_about(store: ox.Store) -> None:
    assert _ask(store, "listed-without-page") == []
    about = ox.NamedNode("https://w3id.org/drug-kg/ontology#about")
    without = make_store([quad for quad in iter_quads() if "abve" not in str(quad.object) or quad.predicate != about])
    assert [row[:2] for row in _ask(without, "listed-without-page")] == [("ABVE", "/about-cancer/treatment/drugs/abve")]


def test_what_was_read_is_listed_with_the_number_of_its_statements(store: ox.Store) -> None:
    rows = {row[0]: row[2:] for row in _ask(store, "documents")}
    assert rows["pages/nci/leukemia.md"] == ("list", "Drugs Approved for Leukemia", "7")
    assert len(rows) == 6


def test_the_label_of_another_document_does_not_leak(store: ox.Store) -> None:
    """The nodes of CD3 and of B-cell leukemia bear two spellings, each in a document of its own."""
    assert ("teclistamab.md", "CD3") not in _ask(store, "targets")
    assert ("blinatumomab.txt", B_ALL) not in _ask(store, "conditions")


def test_two_spellings_of_one_name_in_a_document_are_one_row(store: ox.Store) -> None:
    assert _ask(store, "makers") == [("blinatumomab.txt", "Amgen Inc.")]
    assert len([row for row in _ask(store, "conditions-near-target", target="cd19") if row[3] == TXT]) == 1
    values = [row[2] for row in _ask(store, "drug-page") if row[1] == "maker"]
    assert values == ["Amgen Inc."]
