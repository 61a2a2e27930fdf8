"""The mappers, by the name of the source they read; the order is the order in which they are asked."""

from __future__ import annotations

from kg.mappers.decisions import DECISIONS
from kg.mappers.medpath import MEDPATH
from kg.mappers.nci import NCI
from kg.model import Mapper

MAPPERS: dict[str, Mapper] = {"decisions": DECISIONS, "medpath": MEDPATH, "nci": NCI}
