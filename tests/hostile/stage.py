"""Vaults with hostile inputs in them, and the process that runs every command there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actions.keeping import bring_part_of_sample
from cli.conftest import REPOSITORY
from hostile.nasty import SECRET, Nasty, put
from hostile.sweep import Job, Outcome
from sizes import WHOLE
from thesisvault.actions.reviewer import START

_SMALL = {
    "Home.md": "[[Hostile stock]] #tag\n\n<!-- thesis:impact -->\n<!-- /thesis:impact -->\n",
    "Stocks/Hostile stock.md": "---\nticker: HOSTILE\n---\n",
    "Theses/Long hostile.md": '---\nopened: 2026-01-02\nstocks: "[[Hostile stock]]"\n---\n',
}
_EARLIER = 1_700_000_000
"""When all files were last written: who writes now must not wait until they are quiet."""


@dataclass(frozen=True)
class Swept:
    """What came of some jobs in one process."""

    outcomes: tuple[Outcome, ...]
    strays: tuple[str, ...]
    """What was opened or called that should not have been."""
    seen: int
    """Events that the trace has looked at."""

    def one(self, *line: str) -> Outcome:
        """The last outcome of that command line."""
        return [item for item in self.outcomes if item.line == line][-1]


def outside(folder: Path) -> Path:
    """A folder beside the vault, with files that nothing in it may reach."""
    place = folder / "outside"
    place.mkdir(parents=True)
    (place / "secret.md").write_text(f"{SECRET} [[{SECRET}]]\n", encoding="utf-8")
    (place / "secret.csv").write_text("date,close\n2026-01-08,1\n", encoding="utf-8")
    return place


def bring_sample(root: Path) -> None:
    """A copy of the sample vault; in the suite, of a part of it."""
    if WHOLE:
        shutil.copytree(REPOSITORY / "vault", root)
    else:
        bring_part_of_sample(root)


def sample_with(folder: Path, inputs: Iterable[Nasty]) -> Path:
    """The sample with these inputs in it."""
    root = folder / "vault"
    bring_sample(root)
    _add(root, folder / "outside", inputs)
    return root


def small_with(folder: Path, inputs: Iterable[Nasty]) -> Path:
    """A vault of three notes with these inputs in it."""
    root = folder / "vault"
    (root / ".obsidian").mkdir(parents=True)  # what makes it a vault
    _add(root, folder / "outside", inputs)
    for path, text in _SMALL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if (root / path).resolve().is_relative_to(root.resolve()):
            (root / path).write_text(text, encoding="utf-8")
    _age(root)
    return root


def _add(root: Path, beside: Path, inputs: Iterable[Nasty]) -> None:
    if not beside.exists():
        outside(beside.parent)
    for nasty in inputs:
        put(nasty, root, beside)
    _age(root)


def _age(root: Path) -> None:
    for folder, _, names in os.walk(root):
        for name in names:
            os.utime(os.path.join(folder, name), (_EARLIER, _EARLIER), follow_symlinks=False)


def sweep(jobs: Sequence[Job], cache: Path) -> Swept:
    """Run the jobs in a process that is watched."""
    ran = subprocess.run(
        [sys.executable, "-m", "hostile.sweep"],
        input=json.dumps([asdict(job) for job in jobs]),
        stdout=subprocess.PIPE,
        env={**_environment(), "XDG_CACHE_HOME": str(cache)},
        cwd=REPOSITORY / "tests",
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    outcomes = tuple(Outcome(**{**item, "line": tuple(item["line"])}) for item in found["outcomes"])
    # A watch has its reviews made by a child, which is this program and nothing else.
    child = f"subprocess.Popen ({sys.executable!r}, [{sys.executable!r}, '-P', '-c', {START!r}], "
    strays = (item for item in found["strays"] if not ("['watch'" in item and child in item))
    return Swept(outcomes, tuple(strays), found["seen"])


def _environment() -> Mapping[str, str]:
    unwanted = ("NO_COLOR", "FORCE_COLOR", "THESIS_VAULT", "VISUAL", "EDITOR")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "COLUMNS": "80", "PYTHONWARNINGS": "error"}


def picture(folder: Path) -> dict[str, bytes]:
    """All that stands in a folder: each file's bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
