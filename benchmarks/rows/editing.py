"""``thesis lsp`` from client to client, beside pygls that answers nothing.

Promise, at 10,000 notes: 15 ms for 95 completions of 100, 0.15 s for a rename of at most 50 links,
and 90 MiB.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks.bench import Bench
from benchmarks.edits import notes_of
from benchmarks.process import Failed
from benchmarks.row import Row, verdict
from benchmarks.rows.cold import PROMISED

COMPLETIONS, RENAMES, MOST_LINKS = 100, 9, 50
COMPLETION_MS, RENAME_MS, MEMORY_MIB = 15.0, 150.0, 90.0
START = 600.0
"""Seconds to wait until the vault has been read."""
_FLOOR = Path(__file__).parents[1] / "floors" / "bare_pygls.py"
_CAN = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["rename"]}}}


class Client:
    """One server, asked over its pipes."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        """Begin with `root` as the client's folder."""
        self._process, self._number, self._version = process, 0, 1
        params = {"processId": None, "rootUri": root.as_uri(), "capabilities": _CAN}
        begun = time.perf_counter()
        self.ask("initialize", params)
        self.started = time.perf_counter() - begun
        self.tell("initialized", {})

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Send a request and wait for its answer; what comes unasked is passed over."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            found = self._read()
            if found.get("id") == self._number and "method" not in found:
                return found.get("result")

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if not length:
            raise Failed("the server ended")
        return dict(json.loads(self._process.stdout.read(length)))

    def show(self, uri: str, text: str) -> None:
        """Open a document, or change it."""
        self._version += 1
        if self._version == 2:
            item = {"uri": uri, "languageId": "markdown", "version": 2, "text": text}
            self.tell("textDocument/didOpen", {"textDocument": item})
            return
        document = {"uri": uri, "version": self._version}
        change = {"textDocument": document, "contentChanges": [{"text": text}]}
        self.tell("textDocument/didChange", change)

    def at(self, method: str, uri: str, text: str, **more: Any) -> Any:
        """Ask about the text's end."""
        line, column = text.count("\n"), len(text.rpartition("\n")[2])
        place = {"line": line, "character": column}
        return self.ask(method, {"textDocument": {"uri": uri}, "position": place, **more})

    def memory(self) -> float:
        """The peak of the server's memory in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def server(bench: Bench, command: list[str]) -> Iterator[Client]:
    """A server for the vault of the bench; it is ended afterwards."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=bench.env, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Client(process, bench.vault)
        finally:
            process.kill()


def measure(bench: Bench) -> list[Row]:
    """Completion, rename and memory."""
    bench.index()
    note = notes_of(bench.vault)[0]
    uri, text = note.as_uri(), note.read_text("utf-8")
    promised = bench.notes == PROMISED
    try:
        with server(bench, [sys.executable, str(_FLOOR)]) as floor:
            least = _completions(floor, uri, text)
            bare, begun = floor.memory(), floor.started
        with server(bench, list(bench.thesis("lsp").command)) as ours:
            _wait(ours, uri, text)
            times = _completions(ours, uri, text)
            renames = list(_renames(ours, bench.vault, uri, text))
            held, started = ours.memory(), ours.started
    except Failed as failure:
        return [Row("in the editor", holds=str(failure))]
    rows = [
        Row("answer to `initialize`", f"{started:.2f} s", f"{begun:.2f} s"),
        _row("completion, 95th percentile", _p95(times), _p95(least), COMPLETION_MS, promised),
    ]
    if renames:
        rows.append(_row("rename, at most 50 links", median(renames), None, RENAME_MS, promised))
    limit = f"≤ {MEMORY_MIB:g} MiB" if promised else ""
    holds = verdict(held, MEMORY_MIB) if promised else ""
    rows.append(Row("peak of memory", f"{held:.0f} MiB", f"{bare:.0f} MiB", "", limit, holds))
    return rows


def _row(what: str, ours: float, floor: float | None, bound: float, promised: bool) -> Row:
    beside = f"{floor:.1f} ms" if floor is not None else ""
    limit, holds = (f"≤ {bound:g} ms", verdict(ours, bound)) if promised else ("", "")
    return Row(what, f"{ours:.1f} ms", beside, "", limit, holds)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[18]


def _wait(client: Client, uri: str, text: str) -> None:
    end = time.monotonic() + START
    client.show(uri, f"{text}\n[[a")
    while not client.at("textDocument/completion", uri, f"{text}\n[[a"):
        if time.monotonic() > end:
            raise Failed(f"the vault was not read within {START:g} s")
        time.sleep(0.2)


def _completions(client: Client, uri: str, text: str) -> list[float]:
    """Milliseconds from a change to the answer, as a person types."""
    rng, found = Random(1), []
    for _ in range(COMPLETIONS):
        shown = f"{text}\n[[{rng.choice('abcdeilmnorst')}{rng.choice('aeiou')}"
        begun = time.perf_counter()
        client.show(uri, shown)
        client.at("textDocument/completion", uri, shown)
        found.append(1000 * (time.perf_counter() - begun))
    return found


def _renames(client: Client, vault: Path, uri: str, text: str) -> Iterator[float]:
    """Milliseconds for each plan that touches at most 50 notes."""
    names = [path.stem for path in notes_of(vault)[1 :: max(1, len(notes_of(vault)) // 40)]]
    left = RENAMES
    for name in names:
        shown = f"{text}\n[[{name}"
        client.show(uri, f"{shown}]]")
        begun = time.perf_counter()
        edit = client.at("textDocument/rename", uri, shown, newName=f"{name} renamed")
        took = 1000 * (time.perf_counter() - begun)
        if edit and 2 < len(edit["documentChanges"]) <= MOST_LINKS:
            yield took
            left -= 1
        if not left:
            return
