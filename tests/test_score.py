"""Scoring: what a reader found in the project's own documents is what the graph says of them, and what is not shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DocumentError, UsageError
from kg.graph import Graph
from kg.score import Miss, macro_f1, measure, read_gold, render_score, score_json
from kg.score.tally import Found, Tally, Wanted, match_names, match_rows
from kg.score.words import contains
from tests.conftest import ROOT
from tests.test_build import run_kg

GOLD = ROOT / "tests" / "gold"
MIXED = ("blinatumomab.md", "imatinib.md", "r-chop.md", "leukemia.md", "blinatumomab.txt", "rituximab.txt")


def write_gold(folder: Path, *facts: dict[str, Any]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts), encoding="utf-8")
    return path


def read_own(*documents: str) -> list[dict[str, Any]]:
    lines = [line for name in ("nci", "medpath") for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()]
    facts = {fact["document"]: fact for fact in map(json.loads, lines)}
    return [facts[document] for document in documents]


def list_misses(release: Path, gold: Path, *, relaxed: bool = False) -> list[tuple[str, str, str, str]]:
    misses = measure(release, read_gold(gold), relaxed=relaxed).misses
    return [(miss.outcome, miss.relation, miss.words, miss.place) for miss in misses]


@pytest.mark.parametrize(("name", "relations", "facts"), [("medpath", 12, 142), ("nci", 17, 356)])
def test_our_own_documents_are_read_without_a_miss(release: Path, name: str, relations: int, facts: int) -> None:
    done = run_kg("score", str(GOLD / f"{name}.jsonl"), "--graph", str(release), "--format", "json", "--misses")
    assert done.returncode == 0, done.stderr
    score = json.loads(done.stdout)
    assert score["misses"] == []
    assert {relation: tally["f1"] for relation, tally in score["relations"].items() if tally["f1"] != 1.0} == {}
    assert len(score["relations"]) == relations
    assert sum(tally["right"] for tally in score["relations"].values()) == facts


@pytest.mark.parametrize(
    ("document", "query", "words"),
    [
        ("rituximab.md", "indications", "multiple sclerosis"),  # negation
        ("rituximab.txt", "indications", "multiple sclerosis"),
        ("ofatumumab.md", "approvals", "withdrawn"),  # history, elsewhere
        ("imatinibmesylate.md", "indications", "Myelodysplastic or myeloproliferative"),  # a head of two names
        ("r-chop.md", "approvals", "approved"),  # a regimen is not approved, its drugs are
        ("imatinib.md", "brands", "Gleevec"),  # the salt's brand
        ("imatinib.md", "indication-partners", "dasatinib"),  # another drug
        ("blinatumomab.md", "indications", "cytokine release syndrome"),  # a boxed warning
        ("blinatumomab.txt", "indications", "cytokine release syndrome"),
        ("pembrolizumab.txt", "authorisations", "Phase 4"),  # a trial
        ("obinutuzumab.md", "indication-partners", "rituximab"),  # given before
    ],
)
def test_no_trap_of_our_own_documents_is_fallen_into(release: Path, document: str, query: str, words: str) -> None:
    rows = [row for row in Graph(release).query(query) if row["document"] == document]
    assert not [row for row in rows if words.casefold() in json.dumps(row, ensure_ascii=False).casefold()]


def test_a_footnote_marks_one_use_of_five_as_accelerated(release: Path) -> None:
    rows = Graph(release).query("indications")
    uses = {row["condition"]: row["accelerated"] for row in rows if row["document"] == "axicabtageneciloleucel.md"}
    assert len(uses) == 5
    assert [condition for condition, accelerated in uses.items() if accelerated] == ["follicular lymphoma"]


def test_a_file_may_mix_pages_of_both_kinds(release: Path, tmp_path: Path) -> None:
    score = measure(release, read_gold(write_gold(tmp_path, *read_own(*MIXED))))
    assert score.misses == []
    assert dict(score.documents) == {"nci": 4, "medpath": 2}
    assert list(score.tallies) == ["medpath", "nci"]
    assert score.of("nci")["component"] == Tally(right=5)
    assert score.of()["brand"].right == score.of("nci")["brand"].right + score.of("medpath")["brand"].right
    lines = list(render_score(score))
    assert [line.split()[0] for line in lines if " precision " in line] == ["medpath", "nci", "all"]
    assert "macro F1 1.000 over 25 relations, 6 documents" in lines


def test_a_wrong_fact_has_the_line_of_its_evidence_and_a_missed_one_that_of_its_words(
    release: Path, tmp_path: Path
) -> None:
    (nci, medpath) = read_own("blinatumomab.md", "blinatumomab.txt")
    nci["targets"] = [{"name": "CD3"}, {"name": "B cells"}]
    nci["fda_status"] = "discontinued"
    nci["indications"][0]["populations"] = ["adults"]
    nci["indications"][0]["min_age"] = None
    medpath["authorisations"] = medpath["authorisations"][1:]  # one of two equal rows
    medpath["identifiers"]["cas"] = []
    medpath["trials"][1]["phase"] = "Phase 4"
    path, text = "sources/nci/blinatumomab.md", "sources/medpath/blinatumomab.txt"
    rest = "status Not yet recruiting | sponsor City of Hope Medical Center"
    assert list_misses(release, write_gold(tmp_path, nci)) == [
        ("missed", "target", "B cells", f"{path}:28"),
        ("wrong", "target", "CD19", f"{path}:28"),
        ("missed", "approval", "FDA discontinued", f"{path}:34"),
        ("wrong", "approval", "FDA approved", f"{path}:36"),
        ("wrong", "population", "children", f"{path}:46"),
        ("wrong", "min-age", "1 month", f"{path}:46"),
    ]
    assert list_misses(release, write_gold(tmp_path, medpath)) == [
        ("wrong", "identifier", "cas 853426-35-4", f"{text}:12"),
        ("wrong", "authorisation", "regulator EMA | status Authorised | date 2015-11-23", f"{text}:89"),
        ("missed", "trial", f"posted 2025-08-21 | phase Phase 4 | {rest}", f"{text}:55"),
        ("wrong", "trial", f"posted 2025-08-21 | phase Not Applicable | {rest}", f"{text}:53"),
    ]


def test_relaxed_matching_forgives_the_extent_of_a_name_and_nothing_else(release: Path, tmp_path: Path) -> None:
    (fact,) = read_own("blinatumomab.md")
    (indication,) = fact["indications"]
    indication |= {"condition": "acute lymphoblastic leukemia", "alts": [], "nci_terms": [], "min_age": "2 months"}
    gold = write_gold(tmp_path, fact)
    assert [miss[:2] for miss in list_misses(release, gold)][:2] == [("missed", "indication"), ("wrong", "indication")]
    assert [miss[:3] for miss in list_misses(release, gold, relaxed=True)] == [
        ("missed", "min-age", "2 months"),
        ("wrong", "min-age", "1 month"),
    ]
    indication["condition"] = "acute myeloid leukemia"
    assert [miss[1] for miss in list_misses(release, write_gold(tmp_path, fact), relaxed=True)][:2] == [
        "indication"
    ] * 2


def test_what_nobody_annotated_is_not_scored(release: Path, tmp_path: Path) -> None:
    only = {"document": "blinatumomab.md", "indications": [{"condition": "B-cell acute lymphoblastic leukemia"}]}
    score = measure(release, read_gold(write_gold(tmp_path, only)))
    assert score.misses == []
    assert score.of() == {"indication": Tally(right=1), "condition-name": Tally(right=1)}


def test_null_says_that_there_is_none(release: Path, tmp_path: Path) -> None:
    none: dict[str, Any] = {"document": "blinatumomab.md", "fda_status": None, "indications": []}
    misses = list_misses(release, write_gold(tmp_path, none))
    assert ("wrong", "approval", "FDA approved", "sources/nci/blinatumomab.md:36") in misses
    assert ("wrong", "indication", "B-cell acute lymphoblastic leukemia", "sources/nci/blinatumomab.md:46") in misses
    assert {miss[1] for miss in misses} == {"approval", "indication", "population", "biomarker"}


def test_a_document_that_is_not_in_the_graph_is_said_and_all_its_facts_are_missed(
    release: Path, tmp_path: Path
) -> None:
    gold = write_gold(tmp_path, *read_own("imatinib.md"), {"document": "imatinibb.md", "brands": ["Gleevec"]})
    done = run_kg("score", str(gold), "--graph", str(release), "--misses")
    assert done.returncode == 1
    assert done.stderr == (
        f"{gold}:2: 'imatinibb.md' is not in {release} (did you mean 'imatinib.md'?): all its facts count as missed\n"
    )
    assert done.stdout.splitlines()[-1] == "imatinibb.md: missed brand: Gleevec"


FAULTS = [
    ("", "holds no gold: write one JSON object a line"),
    ("[]", "1: the line must be an object, not []"),
    ("drug,brand\n", "1: not JSON at column 1: Expecting value"),
    ('{"document": "a.md"}\n{"document": "a.md"}', "2: 'a.md' stands on line 1 already"),
    ('{"brands": []}', "1: the field 'document' is missing"),
    ('{"document": "a.md", "brand": ["B"]}', "1: unknown field 'brand'; did you mean 'brands'?"),
    ('{"document": "a.md", "brands": "B"}', '1: brands must be a list, not "B"'),
    ('{"document": "a.md", "fda_status": false}', "1: fda_status must be a text or null, not false"),
    (
        '\n{"document": "a.md", "indications": [{"condition": "x"}, {"condition": "y", "ages": 1}]}',
        "2: unknown field 'indications[2].ages'; known: condition, alts, nci_terms, use, populations, min_age, "
        "biomarkers, partners, accelerated",
    ),
    (
        '{"document": "a.md", "indications": [{"condition": "x", "biomarkers": [{"name": "m"}]}]}',
        "1: the field 'indications[1].biomarkers[1].status' is missing",
    ),
    ('{"document": "a.md", "identifiers": {"cas": [1]}}', "1: identifiers.cas[1] must be a text, not 1"),
    ('{"document": "a.md", "document": "b.md"}', "1: the field 'document' stands twice"),
]


@pytest.mark.parametrize(("text", "what"), FAULTS, ids=[what for _, what in FAULTS])
def test_a_file_that_is_no_gold_gets_one_line_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as fault:
        read_gold(path)
    assert str(fault.value) == (f"{path}:{what}" if what[0].isdigit() else f"{path}: {what}")


def test_bytes_that_are_no_text_and_a_file_that_is_not_there_are_said(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_gold(path)
    path.write_bytes(b"{}\n\xff")
    with pytest.raises(DocumentError, match="not UTF-8 at byte 3"):
        read_gold(path)


def test_without_a_release_or_with_another_one_there_is_one_line_and_no_figure(release: Path, tmp_path: Path) -> None:
    gold = write_gold(tmp_path, {"document": "elsewhere.md", "brands": []})
    done = run_kg("score", str(gold), "--graph", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no release here" in done.stderr
    done = run_kg("score", str(gold), "--graph", str(release))
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds none of the 1 documents" in done.stderr


def test_the_json_has_counts_by_source_and_every_miss(release: Path, tmp_path: Path) -> None:
    gold = write_gold(tmp_path, {"document": "blinatumomab.md", "brands": ["Blincyto", "Blinx"]})
    score = json.loads(score_json(measure(release, read_gold(gold))))
    figures = {"precision": 1.0, "recall": 0.5, "f1": 2 / 3, "right": 1, "wrong": 0, "missed": 1}
    counts = {"documents": 1, "macro_f1": 2 / 3, "relations": {"brand": figures}}
    place = "sources/nci/blinatumomab.md"
    miss = Miss("missed", "brand", "nci", "blinatumomab.md", "", "Blinx", 1, place)._asdict()
    assert score == {"matching": "strict", **counts, "sources": {"nci": counts}, "misses": [miss]}


names = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map(" ".join)
wanted_facts = st.lists(
    st.frozensets(names, min_size=1, max_size=2).map(lambda each: Wanted(min(each), each)), max_size=5
)
found_facts = st.lists(names.map(lambda name: Found(name, name, {})), max_size=5)


@given(wanted_facts, found_facts)
def test_every_fact_of_gold_is_right_or_missed_and_relaxed_never_counts_fewer(
    wanted: list[Wanted], found: list[Found]
) -> None:
    strict, relaxed = match_names(wanted, found), match_names(wanted, found, relaxed=True)
    for matching in (strict, relaxed, match_rows(wanted, found)):
        assert matching.right + len(matching.missed) == len(wanted)
    assert relaxed.right >= strict.right
    assert len(relaxed.wrong) <= len(strict.wrong)
    assert {item.value for item in strict.wrong} <= {item.value for item in found}


@given(wanted_facts)
def test_gold_matches_itself(wanted: list[Wanted]) -> None:
    found = [Found(fact.words, fact.words, {}) for fact in wanted]
    assert match_rows(wanted, found) == (len(wanted), [], [])
    assert match_names(wanted, found).missed == []


def test_equal_rows_count_each() -> None:
    row = Wanted("EMA", frozenset(["ema"]))
    assert match_rows([row, row], [Found("EMA", "ema", {})]) == (1, [row], [])


def test_two_facts_with_one_name_are_both_right() -> None:
    all_, lymphoblastic = Wanted("ALL", frozenset(["all"])), Wanted("B-ALL", frozenset(["all", "b all"]))
    assert match_names([all_, lymphoblastic], [Found("ALL", "all", {})]) == (2, [], [])


def test_the_closest_names_pair_first() -> None:
    cancer, breast = Wanted("cancer", frozenset(["cancer"])), Wanted("breast cancer", frozenset(["breast cancer"]))
    found = [Found("Early breast cancer", "early breast cancer", {})]
    assert match_names([cancer, breast], found, relaxed=True) == (1, [cancer], [])


def test_containment_asks_for_every_word() -> None:
    assert contains("leukemia acute lymphoblastic", "acute lymphoblastic leukemia")
    assert not contains("acute lymphoblastic leukemia", "acute myeloid leukemia")
    assert not contains("", "leukemia")


def test_shares_are_one_where_there_is_nothing() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1, macro_f1({})) == (1.0, 1.0, 1.0, 1.0)
    tally = Tally(right=3, wrong=1, missed=2)
    assert (tally.precision, tally.recall, round(tally.f1, 4)) == (0.75, 0.6, 0.6667)
