"""A release: the folder that a build writes, whole or not at all.

graph.nq        every quad, sorted, one named graph a document       graph.ttl   the same triples to read
report.ttl      the SHACL validation report                          report.json the same for programs
manifest.json   inputs with hashes, counts, checksums                store/      the Oxigraph store
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, KGError, UsageError

MANIFEST = "manifest.json"
INPUTS = "store/inputs.json"  # where the inputs lay on this machine: the one thing that is not equal everywhere


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A new folder beside `out` that takes its place at the end; on any failure `out` stays as it was."""
    out = out.absolute()
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out.name}: exists and is no release (no {MANIFEST}); choose another --out or remove it")
    beside, old = out.with_name(f".{out.name}.new-{os.getpid()}"), out.with_name(f".{out.name}.old-{os.getpid()}")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        yield beside
        if out.exists():
            out.rename(old)
        try:
            beside.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    except OSError as error:
        raise EnvironmentFault(
            f"{out}: cannot be written ({error.strerror or error}); free the place or choose another --out"
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON, the same bytes for equal values."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the release in `folder`; a KGError with the way out where there is none or it is broken."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder}: no release here (no {MANIFEST}); run kg build --out {folder}") from None
    except (OSError, ValueError) as error:
        raise KGError(f"{path}: cannot be read ({error}); build the release again") from error
    if not isinstance(manifest, dict) or "inputs" not in manifest:
        raise KGError(f"{path}: not a release manifest; build the release again")
    return manifest


def read_inputs(folder: Path) -> list[str]:
    """Where the build found its documents on this machine; `sources` where that was not kept."""
    try:
        inputs = json.loads((folder / INPUTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["sources"]
    return [str(path) for path in inputs] if isinstance(inputs, list) else ["sources"]


def is_own_sources(manifest: dict[str, Any]) -> bool:
    """Whether a release was built from the project's own `sources/`, which every shape must meet with a node."""
    heads = {path.split("/")[0] for item in manifest["inputs"] for path in item["paths"]}
    return heads == {"sources"}
