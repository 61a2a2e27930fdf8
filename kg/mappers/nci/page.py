"""A page as its mappers see it: the front matter, the headings, and under each heading its paragraphs and items.

Scraped pages hide headings: an empty `##` has its words in the paragraph below it, and an item may be a heading
(`- ## Words`). Here both are headings like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from kg.blocks import Block, iter_blocks
from kg.mappers.nci.front import FrontMatter, read_front_matter
from kg.model import Document, Evidence, Iri, Problem, Role
from kg.nodes import mint_iri
from kg.spans import LineIndex, Link, Text

LONGEST = 100_000
"""A block with more characters than this is not prose, and is left unrecognised."""

SITE = "https://www.cancer.gov/"
PageKind = Literal["drug", "combination", "list", "other"]

_HEADING_ITEM = re.compile(r"(#{1,6})[ \t]+")
_SWALLOWED = re.compile(r"^[ \t\r]*\n#{1,6}[ \t]", re.MULTILINE)
_TITLE_END = re.compile(r"\s+[-–—|]\s+NCI$")


class Piece(NamedTuple):
    """One block and its visible words; `level` is that of a heading, else 0."""

    block: Block
    text: Text
    level: int = 0

    @property
    def words(self) -> str:
        """The visible words."""
        return self.text.string


class Section(NamedTuple):
    """A heading, if there is one, and what stands under it up to the next heading."""

    heading: Piece | None
    pieces: tuple[Piece, ...]

    @property
    def title(self) -> str:
        """The heading's words, or an empty text."""
        return self.heading.words if self.heading else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart: `name` is its second top-level heading (else the first), `titles` the headings before it."""

    document: Document
    front: FrontMatter
    titles: tuple[Piece, ...]
    name: Piece | None
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]

    @property
    def label(self) -> str:
        """What the page is about, in its own words; a site's suffix ("… - NCI") is left off."""
        return _TITLE_END.sub("", self.name.words) if self.name else ""

    @property
    def key(self) -> str:
        """The last segment of the page's address, else its name: what its IRI is minted from."""
        return last_segment(self.front.url) or self.label

    def cite_name(self, rule: str) -> Evidence:
        """The heading that names what the page is about."""
        assert self.name is not None  # noqa: S101 - only pages that have a name are about something
        return self.document.cite_text(self.name.text, 0, len(self.label), rule)

    def cite_piece(self, piece: Piece, rule: str, role: Role) -> Evidence:
        """All the visible words of a piece."""
        return self.document.cite_text(piece.text, 0, len(piece.words), rule, role)

    def resolve(self, href: str) -> str:
        """The absolute form of a link's address; an empty text where it has none."""
        try:
            return urljoin(self.front.url or SITE, href)
        except ValueError:
            return ""


def last_segment(url: str) -> str:
    """The last part of an address's path."""
    try:
        return urlsplit(url).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""


def drug_iri(key: str) -> Iri:
    """The IRI of the drug or combination whose page's address ends in `key`."""
    return mint_iri("nci", "drug", key)


def iter_lines(piece: Piece) -> Iterator[Text]:
    """Yield the visible words of each line of a piece."""
    raw, at = piece.text.raw, piece.block.start
    for line in raw[piece.block.start : piece.block.end].split("\n"):
        text = Text(raw, at, at + len(line))
        if text:
            yield text
        at += len(line) + 1


def visible_end(text: Text, link: Link) -> int:
    """Where a link's visible words end; white space at the end of a text is not among them."""
    return min(link.end, len(text.string))


def has_drug_page(page: Page, link: Link) -> bool:
    """Whether a link leads to a drug's or regimen's page."""
    return "/treatment/drugs/" in urlsplit(page.resolve(link.href)).path


def _split_front(document: Document) -> tuple[FrontMatter, list[Block]]:
    blocks = list(iter_blocks(document.index))
    if not blocks or blocks[0].kind != "front matter":
        return FrontMatter(), blocks
    front, body = blocks[0], blocks[1:]
    if document.text.startswith("---", front.end):
        read = read_front_matter(document, front)
        if not read.problems or not _SWALLOWED.search(document.text, front.start, front.end):
            return read, body
    # Nothing closes it, or a rule far below does: read the page as if it had none, from its first heading on.
    masked = document.text.replace("---", "   ", 1)
    blocks = list(iter_blocks(LineIndex(masked)))
    first = next((at for at, block in enumerate(blocks) if block.kind == "heading"), len(blocks))
    end = blocks[first].start if first < len(blocks) else len(document.text)
    return read_front_matter(document, front._replace(end=end), closed=False), blocks[first:]


def _make_piece(raw: str, block: Block) -> Piece:
    if block.kind == "item" and (match := _HEADING_ITEM.match(raw, block.start, block.end)):
        block = block._replace(kind="heading", start=match.end(), level=len(match[1]))
    return Piece(block, Text(raw, block.start, block.end), block.level if block.kind == "heading" else 0)


def _iter_pieces(document: Document, blocks: list[Block]) -> Iterator[Piece]:
    """Yield the pieces; the paragraph under an empty heading becomes that heading."""
    level = 0
    for block in blocks:
        if block.kind == "rule" or block.end - block.start > LONGEST:
            continue
        piece = _make_piece(document.text, block)
        if piece.level and not piece.words:
            level = piece.level
            continue
        if level and piece.block.kind == "paragraph" and not piece.text.links and len(piece.words) <= 200:
            piece = piece._replace(level=level)
        level = 0
        yield piece


def _iter_sections(pieces: list[Piece]) -> Iterator[Section]:
    heading: Piece | None = None
    under: list[Piece] = []
    for piece in pieces:
        if piece.level:
            yield Section(heading, tuple(under))
            heading, under = piece, []
        else:
            under.append(piece)
    yield Section(heading, tuple(under))


def _split_titles(pieces: list[Piece]) -> tuple[tuple[Piece, ...], Piece | None, list[Piece]]:
    """The title, the name, and the rest: a page has two top-level headings, and the second names its subject."""
    tops = [at for at, piece in enumerate(pieces[:50]) if piece.level == 1][:2]
    if not tops:
        return (), None, pieces
    if len(tops) == 2 and tops[1] != tops[0] + 1:
        tops = tops[:1]
    at = tops[-1]
    titles = tuple(pieces[top] for top in tops[:-1])
    rest = [piece for number, piece in enumerate(pieces) if number not in tops]
    return titles, pieces[at], rest


def read_page(document: Document) -> Page:
    """Take a page apart."""
    front, blocks = _split_front(document)
    long = [block for block in blocks if block.end - block.start > LONGEST]
    what = f"a block of more than {LONGEST:,} characters is not read as prose"
    problems = tuple(Problem(block.line, "warning", what) for block in long)
    titles, name, rest = _split_titles(list(_iter_pieces(document, blocks)))
    return Page(document, front, titles, name, tuple(_iter_sections(rest)), problems)
