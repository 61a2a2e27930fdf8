"""Mistakes that others shipped, each as a test of what we build: what they were, and why ours does not make them.

Open Targets' issues 4286, 4444, 3769 and 3065: a withdrawn product, a boxed warning, a trial in phase 4, and
indications that were missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.export.kgx import PREDICATES
from kg.prefixes import compress, expand
from kg.store import open_store
from kg.vocabulary import KG, RDF, RDFS
from tests.nci_pages import FRONT, Said

SOURCES = Path(__file__).parents[1] / "sources"
ENDED = ("discontinued", "cancelled", "withdrawn", "revoked", "expired", "lapsed", "suspended")


@pytest.fixture(scope="module")
def store(release: Path) -> ox.Store:
    return open_store(release)


def values(store: ox.Store, subject: str, predicate: str) -> set[str]:
    quads = store.quads_for_pattern(ox.NamedNode(expand(subject)), ox.NamedNode(predicate), None, None)
    return {getattr(quad.object, "value", "") for quad in quads}


def classes_with_status(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Yield the class of each node that has a status of its own, with the status."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(KG.status), None, None):
        for kind in store.quads_for_pattern(quad.subject, ox.NamedNode(RDF.type), None, quad.graph_name):
            yield compress(getattr(kind.object, "value", "")), getattr(quad.object, "value", "")


# A withdrawn product made the whole substance "withdrawn"


def test_a_withdrawn_product_does_not_make_its_substance_withdrawn(store: ox.Store) -> None:
    gone, sold = "kgr:drugsatfda:authorisation:021335-001", "kgr:drugsatfda:authorisation:021588-001"
    assert values(store, gone, KG.status) == {"Discontinued"}
    assert values(store, sold, KG.status) == {"Prescription"}
    assert values(store, gone, KG.ingredient) == values(store, sold, KG.ingredient)
    found = Counter(kind for kind, status in classes_with_status(store) if status.casefold().startswith(ENDED))
    assert found.keys() <= {
        "kg:Authorisation",
        "kg:ApprovalStatus",
        "kg:RegulatoryDecision",
        "kg:StatusChange",
        "kg:Trial",
    }
    assert found["kg:Authorisation"] > 1


def test_a_substance_and_an_application_have_no_status_at_all(store: ox.Store) -> None:
    kinds = {kind for kind, _ in classes_with_status(store)}
    assert not kinds & {"kg:Application", "kg:Drug", "kg:Ingredient", "kg:Substance"}


def test_a_withdrawn_use_elsewhere_leaves_the_approval_where_it_is(store: ox.Store) -> None:
    assert values(store, "kgr:nci:approval-status:ofatumumab:fda", KG.status) == {"approved"}


# A boxed warning was counted as an approval


def make_page(uses: str) -> str:
    """A page on a drug that does not exist, with the text of its section on uses."""
    front = FRONT.format(title="Rossomab", key="rossomab")
    head = "US Brand Name(s)\n\nRosso\n\nFDA Approved\n\nYes\n\n## Use in Cancer"
    return f"{front}{head}\n\nRossomab is approved to treat:\n\n{uses}\n"


WARNED = make_page(
    "- **Melanoma** in adults.\n\nThe label has a boxed warning about severe colitis and lung disease.\n"
)


def test_a_boxed_warning_is_no_indication_and_no_approval() -> None:
    said = Said(WARNED)
    assert said.get(KG.conditionName) == ["Melanoma"]
    assert said.get(KG.indicatedFor) == ["Melanoma"]
    [line] = [number for number, text in enumerate(WARNED.split("\n"), 1) if "boxed warning" in text]
    uses = (KG.hasApprovalStatus, KG.hasIndication, KG.indicatedFor, KG.conditionName, KG.condition)
    resting = [item.predicate for item in said.statements if any(at.span.start_line == line for at in item.evidence)]
    assert KG.boxedWarning in resting
    assert not set(resting) & set(uses)


# Phase 4 trials were read as "treats"


def test_a_trial_in_phase_4_says_nothing_of_what_the_drug_treats(store: ox.Store) -> None:
    drug = "kgr:medpath:drug:pembrolizumab"
    trials = values(store, drug, KG.hasTrial)
    phases = {phase for trial in trials for phase in values(store, trial, KG.phase)}
    assert "Phase 4" in phases
    reached = {value for trial in trials for value in values(store, trial, KG.condition)}
    assert not reached & values(store, drug, KG.indicatedFor)
    for predicate in (KG.condition, KG.hasIndication, KG.indicatedFor):
        assert all(not values(store, trial, predicate) for trial in trials)
    assert not {KG.hasTrial, KG.phase} & PREDICATES.keys()  # nor does an export make an edge to a disease of it


# Four of thirteen indications of nivolumab were found

THIRTEEN = (
    "bladder cancer", "breast cancer", "cervical cancer", "colorectal cancer", "esophageal cancer", "gastric cancer",
    "hepatocellular carcinoma", "melanoma", "mesothelioma", "multiple myeloma", "non-small cell lung cancer",
    "ovarian cancer", "renal cell carcinoma",
)  # fmt: skip
NIVOLUMAB = {
    "classic Hodgkin lymphoma", "colorectal cancer", "esophageal cancer", "gastric cancer",
    "gastroesophageal junction adenocarcinoma", "hepatocellular carcinoma", "malignant pleural mesothelioma",
    "melanoma", "non-small cell lung cancer", "renal cell carcinoma", "squamous cell carcinoma of the esophagus",
    "squamous cell carcinoma of the head and neck", "urothelial carcinoma",
}  # fmt: skip


def test_thirteen_indications_of_one_page_are_thirteen() -> None:
    items = "\n".join(f"- **{name}** that has spread. Rossomab is used alone." for name in THIRTEEN)
    assert sorted(Said(make_page(items)).get(KG.indicatedFor)) == sorted(THIRTEEN)


def test_the_thirteen_indications_of_nivolumab_are_found(shared: Path) -> None:
    page = shared / "corpus" / "nci" / "about-cancer-treatment-drugs-nivolumab.md"
    assert set(Said(page.read_text(encoding="utf-8")).get(KG.indicatedFor)) == NIVOLUMAB


def test_the_label_of_every_indication_names_its_drug(store: ox.Store) -> None:
    indications = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(KG.Indication), None)
    labels = [values(store, getattr(quad.subject, "value", ""), RDFS.label) for quad in indications]
    assert labels
    assert all(label for label in labels)
