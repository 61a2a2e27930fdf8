"""A release into another store: by SPARQL 1.1 Graph Store HTTP Protocol, else by SPARQL 1.1 Update, and compared after.

A graph whose content the store already holds is not sent again, so a push that broke off resumes where it was. A store
that fails in the middle loses nothing: each graph is replaced by itself, and what failed or differs is reported. What
would fail for every graph (a wrong password, a read-only account, a store that is gone or hangs) is found out once:
the push stops there and says what was not sent.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import httpx
import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.prefixes import compress

PIECE = 1000
"""How many triples one INSERT DATA holds at most: Virtuoso refuses 5,000."""

TIMEOUT = 60.0
"""How many seconds the store may take for one answer."""

RETRIES = 2
"""How often a request is tried again after a failure of the server (5xx) or a broken connection; a time-out, once."""

HANGS = 2
"""After how many graphs in a row for which the store gave no answer in time a push stops."""

LISTED = 3
"""How many graphs a line names at most."""

_LAYOUTS = {
    # how known stores name their endpoints: graph store -> (query, update)
    "/store": ("/query", "/update"),  # Oxigraph
    "/data": ("/query", "/update"),  # Apache Jena Fuseki
    "/sparql-graph-crud-auth": ("/sparql", "/sparql-auth"),  # Virtuoso
    "/sparql/gsp": ("/sparql", "/sparql"),  # Amazon Neptune
    "/rdf-graphs/service": ("", "/statements"),  # GraphDB, RDF4J
}
_NO_GRAPH_STORE = {404, 405, 413, 415, 501}
_GRAPH_PARAMETER = {"/sparql-graph-crud-auth": "graph-uri"}

_REFUSED_TO_ALL = {401, 403}

Outcome = Literal["equal", "sent", "would send", "failed", "differs", "not tried", "only there"]
FAULTS: tuple[Outcome, ...] = ("failed", "differs", "not tried")
"""The outcomes after which the store does not hold what the release does."""


class Pushed(NamedTuple):
    """What became of one named graph: its IRI, its triples, and for a failure what went wrong.

    A graph that is `only there` is none of the release: it was in the store before, and is left alone.
    """

    graph: str
    triples: int
    outcome: Outcome
    what: str = ""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The three addresses of a store; `query` serves the comparison, `update` stands in for a missing graph store."""

    graph_store: str
    query: str
    update: str

    @classmethod
    def of(cls, url: str, query: str = "", update: str = "") -> Endpoints:
        """The endpoints of a store by its graph store URL; the others as known stores name them, unless given."""
        if not url.startswith(("http://", "https://")):
            raise UsageError(f"{url!r} is no http or https URL, such as http://127.0.0.1:7878/store")
        url = url.rstrip("/")
        for ending, (ask, change) in _LAYOUTS.items():
            if url.endswith(ending):
                base = url.removesuffix(ending)
                return cls(url, query or base + ask, update or base + change)
        if not (query and update):
            known = ", ".join(f"…{ending}" for ending in _LAYOUTS)
            raise UsageError(f"{url}: not laid out as {known}; name the others with --query URL and --update URL")
        return cls(url, query, update)


class Credentials(httpx.Auth):
    """Basic, Digest or Bearer, whichever the store asks for; from the environment only, never from the command line.

    KG_PUSH_TOKEN is sent as Bearer; KG_PUSH_USER and KG_PUSH_PASSWORD answer a Basic or a Digest challenge.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._token = environment.get("KG_PUSH_TOKEN", "")
        user, password = environment.get("KG_PUSH_USER", ""), environment.get("KG_PUSH_PASSWORD", "")
        self._basic = httpx.BasicAuth(user, password) if user else None
        self._digest = httpx.DigestAuth(user, password) if user else None
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send as the store wants it; the first challenge decides for all that follows."""
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request
            return
        if self._chosen is None and self._basic is not None:
            probe = yield request
            if probe.status_code != httpx.codes.UNAUTHORIZED:
                return
            is_digest = "digest" in probe.headers.get("WWW-Authenticate", "").casefold()
            self._chosen = self._digest if is_digest else self._basic
        if self._chosen is None:
            yield request
        else:
            yield from self._chosen.auth_flow(request)


def iter_graphs(nquads: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each named graph of a sorted N-Quads file with its triples as N-Triples lines, one graph in memory."""
    with nquads.open(encoding="utf-8", newline="\n") as stream:
        for graph, lines in groupby(stream, key=lambda line: line[:-3].rpartition(" ")[2]):
            tail = f" {graph} .\n"
            yield graph[1:-1], [line.removesuffix(tail) + " .\n" for line in lines]


def hash_triples(lines: Sequence[str]) -> str:
    """A canonical hash of triples without blank nodes: SHA-256 of their sorted canonical N-Triples (RDFC-1.0 there)."""
    return hashlib.sha256("".join(sorted(set(lines))).encode()).hexdigest()


@dataclass(slots=True)
class Pusher:
    """Sends the graphs of a release to a store and compares what the store then holds."""

    endpoints: Endpoints
    auth: httpx.Auth | None = None
    timeout: float = TIMEOUT
    wait: Callable[[float], None] = time.sleep
    _by_update: bool = field(default=False, init=False)
    _answered: bool = field(default=False, init=False)
    _hangs: int = field(default=0, init=False)

    def push(self, folder: Path, *, dry_run: bool = False) -> Iterator[Pushed]:
        """Yield what became of each graph, in order, then the graphs that are only in the store.

        Once something fails that concerns all graphs, the others come as `not tried`. A store that cannot be reached at
        all is a KGError.
        """
        stopped, ours = False, set[str]()
        with httpx.Client(auth=self.auth, timeout=self.timeout, follow_redirects=True) as client:
            for graph, lines in iter_graphs(folder / "graph.nq"):
                ours.add(graph)
                if stopped:
                    yield Pushed(graph, len(lines), "not tried")
                    continue
                pushed, stopped = self._push_graph(client, graph, lines, dry_run)
                yield pushed
            if not stopped:
                yield from self._iter_only_there(client, ours)

    def _push_graph(self, client: httpx.Client, graph: str, lines: list[str], dry_run: bool) -> tuple[Pushed, bool]:
        """What became of a graph, and whether it fails for a reason that all graphs share."""
        try:
            outcome, what = self._try_graph(client, graph, lines, dry_run)
            self._hangs = 0
            return Pushed(graph, len(lines), outcome, what), False
        except httpx.ConnectError as error:
            gone = f"{self.endpoints.graph_store}: no store answers ({error}); is it running there?"
            if not self._answered:
                raise KGError(gone) from error
            return Pushed(graph, len(lines), "failed", gone), True
        except (httpx.HTTPError, _RefusedError, LookupError, SyntaxError, TypeError, ValueError) as error:
            self._hangs = self._hangs + 1 if isinstance(error, httpx.TimeoutException) else 0
            refused = isinstance(error, _RefusedError) and error.status in _REFUSED_TO_ALL
            what = f"no answer in {self.timeout:g} s; give it --timeout SECONDS" if self._hangs else _one_line(error)
            return Pushed(graph, len(lines), "failed", what), refused or self._hangs == HANGS

    def _try_graph(self, client: httpx.Client, graph: str, lines: list[str], dry_run: bool) -> tuple[Outcome, str]:
        if not self._compare(client, graph, lines):
            return "equal", ""
        if dry_run:
            return "would send", ""
        self._send(client, graph, lines)
        what = self._compare(client, graph, lines)
        return ("differs", what) if what else ("sent", "")

    def _iter_only_there(self, client: httpx.Client, ours: set[str]) -> Iterator[Pushed]:
        try:
            rows = self._select(client, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
            found = {row["g"]["value"] for row in rows}
        except (httpx.HTTPError, _RefusedError, LookupError, TypeError, ValueError) as error:
            yield Pushed("", 0, "only there", f"could not be listed: {_one_line(error)}")
            return
        yield from (Pushed(graph, 0, "only there") for graph in sorted(found - ours))

    def _send(self, client: httpx.Client, graph: str, lines: list[str]) -> None:
        if not self._by_update:
            answer = self._request(
                client,
                "PUT",
                self._address(graph),
                content="".join(lines),
                headers={"Content-Type": "application/n-triples"},
            )
            if answer.is_success:
                return
            if answer.status_code not in _NO_GRAPH_STORE:
                raise _RefusedError(answer)
            self._by_update = answer.status_code != httpx.codes.REQUEST_ENTITY_TOO_LARGE
        self._update(client, f"CLEAR SILENT GRAPH <{graph}>")
        for at in range(0, len(lines), PIECE):
            self._update(client, f"INSERT DATA {{ GRAPH <{graph}> {{\n{''.join(lines[at : at + PIECE])}}} }}")

    def _update(self, client: httpx.Client, text: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        answer = self._request(client, "POST", self.endpoints.update, content=text, headers=headers)
        if not answer.is_success:
            raise _RefusedError(answer)

    def _compare(self, client: httpx.Client, graph: str, lines: list[str]) -> str:
        """What the store's graph lacks or has too much; "" where both are equal."""
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        if self._count(client, graph) == 0:
            return f"the store holds none of {len(set(lines)):,} triples"
        headers = {"Accept": "application/n-triples"}
        answer = self._request(client, "GET", self.endpoints.query, params={"query": query}, headers=headers)
        if not answer.is_success:
            raise _RefusedError(answer)
        there = {f"{triple} .\n" for triple in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
        here = {f"{triple} .\n" for triple in ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)}
        if hash_triples(sorted(there)) == hash_triples(sorted(here)):
            return ""
        missing, extra = sorted(here - there), sorted(there - here)
        example = f"; missing {missing[0].strip()}" if missing else ""
        example += f"; not ours {extra[0].strip()}" if extra else ""
        return f"{len(missing):,} triples missing and {len(extra):,} too many of {len(here):,}{example}"

    def _count(self, client: httpx.Client, graph: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        return int(self._select(client, query)[0]["n"]["value"])

    def _select(self, client: httpx.Client, query: str) -> list[dict[str, dict[str, str]]]:
        headers = {"Accept": "application/sparql-results+json"}
        answer = self._request(client, "GET", self.endpoints.query, params={"query": query}, headers=headers)
        if not answer.is_success:
            raise _RefusedError(answer)
        rows: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
        return rows

    def _request(
        self,
        client: httpx.Client,
        method: str,
        url: str,
        *,
        content: str = "",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request, tried again after a server's own failure (5xx), a broken connection or a time-out."""
        body = content.encode() or None
        for attempt in range(RETRIES + 1):
            try:
                answer = client.request(method, url, content=body, params=params, headers=headers)
                self._answered = True
                if (
                    not answer.is_server_error
                    or answer.status_code == httpx.codes.NOT_IMPLEMENTED
                    or attempt == RETRIES
                ):
                    return answer
            except httpx.ConnectError:
                raise
            except httpx.TransportError as error:
                if attempt == RETRIES or (attempt and isinstance(error, httpx.TimeoutException)):
                    raise
            self.wait(0.2 * 4**attempt)
        raise AssertionError("unreachable")

    def _address(self, graph: str) -> str:
        ending = next((ending for ending in _GRAPH_PARAMETER if self.endpoints.graph_store.endswith(ending)), "")
        return str(httpx.URL(self.endpoints.graph_store, params={_GRAPH_PARAMETER.get(ending, "graph"): graph}))


class _RefusedError(Exception):
    """The store answered, and not with success."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        way = {401: "set KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN", 403: "this account may not write there"}
        hint = f"; {way[answer.status_code]}" if answer.status_code in way else ""
        words = " ".join(answer.text.split())[:120]
        super().__init__(f"{answer.request.method} answered {answer.status_code} {answer.reason_phrase} {words}{hint}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def describe(results: Sequence[Pushed]) -> Iterator[str]:
    """Yield a line for each graph that failed or differs, then what was not tried, what is only there, the totals."""
    for item in results:
        if item.what and item.graph:
            yield f"{compress(item.graph)}: {item.outcome}: {item.what}"
    left = [item for item in results if item.outcome == "not tried"]
    if left:
        yield f"stopped there, for it would fail for every graph; not tried: {_list_graphs(left)}"
        yield "to resume, give the same command again: graphs that are equal in the store are not sent again"
    others = [item for item in results if item.outcome == "only there"]
    if others:
        yield f"only in the store, and left alone: {others[0].what or _list_graphs(others)}"
    counts = {outcome: sum(item.outcome == outcome for item in results) for outcome in get_args(Outcome)}
    said = [f"{counts[outcome]:,} {outcome}" for outcome in ("sent", "would send", "equal") if counts[outcome]]
    said += [f"{counts['failed'] + counts['differs']:,} failed or different"]
    said += [f"{len(left):,} not tried"] if left else []
    yield f"{len(results) - len(others):,} graphs: " + ", ".join(said)


def _list_graphs(items: Sequence[Pushed]) -> str:
    named = ", ".join(compress(item.graph) for item in items[:LISTED])
    return f"{len(items):,} graph{'s' * (len(items) != 1)}, {named}" + (" …" if len(items) > LISTED else "")
