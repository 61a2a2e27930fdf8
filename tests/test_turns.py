"""Turns of phrase of labels and overviews that name a condition or a maker, or only seem to."""

from __future__ import annotations

import pytest

from kg.grammar.indicated import read_indicated
from kg.grammar.makers import find_maker
from kg.spans import Text

INDICATIONS: list[tuple[str, list[str]]] = [
    ("It is used for gout and off-label for lupus.", ["gout"]),
    (
        "It is indicated for gout, to slow the progression of chronic lupus, and for asthma.",
        ["gout", "chronic lupus", "asthma"],
    ),
    ("It is prescribed for the signs and symptoms of chronic gout.", ["chronic gout"]),
    (
        "It is indicated for infections caused by susceptible germs: acute cystitis, and otitis.",
        ["acute cystitis", "otitis"],
    ),
    ("It is indicated as second-line therapy for the short-term treatment of severe gout.", ["severe gout"]),
    ("It is indicated for maintenance of healing of erosive gastritis.", ["erosive gastritis"]),
    ("It is indicated for gout that results in anemia, bone disease or lupus.", ["gout"]),
    ("It is used for pain severe enough to need an opioid.", ["pain"]),
    ("It is indicated for conversion to sinus rhythm of atrial tachycardia.", ["atrial tachycardia"]),
    ("It is indicated for general anesthesia and for the sedation of ventilated adults.", []),
    ("It is indicated for lupus, dermatosis ficta and gout.", ["lupus", "dermatosis ficta", "gout"]),
    ("It is indicated for gout in patients 2 years and older and chronic lupus.", ["gout", "chronic lupus"]),
    ("It is indicated for anemia due to lupus, examplin in people with gout, and surgery.", ["anemia due to lupus"]),
    ("It is indicated in congenital lupus, asthma, and gout.", ["congenital lupus", "asthma", "gout"]),
    (
        "It is indicated in the acute treatment of gout in adults, and in the acute treatment of lupus.",
        ["gout", "lupus"],
    ),
    ("It is indicated for gout, as an add-on therapy in asthma, and for lupus.", ["gout", "asthma", "lupus"]),
    ("It is indicated for joint infections, including those with endocarditis.", ["joint infections"]),
    ("It is indicated for active immunization for the prevention of measles.", ["measles"]),
    ("It is indicated to increase bone mass in men with lupus.", ["lupus"]),
    ("It is indicated for carcinoma of the colon and rectum.", ["carcinoma of the colon", "carcinoma of the rectum"]),
    (
        "It is indicated for sarcoma of the lung, spleen or thymus, and for gout.",
        ["sarcoma of the lung", "sarcoma of the spleen", "sarcoma of the thymus", "gout"],
    ),
    (
        "It is indicated for adults with anemia with raised lipids (ARL), lupus with joint pain, or asthma.",
        ["anemia with raised lipids", "lupus", "asthma"],
    ),
    (
        "It is indicated in chronic anemia with ringed cells, chronic anemia with excess salt, and gout.",
        ["chronic anemia with ringed cells", "chronic anemia with excess salt", "gout"],
    ),
    ("It is indicated for adults with gout who failed salt, or with active lupus.", ["gout", "active lupus"]),
    ("It is indicated for adults with gout that came back, and with at least two attacks.", ["gout"]),
    ("It is indicated for gout, not otherwise specified, and lupus.", ["gout", "lupus"]),
    ("It is indicated for gout (G) not otherwise specified and severe lupus.", ["gout", "severe lupus"]),
    (
        "It is indicated for gout; with salt and pepper, for asthma; and with sugar, for lupus.",
        ["gout", "asthma", "lupus"],
    ),
    ("It is indicated for lupus in adults; safety in children has not been established.", ["lupus"]),
    (
        "It is indicated for lupus in adults; gout in children who have had salt; and asthma.",
        ["lupus", "gout", "asthma"],
    ),
    ("It is indicated for maintaining clinical remission in adults with lupus.", ["lupus"]),
    ("It is indicated, with salt, for remission induction in acute lupus of adults and children.", ["acute lupus"]),
    ("In adults with chronic gout, it is indicated for reducing the number of attacks.", ["chronic gout"]),
    ("In adults with gout, it is indicated to reduce the risk of stroke.", ["stroke"]),
    ("Further indications are active gout, in combination with salt, and lupus.", ["active gout", "lupus"]),
    ("It has also been found useful in the treatment of gout.", ["gout"]),
    (
        "It has been shown to be useful, in combination with salt, in lupus, asthma and gout.",
        ["lupus", "asthma", "gout"],
    ),
    ("It is indicated for adjuvant treatment following surgery in adults with sarcoma.", ["sarcoma"]),
    ("It is indicated for women with nodal involvement following resection of breast cancer.", ["breast cancer"]),
    ("It is indicated for the treatment of gout and to reduce the risk of its recurrence.", ["gout"]),
    ("It is indicated for severe hepatitis (SH) induced by alcohol.", ["severe hepatitis"]),
    (
        "It is indicated for chronic lupus (CL), including primary CL and skin CL.",
        ["chronic lupus", "primary CL", "skin CL"],
    ),
    ("It is indicated for de novo or secondary lupus.", ["de novo or secondary lupus"]),
    (
        "It is indicated for stage IV-B, recurrent, or persistent sarcoma.",
        ["stage IV-B, recurrent, or persistent sarcoma"],
    ),
    ("It is indicated for gout in adults who have persistent or recurrent disease.", ["gout"]),
    ("It is indicated to reduce the risk of stroke, revascularization procedures and gout.", ["stroke", "gout"]),
    ("It is indicated in adults for gout, and in children 6 years and older for lupus.", ["gout", "lupus"]),
    ("Its indications are gout and lupus.", ["gout", "lupus"]),
    (
        "It is indicated for the following forms of lupus: skin lupus, and lupus nephritis.",
        ["lupus", "skin lupus", "lupus nephritis"],
    ),
    ("The indication is based on one study.", []),
    ("Adults with severe lupus who need oxygen may also be treated with it.", ["severe lupus"]),
    ("It is indicated for adults whose chronic lupus is not well controlled.", ["chronic lupus"]),
    ("It is indicated for patients 12 years of age and older.", []),
    ("It is indicated to treat and prevent gout.", ["gout"]),
    ("It is indicated for adults with gout, lupus and, with salt, asthma.", ["gout", "lupus", "asthma"]),
    ("It is indicated for gout, generally in adults, and concomitantly with salt.", ["gout"]),
    ("It is indicated for gout, newly diagnosed or intolerant to prior therapy.", ["gout"]),
    (
        "It is indicated for untreated stage II bulky, III or IV sarcoma.",
        ["untreated stage II bulky, III or IV sarcoma"],
    ),
    ("It is indicated for an unexplained, severe lupus.", ["unexplained, severe lupus"]),
    ("It is indicated for gout as defined by anemia, fever, or joint symptoms.", ["gout"]),
    ("It is indicated for pain related to chronic gout.", ["pain"]),
    ("It is indicated for lupus involving the skin.", ["lupus"]),
    ("It is indicated for gout and its extension.", ["gout"]),
    ("It is indicated for gout, and is further indicated for severe lupus.", ["gout", "severe lupus"]),
    (
        "It is indicated for sarcoma of the head and neck, thymus and spleen.",
        ["sarcoma of the head and neck", "sarcoma of the thymus", "sarcoma of the spleen"],
    ),
    ("It is indicated for induction of remission and consolidation in adults with severe gout.", ["severe gout"]),
    ("It is indicated for the mitigation of chronic gout.", ["chronic gout"]),
    (
        "It is indicated as adjuvant treatment following resection and chemotherapy for stage II sarcoma.",
        ["stage II sarcoma"],
    ),
]
MAKERS = [
    ("Examplix is a statin that Sample Pharma developed.", "Sample Pharma"),
    ("Examplix is a statin that Sample Pharma, now a part of Other Labs, developed.", "Sample Pharma"),
    ("Examplix was discovered by Sample Pharma, who markets it with Other Labs.", "Sample Pharma"),
    ("It was patented by Sample Pharma, who brought it to market in 1967.", "Sample Pharma"),
    ("Other Labs found it; Sample Pharma acquired the rights and brought it to market.", "Sample Pharma"),
    ("It was launched in 1988 by Sample Pharma.", "Sample Pharma"),
    ("It was manufactured under the trademark name EXAMPLIX by Sample Pharma.", "Sample Pharma"),
    ("It is marketed in the United States by Sample Pharma and elsewhere by Other Labs.", "Sample Pharma"),
    ("It was developed commercially by Sample Pharma.", "Sample Pharma"),
    ("Sample Pharma was the first to sell it.", "Sample Pharma"),
    ("It is a statin from Sample Pharma, marketed as Examplix.", "Sample Pharma"),
    ("It is an antibody, the result of a collaboration between Sample Pharma and Other Labs.", "Sample Pharma"),
    ("It was discovered by Sample Pharma and developed together with Other Labs.", "Sample Pharma"),
    ("It was discovered by Sample Pharma.", None),
    ("It was discovered by Jane Doe and developed by Sample Pharma.", "Sample Pharma"),
    ("It is a statin that FDA guidance made famous.", None),
    ("Its development by Sample Pharma was halted and later taken up again by Other Labs.", "Sample Pharma"),
    ("It was discovered by Sample Pharma and is marketed with Other Labs as Examplix.", "Sample Pharma"),
    ("It was discovered by Jane Doe and is marketed as Examplix.", None),
    ("Its manufacturer, Sample Pharma, sells it.", "Sample Pharma"),
    ("Sample Pharma later brought it to market.", "Sample Pharma"),
    ("Sample Pharma is its manufacturer.", "Sample Pharma"),
    ("Sample Pharma introduced it in 1972 under the brand Examplix.", "Sample Pharma"),
    ("It was developed in the laboratories of Sample Pharma.", "Sample Pharma"),
    ("It was made in 1962 at Sample Pharma, which still makes it.", "Sample Pharma"),
    ("Sample Pharma later developed the drug.", "Sample Pharma"),
    ("Sample Pharma brought the drug to market as Examplix.", "Sample Pharma"),
    ("Sample Pharma marketed the oral form as Examplix.", "Sample Pharma"),
]


@pytest.mark.parametrize(("words", "conditions"), INDICATIONS)
def test_a_turn_of_phrase_names_these_conditions(words: str, conditions: list[str]) -> None:
    found = read_indicated([Text.of(words, markdown=False)])
    assert [reading.condition.name for reading in found] == conditions


@pytest.mark.parametrize(("words", "maker"), MAKERS)
def test_a_turn_of_phrase_names_this_maker(words: str, maker: str | None) -> None:
    found = find_maker([Text.of(words, markdown=False)], ["Examplix"])
    assert (found.name if found else None) == maker
