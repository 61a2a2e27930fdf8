"""A release: the folder that a build writes, whole or not at all.

graph.nq        every quad, sorted, one named graph a document       graph.ttl   the same triples to read
report.ttl      the SHACL validation report                          report.json the same for programs
manifest.json   inputs with hashes, counts, checksums                dataset.ttl what this is: VoID, DCAT, PROV
store/          the Oxigraph store
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
from kg.resources import find_data

MANIFEST = "manifest.json"
INPUTS = "store/inputs.json"  # where the inputs lay on this machine: the one thing that is not equal everywhere


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A new folder beside `out` that takes its place at the end; on any failure `out` stays as it was."""
    out = out.resolve() if out.is_symlink() else out.absolute()
    beside, old = (out.with_name(f".{out.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    try:
        _require_place(out)
        _remove_left_over(out)
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
        why = error.strerror or error
        raise EnvironmentFault(f"{out}: cannot be written ({why}); free the place or choose another --out") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _require_place(out: Path) -> None:
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out.name}: exists and is no release (no {MANIFEST}); choose another --out or remove it")


def _remove_left_over(out: Path) -> None:
    """Remove what builds of processes that are no more left beside `out`; of a running one nothing is touched."""
    for path in out.parent.glob(f".{out.name}.new-*"):
        number = path.name.rpartition("-")[2]
        if number.isdigit() and not _is_running(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


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


def holds_documents(folder: Path) -> bool:
    """Whether `folder` holds a release of at least one document."""
    return (folder / MANIFEST).is_file() and bool(read_manifest(folder)["inputs"])


def is_own_sources(manifest: dict[str, Any]) -> bool:
    """Whether a release was built from the project's own sources, all of them: these every shape must meet."""
    own = {hash_file(path) for path in find_data("sources").glob("*/*") if path.is_file()}
    read = {item["sha256"] for item in manifest["inputs"]}
    return bool(read) and read <= own and len(read) > len(own) // 2
