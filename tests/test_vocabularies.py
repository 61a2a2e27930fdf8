"""Each format of vocabulary is read to the same terms; what is no vocabulary says so with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.errors import DocumentError, KGError, UsageError
from kg.ground import Grounder, Grounding, Index, Unresolved
from kg.vocabularies import KINDS, Name, Vocabulary, load_vocabulary, reference_iri
from kg.vocabulary import KG, SKOS

SHIPPED = sorted((Path(__file__).parents[1] / "ontology" / "vocabulary").glob("*.tsv"))

OBO = """format-version: 1.2
data-version: toy/2026-01-02

[Term]
id: DOID:1
name: alphaitis
synonym: "Alpha \\"A\\" disease" EXACT []
synonym: "beta trouble" RELATED []
synonym: "acute alphaitis" NARROW []
synonym: "disease" BROAD []
is_a: DOID:2 ! betaitis

[Term]
id: DOID:2
name: betaitis
is_a: DOID:1 ! alphaitis

[Term]
id: DOID:3
name: obsolete gammaitis
synonym: "old gamma" EXACT []
is_obsolete: true
replaced_by: DOID:4

[Term]
id: DOID:4
name: obsolete deltaitis
is_obsolete: true
replaced_by: DOID:1

[Term]
id: DOID:5
name: obsolete lostitis
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""

TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
obo:DOID_1 a skos:Concept ; skos:prefLabel "alphaitis"@en, "Alphaitis auf Deutsch"@de ; skos:altLabel "Alpha disease" .
obo:DOID_3 rdfs:label "gammaitis" ; owl:deprecated true ; dcterms:isReplacedBy obo:DOID_1 .
obo:DOID_9 rdfs:comment "no label" .
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, name: str, text: str) -> Vocabulary:
    return load_vocabulary(write(folder, name, text))


def grounded(vocabulary: Vocabulary, name: str, kind: str | None = None) -> tuple[str, str]:
    """The reference's end and the relation, or ("", the reason) of what has none."""
    answer = Grounder(Index.of([vocabulary])).ground(name, kind)
    if isinstance(answer, Unresolved):
        return "", answer.reason
    return answer.term.iri.rsplit("/", 1)[-1], answer.predicate.rpartition("#")[2]


# --- OBO -------------------------------------------------------------------------------------------------------------


def test_obo_terms_have_their_names_by_scope(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "toy.obo", OBO)
    term = vocabulary.terms[0]
    assert (term.iri, term.label, term.domain) == ("http://purl.obolibrary.org/obo/DOID_1", "alphaitis", "condition")
    assert term.names == (
        Name("alphaitis", "label"),
        Name('Alpha "A" disease', "synonym"),
        Name("beta trouble", "close"),
        Name("acute alphaitis", "narrower"),
    )
    assert term.checked == "toy.obo toy/2026-01-02"
    assert grounded(vocabulary, "beta trouble") == ("DOID_1", "closeMatch")
    assert grounded(vocabulary, "Acute Alphaitis") == ("DOID_1", "broadMatch")
    assert grounded(vocabulary, "disease") == ("", "unknown")


def test_an_obsolete_term_leads_to_what_replaced_it_at_last(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "toy.obo", OBO)
    for name in ("gammaitis", "old gamma", "deltaitis"):
        assert grounded(vocabulary, name) == ("DOID_1", "exactMatch")
    assert grounded(vocabulary, "lostitis") == ("", "unknown")


def test_terms_that_replace_each_other_lead_nowhere(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "toy.obo", OBO.replace("replaced_by: DOID:1", "replaced_by: DOID:3"))
    assert grounded(vocabulary, "gammaitis") == ("", "unknown")


def test_a_circle_of_is_a_is_noticed_and_ignored(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "toy.obo", OBO)
    assert vocabulary.notices == [(4, "is_a runs in a circle: DOID:1 → DOID:2 → DOID:1; it is ignored")]
    assert grounded(vocabulary, "betaitis") == ("DOID_2", "exactMatch")


def test_an_id_that_stands_twice_is_one_term_with_the_names_of_both(tmp_path: Path) -> None:
    twice = OBO + '\n[Term]\nid: DOID:2\nname: second name\nsynonym: "third name" EXACT []\n'
    vocabulary = load(tmp_path, "toy.obo", twice)
    assert (40, "DOID:2 stands twice, first in line 13; its names are taken together") in vocabulary.notices
    index = Index.of([vocabulary])
    for name in ("betaitis", "second name", "third name"):
        assert grounded(vocabulary, name) == ("DOID_2", "exactMatch")
    assert index.term("http://purl.obolibrary.org/obo/DOID_2").label == "betaitis"


# --- Turtle, tables, SSSOM -------------------------------------------------------------------------------------------


def test_turtle_gives_labels_in_english_and_follows_replacements(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "toy.ttl", TURTLE)
    assert [term.label for term in vocabulary.terms] == ["alphaitis", "gammaitis"]
    assert grounded(vocabulary, "alpha-disease") == ("DOID_1", "exactMatch")
    assert grounded(vocabulary, "gammaitis") == ("DOID_1", "exactMatch")
    assert grounded(vocabulary, "Alphaitis auf Deutsch") == ("", "unknown")


def test_a_table_needs_an_id_and_a_label_and_takes_what_else_it_knows(tmp_path: Path) -> None:
    text = "id\tlabel\tsynonyms\tcolour\nDOID:1\talphaitis\tA disease|B disease\tred\nDOID:2\tbetaitis\n"
    vocabulary = load(tmp_path, "toy.tsv", text)
    assert [term.label for term in vocabulary.terms] == ["alphaitis", "betaitis"]
    assert grounded(vocabulary, "b disease") == ("DOID_1", "exactMatch")


HGNC = (
    "HGNC ID\tApproved Symbol\tApproved Name\tStatus\tSynonyms\tUniProt ID(supplied by UniProt)\n"
    "HGNC:1\tAAA1\talpha one\tApproved\tAL, BBB2\tP00001\n"
    "HGNC:2\tBBB2\tbeta two\tApproved\tAL\tP00002\n"
    "HGNC:3\tOLD3~withdrawn\tsymbol withdrawn, see AAA1\tSymbol Withdrawn\t\t\n"
    "HGNC:4\tGONE~withdrawn\tentry withdrawn\tEntry Withdrawn\t\t\n"
)


def test_an_approved_symbol_beats_a_synonym_and_a_withdrawn_one_leads_on(tmp_path: Path) -> None:
    vocabulary = load(tmp_path, "hgnc.txt", HGNC)
    assert [term.protein for term in vocabulary.terms] == ["P00001", "P00002"]
    assert grounded(vocabulary, "BBB2", KG.Target) == ("2", "exactMatch")
    assert grounded(vocabulary, "OLD3", KG.Target) == ("1", "exactMatch")
    assert grounded(vocabulary, "alpha-one", KG.Target) == ("1", "exactMatch")
    assert grounded(vocabulary, "GONE", KG.Target) == ("", "unknown")
    assert grounded(vocabulary, "AL", KG.Target) == ("", "ambiguous")
    assert grounded(vocabulary, "AAA1", KG.Condition) == ("", "unknown")


SSSOM = (
    "#curie_map:\n#  toy: https://example.org/toy/\n#license: https://example.org\n"
    "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tmapping_justification\n"
    "\tgamma thing\tskos:closeMatch\t\ttoy:7\tgamma\tsemapv:ManualMappingCuration\n"
    "kgr:target:delta\t\tskos:exactMatch\t\tHGNC:2\tBBB2\tsemapv:LexicalMatching\n"
    "\tAL\tskos:exactMatch\tNot\tHGNC:2\tBBB2\tsemapv:ManualMappingCuration\n"
)


def test_a_users_own_rows_win_and_may_forbid(tmp_path: Path) -> None:
    files = [load(tmp_path, "hgnc.txt", HGNC), load(tmp_path, "own.sssom.tsv", SSSOM)]
    grounder = Grounder(Index.of(files))
    gamma, delta = grounder.ground("Gamma thing"), grounder.ground("δ", subject=reference_iri("kgr:target:delta"))
    assert isinstance(gamma, Grounding)
    assert isinstance(delta, Grounding)
    assert (gamma.term.iri, gamma.term.label, gamma.predicate) == (
        "https://example.org/toy/7",
        "gamma",
        SKOS.closeMatch,
    )
    assert (delta.term.label, delta.justification.rpartition("/")[2]) == ("BBB2", "LexicalMatching")
    only = grounder.ground("AL", KG.Target)
    assert isinstance(only, Grounding)
    assert only.term.label == "AAA1"


# --- What is no vocabulary -------------------------------------------------------------------------------------------

FAULTS = {
    "empty.tsv": ("", "1: no vocabulary: give OBO, Turtle, or a table with tabs and a header line"),
    "prose.txt": ("Once upon a time.\n", "1: no vocabulary: give OBO, Turtle, or a table with tabs and a header line"),
    "page.html": ("<html></html>", "1: no vocabulary: give OBO, Turtle, or a table with tabs and a header line"),
    "head.tsv": ("id\tlabel\n", " holds no term; give a vocabulary with ids and labels"),
    "columns.tsv": ("a\tb\n1\t2\n", "1: the header needs a column id and a column label; found a, b"),
    "wide.tsv": ("id\tlabel\nDOID:1\tx\ty\n", "2: 3 cells under 2 columns; remove what is too much"),
    "id.tsv": ("id\tlabel\nnothing\tx\n", "2: 'nothing' is no id; write prefix and number, such as DOID:9952"),
    "label.tsv": ("id\tlabel\nDOID:1\t\n", "2: a row without a label; give each term a name"),
    "none.obo": ("format-version: 1.2\n", "1: no [Term] in it; an OBO file lists its terms so"),
    "id.obo": ("[Term]\nname: x\n", "1: a [Term] needs an id such as DOID:9952; found ''"),
    "name.obo": ("[Term]\nid: DOID:1\n", "1: DOID:1 has no name; a [Term] needs one"),
    "predicate.sssom.tsv": (
        "subject_label\tpredicate_id\tobject_id\nx\towl:sameAs\tDOID:1\n",
        "2: predicate 'owl:sameAs' cannot ground a name; use skos:exactMatch, skos:closeMatch, skos:broadMatch, "
        "skos:narrowMatch, skos:relatedMatch",
    ),
    "object.sssom.tsv": (
        "subject_label\tpredicate_id\tobject_id\nx\tskos:exactMatch\t\n",
        "2: a row needs an object_id, and a subject_label or subject_id",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_no_vocabulary_says_where_and_why(tmp_path: Path, name: str) -> None:
    text, what = FAULTS[name]
    with pytest.raises(DocumentError) as caught:
        load(tmp_path, name, text)
    assert str(caught.value) == f"{tmp_path / name}:{what}"


def test_broken_turtle_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"broken\.ttl:2: no Turtle: "):
        load(tmp_path, "broken.ttl", "@prefix a: <http://a/> .\na:b a:c ;;; .. \n")


def test_bytes_that_are_no_text_and_paths_that_are_no_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "binary.tsv"
    path.write_bytes(b"id\tlabel\n\xff\xfe")
    with pytest.raises(DocumentError, match=r"not UTF-8 at byte 9; a vocabulary is OBO, Turtle or TSV"):
        load_vocabulary(path)
    with pytest.raises(UsageError, match=r"nowhere\.obo: cannot be read as a vocabulary: No such file"):
        load_vocabulary(tmp_path / "nowhere.obo")
    with pytest.raises(KGError):
        load_vocabulary(tmp_path)


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("HGNC:1633", "http://identifiers.org/hgnc/1633"),
        ("DOID:9952", "http://purl.obolibrary.org/obo/DOID_9952"),
        ("UniProt:P15391", "http://purl.uniprot.org/uniprot/P15391"),
        ("MESH:D000970", "http://id.nlm.nih.gov/mesh/D000970"),
        ("umls:C0023449", "https://bioregistry.io/umls:C0023449"),
        ("kgr:target:cd3", "https://w3id.org/drug-kg/id/target:cd3"),
        ("https://example.org/1", "https://example.org/1"),
    ],
)
def test_a_reference_has_the_iri_that_the_field_writes(curie: str, iri: str) -> None:
    assert reference_iri(curie) == iri


# --- The curated vocabulary that ships -------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_five_tables_ship() -> None:
    names = ["biomarkers", "classes", "conditions", "molecules", "populations"]
    assert [path.stem for path in SHIPPED] == names


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_curated_row_says_where_and_when_it_was_checked(path: Path) -> None:
    for row in rows(path):
        assert row["kind"] in KINDS
        assert row["source"]
        assert row["checked"].startswith("2026-")
        assert row["id"] or "no outside identifier" in row["source"] or row["parts"] or "parts" in row["source"], row


def test_parts_are_rows_of_their_own() -> None:
    known = {row["id"] for path in SHIPPED for row in rows(path)}
    parts = {part for path in SHIPPED for row in rows(path) for part in row["parts"].split("|") if part}
    assert parts <= known


def test_no_name_of_the_curated_vocabulary_is_ambiguous_within_its_table() -> None:
    for path in SHIPPED:
        vocabulary = load_vocabulary(path, curated=True)
        assert not vocabulary.notices
        grounder = Grounder(Index.of([vocabulary]))
        for term in vocabulary.terms:
            for name in term.names:
                answer = grounder.ground(name.text)
                assert isinstance(answer, Grounding), (path.name, name.text)
                if name.scope in ("label", "synonym"):
                    assert answer.term.iri == term.iri, (path.name, name.text)


def test_curated_identifiers_stand_in_the_tables_that_they_were_checked_against(shared: Path) -> None:
    folder = shared / "corpus" / "vocab"
    with (folder / "hgnc_entries_2016-05.txt").open(encoding="utf-8") as stream:
        genes = {line["HGNC ID"]: line for line in csv.DictReader(stream, delimiter="\t")}
    with (folder / "allXREFinDO.tsv").open(encoding="utf-8") as stream:
        diseases = {line["id"]: line["label"] for line in csv.DictReader(stream, delimiter="\t")}
    for row in (row for path in SHIPPED for row in rows(path) if row["id"]):
        if row["id"].startswith("HGNC:"):
            gene = genes[row["id"]]
            assert (gene["Approved Symbol"], gene["Approved Name"]) == (row["label"], row["name"])
            assert row["protein"] in gene["UniProt ID(supplied by UniProt)"]
        elif row["id"].startswith("DOID:"):
            assert diseases[row["id"]] == row["label"]
        else:
            assert row["source"].startswith("so cited in several public data files")
