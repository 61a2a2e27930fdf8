"""Drug documents in, an evidence-carrying RDF knowledge graph out.

>>> import kg
>>> kg.expand("kg:targets")
'https://w3id.org/drug-kg/ontology#targets'

`kg.build(paths, out)` builds a release, `kg.Graph(folder)` opens one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.errors import DocumentError, EnvironmentFault, KGError, UsageError
from kg.prefixes import compress, expand

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.pipeline import build

__version__ = "0.1.0"
__all__ = [
    "DocumentError",
    "EnvironmentFault",
    "Graph",
    "KGError",
    "UsageError",
    "__version__",
    "build",
    "compress",
    "expand",
]

_LATER = {"Graph": "kg.graph", "build": "kg.pipeline"}


def __getattr__(name: str) -> object:
    # pyoxigraph and the mappers are imported when they are asked for: `kg --help` needs neither
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
