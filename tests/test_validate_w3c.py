"""The W3C's SHACL Core cases: the batches' report is the one that pySHACL gives for the whole graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.prefixes import PREFIXES
from tests.conftest import SHARED
from tests.validation import see_report, see_whole, validate_made, write_release

CORE = SHARED / "w3c" / "data-shapes-test-suite" / "tests" / "core"
APART = {
    "manifest",
    "shacl-shacl-data-shapes",  # its focus nodes are blank, which those of a release never are
    "path-strange-001",  # paths of two kinds at once: refused here (test_validate_shapes)
    "path-strange-002",
}
CASES = sorted(path for path in CORE.rglob("*.ttl") if path.stem not in APART)
SH = PREFIXES["sh"]
EXPECTED = {
    SH + name for name in ("conforms", "focusNode", "result", "sourceConstraintComponent", "sourceShape", "value")
}
EXPECTED |= {SH + name for name in ("resultPath", "resultSeverity", "resultMessage", "detail")}
MANIFEST = ("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", "http://www.w3.org/ns/shacl-test#")


def _read(case: Path) -> list[ox.Triple]:
    """The triples of a case without its manifest and the report that it expects."""
    triples = ox.parse(path=str(case), format=ox.RdfFormat.TURTLE, base_iri="http://example.org/case")
    words = [triple for triple in triples if triple.predicate.value not in EXPECTED | {SH + "nodeShape"}]
    report = ("ValidationReport", "ValidationResult")
    words = [triple for triple in words if str(triple.object) not in {f"<{SH}{name}>" for name in report}]
    return [triple for triple in words if not any(part in str(triple) for part in MANIFEST)]


@pytest.mark.skipif(not CORE.is_dir(), reason="the real input ../shared is not here")
@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}-{case.stem}" for case in CASES])
def test_batches_report_what_one_run_over_the_whole_reports(case: Path, tmp_path: Path) -> None:
    triples = _read(case)
    text = "".join(f"{triple} .\n" for triple in triples)
    classes = {str(t.object) for t in triples if t.predicate.value in (SH + "class", SH + "targetClass")}
    folder = write_release(tmp_path, text, text, text + "".join(f"{name} a owl:Class .\n" for name in classes))
    whole = see_whole(folder)
    if any("_:" in term for seen in whole for term in seen):
        pytest.skip("its results are about blank nodes, which no release holds")
    # messages that pySHACL makes up list classes and shapes in any order
    assert {seen[:-1] for seen in see_report(validate_made(folder))} == {seen[:-1] for seen in whole}
