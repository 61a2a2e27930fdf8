"""Names of substances, in the forms in which pages and registers write them, and their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.substances import asked_by, fold_spelling, parse_name, split_ingredients, squash

NAMES = {
    "imatinib": ["Imatinib", "IMATINIB 100 mg", "imatinib base", "Imatinib®"],
    "imatinib mesylate": [
        "Imatinib Mesylate",
        "imatinib mesilate",
        "IMATINIB (IMATINIB MESYLATE)",
        "Imatinib (as mesilate)",
        "imatinib (as imatinib mesilate)",
        "IMATINIB MESYLATE 119.5 mg EQV IMATINIB BASE",
        "Imatinib mesilate 478.0 mg eqv. Imatinib",
        "imatinib mesylate salt",
        "Imatinib eqv to Imatinib Mesylate 119.5 mg",
        "Imatinib as mesilate",
        "Imatinib (equivalent to 119.5 mg of imatinib mesilate)",
        "Imatinib Mesylate (in white tablet)",
    ],
    "erlotinib hydrochloride": ["Erlotinib hydrochloride eqv. to Erlotinib", "ERLOTINIB (ERLOTINIB HYDROCHLORIDE)"],
    "tenofovir disoproxil fumarate": ["TENOFOVIR DISOPROXIL (TENOFOVIR DISOPROXIL FUMARATE)"],
    "risedronate sodium hemipentahydrate": ["RISEDRONATE SODIUM (RISEDRONATE SODIUM HEMIPENTAHYDRATE)"],
    "doxycycline hyclate": ["DOXYCYCLINE (DOXYCYCLINE HYCLATE)", "DOXYCYCLINE HYCLATE"],
    "rivastigmine hydrogen tartrate": ["RIVASTIGMINE (RIVASTIGMINE HYDROGEN TARTRATE)"],
    "bortezomib mannitol boronic ester": ["BORTEZOMIB (BORTEZOMIB MANNITOL BORONIC ESTER)"],
    "codeine": ["CODEINE (CODEINE MONOHYDRATE, CODEINE SULFATE TRIHYDRATE)"],
    "clavulanate potassium": ["CLAVULANIC ACID (CLAVULANATE POTASSIUM)", "CLAVULANATE POTASSIUM"],
    "ferrous fumarate": ["IRON (FERROUS FUMARATE)", "FERROUS FUMARATE"],
    "calcium carbonate": ["CALCIUM (CALCIUM CARBONATE)", "CALCIUM (CARBONATE)", "Calcium carbonate"],
    "iron sucrose": ["IRON (IRON SUCROSE)", "Iron sucrose"],
    "cholecalciferol": ["VITAMIN D3 (CHOLECALCIFEROL)"],
    "insulin isophane human": ["INSULIN ISOPHANE (HUMAN)"],
    "pneumococcal polysaccharide serotype 18c conjugate": ["Pneumococcal polysaccharide serotype 18C (conjugate)"],
    "inactivated bluetongue virus serotypes 1 and 8": ["inactivated bluetongue virus, serotypes 1 and 8"],
    "measles vaccine live": ["Measles vaccine (live)"],
    "trastuzumab-dkst": ["TRASTUZUMAB-DKST", "Trastuzumab-dkst"],
    "ado-trastuzumab emtansine": ["Ado-Trastuzumab Emtansine"],
    "trastuzumab deruxtecan-nxki": ["Fam-Trastuzumab Deruxtecan-nxki"],
    "ziv-aflibercept": ["Ziv-Aflibercept"],
    "trastuzumab emtansine": ["Trastuzumab emtansine"],
    "epoetin alfa-epbx": ["EPOETIN ALFA-EPBX"],
    "sipuleucel t": ["Sipuleucel-T"],
    "hyaluronidase human recombinant and rituximab": ["RITUXIMAB; HYALURONIDASE (HUMAN RECOMBINANT)"],
    "hyaluronidase and trastuzumab-oysk": ["TRASTUZUMAB;HYALURONIDASE-OYSK", "Trastuzumab and Hyaluronidase-oysk"],
    "hyaluronidase and pertuzumab and trastuzumab-zzxf": ["Pertuzumab, Trastuzumab, and Hyaluronidase-zzxf"],
    "netupitant and palonosetron hydrochloride": ["Netupitant and Palonosetron Hydrochloride"],
    "acalabrutinib maleate monohydrate": ["Acalabrutinib Maleate Monohydrate"],
    "doxorubicin hydrochloride": ["Doxorubicin HCl", "DOXORUBICIN HYDROCHLORIDE", "doxorubicin (hydrochloride)"],
    "doxorubicin hydrochloride liposome": ["Doxorubicin Hydrochloride Liposome", "liposomal doxorubicin hydrochloride"],
    "paclitaxel protein bound particles": ["nab-paclitaxel", "Paclitaxel Albumin-stabilized Nanoparticle Formulation"],
    "fluorouracil topical": ["Fluorouracil--Topical", "Fluorouracil (Topical)"],
    "carmustine implant": ["Carmustine Implant"],
    "leucovorin calcium": ["Leucovorin Calcium", "calcium leucovorin"],
    "cabozantinib malate": ["Cabozantinib-S-Malate", "cabozantinib (S)-malate"],
    "trametinib dimethyl sulfoxide": ["Trametinib Dimethyl Sulfoxide", "trametinib dimethyl sulphoxide"],
    "methotrexate sodium": ["Methotrexate Sodium (Cancer Treatment)"],
    "cefadroxil hemihydrate": ["CEFADROXIL/CEFADROXIL HEMIHYDRATE"],
    "sodium chloride": ["SODIUM CHLORIDE"],
    "sodium phenylbutyrate": ["SODIUM PHENYLBUTYRATE"],
    "potassium phosphate dibasic": ["POTASSIUM PHOSPHATE, DIBASIC"],
    "arsenic trioxide": ["Arsenic Trioxide"],
    "radium 223 dichloride": ["Radium 223 Dichloride", "RADIUM RA-223 DICHLORIDE"],
    "lutetium 177 vipivotide tetraxetan": [
        "Lutetium Lu 177 Vipivotide Tetraxetan",
        "lutetium (177Lu) vipivotide tetraxetan",
    ],
    "insulin human recombinant": ["INSULIN RECOMBINANT HUMAN", "recombinant human insulin"],
    "asparaginase erwinia chrysanthemi recombinant-rywn": ["Asparaginase Erwinia Chrysanthemi (Recombinant)-rywn"],
}


@pytest.mark.parametrize(("written", "label"), [(name, label) for label, names in NAMES.items() for name in names])
def test_a_name_as_written_is_read_as_one_name(written: str, label: str) -> None:
    assert parse_name(written).label == label


@pytest.mark.parametrize(
    ("written", "way", "base"),
    [
        ("imatinib mesylate", "salt", "imatinib"),
        ("DOXYCYCLINE (DOXYCYCLINE HYCLATE)", "salt", "doxycycline"),
        ("BORTEZOMIB (BORTEZOMIB MANNITOL BORONIC ESTER)", "salt", "bortezomib"),
        ("PEMETREXED (PEMETREXED DISODIUM HEMIPENTAHYDRATE)", "salt", "pemetrexed"),
        ("teclistamab-cqyv", "suffix", "teclistamab"),
        ("ziv-aflibercept", "suffix", "aflibercept"),
        ("doxorubicin hydrochloride liposome", "formulation", "doxorubicin hydrochloride"),
        ("trastuzumab and hyaluronidase-oysk", "suffix", "hyaluronidase and trastuzumab"),
        ("netupitant and palonosetron hydrochloride", "salt", "netupitant and palonosetron"),
        ("TRAMADOL HCl and acetaminophen", "salt", "acetaminophen and tramadol"),
    ],
)
def test_a_form_leads_to_what_it_is_a_form_of(written: str, way: str, base: str) -> None:
    step = parse_name(written).parent()
    assert step is not None
    assert (step[0], step[1].label) == (way, base)


@pytest.mark.parametrize("written", ["blinatumomab", "trastuzumab emtansine", "sodium chloride", "folic acid"])
def test_a_base_is_a_form_of_nothing(written: str) -> None:
    assert parse_name(written).parent() is None


def test_a_code_name_in_brackets_is_no_part_of_the_name() -> None:
    name = parse_name("LANADELUMAB (SHP643)")
    assert (name.label, name.codes) == ("lanadelumab", ("SHP643",))
    assert parse_name("pembrolizumab (MK-3475)").codes == ("MK-3475",)


def test_the_ingredients_of_a_mixture_stand_in_one_order() -> None:
    one, other = parse_name("Nivolumab and Relatlimab-rmbw"), parse_name("RELATLIMAB; NIVOLUMAB-RMBW")
    assert one.key == other.key == "nivolumab-and-relatlimab-rmbw"
    assert [part.label for part in one.parts] == ["nivolumab", "relatlimab"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("RITUXIMAB; HYALURONIDASE (HUMAN RECOMBINANT)", ["RITUXIMAB", "HYALURONIDASE (HUMAN RECOMBINANT)"]),
        ("Paracetamol\nPhenylephrine HCl", ["Paracetamol", "Phenylephrine HCl"]),
        ("LAMIVUDINE; NEVIRAPINE;  STAVUDINE", ["LAMIVUDINE", "NEVIRAPINE", "STAVUDINE"]),
        ("alpha; ALPHA; alpha", ["alpha", "ALPHA"]),
        ("influenza virus (A/Victoria/4897/2022; egg-grown)", ["influenza virus (A/Victoria/4897/2022; egg-grown)"]),
        ("AMPICILLIN/AMPICILLIN TRIHYDRATE", ["AMPICILLIN/AMPICILLIN TRIHYDRATE"]),
        ("pembrolizumab (MK-3475)", ["pembrolizumab (MK-3475)"]),
        (" ; - ", []),
    ],
)
def test_a_cell_of_a_register_is_split_into_its_ingredients_as_written(cell: str, names: list[str]) -> None:
    assert split_ingredients(cell) == names


@pytest.mark.parametrize(
    ("one", "other"), [("ciclosporin", "cyclosporine"), ("oestradiol", "estradiol"), ("cefalexin", "cephalexin")]
)
def test_spellings_that_inn_tells_apart_fold_into_one(one: str, other: str) -> None:
    assert fold_spelling(parse_name(one)) == fold_spelling(parse_name(other))


@pytest.mark.parametrize(("one", "other"), [("prednisone", "prednisolone"), ("cisplatin", "carboplatin")])
def test_two_drugs_do_not_fold_into_one(one: str, other: str) -> None:
    assert fold_spelling(parse_name(one)) != fold_spelling(parse_name(other))


def test_a_name_is_found_with_and_without_its_accents() -> None:
    assert asked_by("Calmette-Guérin") == {"calmetteguerin", "calmetteguérin"}
    assert squash("853426-35-4") == "853426354"


@given(st.sampled_from([name for names in NAMES.values() for name in names]), st.booleans())
def test_case_and_space_change_nothing(written: str, upper: bool) -> None:
    changed = f"  {written.upper() if upper else written.lower()}  ".replace(" ", "  ")
    assert parse_name(changed) == parse_name(written)


@given(st.text(max_size=60))
def test_any_text_has_a_name_and_a_base(written: str) -> None:
    name = parse_name(written)
    for _ in range(4):
        if step := name.parent():
            name = step[1]
    assert name.parent() is None
    assert name.key


@given(st.sampled_from(sorted(NAMES)))
def test_a_name_that_was_read_is_read_as_itself(label: str) -> None:
    assert parse_name(parse_name(label).label).key == parse_name(label).key
