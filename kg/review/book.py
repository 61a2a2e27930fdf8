"""The file of decisions at hand: where it lies, what it holds, and how a line is added."""

from __future__ import annotations

from pathlib import Path

from kg.decisions import HEADER, MARK, NAME, Decision, parse_decisions
from kg.errors import DocumentError, EnvironmentFault, UsageError
from kg.release import read_inputs, read_manifest


def find_book(graph: Path) -> Path:
    """Where the decisions on a release belong: the file it was built with, else `decisions.tsv` beside the sources."""
    inputs = [Path(path) for path in read_inputs(graph)]
    documents = [item for item in read_manifest(graph)["inputs"] if item["source"] == "decisions"]
    read = [str(path) for item in documents for path in item["paths"]]
    for relative in sorted(read):
        for given in inputs:
            if (place := given.resolve().parent / relative).is_file():
                return place
    folders = [path for path in inputs if path.is_dir()]
    return (folders[0] if folders else Path(inputs[0]).parent if inputs else Path()) / NAME


class Book:
    """A file of decisions, read whole; a line is added at once, so that nothing is lost when a session ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.decisions: list[Decision] = []
        self._text = ""
        if path.exists():
            self._read()

    def _read(self) -> None:
        try:
            self._text = self.path.read_bytes().decode("utf-8")
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError as error:
            raise DocumentError(str(self.path), f"not UTF-8 at byte {error.start}; convert the file") from None
        if not self._text.strip():
            self._text = ""
            return
        self.decisions, faults = parse_decisions(self._text)
        for fault in faults:
            if fault.grave:
                raise DocumentError(str(self.path), fault.what, fault.line)
        if not self._text.removeprefix("\ufeff").startswith(MARK) or HEADER.splitlines()[-1] not in self._text:
            what = "its columns are not those that kg review writes; give another file with --decisions"
            raise DocumentError(str(self.path), what, 1)

    def find(self, topic: tuple[str, ...]) -> Decision | None:
        """The decision on a topic that the file holds already."""
        return next((decision for decision in self.decisions if decision.topic == topic), None)

    def add(self, decision: Decision) -> str:
        """Add a line for a decision and give its place, file and line; refuses a topic that is decided already."""
        if known := self.find(decision.topic):
            told = f"{known.verdict} by {known.who}"
            raise UsageError(f"{self.path}:{known.line}: decided already ({told}); remove that line to decide again")
        head = "" if self._text else HEADER
        gap = "\n" if self._text and not self._text.endswith("\n") else ""
        added = head + gap + decision.line_text()
        parsed, faults = parse_decisions(self._text + added)
        if faults and faults[-1].grave:
            raise UsageError(f"this cannot be decided: {faults[-1].what}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8", newline="") as stream:
                stream.write(added)
        except OSError as error:
            raise EnvironmentFault(f"{self.path}: cannot be written: {error.strerror}") from None
        self._text += added
        self.decisions = parsed
        return f"{self.path}:{parsed[-1].line}"
