"""Verifying proves every passage of a release, and finds what was tampered with."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.release import MANIFEST, hash_file, read_manifest
from kg.verify import Verification, verify

ROOT = Path(__file__).parents[1]
QUOTE = re.compile(r'<[^>]*evidence/[^>]*> <[^>]*#quote> "(?P<quote>[A-Z][a-z]{4,20})" <[^>]*> \.\n')


@pytest.fixture
def copied(release: Path, tmp_path: Path) -> Path:
    """A folder with a release and the sources it was built from, to tamper with."""
    shutil.copytree(release, tmp_path / "build")
    shutil.copytree(ROOT / "sources", tmp_path / "sources")
    return tmp_path


def run(folder: Path, sources: Path | None = None) -> Verification:
    build = folder / "build"
    return verify(build, read_manifest(build), [str(sources or folder / "sources")])


def edit_graph(folder: Path, change: Callable[[str], str]) -> None:
    """Change graph.nq and forge its checksum in the manifest too, as a careful forger would."""
    build = folder / "build"
    text = (build / "graph.nq").read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    (build / "graph.nq").write_text(changed, encoding="utf-8", newline="")
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["graph.nq"] = hash_file(build / "graph.nq")
    (build / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def first_document(folder: Path) -> Path:
    return sorted((folder / "sources" / "nci").glob("*.md"))[0]


def messages(result: Verification) -> str:
    return "\n".join(f"{failure.place}: {failure.what}" for failure in result.failures)


def test_an_untouched_release_holds_in_every_check(copied: Path) -> None:
    result = run(copied)
    assert messages(result) == ""
    assert result.checks > 5_000
    assert result.documents == len(read_manifest(copied / "build")["inputs"])


def test_every_passage_of_the_real_seeds_holds(seeds_release: Path, shared: Path) -> None:
    result = verify(seeds_release, read_manifest(seeds_release), [str(shared / "seeds")])
    assert messages(result) == ""
    assert result.documents == 2


def test_sources_that_moved_are_found_by_their_bytes(copied: Path) -> None:
    (copied / "sources").rename(copied / "elsewhere")
    assert run(copied, copied / "elsewhere").failures == ()


def change_a_byte(folder: Path) -> None:
    path = first_document(folder)
    path.write_bytes(path.read_bytes().replace(b"approved", b"approvad", 1))


def move_a_line(folder: Path) -> None:
    path = first_document(folder)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:20], lines[21], lines[20], *lines[22:]]))


def swap_two_files(folder: Path) -> None:
    first, second = sorted((folder / "sources" / "nci").glob("*.md"))[:2]
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content + b"\n")


def remove_a_file(folder: Path) -> None:
    first_document(folder).unlink()


def edit_a_span(folder: Path) -> None:
    def change(text: str) -> str:
        return re.sub(r'(#endCharacter> ")(\d+)"', lambda m: f'{m[1]}{int(m[2]) + 1}"', text, count=1)

    edit_graph(folder, change)


def edit_a_line_number(folder: Path) -> None:
    def change(text: str) -> str:
        return re.sub(r'(#startLine> ")(\d+)"', lambda m: f'{m[1]}{int(m[2]) + 1}"', text, count=1)

    edit_graph(folder, change)


def forge_a_quote(folder: Path) -> None:
    edit_graph(folder, lambda text: QUOTE.sub(lambda m: m[0].replace(m["quote"], "Wonderful"), text, count=1))


def forge_an_object(folder: Path) -> None:
    # the triple and the statement node that speaks of it, both
    edit_graph(folder, lambda text: text.replace("target:cd19>", "target:cd33>"))


def remove_the_evidence(folder: Path) -> None:
    pattern = re.compile(r"<[^>]*/statement/[^>]*> <[^>]*#evidence> <[^>]*> <[^>]*> \.\n")
    edit_graph(folder, lambda text: pattern.sub("", text, count=1))


def remove_a_passage(folder: Path) -> None:
    def change(text: str) -> str:
        passage = re.findall(r"<[^>]*/statement/[^>]*> <[^>]*#evidence> (<[^>]*>)", text)[0]
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(passage))

    edit_graph(folder, change)


def cite_another_document(folder: Path) -> None:
    graphs = sorted(set(re.findall(r"<(https://w3id.org/drug-kg/document/[0-9a-f]{64})>", _graph(folder))))
    pattern = re.compile(rf"(#document> <){graphs[0]}>")
    edit_graph(folder, lambda text: pattern.sub(rf"\g<1>{graphs[1]}>", text, count=1))


def add_a_triple(folder: Path) -> None:
    def change(text: str) -> str:
        line = next(line for line in text.splitlines(keepends=True) if "#targets> " in line)
        return text.replace(line, line + line.replace("target:", "target:not-"), 1)

    edit_graph(folder, change)


def add_a_graph(folder: Path) -> None:
    graph = f"<https://w3id.org/drug-kg/document/{'0' * 64}>"
    edit_graph(folder, lambda text: f"<http://s.test/> <http://p.test/> <http://o.test/> {graph} .\n" + text)


def edit_the_turtle(folder: Path) -> None:
    path = folder / "build" / "graph.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")


def edit_the_store(folder: Path) -> None:
    store = ox.Store(str(folder / "build" / "store"))
    nodes = [ox.NamedNode(f"http://{letter}.test/") for letter in "spog"]
    store.add(ox.Quad(nodes[0], nodes[1], nodes[2], nodes[3]))
    store.flush()
    del store
    sizes = {path.name: path.stat().st_size for path in (folder / "build" / "store").glob("*.sst")}
    (folder / "build" / "store" / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")


def forge_the_turtle(folder: Path) -> None:
    build = folder / "build"
    text = (build / "graph.ttl").read_text(encoding="utf-8")
    (build / "graph.ttl").write_text(text.replace('"Blincyto"', '"Wonder"'), encoding="utf-8", newline="")
    manifest = json.loads((build / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["graph.ttl"] = hash_file(build / "graph.ttl")
    (build / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def cut_the_graph(folder: Path) -> None:
    path = folder / "build" / "graph.nq"
    path.write_bytes(path.read_bytes()[:-30])


def _graph(folder: Path) -> str:
    return (folder / "build" / "graph.nq").read_text(encoding="utf-8")


TAMPERINGS = [
    (change_a_byte, "has changed: sha256"),
    (move_a_line, "has changed: sha256"),
    (swap_two_files, "has changed: sha256"),
    (remove_a_file, "not found under the sources; say where with --sources DIR"),
    (edit_a_span, "does not fit its place"),
    (edit_a_line_number, "lie on lines"),
    (forge_a_quote, "'Wonderful' is quoted"),
    (forge_an_object, "its name does not fit its triple"),
    (remove_the_evidence, ": no evidence"),
    (remove_a_passage, ": evidence that is gone"),
    (cite_another_document, "cites another document"),
    (add_a_triple, "no evidence for"),
    (add_a_graph, "a graph of a document that the manifest does not list"),
    (edit_the_turtle, "graph.ttl: differs from its checksum in the manifest"),
    (edit_the_store, "store: differs from graph.nq"),
    (forge_the_turtle, "graph.ttl: says other than graph.nq"),
    (cut_the_graph, "graph.nq: cannot be read"),
]


@pytest.mark.parametrize(("tamper", "what"), TAMPERINGS, ids=lambda value: getattr(value, "__name__", ""))
def test_tampering_is_found_with_its_place(copied: Path, tamper: Callable[[Path], None], what: str) -> None:
    tamper(copied)
    assert what in messages(run(copied))


def test_a_store_that_holds_more_than_the_graph_says_how_much_more(copied: Path) -> None:
    edit_the_store(copied)
    assert " 0 are missing, and 1 are in the store that are not in graph.nq" in messages(run(copied))


def test_at_least_ten_kinds_of_tampering_are_tried() -> None:
    assert len(TAMPERINGS) == 17
