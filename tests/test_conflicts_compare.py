"""What comparators call one thing and what they call two; strengths are exact numbers with a dimension."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.conflicts.conditions import related_conditions
from kg.conflicts.coverage import is_covered
from kg.conflicts.dates import compare_dates, date_act
from kg.conflicts.forms import compare_forms, compare_routes
from kg.conflicts.names import compare_organisations
from kg.conflicts.progress import compare_authorisations, compare_phases, compare_trials
from kg.conflicts.settings import find_settings, mentions
from kg.conflicts.strength import compare_strengths, find_strengths, more_than


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("55.0 μg/mL", "55 µg/mL"),
        ("38.5 MCG / VIAL", "38.5 µg a vial"),
        ("1400 MG / 11.7 ML", "119.658 mg/mL"),
        ("10 mg in 1 mL", "10 mg/mL"),
        ("3.5 mg in 1 1", "3.5 mg a unit"),
        ("EQ 200MG BASE", "200 mg a unit"),
        ("EQ 20MG BASE/10ML", "2 mg/mL"),
        ("50mg per tab", "50 mg a tablet"),
        ("20 MG", "20 mg a unit"),
        ("0.5 % w/v", "0.5 % w/v"),
        ("10,000 IU", "10000 IU a unit"),
        ("38,5mcg de polvo", "38.5 µg a unit"),
        ("BLINCYTO POWDER FOR INFUSION 35 MCG/VIAL", "35 µg a vial"),
        ("1 g", "1 g a unit"),
        ("2 mg/g", "2 mg/g"),
    ],
)
def test_a_strength_is_read_with_its_dimension(written: str, shown: str) -> None:
    assert [str(item) for item in find_strengths(written)] == [shown]


@pytest.mark.parametrize("written", ["TABLET", "NOVOFEN 20 TABLET", "5 mm", "Vitamin B12", "mg", "5 in 1"])
def test_a_number_without_a_unit_is_no_strength(written: str) -> None:
    assert find_strengths(written) == []


@pytest.mark.parametrize(
    ("one", "other", "relation", "volume"),
    [
        ("55.0 μg/mL", "35 mcg a vial", "incomparable", "0.636 mL"),
        ("55.0 μg/mL", "38.5 MCG / VIAL", "incomparable", "0.7 mL"),
        ("35 mcg/vial", "38.5 mcg/vial", "different", ""),
        ("100 mg/10 mL", "10mg/ml", "equal", ""),
        ("100 mg/10 mL", "100 mg", "equal", ""),
        ("100 mg/10 mL", "50 mg", "different", ""),
        ("1 g", "1000 mg", "equal", ""),
        ("1 % w/v", "10 mg/mL", "equal", ""),
        ("1 %", "10 mg/mL", "incomparable", ""),
        ("1000 IU", "25 mcg", "incomparable", ""),
        ("2 mg/g", "2 mg/mL", "incomparable", ""),
        ("10 mg/mL", "10 mg", "equal", ""),  # one leaves out the mL
        ("2.0mg/50mcl", "40 mg/mL", "equal", ""),
        ("3.1 mg/24 hours", "34.3 mg/patch", "incomparable", ""),
        ("18 mg/40 cm2", "8 mg", "incomparable", ""),
        ("300 mg I/ml", "300 mg/ml", "incomparable", ""),
        ("300 iu/0.36 ml", "833 IU/ml", "equal", ""),  # rounded
        ("0.025%", "0.03 %", "equal", ""),
        ("2%", "2.03%", "different", ""),
        ("250 mg", "262.5 mg", "different", ""),
        ("100mg/4ml", "25mg", "equal", ""),  # one leaves out the mL
        ("1.25 mg/SPRAY", "375 mg/15 ml", "incomparable", "0.05 mL"),  # a spray is not the bottle
        ("1000 iu/10 ml", "min 800 iu/10 ml", "incomparable", ""),  # a limit
        ("4 mg", "5.3 mg", "different", ""),
    ],
)
def test_only_equal_dimensions_are_compared(one: str, other: str, relation: str, volume: str) -> None:
    mine, theirs = find_strengths(one)[0], find_strengths(other)[0]
    assert compare_strengths(mine, theirs) == compare_strengths(theirs, mine) == (relation, volume)


@pytest.mark.parametrize(
    ("named", "told", "more"),
    [
        ("2 mg", "2.65 mg", "32.5 %"),
        ("50 mg/mL", "51.5 mg/mL", "3 %"),
        ("5 mg", "8.078 mg", "61.6 %"),
        ("5 mg", "10 mg", ""),  # twice as much is no salt
        ("100 mg", "80 mg", ""),
        ("10 mg", "10 mg", ""),
        ("10 mg/5 mL", "12 mg", ""),
    ],
)
def test_a_salt_or_an_overfill_is_more_by_less_than_as_much_again(named: str, told: str, more: str) -> None:
    assert more_than(*find_strengths(named), *find_strengths(told)) == more


UNITS = st.sampled_from(["mg", "mcg", "g", "µg", "ng", "MG", "IU"])
NUMBERS = st.integers(1, 99_999).map(lambda number: f"{number / 100:.2f}")


@given(NUMBERS, UNITS, st.sampled_from(["", "/mL", " per vial", "/2 mL", "/tablet", "/g"]))
def test_a_strength_equals_itself_however_it_is_spaced(number: str, unit: str, tail: str) -> None:
    (one,), (other,) = find_strengths(f"{number}{unit}{tail}"), find_strengths(f"X {number} {unit} {tail.strip()}")
    assert compare_strengths(one, other).relation == "equal"


@given(st.integers(1, 10**6), st.integers(1, 500))
def test_an_amount_in_a_volume_is_exact(thousandths: int, volume: int) -> None:
    (found,) = find_strengths(f"{thousandths / 1000:.3f} mg/{volume} mL")
    assert found.amount * volume == Fraction(thousandths)
    assert found.total == (Fraction(thousandths) if volume != 1 else found.amount)


@given(NUMBERS, NUMBERS)
def test_milligrams_are_thousand_micrograms(one: str, other: str) -> None:
    mine, theirs = find_strengths(f"{one} mg")[0], find_strengths(f"{Fraction(one) * 1000} mcg")[0]
    assert compare_strengths(mine, theirs).relation == "equal"
    same = compare_strengths(mine, find_strengths(f"{other} mg")[0]).relation == "equal"
    assert same == (Fraction(one) == Fraction(other))


def test_the_volume_makes_the_two_equal() -> None:
    liquid, each = find_strengths("55.0 μg/mL")[0], find_strengths("38.5 mcg/vial")[0]
    volume = compare_strengths(liquid, each).volume.removesuffix(" mL")
    assert liquid.amount * Fraction(volume) == each.amount


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("TABLET, FILM COATED", "Film-coated tablet", ""),
        ("TABLET, FILM COATED", "Tablet - Oral", "granularity"),
        ("COMPRIMIDO RECUBIERTO CON PELÍCULA", "Film-coated tablet", ""),
        ("Tablet", "Capsule, hard", "contradiction"),
        ("INJECTION, POWDER, LYOPHILIZED, FOR SOLUTION", "Powder For Solution - Intravenous", ""),
        ("Extended-release tablet", "Film-coated tablet", "contradiction"),
        ("INJECTION", "Tablet", ""),  # "injection" tells no form that could be compared
    ],
)
def test_dosage_forms_are_compared_by_what_they_name(one: str, other: str, kind: str) -> None:
    assert compare_forms(one, other) == compare_forms(other, one) == kind


def test_routes_phases_and_statuses() -> None:
    assert compare_routes("INTRAVENOUS", "IV") == ""
    assert compare_routes("INTRAVENOUS, SUBCUTANEOUS", "Intravenous") == "granularity"
    assert compare_routes("Oral", "Intravenous") == "contradiction"
    assert compare_phases("Phase 1/Phase 2", "PHASE1, PHASE2") == ""
    assert compare_phases("Phase 1/Phase 2", "Phase 2") == "granularity"
    assert compare_phases("Phase I", "Phase III") == "contradiction"
    assert compare_phases("Not Applicable", "Phase 2") == ""
    assert compare_trials("Recruiting", "COMPLETED") == "staleness"
    assert compare_trials("Terminated", "Completed") == "contradiction"
    assert compare_trials("Active, not recruiting", "ACTIVE_NOT_RECRUITING") == ""
    assert compare_authorisations("Authorised", "Withdrawn") == "contradiction"
    assert compare_authorisations("Authorised", "Marketed") == ""
    assert compare_authorisations("Prescription", "Discontinued") == "contradiction"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Bristol-Myers Squibb Canada", "BRISTOL MYERS SQUIBB", ""),
        ("Merck Sharp & Dohme (UK) Limited", "MERCK SHARP DOHME", ""),
        ("BAYER HLTHCARE", "Bayer Inc", ""),
        ("Teva Canada Limited", "Apotex Inc", "contradiction"),
        ("Novartis Pharmaceuticals Corp", "Sandoz Inc", "contradiction"),
    ],
)
def test_companies_are_compared_without_legal_form_and_country(one: str, other: str, kind: str) -> None:
    assert compare_organisations(one, other) == compare_organisations(other, one) == kind


def test_dates_of_one_act_disagree_only_where_they_cannot_be_one_day() -> None:
    assert date_act("Approval Date") == date_act("first approval") == date_act("approval_d") == "approval"
    assert {date_act(kind) for kind in ("Market Date", "Issued Date", "Effective Date", "Posted")} == {
        *("marketing", "issue", "effect", "posting")
    }
    assert compare_dates(("2010-01-01", "2010-12-31"), ("2010-05-04", "2010-05-04")) == ""
    assert compare_dates(("2010-05-04", "2010-05-04"), ("2010-05-05", "2010-05-05")) == "1 day"


def test_conditions_are_related_by_reference_hierarchy_or_words() -> None:
    obo = "http://purl.obolibrary.org/obo/"
    assert related_conditions("NHL", [f"{obo}DOID_0060060"], "MCL", [f"{obo}DOID_0050746"])
    assert related_conditions("urothelial cancer", [f"{obo}DOID_2671"], "bladder cancer", [f"{obo}DOID_11054"])
    assert related_conditions("advanced renal cell carcinoma", [], "Renal cell carcinoma", [])
    assert not related_conditions("Melanoma", [f"{obo}DOID_1909"], "Breast cancer", [f"{obo}DOID_1612"])


def test_words_that_name_a_setting_and_a_marker() -> None:
    assert find_settings("as maintenance after first-line chemotherapy") >= {"maintenance", "newly diagnosed"}
    assert mentions("chronic phase Ph+ CML", "Philadelphia chromosome")
    assert not mentions("PD-1 inhibitor", "PD-L1")


def test_silence_counts_only_within_what_is_covered() -> None:
    assert is_covered("2010-05-31", "2019-07-01", [], ["imatinib"])
    assert not is_covered("2020-05-31", "2019-07-01", [], ["imatinib"])  # approved later
    assert not is_covered("", "2019-07-01", [], ["imatinib"])  # nobody tells when
    assert not is_covered("2017-08-30", "2019-07-01", ["cell therapies"], ["tisagenlecleucel"])
    assert not is_covered("2015-10-27", "2019-07-01", ["gene therapies"], ["talimogene laherparepvec"])
    assert not is_covered("2006-06-08", "2019-07-01", ["vaccines"], ["Recombinant HPV Quadrivalent Vaccine"])
