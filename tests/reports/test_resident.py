"""A vault that stays in a child: after any save it is the vault that would be read anew."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizes import share
from thesisvault.graph.near import Near
from thesisvault.graph.vault import Vault
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import Resident
from thesisvault.reports.reviews import assess_anew
from thesisvault.storage.index import Index
from thesisvault.workspace.open import open_index

DAY = dt.date(2026, 1, 9)
_NAMES = ("Tea", "Rum", "Long tea", "Short rum", "Drinks", "AA", "Gin", "Port")
_SPELLED = (*_NAMES, "tea", "a/Tea", "b/Rum", "tea.md", "TT", "Brew", "Long gin", "a\\nb")
_KINDS = ("thesis", "stock", "sector", "rotation", "concept", "catalyst", "portfolio", "note")
_DATES = ("2025-12-01", "2026-01-09", "2026-01-10", "2026-13-40")
"""A day long past, that of the review, the one after it, and one that cannot be read."""


class Saves:
    """A vault that is edited by chance, as its notes stand on the disk."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.dice = root, random.Random(seed)

    def step(self) -> None:
        """One or two files come, go, move or say something else."""
        for _ in range(self.dice.choice((1, 1, 2))):
            files = sorted(path for path in self.root.rglob("*.*") if path.is_file())
            chance = self.dice.random()
            if chance < 0.15 and len(files) > 8:
                self.dice.choice(files).unlink()
            elif chance < 0.3 and files:
                self.dice.choice(files).rename(self._path(".md"))
            elif chance < 0.35:
                self._path(".png").write_bytes(b"")
            elif chance < 0.5 and files:
                file = self.dice.choice(files)
                file.write_text(f"{file.read_text('utf-8')}See {self._name()}.\n", "utf-8")
            else:
                self._path(".md").write_text(self._note(), "utf-8")

    def _path(self, ending: str) -> Path:
        folder = self.dice.choice(("", "a", "b"))
        (self.root / folder).mkdir(exist_ok=True)
        return self.root / folder / f"{self.dice.choice(_NAMES)}{ending}"

    def _name(self) -> str:
        said = self.dice.choice(_SPELLED)
        return f"[[{said}]]" if self.dice.random() < 0.6 else said

    def _note(self) -> str:
        dice, kind = self.dice, self.dice.choice(_KINDS)
        lines = ["---", f"type: {kind}"]
        lines += [f"created: {dice.choice(_DATES)}"] * (dice.random() < 0.4)
        lines += [f'aliases: ["{dice.choice(_SPELLED)}"]'] * (dice.random() < 0.3)
        lines += [f"symbol: {dice.choice(('TT', 'AA'))}"] * (dice.random() < 0.3)
        for key in ("sector", "benefits_from", "hurt_by"):
            lines += [f'{key}: "{self._name()}, {self._name()}"'] * (dice.random() < 0.4)
        lines += ["review: 2026-01-05"] * (dice.random() < 0.2)
        lines += ["---", f"See {self._name()} and {self._name()}.", ""]
        lines += [f"hurt_by:: `{self._name()}`", ""] * (dice.random() < 0.2)
        match kind:
            case "thesis" | "portfolio":
                lines += ["| Stock | Weight |", "|---|---|"]
                lines += [f"| {self._name()} | {share} |" for share in (60, 40)]
            case "rotation":
                lines += ["| Flow | Detail |", "|---|---|", f"| **Out of** | {self._name()} |"]
                lines += [f"| **Into** | {self._name()} |", "", "| Thesis | Impact |", "|---|---|"]
                lines += [f"| {self._name()} | Supports |"]
        return "\n".join(lines) + "\n"


@contextlib.contextmanager
def indexed(root: Path) -> Iterator[Index]:
    """The index of a server."""
    with contextlib.closing(open_index(root, Settings(), print, lambda *_: None)) as index:
        index.refresh()
        yield index


@pytest.mark.parametrize("seed", range(share(6, 40)))
def test_a_review_after_any_save_is_the_one_made_anew(tmp_path: Path, seed: int) -> None:
    saves = Saves(tmp_path, seed)
    for _ in range(12):
        saves.step()
    vault, taken, said = Resident(tmp_path, Settings()), 0, set()
    with indexed(tmp_path) as index, contextlib.closing(vault):
        for _ in range(share(25, 60)):
            saves.step()
            index.refresh()
            view = vault.at(index.mark()).on(DAY)
            found, anew = view.vault, Vault(index.source(DAY))
            report = assess_anew(view.workspace, DAY)
            taken += isinstance(found, Near)
            said.add(report)
            assert dict(found.noted_facts) == dict(anew.noted_facts)
            assert (found.outgoing, found.incoming) == (anew.outgoing, anew.incoming)
            assert dict(found.stated) == dict(anew.stated)
            with contextlib.closing(Resident(tmp_path, Settings())) as other:
                assert report == assess_anew(other.at(index.mark()), DAY)
            vault.release()
            vault.settle(DAY)
            index.release()
    assert taken > share(25, 60) / 2
    assert len(said) > 5
