"""A mention has one reference or a reason why it has none; nothing is guessed, and what is wider says so."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground import ANSWERS, Grounder, Grounding, Index, Unresolved
from kg.pipeline import load_vocabularies
from kg.prefixes import compress
from kg.vocabularies import Vocabulary
from kg.vocabulary import KG

SAMPLE = Path(__file__).parent / "gold" / "groundings.tsv"
VOCABULARIES = ("DO_cancer_slim.obo", "NCIthesaurus.obo", "hgnc_entries_2016-05.txt")


@cache
def shipped() -> Grounder:
    return Grounder(Index.of(load_vocabularies([])))


def grounded(name: str, kind: str, long: str = "", grounder: Grounder | None = None) -> tuple[str, str]:
    """The reference as CURIE and the relation; or the reason and the candidates' labels."""
    answer = (grounder or shipped()).ground(name, kind, long=long)
    if isinstance(answer, Unresolved):
        return answer.reason, ", ".join(term.label for term in answer.candidates)
    return compress(answer.term.iri), compress(answer.predicate).removeprefix("skos:")


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("BCMA", "TNFRSF17"),
        ("HER2", "ERBB2"),
        ("HER2/neu", "ERBB2"),
        ("PD-1", "PDCD1"),
        ("Kit", "KIT"),
        ("CD20", "MS4A1"),
        ("VEGFR-2", "KDR"),
        ("PDGFR-β", "PDGFRB"),
        ("PDGFRα", "PDGFRA"),
        ("folate receptor–alpha", "FOLR1"),
        ("aromatase", "CYP19A1"),
    ],
)
def test_a_name_of_the_field_leads_to_its_gene(name: str, symbol: str) -> None:
    answer = shipped().ground(name, KG.Target)
    assert isinstance(answer, Grounding)
    assert (answer.term.label, compress(answer.predicate)) == (symbol, "skos:exactMatch")
    assert answer.term.iri.startswith("http://identifiers.org/hgnc/")


def test_cd3_is_a_complex_of_three_gene_products_and_never_one_of_them() -> None:
    for name in ("CD3", "CD3 complex", "cd 3"):
        answer = shipped().ground(name, KG.Target)
        assert isinstance(answer, Grounding)
        assert (compress(answer.term.iri), answer.term.kind) == ("kgr:reference:complex:cd3", "complex")
        assert [compress(part) for part in answer.term.parts] == ["hgnc:1673", "hgnc:1674", "hgnc:1675"]
    assert grounded("CD3E", KG.Target) == ("hgnc:1674", "exactMatch")


@pytest.mark.parametrize(
    ("name", "reference", "relation"),
    [
        ("acute lymphoblastic leukaemia", "obo:DOID_9952", "exactMatch"),
        ("Leukemia, Acute Lymphoblastic", "obo:DOID_9952", "exactMatch"),
        ("Acute Lymphoblastic Leukemias (ALL)", "obo:DOID_9952", "exactMatch"),
        ("relapsed or refractory acute lymphoblastic leukemia", "obo:DOID_9952", "broadMatch"),
        ("Oesophageal cancer", "obo:DOID_5041", "exactMatch"),
        ("squamous-cell carcinoma of the head & neck", "obo:DOID_5520", "exactMatch"),
        ("Brain tumours", "obo:DOID_1319", "closeMatch"),
        ("Stage IV breast cancer", "obo:DOID_1612", "broadMatch"),
    ],
)
def test_a_condition_is_found_in_any_spelling_and_a_narrower_one_says_so(
    name: str, reference: str, relation: str
) -> None:
    assert grounded(name, KG.Condition) == (reference, relation)


def test_what_is_curated_as_narrower_beats_the_synonym_of_another_vocabulary(shared: Path) -> None:
    every = Grounder(Index.of(load_vocabularies([shared / "corpus" / "vocab" / name for name in VOCABULARIES])))
    for grounder in (shipped(), every):
        found = grounded("Waldenström macroglobulinemia", KG.Condition, grounder=grounder)
        assert found == ("obo:DOID_0060901", "broadMatch")


def test_nothing_is_found_by_likeness() -> None:
    for name in ("breast cancre", "leukemi", "CD19a", "lung", "skin problems caused by melanoma", "", "—"):
        assert grounded(name, KG.Condition) == ("unknown", "")
        assert grounded(name, KG.Target) == ("unknown", "")


def test_a_class_answers_with_its_own_kind_of_reference() -> None:
    assert grounded("melanoma", KG.Target) == ("unknown", "")
    assert grounded("BRAF", KG.Condition) == ("unknown", "")
    assert grounded("BRAF", KG.Biomarker) == grounded("BRAF", KG.Target) == ("hgnc:1097", "exactMatch")
    assert grounded("children", KG.Population) == ("kgr:reference:population:children", "exactMatch")
    assert grounded("oral taxane", KG.DrugClass) == ("unknown", "")
    assert grounded("oral kinase inhibitor", KG.DrugClass) == ("kgr:reference:class:kinase-inhibitor", "broadMatch")
    assert grounded("Amgen", KG.Organisation) == ("unknown", "")


def test_what_the_page_spells_out_counts_before_what_others_mean_and_is_never_exact() -> None:
    assert grounded("MS", KG.Condition)[1] == "exactMatch"
    assert grounded("MS", KG.Condition, long="malignant melanoma") == ("obo:DOID_1909", "closeMatch")
    assert grounded("XYZ", KG.Condition, long="multiple myeloma") == ("obo:DOID_9538", "closeMatch")
    assert grounded("XYZ", KG.Condition, long="nothing known") == ("unknown", "")
    assert grounded("MM", KG.Condition, long="multiple myeloma") == ("obo:DOID_9538", "exactMatch")
    assert grounded("advanced XYZ", KG.Condition, long="advanced multiple myeloma")[1] == "broadMatch"


def test_curated_beats_symbol_and_synonym_of_another_vocabulary(shared: Path) -> None:
    every = Grounder(Index.of(load_vocabularies([shared / "corpus" / "vocab" / name for name in VOCABULARIES])))
    gene = Vocabulary("HGNC", load_vocabularies([shared / "corpus" / "vocab" / VOCABULARIES[-1]])[-1].terms)
    alone = Grounder(Index.of([gene]))
    assert grounded("PD-1", KG.Target, grounder=alone) == ("ambiguous", "SNCA, SPATA2, PDCD1")
    assert grounded("PD-1", KG.Target, grounder=every) == ("hgnc:8760", "exactMatch")
    for name, symbol in (("MS4A2", "MS4A2"), ("CD20", "MS4A1"), ("BCMA", "TNFRSF17")):
        answer = alone.ground(name, KG.Target)
        assert isinstance(answer, Grounding)
        assert answer.term.label == symbol


@given(
    st.sampled_from(sorted(name.text for v in load_vocabularies([]) for t in v.terms for name in t.names)), st.data()
)
def test_case_and_white_space_change_no_grounding(name: str, data: st.DataObject) -> None:
    flips = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    other = "".join(c.swapcase() if flip and len(c.swapcase()) == 1 else c for c, flip in zip(name, flips, strict=True))
    other = data.draw(st.sampled_from(["", " ", "\t"])) + other.replace(
        " ", data.draw(st.sampled_from([" ", "  ", "\n"]))
    )
    for kind in ANSWERS:
        one, two = grounded(name, kind), grounded(other, kind)
        assert one == two, (name, other)


def test_the_order_of_the_vocabularies_changes_no_reference() -> None:
    files = load_vocabularies([])
    turned = Grounder(Index.of(reversed(files)))
    for vocabulary in files:
        for term in vocabulary.terms:
            for kind in ANSWERS:
                assert grounded(term.label, kind) == grounded(term.label, kind, grounder=turned)


# --- A hundred groundings of the real pages, judged by hand ----------------------------------------------------------


def sample() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_at_most_two_of_the_hundred_groundings_judged_by_hand_are_wrong() -> None:
    judged = [row["judged"] for row in sample()]
    assert len(judged) == 100
    assert set(judged) <= {"right", "wrong"}
    assert judged.count("wrong") <= 2


@pytest.mark.parametrize("row", sample(), ids=lambda row: f"{row['kind']}-{row['name']}")
def test_a_judged_name_is_grounded_as_it_was_judged(row: dict[str, str]) -> None:
    assert grounded(row["name"], getattr(KG, row["kind"])) == (row["reference"], row["relation"])
