"""The mappers, by the name of the source they read; the order is the order in which they are asked."""

from __future__ import annotations

from kg.mappers.decisions import DECISIONS
from kg.mappers.dpd import DPD
from kg.mappers.drugsatfda import DRUGSATFDA
from kg.mappers.ema import EMA
from kg.mappers.hsa import HSA
from kg.mappers.medpath import MEDPATH
from kg.mappers.nci import NCI
from kg.model import Mapper
from kg.tables import TableMapper

MAPPERS: dict[str, Mapper] = {"decisions": DECISIONS, "medpath": MEDPATH, "nci": NCI}
"""What reads pages."""

TABLE_MAPPERS: dict[str, TableMapper] = {"dpd": DPD, "drugsatfda": DRUGSATFDA, "ema": EMA, "hsa": HSA}
"""What reads the registers' tables."""


def recognise(path: str, head: bytes) -> tuple[str, str] | None:
    """The name of the source whose mapper reads a document by its path and first bytes, and which table it is.

    A page is no table (""); None where nobody reads it.
    """
    for name, tables in TABLE_MAPPERS.items():
        if table := tables.recognises(path, head):
            return name, table
    return next(((name, "") for name, mapper in MAPPERS.items() if mapper.recognises(path, head)), None)


def find_mapper(source: str) -> Mapper:
    """The mapper of a source of pages."""
    return MAPPERS[source]


def find_table_mapper(source: str) -> TableMapper:
    """The mapper of a register."""
    return TABLE_MAPPERS[source]
