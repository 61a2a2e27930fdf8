"""A name is looked up without a look at every label, and finds what a look at every label finds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import why
from kg.nodes import NAME_KINDS
from kg.prefixes import slug
from kg.store import open_store
from kg.vocabulary import KG, RDF, RDFS

NAMED = (*NAME_KINDS, KG.Combination, KG.Drug, KG.DrugList, KG.Regimen, KG.Substance)


@pytest.fixture(scope="module")
def store(release: Path) -> ox.Store:
    return open_store(release)


def labels_of(store: ox.Store, kind: str) -> set[str]:
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF.type), ox.NamedNode(kind), None)
    quads = (quad for node in typed for quad in store.quads_for_pattern(node.subject, ox.NamedNode(RDFS.label), None))
    return {str(getattr(quad.object, "value", "")) for quad in quads}


def refuse(store: ox.Store, key: str) -> set[ox.NamedNode]:
    raise AssertionError(f"every label was read for {key}")


@pytest.mark.parametrize(
    "name", ["CD19", "bcma", "GLEEVEC", "853426-35-4", "Multiple Myeloma", "MK-3475", "R-CHOP", "imatinib mesilate"]
)
def test_a_name_a_brand_a_code_and_an_identifier_are_looked_up(
    name: str, store: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(why, "_scan", refuse)
    assert why.find_named(store, name)


@pytest.mark.parametrize("kind", NAMED, ids=lambda kind: str(kind).rpartition("#")[2])
def test_what_is_looked_up_is_what_a_look_at_every_label_finds(kind: str, store: ox.Store) -> None:
    for label in sorted(labels_of(store, kind)):
        wanted = why._scan(store, slug(label))
        for name in (label, label.casefold(), label.upper(), f" {label} "):
            assert why.find_called(store, name) == wanted, name


def test_what_no_index_knows_is_found_all_the_same(store: ox.Store) -> None:
    assert [item.type for item in why.find_named(store, "drugs approved for LEUKEMIA")] == ["kg:DrugList"]
