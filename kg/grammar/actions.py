"""What prose says that a drug does and is made of: the sentences, the cells that it acts on, the drug that it carries.

>>> from kg.spans import Text
>>> page = [Text.of("Examplimab binds to CD99 on T cells. This keeps cancer cells from growing. Cancer is a disease.")]
>>> reading = read_actions(page, ["Examplimab"])
>>> [mention.name for mention in reading.mechanism]
['Examplimab binds to CD99 on T cells.', 'This keeps cancer cells from growing.']
>>> [mention.name for mention in reading.cells]
['T cells', 'cancer cells']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.grammar.readings import Mention, Passage
from kg.grammar.sentences import is_denied, outside_brackets
from kg.grammar.speaker import DRUG_NOUNS, PARTS
from kg.grammar.words import iter_sentences
from kg.spans import Text


class Actions(NamedTuple):
    """What a page tells: sentences on how the drug works and on what it is made of; kinds of cells; its payload."""

    mechanism: tuple[Mention, ...]
    composition: tuple[Mention, ...]
    cells: tuple[Mention, ...]
    payloads: tuple[Mention, ...]
    background: tuple[Passage, ...]


_LEAD = r"(?:(?:Once|When|In|Inside|So|There|Then|Since|Because|As|By|More|After|Through)\b[^.,;]{0,90}?,? )?"
_NOUNS = "|".join(sorted(DRUG_NOUNS | PARTS | {"binding", "ends", "fragments", "cells"}))
_SUBJECT = (
    r"(?:It|They|This|These|Both|One|it|they|this|these)\b"
    rf"|(?:The|A|Each|One|the)(?: [\w-]+){{0,4}}? (?:{_NOUNS}|other)\b"
    rf"|(?:[\w-]+ ){{0,3}}(?:{_NOUNS})(?<!cells)\b"
    r"|(?:Blocking|Binding|Stopping|Inhibiting)\b"
)
_DOES = re.compile(
    r"\b(?:works?|acts?|binds?|attach(?:es)?|blocks?|inhibits?|targets?|attacks?|stops?|slows?|prevents?|keeps?|kills?"
    r"|damages?|destroys?|helps?|causes?|allows?|enables?|enhances?|reduces?|lowers?|increases?|decreases?|interferes?"
    r"|disrupts?|breaks?|delivers?|carry|carries|brings?|stimulates?|triggers?|redirects?|promotes?|suppress(?:es)?"
    r"|weakens?|changes?|recogni[sz]es?|releases?|enters?|modulates?|mimics?|replaces?|protects?|removes?|activates?"
    r"|degrades?|competes?|interacts?|makes? (?:[\w-]+ ){0,3}cells"
    r"|shrinks?|boosts?|restores?|substitutes?|leads?|come close"
    r"|(?:inhibitor|antagonist|agonist|modulator|blocker|activator|stimulator)s? of|directed (?:against|at)|affinity"
    r"|(?:gets?|is|are) (?:converted|incorporated|built|changed))\b(?! (?:approved|in people|side effects))"
)
_MADE_OF = re.compile(
    r"\b(?:contains?|consists? of|is made (?:up )?(?:of|from)|made of|is composed of|formed by|form(?:ed)? from"
    r"|(?:chemically )?linked to|is a salt of|conjugated (?:to|with))\b"
    r"|\bcells? (?:are|is) (?:then |first )?(?:collected|taken|removed|grown|changed|modified)\b"
    r"|\binvolves (?:removing|taking|collecting)\b"
)
_ELSEWHERE = re.compile(  # what is told of makers, regulators, uses and studies is read by their own grammars
    r"\b(?:manufactured|marketed|commerciali[sz]ed|developed by|approv(?:ed|al)|indicated|indication|authori[sz]ed"
    r"|designation|investigated|studied|(?:is|are) (?:\w+ )?used (?:to|for|with|in|alone)|label|boxed warning)\b"
)
_BACKGROUND = re.compile(
    r"[^.,;:]{0,60}?\b(?:[Cc]ells?|[Cc]ancers?|[Tt]umou?rs?)\b[^.,;:]{0,100}?\b(?:are|is|needs?|cannot|uses?|makes?|have)\b"
    r"|\S+(?: \S+)? (?:is|are) (?:an?|the|mostly|normally|found|present|expressed)\b"
)

_BEFORE_CELLS = re.compile(
    r"\b(?:on(?: the surfaces? of)?|kill(?:s|ing)?|attack(?:s|ing)?|destroy(?:s|ing)?|recogni[sz]es?|enter(?:s|ing)?"
    r"|bring(?:s|ing)|redirect(?:s|ing)|growth of|DNA of|keep(?:s|ing)?|caus(?:es?|ing)|stop(?:s|ing)?|inside|into)\s+"
)
_SPARED = (
    r"(?:some|certain|more|these|those|the|other|many|most|all|its|their|this|any|own"
    r"|healthy|normal|malignant|cancerous)"
)
_CELLS = re.compile(
    rf"(?:(?:{_SPARED}(?: and| or)?|(?:a |the )?(?:patient|person)['’]s) )*(?:immune cells called )?"
    r"(?P<name>(?!cells?\b)(?:[A-Za-z][\w+-]* ){0,2}?(?:[A-Z]-)?(?:[Cc]ells|lymphocytes))\b"
)
_AND_CELLS = re.compile(r"\s+(?:and|or|to)\s+")
_VAGUE = re.compile(
    r"\w+ing\b|\w+ed\b|\b(?:and|or|of|to|that|which|by|in|from|with|on|for|a|an|the|these|those|some|other)\b"
)
_PAYLOAD = re.compile(
    r"\blinked to (?:an? |the )(?:[\w-]+ ){0,5}?(?:drug|toxin|agent|payload|medicine|substance)s? "
    r"(?:called|named|known as) "
    r"(?P<name>[\w-]+(?: [\w-]+)??)(?=[.,;]| that | which | and |$)"
)


def read_actions(texts: Sequence[Text], names: Sequence[str], classes: Sequence[str] = ()) -> Actions:
    """What paragraphs about a drug, which they call by `names` and say to be of `classes`, tell of what it does."""
    own = _own_subject(names, classes)
    mechanism: list[Mention] = []
    composition: list[Mention] = []
    background: list[Passage] = []
    cells: dict[str, Mention] = {}
    payloads: dict[str, Mention] = {}
    for text in texts:
        for start, end in iter_sentences(text.string):
            words = text.string[start:end].rstrip()
            if _ELSEWHERE.search(words) or is_denied(words):
                continue
            whole = Mention(words, (Passage(text, start, start + len(words)),))
            is_own = own.match(words) is not None
            acts = is_own and _DOES.search(outside_brackets(words)) is not None
            made = _MADE_OF.search(words) is not None and (is_own or "cells" in words)
            mechanism += [whole] if acts else []
            composition += [whole] if made else []
            if acts:
                _collect(cells, _iter_cells(text, start, words))
            if acts or made:
                _collect(payloads, _iter_payloads(text, start, words))
            elif not is_own and _BACKGROUND.match(words):
                background.append(whole.passages[0])
    found = tuple(cells.values()), tuple(payloads.values())
    return Actions(tuple(mechanism), tuple(composition), *found, tuple(background))


def _own_subject(names: Sequence[str], classes: Sequence[str]) -> re.Pattern[str]:
    """What a sentence about the drug begins with: its names, those of its parts and kinds, a word that refers to it."""
    parts = [part for name in names for part in re.split(r" and | with |,", name)]
    called = {re.sub(r"-[a-z]{4}$", "", name.strip()) for name in (*names, *parts, *classes) if len(name.strip()) > 2}
    listed = "|".join(re.escape(name) for name in sorted(called, key=lambda name: (-len(name), name)))
    return re.compile(rf"{_LEAD}(?:(?i:{listed})(?:s|-\w+)?\b|{_SUBJECT})" if listed else rf"{_LEAD}(?:{_SUBJECT})")


def _collect(found: dict[str, Mention], mentions: Iterator[Mention]) -> None:
    for mention in mentions:
        key = mention.name.casefold().replace("-", " ")
        old = found.get(key)
        found[key] = old._replace(passages=(*old.passages, *mention.passages)) if old else mention


def _iter_cells(text: Text, start: int, words: str) -> Iterator[Mention]:
    """Yield the kinds of cells that a sentence says the drug meets: on which, kills, brings together …"""
    plain = outside_brackets(words)
    seen: set[int] = set()
    for before in _BEFORE_CELLS.finditer(plain):
        match = _CELLS.match(plain, before.end())
        while match and match.start("name") not in seen:
            seen.add(match.start("name"))
            name = match["name"]
            if not _VAGUE.search(name) and " " in name.replace("-", " "):
                low, high = (start + at for at in match.span("name"))
                yield Mention(name, (Passage(text, low, high),))
            after = _AND_CELLS.match(plain, match.end())
            match = _CELLS.match(plain, after.end()) if after else None


def _iter_payloads(text: Text, start: int, words: str) -> Iterator[Mention]:
    for match in _PAYLOAD.finditer(words):
        low, high = (start + at for at in match.span("name"))
        yield Mention(match["name"], (Passage(text, low, high),))
