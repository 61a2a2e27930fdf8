"""The questions over the registers, answered from the real files and checked by hand against them.

Beside each expected answer stands where it is in the file as published: the table and the row's key. The registers are
cut to the rows about the substances asked for; the drug pages beside them are whole.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.pipeline import build
from kg.query import find_query, run_query
from kg.store import open_store
from tests.register_rows import cut_registers

SUBSTANCES = re.compile("pembrolizumab|imatinib|rituximab|trastuzumab|delamanid|azilsartan|tucatinib", re.IGNORECASE)
PAGES = (
    "medpath/medpath-pembrolizumab.txt",
    "medpath/medpath-rituximab.txt",
    "nci/about-cancer-treatment-drugs-rituximab.md",
    "nci/about-cancer-treatment-drugs-trastuzumab.md",
    "nci/about-cancer-treatment-drugs-tucatinib.md",
)
Row = dict[str, str]


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """The registers' rows about seven substances, and five pages."""
    folder = tmp_path_factory.mktemp("registers")
    cut_registers(shared / "corpus", folder / "in", SUBSTANCES)
    for page in PAGES:
        target = folder / "in" / page
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(shared / "corpus" / page, target)
    build([str(folder / "in")], folder / "out", validate=False)
    return open_store(folder / "out")


def ask(store: ox.Store, name: str, /, **values: str) -> list[Row]:
    """The rows of a named query as text; an unbound cell is empty."""
    answer = run_query(store, find_query(name), values)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{each: getattr(row[each], "value", "") for each in names} for row in answer]


# --- Time lines ------------------------------------------------------------------------------------------------------

EMA, DPD, HSA = "EMA medicines report", "Drug Product Database", "HSA register"
EVENTS = [
    # Drugs@FDA, Submissions: ApplNo 125514, ORIG 1, AP
    ("pembrolizumab", "2014-09-04", "first approval", "Drugs@FDA", "KEYTRUDA", "BLA125514"),
    # EMA report: EMEA/H/C/003820, Marketing authorisation date
    ("pembrolizumab", "2015-07-17", "Marketing authorisation date", EMA, "Keytruda", "EMEA/H/C/003820"),
    # DPD, status: DRUG_CODE 94388 (drug: DIN 02456869), APPROVED and MARKETED
    ("pembrolizumab", "2016-08-09", "approved", DPD, "KEYTRUDA", "02456869"),
    ("pembrolizumab", "2017-07-13", "marketed", DPD, "KEYTRUDA", "02456869"),
    # HSA: registration_number SIN14881P, approval_date 27/10/2015
    ("pembrolizumab", "2015-10-27", "approval", HSA, "KEYTRUDA SOLUTION FOR INFUSION 25MG/ML", "SIN14881P"),
    # Drugs@FDA, Submissions: ApplNo 021335 (capsules) and 021588 (tablets), ORIG, AP
    ("imatinib", "2001-05-10", "first approval", "Drugs@FDA", "GLEEVEC", "NDA021335"),
    ("imatinib", "2003-04-18", "first approval", "Drugs@FDA", "GLEEVEC", "NDA021588"),
    # EMA report: EMEA/H/C/000406
    ("imatinib", "2001-11-07", "Marketing authorisation date", EMA, "Glivec", "EMEA/H/C/000406"),
    # DPD, status: DRUG_CODE 73824
    ("imatinib", "2004-06-02", "approved", DPD, "GLEEVEC", "02253275"),
    ("imatinib", "2005-04-05", "marketed", DPD, "GLEEVEC", "02253275"),
    # HSA: SIN13279P, 21/5/2007
    ("imatinib", "2007-05-21", "approval", HSA, "Glivec Film Coated Tablet 100mg", "SIN13279P"),
    # Drugs@FDA, Submissions: ApplNo 103705
    ("rituximab", "1997-11-26", "first approval", "Drugs@FDA", "RITUXAN", "BLA103705"),
    # EMA report: EMEA/H/C/000165
    ("rituximab", "1998-06-02", "Marketing authorisation date", EMA, "MabThera", "EMEA/H/C/000165"),
    # DPD, status: DRUG_CODE 65597
    ("rituximab", "2000-03-17", "approved", DPD, "RITUXAN", "02241927"),
    ("rituximab", "2000-03-20", "marketed", DPD, "RITUXAN", "02241927"),
    # HSA: SIN09946P, 22/8/1998
    ("rituximab", "1998-08-22", "approval", HSA,
     "MABTHERA CONCENTRATE FOR SOLUTION FOR INFUSION 500 mg/50ml", "SIN09946P"),
    # Drugs@FDA, Submissions: ApplNo 103792
    ("trastuzumab", "1998-09-25", "first approval", "Drugs@FDA", "HERCEPTIN", "BLA103792"),
    # EMA report: EMEA/H/C/000278
    ("trastuzumab", "2000-08-28", "Marketing authorisation date", EMA, "Herceptin", "EMEA/H/C/000278"),
    # DPD, status: DRUG_CODE 64277
    ("trastuzumab", "1999-08-13", "approved", DPD, "HERCEPTIN", "02240692"),
    ("trastuzumab", "1999-08-23", "marketed", DPD, "HERCEPTIN", "02240692"),
    # HSA: SIN11028P, 19/7/1999
    ("trastuzumab", "1999-07-19", "approval", HSA, "HERCEPTIN POWDER FOR INJECTION 440 mg/vial", "SIN11028P"),
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: f"{event[0]}-{event[5]}-{event[2]}")
def test_an_event_of_a_register_stands_on_the_time_line(event: tuple[str, ...], store: ox.Store) -> None:
    drug, *expected = event
    columns = ("date", "kind", "regulator", "what", "number")
    assert expected in [[row[column] for column in columns] for row in ask(store, "approval-timeline", drug=drug)]


def test_what_pages_say_stands_on_the_same_time_line_in_order(store: ox.Store) -> None:
    rows = ask(store, "approval-timeline", drug="Keytruda")
    told = {(row["date"], row["kind"], row["regulator"]) for row in rows if "medpath" in row["document"]}
    # the page: the sentence of its overview, and the rows of its sections FDA and HSA
    assert ("2014-09-04", "first approval", "FDA") in told
    assert ("2014-09-04", "Effective Date", "FDA") in told
    dates = [row["date"] for row in rows if row["date"]]
    assert dates == sorted(dates)
    assert {row["asOf"] for row in rows if row["regulator"] == "Drugs@FDA"} == {"2019-07-01"}


# --- Products of a holder, generics ----------------------------------------------------------------------------------


def test_the_generics_of_imatinib_are_those_that_the_registers_call_so(store: ox.Store) -> None:
    rows = ask(store, "generics-of", drug="imatinib")
    fda = {row["number"] for row in rows if row["told"] == "ANDA"}
    # Drugs@FDA, Applications: ApplType ANDA, where Products name imatinib; no MarketingStatusID is 4
    numbers = "078340 079179 204285 204644 205990 206547 207495 207586 207818 208302 208429"
    assert fda == {f"ANDA{number}" for number in numbers.split()}
    # EMA report: Generic is Yes, Marketing authorisation date is not empty
    assert {row["number"] for row in rows if row["told"] == "generic"} == {
        "EMEA/H/C/002585", "EMEA/H/C/002681", "EMEA/H/C/005595",
        "EMEA/H/C/002594", "EMEA/H/C/002692", "EMEA/H/C/004748",
    }  # fmt: skip
    # Products: ReferenceDrug 1 for ApplNo 021335 and 021588
    reference = {(row["number"], row["strength"]) for row in rows if row["told"] == "reference drug"}
    assert reference == {
        ("NDA021335", "EQ 50MG BASE"), ("NDA021335", "EQ 100MG BASE"),
        ("NDA021588", "EQ 100MG BASE"), ("NDA021588", "EQ 400MG BASE"),
    }  # fmt: skip
    # HSA: ALVOTINIB of another firm (SIN14848P) is not called a generic there, Canada's ACH-IMATINIB neither
    assert {row["register"] for row in rows} == {"Drugs@FDA", "EMA medicines report"}


def test_biosimilars_are_those_of_the_registers_own_column(store: ox.Store) -> None:
    rows = ask(store, "generics-of", drug="trastuzumab")
    # EMA report: Biosimilar is Yes; Tuznue (EMEA/H/C/006252) says No, Hervelous was withdrawn before it was authorised
    assert {row["product"] for row in rows if row["country"] == "European Union"} == {
        "Ogivri", "Trazimera", "Herzuma", "Ontruzant", "Zercepac", "Herwenda", "Dazublys", "Kanjinti",
    }  # fmt: skip
    # DPD, biosimilar: DRUG_CODE 97138 (DIN 02480794)
    herzuma = [row for row in rows if row["number"] == "02480794"]
    assert [(row["date"], row["kind"]) for row in herzuma] == [("2019-09-03", "approved"), ("2019-12-11", "marketed")]
    # Drugs@FDA has TRASTUZUMAB-DKST as BLA761074, and no column that calls it a biosimilar
    assert "BLA761074" not in {row["number"] for row in rows}
    assert "BLA761074" in {row["number"] for row in ask(store, "authorisations-by-drug", drug="trastuzumab")}


def test_a_holder_is_found_by_any_spelling_and_is_no_other_firm(store: ox.Store) -> None:
    expected = {("Glivec", "EMEA/H/C/000406")}  # EMA report: the holder is Novartis Europharm Limited
    for spelling in ("Novartis Europharm Limited", "novartis-europharm limited", "NOVARTIS EUROPHARM"):
        rows = ask(store, "products-of-holder", holder=spelling)
        assert {(row["product"], row["number"]) for row in rows} == expected
    rows = ask(store, "products-of-holder", holder="Novartis (Singapore) Pte. Ltd.")
    # HSA: product_registrant NOVARTIS (SINGAPORE) PTE LTD
    assert {row["number"] for row in rows} == {"SIN13279P", "SIN13280P"}
    # Drugs@FDA, Applications: SponsorName NOVARTIS of 021335 and 021588
    assert {row["number"] for row in ask(store, "products-of-holder", holder="Novartis", regulator="FDA")} == {
        "NDA021335",
        "NDA021588",
    }


def test_a_holders_products_are_narrowed_by_country_and_status(store: ox.Store) -> None:
    canada = ask(store, "products-of-holder", holder="Hoffmann-La Roche Limited", country="Canada", status="marketed")
    assert {"02240692", "02241927"} <= {row["number"] for row in canada}  # DPD, comp and drug
    assert ask(store, "products-of-holder", holder="Hoffmann-La Roche Limited", country="Singapore") == []


# --- Not yet in ------------------------------------------------------------------------------------------------------


def test_what_another_authority_authorised_and_the_fdas_file_lacks_is_a_gap_only_within_its_coverage(
    store: ox.Store,
) -> None:
    # EMA report: Deltyba EMEA/H/C/002552, 27/04/2014; DELAMANID stands in no row of Products
    said = {row["drug"]: row for row in ask(store, "not-yet-in", **{"in": "FDA"})}
    assert [said["delamanid"][each] for each in ("reading", "authority", "since", "asOf")] == [
        "no record",
        "EMA",
        "2014-04-27",
        "2019-07-01",
    ]
    # Tukysa EMEA/H/C/005263, 11/02/2021: the page calls it FDA approved, so there is a record; no row of the file
    assert "tucatinib" not in said
    # in Singapore's register, which tells up to 2015-12-29, it could not stand yet
    [row] = [row for row in ask(store, "not-yet-in", **{"in": "HSA"}, drug="tucatinib") if row["authority"] == "EMA"]
    assert (row["reading"], row["since"]) == ("after the register's as-of date", "2021-02-11")


@pytest.mark.parametrize("drug", ["pembrolizumab", "imatinib", "rituximab", "trastuzumab"])
def test_what_stands_in_a_register_is_not_missing_there(drug: str, store: ox.Store) -> None:
    for authority in ("FDA", "EMA", "Health Canada", "HSA"):
        assert ask(store, "not-yet-in", **{"in": authority}, drug=drug) == []
    assert ask(store, "not-yet-in", **{"in": "TGA"}, drug=drug) == []  # no table of its own: nothing can be missing


# --- The project's own sources, where ../shared is absent ------------------------------------------------------------


def test_the_samples_of_the_registers_answer_as_their_rows_say(release: Path) -> None:
    store = open_store(release)
    # sources/drugsatfda: Applications 078340 is an ANDA, Products has 001 and 002
    generics = ask(store, "generics-of", drug="imatinib", regulator="FDA")
    assert {(row["told"], row["number"]) for row in generics} == {
        ("ANDA", "ANDA078340"),
        ("reference drug", "NDA021335"),
        ("reference drug", "NDA021588"),
    }
    # sources/hsa: two rows whose product_registrant is NOVARTIS (SINGAPORE) PTE LTD
    held = ask(store, "products-of-holder", holder="Novartis (Singapore)")
    assert {(row["number"], row["date"]) for row in held} == {("SIN13279P", "2007-05-21"), ("SIN13280P", "2007-05-21")}
    # sources/drugsatfda: ORIG 1 of 207621 (TROXYCA ER) is of 2016-08-19; sources/hsa tells up to 2015-12-29
    [silent] = ask(store, "not-yet-in", **{"in": "HSA"}, drug="naltrexone")
    told = (silent["reading"], silent["authority"], silent["since"], silent["records"])
    assert told == ("after the register's as-of date", "FDA", "2016-08-19", "6")
