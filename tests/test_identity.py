"""Which names and records are one substance, why, and what stays apart, over graphs and pages written by hand."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.assemble import assemble
from kg.graph import Graph
from kg.identity import link_identities
from kg.mappings import MAPPINGS, mint_mapping
from kg.model import Description, Document, Finding, Iri, Literal, Node, Statement
from kg.nodes import describe_name, mint_iri
from kg.pipeline import build
from kg.prefixes import compress, expand
from kg.query import find_query, run_query
from kg.sssom import OwnMapping
from kg.vocabulary import KG, RDF, RDFS, SEMAPV, SKOS, SSSOM
from tests.nci_pages import FRONT

ROOT = Path(__file__).parents[1]
LINKS = {
    *(KG.brandOf, KG.codeNameOf, KG.formulationOf, KG.mixtureOf, KG.nameOf, KG.recordOf),
    *(KG.regimenOf, KG.saltOf, KG.suffixedFormOf, SKOS.exactMatch),
}
IDS = {"unii": KG.unii, "cas": KG.casNumber, "ncit": KG.nciThesaurusCode}
NQ = ox.RdfFormat.N_QUADS
Page = tuple[str, ...]
Triple = tuple[str, str, str]


def drug(source: str, key: str) -> str:
    return f"kgr:{source}:drug:{key}"


def page(source: str, name: str, *said: str) -> Page:
    """A page on a drug; what it says: "unii=…", "cas=…", "ncit=…", "brand=…", "ingredient=…", "partner=…"."""
    return (source, name, *said)


def lines_of(content: Page) -> list[bytes]:
    """The N-Quads of a page's graph; every word of the page is evidence for what it names."""
    source, name, *said = content
    text = " ".join([source, name, *said])
    document = Document(("page",), sha256(text.encode()).hexdigest(), len(text), source, "utf-8", text)
    subject = mint_iri(source, "drug", name)
    at = document.cite(0, len(text), "by-hand")
    found: list[Finding] = [
        Statement(document.iri, KG.about, subject, (at,)),
        Statement(subject, RDF.type, KG.Drug, (at,)),
        Statement(subject, RDFS.label, Literal(name), (at,)),
    ]
    for item in said:
        kind, _, value = item.partition("=")
        if kind in IDS:
            found.append(Statement(subject, IDS[kind], Literal(value), (at,)))
        else:
            kinds = {"brand": KG.Brand, "ingredient": KG.Ingredient, "partner": KG.Therapy}
            node = describe_name(kinds[kind], value, at)
            way = {"brand": KG.brand, "ingredient": KG.ingredient, "partner": KG.partner}[kind]
            found += [node, Statement(subject, way, node.subject, (at,))]
    return [line.encode() for line in assemble(document, found)]


def link(pages: Iterable[Page], own: Sequence[OwnMapping] = ()) -> list[ox.Quad]:
    lines = link_identities([lines_of(content) for content in pages], own).lines
    return list(ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS))


def triples(quads: Iterable[ox.Quad]) -> set[Triple]:
    """The links, as CURIEs."""
    found = ((quad.subject, quad.predicate, quad.object) for quad in quads if quad.predicate.value in LINKS)
    return {tuple(compress(getattr(term, "value", "")) for term in triple) for triple in found}  # type: ignore[misc]


def denied(quads: Iterable[ox.Quad]) -> list[str]:
    """The reasons of what was kept apart."""
    store = ox.Store()
    store.extend(quads)
    text = f'SELECT ?why WHERE {{ ?m <{SSSOM.predicate_modifier}> "Not" ; <{SSSOM.comment}> ?why }} ORDER BY ?why'
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return [str(getattr(row["why"], "value", "")) for row in answer]


def own(subject: str, predicate: Iri, obj: str, *, negated: bool = False) -> OwnMapping:
    manual = SEMAPV.ManualMappingCuration
    return OwnMapping(Iri(expand(subject)), predicate, Iri(expand(obj)), negated, manual, "I know", "own.tsv:2")


def forms_of(*names: str) -> dict[str, str]:
    """The substance that each name of a register is linked to, in a build of nothing else."""
    quads = link([page("register", "row", *(f"ingredient={name}" for name in names))])
    labels = {quad.subject: quad.object for quad in quads if quad.predicate.value == SSSOM.subject_label}
    found = {quad.subject: quad.object for quad in quads if quad.predicate.value == SSSOM.object_id}
    ways = {quad.subject: quad.object for quad in quads if quad.predicate.value == SSSOM.predicate_id}
    named = [node for node, way in ways.items() if way == ox.NamedNode(KG.nameOf)]
    return {str(getattr(labels[node], "value", "")): compress(getattr(found[node], "value", "")) for node in named}


# --- What meets, and by what ---


def test_the_names_of_registers_lead_to_the_substance_with_its_salt() -> None:
    names = {
        "IMATINIB (IMATINIB MESYLATE)": "kgr:substance:imatinib-mesylate",
        "IMATINIB MESYLATE 119.5 mg EQV IMATINIB BASE": "kgr:substance:imatinib-mesylate",
        "imatinib mesilate": "kgr:substance:imatinib-mesylate",
        "Erlotinib hydrochloride eqv. to Erlotinib": "kgr:substance:erlotinib-hydrochloride",
        "TRASTUZUMAB-DKST": "kgr:substance:trastuzumab-dkst",
        "RITUXIMAB": "kgr:substance:rituximab",
        "HYALURONIDASE (HUMAN RECOMBINANT)": "kgr:substance:hyaluronidase-human-recombinant",
    }
    assert forms_of(*names) == names


def product(number: str, ingredients: Sequence[str], names: Sequence[str]) -> list[bytes]:
    """The N-Quads of a register's row: a product of these ingredients, with the common names that the row gives."""
    text = " ".join([number, *ingredients, *names])
    document = Document(("row",), sha256(text.encode()).hexdigest(), len(text), "ema", "utf-8", text)
    at = document.cite(0, len(text), "by-hand")
    nodes = [describe_name(KG.Ingredient, name, at) for name in ingredients]
    said: tuple[tuple[Iri, Node], ...] = (
        *((KG.ingredient, node.subject) for node in nodes),
        *((KG.innName, Literal(name)) for name in names),
    )
    row = Description(mint_iri("ema", "authorisation", number), KG.Authorisation, said, (at,))
    return [line.encode() for line in assemble(document, [*nodes, row])]


@pytest.mark.parametrize(
    ("ingredients", "names", "homes"),
    [
        (["alphatinib l-prolic acid"], ["alphatinib"], {"alphatinib-l-prolic-acid", "alphatinib"}),
        (["cells that carry a gene (betagene autoleucel)"], ["betagene autoleucel"], None),
        (["alphatinib mesilate"], ["alphatinib"], {"alphatinib-mesylate"}),  # the words of the name say so already
        (["alphatinib"], ["alphatinib", "betamab"], {"alphatinib"}),  # which of the two?
        (["alphatinib", "betamab"], ["gammacept"], {"alphatinib", "betamab"}),
        (["alphatinib toxoid"], ["alphatinib / betamab"], {"alphatinib-toxoid"}),
    ],
)
def test_the_common_name_of_a_products_one_ingredient_is_its_name_too(
    ingredients: list[str], names: list[str], homes: set[str] | None
) -> None:
    found = {
        at[2].removeprefix("kgr:substance:")
        for at in triples(ox.parse("".join(link_identities([product("1", ingredients, names)]).lines), format=NQ))
        if at[1] == "kg:nameOf"
    }
    assert found >= {"betagene-autoleucel"} if homes is None else found == homes


def test_the_link_to_a_common_name_rests_on_the_row_that_gives_it() -> None:
    rows = [product("1", ["alphatinib toxoid", "x"], ["y"]), product("2", ["alphatinib toxoid"], ["betamab"])]
    lines = [line for line in link_identities(rows).lines if "common name" in line]
    assert len(lines) == 1
    assert '"a register gives “betamab” as the common name of “alphatinib toxoid”"' in lines[0]
    mapping = lines[0].split(" ")[0]
    [evidence] = [line for line in link_identities(rows).lines if line.startswith(f"{mapping} <{KG.evidence}>")]
    assert evidence.split(" ")[2] in rows[1][0].decode()


def test_a_substance_that_only_registers_name_is_asked_by_any_of_its_names() -> None:
    quads = link([page("a", "x", "ingredient=ALPHATINIB MESYLATE"), page("b", "y", "ingredient=Alphatinib 10 mg")])
    pairs = [(quad.subject, quad.object) for quad in quads if quad.predicate.value == KG.askedAs]
    asked = {compress(getattr(one, "value", "")): compress(getattr(other, "value", "")) for one, other in pairs}
    assert asked["kgr:substance:alphatinib"] == asked["kgr:substance:alphatinib-mesylate"] == "kgr:substance:alphatinib"


def test_the_products_of_a_substance_are_one_query_whatever_salt_their_rows_name() -> None:
    rows = "ALPHATINIB (ALPHATINIB MESYLATE)", "Alphatinib hydrochloride 10 mg eqv alphatinib", "BETATINIB"
    text = "; ".join(rows)
    document = Document(("register.csv",), sha256(text.encode()).hexdigest(), len(text), "test", "utf-8", text)
    found: list[Finding] = []
    for number, name in enumerate(rows):
        at = document.cite(text.index(name), text.index(name) + len(name), "by-hand", "row")
        node, row = describe_name(KG.Ingredient, name, at), mint_iri("test", "authorisation", str(number), "1")
        values = ((KG.registerName, Literal("Test")), (KG.ingredient, node.subject), (KG.number, Literal(str(number))))
        found += [node, Statement(row, RDF.type, KG.Authorisation, (at,))]
        found += [Statement(row, predicate, value, (at,)) for predicate, value in values]
    lines = assemble(document, found)
    store = ox.Store()
    path = f'<{document.iri}> <{KG.path}> "register.csv" <{expand("kgg:documents")}> .\n'
    links = link_identities([[line.encode() for line in lines]]).lines
    store.load("".join([*lines, *links, path]).encode(), format=ox.RdfFormat.N_QUADS)
    for name in ("alphatinib", "Alphatinib Mesylate", "ALPHATINIB HYDROCHLORIDE", rows[1]):
        answer = run_query(store, find_query("products"), {"drug": name})
        assert isinstance(answer, ox.QuerySolutions)
        assert [getattr(row["ingredient"], "value", "") for row in answer] == [*rows[:2]]


def test_a_name_of_a_register_is_linked_once_with_one_passage_a_document() -> None:
    quads = link([page("a", f"x{number}", "ingredient=ALPHATINIB") for number in range(3)])
    links = [quad for quad in quads if quad.predicate.value == KG.nameOf]
    assert len(links) == 1
    subject, obj = (getattr(term, "value", "") for term in (links[0].subject, links[0].object))
    node = mint_mapping(subject, KG.nameOf, obj)
    passages = [quad for quad in quads if quad.subject == ox.NamedNode(node) and quad.predicate.value == KG.evidence]
    assert len(passages) == 3


def test_a_partner_that_only_registers_name_is_resolved() -> None:
    found = triples(link([page("a", "x", "partner=alphatinib"), page("b", "y", "ingredient=ALPHATINIB")]))
    assert ("kgr:therapy:alphatinib", "kg:nameOf", "kgr:substance:alphatinib") in found


def test_two_records_of_one_name_are_one_substance() -> None:
    found = triples(link([page("a", "Alphamab"), page("b", "ALPHAMAB")]))
    assert (drug("a", "alphamab"), "skos:exactMatch", drug("b", "alphamab")) in found
    assert {o for _, p, o in found if p == "kg:recordOf"} == {"kgr:substance:alphamab"}


def test_two_names_that_share_an_identifier_are_one_substance() -> None:
    found = triples(link([page("a", "Paracetamol", "cas=103-90-2"), page("b", "Acetaminophen", "cas=103-90-2")]))
    assert ("kgr:substance:acetaminophen", "skos:exactMatch", "kgr:substance:paracetamol") in found


def test_the_names_of_two_countries_are_one_substance_for_a_reason_that_says_where_it_was_checked() -> None:
    quads = link([page("a", "Glyburide"), page("b", "x", "ingredient=GLIBENCLAMIDE")])
    pair = ("kgr:substance:glibenclamide", "skos:exactMatch", "kgr:substance:glyburide")
    assert pair in triples(quads)
    node = ox.NamedNode(mint_mapping(*map(expand, pair)))
    (why,) = (
        str(getattr(quad.object, "value", ""))
        for quad in quads
        if quad.subject == node and quad.predicate.value == SSSOM.comment
    )
    assert why.startswith("“glyburide” is another name of “glibenclamide” (Health Canada DPD extract of 2024-07")


def test_other_names_reach_salts_and_mixtures_and_an_ion_is_a_form_of_its_acid() -> None:
    found = triples(
        link(
            [
                page("a", "x", "ingredient=ALBUTEROL SULFATE", "ingredient=ACETAMINOPHEN; CODEINE PHOSPHATE"),
                page("b", "y", "ingredient=salbutamol sulphate", "ingredient=codeine phosphate; paracetamol"),
                page("c", "z", "ingredient=ALENDRONATE SODIUM", "ingredient=alendronic acid"),
            ]
        )
    )
    assert ("kgr:substance:albuterol-sulfate", "skos:exactMatch", "kgr:substance:salbutamol-sulfate") in found
    assert ("kgr:substance:alendronate", "kg:saltOf", "kgr:substance:alendronic-acid") in found
    mixtures = ("acetaminophen-and-codeine-phosphate", "codeine-phosphate-and-paracetamol")
    assert (f"kgr:substance:{mixtures[0]}", "skos:exactMatch", f"kgr:substance:{mixtures[1]}") in found


def test_a_partner_by_its_other_name_leads_to_the_substance() -> None:
    found = triples(link([page("a", "x", "partner=rifampin"), page("b", "y", "ingredient=RIFAMPICIN")]))
    assert ("kgr:therapy:rifampin", "kg:nameOf", "kgr:substance:rifampicin") in found


def test_a_salt_and_its_base_are_two_linked_substances_even_with_one_identifier() -> None:
    found = triples(link([page("a", "Alphatinib", "unii=U1"), page("b", "Alphatinib Mesylate", "unii=U1")]))
    assert ("kgr:substance:alphatinib-mesylate", "kg:saltOf", "kgr:substance:alphatinib") in found
    assert not [triple for triple in found if triple[1] == "skos:exactMatch"]


def test_one_name_with_two_uniis_stays_apart_and_is_told() -> None:
    quads = link([page("a", "Alphamab", "unii=U1"), page("b", "Alphamab", "unii=U2"), page("c", "Alphamab")])
    found = triples(quads)
    assert {o for _, p, o in found if p == "kg:recordOf"} == {
        "kgr:substance:alphamab",
        "kgr:substance:alphamab:unii-u1",
        "kgr:substance:alphamab:unii-u2",
    }
    assert not [triple for triple in found if triple[1] == "skos:exactMatch"]
    assert denied(quads) == ["both are called “Alphamab”, yet their UNIIs differ: U1 and U2"]


def test_two_uniis_of_one_name_are_no_contradiction_where_one_is_the_salts() -> None:
    quads = link(
        [
            page("a", "Alphatinib", "unii=BASE"),
            page("b", "Alphatinib", "unii=SALT"),
            page("c", "Alphatinib Mesylate", "unii=SALT"),
        ]
    )
    assert (drug("b", "alphatinib"), "kg:recordOf", "kgr:substance:alphatinib-mesylate") in triples(quads)
    assert denied(quads) == []


def test_a_stronger_identifier_wins_over_a_weaker_one_that_differs() -> None:
    quads = link([page("a", "Alphamab", "unii=U1", "cas=1"), page("b", "Alphamab", "unii=U1", "cas=2")])
    assert (drug("a", "alphamab"), "skos:exactMatch", drug("b", "alphamab")) in triples(quads)
    assert denied(quads) == []


def test_spellings_of_one_name_are_linked_and_asked_as_one() -> None:
    quads = link([page("a", "Ciclosporin"), page("b", "Cyclosporine")])
    assert ("kgr:substance:ciclosporin", "skos:exactMatch", "kgr:substance:cyclosporine") in triples(quads)
    asked = {quad.object for quad in quads if quad.predicate.value == KG.askedAs}
    assert asked == {ox.NamedNode(expand("kgr:substance:ciclosporin"))}


def test_a_mention_leads_to_the_substance_and_what_nothing_is_called_is_unresolved() -> None:
    quads = link([page("a", "Alphatinib Hydrochloride"), page("a", "Betamab", "partner=alphatinib", "partner=surgery")])
    found = triples(quads)
    assert ("kgr:therapy:alphatinib", "kg:nameOf", "kgr:substance:alphatinib") in found
    assert not [triple for triple in found if triple[0] == "kgr:therapy:surgery"]
    unresolved = {compress(getattr(q.subject, "value", "")) for q in quads if q.predicate.value == KG.unresolvedReason}
    assert unresolved == {"kgr:unresolved:therapy:surgery"}


def test_a_conjugate_is_no_form_of_its_antibody() -> None:
    found = triples(link([page("a", "Alphamab"), page("a", "Alphamab emtansine")]))
    assert {p for _, p, _ in found} == {"kg:recordOf"}


# --- The user's own mappings win ---


def test_a_users_mapping_makes_two_names_one() -> None:
    row = own(drug("a", "alphamab"), SKOS.exactMatch, drug("b", "betamab"))
    found = triples(link([page("a", "Alphamab", "unii=U1"), page("b", "Betamab", "unii=U2")], [row]))
    assert ("kgr:substance:alphamab", "skos:exactMatch", "kgr:substance:betamab") in found


def test_a_users_mapping_keeps_two_records_of_one_name_apart() -> None:
    row = own(drug("b", "alphamab"), SKOS.exactMatch, drug("a", "alphamab"), negated=True)
    quads = link([page("a", "Alphamab", "unii=U1"), page("b", "Alphamab", "unii=U1")], [row])
    found = triples(quads)
    assert len({o for _, p, o in found if p == "kg:recordOf"}) == 2
    assert not [triple for triple in found if triple[1] == "skos:exactMatch"]
    assert denied(quads) == ["I know (own.tsv:2)"]


def test_a_users_mapping_wins_over_two_uniis() -> None:
    row = own(drug("a", "alphamab"), SKOS.exactMatch, drug("b", "alphamab"))
    quads = link([page("a", "Alphamab", "unii=U1"), page("b", "Alphamab", "unii=U2")], [row])
    assert {o for _, p, o in triples(quads) if p == "kg:recordOf"} == {"kgr:substance:alphamab"}
    assert denied(quads) == []


def test_a_users_mapping_forbids_a_form() -> None:
    row = own("kgr:substance:uridine-triacetate", KG.saltOf, "kgr:substance:uridine", negated=True)
    quads = link([page("a", "Uridine Triacetate")], [row])
    assert not [triple for triple in triples(quads) if triple[1] == "kg:saltOf"]
    assert denied(quads) == ["I know (own.tsv:2)"]


def test_a_users_mapping_of_what_is_not_in_the_build_is_counted() -> None:
    row = own("kgr:nci:drug:nobody", SKOS.exactMatch, drug("a", "alphamab"))
    counts = link_identities([lines_of(page("a", "Alphamab"))], [row]).counts
    assert (counts["own"], counts["own_unused"]) == (1, 1)


# --- What always holds ---

PAGES = st.builds(
    lambda source, name, said: page(source, name, *said),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(
        ["Alphatinib", "alphatinib mesilate", "Alphatinib Mesylate", "Betamab", "Betamab-abcd", "Gamma and Betamab"]
    ),
    st.lists(
        st.sampled_from(
            ["unii=U1", "unii=U2", "cas=1", "cas=2", "ncit=C1", "brand=Alphix", "partner=betamab", "partner=alphatinib"]
        ),
        max_size=3,
        unique=True,
    ),
)
WORLDS = st.lists(PAGES, min_size=1, max_size=6, unique=True)


@settings(max_examples=60, deadline=None)
@given(WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_the_documents_changes_no_link(pages: list[Page], chance: random.Random) -> None:
    shuffled = list(pages)
    chance.shuffle(shuffled)
    assert link_identities(map(lines_of, pages)) == link_identities(map(lines_of, shuffled))


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_no_link_is_without_a_mapping_that_says_why(pages: list[Page]) -> None:
    quads = link(pages)
    said: dict[str, set[str]] = {}
    for quad in quads:
        said.setdefault(getattr(quad.subject, "value", ""), set()).add(quad.predicate.value)
    for quad in quads:
        assert quad.graph_name == ox.NamedNode(MAPPINGS)
        if quad.predicate.value in LINKS:
            terms = [getattr(term, "value", "") for term in (quad.subject, quad.predicate, quad.object)]
            assert {SSSOM.mapping_justification, SSSOM.comment, KG.evidence} <= said[mint_mapping(*terms)]


@settings(max_examples=60, deadline=None)
@given(WORLDS)
def test_records_whose_uniis_differ_are_never_matched(pages: list[Page]) -> None:
    codes: dict[str, set[str]] = {}
    for source, name, *said in pages:
        own_codes = {item for item in said if item.startswith("unii=")}
        codes.setdefault(compress(mint_iri(source, "drug", name)), set()).update(own_codes)
    for one, way, other in triples(link(pages)):
        if way == "skos:exactMatch" and codes.get(one) and codes.get(other):
            assert codes[one] & codes[other]


@settings(max_examples=40, deadline=None)
@given(WORLDS, PAGES)
def test_one_more_document_takes_no_link_away_that_names_give(pages: list[Page], more: Page) -> None:
    named = [page(*content[:2]) for content in pages]
    assert triples(link(named)) <= triples(link([*named, page(*more[:2])]))


# --- Pages ---

THIRD = (
    FRONT.format(title="Blinatumomab", key="blinatumomab-injection")
    + """\
Blinatumomab joins a T cell to a B cell.

US Brand Name(s)

Blincyto

FDA Approved

Yes

## Use in Cancer

Blinatumomab
is approved
to treat:

- **[Acute lymphoblastic leukemia](/Common/PopUps/popDefinition.aspx?id=45586)** (ALL).

## More About Blinatumomab

[Trials](https://www.cancer.gov/research/participate/clinical-trials/intervention/C62528) - A list.
"""
)
COMPONENT = (
    FRONT
    + """\
{title} is a drug that is given with others.

FDA Approved

Yes

## Use in Cancer

{title}
is approved
to treat:

- **{condition}**.
"""
)
COMPONENTS = {
    "cyclophosphamide": ("Cyclophosphamide", "Ovarian cancer"),
    "doxorubicinhydrochloride": ("Doxorubicin Hydrochloride", "Bladder cancer"),
    "prednisone": ("Prednisone", "Multiple myeloma"),
    "vincristinesulfate": ("Vincristine Sulfate", "Acute leukemia"),
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The project's sources, a third page on blinatumomab, and pages of the components of R-CHOP."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "blinatumomab-injection.md").write_text(THIRD, encoding="utf-8")
    for key, (title, condition) in COMPONENTS.items():
        text = COMPONENT.format(title=title, key=key, condition=condition)
        (folder / f"{key}.md").write_text(text, encoding="utf-8")
    out = folder / "out" / "build"
    build([str(ROOT / "sources"), str(folder)], out, validate=False)
    return Graph(out)


def names_of(graph: Graph, name: str, link: str) -> set[tuple[object, object]]:
    rows = graph.query("names-of", drug=name)
    return {(compress(str(row["node"])), row["substance"]) for row in rows if row["link"] == link}


@pytest.mark.parametrize("name", ["blinatumomab", "Blincyto", "853426-35-4", "4FR53SIF3A", "C62528"])
def test_blinatumomab_is_one_substance_by_any_name_with_one_brand_and_every_identifier(graph: Graph, name: str) -> None:
    records = {
        ("kgr:nci:drug:blinatumomab", "blinatumomab"),
        ("kgr:nci:drug:blinatumomab-injection", "blinatumomab"),
        ("kgr:medpath:drug:blinatumomab", "blinatumomab"),
    }
    assert names_of(graph, name, "recordOf") == records
    assert names_of(graph, name, "brandOf") == {("kgr:brand:blincyto", "blinatumomab")}
    said = {(row["property"], row["value"]) for row in graph.query("drug-page", drug=name)}
    assert {("casNumber", "853426-35-4"), ("unii", "4FR53SIF3A"), ("nciThesaurusCode", "C62528")} <= said
    assert {compress(item.subject) for item in graph.why(name, "brand")} == {iri for iri, _ in records}
    assert next(graph.paths(name, "CD19"))[-1].target_label == "CD19"


def test_who_says_approved_gathers_the_records_of_a_substance(graph: Graph) -> None:
    paths = {str(row["document"]).rpartition("/")[2] for row in graph.query("who-says-approved", drug="Blincyto")}
    assert paths == {"blinatumomab.md", "blinatumomab.txt", "blinatumomab-injection.md"}


def test_imatinib_its_mesylate_and_gleevec_are_three_linked_nodes(graph: Graph) -> None:
    assert names_of(graph, "Gleevec", "recordOf") == {
        ("kgr:nci:drug:imatinib", "imatinib"),
        ("kgr:nci:drug:imatinibmesylate", "imatinib mesylate"),
    }
    assert names_of(graph, "imatinib", "saltOf") == {("kgr:substance:imatinib-mesylate", "imatinib")}
    assert ("kgr:brand:gleevec", "imatinib mesylate") in names_of(graph, "imatinib", "brandOf")
    found = graph.compare("Gleevec", "imatinib")
    assert found.verdict == "Gleevec and imatinib are two things of one substance, linked by kg:brandOf, kg:saltOf"
    assert [compress(item.predicate) for item in found.reasons] == ["kg:brandOf", "kg:saltOf"]
    assert all(item.passages for item in found.reasons)


def test_the_components_of_r_chop_carry_their_own_pages_facts(graph: Graph) -> None:
    components = {compress(item.object) for item in graph.why("R-CHOP", "component")}
    assert components == {"kgr:nci:drug:rituximab", *(f"kgr:nci:drug:{key}" for key in COMPONENTS)}
    parts = {row["what"] for row in graph.query("names-of", drug="rituximab") if row["link"] == "regimenOf"}
    assert parts <= {"R-CHOP"}
    for key, (_, condition) in COMPONENTS.items():
        conditions = [item.object_label for item in graph.why(f"kgr:nci:drug:{key}", "indicatedFor")]
        assert conditions == [condition]
    regimen = graph.compare("R-CHOP", "rituximab")
    assert regimen.verdict == "R-CHOP and rituximab are two, linked by kg:regimenOf"


def test_names_that_nothing_links_are_two(graph: Graph) -> None:
    found = graph.compare("blinatumomab", "teclistamab")
    assert found.verdict == "blinatumomab and teclistamab are two: no link leads from one to the other"


def test_what_a_users_table_keeps_apart_is_told_as_two(tmp_path: Path) -> None:
    table = tmp_path / "own.tsv"
    rows = [
        "subject_id\tpredicate_id\tobject_id\tpredicate_modifier\tcomment",
        "kgr:nci:drug:blinatumomab\tskos:exactMatch\tkgr:medpath:drug:blinatumomab\tNot\ttwo makers",
    ]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    build([str(ROOT / "sources")], tmp_path / "build", validate=False, mappings=table)
    apart = Graph(tmp_path / "build")
    found = apart.compare("kgr:nci:drug:blinatumomab", "kgr:medpath:drug:blinatumomab")
    assert found.verdict.endswith("are two: they were kept apart")
    assert [item.reason for item in found.reasons] == ["two makers (own.tsv:2)"]
    assert [row["reason"] for row in apart.query("kept-apart")] == ["two makers (own.tsv:2)"]


def test_a_code_name_leads_to_its_substance(graph: Graph) -> None:
    found = graph.compare("MK-3475", "Keytruda")
    assert [compress(item.predicate) for item in found.reasons] == ["kg:codeNameOf", "kg:brandOf"]


def test_a_documents_graph_is_the_same_whatever_else_is_built(graph: Graph, tmp_path: Path) -> None:
    alone = tmp_path / "build"
    build([str(ROOT / "sources" / "nci" / "imatinib.md")], alone, validate=False)
    lines = [line for line in (alone / "graph.nq").read_text(encoding="utf-8").splitlines() if "/document/" in line]
    name = next(line.rsplit(" ", 2)[1] for line in lines if "/document/" in line.rsplit(" ", 2)[1])
    mine = {line for line in lines if line.endswith(f"{name} .")}
    others = (graph.folder / "graph.nq").read_text(encoding="utf-8").splitlines()
    assert mine == {line for line in others if line.endswith(f"{name} .")}


def test_mentions_of_drugs_whose_page_is_built_lead_to_it(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    outcome = build([str(shared / "corpus" / "nci")], out, validate=False)
    counts = outcome.manifest["identity"]
    assert (counts["records"], counts["kept_apart"]) == (240, 0)
    graph = Graph(out)
    names = graph.query("SELECT ?node (MIN(?label) AS ?name) { ?node a kg:Therapy ; rdfs:label ?label } GROUP BY ?node")
    pages = graph.query(
        "SELECT ?drug (MIN(?label) AS ?name) { ?page kg:about ?drug . ?drug a kg:Drug ; rdfs:label ?label }"
        " GROUP BY ?drug"
    )
    linked = graph.query(
        "SELECT DISTINCT ?node ?drug { ?node kg:nameOf/kg:askedAs ?hub . ?drug kg:recordOf/kg:askedAs ?hub }"
    )
    leads = {(row["node"], row["drug"]) for row in linked}
    wanted = [
        (name["node"], page["drug"])
        for name in names
        for page in pages
        if str(page["name"]).lower() == str(name["name"]).lower()
        or str(page["name"]).lower().startswith(f"{str(name['name']).lower()} hydrochloride")
    ]
    assert len(wanted) > 30
    assert [pair for pair in wanted if pair not in leads] == []
