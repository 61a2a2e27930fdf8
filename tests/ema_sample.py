"""The workbook of `sources/ema`: rows of the EMA's medicines report, retyped; `python -m tests.ema_sample` writes it.

Names, numbers, dates and Yes or No are those of the report of 2026-03-14; the indications are told in our own words,
and in the shapes that the report has (a list that lost its bullets, headings within the line, an HTML entity). The
header stands on row 9, and the sheet claims to be far wider than it is, as in the original.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from kg.mappers.ema.columns import COLUMNS, DATES, DESIGNATIONS

WORKBOOK = Path(__file__).parents[1] / "sources" / "ema" / "medicines.xlsx"

_TITLE = ("Content type:", "Medicine", "A sample in the layout of the EMA's report of:", "14/03/2026 - 06:00")
_LINE_END = ("Species (veterinary)", "Pharmacotherapeutic group (human)", "Pharmacotherapeutic group (veterinary)")
_SHORT = {
    "id": "EMA product number",
    "status": "Medicine status",
    "opinion": "Opinion status",
    "inn": "International non-proprietary name (INN) / common name",
    "substance": "Active substance",
    "area": "Therapeutic area (MeSH)",
    "atc": "ATC code (human)",
    "group": "Pharmacotherapeutic group (human)",
    "vet group": "Pharmacotherapeutic group (veterinary)",
    "for": "Therapeutic indication",
    "holder": "Marketing authorisation developer / applicant / holder",
    "decided": "European Commission decision date",
    "adopted": "Opinion adopted date",
    "withdrawn": "Withdrawal of application date",
    "authorised": "Marketing authorisation date",
    "refused": "Refusal of marketing authorisation date",
    "ended": "Withdrawal / expiry / revocation / lapse of marketing authorisation date",
    "published": "First published date",
    "updated": "Last updated date",
    "page": "Medicine URL",
}
_ANTINEOPLASTIC = "Antineoplastic agents"
_PH_POSITIVE = "Precursor Cell Lymphoblastic Leukemia-Lymphoma"

# fmt: off
_MEDICINES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Blincyto", "Additional monitoring;Orphan medicine", {
        "id": "EMEA/H/C/003731", "status": "Authorised", "inn": "blinatumomab", "substance": "blinatumomab",
        "area": _PH_POSITIVE, "atc": "L01FX07", "group": _ANTINEOPLASTIC,
        "for": "Blincyto as monotherapy is indicated for the treatment of adults with relapsed or refractory "
               "B-cell precursor acute lymphoblastic leukaemia (ALL) that is CD19-positive.",
        "holder": "Amgen Europe B.V.", "decided": "27/11/2025", "adopted": "24/09/2015", "authorised": "23/11/2015",
        "published": "18/06/2018", "updated": "15/01/2026", "page": "blincyto"}),
    ("Glivec", "", {
        "id": "EMEA/H/C/000406", "status": "Authorised", "inn": "imatinib", "substance": "imatinib",
        "area": f"{_PH_POSITIVE};Gastrointestinal Stromal Tumors", "atc": "L01EA01", "group": _ANTINEOPLASTIC,
        "for": "Glivec is indicated for the treatment of:  adults and children with newly diagnosed chronic myeloid "
               "leukaemia (CML); adults with advanced hypereosinophilic syndrome.  How it does after a transplant is "
               "not known. Glivec is indicated for:  the treatment of adults with metastatic gastrointestinal stromal "
               "tumours (GIST) (see section 5.1).",
        "holder": "Novartis Europharm Limited", "decided": "16/10/2025", "adopted": "26/07/2001",
        "authorised": "07/11/2001", "published": "25/06/2018", "updated": "12/11/2025", "page": "glivec"}),
    ("Keytruda", "", {
        "id": "EMEA/H/C/003820", "status": "Authorised", "inn": "pembrolizumab", "substance": "pembrolizumab",
        "area": "Melanoma;Hodgkin Disease", "atc": "L01FF02", "group": _ANTINEOPLASTIC,
        "for": "Melanoma Keytruda&nbsp;as monotherapy is indicated for the treatment of people aged 12 years and older "
               "with advanced melanoma. Classical Hodgkin lymphoma Keytruda&nbsp;as monotherapy is indicated for the "
               "treatment of adults with relapsed or refractory classical Hodgkin lymphoma.",
        "holder": "Merck Sharp & Dohme B.V.", "decided": "17/11/2025", "adopted": "20/05/2015",
        "authorised": "17/07/2015", "published": "21/06/2018", "updated": "03/12/2025", "page": "keytruda"}),
    ("MabThera", "", {
        "id": "EMEA/H/C/000165", "status": "Authorised", "inn": "rituximab", "substance": "rituximab",
        "area": "Lymphoma, Non-Hodgkin;Arthritis, Rheumatoid", "atc": "L01XC02", "group": _ANTINEOPLASTIC,
        "for": "MabThera in combination with chemotherapy is indicated for the treatment of adults with previously "
               "untreated follicular lymphoma.",
        "holder": "Roche Registration GmbH", "decided": "03/04/2025", "adopted": "28/01/1998",
        "authorised": "02/06/1998", "published": "09/08/2018", "updated": "03/04/2025", "page": "mabthera"}),
    ("Herceptin", "", {
        "id": "EMEA/H/C/000278", "status": "Authorised", "inn": "trastuzumab", "substance": "trastuzumab",
        "area": "Stomach Neoplasms;Breast Neoplasms", "atc": "L01FD01", "group": _ANTINEOPLASTIC,
        "for": "Herceptin is indicated for the treatment of adults with HER2-positive early breast cancer.",
        "holder": "Roche Registration GmbH", "decided": "24/11/2025", "authorised": "28/08/2000",
        "published": "23/08/2018", "updated": "02/03/2026", "page": "herceptin"}),
    ("Ontruzant", "Biosimilar", {
        "id": "EMEA/H/C/004323", "status": "Authorised", "inn": "trastuzumab", "substance": "trastuzumab",
        "area": "Stomach Neoplasms;Breast Neoplasms", "atc": "L01FD01", "group": _ANTINEOPLASTIC,
        "for": "Ontruzant is indicated for the treatment of adults with HER2-positive early breast cancer.",
        "holder": "Samsung Bioepis NL B.V.", "decided": "22/01/2026", "adopted": "14/09/2017",
        "authorised": "15/11/2017", "published": "13/08/2018", "updated": "23/01/2026", "page": "ontruzant"}),
    ("Imatinib Teva", "Generic", {
        "id": "EMEA/H/C/002585", "status": "Authorised", "inn": "imatinib", "substance": "imatinib",
        "area": _PH_POSITIVE, "atc": "L01EA01", "group": f"{_ANTINEOPLASTIC};Protein kinase inhibitors",
        "for": "Imatinib Teva is indicated for the treatment of adults with newly diagnosed chronic myeloid leukaemia.",
        "holder": "Teva B.V.\u00a0", "decided": "05/03/2026", "adopted": "18/10/2012", "authorised": "07/01/2013",
        "published": "25/04/2018", "updated": "05/03/2026", "page": "imatinib-teva"}),
    ("Xigduo", "", {
        "id": "EMEA/H/C/002672", "status": "Authorised", "inn": "dapagliflozin;metformin",
        "substance": "metformin hydrochloride;dapagliflozin propanediol monohydrate",
        "area": "Diabetes Mellitus, Type 2", "atc": "A10BD15", "group": "Drugs used in diabetes",
        "for": "Xigduo is indicated in adults for the treatment of type 2 diabetes mellitus beside diet and exercise.",
        "holder": "AstraZeneca AB", "decided": "12/03/2026", "adopted": "20/11/2013", "authorised": "16/01/2014",
        "published": "20/12/2017", "updated": "13/03/2026", "page": "xigduo"}),
    ("Ocaliva", "Additional monitoring;Conditional approval", {
        "id": "EMEA/H/C/004093", "status": "Revoked", "inn": "obeticholic acid", "substance": "obeticholic acid",
        "area": "Liver Cirrhosis, Biliary", "atc": "A05AA04", "group": "Bile and liver therapy",
        "for": "Ocaliva is indicated for the treatment of adults with primary biliary cholangitis.",
        "holder": "Advanz Pharma Limited", "decided": "16/04/2024", "adopted": "13/10/2016",
        "authorised": "12/12/2016", "ended": "30/08/2024", "published": "21/03/2018", "updated": "20/01/2025",
        "page": "ocaliva"}),
    ("Masitinib AB Science", "Orphan medicine", {
        "id": "EMEA/H/C/005897", "status": "Refused", "opinion": "Negative", "inn": "masitinib",
        "substance": "Masitinib mesilate", "area": "Amyotrophic Lateral Sclerosis", "atc": "L01EX06",
        "group": _ANTINEOPLASTIC,
        "for": "In combination with riluzole for the treatment of adults with amyotrophic lateral sclerosis.",
        "holder": "AB Science", "decided": "19/12/2024", "adopted": "27/06/2024", "refused": "19/12/2024",
        "published": "28/06/2024", "updated": "22/01/2025", "page": "masitinib-ab-science"}),
    ("Ogivri", "Biosimilar", {
        "id": "EMEA/H/C/004346", "status": "Application withdrawn", "holder": "Mylan S.A.S.", "withdrawn": "03/08/2017",
        "published": "15/09/2017", "updated": "28/11/2017", "page": "ogivri-0"}),
    ("Xolremdi", "Exceptional circumstances;Orphan medicine", {
        "id": "EMEA/H/C/006496", "status": "Opinion", "opinion": "Positive", "inn": "mavorixafor",
        "substance": "mavorixafor", "area": "Primary Immunodeficiency Diseases", "atc": "Not yet assigned",
        "for": "Treatment of WHIM syndrome.", "holder": "X4 Pharmaceuticals GmbH", "adopted": "26/02/2026",
        "published": "27/02/2026", "page": "xolremdi"}),
    ("Masivet", "", {
        "id": "EMEA/V/C/000128", "status": "Authorised", "inn": "masitinib mesilate",
        "substance": "Masitinib mesilate", "vet group": _ANTINEOPLASTIC, "published": "24/09/2013",
        "updated": "09/10/2025", "page": "masivet"}),
)
# fmt: on


def iter_lines() -> list[list[str]]:
    """The cells of the sheet by row; the header is on row 9."""
    header = [name.replace(" (", "\n(") if name in _LINE_END else name for name in COLUMNS]
    return [list(_TITLE), *([] for _ in range(7)), header, *map(_row, _MEDICINES)]


def _row(medicine: tuple[str, str, dict[str, str]]) -> list[str]:
    name, designations, cells = medicine
    kind = "Veterinary" if "/V/" in cells["id"] else "Human"
    row = dict.fromkeys(COLUMNS, "") | dict.fromkeys(DESIGNATIONS, "No") | {"Patient safety": "No"}
    row |= dict.fromkeys(filter(None, designations.split(";")), "Yes")
    row |= {_SHORT[key]: value for key, value in cells.items()} | {"Category": kind, "Name of medicine": name}
    row["Medicine URL"] = f"https://www.ema.europa.eu/en/medicines/{kind.casefold()}/EPAR/{cells['page']}"
    assert all(name in COLUMNS for name in (*row, *DATES))
    return [row[column] for column in COLUMNS]


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def members() -> dict[str, str]:
    """The workbook's members, as few as a workbook has."""
    lines = iter_lines()
    texts = list(dict.fromkeys(cell for line in lines for cell in line if cell))
    number = {text: at for at, text in enumerate(texts)}
    rows = "".join(
        f'<row r="{at}">'
        + "".join(
            f'<c r="{_letters(column)}{at}" t="s"><v>{number[cell]}</v></c>'
            if cell
            else f'<c r="{_letters(column)}{at}"/>'
            for column, cell in enumerate(line, 1)
        )
        + "</row>\n"
        for at, line in enumerate(lines, 1)
    )
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>\n' for text in texts)
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for part, kind in (
                ("workbook", "sheet.main"),
                ("worksheets/sheet1", "worksheet"),
                ("sharedStrings", "sharedStrings"),
            )
        )
        + "</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        '<sheets><sheet name="Medicine" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:AMJ{len(lines)}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{strings}</sst>',
    }


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def write_sample(target: Path) -> None:
    """Write the workbook; its members have no date of today."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members().items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    target.write_bytes(stream.getvalue())


if __name__ == "__main__":
    write_sample(WORKBOOK)
