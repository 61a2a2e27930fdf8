"""Forty small documents about drugs that do not exist: twenty-five disagreements planted, two dozen near misses.

A near miss looks like a disagreement and is none: a month that holds a day, one strength written twice, a salt with an
identifier of its own, a drug that a list for another disease rightly lacks. What each is stands below.

The kinds of thing that can disagree are all there (KINDS_OF_THING), and each kind of disagreement.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.conflicts import KINDS, Conflict, Rule, find_conflicts, load_rules
from kg.pipeline import build
from kg.prefixes import compress
from kg.store import open_store

ROOT = Path(__file__).parent
PLANTED = ROOT / "conflicts" / "planted"

# rule, kind, what it concerns, and words of its label; written by hand
EXPECTED = {
    ("age", "granularity", "sevolimus", "2 years"),
    ("approved-none-found", "coverage gap", "avorlitinib", "FDA"),
    ("brand-of-two", "contradiction", "wilocept", "Twinbrand"),
    ("brand-strength", "granularity", "kelumab", "Kelux"),
    ("first-approval", "contradiction", "cilvanertib", "2010-05"),
    ("identifier", "contradiction", "ostarazole", "XYZ7654321"),
    ("indication-on-one-page", "coverage gap", "rumatinib", "Breast cancer"),
    ("listed-but-only-used", "contradiction", "ulvocristine", "Melanoma"),
    ("marker", "granularity", "tolarafenib", "HER2 positive"),
    ("overview-none-found", "coverage gap", "bresotamib", "EMA"),
    ("population", "coverage gap", "tolarafenib", "children"),
    ("product-date", "contradiction", "jorvatecan", "SIN10003P"),
    ("product-form", "contradiction", "elnodipine", "MAL20010003AZ"),
    ("product-holder", "contradiction", "elnodipine", "MAL20010005AZ"),
    ("product-route", "contradiction", "elnodipine", "0001-0055"),
    ("product-status", "contradiction", "hiralopam", "50001"),
    ("product-strength", "contradiction", "dafurolimus", "MAL20010001AZ"),
    ("revised-use", "staleness", "yttrafen", "Cervical cancer"),
    ("row-none-found", "coverage gap", "bresotamib", "BRESOTAX"),
    ("strength-in-name", "contradiction", "isquamide", "20 mg"),
    ("targets", "contradiction", "pelontimab", "CD38"),
    ("trial-phase", "contradiction", "mavotinib", "NCT00000101"),
    ("trial-status", "staleness", "mavotinib", "NCT00000103"),
    ("use-on-one-page", "coverage gap", "quisilimab", "BRAF"),
    ("use-without-listing", "coverage gap", "vexotinib", "Melanoma"),
}

NEAR_MISSES = """
avorlitinib: none found at the EMA, where nobody tells an approval
bresotamib: approved by the FDA, and listed there
cilvanertib: the EMA's approval in a month, and on a day of that month
dafurolimus: 20 mg, and 0.02 g, of one number
elnodipine: TABLET, FILM COATED, and Film-coated tablet
elnodipine: Northwind Pharmaceuticals Inc, and Northwind (Malaysia) Sdn. Bhd.
gelostat: an approval date of one register, and a market date of another
gelostat: one row in two documents, alike in all
hiralopam: sold, and not sold, but authorised both times
jorvatecan: 500 mg/5 ml in the name, 100 mg/mL as the strength
kelumab: a brand in several strengths, which differ between registers
mavotinib: Phase 2, and PHASE 2
mavotinib: two long studies with ids of their own
ostarazole: a salt with an identifier of its own
quisilimab: PD-1, and programmed cell death protein 1
rumatinib: non-Hodgkin lymphoma, and diffuse large B-cell lymphoma, which is one
rumatinib: rheumatoid arthritis, which a source on cancer need not tell
tolarafenib: a BRAF mutation, told inside the condition's name
wilocept, xanterase: brands of their own, one each
bresotamib: rows of one product in two registers
elnodipine: ORAL, and Oral
gelostat: one product on a page and in the register, 5 mg and 5.0 mg, 10/18/2016 and 18/10/2016
quisilimab: for cancer that has come back, on both pages
zelfanib: in a list, without a page of its own
""".strip().splitlines()


def find(paths: list[Path], folder: Path, rules: list[Rule] | None = None) -> list[Conflict]:
    """The disagreements in some documents."""
    build([str(path) for path in paths], folder, validate=False)
    return find_conflicts(open_store(folder), load_rules() if rules is None else rules)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Conflict]:
    return find([PLANTED], tmp_path_factory.mktemp("planted") / "build")


KINDS_OF_THING = {
    "approval by the FDA": {"approved-none-found"},
    "status of another approval": {"product-status"},
    "date of first approval": {"first-approval"},
    "strength of a product": {"product-strength", "strength-in-name", "brand-strength"},
    "form of a product": {"product-form"},
    "route of a product": {"product-route"},
    "holder": {"product-holder"},
    "phase of a trial": {"trial-phase"},
    "status of a trial": {"trial-status"},
    "identifier": {"identifier"},
    "target": {"targets"},
    "indication": {"indication-on-one-page", "revised-use"},
    "population of a use": {"population"},
    "age of a use": {"age"},
    "biomarker of a use": {"marker", "use-on-one-page"},
    "a list's drug, against the drug's page": {"listed-but-only-used"},
    "a page's drug, against the list": {"use-without-listing"},
    "brand": {"brand-of-two"},
    "overview against its own tables": {"overview-none-found"},
    "page against a register's own table": {"row-none-found", "product-date"},
}


def test_the_set_holds_forty_documents_and_more_than_twenty_of_each_sort() -> None:
    assert (len(list(PLANTED.iterdir())), len(EXPECTED), len(NEAR_MISSES)) == (40, 25, 24)


def test_every_kind_of_thing_and_every_kind_of_disagreement_is_planted() -> None:
    assert {rule for rules in KINDS_OF_THING.values() for rule in rules} == {rule for rule, *_ in EXPECTED}
    assert {kind for _, kind, *_ in EXPECTED} == set(KINDS)


def test_all_that_was_planted_is_found_and_nothing_else(found: list[Conflict]) -> None:
    told = set()
    for item in found:
        about = {compress(iri).rpartition(":")[2] for iri in item.concerns}
        meant = [case for case in EXPECTED if case[:2] == (item.rule.name, item.kind) and case[2] in about]
        told.add(meant[0] if meant and meant[0][3] in item.label else (item.rule.name, item.kind, item.label, ""))
    assert told == EXPECTED  # recall
    assert len(found) == len(EXPECTED)  # precision


def test_every_disagreement_has_two_sides_with_their_words(found: list[Conflict]) -> None:
    for item in found:
        assert len({position.side for position in item.positions}) == 2
        assert all(position.evidence for position in item.positions)
        assert all(position.triple.document for position in item.positions)
        assert "{" not in item.label + item.explanation + item.policy
        assert "  " not in item.explanation


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rules_changes_nothing(seed: int, found: list[Conflict], tmp_path: Path) -> None:
    rules = load_rules()
    random.Random(seed).shuffle(rules)
    assert find([PLANTED], tmp_path / "build", rules) == found


def test_each_rule_finds_alone_what_all_find_together(found: list[Conflict], tmp_path: Path) -> None:
    build([str(PLANTED)], tmp_path / "build", validate=False)
    store = open_store(tmp_path / "build")
    alone = [item for rule in load_rules() for item in find_conflicts(store, [rule])]
    assert sorted(alone, key=lambda item: item.iri) == found


FAMILIES = sorted({path.name[:2] for path in PLANTED.iterdir()})


@given(kept=st.sets(st.sampled_from(FAMILIES), min_size=1, max_size=len(FAMILIES) - 1))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_documents_of_other_drugs_change_no_disagreement(
    kept: set[str], found: list[Conflict], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for joined in ({"14", "15", "16", "17", "18"}, {"02", "07", "09", "21"}):  # by one list, and by one register
        kept |= joined if kept & joined else set()
    paths = [path for path in sorted(PLANTED.iterdir()) if path.name[:2] in kept]
    folder = tmp_path_factory.mktemp("some")
    some = find(paths, folder / "build")
    wanted = {item.iri for item in found if _family(item) & kept}
    assert {item.iri for item in some} == wanted


def _family(item: Conflict) -> set[str]:
    about = {compress(iri).rpartition(":")[2] for iri in item.concerns}
    return {path.name[:2] for path in PLANTED.iterdir() for name in about if name in path.read_text("utf-8").casefold()}


def test_the_projects_own_sources_beside_them_change_no_disagreement(found: list[Conflict], tmp_path: Path) -> None:
    sources = [ROOT.parent / "sources" / "nci" / "glofitamab-gxbm.md", ROOT.parent / "sources" / "medpath"]
    some = find([PLANTED, *sources], tmp_path / "build")
    assert {item.iri for item in found} <= {item.iri for item in some}
    names = {about for item in found for about in item.concerns}
    assert [item for item in some if set(item.concerns) & names] == found
