"""Pages that say FDA approved for drugs which the FDA's file does not hold: none of them is called a gap.

The file ends on 2019-07-01 and has no cell, gene or vaccine products, so that it tells nothing by its silence. Which
pages these are is found in the files themselves: the name of the page's drug stands in no cell ActiveIngredient.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.pipeline import build
from kg.query import find_query, run_query
from kg.store import open_store
from tests.register_rows import cut_registers

_APPROVED = re.compile(r"FDA Approved\W{1,8}Yes\b")
_TITLE = re.compile(r'^title:\s*"?(.+?)(?: - NCI)?"?\s*$', re.MULTILINE)


class Silent(NamedTuple):
    """What the pages and the register's file are, and the release that is built of both."""

    approved: int
    pages: list[Path]
    store: ox.Store


def _drug(text: str) -> str:
    """The name of a page's drug in lower case, without the suffix of a biologic."""
    title = _TITLE.search(text)
    assert title is not None
    return re.sub(r"-[a-z]{4}$", "", title[1].casefold())


@pytest.fixture(scope="module")
def silent(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Silent:
    """The approved pages whose drug the file does not name, with the rows of the FDA and the EMA about their words."""
    corpus = shared / "corpus"
    with zipfile.ZipFile(corpus / "drugsatfda" / "drugsatfda.zip") as tables:
        rows = tables.read("Products.txt").decode("cp1252").splitlines()[1:]
    ingredients = "\n".join(row.split("\t")[6] for row in rows).casefold()  # ActiveIngredient
    texts = {page: page.read_text(encoding="utf-8") for page in sorted((corpus / "nci").glob("*.md"))}
    approved = {page: _drug(text) for page, text in texts.items() if _APPROVED.search(text)}
    missing = {
        page: name for page, name in approved.items() if not all(part in ingredients for part in name.split(" and "))
    }
    firsts = {part.split()[0].split("-")[-1] for name in missing.values() for part in name.split(" and ")}
    words = {word for word in firsts - {"recombinant"} if len(word) > 6}
    folder = tmp_path_factory.mktemp("silent")
    wanted = re.compile("|".join(sorted(words)), re.IGNORECASE)
    cut_registers(corpus, folder / "in", wanted, only=("drugsatfda", "ema"))
    (folder / "in" / "nci").mkdir()
    for page in missing:
        shutil.copyfile(page, folder / "in" / "nci" / page.name)
    build([str(folder / "in")], folder / "out", validate=False)
    return Silent(len(approved), list(missing), open_store(folder / "out"))


def _ask(store: ox.Store, name: str, **values: str) -> list[dict[str, str]]:
    answer = run_query(store, find_query(name), values)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{each: getattr(row[each], "value", "") for each in names} for row in answer]


def test_203_pages_say_approved_and_the_file_does_not_name_the_drugs_of_many(silent: Silent) -> None:
    assert silent.approved == 203
    assert len(silent.pages) == 67  # 52 drugs are not there at all; 15 stand there as another salt or spelling
    said = {row["document"] for row in _ask(silent.store, "approvals") if row["status"] == "approved"}
    assert said == {page.name for page in silent.pages}


def test_a_register_that_ends_before_or_leaves_out_a_kind_is_called_silent_about_none(silent: Silent) -> None:
    rules = {
        quad.object.value.rpartition(":")[2]
        for quad in silent.store.quads_for_pattern(
            None, ox.NamedNode("https://w3id.org/drug-kg/ontology#conflictRule"), None
        )
        if isinstance(quad.object, ox.NamedNode)
    }
    assert not rules & {"register-silent", "approved-none-found", "event-none-found", "overview-none-found"}


def test_a_page_that_says_approved_is_a_record_with_the_fda(silent: Silent) -> None:
    """The EMA authorised many of them, some before the file ends; none is said to be missing with the FDA."""
    asked = (
        "PREFIX kg: <https://w3id.org/drug-kg/ontology#> PREFIX kgg: <https://w3id.org/drug-kg/graph/> "
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT DISTINCT ?label WHERE { "
        "?record kg:hasApprovalStatus ?s "
        "GRAPH kgg:mappings { ?record kg:recordOf/kg:askedAs ?hub . ?hub rdfs:label ?label } }"
    )
    answer = silent.store.query(asked, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    drugs = {row["label"].value for row in answer}
    assert len(drugs) >= 52
    missing = {row["drug"] for row in _ask(silent.store, "not-yet-in", **{"in": "FDA"})}
    assert not drugs & missing
    ema = _ask(silent.store, "authorisations-by-drug", drug="axicabtagene ciloleucel", regulator="EMA")
    assert "2018-08-23" in {row["date"] for row in ema}  # Yescarta, EMEA/H/C/004480: before the file's last day
