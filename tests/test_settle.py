"""What decisions change in a build: they win over what was read, delete nothing, and complain of lost ground."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.conflicts import list_conflicts
from kg.decided import decisions_about
from kg.decisions import HEADER
from kg.errors import UsageError
from kg.mappings import mint_mapping
from kg.pipeline import Build, build
from kg.prefixes import PREFIXES, compress, expand
from kg.query import find_query, run_query
from kg.release import read_inputs, read_manifest
from kg.review import Answer, Item, decide, find_item, list_items, list_statements
from kg.store import open_store
from kg.validate import validate_release
from kg.verify import verify
from kg.vocabulary import KG, SKOS, SSSOM
from kg.why import explain
from tests.test_build import run_kg

ROOT = Path(__file__).parents[1]
PAGES = ("nci/blinatumomab.md", "nci/leukemia.md", "medpath/blinatumomab.txt", "medpath/rituximab.txt")
APPROVED = "approved by the FDA on one page, none found on another"
READ = "low-grade or follicular B-cell non-Hodgkin lymphoma"
LONG = "relapsed or refractory, low-grade or follicular grumbling disease"  # written in its place: nobody knows it
NODE = "kgr:condition:relapsed-or-refractory-low-grade-or-follicular-grumbling-disease"
Decide = tuple[Item, str, str]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `pages` with four pages, and beside it `build`, made without any decision."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "pages").mkdir()
    for page in PAGES:
        text = (ROOT / "sources" / page).read_text(encoding="utf-8")
        text = text.replace(READ, LONG.removeprefix("relapsed or refractory, "))
        (folder / "pages" / page.rpartition("/")[2]).write_text(text, encoding="utf-8", newline="")
    build([str(folder / "pages")], folder / "build", validate=False)
    return folder


@pytest.fixture
def place(plain: Path, tmp_path: Path) -> Path:
    """A copy of the pages that a test may change."""
    shutil.copytree(plain / "pages", tmp_path / "pages")
    return tmp_path


def find(plain: Path, label: str) -> Item:
    items = list_items(open_store(plain / "build"))
    (item,) = [item for item in items if item.label == label] or [item for item in items if label in item.label]
    return item


def said(plain: Path, subject: str, predicate: str, value: str, source: str = "nci") -> Item:
    items = list_statements(open_store(plain / "build"), subject, predicate, value)
    (item,) = [item for item in items if item.subject.startswith(f"{PREFIXES['kgr']}{source}:")]
    return item


def write(folder: Path, *decided: Decide, name: str = "decisions.tsv", who: str = "Jane Doe") -> None:
    lines = [
        decide(item, Answer(verdict, who, "Looked up.", correction), "2026-01-31").line_text()  # type: ignore[arg-type]
        for item, verdict, correction in decided
    ]
    (folder / "pages" / name).write_text(HEADER + "".join(lines), encoding="utf-8")


def rebuild(folder: Path, *paths: str) -> Build:
    return build([str(folder / path) for path in paths or ("pages",)], folder / "build", validate=False)


def complaints(outcome: Build) -> list[str]:
    return [
        f"{part.document.path}:{problem.line}: {problem.severity}: {problem.what}"
        for part in outcome.parts
        for problem in part.problems
        if part.document.source == "decisions"
    ]


def graph(folder: Path, keep: Callable[[str], bool]) -> list[str]:
    lines = (folder / "build" / "graph.nq").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if keep(line.rpartition(" <")[2])]


def view(folder: Path) -> list[str]:
    return graph(folder, lambda name: name.startswith(PREFIXES["kgg"] + "decisions>"))


def links(folder: Path, subject: str) -> list[tuple[str, str]]:
    quads = open_store(folder / "build").quads_for_pattern(ox.NamedNode(expand(subject)), None, None, None)
    return sorted(
        (compress(quad.predicate.value), compress(quad.object.value))
        for quad in quads
        if quad.predicate.value.startswith(PREFIXES["skos"]) and isinstance(quad.object, ox.NamedNode)
    )


def preferred(folder: Path) -> dict[str, tuple[str, str]]:
    answer = run_query(open_store(folder / "build"), find_query("preferred-readings"))
    assert isinstance(answer, ox.QuerySolutions)
    rows = [{name: row[name].value for name in ("label", "preferred", "reason")} for row in answer]
    return {row["label"]: (row["preferred"], row["reason"]) for row in rows}


# --- What is decided holds


def test_no_documents_graph_changes_whatever_is_decided(plain: Path, place: Path) -> None:
    write(
        place,
        (find(plain, APPROVED), "correct", "2"),
        (find(plain, LONG), "correct", "DOID:0060060"),
        (said(plain, "blinatumomab", "targets", "CD3"), "reject", ""),
    )
    outcome = rebuild(place)
    assert not complaints(outcome)
    assert outcome.manifest["decisions"] == {"read": 3, "hold": 3}
    documents = {item["sha256"] for item in read_manifest(plain / "build")["inputs"]}

    def page(name: str) -> bool:
        return name.removeprefix(PREFIXES["kgd"])[:64] in documents

    assert graph(place, page) == graph(plain, page) != []


def test_the_file_is_a_document_with_a_graph_of_its_own_that_verifies_and_conforms(plain: Path, place: Path) -> None:
    write(
        place,
        (find(plain, APPROVED), "accept", ""),
        (find(plain, LONG), "correct", "closeMatch DOID:0060060"),
        (find(plain, "methotrexate"), "reject", ""),
        (find(plain, "glucocorticoids"), "accept", ""),
        (find(plain, "“CD19-positive B-cell precursor ALL” broadMatch"), "reject", ""),
        (find(plain, "“CD20-positive chronic lymphocytic leukemia” broadMatch"), "accept", ""),
        (said(plain, "blinatumomab", "targets", "CD3"), "reject", ""),
        (said(plain, "blinatumomab", "targets", "CD19"), "correct", "CD22"),
    )
    rebuild(place)
    report = validate_release(place / "build")
    assert report.conforms
    result = verify(place / "build", read_manifest(place / "build"), read_inputs(place / "build"))
    assert not result.failures
    assert {line.split()[1].rpartition("#")[2] for line in view(place)} >= {
        *("confirmedBy>", "correctedBy>", "rejectedBy>", "settledBy>", "settledFor>")
    }
    answer = run_query(open_store(place / "build"), find_query("decisions"))
    assert isinstance(answer, ox.QuerySolutions)
    rows = [[row[name] and row[name].value for name in ("verdict", "holds", "document", "line")] for row in answer]
    assert rows == [
        ["accept", "settled", "pages/decisions.tsv", "4"],
        ["correct", "confirmed", "pages/decisions.tsv", "5"],
        ["reject", "rejected", "pages/decisions.tsv", "6"],
        ["accept", "confirmed", "pages/decisions.tsv", "7"],
        ["reject", "rejected", "pages/decisions.tsv", "8"],
        ["accept", "confirmed", "pages/decisions.tsv", "9"],
        ["reject", "rejected", "pages/decisions.tsv", "10"],
        ["correct", "corrected", "pages/decisions.tsv", "11"],
    ]


def test_a_corrected_name_leads_to_its_reference_by_manual_curation(plain: Path, place: Path) -> None:
    item = find(plain, LONG)
    assert links(plain, compress(item.subject)) == []
    write(place, (item, "correct", "skos:broadMatch DOID:0060060"))
    rebuild(place)
    assert links(place, compress(item.subject)) == [("skos:broadMatch", "obo:DOID_0060060")]
    store = open_store(place / "build")
    assert not [item for item in list_items(store, ["names"]) if item.label == LONG]
    mapping = ox.NamedNode(mint_mapping(item.subject, SKOS.broadMatch, expand("obo:DOID_0060060")))
    told = {
        quad.predicate.value: quad.object.value
        for quad in store.quads_for_pattern(mapping, None, None, None)
        if isinstance(quad.object, ox.NamedNode | ox.Literal)
    }
    assert told[SSSOM.mapping_justification] == PREFIXES["semapv"] + "ManualMappingCuration"
    assert told[SSSOM.comment] == "Looked up. (Jane Doe, pages/decisions.tsv)"


def test_a_decision_on_a_name_beats_the_curated_vocabulary_and_a_users_own_table(plain: Path, place: Path) -> None:
    item = find(plain, "“CD19-positive B-cell precursor ALL” broadMatch")
    table = place / "mine.sssom.tsv"
    table.write_text(
        f"subject_id\tpredicate_id\tobject_id\n{compress(item.subject)}\tskos:exactMatch\tDOID:1\n", encoding="utf-8"
    )
    write(place, (item, "correct", "exactMatch DOID:2"))
    build([str(place / "pages")], place / "build", validate=False, vocabularies=[table])
    assert links(place, compress(item.subject)) == [("skos:exactMatch", "obo:DOID_2")]


def test_a_rejected_link_is_gone_from_the_mappings_and_told_as_one_that_does_not_hold(plain: Path, place: Path) -> None:
    item = find(plain, "“CD19-positive B-cell precursor ALL” broadMatch")
    assert links(plain, compress(item.subject)) == [("skos:broadMatch", "obo:DOID_0080638")]
    write(place, (item, "reject", ""))
    assert not complaints(rebuild(place))
    assert links(place, compress(item.subject)) == []
    assert [line for line in view(place) if line.startswith(f"<{item.iri}>") and '"Not"' in line]
    assert item.label not in {other.label for other in list_items(open_store(place / "build"))}


def test_a_partner_can_be_led_to_a_substance_of_the_build(plain: Path, place: Path) -> None:
    item = find(plain, "methotrexate")
    write(place, (item, "correct", "kgr:substance:rituximab"))
    assert not complaints(rebuild(place))
    node = ox.NamedNode(item.subject)
    store = open_store(place / "build")
    found = list(store.quads_for_pattern(node, ox.NamedNode(KG.nameOf), None, None))
    assert [compress(quad.object.value) for quad in found] == ["kgr:substance:rituximab"]  # type: ignore[union-attr]
    assert not [item for item in list_items(store, ["names"]) if item.label == "methotrexate"]


def test_a_settled_disagreement_sorts_last_and_says_which_reading_holds_and_why(plain: Path, place: Path) -> None:
    before = list_conflicts(open_store(plain / "build"))
    assert APPROVED in before[0].label
    write(place, (find(plain, APPROVED), "correct", "2"))
    rebuild(place)
    after = list_conflicts(open_store(place / "build"))
    assert [item.iri for item in after] == [*(item.iri for item in before[1:]), before[0].iri]
    assert after[-1].settled == (
        "MedPath: FDA: none found, because Looked up. (Jane Doe, 2026-01-31, pages/decisions.tsv:4)"
    )
    shown = run_kg("conflicts", "--graph", str(place / "build")).stdout
    assert "Settled: MedPath: FDA: none found, because Looked up." in shown
    assert shown.index("Settled:") > shown.rindex("Policy:")
    assert preferred(place)[after[-1].label] == ("FDA: none found", "Looked up.")


@pytest.mark.parametrize(
    ("verdict", "told", "reading"),
    [("accept", "NCI: approved by the FDA", "approved by the FDA"), ("reject", "no disagreement", None)],
)
def test_a_disagreement_accepted_keeps_the_rules_reading_and_one_rejected_has_none(
    plain: Path, place: Path, verdict: str, told: str, reading: str | None
) -> None:
    write(place, (find(plain, APPROVED), verdict, ""))
    rebuild(place)
    last = list_conflicts(open_store(place / "build"))[-1]
    assert last.settled.startswith(f"{told}, because ")
    assert preferred(place).get(last.label, (None, ""))[0] == reading


def test_a_rejected_statement_is_marked_and_is_no_preferred_reading_and_settles_its_disagreement(
    plain: Path, place: Path
) -> None:
    conflict = find(plain, APPROVED)
    assert conflict.shown is not None
    (side,) = [side for side in conflict.shown.positions if side.preferred]
    assert preferred(plain)[conflict.label][0] == "approved by the FDA"
    write(place, (find_item(open_store(plain / "build"), compress(side.statement)), "reject", ""))
    rebuild(place)
    store = open_store(place / "build")
    statement = explain(store, "blinatumomab", "hasApprovalStatus")[0]
    (decided,) = decisions_about(store, statement)
    assert (decided.mark, decided.why, decided.place) == ("rejected", "Looked up.", "pages/decisions.tsv:4")
    assert preferred(place)[conflict.label] == ("FDA: none found", "Looked up.")
    shown = run_kg("why", "blinatumomab", "hasApprovalStatus", "--graph", str(place / "build")).stdout
    assert "    rejected: Looked up.  [Jane Doe, 2026-01-31, pages/decisions.tsv:4]\n" in shown
    assert "      settled: MedPath: FDA: none found, because Looked up." in shown
    listed = json.loads(
        run_kg("why", "blinatumomab", "hasApprovalStatus", "--graph", str(place / "build"), "--format", "json").stdout
    )
    assert listed[0]["decisions"][0]["who"] == "Jane Doe"


def test_what_is_accepted_stays_when_the_rule_would_no_longer_say_so(plain: Path, place: Path) -> None:
    item = find(plain, "“CD20-positive chronic lymphocytic leukemia” broadMatch")
    write(place, (item, "accept", ""))
    rebuild(place)
    assert links(place, compress(item.subject)) == [("skos:broadMatch", compress(item.object[1:-1]))]


# --- The ground has gone


GONE = [
    (
        lambda plain: said(plain, "blinatumomab", "targets", "CD3"),
        "blinatumomab.md",
        "CD3",
        "CD2",
        "the statement “Blinatumomab targets CD3” <kgs:d5b12a61632505663b8f25c88e08bab6> is not in this build; it was "
        "there on 2026-01-31; the decision is not taken: remove the line, or look again with kg review",
    ),
    (
        lambda plain: find(plain, LONG),
        "rituximab.txt",
        "low-grade or follicular",
        "follicular",
        f"the name “{LONG}” <{NODE}>"
        " is not in this build; it was there on 2026-01-31; the decision is not taken: remove the line, or look again "
        "with kg review",
    ),
    (
        lambda plain: find(plain, LONG),
        "rituximab.txt",
        "low-grade or follicular",
        "low-grade or Follicular",
        f"the passage that the name “{LONG}” "
        f"<{NODE}> rested on can no "
        "longer be found; the decision is not taken: remove the line, or look again with kg review",
    ),
    (
        lambda plain: find(plain, APPROVED),
        "blinatumomab.txt",
        "No FDA approvals found for this drug.",
        "",
        "the disagreement “blinatumomab: approved by the FDA on one page, none found on another” "
        "<kgr:conflict:3bff4433fdaa880d4a936f83762437b7> is not in this build; it was there on 2026-01-31; the "
        "decision is not taken: remove the line, or look again with kg review",
    ),
]


@pytest.mark.parametrize(("pick", "page", "old", "new", "what"), GONE, ids=["statement", "name", "words", "conflict"])
def test_a_decision_whose_ground_has_gone_says_so_with_its_line_and_is_not_taken(
    plain: Path, place: Path, pick: Callable[[Path], Item], page: str, old: str, new: str, what: str
) -> None:
    item = pick(plain)
    write(place, (item, *(("correct", "DOID:0060060") if item.kind == "name" else ("reject", ""))))
    file = place / "pages" / page
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    outcome = rebuild(place)
    assert complaints(outcome) == [f"pages/decisions.tsv:4: warning: {what}"]
    assert outcome.manifest["decisions"] == {"read": 1, "hold": 0}
    assert not outcome.failed
    assert not view(place)
    if item.kind == "name":
        assert links(place, compress(item.subject)) == []


def test_a_decision_that_names_nothing_and_one_that_leads_nowhere_say_so(plain: Path, place: Path) -> None:
    nothing = find(plain, APPROVED)._replace(subject=expand("kgr:conflict:" + "0" * 32), label="", passages=())  # type: ignore[arg-type]
    write(place, (nothing, "accept", ""), (find(plain, "methotrexate"), "correct", "kgr:substance:nowhere"))
    outcome = rebuild(place)
    way_out = "remove the line, or look again with kg review"
    assert complaints(outcome) == [
        "pages/decisions.tsv:4: warning: the disagreement <kgr:conflict:00000000000000000000000000000000> is not in "
        f"this build; the decision is not taken: {way_out}",
        "pages/decisions.tsv:5: warning: kgr:substance:nowhere is not in this build, so the name leads nowhere; "
        f"{way_out}",
    ]
    assert outcome.manifest["decisions"] == {"read": 2, "hold": 0}


def test_a_side_that_there_is_none_of_is_an_error(plain: Path, place: Path) -> None:
    conflict = find(plain, APPROVED)
    write(place, (conflict, "correct", "2"))
    file = place / "pages" / "decisions.tsv"
    cells = file.read_text(encoding="utf-8").splitlines()[-1].split("\t")
    cells[0], cells[7] = "", "3"
    file.write_text(HEADER + "\t".join(cells) + "\n", encoding="utf-8")
    outcome = rebuild(place)
    assert complaints(outcome) == ["pages/decisions.tsv:4: error: there is no side 3; its sides are 1, 2"]
    assert outcome.failed


def test_an_edit_elsewhere_in_the_page_and_an_unrelated_page_change_nothing(plain: Path, place: Path) -> None:
    write(
        place,
        (find(plain, APPROVED), "correct", "2"),
        (find(plain, LONG), "correct", "DOID:0060060"),
        (said(plain, "blinatumomab", "targets", "CD3"), "reject", ""),
    )
    rebuild(place)
    before = view(place)
    shutil.copy(ROOT / "sources" / "nci" / "imatinib.md", place / "pages")
    file = place / "pages" / "blinatumomab.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("\n", "\n\n", 1), encoding="utf-8")
    outcome = rebuild(place)
    assert not complaints(outcome)
    assert view(place) == before


def test_that_a_name_has_no_reference_holds_only_while_no_vocabulary_gives_it_one(plain: Path, place: Path) -> None:
    table = place / "mine.sssom.tsv"
    table.write_text(f"subject_id\tpredicate_id\tobject_id\n{NODE}\tskos:broadMatch\tDOID:1\n", encoding="utf-8")
    write(place, (find(plain, LONG), "accept", ""))
    outcome = build([str(place / "pages")], place / "build", validate=False, vocabularies=[table])
    assert complaints(outcome) == [
        f"pages/decisions.tsv:4: warning: the name “{LONG}” <{NODE}> has a reference by now; remove the line, or look "
        "again with kg review"
    ]
    assert outcome.manifest["decisions"] == {"read": 1, "hold": 0}


def test_what_is_decided_on_rows_of_a_register_rests_on_the_rows(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for name in ("02-medpath-bresotamib.txt", "09-medpath-jorvatecan.txt", "21-hsa-register.csv"):
        shutil.copy(ROOT / "tests" / "conflicts" / "planted" / name, tmp_path / "pages")
    rebuild(tmp_path)
    dates = find(tmp_path, "date of approval of SIN10003P")
    assert {(passage.quote, passage.cell) for passage in dates.passages if passage.row} == {
        ("18/11/2016", "approval_date")
    }
    write(tmp_path, (dates, "accept", ""))
    assert complaints(rebuild(tmp_path)) == []
    table = tmp_path / "pages" / "21-hsa-register.csv"
    table.write_text(table.read_text("utf-8").replace("SAMPLE PTE LTD,18/11", "OTHER PTE LTD,18/11"), "utf-8")
    (gone,) = complaints(rebuild(tmp_path))
    assert gone.startswith("pages/decisions.tsv:4: warning: 1 of the 2 passages that the disagreement")


# --- Several files, and their order


def test_two_files_that_contradict_each_other_are_each_told_with_the_others_place(plain: Path, place: Path) -> None:
    item = find(plain, APPROVED)
    write(place, (item, "accept", ""))
    write(place, (find(plain, LONG), "accept", ""), (item, "reject", ""), name="second.tsv", who="John Doe")
    outcome = rebuild(place)
    end = "neither is taken until one of the two lines is removed"
    assert sorted(complaints(outcome)) == [
        f"pages/decisions.tsv:4: error: accept contradicts pages/second.tsv:5, which says reject; {end}",
        f"pages/second.tsv:5: error: reject contradicts pages/decisions.tsv:4, which says accept; {end}",
    ]
    assert outcome.failed
    assert outcome.manifest["decisions"] == {"read": 3, "hold": 1}


def test_the_order_of_lines_and_of_files_changes_nothing_of_what_holds(plain: Path, place: Path) -> None:
    decided: Sequence[Decide] = (
        (find(plain, APPROVED), "correct", "2"),
        (find(plain, LONG), "correct", "DOID:0060060"),
        (find(plain, "“CD19-positive B-cell precursor ALL” broadMatch"), "reject", ""),
    )
    seen = set()
    for order in itertools.permutations(decided):
        write(place, *order)
        rebuild(place)
        mappings = graph(place, lambda name: name.startswith(PREFIXES["kgg"] + "mappings>"))
        seen.add((tuple(view(place)), tuple(mappings)))
    assert len(seen) == 1
    write(place, decided[0], decided[2])
    (place / "more").mkdir()
    write(place, decided[1], name="../more/decisions.tsv")
    graphs = []
    for paths in (("pages", "more"), ("more", "pages")):
        rebuild(place, *paths)
        graphs.append((place / "build" / "graph.nq").read_bytes())
    assert graphs[0] == graphs[1]


def test_two_people_who_agree_are_one_decision_with_two_names(plain: Path, place: Path) -> None:
    item = find(plain, APPROVED)
    write(place, (item, "accept", ""))
    write(place, (item, "accept", ""), name="second.tsv", who="John Doe")
    outcome = rebuild(place)
    assert not complaints(outcome)
    assert "(Jane Doe, John Doe, 2026-01-31, pages/decisions.tsv:4, pages/second.tsv:4)" in (
        list_conflicts(open_store(place / "build"))[-1].settled
    )


# --- The command line


def test_a_file_elsewhere_is_given_with_decisions_and_one_that_is_none_is_refused(plain: Path, place: Path) -> None:
    write(place, (find(plain, APPROVED), "reject", ""), name="../mine.tsv")
    outcome = run_kg("build", "pages", "--decisions", "mine.tsv", "--no-validate", cwd=place)
    assert outcome.returncode == 0, outcome.stderr
    assert "decisions: 1 of 1 hold; kg query decisions shows them\n" in outcome.stdout
    assert run_kg("verify", cwd=place).returncode == 0
    for name, what in (
        ("nowhere.tsv", "cannot be read: No such file or directory"),
        (
            "pages/leukemia.md",
            "no file of decisions; one begins with “# drug-kg decisions”, as kg review writes it",
        ),
    ):
        refused = run_kg("build", "pages", "--decisions", name, "--no-validate", cwd=place)
        assert (refused.returncode, refused.stderr) == (2, f"kg: {name}: {what}\n")


def test_decisions_are_read_as_such_even_where_one_source_is_forced(plain: Path, place: Path) -> None:
    write(place, (find(plain, APPROVED), "reject", ""))
    for page in ("blinatumomab.txt", "rituximab.txt"):
        (place / "pages" / page).unlink()
    outcome = build([str(place / "pages")], place / "build", source="nci", validate=False)
    assert [part.document.source for part in outcome.parts if part.document.path.endswith(".tsv")] == ["decisions"]


def test_a_malformed_file_is_one_line_each_and_the_pages_are_built_all_the_same(place: Path) -> None:
    head = "# drug-kg decisions 1\nkind\tsubject\tverdict\twho\twhy\n"
    (place / "pages" / "decisions.tsv").write_text(
        head + "conflict\tkgr:conflict:1\taccept\tJ\tx\nname\tkgr:condition:gout\taccept\n", encoding="utf-8"
    )
    outcome = run_kg("build", "pages", "--no-validate", cwd=place)
    assert outcome.returncode == 1
    assert outcome.stderr.splitlines() == [
        "pages/decisions.tsv:3: error: 'kgr:conflict:1' names no disagreement; they look like kgr:conflict:<32 digits>",
        "pages/decisions.tsv:4: error: 3 cells in a table of 5 columns; the cells are separated by tabs",
    ]
    assert len(read_manifest(place / "build")["inputs"]) == 5


def test_to_decide_a_link_of_two_records_kept_apart_is_to_say_that_they_are_one() -> None:
    from kg.settle import _iter_links

    apart = Item("statement", "", "a not exactMatch b", "", (), "kgr:x:drug:a", SKOS.exactMatch, "<kgr:y:drug:b>", True)  # type: ignore[arg-type]
    held = {
        verdict: [link.negated for link in _iter_links(decide(apart, Answer(verdict, "J", "x"), ""))]
        for verdict in ("accept", "reject")
    }
    assert held == {"accept": [True], "reject": [False]}


def test_a_description_has_no_statement_of_its_own_to_decide_on(plain: Path) -> None:
    with pytest.raises(UsageError, match="no statement of its own; decide on the name or the disagreement"):
        list_statements(open_store(plain / "build"), "kgr:target:cd3", "rdfs:label", "CD3")
