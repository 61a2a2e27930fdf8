"""Pages that are about no drug, regimen or list: every part of them is passed over, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.mappers.nci.page import Page, Piece
from kg.mappers.nci.standing import skip
from kg.model import Skipped

_CREDIT = re.compile(r"(?:Photo )?Credit: ")
_WORD = re.compile(r"\w")


def _is_navigation(piece: Piece) -> bool:
    """Whether a piece is nothing but links, or one letter of an alphabet of links."""
    rest = piece.words
    for link in sorted(piece.text.links, key=lambda link: -link.start):
        rest = rest[: link.start] + rest[link.end :]
    return not _WORD.search(rest) or len(rest) == 1


def _is_figure(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a piece is a picture, its credit, or the caption between them."""
    words = pieces[at].words
    if not words or _CREDIT.match(words):
        return True
    return 0 < at < len(pieces) - 1 and not pieces[at - 1].words and bool(_CREDIT.match(pieces[at + 1].words))


def iter_other(page: Page) -> Iterator[Skipped]:
    """Yield every part of a page that is about nothing in the graph."""
    if page.name is not None:
        yield skip(page.name, "repeated title")
    for section in page.sections:
        if section.heading is not None:
            yield skip(section.heading, "general")
        for at, piece in enumerate(section.pieces):
            reason = "navigation" if _is_navigation(piece) else "general"
            yield skip(piece, "figure" if _is_figure(section.pieces, at) else reason)
