"""What a page says that its drug is and acts on: classes and targets, from its paragraphs of prose.

>>> from kg.spans import Text
>>> page = [Text.of("Examplimab is a type of immunotherapy drug. It binds to a protein called CD99 on T cells.")]
>>> [mention.name for mention in find_classes(page, ["Examplimab"])]
['immunotherapy']
>>> [mention.name for mention in find_targets(page, ["Examplimab"])]
['CD99']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.grammar.classes import Kind, iter_kinds
from kg.grammar.clauses import Sentence, read_sentence
from kg.grammar.molecules import Molecule
from kg.grammar.readings import Mention, Passage
from kg.grammar.shapes import is_symbol, shortens, without_mutation
from kg.grammar.speaker import Speaker
from kg.grammar.targets import iter_targets
from kg.grammar.words import iter_sentences, singular
from kg.spans import Text


def find_classes(texts: Sequence[Text], names: Sequence[str]) -> list[Mention]:
    """The kinds of drug that a page says its drug (called `names`) is, each once, in the order of the page."""
    found: dict[str, Mention] = {}
    for sentence, kinds, _ in _read(texts, names):
        for kind in kinds:
            key = _fold(kind.name)
            found.setdefault(key, Mention(kind.name, (Passage(sentence.text, kind.start, kind.end),)))
    return list(found.values())


def find_targets(texts: Sequence[Text], names: Sequence[str]) -> list[Mention]:
    """The molecules that a page says its drug (called `names`) acts on, each once, in the order of the page."""
    spoken: list[tuple[Text, Molecule, bool]] = []
    for sentence, kinds, speaker in _read(texts, names):
        spoken += (
            (sentence.text, molecule, nominal)
            for molecule, nominal in iter_targets(sentence, kinds, speaker.names | speaker.parts)
        )
    return _merge(spoken)


def _read(texts: Sequence[Text], names: Sequence[str]) -> Iterator[tuple[Sentence, list[Kind], Speaker]]:
    """Each sentence with the kinds it names, and what the page has said so far."""
    speaker = Speaker.of(names)
    for text in texts:
        for start, end in iter_sentences(text.string):
            sentence = read_sentence(text, start, end, speaker)
            kinds = list(iter_kinds(sentence, speaker))
            speaker.classes.update(kind.name.casefold() for kind in kinds)
            yield sentence, kinds, speaker


_MANY = 40
"""More names than a page has for its drug's targets; a vaguer name is not compared with those beyond."""


def _merge(spoken: list[tuple[Text, Molecule, bool]]) -> list[Mention]:
    """One mention for each molecule: a shared name makes two one, a kind's vague name gives way to a precise one."""
    found: list[Mention] = []
    keys: dict[str, int] = {}
    full = (alt for _, molecule, nominal in spoken if not nominal for alt in molecule.alts if " " in alt)
    precise = list(dict.fromkeys((*(molecule.name for _, molecule, _ in spoken), *full)))[:_MANY]
    for text, molecule, nominal in spoken:
        if nominal and any(_refines(name, molecule.name) for name in precise):
            continue
        if molecule.name == "microtubule" and any(mention.name.endswith("tubulin") for mention in found):
            continue  # "binds tubulin and disrupts the microtubule network" names one
        names = [molecule.name, *molecule.alts, without_mutation(molecule.name)]
        receptor = [molecule.name.removesuffix(" receptor")]  # "HER2" and "the HER2 receptor"
        at = next((keys[_fold(name)] for name in names + receptor if _fold(name) in keys), None)
        if at is None:
            at = len(found)
            found.append(_mention(text, molecule))
        else:
            old = found[at]
            said = (*old.alts, molecule.name, *molecule.alts)[::-1]
            known = {_fold(name): name for name in said if _fold(name) != _fold(old.name)}
            found[at] = old._replace(alts=tuple(known.values())[::-1])
        for name in names:
            keys.setdefault(_fold(name), at)
    return found


def _mention(text: Text, molecule: Molecule) -> Mention:
    first, *rest = molecule.places
    passages = (Passage(text, *first), *(Passage(text, *place, "shared-head") for place in rest))
    return Mention(molecule.name, passages, molecule.alts)


def _refines(name: str, vague: str) -> bool:
    """Whether `name` is `vague` with a number or a symbol that makes it more precise ("topoisomerase I")."""
    if name.casefold() == vague.casefold():
        return False
    if len(vague) > 2 and vague.isupper() and re.fullmatch(rf"[A-Z]{re.escape(vague)}", name):  # BRAF, KRAS
        return True
    vague = re.sub(r"^pan-", "", vague)
    if _is_one_of(name, vague):
        return True
    kind, _, head = vague.casefold().rpartition(" ")
    is_kind = bool(kind) and head == "receptor" and name.casefold().startswith(kind + " ")
    if is_kind and is_symbol(name[len(kind) + 1 :].split()[0]):  # "dopamine D2" and "dopamine receptor"
        return True
    if name.casefold().endswith(" " + vague.casefold()):
        return name[: -len(vague) - 1].isalnum() and not name[: -len(vague) - 1].islower()
    if "".join(word[0] for word in re.findall(r"\w+", vague)).casefold() == re.sub(r"[\W\d]+$", "", name).casefold():
        return True
    rest = name[len(vague) :] if name.casefold().startswith(vague.casefold()) else ""
    return bool(re.fullmatch(r"[-–\s]?(?:\d{1,2}|[IVX]{1,4}|[A-E]|alpha|beta|[α-ω])", rest))


def _is_one_of(name: str, vague: str) -> bool:
    """Whether `name` is a numbered symbol for one of what `vague` spells out ("JAK1", "Janus kinase")."""
    symbol = re.fullmatch(r"([A-Z]\w*?[^\W\d])[-–]?(?:\d\w*|[α-ω])", name)
    if not symbol or len(symbol[1]) < 3 or " " not in vague or vague[-1].isdigit():
        return False
    return shortens(symbol[1], vague.casefold().split())


def _fold(name: str) -> str:
    """A name without what does not tell two names apart: case, hyphens, the plural."""
    words = re.sub(r"[\W_]+", " ", name.casefold()).split()
    return " ".join(words[:-1] + [singular(word) for word in words[-1:]])
