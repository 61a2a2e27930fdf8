"""Apache Jena's `riot`, an independent reader of RDF: on the path, or from the jars of Debian's libapache-jena-java."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
NEEDED = (
    "jena-arq jena-base jena-cmds jena-core jena-iri jena-dboe-base jena-dboe-index jena-dboe-storage "
    "jena-dboe-trans-data jena-dboe-transaction jena-rdfconnection jena-shacl jena-shex jena-tdb jena-tdb2 commons-cli "
    "commons-codec commons-compress commons-csv commons-io commons-lang3 dexx.collection gson guava httpclient "
    "httpclient-cache httpcore jackson-annotations jackson-core jackson-databind jakarta.json-api jsonld-java protobuf "
    "slf4j-api slf4j-simple thrift titanium-json-ld"
).split()


def find_riot(spare: Path) -> list[str] | None:
    """The command that runs riot, None where it is not installed."""
    if riot := shutil.which("riot"):
        return [riot]
    java, core = shutil.which("java"), JARS / "jena-core.jar"
    if java is None or not core.is_file():
        return None
    _unpack_messages(core, spare)
    path = ":".join([str(spare), *(str(JARS / f"{name}.jar") for name in NEEDED)])
    return [java, "-cp", path, "riotcmd.riot"]


def _unpack_messages(core: Path, spare: Path) -> None:
    """Put the messages of its XML parser where Debian's build of Jena looks for them."""
    with zipfile.ZipFile(core) as archive:
        for name in archive.namelist():
            if name.startswith("org/apache/jena/ext/xerces/") and name.endswith(".properties"):
                target = spare / name.removeprefix("org/apache/jena/ext/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))


def run_riot(riot: list[str], path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run riot over a file; JSON-LD as 1.0, for Debian's Jena lacks the library that reads 1.1."""
    syntax = ["--syntax=jsonld10"] if path.suffix == ".jsonld" else []
    return subprocess.run([*riot, *syntax, *options, str(path)], capture_output=True, text=True, check=False)
