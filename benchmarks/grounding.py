"""What share of the names on the real NCI pages is grounded, and to what: `python benchmarks/grounding.py`.

With the curated vocabulary alone, and with the Disease Ontology's subsets and HGNC's table beside it; needs ../shared.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from kg.pipeline import build
from kg.query import parse_query, run_query
from kg.store import open_store

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"
FILES = [CORPUS / "vocab" / name for name in ("DO_cancer_slim.obo", "NCIthesaurus.obo", "hgnc_entries_2016-05.txt")]
OWN = """
SELECT (STRBEFORE(STRAFTER(STR(?name), "/id/"), ":") AS ?kind) (COUNT(?passage) AS ?count) WHERE {
  GRAPH kgg:mappings { ?mapping sssom:subject_id ?name ; sssom:object_id ?reference ; kg:evidence ?passage }
  FILTER(CONTAINS(STR(?reference), "drug-kg/id/reference:"))
}
GROUP BY ?name
"""
KEYS = ("mentions", "exactMatch", "closeMatch", "broadMatch", "ambiguous", "unknown")


def report(title: str, files: list[Path]) -> None:
    with TemporaryDirectory() as spare:
        outcome = build([str(CORPUS / "nci")], Path(spare) / "build", validate=False, vocabularies=files, workers=2)
        own: dict[str, int] = {}
        for row in run_query(open_store(Path(spare) / "build"), parse_query(OWN, "own"), {}):  # type: ignore[union-attr]
            own[row["kind"].value] = own.get(row["kind"].value, 0) + int(row["count"].value)  # type: ignore[index]
    print(f"\n{title}\n")
    print(f"| class | names | {' | '.join(KEYS)} | grounded | to this project's own references |")
    print("|---|" + "---:|" * (len(KEYS) + 3))
    for kind, count in outcome.manifest["grounding"]["kinds"].items():
        share = 1 - (count.get("ambiguous", 0) + count.get("unknown", 0)) / count["mentions"]
        cells = [str(count.get(key, 0)) for key in KEYS]
        mine = own.get({"DrugClass": "class"}.get(kind, kind.lower()), 0)
        print(f"| {kind} | {count['names']} | {' | '.join(cells)} | {share:.1%} | {mine} |")


def main() -> None:
    report("Curated vocabulary alone", [])
    report("With the Disease Ontology's subsets and HGNC's table", FILES)


if __name__ == "__main__":
    main()
