"""`thesis mcp`, asked one question of each tool, beside the official SDK that answers nothing.

Goals: `initialize` 1.0 s after the start, and at 10,000 notes 110 MiB of memory after the tools.
The child that reads the vault for reports is counted beside it: it ends when nothing is asked any
more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bench import Bench
from benchmarks.memory import MIB, family, proportional, resident
from benchmarks.process import Failed
from benchmarks.row import Row, verdict

START, MEMORY = 1.0, {10_000: 110.0}
AGAIN = 5
"""Calls of `status` of which the median is taken."""
_FLOOR = Path(__file__).parents[1] / "floors" / "bare_mcp.py"
_REVISION = "2025-06-18"


class _Talk:
    """A conversation over the pipes of one server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Begin it."""
        self._process, self._number = process, 0
        client = {"name": "bench", "version": "1"}
        given = {"protocolVersion": _REVISION, "capabilities": {}, "clientInfo": client}
        begun = time.perf_counter()
        self.ask("initialize", given)
        self.started = time.perf_counter() - begun
        self._send({"method": "notifications/initialized"})

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self._process.stdin.flush()

    def ask(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """What a request is answered."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            found = json.loads(line)
            if found.get("id") == self._number:
                return dict(found.get("result", {}))
        raise Failed("the server ended")

    def call(self, name: str, given: Mapping[str, Any]) -> float:
        """Seconds of a call; `Failed` where the tool did not answer."""
        begun = time.perf_counter()
        found = self.ask("tools/call", {"name": name, "arguments": given})
        if found.get("isError", True):
            raise Failed(f"`{name}` failed: {found.get('content')}")
        return time.perf_counter() - begun


@contextmanager
def _talk(bench: Bench, command: list[str]) -> Iterator[tuple[_Talk, int]]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=bench.env, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield _Talk(process), process.pid
        finally:
            process.kill()


def measure(bench: Bench) -> list[Row]:
    """The start, one call, the memory after a call of each tool."""
    bench.index()
    try:
        with _talk(bench, [sys.executable, str(_FLOOR)]) as (floor, pid):
            floor.ask("tools/list", {})
            least, begun = resident(pid), floor.started
        with _talk(bench, list(bench.thesis("mcp").command)) as (ours, pid):
            started, asked = ours.started, dict(_questions(ours))
            for name, given in asked.items():
                ours.call(name, given)
            held = resident(pid)
            children = sum(map(proportional, family(pid)[1:]))
            again = median(ours.call("status", {}) for _ in range(AGAIN))
    except Failed as failure:
        return [Row("for agents", holds=str(failure))]
    bound = MEMORY.get(bench.notes)
    return [
        Row(
            "agents, `initialize` / the SDK alone", f"{started:.2f} s", f"{begun:.2f} s", "",
            f"≤ {START:g} s", verdict(started, START),
        ),
        Row("agents, `status` again, median", f"{1000 * again:.0f} ms"),
        Row(
            f"agents, memory after {len(asked)} tools / the SDK alone", f"{held / MIB:.0f} MiB",
            f"{least / MIB:.0f} MiB", "", "" if bound is None else f"≤ {bound:g} MiB",
            verdict(held / MIB, bound),
        ),
        Row("agents, memory of the child that reads for it", f"{children / MIB:.0f} MiB"),
    ]  # fmt: skip


def _questions(talk: _Talk) -> Iterator[tuple[str, dict[str, Any]]]:
    """A question for each tool; for those that need a note, a thesis under review."""
    reviewed = talk.ask("tools/call", {"name": "status", "arguments": {}})["structuredContent"]
    first, second = (item["thesis"] for item in reviewed["theses"][:2])
    values = {
        "query": "margin",
        "since": "2026-01-02",
        "notes": [first, second],
        "flows": f"out of {first} into {second}",
    }
    for tool in talk.ask("tools/list", {})["tools"]:
        needed = tool["inputSchema"].get("required", [])
        yield tool["name"], {key: values.get(key, first) for key in needed}
