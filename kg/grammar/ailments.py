"""The words of conditions' names: the nouns that end one, the adjectives and sites before it, and what names none."""

from __future__ import annotations

import re

from kg.grammar.conditions import is_head as ends_condition

QUALIFIER = re.compile(
    r"(?:.*[-‑](?:positive|negative|mutated|mutant|deficient|high|low|grade|risk|stage|dependent|resistant|sensitive|type"
    r"|responsive"
    r"|refractory|line|onset|severe|associated|related|expressing|rearranged|altered|amplified)|positive|negative|\w+ly|germline|somatic|deleterious|pathogenic"
    r"|relapsed|relapsing|relapsing-remitting|loco-?regional|refractory|recurrent|metastatic|advanced|unresectable|resectable|resected|inoperable|early"
    r"|late|newly"
    r"|diagnosed|untreated|treated|chronic|acute|subacute|accelerated|blast|phase|stage|grade|risk|low|high"
    r"|intermediate|mild"
    r"|moderate|severe|active|progressive|differentiated|undifferentiated|symptomatic|asymptomatic|persistent"
    r"|invasive|aggressive"
    r"|indolent|primary|secondary|resistant|local|localized|localised|regional|disseminated|complicated|uncomplicated"
    r"|episodic"
    r"|stable|unstable|existing|suspected|confirmed|new|large|small|initial|first|second|third|previous|prior"
    r"|residual|minimal"
    r"|adult|adults|p(?:a)?ediatric|juvenile|congenital|hereditary|acquired|inherited|idiopathic|familial|sporadic"
    r"|operable"
    r"|anterior|posterior|eosinophilic|hormone-sensitive|sensitive|I{1,3}[ABC]?|IV[ABC]?|\d+|to|of|positive|negative)",
    re.IGNORECASE,
)
SITE = re.compile(
    r"(?:\w{2,}(?:al|ic|ing|ar|ary|eal|ous|oid|ive|able|ible|atous|ian|genous)|\w+['’]s?|\w+[-‑]|(?:small|large|germ"
    r"|squamous|basal|mast|plasma"
    r"|mantle|islet|giant|hairy|T|B|NK|T-|B-)?[- ]?cell|breast|lung|liver|kidney|bone|skin|brain|neck|head|prostate"
    r"|colon|stomach"
    r"|thyroid|ovary|cervix|bile|duct|blood|lymph|node|nerve|muscle|gland|tube|junction|tissue|bladder|tract|heart"
    r"|ear|nose|eye"
    r"|throat|mouth|joint|hip|knee|spine|kinase|receptor|chromosome|marrow|plaque|panic|eating)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?!bacteria$)\w{3,}(?:ia|ias|tension|epsy|betes|ism|ysm|pox|virus)|asthma|gout|acne|lupus|migraines?|mellitus|pectoris|angina"
    r"|strokes?|obesity|anxiety|depression|eczema|rosacea|autism|insufficiency|dysfunction|impairment|arrest|rabies|scabies"
    r"|allerg(?:y|ies)|\w+iasis|apn(?:o)?ea|pals(?:y|ies)|syphilis|measles|influenza|herpes|vitiligo|delirium|spasticity"
    r"|abscess(?:es)?|infertility|cataracts?|degeneration|chorea|jaundice|tetanus|rickets|scurvy|poisoning|intoxication"
    r"|obstruction|reflux|incontinence|dependence|addiction|withdrawal|embolism|burns?|wounds?|spasms?|cramps|tremors?|tics|sores?",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(?:it|them|this|that|these|those|disease|conditions?|disorders?|patients?|use|treatment|therapy|symptoms?"
    r"|pain relief|adults?"
    r"|children|women|men|others?|surgery|transplantation|both|either|any|one|two|cancer treatment|indications?"
    r"|drugs?|agents?"
    r"|years?|months?|age|older|infants|adolescents|monotherapy|combination|chemotherapy|radiotherapy|radiation"
    r"|.*\b(?:therapy|therapies|tests?|prophylaxis|control|decline|deaths?|mortality|survival|function|hospitali[sz]ations?"
    r"|revasculari[sz]ations?"
    r"|treatments?|regimens?|inhibitors?|agents?|drugs?|chemotherapy|intolerance|patients|surgery|irradiation"
    r"|transplant(?:ation)?))",
    re.IGNORECASE,
)


_STATE = re.compile(
    r"(?:relapsing-remitting|progressive|metastatic|advanced|recurrent|relapsed|relapsing|refractory|residual|loco-?regional"
    r"|resected|resectable|unresectable),?",
    re.IGNORECASE,
)


def is_head(word: str) -> bool:
    """Whether a word can end the name of a condition: of a cancer page's conditions, or of common ones beside them."""
    return ends_condition(word) or _HEAD.fullmatch(word) is not None


def is_state(name: str) -> bool:
    """Whether a name only tells a state of the disease that was named before ("relapsing-remitting disease")."""
    *states, head = name.split()
    return (
        head == "disease"
        and any(map(_STATE.fullmatch, states))
        and all(QUALIFIER.fullmatch(word.rstrip(",")) for word in states)
    )
