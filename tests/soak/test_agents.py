"""Fifty calls of an agent at once, beside a watch, pages and saves: none stale, none failed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agents import small
from agents.talking import PROGRAM, talk, text_of
from agents.test_tools import ASKED
from sizes import part
from soak.conftest import Tell
from thesisvault.agents.tools import reading

NOTE = "Notes/Talk.md"


@contextmanager
def beside(root: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs meanwhile, and must end as it should."""
    command = [sys.executable, "-c", PROGRAM, "--vault", str(root), *words]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.poll() is None, f"{words} ended by itself"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert "Traceback" not in said, said


def test_fifty_calls_at_once_beside_watch_and_serve(tmp_path: Path, tell: Tell) -> None:
    """Fifty calls at once beside `watch`, `serve` and saves: each sees the save before it."""
    root = small.make(tmp_path / "vault")
    names = [name for name in reading() if name not in ("crowding", "survey")]
    rounds = part(20)
    with ExitStack() as stack:
        stack.enter_context(beside(root, "watch"))
        stack.enter_context(beside(root, "serve"))
        talking = stack.enter_context(talk(root, apart=True))
        for number in range(rounds):
            word = f"quartz{number}"
            (root / NOTE).write_text(f"Harbour Tin. {word}. [[Long tin]].\n")
            calls = [(name, ASKED.get(name, {})) for name in (names * 3)[:49]]
            found = talking.at_once([("search", {"query": word}), *calls])
            for (name, _), answer in zip([("search", {}), *calls], found, strict=True):
                assert not answer.is_error, (name, text_of(answer))
            document = found[0].structured_content
            assert document is not None and document["total"] == 1, "stale"
    tell(f"{rounds * 50} calls, {rounds} saves")
