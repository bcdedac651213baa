"""`thesis serve` beside other local servers of one's own files: fava and datasette.

Goals: the first page 0.5 s after the start at 10,000 notes and 0.4 s at 1,000, 60 and 50 MiB of
memory, also where the start is a cold one, 70 KB and five requests for the first page with all that
it loads, 100 ms from a save to the event in the page. fava serves a ledger and datasette a table,
of as many entries as there are notes; fava's page asks every five seconds whether something was
saved, datasette's never does.

What a page loads is what its HTML names, as it is sent to who unpacks it, as browsers do; a row
beside says what that is unpacked. Ours and datasette's scripts load nothing more before
something is done; fava's do (its data, fonts and a module), so its weight and its requests are
less here than a browser's.
"""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from urllib.parse import urljoin

from msgspec import Struct

from benchmarks import peers
from benchmarks.bench import Bench, thesis_command
from benchmarks.edits import append, notes_of
from benchmarks.memory import MIB, resident
from benchmarks.row import Row, seconds, verdict
from benchmarks.vault.plan import AS_OF

PATIENCE, SAVES = 120.0, 20
WEIGHT, REQUESTS, SAVED = 70_000, 5, 0.1
FIRST = {1_000: 0.4, 10_000: 0.5, 100_000: 1.8}
MEMORY = {1_000: 50, 10_000: 60, 100_000: 120}
_IN_HTML = ("weight", "unpacked", "requests")
_LOADED = re.compile(r"""<(?:script|link|img)\b[^>]*?(?:src|href)=["']?([^"' >]+)""")


Asked = Callable[[Bench, int], tuple[list[str], str]]
"""The command that serves on a port, and the address of its first page."""


class Served(Struct):
    """One start of a server: seconds to its first page, that page, and its memory then."""

    first: float
    weight: int
    unpacked: int
    requests: int
    memory: int
    after: int
    """Its memory when all other pages have been asked for once."""


OTHERS = (
    *("theses", "rotation", "calendar", "claims", "graph", "notes", "check", "holdings", "flows"),
    *("what-if", "crowding", "contradictions", "record", "survey", "search?q=margin"),
)
"""Our other pages."""


def measure(bench: Bench) -> list[Row]:
    """Our figures, each beside those of the others."""
    bench.index()
    ours = _runs(bench, pages_of)
    rows = _rows(bench, "thesis", ours, None)
    installed = peers.install(peers.SERVERS)
    for name, command in zip(peers.SERVERS, (_fava, _datasette), strict=True):
        if name in installed:
            rows += _rows(bench, name, ours, _runs(bench, command))
    return [*rows, _cold(bench), *_saves(bench)]


def _cold(bench: Bench) -> Row:
    """The memory after a first page for which every note had to be read and reviewed."""
    bench.drop_index()
    held, bound = _run(bench, *pages_of(bench, free_port())).memory / MIB, MEMORY.get(bench.notes)
    limit = "" if bound is None else f"≤ {bound:g} MiB"
    what = "serve, memory after a cold start"
    return Row(what, f"{held:.3g} MiB", "", "", limit, verdict(held, bound))


def _rows(
    bench: Bench, name: str, ours: Sequence[Served], others: Sequence[Served] | None
) -> list[Row]:
    """Without others a row has our figure and its goal, else both figures and no goal."""
    found = []
    for what, key, scale, unit, bound in (
        ("start to first page", "first", 1.0, "s", FIRST.get(bench.notes)),
        ("memory after it", "memory", MIB, "MiB", MEMORY.get(bench.notes)),
        ("memory after all pages", "after", MIB, "MiB", None),
        ("first page, with all it loads", "weight", 1000.0, "KB", WEIGHT / 1000),
        ("first page, unpacked", "unpacked", 1000.0, "KB", None),
        ("requests for it", "requests", 1.0, "", REQUESTS),
    ):
        own = median(getattr(one, key) for one in ours) / scale
        if others is None:
            limit = "" if bound is None else f"≤ {bound:g} {unit}".rstrip()
            found.append(
                Row(
                    f"serve, {what}",
                    f"{own:.3g} {unit}".rstrip(),
                    "",
                    "",
                    limit,
                    verdict(own, bound),
                )
            )
            continue
        if key == "after":  # those have no such pages
            continue
        beside = median(getattr(one, key) for one in others) / scale
        found.append(
            Row(
                f"serve, {what} / {name}{_at_least(name, key)}",
                f"{own:.3g} {unit}".rstrip(),
                f"{beside:.3g} {unit}".rstrip(),
                f"{own / beside:.2f}×",
            )
        )
    return found


def _at_least(name: str, key: str) -> str:
    """What its scripts load besides is not seen by us."""
    return ", without what its scripts load" if name == "fava" and key in _IN_HTML else ""


def _runs(bench: Bench, asked: Asked) -> list[Served]:
    return [_run(bench, *asked(bench, free_port())) for _ in range(bench.runs)]


def _run(bench: Bench, command: list[str], address: str) -> Served:
    begun = time.perf_counter()
    with process(bench, command) as server:
        page = first_page(address)
        first = time.perf_counter() - begun
        loaded = {urljoin(address, one) for one in _LOADED.findall(page.decode("utf-8", "replace"))}
        whole = [address, *(one for one in sorted(loaded) if one.startswith("http"))]
        sizes = [(len(_sent(one)), len(_get(one))) for one in whole]
        held = resident(server.pid)
        for name in OTHERS if "as_of" in address else ():
            first_page(urljoin(address, name))
        return Served(
            first,
            sum(sent for sent, _ in sizes),
            sum(unpacked for _, unpacked in sizes),
            len(sizes),
            held,
            resident(server.pid),
        )


@contextmanager
def process(bench: Bench, command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server, which is ended afterwards."""
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, env=bench.env, stdout=silent, stderr=silent) as server:
        try:
            yield server
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def first_page(address: str) -> bytes:
    """The page, once it is there and is no word about what is still being read."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            page = _get(address)
            if b'http-equiv="refresh"' not in page:
                return page
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.005)
    raise SystemExit(f"No page came from {address} within {PATIENCE:g} seconds.")


def _get(address: str | urllib.request.Request) -> bytes:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return bytes(answer.read())


def _sent(address: str) -> bytes:
    """What is sent to a browser."""
    return _get(urllib.request.Request(address, headers={"accept-encoding": "gzip"}))


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def pages_of(bench: Bench, port: int) -> tuple[list[str], str]:
    """Our command, and its first page."""
    command = [thesis_command(), "--vault", str(bench.vault), "serve", "--port", str(port)]
    return command, f"http://127.0.0.1:{port}/?as_of={AS_OF}"


def _fava(bench: Bench, port: int) -> tuple[list[str], str]:
    ledger = bench.work / f"ledger-{bench.notes}.beancount"
    if not ledger.exists():
        entries = (
            f'2025-{1 + at % 12:02}-{1 + at % 28:02} * "Shop {at % 97}" "Remark {at}"\n'
            f"  Assets:Cash  -{1 + at % 50}.00 USD\n  Expenses:Food\n"
            for at in range(bench.notes)
        )
        heads = "2000-01-01 open Assets:Cash\n2000-01-01 open Expenses:Food\n"
        ledger.write_text(heads + "".join(entries), encoding="utf-8")
    command = [str(peers.FOLDER / "bin" / "fava"), "--port", str(port), str(ledger)]
    return command, f"http://127.0.0.1:{port}/"


def _datasette(bench: Bench, port: int) -> tuple[list[str], str]:
    file = bench.work / f"table-{bench.notes}.db"
    if not file.exists():
        with sqlite3.connect(file) as base:
            base.execute("create table notes (path text primary key, text text)")
            rows = (
                (one.name, one.read_bytes().decode("utf-8", "replace"))
                for one in notes_of(bench.vault)
            )
            base.executemany("insert or ignore into notes values (?, ?)", rows)
    command = [str(peers.FOLDER / "bin" / "datasette"), str(file), "--port", str(port)]
    return command, f"http://127.0.0.1:{port}/{file.stem}/notes"


def _saves(bench: Bench) -> list[Row]:
    """From a save to the event, and to the page that is made after it."""
    port = free_port()
    command, address = pages_of(bench, port)
    address = address.partition("?")[0]
    events, pages = [], []
    with process(bench, command):
        first_page(address)
        notes = notes_of(bench.vault)[:SAVES]
        with urllib.request.urlopen(f"{address}events", timeout=PATIENCE) as stream:
            _next_version(stream)
            for number, note in enumerate(notes):
                time.sleep(0.3)
                begun = time.perf_counter()
                append(note, f"Remark {number}, as it is served.")
                _next_version(stream)
                events.append(time.perf_counter() - begun)
                _get(address)
                pages.append(time.perf_counter() - begun)
    event = median(events)
    limit = f"≤ {SAVED:g} s"
    return [
        Row(
            "serve, save to event, median / fava, datasette",
            seconds(event),
            "5 s at most, never",
            "",
            limit,
            verdict(event, SAVED),
        ),
        Row("serve, save to the new page, median", seconds(median(pages))),
    ]


def _next_version(stream: Iterable[bytes]) -> None:
    for line in stream:
        if line.startswith(b"event: version"):
            return
