"""The standing sentences of the pages: what they say holds for the site, not for the drug."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.mappers.nci.page import Page, Piece
from kg.model import Skipped

_TO_END = r"[^.!?]*[.!?:]?"
_STANDING = {
    "boilerplate": (
        r"This page contains brief information about",
        r"This page (?:also )?lists",
        r"The (?:list includes|individual drugs in the combinations|drug names link to)",
        r"However, (?:the )?drug combinations themselves",
        r"There (?:may be|are) (?:other |[\w-]+ )?drugs (?:and drug combinations )?used",
        r"Combinations usually work better than",
        r"(?:Each|All) of the drugs in this combination (?:is|are) approved",
        r"This combination may also be used with other",
        r"As a condition of approval,",
        r"Drugs are often studied to find out",
        r"This patient information sheet applies",
        r"However, much of the information may also apply",
        r"MedlinePlus (?:Information on|information may include)",
        r"Definition from the NCI Drug Dictionary",
        r"warnings about (?:this|the|these) drugs?\b",
        r"what (?:this|the|these) drugs? (?:is|are) used for",
        r"what you should (?:tell your doctor|know)",
        r"other drugs that may interact",
        r"possible side effects",
    ),
    "layout": (r"[^.!?:,;]{0,80}? (?:is|are|may be) (?:used|given)(?: in)?(?: patients with)?:",),
    "navigation": (
        r"For (?:more )?information\b[^.!?]*?\bsee\b",
        r"FDA label information for this drug",
        r"See (?:also )?the Drug Information Summar",
        r"Find Clinical Trials for",
    ),
}
_REASONS = list(_STANDING)
_SENTENCE = re.compile(
    r"(?:^|(?<=[.!?:] ))(?:" + "|".join(f"({'|'.join(patterns)})" for patterns in _STANDING.values()) + ")" + _TO_END
)


def iter_standing(pieces: Iterable[Piece]) -> Iterator[Skipped]:
    """Yield the standing sentences of some pieces with the reason that each is passed over."""
    for piece in pieces:
        for match in _SENTENCE.finditer(piece.words):
            yield Skipped(*piece.text.place(match.start(), match.end()), _REASONS[(match.lastindex or 1) - 1])


def skip(piece: Piece, reason: str) -> Skipped:
    """All of a piece, passed over."""
    return Skipped(piece.block.start, max(piece.block.end, piece.block.start + 1), reason)


def iter_titles(page: Page) -> Iterator[Skipped]:
    """Yield the title above the heading that names the subject, and every placeholder."""
    for piece in page.titles:
        yield skip(piece, "repeated title")
    for section in page.sections:
        for piece in section.pieces:
            if piece.words == "Placeholder slot":
                yield skip(piece, "layout")
