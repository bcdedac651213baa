"""All faces of one vault at once, while editors save, git switches branches and prices come."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from agents.talking import PROGRAM, talk
from benchmarks.generate import generate
from lsp.client import Client
from sizes import part
from soak.conftest import Tell
from soak.test_agents import beside

PATIENCE = 120.0
"""Seconds after which a face will never see a save."""
REST = 10.0
"""Seconds in which idle processes are watched."""
HUB = "Hub of all.md"
_TICK = os.sysconf("SC_CLK_TCK")


class Editors:
    """Three editors, each with notes of its own: one saves in place, one by rename, one appends."""

    def __init__(self, root: Path) -> None:
        self._root, self._rng, self._texts = root, Random(1), {}
        self.saves = 0
        for editor in range(3):
            for number in range(5):
                path = root / f"Desk {editor}" / f"Note {number}.md"
                path.parent.mkdir(exist_ok=True)
                self._texts[path] = f"# Note {number}\n\nSee [[{HUB[:-3]}]].\n"
                path.write_text(self._texts[path])

    def save(self) -> str:
        """Let each save one note; the word that the last of them added."""
        for editor in range(3):
            path = self._rng.choice([path for path in self._texts if str(editor) in path.parts[-2]])
            self.saves += 1
            line = f"saved{self.saves}x, beside [[{HUB[:-3]}]]\n"
            self._texts[path] += line
            if editor == 0:
                path.write_text(self._texts[path])
            elif editor == 1:
                beside_it = path.with_name(".4913")
                beside_it.write_text(self._texts[path])
                os.replace(beside_it, path)
            else:
                with path.open("a") as file:
                    file.write(line)
        return f"saved{self.saves}x"

    def lost(self) -> list[str]:
        """The notes that are not, to the byte, what was saved last."""
        return [path.name for path, text in self._texts.items() if path.read_text() != text]


class Process:
    """What the kernel says of a process."""

    def __init__(self, name: str, pid: int) -> None:
        self.name, self._folder = name, Path("/proc", str(pid))
        self._ticks, self.mebibytes = self._used(), 0.0

    def _used(self) -> int:
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def look(self) -> float:
        """Seconds of processor since the last look; keeps how much memory there is now."""
        status = (self._folder / "status").read_text()
        self.mebibytes = int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
        before, self._ticks = self._ticks, self._used()
        return (self._ticks - before) / _TICK


@contextmanager
def pages(root: Path) -> Iterator[tuple[str, int]]:
    """The address of a `thesis serve`, and its process."""
    command = [sys.executable, "-c", PROGRAM, "--vault", str(root), "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().partition(" ")[0].rstrip("/"), process.pid
        process.terminate()


def run(root: Path, *words: str) -> str:
    """What a command prints; it must be done."""
    command = [sys.executable, "-c", PROGRAM, "--vault", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def seen_after(look: Callable[[], bool]) -> float:
    """Seconds until a face shows what was saved."""
    begun = time.monotonic()
    while not look():
        assert time.monotonic() - begun < PATIENCE, "stale"
        time.sleep(0.02)
    return time.monotonic() - begun


def test_everything_at_once(tmp_path: Path, tell: Tell) -> None:
    """Everything at once: nothing lost, nothing stale, what it costs in memory and at rest."""
    root = tmp_path / "vault"
    for file in generate(part(10_000), 1):
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    (root / HUB).write_text("# Hub\n\n<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n")
    editors = Editors(root)
    git = _repository(root)
    run(root, "status")
    slowest = dict.fromkeys(("command", "page", "agent", "backlinks", "editor"), 0.0)
    with ExitStack() as stack:
        watch = stack.enter_context(beside(root, "watch"))
        address, serving = stack.enter_context(pages(root))
        editor = Client(root, "neovim@v0.11.0", as_process=True)
        stack.callback(editor.stop)
        editor.open(HUB)
        talking = stack.enter_context(talk(root, apart=True))
        agents = _children(os.getpid()) - {watch.pid, serving, editor.process.pid}
        processes = [
            Process("watch", watch.pid), Process("serve", serving),
            Process("lsp", editor.process.pid), *(Process("mcp", pid) for pid in agents),
        ]  # fmt: skip
        early: list[float] = []
        rounds, end = 0, time.monotonic() + part(600)
        while time.monotonic() < end or rounds < 3:
            rounds += 1
            if rounds % 5 == 0:
                git("commit", "-qam", f"round {rounds}")
                git("checkout", "-qf", "other")
                git("checkout", "-qf", "main")
            word = editors.save()
            rows = "".join(f"2031-01-{day:02},{100 + rounds + day}\n" for day in range(1, 29))
            (tmp_path / "bars.csv").write_text(f"Date,Close\n{rows}")
            symbol = f"QQZ{rounds}"
            run(root, "prices", "import", "--symbol", symbol, "--currency", "USD",
                str(tmp_path / "bars.csv"))  # fmt: skip
            looks: dict[str, Callable[[], bool]] = {
                "page": lambda word=word: _found(json.loads(_page(address, word))),  # type: ignore[misc]
                "agent": lambda word=word: _found(talking.document("search", query=word)),  # type: ignore[misc]
                "command": lambda word=word: _found(
                    json.loads(run(root, "search", word, "--json"))
                ),  # type: ignore[misc]
                "backlinks": lambda word=word: word in (root / HUB).read_text(),  # type: ignore[misc]
                "editor": lambda: editor.hover(HUB, editor.at("# Hub", "Hub")) is not None,
            }
            for name, look in looks.items():
                slowest[name] = max(slowest[name], seen_after(look))
            for words in (("list", "thesis"), ("check", "--severity", "error"), ("status",)):
                subprocess.run(
                    [sys.executable, "-c", PROGRAM, "--vault", str(root), *words],
                    capture_output=True, check=False, timeout=600,
                )  # fmt: skip
            if rounds == 3:
                early = _memory(processes)
        late = _memory(processes)
        assert editors.lost() == []
        time.sleep(REST)
        idle = [process.look() / REST for process in processes]
    shown = ", ".join(f"{name} {value:.1f} s" for name, value in slowest.items())
    sizes = ", ".join(
        f"{one.name} {first:.0f} to {last:.0f} MiB, {rest:.1%} of a core at rest"
        for one, first, last, rest in zip(processes, early, late, idle, strict=True)
    )
    tell(f"{editors.saves} saves in {rounds} rounds; seen at the latest after: {shown}; {sizes}")


def _memory(processes: list[Process]) -> list[float]:
    for process in processes:
        process.look()
    return [process.mebibytes for process in processes]


def _children(parent: int) -> set[int]:
    tasks = Path("/proc", str(parent), "task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def _found(document: dict[str, Any]) -> bool:
    return bool(document["total"])


def _page(address: str, word: str) -> bytes:
    with urllib.request.urlopen(f"{address}/search.json?q={word}", timeout=PATIENCE) as answer:
        found: bytes = answer.read()
        return found


def _repository(root: Path) -> Callable[..., None]:
    """A repository with two branches, of which the other lacks a part of the notes."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "all")
    git("checkout", "-qb", "other")
    for path in sorted(root.glob("Notes/*.md"))[:50]:
        path.unlink()
    git("commit", "-qam", "fewer")
    git("checkout", "-q", "main")
    return git
