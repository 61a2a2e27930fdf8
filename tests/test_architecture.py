"""Data flows right, imports flow left: who may import whom is one table."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "kg"

FOUNDATION = {
    "archives",
    "blocks",
    "cards",
    "census",
    "checkdigits",
    "dates",
    "decisions",
    "errors",
    "grammar",
    "ledger",
    "mappings",
    "merge",
    "model",
    "names",
    "nodes",
    "ntriples",
    "prefixes",
    "products",
    "ranges",
    "report",
    "resources",
    "sheets",
    "sorting",
    "spans",
    "sparql",
    "sssom",
    "substances",
    "tables",
    "toml",
    "turtle",
    "vocabularies",
    "vocabulary",
    "workbooks",
}
SURFACES = {
    "",
    "cli",
    "cli_review",
    "cli_share",
    "cli_walk",
    "copies",
    "graph",
    "jobs",
    "margins",
    "options",
    "parts",
    "pipeline",
    "plain",
    "progress",
    "render",
    "score",
}
# what a stage may use of another, each with its reason: the catalogue is assembled;
# what is exported is selected by query and told with its passages, and so are a
# disagreement, with what was decided on it, and what is reviewed; verifying reads again;
# what became of a text is told by mapping it again; to link the names of documents and to scan a text is to ground
# names; names are compared as they are found
ALLOWED = {
    "catalogue": {"assemble"},
    "conflicts": {"decided", "why"},
    "coverage": {"mappers", "read"},
    "decided": {"why"},
    "export": {"query", "store", "why"},
    "link": {"ground"},
    "review": {"conflicts", "release", "why"},
    "same": {"why"},
    "scan": {"ground"},
    "verify": {"read", "release", "store"},
}


def _rooms() -> dict[str, set[str]]:
    """For each room (module or package of kg) the rooms that it imports."""
    rooms: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        room = "" if parts == ("__init__",) else parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kg":
                inner = node.module.split(".")[1:]
                names = [inner[0]] if inner else [a.name for a in node.names if (PACKAGE / f"{a.name}.py").exists()]
                rooms.setdefault(room, set()).update(name for name in names if name != room)
    return rooms


def test_the_foundation_imports_only_itself() -> None:
    wrong = {room: sorted(used - FOUNDATION) for room, used in _rooms().items() if room in FOUNDATION}
    assert {room: used for room, used in wrong.items() if used} == {}


def test_a_stage_imports_the_foundation_and_no_other_stage() -> None:
    rooms = _rooms()
    wrong = {
        room: sorted(used - FOUNDATION - ALLOWED.get(room, set()))
        for room, used in rooms.items()
        if room not in FOUNDATION | SURFACES
    }
    assert {room: used for room, used in wrong.items() if used} == {}


def test_no_module_passes_four_hundred_lines_and_none_is_called_utils() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {path.name: count for path, count in lines.items() if count > 400} == {}
    assert not {path.stem for path in lines} & {"utils", "helpers", "misc", "common"}


def test_the_command_line_imports_nothing_heavy_before_it_is_asked() -> None:
    tree = ast.parse((PACKAGE / "cli.py").read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or "" for node in top}
    assert not {name.split(".")[0] for name in names} & {"rdflib", "pyshacl", "pyoxigraph", "networkx", "rich"}
