"""The RDF syntaxes: each is read back by a foreign program; whole or not at all; equal bytes for equal content."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import EnvironmentFault, UsageError
from kg.export import FORMATS, Selection, choose_format, export
from kg.export.lines import parse_literal
from kg.model import Literal
from kg.ntriples import node_text
from kg.vocabulary import XSD
from tests.jena import find_riot, run_riot
from tests.test_build import run_kg

QUADS = {"nq": "nquads", "trig": "trig", "jsonld": "json-ld"}
TRIPLES = {"nt": "nt", "ttl": "turtle", "rdf": "xml"}
HARD = [
    'a "quote" and a \\ backslash',
    "tab\tline\nreturn\rend",
    "<b>&amp; ]]> 'x'",
    "Ünïcödé 薬 𝛼 \u200f\u2028\u0085",
    " blanks around ",
    "",
    "{{}} @id _:b0 kg:x ?y",
]

# rdflib warns of parts of its own that it still uses
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

Quad = tuple[str, ...]


def read_quads(path: Path, form: ox.RdfFormat = ox.RdfFormat.N_QUADS) -> set[Quad]:
    """The quads of a file as pyoxigraph reads them."""
    return {tuple(map(str, quad)) for quad in ox.parse(path=str(path), format=form)}


def terms(*nodes: object) -> Quad:
    """Terms of rdflib as N-Triples writes them, to compare with pyoxigraph's."""
    return tuple(str(ox_term(node)) for node in nodes)


def ox_term(node: object) -> ox.NamedNode | ox.Literal:
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or rdflib.XSD.string)))
    return ox.NamedNode(str(node))


def make_release(folder: Path, lines: list[str]) -> Path:
    """A release of nothing but a graph, for quads that no page gives."""
    folder.mkdir(parents=True)
    (folder / "graph.nq").write_text("".join(lines), encoding="utf-8", newline="")
    (folder / "manifest.json").write_text('{"inputs": []}')
    return folder


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with values that syntaxes stumble over."""
    tail = "<https://w3id.org/drug-kg/document/0> .\n"
    subject = "<https://w3id.org/drug-kg/id/nci:drug:ä%20b>"
    values = [node_text(Literal(text)) for text in HARD]
    values += [node_text(Literal("007", XSD.integer)), node_text(Literal("2014-12", XSD.gYearMonth)), '"Amt"@de']
    lines = [f"{subject} <https://w3id.org/drug-kg/ontology#name> {value} {tail}" for value in values]
    lines += [f"{subject} <http://example.org/a&b#c-d.e> <https://example.org/x?a=1&b='2'> {tail}"]
    return make_release(tmp_path_factory.mktemp("hard") / "build", sorted(lines))


@pytest.mark.parametrize("form", QUADS)
def test_rdflib_reads_every_quad_back(form: str, release: Path, tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    assert export(Selection(release), str(path)) == [path]
    found = rdflib.Dataset()
    found.parse(path, format=QUADS[form])
    quads = {terms(s, p, o, g) for s, p, o, g in found.quads((None, None, None, None))}
    expected = read_quads(release / "graph.nq")
    assert len(expected) > 20_000
    assert quads == expected


@pytest.mark.parametrize("form", TRIPLES)
def test_rdflib_reads_every_triple_back_once(form: str, release: Path, tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    export(Selection(release), str(path))
    found = rdflib.Graph()
    found.parse(path, format=TRIPLES[form])
    assert {terms(*triple) for triple in found} == {quad[:3] for quad in read_quads(release / "graph.nq")}
    if form == "nt":
        assert path.read_text(encoding="utf-8").count("\n") == len(found)


@pytest.mark.parametrize("form", [*QUADS, *TRIPLES])
def test_hard_values_come_back_as_they_are(form: str, hard: Path, tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    export(Selection(hard), str(path))
    found = rdflib.Dataset()
    rdflib.NORMALIZE_LITERALS = False
    try:
        found.parse(path, format={**QUADS, **TRIPLES}[form])
    finally:
        rdflib.NORMALIZE_LITERALS = True
    read = {terms(s, p, o) for s, p, o, _ in found.quads((None, None, None, None))}
    assert read == {quad[:3] for quad in read_quads(hard / "graph.nq")}


@given(st.text(st.characters(codec="utf-8")), st.sampled_from(["", XSD.date]))
def test_a_literal_is_read_as_it_was_written(value: str, datatype: str) -> None:
    text = node_text(Literal(value, datatype) if datatype else Literal(value))
    assert parse_literal(text) == (value, datatype, "")
    assert text == str(ox.Literal(value, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(value))


@pytest.mark.parametrize("form", [*QUADS, *TRIPLES])
def test_jena_finds_nothing_wrong_and_every_quad(
    form: str, release: Path, hard: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    riot = find_riot(tmp_path_factory.mktemp("riot"))
    if riot is None:
        pytest.skip("Apache Jena (Debian package libapache-jena-java) is not installed")
    paths = [tmp_path / f"{name}.{form}" for name in ("release", "hard")]
    for path, folder in zip(paths, (release, hard), strict=True):
        export(Selection(folder), str(path))
    checked = run_riot(riot, "--validate", *paths)
    said = [line for line in (checked.stdout + checked.stderr).splitlines() if " INFO " not in line]
    assert (checked.returncode, said) == (0, [])
    quads = read_quads(release / "graph.nq")
    expected = len(quads) if form in QUADS else len({quad[:3] for quad in quads})
    written = run_riot(riot, "--output=nquads", paths[0]).stdout
    assert len(written.splitlines()) == expected


def test_two_exports_are_equal_in_every_byte_whatever_the_hash_seed(release: Path, tmp_path: Path) -> None:
    for seed in ("1", "4242"):
        folder = tmp_path / seed
        folder.mkdir()
        targets = [str(folder / f"out{FORMATS[form].suffixes[0]}") for form in FORMATS if form != "kgx"]
        for target in targets:
            run_kg(
                "export", "--graph", str(release), "--to", target, PYTHONHASHSEED=seed, TZ="Asia/Kolkata", LC_ALL="C"
            )
        for form in ("kgx", "csv"):
            target = str(folder / form)
            run_kg("export", "--graph", str(release), "--to", target, "--format", form, PYTHONHASHSEED=seed)
    first, second = ({path.relative_to(tmp_path / s): path for path in files(tmp_path / s)} for s in ("1", "4242"))
    assert len(first) == 9 + 2 + 1 + 49  # nine suffixes, two tables of KGX, the statements, and one table a class
    assert first.keys() == second.keys()
    assert [str(name) for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["urn:s:1", "https://w3id.org/drug-kg/id/target:cd19", "http://example.org/é?a=1&b#c"]),
            st.sampled_from(["urn:p:x1", "https://w3id.org/drug-kg/ontology#name"]),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])),
            st.sampled_from(["https://w3id.org/drug-kg/document/0", "https://w3id.org/drug-kg/graph/documents"]),
        ),
        min_size=1,
    )
)
def test_whatever_is_written_is_read_back(rows: list[tuple[str, str, str, str]]) -> None:
    lines = {f"<{s}> <{p}> {node_text(Literal(o))} <{g}> .\n" for s, p, o, g in rows}
    with tempfile.TemporaryDirectory() as name:
        folder = make_release(Path(name) / "build", sorted(lines, key=lambda line: (line.rsplit(" ", 2)[1], line)))
        expected = read_quads(folder / "graph.nq")
        for form in ("nq", "trig", "jsonld", "nt", "ttl", "rdf"):
            path = Path(name) / f"out.{form}"
            export(Selection(folder), str(path))
            found = read_quads(path, ox.RdfFormat.from_extension(form) or ox.RdfFormat.RDF_XML)
            wanted = expected if form in QUADS else {(*quad[:3], "DEFAULT") for quad in expected}
            assert {quad[:4] for quad in found} == wanted, form


def test_a_file_is_the_same_as_what_goes_to_standard_output(release: Path, tmp_path: Path) -> None:
    path, stream = tmp_path / "out.ttl", io.BytesIO()
    export(Selection(release), str(path))
    assert export(Selection(release), "-", "ttl", stdout=stream) == []
    assert stream.getvalue() == path.read_bytes()
    shown = run_kg("export", "--graph", str(release), "--to", "-", "--format", "ttl")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.encode() == path.read_bytes()


@pytest.mark.parametrize(
    ("target", "form"),
    [
        ("a.ttl", "ttl"),
        ("A.TTL", "ttl"),
        ("x/a.sssom.tsv", "sssom"),
        ("a.b.rdf", "rdf"),
        ("a.owl", "rdf"),
        ("a.nq", "nq"),
    ],
)
def test_the_suffix_tells_the_format(target: str, form: str) -> None:
    assert choose_format(target) == form


@pytest.mark.parametrize(
    ("target", "form", "what"),
    [
        ("out.tsv", None, "out.tsv: its name tells no format; give --format, one of csv, graphml, jsonld, kgx"),
        ("-", None, "-: its name tells no format"),
        ("out.ttl", "turtle", "no format 'turtle'; choose from csv, graphml, jsonld, kgx, nq, nt, rdf"),
        ("-", "kgx", "kgx is two tables; give a prefix"),
    ],
)
def test_a_format_that_is_none_is_wrong_usage(target: str, form: str | None, what: str, release: Path) -> None:
    with pytest.raises(UsageError, match=what.replace(".", r"\.")):
        export(Selection(release), target, form)


def test_a_failed_export_leaves_what_was_there_and_nothing_beside(hard: Path, tmp_path: Path) -> None:
    broken = make_release(tmp_path / "broken", ['<urn:s> <urn:p:x> "\\u0001" <urn:g> .\n'])
    path = tmp_path / "out.rdf"
    path.write_text("before")
    with pytest.raises(UsageError, match=r"XML cannot hold U\+0001"):
        export(Selection(broken), str(path))
    assert path.read_text() == "before"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["broken", "out.rdf"]


def test_a_property_that_xml_cannot_name_is_wrong_usage(tmp_path: Path) -> None:
    broken = make_release(tmp_path / "broken", ['<urn:s> <http://example.org/1> "a" <urn:g> .\n'])
    with pytest.raises(UsageError, match=r"RDF/XML cannot write the property http://example\.org/1"):
        export(Selection(broken), str(tmp_path / "out.rdf"))


def test_a_full_disk_leaves_nothing_half_written(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.nq"
    path.write_text("before")
    command = [sys.executable, "-m", "kg.cli", "export", "--graph", str(release), "--to", str(path)]

    def allow_little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    result = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=allow_little)
    assert result.returncode == 3
    assert result.stderr == f"kg: {path}: cannot be written (File too large); free the place or choose another --to\n"
    assert path.read_text() == "before"
    assert [item.name for item in tmp_path.iterdir()] == ["out.nq"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_standard_output_on_a_full_disk_is_a_fault_of_the_machine(release: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "kg.cli", "export", "--graph", str(release), "--to", "-", "--format", "nq"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 3
    assert result.stderr.startswith("kg: standard output: cannot be written (No space left on device)")


@pytest.mark.parametrize("form", ["ttl", "csv", "kgx"])
@pytest.mark.parametrize("place", ["nowhere/out", "file/out"])
def test_a_place_that_cannot_be_written_is_a_fault_of_the_machine(
    form: str, place: str, hard: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    with pytest.raises(EnvironmentFault, match="cannot be written"):
        export(Selection(hard), str(tmp_path / place), form)
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_a_folder_in_the_place_of_a_file_is_wrong_usage(hard: Path, tmp_path: Path) -> None:
    (tmp_path / "out.ttl").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        export(Selection(hard), str(tmp_path / "out.ttl"))
    assert [item.name for item in tmp_path.iterdir()] == ["out.ttl"]


def test_a_pipe_is_written_as_it_comes_and_a_link_is_followed(hard: Path, tmp_path: Path) -> None:
    pipe, link, real = tmp_path / "pipe.nq", tmp_path / "link.nq", tmp_path / "real.nq"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "kg.cli", "export", "--graph", str(hard), "--to", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        read = subprocess.run(["cat", str(pipe)], capture_output=True, check=True, timeout=60)
        assert process.wait(60) == 0
    assert read.stdout == (hard / "graph.nq").read_bytes()
    assert pipe.is_fifo()
    real.write_text("before")
    link.symlink_to(real)
    export(Selection(hard), str(link))
    assert link.is_symlink()
    assert real.read_bytes() == (hard / "graph.nq").read_bytes()


@pytest.mark.parametrize(
    "verb",
    [
        "export --to - --format nq",
        "export --to - --format csv",
        "query trials --format csv",
        "neighbors CD19 --depth 4",
    ],
)
def test_a_reader_that_has_enough_ends_a_command_quietly_and_well(verb: str, release: Path) -> None:
    command = f"set -o pipefail; {sys.executable} -m kg.cli {verb} --graph {release} | head -c 10 | wc -c"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "10", "")


def test_an_export_that_is_told_to_end_leaves_nothing_behind(hard: Path, tmp_path: Path) -> None:
    pipe, spare = tmp_path / "pipe.nq", tmp_path / "spare"
    spare.mkdir()
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "kg.cli", "export", "--graph", str(hard), "--to", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(spare)}) as process:
        for _ in range(600):
            if any(spare.iterdir()):  # it has begun, and waits for somebody to read the pipe
                break
            time.sleep(0.05)
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    assert list(spare.iterdir()) == []


def test_there_has_to_be_a_release(tmp_path: Path) -> None:
    shown = run_kg("export", "--graph", str(tmp_path), "--to", "-", "--format", "nq")
    assert shown.returncode == 2
    assert "no release here" in shown.stderr
