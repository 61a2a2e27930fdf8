"""The prose of indications: names with their qualifying words, shared heads, and where clauses end them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.grammar.indicated import read_indicated
from kg.grammar.readings import IndicationReading, Passage
from kg.grammar.sentences import words_of
from kg.spans import Text


def read(*sentences: str) -> list[IndicationReading]:
    return read_indicated([Text.of(words, markdown=False) for words in sentences])


SENTENCES: list[tuple[str, list[str]]] = [
    (
        "Examplinib is indicated for the treatment of adults with chronic phase chronic myeloid leukemia (CML).",
        ["chronic phase chronic myeloid leukemia"],
    ),
    (
        "Examplinib is indicated for the treatment of kidney transplant rejection and, in combination with"
        " methotrexate, of active psoriatic arthritis.",
        ["kidney transplant rejection", "active psoriatic arthritis"],
    ),
    (
        "It is used as an adjunct to diet for the treatment of type 2 diabetes mellitus in adults.",
        ["type 2 diabetes mellitus"],
    ),
    (
        "For the treatment of hypertension, angina pectoris, and heart failure.",
        ["hypertension", "angina pectoris", "heart failure"],
    ),
    (
        "For use in combination with cisplatin for the treatment of advanced ovarian cancer and small cell lung"
        " cancer.",
        ["advanced ovarian cancer", "small cell lung cancer"],
    ),
    (
        "Used to treat migraine with or without aura.",
        ["migraine"],
    ),
    (
        "Examplimab is indicated to reduce the risk of stroke and systemic embolism in patients with nonvalvular"
        " atrial fibrillation.",
        ["stroke", "systemic embolism"],
    ),
    (
        "It is indicated for the prophylaxis of deep vein thrombosis and the treatment of pulmonary embolism.",
        ["deep vein thrombosis", "pulmonary embolism"],
    ),
    (
        "Examplimab is indicated for the treatment of patients with epithelial ovarian, fallopian tube, or primary"
        " peritoneal cancer following platinum-based chemotherapy.",
        ["epithelial ovarian cancer", "fallopian tube cancer", "primary peritoneal cancer"],
    ),
    (
        "It is indicated for gastric or gastroesophageal junction adenocarcinoma in adults whose tumors overexpress"
        " HER2.",
        ["gastric adenocarcinoma", "gastroesophageal junction adenocarcinoma"],
    ),
    (
        "Examplimab is indicated in adult patients with moderate-to-severe plaque psoriasis who are candidates for"
        " systemic therapy.",
        ["moderate-to-severe plaque psoriasis"],
    ),
    (
        "Examplimab is indicated for adults and adolescents 12 years of age and older with severe asthma, and for"
        " adults with chronic rhinosinusitis with nasal polyps.",
        ["severe asthma", "chronic rhinosinusitis with nasal polyps"],
    ),
    (
        "It is indicated for the treatment of unresectable or metastatic HER2-positive breast cancer in patients who"
        " have received trastuzumab, pertuzumab, and a taxane.",
        ["unresectable or metastatic HER2-positive breast cancer"],
    ),
    (
        "It is indicated, in combination with bortezomib and dexamethasone or with lenalidomide, for adults with"
        " newly diagnosed multiple myeloma who are ineligible for autologous stem cell transplant.",
        ["newly diagnosed multiple myeloma"],
    ),
    (
        "It is not indicated for acute pain, but is indicated for chronic migraine.",
        ["chronic migraine"],
    ),
    (
        "Examplinib is indicated as monotherapy for Waldenström's macroglobulinemia and marginal zone lymphoma.",
        ["Waldenström's macroglobulinemia", "marginal zone lymphoma"],
    ),
    (
        "It is indicated for the treatment of locally advanced, unresectable or metastatic pancreatic neuroendocrine"
        " tumors (pNET) with disease progression within the past 12 months.",
        ["locally advanced, unresectable or metastatic pancreatic neuroendocrine tumors"],
    ),
    (
        "Exampline is indicated for the management of moderate to severe pain and for the relief of fever.",
        ["moderate to severe pain", "fever"],
    ),
    (
        "Examplide is indicated for rheumatoid and psoriatic arthritis.",
        ["rheumatoid arthritis", "psoriatic arthritis"],
    ),
    (
        "Examplinib is indicated for the treatment of chronic lymphocytic leukemia (CLL), small lymphocytic lymphoma"
        " (SLL), CLL with 17p deletion, and chronic graft-versus-host disease after failure of one or more lines of"
        " systemic therapy.",
        ["chronic lymphocytic leukemia", "small lymphocytic lymphoma", "CLL", "chronic graft-versus-host disease"],
    ),
    (
        "Examplimab is indicated for the treatment of metastatic colorectal cancer, in combination with"
        " fluorouracil-based chemotherapy; recurrent glioblastoma in adults; and persistent, recurrent, or"
        " metastatic cervical cancer.",
        [
            "metastatic colorectal cancer",
            "recurrent glioblastoma",
            "persistent, recurrent, or metastatic cervical cancer",
        ],
    ),
    (
        "It is indicated for the adjuvant treatment of adults with melanoma with involvement of lymph nodes or"
        " metastatic disease who have undergone complete resection.",
        ["melanoma"],
    ),
    (
        "Examplinib is indicated for postmenopausal women with advanced hormone receptor-positive, HER2-negative"
        " breast cancer in combination with exemestane after failure of treatment with letrozole or anastrozole.",
        ["advanced hormone receptor-positive, HER2-negative breast cancer"],
    ),
    (
        "It is indicated in combination with prednisone for metastatic castration-resistant prostate cancer (CRPC)"
        " and metastatic high-risk castration-sensitive prostate cancer (CSPC).",
        [
            "metastatic castration-resistant prostate cancer",
            "metastatic high-risk castration-sensitive prostate cancer",
        ],
    ),
    (
        "Exampline is indicated for the treatment of acute lymphoblastic and acute myeloid leukemia.",
        ["acute lymphoblastic leukemia", "acute myeloid leukemia"],
    ),
    (
        "It may also be used for the treatment of osteosarcoma.",
        ["osteosarcoma"],
    ),
    (
        "In children, examplimab is indicated for polyarticular juvenile idiopathic arthritis from 2 years of age.",
        ["polyarticular juvenile idiopathic arthritis"],
    ),
    (
        "Examplimab is indicated for the prevention of graft rejection in kidney transplant recipients.",
        ["graft rejection"],
    ),
    (
        "It is indicated for the symptomatic relief of seasonal allergic rhinitis and chronic idiopathic urticaria.",
        ["seasonal allergic rhinitis", "chronic idiopathic urticaria"],
    ),
    (
        "Examplamide is indicated for edema associated with congestive heart failure, cirrhosis of the liver, and"
        " renal disease.",
        ["edema"],
    ),
    (
        "It is indicated for infections caused by susceptible bacteria, such as pneumonia, and for uncomplicated"
        " gonorrhea.",
        ["infections", "uncomplicated gonorrhea"],
    ),
    (
        "Examplimab is indicated for the treatment of adults with neovascular (wet) age-related macular degeneration"
        " (AMD), diabetic macular edema (DME), and macular edema following retinal vein occlusion.",
        ["neovascular (wet) age-related macular degeneration", "diabetic macular edema", "macular edema"],
    ),
    (
        "It is also indicated for the maintenance treatment of adult patients with deleterious germline BRCA-mutated"
        " recurrent ovarian cancer who are in complete or partial response to platinum-based chemotherapy.",
        ["deleterious germline BRCA-mutated recurrent ovarian cancer"],
    ),
    (
        "Examplinib is indicated for the treatment of patients with metastatic non-small cell lung cancer (NSCLC)"
        " whose tumors have EGFR exon 19 deletions or exon 21 substitution mutations, and for malignant pleural"
        " mesothelioma.",
        ["metastatic non-small cell lung cancer", "malignant pleural mesothelioma"],
    ),
    (
        "Examplinib is indicated for gastrointestinal stromal tumors (GIST) that are Kit (CD117)-positive,"
        " aggressive systemic mastocytosis without the D816V c-Kit mutation, and unresectable, recurrent and/or"
        " metastatic dermatofibrosarcoma protuberans (DFSP).",
        [
            "gastrointestinal stromal tumors",
            "aggressive systemic mastocytosis",
            "unresectable, recurrent and/or metastatic dermatofibrosarcoma protuberans",
        ],
    ),
    (
        "It is indicated for the first-line treatment of adults with unresectable malignant pleural mesothelioma in"
        " combination with ipilimumab, of intermediate- or poor-risk advanced renal cell carcinoma, and of"
        " esophageal squamous cell carcinoma.",
        [
            "unresectable malignant pleural mesothelioma",
            "intermediate- or poor-risk advanced renal cell carcinoma",
            "esophageal squamous cell carcinoma",
        ],
    ),
    (
        "Examplimab is indicated for adults with Crohn's disease or ulcerative colitis.",
        ["Crohn's disease", "ulcerative colitis"],
    ),
    (
        "It is indicated for the treatment of tuberous sclerosis complex (TSC)-associated subependymal giant cell"
        " astrocytoma and renal angiomyolipoma not requiring immediate surgery.",
        ["tuberous sclerosis complex (TSC)-associated subependymal giant cell astrocytoma", "renal angiomyolipoma"],
    ),
    (
        "It is indicated for adults with HER2-overexpressing breast cancer and metastatic HER2-overexpressing"
        " gastric cancer.",
        ["HER2-overexpressing breast cancer", "metastatic HER2-overexpressing gastric cancer"],
    ),
    (
        "It is indicated for gout, acne, and obesity.",
        ["gout", "acne", "obesity"],
    ),
    (
        "Examplinib is being investigated for sarcoma.",
        [],
    ),
    (
        "It is used off-label for lupus.",
        [],
    ),
    (
        "Examplimab is indicated for the treatment of schizophrenia, bipolar I disorder, and irritability associated"
        " with autistic disorder.",
        ["schizophrenia", "bipolar I disorder", "irritability"],
    ),
    (
        "Examplinib is indicated for the treatment of adult and pediatric patients with relapsed or refractory acute"
        " myeloid leukemia with an FLT3 mutation.",
        ["relapsed or refractory acute myeloid leukemia"],
    ),
    (
        "It is indicated for the treatment of differentiated thyroid cancer (DTC), advanced renal cell carcinoma"
        " (RCC) in combination with everolimus or pembrolizumab, and unresectable hepatocellular carcinoma (HCC).",
        ["differentiated thyroid cancer", "advanced renal cell carcinoma", "unresectable hepatocellular carcinoma"],
    ),
    (
        "Examplimab is indicated for RAS wild-type metastatic colorectal cancer, either with FOLFIRI or as a single"
        " agent, and for squamous cell carcinoma of the head and neck.",
        ["RAS wild-type metastatic colorectal cancer", "squamous cell carcinoma of the head and neck"],
    ),
    (
        "Examplimab is indicated for the treatment of cancers of the breast, ovary, and bladder.",
        ["cancers of the breast", "cancers of the ovary", "cancers of the bladder"],
    ),
]


@pytest.mark.parametrize(("words", "conditions"), SENTENCES)
def test_the_conditions_are_named_as_written(words: str, conditions: list[str]) -> None:
    assert [reading.condition.name for reading in read(words)] == conditions


def test_adjectives_and_brackets_before_the_noun_belong_to_the_name() -> None:
    words = (
        "It is indicated for hormone receptor (HR)-positive, human epidermal growth factor receptor 2 (HER2)-negative"
        " advanced or metastatic breast cancer (MBC)."
    )
    (reading,) = read(words)
    assert reading.condition.name == (
        "hormone receptor (HR)-positive, human epidermal growth factor receptor 2 (HER2)-negative advanced or"
        " metastatic"
        " breast cancer"
    )
    assert reading.condition.alts[-1] == "MBC"
    markers = [(criterion.marker.name, criterion.status) for criterion in reading.uses[0].criteria]
    assert markers == [("hormone receptor", "positive"), ("HER2", "negative")]


def test_phases_of_one_disease_are_one_name() -> None:
    (reading,) = read("It is indicated for chronic, accelerated, or myeloid or lymphoid blast phase leukemia.")
    assert reading.condition.name == "chronic, accelerated, or myeloid or lymphoid blast phase leukemia"


def test_a_shared_head_is_cited_beside_the_name() -> None:
    first, second = read("It is indicated for psoriatic and rheumatoid arthritis.")
    roles = [(words_of(passage), passage.role) for passage in first.condition.passages]
    assert roles == [("psoriatic", "words"), ("arthritis", "shared-head")]
    assert [words_of(passage) for passage in second.condition.passages] == ["rheumatoid arthritis"]


def test_partners_belong_to_the_condition_that_they_stand_with() -> None:
    words = (
        "It is indicated for examploma and, in combination with prednisone and lenalidomide, of gout. It is also"
        " indicated,"
        " in combination with methotrexate, for asthma."
    )
    partners = {reading.condition.name: [p.name for p in reading.uses[0].partners] for reading in read(words)}
    assert partners == {"examploma": [], "gout": ["prednisone", "lenalidomide"], "asthma": ["methotrexate"]}


def test_people_before_the_names_cover_all_of_them() -> None:
    words = "It is indicated for adult and pediatric patients with refractory examploma (EX) or relapsed gout."
    people = [[p.name for p in reading.uses[0].populations] for reading in read(words)]
    assert people == [["adults", "children"], ["adults", "children"]]


def test_people_and_ages_of_one_condition_are_not_those_of_the_next() -> None:
    words = "It is indicated for gout in women, and for asthma in children 6 years of age and older."
    gout, asthma = read(words)
    assert [p.name for p in gout.uses[0].populations] == ["women"]
    assert [p.name for p in asthma.uses[0].populations] == ["children"]
    assert asthma.uses[0].minimum_age is not None
    assert asthma.uses[0].minimum_age.name == "6 years"


def test_a_purpose_is_to_treat_to_prevent_to_relieve_or_to_diagnose() -> None:
    words = (
        "It is indicated for the treatment of gout. It is indicated for the prevention of stroke. It is indicated"
        " for the"
        " relief of fever. It is indicated for the diagnosis of malaria."
    )
    assert [reading.purpose for reading in read(words)] == ["treat", "prevent", "relieve", "diagnose"]


def test_what_is_used_and_not_indicated_is_another_status() -> None:
    assert [reading.status for reading in read("It is indicated for gout. It may also be used for asthma.")] == [
        "approved",
        "also-used",
    ]


def test_one_condition_told_of_twice_has_two_uses() -> None:
    (reading,) = read("It is indicated for gout in women. It is also indicated for gout in children.")
    assert [[p.name for p in use.populations] for use in reading.uses] == [["women"], ["children"]]


def test_what_is_denied_or_studied_is_no_indication() -> None:
    assert (
        read("It is not indicated for gout.", "It is contraindicated in gout.", "It is being studied for gout.") == []
    )


WORDS = (
    "It is indicated for the treatment of adults with gout , ; and or in combination to prevent relapsed (ALL) who"
    " have had"
    " lymphoma cell or patients not approved asthma: due metastatic - of"
).split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_any_words_are_read_without_fault(words: list[str]) -> None:
    text = " ".join(words)
    for reading in read(f"It is indicated for {text}."):
        passages: list[Passage] = [*reading.condition.passages, *reading.stated]
        assert all(0 <= passage.start < passage.end <= len(passage.text.string) for passage in passages)
        assert reading.condition.name
        assert words_of(reading.condition.passages[0]).split()[0] in reading.condition.name


@pytest.mark.parametrize(
    ("prose", "conditions"),
    [
        ("to improve glycemic control in adults with type 2 diabetes", ["type 2 diabetes"]),
        ("to reduce the risk of stroke in patients with gout", ["stroke"]),
        ("in adults with established gout to reduce the risk of stroke", ["stroke"]),
        ("to reduce blood levels of urate in patients with gout", ["gout"]),
        ("for iron overload in patients with thalassaemia", ["iron overload"]),
        (
            "for infections caused by bacteria, including pneumonia and cellulitis",
            ["infections", "pneumonia", "cellulitis"],
        ),
        ("for relapsing gout, to include relapsing-remitting disease, in adults", ["relapsing gout"]),
        ("for gout, in combination with salt for asthma", ["gout", "asthma"]),
        ("for gout with salt, and in combination with salt in adults who have received pepper", ["gout"]),
        ("for the treatment and secondary prevention of gout", ["gout"]),
        ("for the adjuvant treatment of gout, the maintenance treatment of asthma", ["gout", "asthma"]),
        ("to take statin therapy for the treatment of gout", ["gout"]),
    ],
)
def test_the_aim_the_list_and_the_line_of_treatment_are_told_from_the_condition(
    prose: str, conditions: list[str]
) -> None:
    readings = read_indicated([Text.of(f"Examplimab is indicated {prose}.", markdown=False)], ["Examplimab"])
    assert [reading.condition.name for reading in readings] == conditions
