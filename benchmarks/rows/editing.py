"""``thesis lsp`` from client to client, beside pygls that answers nothing and VS Code's own server.

Promised at 10,000 and at 100,000 notes: `BOUNDS`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from urllib.parse import unquote, urlparse

from markdown_it import MarkdownIt
from msgspec import Struct

from benchmarks import peers
from benchmarks.bench import Bench
from benchmarks.edits import notes_of
from benchmarks.memory import MIB, peak, resident
from benchmarks.process import Failed
from benchmarks.row import Row, verdict

COMPLETIONS, RENAMES, SAVES, MOST_LINKS = 100, 9, 5, 50


class Bound(Struct, frozen=True):
    """What is promised at one size: milliseconds, and MiB of memory; 0: nothing."""

    completion: float = 0.0
    reviewing: float = 0.0
    """Of a completion while a review runs."""
    save: float = 0.0
    rename: float = 0.0
    memory: float = 0.0


BOUNDS = {
    10_000: Bound(15.0, 22.5, 600.0, 150.0, 90.0),
    100_000: Bound(50.0, 75.0, 3000.0, 400.0, 200.0),
}
_UNBOUND = Bound()
START = 600.0
"""Seconds to wait until the vault has been read."""
LATEST = 60.0
"""Seconds to wait for a review after a save."""
_FLOOR = Path(__file__).parents[1] / "floors" / "bare_pygls.py"
_CAN = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["rename"]}}}

Answers = Mapping[str, Callable[[dict[str, Any]], Any]]
"""What a client says to a server that asks, by method."""


class Client:
    """One server, asked over its pipes."""

    def __init__(
        self, process: subprocess.Popen[bytes], root: Path, answers: Answers | None = None
    ) -> None:
        """Begin with `root` as the client's folder."""
        self._process, self._number, self._version = process, 0, 1
        self._answers = answers or {}
        params = {
            "processId": None,
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": root.name}],
            "capabilities": _CAN,
            "initializationOptions": {"markdownFileExtensions": ["md"]},
        }
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
            if (answer := self._answers.get(found.get("method", ""))) and "id" in found:
                self._send({"id": found["id"], "result": answer(found["params"])})
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
        """The server's memory now, in MiB."""
        return resident(self._process.pid) / MIB

    def peak(self) -> float:
        """The peak of it."""
        return peak(self._process.pid) / MIB


@contextmanager
def server(bench: Bench, command: list[str], answers: Answers | None = None) -> Iterator[Client]:
    """A server for the vault of the bench; it is ended afterwards."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=bench.env, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield Client(process, bench.vault, answers)
        finally:
            process.kill()


def measure(bench: Bench) -> list[Row]:
    """Completion, also during reviews; from a save to the lens; rename; memory."""
    bench.index()
    note = notes_of(bench.vault)[0]
    uri, text = note.as_uri(), note.read_text("utf-8")
    bound = BOUNDS.get(bench.notes, _UNBOUND)
    try:
        with server(bench, [sys.executable, str(_FLOOR)]) as floor:
            least = _completions(floor, uri, text)
            bare, begun = floor.memory(), floor.started
        with server(bench, list(bench.thesis("lsp").command)) as ours:
            _wait(ours, uri, text)
            times = _completions(ours, uri, text)
            saves, during = _saves(ours, bench.vault, uri, text)
            held = ours.memory()
            renames = list(_renames(ours, bench.vault, uri, text))
            most, started = ours.peak(), ours.started
        beside = list(_vscode(bench, uri, text))
    except Failed as failure:
        return [Row("in the editor", holds=str(failure))]
    rows = [
        Row("answer to `initialize`", f"{started:.2f} s", f"{begun:.2f} s"),
        _row("completion, 95th percentile", _p95(times), bound.completion, least),
        _row("the same during a review", _p95(during), bound.reviewing),
        _row("from a save to the lens", median(saves), bound.save),
    ]
    if renames:
        rows.append(_row("rename, at most 50 links", median(renames), bound.rename))
    limit = f"≤ {bound.memory:g} MiB" if bound.memory else ""
    holds = verdict(held, bound.memory) if bound.memory else ""
    rows.append(
        Row("memory after a review", f"{held:.0f} MiB", f"{bare:.0f} MiB", "", limit, holds)
    )
    rows.append(Row("peak of memory", f"{most:.0f} MiB"))
    return rows + beside


def _vscode(bench: Bench, uri: str, text: str) -> Iterator[Row]:
    """VS Code's own Markdown server: a link's path, and then a heading of any note."""
    command, name = peers.markdown_server(), peers.MARKDOWN_SERVER
    if not command:
        yield Row(name, holds="not installed here: it needs Node.js and npm")
        return
    with server(bench, command, _hosting(bench.vault)) as other:
        paths = {"enabled": True, "includeWorkspaceHeaderCompletions": "onDoubleHash"}
        settings = {"markdown": {"suggest": {"paths": paths}}}
        other.tell("workspace/didChangeConfiguration", {"settings": settings})
        times = _completions(other, uri, text, "[x](/{}")
        yield Row(f"{name}: a path, 95th percentile", beside=f"{_p95(times):.1f} ms")
        begun = time.perf_counter()
        shown = f"{text}\n[x](##"
        other.show(uri, shown)
        found = other.at("textDocument/completion", uri, shown)
        took = time.perf_counter() - begun
        count = len(found["items"] if isinstance(found, dict) else found or ())
        yield Row(f"{name}: the first of headings ({count} of them)", beside=f"{took:.1f} s")
        yield Row(f"{name}: memory", beside=f"{other.memory():.0f} MiB")


def _hosting(vault: Path) -> Answers:
    """What that server asks of its client, which reads and parses for it."""
    parser = MarkdownIt("commonmark", {"html": True})

    def path(params: dict[str, Any]) -> Path:
        return Path(unquote(urlparse(params["uri"]).path))

    def parse(params: dict[str, Any]) -> list[Any]:
        text = params["text"] if "text" in params else path(params).read_text("utf-8")
        return [token.as_dict(children=True) for token in parser.parse(text)]

    def folder(params: dict[str, Any]) -> list[list[Any]]:
        return [[item.name, {"isDirectory": item.is_dir()}] for item in path(params).iterdir()]

    def stat(params: dict[str, Any]) -> dict[str, bool] | None:
        return {"isDirectory": path(params).is_dir()} if path(params).exists() else None

    return {
        "markdown/parse": parse,
        "markdown/fs/readFile": lambda params: list(path(params).read_bytes()),
        "markdown/fs/readDirectory": folder,
        "markdown/fs/stat": stat,
        "markdown/findMarkdownFilesInWorkspace": lambda _: [
            note.as_uri() for note in notes_of(vault)
        ],
        "client/registerCapability": lambda _: None,
        "workspace/configuration": lambda params: [None for _ in params["items"]],
    }


def _row(what: str, ours: float, bound: float, floor: list[float] | None = None) -> Row:
    beside = f"{_p95(floor):.1f} ms" if floor else ""
    limit, holds = (f"≤ {bound:g} ms", verdict(ours, bound)) if bound else ("", "")
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


def _completions(client: Client, uri: str, text: str, typed: str = "[[{}") -> list[float]:
    """Milliseconds from a change to the answer, as a person types."""
    rng = Random(1)
    return [_completion(client, uri, text, typed, rng) for _ in range(COMPLETIONS)]


def _completion(client: Client, uri: str, text: str, typed: str, rng: Random) -> float:
    letters = rng.choice("abcdeilmnorst") + rng.choice("aeiou")
    shown = f"{text}\n{typed.format(letters)}"
    begun = time.perf_counter()
    client.show(uri, shown)
    client.at("textDocument/completion", uri, shown)
    return 1000 * (time.perf_counter() - begun)


def _saves(client: Client, vault: Path, uri: str, text: str) -> tuple[list[float], list[float]]:
    """Milliseconds from saving another date of review until a thesis' lens says so; and those of
    the completions in another note meanwhile.
    """
    rng, saves, during = Random(2), [], []
    thesis, before = _reviewed(client, vault)
    document = {"textDocument": {"uri": thesis.as_uri()}}
    try:
        for number in range(SAVES):
            shown = _lens(client, document)
            due = f"review: 2010-01-{number + 1:02}\n"
            saved = re.sub(r"\A---\n", f"---\n{due}", re.sub(r"(?m)^review:.*\n", "", before))
            thesis.write_text(saved, "utf-8")
            change = {"uri": thesis.as_uri(), "version": number + 2}
            params = {"textDocument": change, "contentChanges": [{"text": saved}]}
            client.tell("textDocument/didChange", params)
            client.tell("textDocument/didSave", document)
            begun = time.perf_counter()
            while _lens(client, document) == shown:
                if time.perf_counter() - begun > LATEST:
                    raise Failed(f"the lens did not change within {LATEST:g} s of a save")
                during.append(_completion(client, uri, text, "[[{}", rng))
                time.sleep(0.02)
            saves.append(1000 * (time.perf_counter() - begun))
    finally:
        thesis.write_text(before, "utf-8")
    return saves, during


def _reviewed(client: Client, vault: Path) -> tuple[Path, str]:
    """An open thesis that is under review, and its text; the others are closed again."""
    end = time.monotonic() + START
    theses = sorted((vault / "Theses").glob("*.md"))[:50]
    for path in theses:
        item: dict[str, object] = {"uri": path.as_uri(), "languageId": "markdown", "version": 1}
        item["text"] = path.read_text("utf-8")
        client.tell("textDocument/didOpen", {"textDocument": item})
    while time.monotonic() < end:
        for path in theses:
            if _lens(client, {"textDocument": {"uri": path.as_uri()}}):
                for other in (one for one in theses if one != path):
                    client.tell("textDocument/didClose", {"textDocument": {"uri": other.as_uri()}})
                return path, path.read_text("utf-8")
        time.sleep(0.2)
    raise Failed("none of 50 theses is under review")


def _lens(client: Client, document: Any) -> str:
    found = client.ask("textDocument/codeLens", document) or ()
    return " ".join(lens["command"]["title"] for lens in found)


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
