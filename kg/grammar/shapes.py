"""What molecules' names look like: symbols, enzymes, numbers, and the nouns that say what a molecule is."""

from __future__ import annotations

import re

from kg.grammar.words import singular

HEADS = frozenset(
    "adrenoceptor antigen antiporter autoreceptor channel checkpoint chemokine co-transporter complex"
    " coreceptor cotransporter cytokine enzyme exchanger factor gene glycoprotein hydrolase"
    " integrin kinase ligand ligase marker molecule oncogene oncoprotein peptide phosphatase protease protein pump"
    " receptor structure substance subunit symporter transferase transporter".split()
)
"""Nouns that say what a molecule is and, alone or with general adjectives, name none."""

GENERAL = frozenset(
    "abnormal activated active all bacterial bad body cancer cancer-causing cancerous cell cell-surface cells"
    " cellular certain circulating class cleavage co-stimulatory common costimulatory critical cytoplasmic cytosolic"
    " different digestive distinct dna double-strand double-stranded downstream endogenous essential excess"
    " extracellular faulty female first five four free growth growth-promoting harmful healthy hormone hormones human"
    " immune important inactive inflammatory inhibitory intracellular key kind kinds large lipid main major male"
    " many membrane membrane-bound metabolic mitochondrial more multikinase multiple mutant mutated natural needed"
    " new non-receptor normal nuclear numerous oncogenic one other overactive particular plasma"
    " postsynaptic presynaptic regulatory related"
    " relevant repair rna same second serine serine-threonine serine/threonine several sex signal signaling"
    " signalling single single-strand single-stranded small soluble some specific steroid structural such surface"
    " target targeted third three threonine tissue transcription transmembrane tumor tumor-associated"
    " tumor-specific tumour tumour-associated two type types tyrosine unique unknown unwanted various viral vital"
    " wild-type".split()
)
"""Words that do not tell one molecule from another."""

DRUG_ADJECTIVES = frozenset(
    "allosteric atp-competitive available bioavailable bispecific brain-penetrant central competitive covalent"
    " direct dual first-generation first-in-class fully highly humanized investigational irreversible long-acting"
    " macrocyclic mixed monoclonal next-generation non-covalent non-specific non-steroidal noncovalent nonpeptide"
    " nonsteroidal novel once-daily oral orally pan partial peripheral potent pure recombinant reversible"
    " second-generation selective small-molecule specific steroidal strong synthetic systemic"
    " third-generation weak".split()
)
"""Adjectives of a drug, before a name in "a selective X inhibitor"."""

WORK = frozenset(
    "action actions activities activity effects function functioning functions signaling signalling".split()
)
"""Nouns for what a molecule does: who blocks that blocks the molecule."""

TAIL = WORK | frozenset(
    "active catalytic enzymatic proteolytic domain domains isoform isoforms network networks pocket site sites"
    " subtypes".split()
)
TRAILING = frozenset(
    "antigen antigens enzyme enzymes fusion gene glycoprotein itself kinase kinases molecule molecules mutant"
    " mutants oncoprotein protein proteins serine-threonine serine/threonine tyrosine".split()
)
"""Nouns that may follow a symbol and add nothing to it ("HER2 protein")."""

PASSING = WORK | frozenset(
    "aspartate assembly class cleft combination conformation conformations cysteine domain domains dynamics effect end"
    " ends epitope epitopes exon exons families family form forms groove group guanine helix histidine intron"
    " introns isoform isoforms kind kinds loop loops lysine member members moiety number pair pairs part parts"
    " pocket portion positions range region repeat repeats residue residues sequence sequences serine site sites"
    " strand strands subdomain subtype subtypes subunit subunits surface tail terminus threonine type types"
    " tyrosine variant variants variety zinc".split()
)
"""Nouns before "of" that lead on to the molecule ("the extracellular domain of …")."""

_NO_MOLECULE = frozenset(
    "bacteria blood body bone bones brain cancer cancers cell cells chain chains chromosome chromosomes disease"
    " hormone hormones leukocytes lymphocyte lymphocytes macrophages margin neurons neutrophils organ organs"
    " pathway pathways patients people plasma platelets region signal signals strain strains syndrome system"
    " tissue tissues tumor tumors tumour tumours vessel vessels virus viruses vitamin".split()
)
"""Heads of phrases that name cells, diseases or processes, whatever stands before them."""

STRANDS = frozenset(
    "backbone base bases double groove helix major minor molecule molecules pair pairs strand strands".split()
)

NUCLEIC = re.compile(r"DNA|[a-z]*RNA")
FIBRES = re.compile(r"microtubules?|(?:[\w/]{1,6}[-–])?tubulin")
_DISEASE = re.compile(r"[a-z]+(?:a?emia|oma|omas|itis)$")
BOUND = re.compile(r"[a-z]{3,}(?:in|ins|on|ons|ened)(?:[-–]?\d+\w?)?$")
"""Lower-case nouns that may be proteins where a verb binds them ("cereblon", "tubulin", "exportin-1")."""

NUMBERED = re.compile(r"(?<=[a-z])[-–](?:alpha|beta|gamma|delta|epsilon|\d{1,2}[a-zα-ω]?|[α-ω])$")
PROCESS = re.compile(r"[\w-]+(?:[ts]ions?|ing|ment|ness|sis|toxin|toxins)$")
NUMBER = re.compile(
    r"[-–‑]?(?:\d{1,2}(?:\.\d)?[a-zα-ω]?|(?:I{1,3}|I?[VX]|VI{1,3}|XI{1,3})[ab]?|alpha|beta|gamma|delta|epsilon|zeta|kappa"
    r"|[α-ω]|[A-E])$"
)
QUALITY = re.compile(r"^[a-z]+(?:ary|ic|al|ous|ive|ed)$")
CHEMICAL = re.compile(r"^(?:\d+[-,]|multi|dual|pan-)|(?:line|dine|azole|amide|urea|acid|type)$")
"""Words before "kinase inhibitor" that describe the drug, not the kinase."""

PLAIN_ENZYME = re.compile(
    r"(?:(?:(?:methyl|acetyl|glycosyl)?transfer|synth|polymer|reduct|hydrol|deacetyl|dehydrogen|oxygen|hydroxyl)ase|synthetase)s?"
)
_ENZYME = re.compile(r".*(?:[a-z]{2}ases?|asomes?|ribosomes?)(?:[-–]\d\w?)?$")
_NO_ENZYME = frozenset(
    "base case cease chase crease database decrease disease erase increase lease phase phrase purchase release".split()
)
HYPHENED = re.compile(r"[\w/]+[-–‑](?:adreno|auto|re)ceptors?$")
"""One word that names a receptor ("β1-adrenoceptor")."""

_ADJECTIVAL = ("ed", "ing", "ful", "ous", "ive", "able", "ible", "less", "al")
_AGENT = re.compile(
    r"-(?:activating|associated|concentrating|converting|sensing|transporting|releasing|stimulating|activated|binding|inhibiting|derived|related)$"
)
_RESIDUE = re.compile(
    r"(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)[-–]?\d{1,4}"
    r"|[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWY]"
)
"""An amino acid of a protein, or a mutation of one, as HGVS writes them (Cys481, V600E)."""

_CELLULAR_GENE = re.compile(r"[cv]-[a-z]{3}\d?")
_NO_SYMBOL = re.compile(
    r"(?:DNA|[a-z]*RNA|ATP|GTP|ADP|NADP?H?|FAD|FDA|EMA|USA?|EU|UK|NK|CAR|[IVX]+|[A-Z][A-Za-z-]*V|Ig[ADEGM]?\d?\b.*)(?:-.*)?$"
)
_IMMUNOGLOBULIN = re.compile(r"Ig[ADEGM]")
_ALSO_CALLED = re.compile(r"^(?:or|also (?:called|known as)|formerly|abbreviated(?: as)?)\s+")


def is_residue(word: str) -> bool:
    """Whether a word names an amino acid of a protein, or a mutation of one."""
    return bool(_RESIDUE.fullmatch(word))


def without_mutation(name: str) -> str:
    """A name without the mutation that it ends in ("BRAF V600E")."""
    stem, _, last = name.rpartition(" ")
    return stem if stem and _RESIDUE.fullmatch(last) else name


def is_no_molecule(low: str) -> bool:
    """Whether a phrase with this head names cells, a disease or a process, whatever stands before it."""
    return low.rsplit("-", 1)[-1] in _NO_MOLECULE or bool(_DISEASE.match(low))


def is_symbol(word: str) -> bool:
    """Whether a word has the shape of a molecule's symbol: capitals or digits within.

    >>> [word for word in "PD-1 mTOR Bcl-2 KIT c-kit T-cell FDA IgG1 growth".split() if is_symbol(word)]
    ['PD-1', 'mTOR', 'Bcl-2', 'KIT', 'c-kit']
    """
    if _CELLULAR_GENE.fullmatch(word):
        return True
    if not word[:1].isalnum() or len(word) > 24 or _NO_SYMBOL.match(word):
        return False
    letters = sum(c.isalpha() for c in word)
    capitals = sum(c.isupper() for c in word)
    if any(c.isdigit() for c in word):
        return letters >= 1 and (capitals >= 1 or letters <= 3) and "." not in word
    return capitals >= 2 or (capitals == 1 and not word[0].isupper() and 1 < letters <= 7 and "-" not in word)


def is_proper(word: str) -> bool:
    """Whether a word is written like a name, with one capital in front."""
    return len(word) >= 3 and word[0].isupper() and word[1:3].islower()


def is_enzyme(low: str) -> bool:
    """Whether a word's ending means an enzyme or a like machine of the cell."""
    return bool(_ENZYME.match(low)) and low not in _NO_ENZYME and singular(low) not in _NO_ENZYME


def is_head(low: str) -> bool:
    """Whether a word, in the singular or plural, only says what a molecule is."""
    return singular(low) in HEADS or singular(NUMBERED.sub("", low)) in HEADS


def is_adjective(low: str) -> bool:
    """Whether a word's ending makes it a general adjective ("cancerous"), not one of a molecule ("…-releasing")."""
    return low.endswith(_ADJECTIVAL) and not _AGENT.search(low)


def spells(words: list[str], alias: str) -> bool:
    """Whether the letters of `alias` are first letters of `words`, in order, from the first word on.

    >>> spells("mammalian target of rapamycin".split(), "mTOR")
    True
    """
    letters = [c for c in alias.casefold() if c.isalnum()]
    if not letters or not words or words[0][0] != letters[0]:
        return False
    firsts = iter(word[0] for word in words)
    return all(letter in firsts for letter in letters)


def shortens(alias: str, words: list[str]) -> bool:
    """Whether the letters of `alias` stand anywhere in `words`, in order, its first letter first."""
    letters = iter("".join(words))
    return words[0][0] == alias[0].casefold() and all(c in letters for c in alias.casefold() if c.isalnum())


def aliases_in(insides: tuple[str, ...]) -> list[str]:
    """The other names that brackets give: symbols, and what "also called" introduces."""
    found = []
    for part in (part.strip() for inside in insides for part in re.split(r"[,;]", inside)):
        words = _ALSO_CALLED.sub("", part)
        if is_symbol(words) or _IMMUNOGLOBULIN.fullmatch(words) or (words != part and len(words.split()) <= 6):
            found.append(words)
    return found
