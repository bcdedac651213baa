"""Buffers laid over a source say what the same texts on the disk say."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from hostile.growth import calls
from sizes import share
from storage.index import texts
from storage.index.answers import DAYS, Clean, answers, difference, read, review
from storage.index.vaults import opened, put
from thesisvault.graph import Vault, build
from thesisvault.graph.checks import check
from thesisvault.graph.overlay import Overlay
from thesisvault.graph.source import MemorySource, Source
from thesisvault.model.note import Note

DAY = dt.date(2026, 1, 8)
NOTES = [path for path in texts.NOTES if "conflicted" not in path]
"""Without those that a vault passes over."""
THESIS = "---\ncreated: 2026-01-01\n---\n| Stock | Weight |\n|---|---|\n| [[{}]] | 100% |\n"


class Laid(Clean):
    """A clean rebuild under buffers, as an `Index` would be asked."""

    def __init__(self, root: Path, buffers: Mapping[str, Note]) -> None:
        super().__init__(root)
        self._buffers = buffers

    def source(self, day: dt.date | None) -> Source:  # type: ignore[override]
        return Overlay(super().source(day), self._buffers, day)


def _saved(root: Path, buffers: Mapping[str, str]) -> Path:
    """A copy of the vault that has the texts on its disk."""
    copy = root.with_name("saved")
    shutil.copytree(root, copy)
    for path, text in buffers.items():
        put(copy, path, text)
    return copy


def _edit(rng: Random, text: str) -> str:
    """What an editor may hold of a text."""
    return rng.choice(
        (
            texts.note(rng.randrange(1 << 30)),
            "",
            text.replace("Apple", rng.choice(texts.TARGETS) or "Oil"),
            text.replace("2026-01-08", rng.choice(texts.DATES)),
            text.partition("\n\n")[0],
            text + "\n\n" + texts.note(rng.randrange(1 << 30)),
        )
    )


def _drawn(root: Path, seed: int) -> dict[str, str]:
    """A vault by chance, and buffers over it: of its notes and of new ones."""
    rng = Random(seed)
    held = {path: texts.note(rng.randrange(1 << 30)) for path in rng.sample(NOTES, 16)}
    for path, text in held.items():
        put(root, path, text)
    put(root, "pic.png", "x")
    put(root, "metrics/rate.csv", "date,value\n2026-01-08,4%\n")
    chosen = (*rng.sample(sorted(held), 4), *rng.sample(NOTES, 2))
    return {path: _edit(rng, held.get(path, "")) for path in chosen}


def _says(source: Source) -> dict[str, object]:
    return {**answers(source, texts.WORDS), "check": check(Vault(source))}


@pytest.mark.parametrize("seed", range(share(2, 200)))
def test_any_buffers_over_any_vault(memory: Path, seed: int) -> None:
    root = memory / "vault"
    buffers = _drawn(root, seed)
    notes = {path: read(path, text.encode()) for path, text in buffers.items()}
    saved = Clean(_saved(root, buffers))
    with opened(root) as found:
        for day in DAYS:
            expected = _says(saved.source(day))
            for below in (found.index.source(day), Clean(root).source(day)):
                assert difference(_says(Overlay(below, notes, day)), expected) == "", (day, below)
    laid = Laid(root, notes)
    for reviewed in DAYS[1:]:
        assert reviewed is not None
        said = review(root, laid, reviewed)
        assert difference(said, review(saved.root, saved, reviewed)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "---\naliases: [Cupertino]\nsymbol: AAPL\n---\n",
        "---\ncreated: 2026-03-01\n---\n",
        "",
        "[[Long Copper]] [[Nothing]]",
    ],
    ids=["names", "dated later", "facts deleted", "links"],
)
@pytest.mark.parametrize("path", ["Apple.md", "Long Apple.md", "templates/Apple.md", "New.md"])
def test_what_an_edit_can_change(memory: Path, path: str, text: str) -> None:
    root = memory / "vault"
    put(root, "Apple.md", "---\naliases: [Fruit]\nsymbol: FRT\ncreated: 2026-01-02\n---\n[[Oil]]")
    put(root, "Long Apple.md", THESIS.format("Apple") + "[[Short Apple]] [[Fruit]] [[AAPL]]")
    put(root, "Oil.md", THESIS.format("Cupertino") + "| New | 10% |\n")
    put(root, "A.md", "[[APPLE]] [[long apple]]")
    saved = Clean(_saved(root, {path: text}))
    notes = {path: read(path, text.encode())}
    with opened(root) as found:
        for day in (None, DAY):
            laid = _says(Overlay(found.index.source(day), notes, day))
            assert difference(laid, _says(saved.source(day))) == ""


def test_a_name_costs_the_same_in_a_vault_of_any_size() -> None:
    def laid(size: int) -> Vault:
        notes = [read(f"n{at}.md", f"[[n{at + 1}]]".encode()) for at in range(size)]
        source = MemorySource(notes, ())
        build(notes).backlinks.get("n5.md")
        Vault(source).backlinks.get("n5.md")  # its tables are made
        return Vault(Overlay(source, {"n5.md": read("n5.md", b"[[n6]]")}))

    def ask(vault: Vault) -> None:
        assert [item.source for item in vault.backlinks["n6.md"]] == ["n5.md"]
        assert vault.names.resolve("n7", "") == "n7.md"

    costs = []
    for size in (50, 800):
        vault = laid(size)
        Vault(vault._source._below).names.resolve("n7", "")  # type: ignore[attr-defined]
        costs.append(calls(lambda vault=vault: ask(vault)))  # type: ignore[misc]
    assert costs[0] == costs[1]
