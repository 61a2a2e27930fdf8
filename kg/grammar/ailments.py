"""The words of conditions' names: the nouns that end one, the adjectives and sites before it, and what names none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.grammar.conditions import is_head as ends_condition

QUALIFIER = re.compile(
    r"(?:.*[-‑](?:positive|negative|mutated|mutant|deficient|high|low|grade|risk|stage|dependent|resistant"
    r"|sensitive|type"
    r"|responsive|\w+ed"
    r"|refractory|line|onset|severe|associated|related|expressing|rearranged|altered|amplified|differentiated"
    r"|functional|controlled)|positive|negative"
    r"|\w+(?<!mega)ly|un\w+ed|bulky|in\w*tolerant|ineligible|unsuitable|[A-DT]\d[a-c]?(?:[-–][A-DT]?\d[a-c]?|[-–][A-D])?"
    r"|de|novo|germline|somatic|deleterious|pathogenic"
    r"|relapsed|relapsing|relapsing-remitting|loco-?regional|refractory|recurrent|metastatic|advanced|unresectable"
    r"|resectable|resected|inoperable|early"
    r"|late|newly"
    r"|diagnosed|untreated|treated|chronic|acute|subacute|accelerated|blast|phase|stage|grade|risk|low|high"
    r"|intermediate(?:-\d)?|mild|inflammatory"
    r"|moderate|severe|active|progressive|differentiated|undifferentiated|symptomatic|asymptomatic|persistent"
    r"|invasive|aggressive"
    r"|indolent|primary|secondary|resistant|local|localized|localised|regional|disseminated|complicated|uncomplicated"
    r"|episodic"
    r"|stable|unstable|existing|suspected|confirmed|new|large|small|initial|first|second|third|previous|prior"
    r"|residual|minimal"
    r"|adult|adults|p(?:a)?ediatric|juvenile|congenital|hereditary|acquired|inherited|idiopathic|familial|sporadic"
    r"|operable"
    r"|anterior|posterior|eosinophilic|hormone-sensitive|sensitive|I{1,3}[ABC]?|IV-?[ABC]?|\d+|to|of|positive|negative)",
    re.IGNORECASE,
)
SITE = re.compile(
    r"(?:\w{2,}(?:al|ic|ing|ar|ary|eal|ous|oid|ive|able|ible|atous|ian|genous)|\w+['’]s?|\w+[-‑]|(?:small|large|germ"
    r"|squamous|basal|mast|plasma"
    r"|mantle|islet|giant|hairy|T|B|NK|T-|B-)?[- ]?cell|breast|lung|liver|kidney|bone|skin|brain|neck|head|prostate"
    r"|colon|stomach"
    r"|thyroid|ovary|cervix|bile|duct|blood|lymph|node|nerve|muscle|gland|tube|junction|tissue|bladder|tract|heart"
    r"|ear|nose|eye"
    r"|throat|mouth"
    r"|joint|hip|knee|spine|kinase|receptor|chromosome|marrow|plaque|panic|eating)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?!bacteria$)\w{3,}(?:ia|ias|tension|epsy|betes|ism|ysm|pox|virus)|asthma|gout|acne|lupus|migraines?|mellitus"
    r"|pectoris|angina"
    r"|strokes?|obesity|anxiety|depression|eczema|rosacea|autism|insufficiency|dysfunction|impairment|arrest|rabies"
    r"|scabies"
    r"|allerg(?:y|ies)|\w+iasis|apn(?:o)?ea|pals(?:y|ies)|syphilis|measles|influenza|herpes|vitiligo|delirium"
    r"|spasticity"
    r"|abscess(?:es)?|infertility|cataracts?|degeneration|chorea|jaundice|tetanus|rickets|scurvy|poisoning|intoxication"
    r"|obstruction|reflux|incontinence|dependence|addiction|withdrawal|embolism|burns?|wounds?|spasms?|cramps"
    r"|tremors?|tics|sores?"
    r"|stature|retention|\w{3,}(?:vascularization|vascularisation|trichosis|phoria|pnea|pnoea|mnesia|mnia|aesthesia)",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(?:(?:the |a |their |its )?(?:signs and symptoms|prevention|suppression|recurrences?|relapses?"
    r"|(?:number|frequency|rate) of .*)"
    r"|(?:[\w-]+ )?(?:patients|adults|children|adolescents) .*"
    r"|it|them|this|that|these|those|disease|conditions?|disorders?|patients?|use|treatment|therapy|symptoms?"
    r"|pain relief|adults?"
    r"|children|women|men|others?|surgery|transplantation|both|either|any|one|two|cancer treatment|indications?"
    r"|drugs?|agents?"
    r"|years?|months?|age|older|infants|adolescents|monotherapy|(?:initial|first|recurrent|repeated|subsequent"
    r"|acute|single|multiple) (?:episodes?|attacks?)|combination|chemotherapy|radiotherapy|radiation"
    r"|.*\b(?:therapy|therapies|tests?|prophylaxis|control|decline|deaths?|mortality|survival|function"
    r"|hospitali[sz]ations?"
    r"|revasculari[sz]ations?|procedures?|oxygenation|ventilation|involvement|thinning|ablation|groups?|remission"
    r"|responses?|factors"
    r"|treatments?|regimens?|inhibitors?|agents?|drugs?|chemotherapy|intolerance|patients|surgery|irradiation"
    r"|adults|children|women|men|infants|persons|people|individuals|contacts|an(?:a)?esthesia|sedation|analgesia"
    r"|intubation"
    r"|transfusions?|contraception|(?:an(?:a)?esthesia|sedation) (?:of|for|in|during) .*"
    r"|transplant(?:ation)?))",
    re.IGNORECASE,
)


NO_START = re.compile(
    r"(?:in|at|on|by|to|for|from|with|who\w*|which|that|have|has|had|or|and|received|responded|established$|(?:is|are|was|were|its|their|among)\b|developed|experienced"
    r"|(?:reduce|improve|decrease|lower|increase|maintain|prevent|delay) the|induced(?: by|$)|caused(?: by|$))\b"
)
FIXED = re.compile(
    r"\bhead and neck\b|\bgraft[- ]versus[- ]host\b|\bskin and (?:skin structure|soft tissue)\b|\bsigns and symptoms\b"
    r"|\bbone and joint\b|\bear, nose,? and throat\b|\bhand[, -]foot[, -]and[- ]mouth\b|\btype 1 or (?:type )?2\b"
    r"|\bgrade \d or \d\b|\b[\w-]+ or [\w-]+ origin\b"
    r"|\bstages? [IVX]+[ABC]?(?:, [IVX]+[ABC]?)*,? (?:and|or) [IVX]+[ABC]?\b",
    re.IGNORECASE,
)
_EPITHET = re.compile(r"(?!(?:data|area|virus|status|plus|via|extra)$)[a-z]{3,}(?:a|is|us|um|ides|ans|iformis|iforme)")
"""The second word of a name in Latin."""
_STATE = re.compile(
    r"(?:relapsing-remitting|progressive|metastatic|advanced|recurrent|relapsed|relapsing|refractory|residual"
    r"|loco-?regional"
    r"|resected|resectable|unresectable),?",
    re.IGNORECASE,
)


def is_head(word: str) -> bool:
    """Whether a word can end the name of a condition: of a cancer page's conditions, or of common ones beside them."""
    return ends_condition(word) or _HEAD.fullmatch(word) is not None


def is_latin(words: Sequence[str]) -> bool:
    """Whether the last two words are a condition in Latin: its noun, and after it an adjective of Latin form."""
    return len(words) > 1 and is_head(words[-2]) and _EPITHET.fullmatch(words[-1]) is not None


def is_state(name: str) -> bool:
    """Whether a name only tells a state of the disease that was named before ("relapsing-remitting disease").

    So do adjectives, participles, adverbs alone ("newly diagnosed or resistant"), and what ends in "of" or "arising".
    """
    *states, head = name.split()
    if head in ("of", "arising") or all(
        word in ("and", "or") or QUALIFIER.fullmatch(word.rstrip(",")) for word in name.split()
    ):
        return True
    return (
        head == "disease"
        and any(map(_STATE.fullmatch, states))
        and all(word in ("and", "or") or QUALIFIER.fullmatch(word.rstrip(",")) for word in states)
    )
