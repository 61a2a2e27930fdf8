"""What verbs of action say: which prepositions lead to what is acted on, and what counts as acting on it."""

from __future__ import annotations

LEADING: dict[str, tuple[str, ...]] = {
    "act": ("on", "against", "at", "upon"),
    "action": ("on", "against"),
    "activation": ("of",),
    "active": ("against",),
    "activity": ("against",),
    "adduct": ("with",),
    "adducts": ("with",),
    "affinity": ("for", "to", "at"),
    "agonism": ("of", "at", "on"),
    "aim": ("at",),
    "alkylation": ("of",),
    "antagonism": ("of", "at", "on"),
    "attach": ("to", "onto"),
    "build": ("into",),
    "bind": ("to", "with", "onto", "on", "in", "within", "at", ""),
    "blockade": ("of",),
    "bond": ("with", "to"),
    "bonds": ("with", "to"),
    "compete": ("for",),
    "complex": ("with",),
    "complexes": ("with",),
    "direct": ("against", "at", "to", "toward", "towards"),
    "enter": ("", "into"),
    "incorporate": ("into",),
    "incorporation": ("into",),
    "hybridise": ("to", "with"),
    "hybridize": ("to", "with"),
    "inhibition": ("of",),
    "insert": ("into", "itself"),
    "interact": ("with",),
    "intercalate": ("into", "with", "between", ""),
    "interfere": ("with",),
    "latch": ("on", "onto", "to"),
    "methylation": ("of",),
    "misincorporate": ("into",),
    "modulation": ("of",),
    "potentiation": ("of",),
    "stimulation": ("of",),
    "lock": ("on", "onto", "to", ""),
    "selective": ("for", "against"),
    "selectivity": ("for", "against"),
    "shut": ("down", "off"),
    "specific": ("for", "to", "against"),
    "specificity": ("for", "to", "against"),
    "stick": ("to", "onto"),
    "target": ("", "at", "to", "against"),
    "turn": ("off",),
    "work": ("on", "against"),
}
"""What may stand between a word of action and the name of what it acts on; "" where nothing need stand there."""

TUNING = frozenset(
    "activate activation agonise agonize modulate modulation potentiate potentiation stimulate stimulation".split()
)
"""What is done to receptors and channels by what binds them; done to anything else, it may be a later effect."""

DIRECT = TUNING | frozenset(
    "antagonise antagonize block bridge capture chelate disrupt downregulate engage inactivate inhibit neutralise"
    " neutralize occupy poison recognise recognize sequester stabilise stabilize suppress trap".split()
)
PASSIVE = frozenset("aim build direct incorporate insert misincorporate target".split())
"""Verbs whose participle says what the drug itself does ("an antibody directed against …")."""

ADDING = frozenset("add attach transfer".split())
CAUSING = frozenset("cause create form generate induce make produce".split())
STRIKING = (
    ADDING
    | CAUSING
    | frozenset(
        "alkylate alkylation attack break build cross-link crosslink damage enter incorporate incorporation methylation"
        " insert intercalate methylate misincorporate".split()
    )
)
"""What is done to DNA, RNA or microtubules; done to anything else, it tells no target."""

REACTING = frozenset("alkylate cross-link crosslink intercalate methylate".split())
KEEPING = frozenset("antagonise antagonize block inhibit prevent reduce stop".split())
SLIGHT = frozenset("absent lacking low lower minimal negligible poor small weak weaker".split())
HARMS = frozenset("adducts bonds breaks cross-links crosslinks cuts damage lesions links".split())
LOWERING = frozenset("decrease limit lower prevent reduce slow stop".split())
HOLDING = frozenset("keep prevent stop".split())
WORKING = frozenset("acting doing functioning sending signaling signalling working".split())
