"""What people read on the terminal: the outcome of a build, the evidence of a statement, the checks of a release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.ground import Grounding, Unresolved
from kg.prefixes import compress

if TYPE_CHECKING:
    from kg.conflicts import Shown
    from kg.decided import Decided
    from kg.graph import Neighbor, Trail
    from kg.pipeline import Build
    from kg.read import NotRead
    from kg.same import Comparison
    from kg.scan import Hit
    from kg.verify import Verification
    from kg.why import Explained, Passage

_OUTCOMES = (("error", "at fault"), ("unknown", "unknown"), ("skipped", "skipped"))


def align(rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> Iterator[str]:
    """Yield rows as lines of aligned columns; `right` names the columns (from 0) that align at their end."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(padded).rstrip()


def render_build(outcome: Build) -> Iterator[str]:
    """Yield the short table that ends a build: by source what was read, then how the text and the rules came out."""
    sources = outcome.manifest["sources"]
    keys = ("documents", "statements", "evidence", "read", "skipped", "unrecognised")
    rows: list[list[object]] = [["source", *keys]]
    rows += [[name, *(counts.get(key, 0) for key in keys)] for name, counts in sources.items()]
    if len(sources) != 1:
        rows.append(["all", *(sum(counts.get(key, 0) for counts in sources.values()) for key in keys)])
    yield from align(rows, right=range(1, 7))
    yield "(read, skipped and unrecognised count sentences, list items, lines and cells of the text)"
    unread = [str(item.outcome) for item in outcome.not_read]
    unresolved = sum(counts.get("unresolved", 0) for counts in sources.values())
    yield "not read: " + ", ".join(f"{unread.count(key)} {word}" for key, word in _OUTCOMES)
    yield f"unresolved: {unresolved:,} cells and names that were seen but could not be placed"
    yield from _grounding_lines(outcome.manifest["grounding"])
    if several := sum(len(part.document.paths) > 1 for part in outcome.parts):
        yield f"read once though at several paths: {several:,} documents of equal bytes"
    counts = outcome.manifest["identity"]
    told = (
        "{substances:,} substances and {regimens:,} combination{s} behind {records:,} drugs' pages and {ingredients:,} "
    )
    told += "ingredients' names; {names_linked:,} names of partners lead to one, {names_unresolved:,} do not; "
    told += "{kept_apart:,} kept apart"
    yield "identity: " + told.format(**counts, s="" if counts["regimens"] == 1 else "s")
    if counts["own"]:
        unused = counts["own_unused"]
        yield f"own mappings: {counts['own']:,}, of which {unused:,} speak of nodes that are not in this build"
    if (kinds := outcome.manifest["conflicts"].get("kinds")) is not None:
        listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        yield f"disagreements: {sum(kinds.values()):,}{listed and f' ({listed}); kg conflicts shows them'}"
    if (decided := outcome.manifest["decisions"])["read"]:
        yield f"decisions: {decided['hold']:,} of {decided['read']:,} hold; kg query decisions shows them"
    if outcome.report is None:
        yield "validation: not asked for"
    else:
        counts = outcome.report.counts
        yield "validation: " + ", ".join(f"{counts.get(key, 0):,} {key}" for key in ("error", "warning", "info"))


def _grounding_lines(grounding: Mapping[str, Any]) -> Iterator[str]:
    """Yield how many names have a reference, and which have none most often."""
    counts = list(grounding["kinds"].values())
    mentions = sum(count["mentions"] for count in counts)
    missed = sum(count.get("ambiguous", 0) + count.get("unknown", 0) for count in counts)
    yield f"grounded: {mentions - missed:,} of {mentions:,} mentions of {sum(c['names'] for c in counts):,} names"
    if most := grounding["unresolved"][:3]:
        listed = "; ".join(f"{item['name']} ({item['mentions']}, {item['reason']})" for item in most)
        count = grounding["unresolved_names"]
        yield f"not grounded: {count:,} name{'s' * (count != 1)}; most often {listed}"


def iter_faults(outcome: Build) -> Iterator[str]:
    """Yield one line for each thing that was not read and each problem of a document: where, what, the way out."""
    yield from iter_not_read(outcome.not_read)
    for part in sorted(outcome.parts, key=lambda part: part.document.paths):
        for problem in part.problems:
            if problem.severity != "info":
                yield f"{part.document.path}:{problem.line}: {problem.severity}: {problem.what}"


def iter_not_read(items: Iterable[NotRead]) -> Iterator[str]:
    """Yield one line for each file that gave no document, but those that are passed over on purpose."""
    for item in items:
        if item.outcome != "skipped":
            yield f"{item.path}: {item.outcome}: {item.reason}"


def render_hits(text: str, hits: Sequence[Hit]) -> Iterator[str]:
    """Yield what the words of a text mean: line and column, the words, reference, label, relation, reason."""
    rows = [["place", "words", "reference", "label", "relation", "reason"]]
    for hit in hits:
        line = text.count("\n", 0, hit.start) + 1
        column = hit.start - (text.rfind("\n", 0, hit.start) + 1) + 1
        rows.append([f"{line}:{column}", " ".join(hit.words.split()), *_answer_cells(hit.answer)])
    yield from align(rows)


def _answer_cells(answer: Grounding | Unresolved) -> list[str]:
    if isinstance(answer, Grounding):
        relation = compress(answer.predicate).partition(":")[2]
        return [compress(answer.term.iri), answer.term.label, relation, answer.reason]
    listed = ", ".join(f"{compress(term.iri)} {term.label}" for term in answer.candidates)
    return ["", "", answer.reason, f"may mean {listed}" if listed else "no vocabulary holds it"]


def hits_json(text: str, hits: Sequence[Hit]) -> str:
    """The same as JSON: a list of hits with characters from 0, each grounded or with its candidates."""
    keys = ("reference", "label", "relation", "reason")
    listed = []
    for hit in hits:
        item: dict[str, Any] = {"start": hit.start, "end": hit.end, "words": text[hit.start : hit.end]}
        if isinstance(hit.answer, Grounding):
            item |= zip(keys, _answer_cells(hit.answer), strict=True)
        else:
            item |= {"unresolved": hit.answer.reason, "candidates": [term.iri for term in hit.answer.candidates]}
        listed.append(item)
    return json.dumps(listed, ensure_ascii=False, indent=1)


def render_explained(items: Iterable[tuple[Explained, Sequence[Shown], Sequence[Decided]]]) -> Iterator[str]:
    """Yield each statement, its passages (file, line, column, quoted words, rule, role), who says otherwise, and what
    was decided on it."""
    for item, conflicts, decisions in items:
        value = item.object_label if item.object_label != item.object else item.object
        node = f"  <{compress(item.object)}>" if item.object_label not in (item.object, compress(item.object)) else ""
        yield f"{item.subject_label}  {compress(item.predicate)}  {value}{node}"
        if not item.passages:
            yield "    (of the build, not of a document)"
        yield from _evidence_lines(item.passages, "    ")
        for conflict in conflicts:
            yield f"    ≠ {conflict.label}  [{conflict.kind}, {compress(conflict.iri)}]"
            if conflict.settled:
                yield f"      settled: {conflict.settled}"
        for decided in decisions:
            value = f" to “{decided.correction}”" if decided.mark == "corrected" else ""
            yield f"    {decided.mark}{value}: {decided.why}  [{decided.told()}]"


def explained_json(items: Iterable[tuple[Explained, Sequence[Shown], Sequence[Decided]]]) -> str:
    """The same as JSON: a list of statements, each with its passages, its disagreements, and decisions on it."""
    listed = [
        {
            **item._asdict(),
            "passages": [passage._asdict() for passage in item.passages],
            "conflicts": [{"iri": found.iri, "kind": found.kind, "label": found.label} for found in conflicts],
            "decisions": [decided._asdict() for decided in decisions],
        }
        for item, conflicts, decisions in items
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1)


def render_comparison(found: Comparison) -> Iterator[str]:
    """Yield what two names are to each other, then each mapping that tells, with its reason and its passages."""
    yield found.verdict
    for item in found.reasons:
        way = f"{'not ' if item.negated else ''}{compress(item.predicate)}"
        ends = [_named(item.subject_label, item.subject), _named(item.object_label, item.object)]
        yield f"{ends[0]}  {way}  {ends[1]}"
        yield f"    {item.reason}" + (f"  [{item.justification}]" if item.justification else "")
        yield from _evidence_lines(item.passages, "    ")


def _named(label: str, iri: str) -> str:
    return label if label == iri else f"{label}  <{compress(iri)}>"


def comparison_json(found: Comparison) -> str:
    """The same as JSON."""
    reasons = [
        {**item._asdict(), "passages": [passage._asdict() for passage in item.passages]} for item in found.reasons
    ]
    return json.dumps({**found._asdict(), "reasons": reasons}, ensure_ascii=False, indent=1)


def render_verification(result: Verification) -> Iterator[str]:
    """Yield each failure with its place, then how many checks ran."""
    for failure in result.failures:
        yield f"{failure.place}: {failure.what}"
    held = result.checks - len(result.failures)
    share = 100 * held / result.checks if result.checks else 0.0
    yield f"{result.checks:,} checks over {result.documents:,} documents: {held:,} hold ({share:.2f} %), " + (
        f"{len(result.failures):,} fail" if result.failures else "none fails"
    )


def _evidence_lines(passages: Iterable[Passage], indent: str) -> Iterator[str]:
    for passage in passages:
        words = " ".join(passage.quote.split())
        role = f", column {passage.cell}" if passage.cell else "" if passage.role == "words" else f", {passage.role}"
        yield f"{indent}{passage.path}:{passage.line}:{passage.column}  “{words}”  [{passage.rule}{role}]"


def _arrow(trail: Trail) -> str:
    name = compress(trail.predicate).partition(":")[2]
    return f"─{name}→ {trail.target_label}" if trail.forward else f"←{name}─ {trail.target_label}"


def render_paths(paths: Sequence[Sequence[Trail]], form: str = "tree") -> Iterator[str]:
    """Yield paths as indented steps with their evidence, as JSON, or as GraphML."""
    if form == "json":
        yield json.dumps([[_trail_json(trail) for trail in path] for path in paths], ensure_ascii=False, indent=1)
    elif form == "graphml":
        yield from _graphml(trail for path in paths for trail in path)
    else:
        for path in paths:
            yield f"{path[0].source_label}  <{compress(path[0].source)}>"
            for depth, trail in enumerate(path, 1):
                yield f"{'  ' * depth}{_arrow(trail)}  <{compress(trail.target)}>"
                yield from _evidence_lines(trail.passages, "  " * depth + "    ")


def render_neighbors(name: str, found: Sequence[Neighbor], form: str = "tree") -> Iterator[str]:
    """Yield neighbours as a tree below their names with their evidence, as JSON, or as GraphML."""
    if form == "json":
        listed = [{"distance": item.distance, **_trail_json(item.trail)} for item in found]
        yield json.dumps(listed, ensure_ascii=False, indent=1)
        return
    if form == "graphml":
        yield from _graphml(item.trail for item in found)
        return
    below: dict[str, list[Trail]] = {}
    for item in found:
        below.setdefault(item.trail.source, []).append(item.trail)
    reached = {item.trail.target for item in found}
    for root in (source for source in below if source not in reached):
        yield f"{below[root][0].source_label}  <{compress(root)}>"
        yield from _branches(root, below, 1)
    yield f"{len(found):,} nodes around {name}"


def _branches(node: str, below: dict[str, list[Trail]], depth: int) -> Iterator[str]:
    for trail in below.get(node, ()):
        yield f"{'  ' * depth}{_arrow(trail)}  <{compress(trail.target)}>"
        yield from _evidence_lines(trail.passages, "  " * depth + "    ")
        yield from _branches(trail.target, below, depth + 1)


def _trail_json(trail: Trail) -> dict[str, object]:
    return {**trail._asdict(), "passages": [passage._asdict() for passage in trail.passages]}


def _graphml(trails: Iterable[Trail]) -> Iterator[str]:
    """Yield GraphML, where a node has its label and classes, and an edge that several paths share stands once."""
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    edges: dict[tuple[str, str, str], Trail] = {}
    for trail in trails:
        graph.add_node(trail.source, label=trail.source_label, classes="|".join(trail.source_classes))
        graph.add_node(trail.target, label=trail.target_label, classes="|".join(trail.target_classes))
        ends = (trail.source, trail.target) if trail.forward else (trail.target, trail.source)
        edges.setdefault((*ends, compress(trail.predicate)), trail)
    for number, ((subject, obj, predicate), trail) in enumerate(edges.items(), 1):
        words = " | ".join(f"{p.path}:{p.line}: {' '.join(p.quote.split())}" for p in trail.passages)
        graph.add_edge(subject, obj, key=f"e{number}", predicate=predicate, evidence=words)
    yield from networkx.generate_graphml(graph)
