"""Pushing loses nothing: two real stores hold what was sent, and what failed is reported, once where it is for all."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from kg.errors import KGError, UsageError
from kg.push import Credentials, Endpoints, Pusher, describe, hash_triples, iter_graphs

QUADS = "".join(
    f'<http://s.test/{n}> <http://p.test/says> "é \\"{n}\\"" <http://g.test/{n % 2}> .\n'
    for n in sorted(range(40), key=str)
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a graph.nq of two graphs with twenty triples each."""
    lines = sorted(QUADS.splitlines(keepends=True), key=lambda line: (line.rsplit(" ", 2)[1], line))
    (tmp_path / "graph.nq").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    for _ in range(int(seconds * 20)):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"no server came up on port {port}")


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[str]:
    """The graph store URL of a real Oxigraph server on loopback."""
    program = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if not Path(program).exists():
        pytest.skip("the Oxigraph server (package oxigraph) is not installed")
    port = free_port()
    command = [program, "serve", "--location", str(tmp_path / "ox"), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/store"
    finally:
        server.terminate()
        server.wait(10)


def outcomes(pusher: Pusher, folder: Path, *, dry_run: bool = False) -> list[str]:
    """What became of the graphs of the folder; a store's own graphs are none of them."""
    return [item.outcome for item in pusher.push(folder, dry_run=dry_run) if item.outcome != "only there"]


def test_a_real_store_holds_what_was_sent_and_is_not_sent_it_again(oxigraph: str, small: Path) -> None:
    pusher = Pusher(Endpoints.of(oxigraph))
    assert outcomes(pusher, small, dry_run=True) == ["would send", "would send"]
    assert outcomes(pusher, small) == ["sent", "sent"]
    assert outcomes(pusher, small) == ["equal", "equal"]
    httpx.delete(oxigraph, params={"graph": "http://g.test/1"}).raise_for_status()
    assert outcomes(pusher, small) == ["equal", "sent"]


def test_a_whole_release_arrives_in_a_real_store(oxigraph: str, release: Path) -> None:
    pusher = Pusher(Endpoints.of(oxigraph))
    assert set(outcomes(pusher, release)) == {"sent"}
    assert set(outcomes(pusher, release)) == {"equal"}


def test_a_store_without_a_graph_store_is_updated_in_small_pieces(
    oxigraph: str, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.push.PIECE", 7)
    base = oxigraph.removesuffix("/store")
    pusher = Pusher(Endpoints.of(f"{base}/nothing-here", f"{base}/query", f"{base}/update"))
    assert outcomes(pusher, small) == ["sent", "sent"]


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[str]:
    """The graph store URL of a real Virtuoso on loopback, which asks for Digest."""
    if not (program := shutil.which("virtuoso-t")):
        pytest.skip("Virtuoso (Debian package virtuoso-opensource-7-bin) is not installed")
    sql, port = free_port(), free_port()
    (tmp_path / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile = {tmp_path}/v.db\nErrorLogFile = {tmp_path}/v.log\nLockFile = {tmp_path}/v.lck\n"
        f"TransactionFile = {tmp_path}/v.trx\nxa_persistent_file = {tmp_path}/v.pxa\n[TempDatabase]\n"
        f"DatabaseFile = {tmp_path}/vt.db\nTransactionFile = {tmp_path}/vt.trx\n[Parameters]\n"
        f"ServerPort = 127.0.0.1:{sql}\nNumberOfBuffers = 2000\nDirsAllowed = {tmp_path}\n[HTTPServer]\n"
        f"ServerPort = 127.0.0.1:{port}\nServerRoot = {tmp_path}\n[SPARQL]\nResultSetMaxRows = 100000\n",
        encoding="utf-8",
    )
    command = [program, "-f", "+configfile", str(tmp_path / "virtuoso.ini")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path)
    try:
        wait_for(port, 90)
        yield f"http://127.0.0.1:{port}/sparql-graph-crud-auth"
    finally:
        server.kill()
        server.wait(10)


def test_virtuoso_holds_what_was_sent_behind_digest(virtuoso: str, small: Path) -> None:
    auth = Credentials({"KG_PUSH_USER": "dba", "KG_PUSH_PASSWORD": "dba"})
    assert outcomes(Pusher(Endpoints.of(virtuoso), auth), small) == ["sent", "sent"]
    assert outcomes(Pusher(Endpoints.of(virtuoso), auth), small) == ["equal", "equal"]
    wrong = Credentials({"KG_PUSH_USER": "dba", "KG_PUSH_PASSWORD": "wrong"})
    httpx.delete(virtuoso, params={"graph-uri": "http://g.test/0"}, auth=httpx.DigestAuth("dba", "dba"))
    first, second = Pusher(Endpoints.of(virtuoso), wrong, wait=lambda seconds: None).push(small)
    assert (first.outcome, second.outcome) == ("failed", "not tried")
    assert "401" in first.what
    assert "KG_PUSH_USER" in first.what
    assert outcomes(Pusher(Endpoints.of(virtuoso), auth), small) == ["sent", "equal"]


class Frail(BaseHTTPRequestHandler):
    """A store in memory that fails as its server's `fault` says."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        graph = parse_qs(urlsplit(self.path).query)["graph"][0]
        self.server.fault(self, graph, body)  # type: ignore[attr-defined]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        ox.Store.update(self.server.store, body)  # type: ignore[attr-defined]
        self.answer(204)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)["query"][0]
        found = self.server.store.query(query)  # type: ignore[attr-defined]
        if isinstance(found, ox.QuerySolutions):
            self.answer(200, found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        else:
            self.answer(200, found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")

    def answer(self, status: int, body: bytes = b"", length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def keep(self, graph: str, body: bytes) -> None:
        self.server.store.load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph))  # type: ignore[attr-defined]
        self.answer(201)


Fault = Callable[[Frail, str, bytes], None]


@pytest.fixture
def frail() -> Iterator[Callable[[Fault], Pusher]]:
    """Start a server with a fault, and get a pusher to it that does not wait between tries."""
    servers: list[ThreadingHTTPServer] = []

    def start(fault: Fault) -> Pusher:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Frail)
        server.store, server.fault = ox.Store(), fault  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Pusher(
            Endpoints.of(f"http://127.0.0.1:{server.server_port}/store"), timeout=1.0, wait=lambda seconds: None
        )

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_store_that_fails_once_is_asked_again(frail: Callable[[Fault], Pusher], small: Path) -> None:
    tried: list[str] = []

    def fault(store: Frail, graph: str, body: bytes) -> None:
        tried.append(graph)
        store.answer(500) if tried.count(graph) == 1 else store.keep(graph, body)

    assert outcomes(frail(fault), small) == ["sent", "sent"]


def test_a_store_that_always_fails_for_one_graph_gets_the_others(frail: Callable[[Fault], Pusher], small: Path) -> None:
    def fault(store: Frail, graph: str, body: bytes) -> None:
        store.answer(500, b"out of memory") if graph.endswith("0") else store.keep(graph, body)

    first, second = frail(fault).push(small)
    assert (first.outcome, second.outcome) == ("failed", "sent")
    assert first.what == "PUT answered 500 Internal Server Error out of memory"


def test_a_body_too_large_is_sent_in_pieces(frail: Callable[[Fault], Pusher], small: Path) -> None:
    assert outcomes(frail(lambda store, graph, body: store.answer(413)), small) == ["sent", "sent"]


def test_a_store_that_says_yes_and_keeps_half_is_found_out(frail: Callable[[Fault], Pusher], small: Path) -> None:
    def fault(store: Frail, graph: str, body: bytes) -> None:
        store.keep(graph, b"".join(body.splitlines(keepends=True)[:5]))

    first, _ = frail(fault).push(small)
    assert first.outcome == "differs"
    assert first.what.startswith("15 triples missing and 0 too many of 20; missing <http://s.test/")


def test_a_truncated_answer_is_a_failure_not_a_success(frail: Callable[[Fault], Pusher], small: Path) -> None:
    first, _ = frail(lambda store, graph, body: store.answer(200, b"{", length=500)).push(small)
    assert first.outcome == "failed"


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder with a graph.nq of five graphs with a triple each."""
    lines = [f"<http://s.test/{n}> <http://p.test/says> <http://o.test/{n}> <http://g.test/{n}> .\n" for n in range(5)]
    (tmp_path / "graph.nq").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def test_a_store_that_hangs_twice_is_not_waited_for_again(frail: Callable[[Fault], Pusher], many: Path) -> None:
    tried: list[str] = []

    def fault(store: Frail, graph: str, body: bytes) -> None:
        tried.append(graph)
        time.sleep(1.0)

    pusher = frail(fault)
    pusher.timeout = 0.2
    results = list(pusher.push(many))
    assert [item.outcome for item in results] == ["failed", "failed", "not tried", "not tried", "not tried"]
    assert results[0].what == "no answer in 0.2 s; give it --timeout SECONDS"
    assert sorted(set(tried)) == ["http://g.test/0", "http://g.test/1"]
    assert len(tried) == 2 * 2  # each graph once again


def test_a_store_that_hangs_for_one_graph_gets_the_others(frail: Callable[[Fault], Pusher], many: Path) -> None:
    def fault(store: Frail, graph: str, body: bytes) -> None:
        time.sleep(1.0) if graph[-1] in "13" else store.keep(graph, body)

    pusher = frail(fault)
    pusher.timeout = 0.2
    assert outcomes(pusher, many) == ["sent", "failed", "sent", "failed", "sent"]


@pytest.mark.parametrize(
    ("status", "way"),
    [
        (401, "401 Unauthorized ; set KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN"),
        (403, "403 Forbidden ; this account may not write there"),
    ],
)
def test_what_is_refused_to_all_is_asked_once_and_said_with_the_way_to_resume(
    status: int, way: str, frail: Callable[[Fault], Pusher], many: Path
) -> None:
    tried: list[str] = []

    def fault(store: Frail, graph: str, body: bytes) -> None:
        tried.append(graph)
        store.answer(status) if graph.endswith("1") else store.keep(graph, body)

    results = list(frail(fault).push(many))
    assert tried == ["http://g.test/0", "http://g.test/1"]
    assert list(describe(results)) == [
        f"http://g.test/1: failed: PUT answered {way}",
        "stopped there, for it would fail for every graph; not tried: 3 graphs, http://g.test/2, http://g.test/3, "
        "http://g.test/4",
        "to resume, give the same command again: graphs that are equal in the store are not sent again",
        "5 graphs: 1 sent, 1 failed or different, 3 not tried",
    ]


def test_a_store_that_dies_in_the_middle_keeps_what_it_has_and_the_rest_is_told(
    frail: Callable[[Fault], Pusher], many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pusher = frail(lambda store, graph, body: store.keep(graph, body))
    results = pusher.push(many)
    assert next(results).outcome == "sent"

    def gone(*arguments: object, **options: object) -> httpx.Response:
        raise httpx.ConnectError("Connection refused")

    monkeypatch.setattr(httpx.Client, "request", gone)
    second, *rest = results
    assert second.outcome == "failed"
    assert "no store answers (Connection refused); is it running there?" in second.what
    assert [item.outcome for item in rest] == ["not tried"] * 3


def test_graphs_that_are_only_in_the_store_are_named_and_left_alone(oxigraph: str, small: Path) -> None:
    text = "<http://s.test/x> <http://p.test/says> 'x' ."
    for name in "abcd":
        address = {"graph": f"http://other.test/{name}"}
        httpx.put(oxigraph, params=address, content=text, headers={"Content-Type": "text/turtle"}).raise_for_status()
    results = list(Pusher(Endpoints.of(oxigraph)).push(small))
    assert [item.outcome for item in results] == ["sent"] * 2 + ["only there"] * 4
    assert list(describe(results)) == [
        "only in the store, and left alone: 4 graphs, http://other.test/a, http://other.test/b, http://other.test/c …",
        "2 graphs: 2 sent, 0 failed or different",
    ]
    shown = httpx.get(oxigraph, params={"graph": "http://other.test/a"}, headers={"Accept": "text/turtle"})
    assert "http://s.test/x" in shown.text


def test_a_store_that_does_not_list_its_graphs_is_no_failure(frail: Callable[[Fault], Pusher], small: Path) -> None:
    pusher = frail(lambda store, graph, body: store.keep(graph, body))
    asked = pusher._select

    def select(self: Pusher, client: httpx.Client, query: str) -> list[dict[str, dict[str, str]]]:
        return [{}] if "DISTINCT" in query else asked(client, query)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pusher, "_select", select)
        results = list(pusher.push(small))
    assert [item.outcome for item in results] == ["sent", "sent", "only there"]
    assert next(iter(describe(results))) == "only in the store, and left alone: could not be listed: 'g'"


def test_a_read_only_store_says_so(frail: Callable[[Fault], Pusher], small: Path) -> None:
    first, _ = frail(lambda store, graph, body: store.answer(403)).push(small)
    assert first.what == "PUT answered 403 Forbidden ; this account may not write there"


def test_a_closed_port_is_one_clear_error(small: Path) -> None:
    with pytest.raises(KGError, match=r"no store answers .*; is it running there"):
        list(Pusher(Endpoints.of(f"http://127.0.0.1:{free_port()}/store")).push(small))


def test_an_unknown_layout_asks_for_the_other_addresses() -> None:
    with pytest.raises(UsageError, match="--query URL and --update URL"):
        Endpoints.of("http://127.0.0.1:1/elsewhere")
    with pytest.raises(UsageError, match="no http or https URL"):
        Endpoints.of("ftp://127.0.0.1/store")


def test_graphs_are_read_one_at_a_time_with_their_triples(small: Path) -> None:
    graphs = dict(iter_graphs(small / "graph.nq"))
    assert list(graphs) == ["http://g.test/0", "http://g.test/1"]
    assert len(graphs["http://g.test/0"]) == 20
    assert hash_triples(graphs["http://g.test/0"]) == hash_triples(graphs["http://g.test/0"][::-1])
