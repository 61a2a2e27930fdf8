"""The registers' real tables cut to the rows about some substances: the files' own bytes, headers kept, fewer rows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

import openpyxl

from kg.mappers.dpd.layout import COLUMNS


def cut_registers(
    corpus: Path,
    target: Path,
    substances: re.Pattern[str],
    only: Collection[str] = ("drugsatfda", "dpd", "ema", "hsa"),
) -> None:
    """Write registers into folders of `target`, with only the products whose ingredients the pattern finds."""
    files = {
        "drugsatfda": (_cut_drugsatfda, corpus / "drugsatfda" / "drugsatfda.zip"),
        "dpd": (_cut_dpd, corpus / "health-canada-dpd" / "allfiles.zip"),
        "ema": (_cut_ema, next((corpus / "ema").glob("*.xlsx"))),
        "hsa": (_cut_hsa, next((corpus / "hsa").glob("*.csv"))),
    }
    for name in only:
        cut, file = files[name]
        cut(file, target / name, substances)


def _cut_drugsatfda(archive: Path, target: Path, substances: re.Pattern[str]) -> None:
    target.mkdir(parents=True)
    with zipfile.ZipFile(archive) as tables:
        lines = {name: tables.read(name).decode("cp1252").splitlines(keepends=True) for name in tables.namelist()}
    products = [line.split("\t") for line in lines["Products.txt"][1:]]
    # ApplNo, ProductNo, Form, Strength, ReferenceDrug, DrugName, ActiveIngredient
    kept = {cells[0] for cells in products if substances.search(cells[6])}
    for name, (header, *rows) in lines.items():
        if name == "ApplicationDocs.txt":  # only the addresses of letters and labels
            continue
        at = header.rstrip().split("\t").index("ApplNo") if "ApplNo" in header else None
        few = rows if at is None else [row for row in rows if row.split("\t")[at] in kept]
        (target / name).write_bytes("".join([header, *few]).encode("cp1252"))


def _cut_dpd(archive: Path, target: Path, substances: re.Pattern[str]) -> None:
    target.mkdir(parents=True)
    with zipfile.ZipFile(archive) as tables:
        texts = {name: tables.read(name).decode("utf-8") for name in tables.namelist()}
    ingredient = COLUMNS["ingred"].index("INGREDIENT")
    kept = {
        row[0]
        for name in ("ingred.txt", "ingred_ap.txt")
        for row in csv.reader(io.StringIO(texts[name]))
        if substances.search(row[ingredient])
    }
    for name, text in texts.items():
        first, *lines = text.splitlines(keepends=True)
        header = [first] if first.lstrip('\ufeff"').startswith("DRUG_CODE") else []
        rows = lines if header else [first, *lines]
        few = [row for row in rows if row.split(",", 1)[0].strip('"') in kept]
        (target / name).write_text("".join([*header, *few]), encoding="utf-8", newline="")


def _cut_ema(workbook: Path, target: Path, substances: re.Pattern[str]) -> None:
    target.mkdir(parents=True)
    book = openpyxl.load_workbook(workbook, read_only=True)
    sheet = book.worksheets[0]
    cut = openpyxl.Workbook(write_only=True)
    few = cut.create_sheet(sheet.title)
    for number, row in enumerate(sheet.iter_rows(max_col=39, values_only=True), 1):
        if number <= 9 or substances.search(str(row[7])):  # the title, the header on row 9; "Active substance"
            few.append(row)
    book.close()
    cut.save(target / "medicines.xlsx")


def _cut_hsa(table: Path, target: Path, substances: re.Pattern[str]) -> None:
    target.mkdir(parents=True)
    with table.open(encoding="cp1252", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index("active_ingredients")
    with (target / "products.csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file).writerows([header, *(row for row in rows if substances.search(row[at]))])
