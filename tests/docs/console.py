"""Runs the examples of a page as a reader would, and says where the output differs."""

from __future__ import annotations

import io
import os
import shlex
import shutil
from contextlib import AbstractContextManager, chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from docs.pages import ROOT, Block
from passing import Passing
from strangers import PROSE
from thesisvault.cli.main import main

ELIDED = "..."
_no_time = mock.patch("thesisvault.cli.commands.prices.time", monotonic=lambda: 0.0)
"""What takes long says how far it is: no machine is too slow for a page."""


def _idle() -> AbstractContextManager[object]:
    """Nobody waits until what the last commands wrote has been left alone."""
    return mock.patch("thesisvault.storage.writing.idle.time", Passing())


class Console:
    """One reader at one page: a folder, a home, and the last exit code."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the reader starts; `~` stands beside it."""
        self.folder = folder
        self.home = folder.parent / "home"
        self.exit_code = 0
        folder.mkdir()
        self.home.mkdir()

    def bring_vault(self) -> None:
        """The sample vault in the folder; a copy of it at home, beside a stranger's notes."""
        shutil.copytree(ROOT / "vault", self.folder / "vault")
        shutil.copytree(ROOT / "vault", self.home / "notes")
        shutil.copytree(PROSE, self.home / "journal")

    def write(self, path: str, text: str, *, at_end: bool = False) -> None:
        """What a page tells the reader to put into a file, or below what it has."""
        target = self.folder / path
        assert target.parent.is_dir(), f"the page names a folder that is not there: {path}"
        before = f"{target.read_text(encoding='utf-8')}\n" if at_end else ""
        target.write_text(before + text, encoding="utf-8")

    def run(self, line: str) -> str:
        """What a line of a console block prints."""
        if line == "echo $?":
            return f"{self.exit_code}\n"
        if line == "make demo":
            recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
            assert "$(BIN)/thesis --vault vault status" in recipe
            line = "thesis --vault vault status"
        words = [self._at_home(word) for word in shlex.split(line)]
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve(strict=True)
            return ""
        assert words[0] == "thesis", f"not an example we can run: {line}"
        return self._thesis(words[1:])

    def _at_home(self, word: str) -> str:
        return str(self.home / word[2:]) if word.startswith("~/") else word

    def _thesis(self, arguments: list[str]) -> str:
        printed = io.StringIO()
        before = dict(os.environ)
        os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
        os.environ.pop("THESIS_VAULT", None)
        try:
            with (
                _no_time,
                _idle(),
                chdir(self.folder),
                redirect_stdout(printed),
                redirect_stderr(printed),
            ):
                main(arguments)
        except SystemExit as exit_:
            self.exit_code = exit_.code if isinstance(exit_.code, int) else 1
        finally:
            os.environ.clear()
            os.environ.update(before)
        return printed.getvalue().replace(str(self.home), "~")


def steps(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that follows."""
    found: list[tuple[str, str]] = []
    for line in block.text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].partition("   #")[0].strip(), ""))
        else:
            assert found, f"output before any command: {line!r}"
            found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def refreshed(expected: str, printed: str) -> str:
    """What a page should show: as many lines before the first ``...``, and behind the last one,
    as it shows now.
    """
    if agrees(expected, printed):
        return expected
    wanted, got = expected.splitlines(keepends=True), printed.splitlines(keepends=True)
    elided = [at for at, line in enumerate(wanted) if line.strip() == ELIDED]
    if not elided:
        return printed
    first, last = elided[0], len(wanted) - elided[-1] - 1
    return "".join((*got[:first], f"{ELIDED}\n", *(got[-last:] if last else ())))


def agrees(expected: str, printed: str) -> bool:
    """True where the output is as expected; a line `...` stands for any lines, also for none."""
    wanted, got = expected.splitlines(), printed.splitlines()
    groups: list[list[str]] = [[]]
    for line in wanted:
        if line == ELIDED:
            groups.append([])
        else:
            groups[-1].append(line)
    if len(groups) == 1:
        return wanted == got
    first, *middle, last = groups
    if got[: len(first)] != first or (last and got[-len(last) :] != last):
        return False
    if len(got) < len(first) + len(last):
        return False
    at, end = len(first), len(got) - len(last)
    for group in middle:
        found = next(
            (
                start
                for start in range(at, end - len(group) + 1)
                if got[start : start + len(group)] == group
            ),
            None,
        )
        if found is None:
            return False
        at = found + len(group)
    return True
