"""The graph of mappings: every name of the documents with its reference, or with the reason why it has none.

While a document is mapped, its names go to a file of their own; afterwards the files are merged by name, each name is
grounded once, and the graph's lines are sorted. Nothing of it depends on the order of the documents, and a name's
answer depends on the name and on its own page's abbreviations alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from kg.ground import ANSWERS, Grounder, Grounding, Unresolved
from kg.mappings import MAPPINGS, Triple, describe_mapping
from kg.merge import iter_merged
from kg.model import Description, Document, Finding, Iri, Literal
from kg.names import expand_abbreviations, find_abbreviations
from kg.ntriples import iri_text, mint_evidence, node_text
from kg.prefixes import PREFIXES, compress
from kg.sorting import iter_sorted
from kg.vocabularies import Term
from kg.vocabulary import KG, RDF, RDFS, SEMAPV, SKOS, SSSOM

SUFFIX = ".names"
"""What the files of names end in, one a document."""

MOST_LISTED = 100
"""How many unresolved names the manifest lists."""


class Mention(NamedTuple):
    """One passage that names a node; `long` is the name with its page's abbreviations spelt out, "" without any."""

    subject: str
    kind: str
    label: str
    long: str
    passage: str


def write_mentions(document: Document, findings: Iterable[Finding], path: Path) -> None:
    """Write the names of a document to a file, sorted, one passage a line."""
    known = find_abbreviations(document.text)
    lines = {
        json.dumps(mention, ensure_ascii=False) + "\n"
        for finding in findings
        if isinstance(finding, Description) and finding.type in ANSWERS
        for mention in _iter_mentions(document.sha256, finding, known)
    }
    path.write_text("".join(sorted(lines)), encoding="utf-8", newline="")


def _iter_mentions(sha256: str, finding: Description, known: dict[str, str]) -> Iterator[Mention]:
    for predicate, value in finding.properties:
        if predicate == RDFS.label and isinstance(value, Literal):
            long = expand_abbreviations(value.value, known)
            long = "" if long == value.value else long
            for evidence in finding.evidence:
                yield Mention(finding.subject, finding.type, value.value, long, mint_evidence(sha256, evidence))


@dataclass(slots=True)
class _Found:
    """What was found for one name: the groundings by predicate and reference, and what stayed unresolved."""

    groundings: dict[tuple[Iri, Iri], tuple[Grounding, str, list[Iri]]] = field(default_factory=dict)
    unresolved: list[tuple[Unresolved, str, list[Iri]]] = field(default_factory=list)


class Linker:
    """Writes the graph of mappings, and counts what was grounded."""

    def __init__(self, grounder: Grounder) -> None:
        self._grounder = grounder
        self._references: dict[Iri, Term] = {}
        self._counts: dict[str, Counter[str]] = {}
        self._missed: list[tuple[int, str, str, str]] = []

    def write(self, files: Sequence[Path], target: Path, spare: Path) -> None:
        """Write the N-Quads of the graph for the names in some files, by way of the folder `spare`."""
        tail = f" {iri_text(MAPPINGS)} .\n"
        triples = self._iter_triples(iter_merged(files, spare))
        lines = (f"{iri_text(s)} {iri_text(p)} {node_text(o)}{tail}" for s, p, o in triples)
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(iter_sorted(lines, spare))

    def counts(self) -> dict[str, Any]:
        """By class the names, and the mentions by how they were grounded; then the unresolved, most frequent first."""
        missed = sorted(self._missed, key=lambda item: (-item[0], *item[1:]))
        keys = ("mentions", "kind", "name", "reason")
        return {
            "kinds": {kind: dict(sorted(count.items())) for kind, count in sorted(self._counts.items())},
            "unresolved": [dict(zip(keys, item, strict=True)) for item in missed[:MOST_LISTED]],
            "unresolved_names": len(missed),
        }

    def _iter_triples(self, lines: Iterable[str]) -> Iterator[Triple]:
        mentions = (Mention(*json.loads(line)) for line in lines)
        for (subject, kind), group in groupby(mentions, key=lambda mention: mention[:2]):
            yield from self._iter_name(Iri(subject), kind, group)
        yield from self._iter_references()

    def _iter_name(self, subject: Iri, kind: str, mentions: Iterable[Mention]) -> Iterator[Triple]:
        found, count = _Found(), self._counts.setdefault(compress(kind).removeprefix("kg:"), Counter())
        count["names"] += 1
        for (label, long), group in groupby(mentions, key=lambda mention: mention[2:4]):
            passages = [Iri(mention.passage) for mention in group]
            answer = self._grounder.ground(label, kind, subject=subject, long=long)
            count["mentions"] += len(passages)
            if isinstance(answer, Unresolved):
                found.unresolved.append((answer, label, passages))
                count[answer.reason] += len(passages)
            else:
                key = answer.predicate, answer.term.iri
                found.groundings.setdefault(key, (answer, label, []))[2].extend(passages)
                count[compress(answer.predicate).partition(":")[2]] += len(passages)
        for (predicate, _), (answer, label, passages) in found.groundings.items():
            yield from self._describe(subject, predicate, answer, label, passages)
        if found.unresolved:
            yield from self._describe_unresolved(subject, kind, found)

    def _describe(
        self, subject: Iri, predicate: Iri, answer: Grounding, label: str, passages: list[Iri]
    ) -> Iterator[Triple]:
        term = answer.term
        self._references[term.iri] = term
        yield from describe_mapping(
            subject,
            predicate,
            term.iri,
            answer.justification,
            subject_label=label,
            object_label=term.label,
            reason=answer.reason,
            evidence=sorted(set(passages)),
            object_source=self._grounder.index.source(term.iri),
        )

    def _describe_unresolved(self, subject: Iri, kind: str, found: _Found) -> Iterator[Triple]:
        node = Iri(PREFIXES["kgr"] + "unresolved:" + subject.removeprefix(PREFIXES["kgr"]))
        answer, label, _ = min(found.unresolved, key=lambda item: item[0].reason)  # ambiguous before unknown
        passages = {passage for _, _, passages in found.unresolved for passage in passages}
        self._missed.append((len(passages), compress(kind).removeprefix("kg:"), label, answer.reason))
        yield node, RDF.type, KG.UnresolvedName
        yield node, RDFS.label, Literal(label)
        yield node, SSSOM.subject_id, subject
        yield node, KG.unresolvedReason, Literal(answer.reason)
        for term in answer.candidates:
            self._references[term.iri] = term
            yield node, KG.candidate, term.iri
        for passage in sorted(passages):
            yield node, KG.evidence, passage

    def _iter_references(self) -> Iterator[Triple]:
        """Yield what the references are, with the parts of complexes and the proteins of genes."""
        queue, seen = sorted(self._references), set(self._references)
        proteins: dict[Iri, Term] = {}
        for iri in queue:  # grows by the parts
            term = self._references.get(iri) or self._grounder.index.term(iri)
            yield from _describe_reference(term)
            for part in term.parts:
                yield iri, KG.hasMember if term.kind == "family" else KG.hasPart, part
                if part not in seen:
                    seen.add(part)
                    queue.append(part)
            if term.protein:
                protein = Iri(PREFIXES["uniprot"] + term.protein)
                yield from _link_protein(term, protein)
                if protein not in seen:
                    proteins.setdefault(
                        protein, Term(protein, f"UniProt {term.protein}", (), kind="protein", checked=term.checked)
                    )
        for own in proteins.values():
            yield from _describe_reference(own)


def _describe_reference(term: Term) -> Iterator[Triple]:
    yield term.iri, RDF.type, KG.Reference
    yield term.iri, RDFS.label, Literal(term.label)
    yield term.iri, KG.checkedAgainst, Literal(term.checked)
    if term.kind:
        yield term.iri, KG.referenceKind, Literal(term.kind)


def _link_protein(term: Term, protein: Iri) -> Iterator[Triple]:
    return describe_mapping(
        term.iri,
        SKOS.relatedMatch,
        protein,
        SEMAPV.BackgroundKnowledgeBasedMatching,
        subject_label=term.label,
        object_label=f"UniProt {term.protein}",
        reason="the vocabulary names it as the gene's protein",
        object_source=term.checked,
    )
