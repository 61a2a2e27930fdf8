"""The documents that `make run` builds: each source has its card, its documents and what a reader found in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.blocks import iter_blocks
from kg.cards import CARD, load_cards
from kg.spans import LineIndex, Text
from tests.expected import EXPECTED, render

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "sources"
GOLD = ROOT / "tests" / "gold"
COUNTS = {"decisions": 1, "dpd": 20, "drugsatfda": 11, "ema": 1, "hsa": 1, "medpath": 3, "nci": 16, "table": 4}
READ = ("medpath", "nci")  # by a reader, who wrote down what they say; the decisions are what somebody wrote down
BESIDE = (CARD, EXPECTED)
FILES = sorted(path for path in SOURCES.glob("*/*") if path.name not in BESIDE)
DOCUMENTS = [path for path in FILES if path.parent.name in ("decisions", *READ)]  # what is prose; tables have their own
REGISTERS = [
    *("FDA", "EMA", "HSA", "NMPA", "PPB", "TGA"),
    *("Health Canada", "CIMA AEMPS", "Philippines FDA", "Saudi SFDA", "Malaysia NPRA", "UK EMC"),
]
COPIED = 70
"""A passage of so many characters that stands in a real page as well is a copy."""

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")


def read_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def read_gold(source: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / f"{source}.jsonl").read_text(encoding="utf-8").splitlines()]


def read_identifiers(fact: dict[str, Any]) -> list[str]:
    return [identifier for identifiers in fact["identifiers"].values() for identifier in identifiers]


def iter_passages(path: Path) -> Iterator[str]:
    """The visible words of each block of a Markdown page, front matter aside, or of each line of a text page."""
    raw = read_text(path)
    if path.suffix == ".md":
        blocks = [block for block in iter_blocks(LineIndex(raw)) if block.kind != "front matter"]
        yield from (Text(raw, block.start, block.end).string for block in blocks)
    else:
        yield from (" ".join(line.split()) for line in raw.splitlines())


def read_visible(path: Path) -> str:
    return " ".join(iter_passages(path))


def test_every_source_has_a_card_and_its_documents() -> None:
    cards = load_cards(SOURCES)
    assert {name: sum(path.parent.name == name for path in FILES) for name in cards} == COUNTS
    assert sorted(path.name for path in SOURCES.iterdir() if path.is_dir()) == sorted(cards)


def test_every_document_has_one_line_of_gold() -> None:
    for source in READ:
        names = sorted(path.name for path in DOCUMENTS if path.parent.name == source)
        assert [fact["document"] for fact in read_gold(source)] == names


@every_document
def test_a_document_is_utf_8_without_a_mark_and_ends_its_last_line(path: Path) -> None:
    raw = read_text(path)
    assert not raw.startswith("\ufeff")
    assert raw.endswith("\n")


@every_document
def test_a_document_is_small_enough_to_read(path: Path) -> None:
    assert read_text(path).count("\n") <= 300


def test_one_document_has_windows_line_ends() -> None:
    assert [path.name for path in DOCUMENTS if b"\r\n" in path.read_bytes()] == ["pembrolizumab.txt"]


@every_document
def test_every_line_with_words_lies_in_one_block(path: Path) -> None:
    index = LineIndex(read_text(path))
    blocks = list(iter_blocks(index))
    for number, start, end in index.lines():
        if index.raw[start:end].strip() and not index.raw[start:end].startswith("---"):
            assert sum(block.line <= number <= index.line_of(max(block.end - 1, 0)) for block in blocks) == 1


@pytest.mark.parametrize("path", sorted((SOURCES / "nci").glob("*.md")), ids=lambda path: path.name)
def test_a_page_of_nci_is_named_as_its_address_ends(path: Path) -> None:
    raw = read_text(path)
    assert re.search(rf"(?m)^url: 'https://www\.cancer\.gov/about-cancer/treatment/drugs/{path.stem}'$", raw)
    title = re.search(r"(?m)^title: (.+ - NCI)$", raw)
    assert title is not None
    assert f"\n# {title[1]}\n\n# {title[1].removesuffix(' - NCI')}\n" in raw


@pytest.mark.parametrize("path", sorted((SOURCES / "medpath").glob("*.txt")), ids=lambda path: path.name)
def test_a_page_of_medpath_has_all_twelve_sections_in_order(path: Path) -> None:
    lines = read_text(path).splitlines()
    titles = [f"{name} Drug {'Information' if name == 'UK EMC' else 'Approvals'}" for name in REGISTERS]
    places = [lines.index(title) for title in titles]
    assert len(places) == 12
    assert places == sorted(places)


def test_gold_of_nci_names_what_the_page_writes() -> None:
    for fact in read_gold("nci"):
        path = SOURCES / "nci" / fact["document"]
        raw, visible = read_text(path), read_visible(path)
        links = [*read_identifiers(fact), *(entry["href"] for entry in fact["approved_for"])]
        words = [fact["drug"], *fact["brands"], *fact["classes"], *fact["components"], fact["rems"] or ""]
        words += [target["name"] for target in fact["targets"]]
        words += [name for entry in fact["approved_for"] for name in (entry["group"], entry["name"])]
        for indication in fact["indications"]:
            links += [f"id={term}&" for term in indication["nci_terms"]]
            words += [*indication["partners"], *(marker["name"] for marker in indication["biomarkers"])]
            words.append(indication["min_age"] or "")
        assert [link for link in links if link not in raw] == []
        assert [name for name in words if name.casefold() not in visible.casefold()] == []


def test_gold_of_medpath_names_what_the_page_writes() -> None:
    for fact in read_gold("medpath"):
        path = SOURCES / "medpath" / fact["document"]
        lines, visible = set(iter_passages(path)), read_visible(path)
        cells = [fact["drug_type"], *read_identifiers(fact), ", ".join(fact["brands"])]
        for row in fact["authorisations"]:
            cells += [row[name] for name in ("product", "holder", "number", "form", "route", "strength", "status")]
        for row in fact["trials"]:
            cells += [row[name] for name in ("title", "study_id", "phase", "status", "sponsor")]
        assert [cell for cell in cells if cell and cell not in lines] == []
        assert [name for name in fact["conditions"] if f"• {name}" not in lines] == []
        words = [fact["maker"], *(target["name"] for target in fact["targets"])]
        words += [item["condition"] for item in fact["indicated_for"]]
        assert [name for name in words if name not in visible] == []
        registers = {row["regulator"] for row in fact["authorisations"]} | set(fact["none_found"])
        assert registers == set(REGISTERS)


TRAPS = [
    ("reference", "medpath/blinatumomab.txt", "Full approval for this indication followed in June 2023"),
    ("phase 4", "medpath/pembrolizumab.txt", "Phase 4"),  # a trial is no use
    ("history", "medpath/pembrolizumab.txt", "the indication was withdrawn again in March 2021"),
    ("negation", "medpath/rituximab.txt", "It is not approved by the FDA for multiple sclerosis"),
    ("history", "medpath/rituximab.txt", "Application withdrawn"),  # never an authorisation
    ("footnote", "nci/axicabtageneciloleucel.md", "This use is approved under FDA’s Accelerated Approval Program"),
    ("age", "nci/blinatumomab.md", "children aged 1 month or older"),  # the lowest age there is
    ("boxed warning", "nci/blinatumomab.md", "boxed warning about cytokine release syndrome"),  # no indication
    ("negation", "nci/blinatumomab.md", "cancer that does not have the Philadelphia chromosome"),  # for one use only
    ("gloss", "nci/brexucabtageneautoleucel.md", "(a form of acute lymphoblastic leukemia)"),  # no part of the name
    ("brand", "nci/imatinib.md", "which is sold as Gleevec in the United States"),  # the salt's brand
    ("another drug", "nci/imatinib.md", "Patients whose CML is resistant to imatinib may be given dasatinib"),
    ("shared head", "nci/imatinibmesylate.md", "Myelodysplastic or myeloproliferative diseases"),
    ("another drug", "nci/leukemia.md", "Asparaginase Erwinia Chrysanthemi(Recombinant)-rywn"),  # two links, two drugs
    ("given before", "nci/obinutuzumab.md", "the lymphoma came back after rituximab"),  # no partner
    ("history", "nci/ofatumumab.md", "the authorization was withdrawn in 2019"),  # elsewhere
    ("regimen", "nci/r-chop.md", "drug combinations themselves usually are not approved"),
    ("negation", "nci/rituximab.md", "Rituximab is not approved to treat multiple sclerosis"),
    ("brand", "nci/rituximab.md", "This use is approved for the Rituxan brand only"),  # one brand of four
    ("given before", "nci/teclistamab-cqyv.md", "after at least four other treatments"),  # no partners
]


@pytest.mark.parametrize(("document", "words"), [trap[1:] for trap in TRAPS])
def test_what_is_easily_misread_stands_in_the_documents(document: str, words: str) -> None:
    assert read_visible(SOURCES / document).count(words) == 1


def test_there_is_a_trap_of_every_kind() -> None:
    kinds = {"negation", "history", "shared head", "footnote", "regimen", "brand", "phase 4", "boxed warning"}
    assert kinds <= {kind for kind, _, _ in TRAPS}


@pytest.mark.parametrize("source", sorted(COUNTS))
def test_a_source_becomes_its_expected_graph(source: str) -> None:
    expected = (SOURCES / source / EXPECTED).read_text(encoding="utf-8")
    assert render(source).splitlines() == expected.splitlines()


def iter_pages(shared: Path) -> Iterator[Path]:
    folders = (shared / "corpus" / "nci", shared / "corpus" / "medpath", shared / "seeds")
    yield from sorted(path for folder in folders for path in folder.iterdir())


def test_no_passage_is_copied_from_a_real_page(shared: Path) -> None:
    own: dict[str, str] = {}
    for path in DOCUMENTS:
        for words in iter_passages(path):
            own.update((words[i : i + COPIED].casefold(), path.name) for i in range(len(words) - COPIED + 1))
    copied = {
        (own[passage], page.name)
        for page in iter_pages(shared)
        for words in map(str.casefold, iter_passages(page))
        for i in range(len(words) - COPIED + 1)
        if (passage := words[i : i + COPIED]) in own
    }
    assert copied == set()


def test_no_line_is_copied_from_a_real_page(shared: Path) -> None:
    own = {line.strip() for path in DOCUMENTS for line in read_text(path).splitlines() if len(line.strip()) >= COPIED}
    assert own
    real = {line.strip() for page in iter_pages(shared) for line in read_text(page).splitlines()}
    assert own & real == set()


def test_every_link_of_nci_leads_where_one_of_the_real_pages_leads(shared: Path) -> None:
    def read_links(folder: Path) -> set[str]:
        found = (re.findall(r"\]\(([^()\s]+)\)", read_text(path)) for path in sorted(folder.glob("*.md")))
        return {link.removeprefix("https://www.cancer.gov") for links in found for link in links}

    unknown = read_links(SOURCES / "nci") - read_links(shared / "corpus" / "nci")
    search = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?labeltype=all&query=imatinib"
    assert unknown == {search, search + "+mesylate", "/about-cancer/treatment/drugs/imatinib"}


def test_every_cell_of_medpath_stands_on_a_real_page(shared: Path) -> None:
    real = {line.strip() for page in (shared / "corpus" / "medpath").iterdir() for line in read_text(page).splitlines()}
    real |= {line.strip() for line in read_text(shared / "seeds" / "medpath-blinatumomab.txt").splitlines()}
    for fact in read_gold("medpath"):
        cells = {value for row in fact["authorisations"] for name, value in row.items() if name != "date" and value}
        cells |= {row["sponsor"] for row in fact["trials"] if row["sponsor"]}
        missing = {cell for cell in cells - real if not any(line.startswith(cell) for line in real)}
        assert missing - {"Akeso", "Henan Provincial People's Hospital"} == set()  # these stand in ClinicalTrials.gov
