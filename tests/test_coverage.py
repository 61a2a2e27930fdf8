"""The ledger as a person sees it: worst documents first, the text with its marks, and nothing that does not add up."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.coverage import STATES, Entry, account_for, add_up, find_entries, iter_again, iter_marked, narrow, read_ledger
from kg.errors import KGError, UsageError
from kg.ledger import Unit, iter_units
from kg.mappers import MAPPERS
from kg.margins import render_ledger, render_text, render_units
from kg.model import Document
from kg.pipeline import build
from kg.release import read_manifest
from tests.conftest import ROOT
from tests.test_build import run_kg

PAGE = """MedPath

Madeupimab

Generic Name
Madeupimab

Overview

Madeupimab binds CD19. It was first made in 1999 on a rainy day.

Made Up Section

Nobody knows\x1b[31m this.
"""

_FRAME = re.compile(r"[\s\ufeff#*|_+-]*(?:\d{1,2}[.)]\s*)?")  # what arranges lines and is no word


def make_entry(path: str, read: int, skipped: int = 0, unrecognised: int = 0, source: str = "nci") -> Entry:
    text = {"evidence": read, "skipped": skipped, "unrecognised": unrecognised, "reasons": {"general": skipped}}
    sha256 = hashlib.sha256(path.encode()).hexdigest()
    item = {"paths": [path], "source": source, "sha256": sha256, "text": text}
    return read_ledger({"inputs": [item]})[0]


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """A release of one page that has a section which nobody knows."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "Made Up.txt").write_text(PAGE, encoding="utf-8")
    build([str(tmp_path / "pages")], tmp_path / "build", validate=False)
    return tmp_path


def test_the_document_with_the_largest_unrecognised_share_is_first() -> None:
    entries = [make_entry("a", 9, 0, 1), make_entry("b", 1, 0, 1), make_entry("c", 5), make_entry("d", 0)]
    manifest = {"inputs": [entry.inputs[0] for entry in entries]}
    assert [entry.name for entry in read_ledger(manifest)] == ["b", "a", "c", "d"]


def test_the_totals_are_by_source_and_over_all() -> None:
    entries = [make_entry("a", 2, 3, 1), make_entry("b", 1, 1, 0, "medpath"), make_entry("c", 4, 0, 2)]
    told = {entry.name: (entry.documents, entry.units, *entry.states.values()) for entry in add_up(entries)}
    assert told == {"medpath": (1, 2, 1, 1, 0, 0), "nci": (2, 12, 6, 3, 0, 3), "all": (3, 14, 7, 4, 0, 3)}
    assert add_up(entries)[-1].reasons == {"general": 4}


def test_rejected_rows_get_a_column_of_their_own_where_there_are_some() -> None:
    item = make_entry("Products.txt", 90).inputs[0]
    rejected = read_ledger({"inputs": [{**item, "text": {**item["text"], "rejected": 10}}]})
    assert list(render_ledger(rejected))[:2] == [
        "document      units  read  skipped  rejected  unrecognised  recognised",
        "Products.txt    100    90        0        10             0     100.0 %",
    ]


def test_a_table_is_accounted_for_by_its_columns_and_its_rejected_rows_with_the_reasons(tmp_path: Path) -> None:
    header = "registration_number,product_name,product_registrant,approval_date,forensic_classification,atc_code,"
    header += "dosage_form,route_of_administration,manufacturer,country_of_manufacturer,active_ingredients,strength"
    row = "SIN1P,MADEUP TABLET 5 mg,NOBODY PTE LTD,1/2/2003,Prescription Only,L01XE01,TABLET,ORAL,A,B,Madeupinib,5 mg"
    table = tmp_path / "tables" / "products.csv"
    table.parent.mkdir()
    table.write_text(f"{header},colour,,strength\n{row},red,,7 mg\nSIN2P,SHORT\n", encoding="utf-8")
    build([str(table.parent)], tmp_path / "build", validate=False)
    lines = run_kg("ledger", cwd=tmp_path).stdout.splitlines()
    unread = ["colour", "column 14 (no name)", "column 15 (strength again)"]
    assert "rejected: 1 2 cells where the table has 15 columns" in lines
    assert lines[lines.index("columns of tables  read  skipped  unrecognised") + 1 :] == [
        "hsa                  12        0             3",
        "read: " + header.replace(",", ", "),
        "unrecognised: " + ", ".join(unread),
        "",
        "tables/products.csv:3: warning: 1 row rejected: 2 cells where the table has 15 columns",
    ]
    told = json.loads(run_kg("ledger", "--format", "json", cwd=tmp_path).stdout)
    assert told["documents"][0]["columns"] == {"read": header.split(","), "skipped": {}, "unrecognised": unread}
    assert told["sources"]["hsa"]["columns"] == {"read": 12, "skipped": 0, "unrecognised": 3}
    manifest = json.loads((tmp_path / "build" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sources"]["hsa"]["columns_unrecognised"] == 3


def test_of_several_tables_the_columns_that_are_not_read_are_named_by_table(release: Path) -> None:
    lines = run_kg("ledger", "--limit", "0", "--graph", str(release), cwd=release).stdout.splitlines()
    assert "sources/dpd/vet.txt: skipped VET_SPECIES_F" in lines
    assert "(kg ledger DOCUMENT tells why a column is not read)" in lines
    why = run_kg("ledger", "vet.txt", "--graph", str(release), cwd=release).stdout.splitlines()
    assert why[-1] == "skipped: VET_SPECIES_F (the same in French; the English column is kept)"


def test_a_share_is_cut_so_that_one_hundred_percent_means_all() -> None:
    lines = list(render_ledger([make_entry("a", 99_999, 0, 1)]))
    assert lines[1].endswith(" 99.9 %")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("pages/nci/cd19.md", ["pages/nci/cd19.md"]),
        ("nci/cd19.md", ["pages/nci/cd19.md"]),
        ("CD19", ["pages/nci/cd19.md", "pages/medpath/cd19.txt"]),
        ("cd1", ["pages/nci/cd19.md", "pages/medpath/cd19.txt", "pages/nci/anti-cd1.md"]),
        (hashlib.sha256(b"pages/nci/anti-cd1.md").hexdigest()[:10], ["pages/nci/anti-cd1.md"]),
    ],
)
def test_a_document_is_found_by_path_by_file_by_words_and_by_hash(name: str, found: list[str]) -> None:
    entries = [make_entry(path, 1) for path in ("pages/nci/cd19.md", "pages/medpath/cd19.txt", "pages/nci/anti-cd1.md")]
    assert [entry.name for entry in find_entries(entries, name)] == found


def test_a_name_that_nothing_bears_is_one_line_with_the_closest() -> None:
    with pytest.raises(UsageError, match=r"no document is called 'blinatumumab' .*did you mean pages/blinatumomab\.md"):
        find_entries([make_entry("pages/blinatumomab.md", 1)], "blinatumumab")


def test_a_reason_that_nothing_is_skipped_for_is_one_line_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"reason 'boredom' here; reasons: general$"):
        narrow([make_entry("a", 1, 1)], "", "boredom")


def test_the_text_is_shown_with_marks_and_without_what_a_terminal_would_obey(made_up: Path) -> None:
    outcome = run_kg("ledger", "made up", "--show", cwd=made_up)
    assert outcome.stderr == ""
    assert [" ".join(line.split()) for line in outcome.stdout.splitlines() if line.split()[1:]] == [
        "pages/Made Up.txt: 9 units, 4 read, 2 skipped, 3 unrecognised",
        "1 - boilerplate MedPath",
        "3 + Madeupimab",
        "5 + Generic Name",
        "6 + Madeupimab",
        "8 - layout Overview",
        "10 + Madeupimab binds CD19.",
        "? It was first made in 1999 on a rainy day.",
        "12 ? Made Up Section",
        "14 ? Nobody knows\\u001b[31m this.",
        "marks: + read, - skipped, ? unrecognised",
    ]


def test_a_filter_lists_its_units_alone_with_their_places(made_up: Path) -> None:
    outcome = run_kg("ledger", "--show", "--state", "unrecognised", cwd=made_up)
    assert outcome.stdout.splitlines() == [
        "pages/Made Up.txt:10:24: ? It was first made in 1999 on a rainy day.",
        "pages/Made Up.txt:12:1: ? Made Up Section",
        "pages/Made Up.txt:14:1: ? Nobody knows\\u001b[31m this.",
    ]


def test_the_json_has_the_counts_and_the_units_in_raw_text(made_up: Path) -> None:
    told = json.loads(run_kg("ledger", "--show", "--reason", "layout", "--format", "json", cwd=made_up).stdout)
    (document,) = told["documents"]
    assert document["units"] == sum(document[state] for state in STATES)
    (unit,) = document["stretches"]
    assert PAGE[unit["start"] : unit["end"]] == unit["text"] == "Overview"
    assert told["sources"]["medpath"]["reasons"] == document["reasons"]


def test_a_page_that_is_gone_or_was_changed_is_one_line(made_up: Path) -> None:
    page = made_up / "pages" / "Made Up.txt"
    page.write_text(PAGE + "more\n", encoding="utf-8")
    outcome = run_kg("ledger", "--show", cwd=made_up)
    assert (outcome.returncode, outcome.stderr) == (
        1,
        "kg: pages/Made Up.txt: has changed since the build; build again\n",
    )
    shutil.rmtree(made_up / "pages")
    assert "say where with --sources DIR" in run_kg("ledger", "--show", cwd=made_up).stderr
    assert run_kg("ledger", cwd=made_up).returncode == 0


def test_a_table_has_no_text_to_mark() -> None:
    entry = make_entry("x.zip!/Products.txt", 1, source="a-register")
    with pytest.raises(KGError, match="a table, not a text"):
        list(iter_again([entry], []))


def test_colour_marks_the_states_where_it_is_asked_for() -> None:
    raw = "MedPath\nA name\nOdd.\n"
    document = Document(("a.txt",), "0" * 64, len(raw), "medpath", "utf-8", raw)
    assert list(render_units(document, "unrecognised", "", colour=True)) == ["\x1b[1;33ma.txt:3:1: ? Odd.\x1b[0m"]
    assert list(render_text(document, make_entry("a.txt", 1, 1, 1))) == [
        "a.txt: 3 units, 1 read, 1 skipped, 1 unrecognised",
        "1 - boilerplate  MedPath",
        "2 +              A name",
        "3 ?              Odd.",
        "marks: + read, - skipped, ? unrecognised",
    ]


@given(st.text(alphabet="ab .\n-#|¹A\r", max_size=80), st.sampled_from(["markdown", "lines"]))
def test_the_marked_stretches_are_the_text_and_hold_every_unit(text: str, layout: str) -> None:
    document = Document(("a",), hashlib.sha256(text.encode()).hexdigest(), len(text), "nci", "utf-8", text)
    units = list(iter_units(document, [], "lines" if layout == "lines" else "markdown"))
    stretches = list(iter_marked(document, units))
    lines: dict[int, str] = {}
    for stretch in stretches:
        start = document.index.starts[stretch.line - 1] + stretch.column - 1
        assert text.startswith(stretch.text, start)
        lines[stretch.line] = lines.get(stretch.line, "") + stretch.text
    assert "".join("".join(line.split()) for line in lines.values()) == "".join(text.split())
    assert {stretch.state for stretch in stretches} <= {"unrecognised", ""}
    assert bool(units) == any(stretch.state for stretch in stretches)


def iter_counted(release: Path, sources: list[str]) -> Iterator[tuple[Entry, list[Unit], Document]]:
    texts = [entry for entry in read_ledger(read_manifest(release)) if entry.source in MAPPERS]
    for entry, document in iter_again(texts, sources):
        yield entry, account_for(document), document


def check_ledger(release: Path, sources: list[str]) -> int:
    """Every visible sign of each document lies in one unit, and the manifest counts those units."""
    documents = 0
    for entry, units, document in iter_counted(release, sources):
        documents += 1
        counted = Counter("read" if unit.state == "evidence" else unit.state for unit in units)
        assert {state: counted.get(state, 0) for state in STATES} == entry.states
        assert entry.units == len(units) == sum(entry.states.values())
        assert sum(entry.reasons.values()) == entry.states["skipped"]
        assert all(one.end <= other.start for one, other in pairwise(units))
        outside = list(document.text)
        for unit in units:
            outside[unit.start : unit.end] = " " * (unit.end - unit.start)
        assert not [line for line in "".join(outside).split("\n") if not _FRAME.fullmatch(line)]
    totals = {entry.name: entry for entry in add_up(read_ledger(read_manifest(release)))}
    for name, counts in read_manifest(release)["sources"].items():
        assert {state: counts.get(state, 0) for state in STATES} == totals[name].states
        assert counts["reasons"] == totals[name].reasons
    return documents


def test_the_ledger_of_the_own_sources_adds_up(release: Path) -> None:
    assert check_ledger(release, [str(ROOT / "sources")]) == 20


def test_the_ledger_of_all_real_pages_adds_up(shared: Path, tmp_path: Path) -> None:
    folders = [str(shared / "corpus" / "nci"), str(shared / "corpus" / "medpath"), str(shared / "seeds")]
    build(folders, tmp_path / "build", validate=False, workers=2)
    assert check_ledger(tmp_path / "build", folders) == 275


def test_the_page_on_the_ledger_is_what_a_run_gives(shared: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "ledger.py"), "--check"]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_less_than_five_percent_of_the_sentences_of_each_source_are_unrecognised() -> None:
    page = (ROOT / "benchmarks" / "LEDGER.md").read_text(encoding="utf-8")
    shares = re.findall(r"^\| (medpath|nci) \|.* ([\d.]+) % \|$", page, re.MULTILINE)
    assert [source for source, _ in shares] == ["medpath", "nci"] * 2
    assert max(float(share) for _, share in shares) < 5
