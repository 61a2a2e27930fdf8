"""Run KGX's own validator over two tables, without the network: `python validate_kgx.py NODES EDGES`.

Needs kgx in an environment of its own (`pip install kgx`), for its pins do not agree with ours. Prints a line an error,
then the version of the Biolink Model and the counts. Model and prefixes are those of the package `biolink-model` that
comes with kgx; `kgr`, this project's own prefix, is added to them.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files


def _keep_offline() -> None:
    """Hand kgx what it would fetch when it is imported: the model, and the prefixes of its context."""
    import bmt.toolkit  # type: ignore[import-not-found]
    import kgx.config  # type: ignore[import-not-found]

    model = files("biolink_model")
    prefixes = json.loads((model / "prefixmaps" / "biolink_model_prefix_map.json").read_text(encoding="utf-8"))
    schema = str(model / "schema" / "biolink_model.yaml")
    bmt.toolkit.Toolkit.__init__.__defaults__ = (schema, {"predicate mappings": []})
    kgx.config.jsonld_context_map["biolink"] = {**prefixes, "kgr": "https://w3id.org/drug-kg/id/"}
    kgx.config.get_logger().setLevel("ERROR")


def main(nodes: str, edges: str) -> int:
    _keep_offline()
    from kgx.transformer import Transformer  # type: ignore[import-not-found]
    from kgx.validator import Validator  # type: ignore[import-not-found]

    counts: dict[str, int] = {}
    validator = Validator(progress_monitor=lambda kind, _: counts.update({kind.value: counts.get(kind.value, 0) + 1}))
    source = {"filename": [nodes, edges], "format": "tsv"}
    Transformer(stream=True).transform(input_args=source, output_args={"format": "null"}, inspector=validator)
    errors = validator.get_errors()
    for level, kinds in sorted(errors.items()):
        for kind, messages in sorted(kinds.items()):
            for message, where in sorted(messages.items()):
                print(f"{level} {kind}: {message}: {sorted(where)[:3]}")
    print(f"Biolink {validator.get_validation_model_version()} {json.dumps(counts, sort_keys=True)}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
