"""A fresh copy of the sample vault, and the command line run inside this process."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import pytest

from once import remember
from passing import Passing
from thesisvault.cli.main import main

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str
    both: str
    """Both streams in the order in which a terminal would show them."""

    @property
    def json(self) -> Any:
        return loads(self.out)


Command = Callable[..., Run]


class _Tee(io.TextIOWrapper):
    """A UTF-8 stream that also writes into the stream of everything."""

    def __init__(self, everything: io.StringIO) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
        self.everything = everything

    def write(self, text: str) -> int:
        self.everything.write(text)
        return super().write(text)

    def text(self) -> str:
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode()


def run(*arguments: str) -> Run:
    """`thesis` with these arguments, in the current folder."""
    both = io.StringIO()
    out, err = _Tee(both), _Tee(both)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Run(code, out.text(), err.text(), both.getvalue())


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """80 columns, an empty folder; no time passes until a note has been left alone."""
    monkeypatch.setattr("thesisvault.storage.writing.idle.time", Passing())
    monkeypatch.setenv("COLUMNS", "80")
    remember(monkeypatch)
    here = tmp_path / "empty"
    here.mkdir()
    monkeypatch.chdir(here)


@pytest.fixture
def thesis() -> Command:
    """The command line, run in this process."""
    return run


@pytest.fixture(scope="session")
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    copy = tmp_path_factory.mktemp("shared") / "vault"
    shutil.copytree(REPOSITORY / "vault", copy)
    before = _bytes_of(copy)
    yield copy
    assert _bytes_of(copy) == before, "a test has written into the vault that all of them read"


def _bytes_of(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def reading(_shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample vault that all tests share, which is the current folder: read only."""
    monkeypatch.chdir(_shared)
    return _shared


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the sample vault, which is the current folder."""
    copy = tmp_path / "vault"
    shutil.copytree(REPOSITORY / "vault", copy)
    monkeypatch.chdir(copy)
    return copy


Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes notes, path to text, into a folder that becomes the current one."""

    def into(notes: Mapping[str, str]) -> Path:
        folder = tmp_path / "notes"
        for path, text in notes.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        (folder / ".obsidian").mkdir(parents=True, exist_ok=True)  # what makes it a vault
        monkeypatch.chdir(folder)
        return folder

    return into


def spawn(
    *arguments: str, stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """`thesis` as a process of its own, in the current folder."""
    return subprocess.run(
        [sys.executable, "-c", "from thesisvault.cli.main import main; main()", *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
