"""The index says what a clean rebuild says, whatever was done to the vault in between."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sizes import share
from storage.index.answers import Clean, difference, review
from storage.index.sequences import run
from storage.index.vaults import opened, put
from thesisvault.storage import scan

SEEDS = range(share(1, 20))
STEPS = 120


@pytest.mark.parametrize("seed", SEEDS)
def test_any_sequence_of_steps(seed: int) -> None:
    run(seed, STEPS)


def test_bug_a_kept_review_of_a_day_on_which_a_linked_note_was_not_yet_there(memory: Path) -> None:
    """A link to it is a link to a note yet to be written: plain words then mean that."""
    day = dt.date(2026, 1, 8)
    put(memory, "r.md", "| Thesis | Impact |\n|---|---|\n| Oil | pressure |\n")
    put(memory, "x/Oil.md", "---\ncreated: 2026-02-01\n---\n")
    with opened(memory) as found:
        for text in ("[[r]]", "[[Oil]]", "[[r]]"):
            put(memory, "a.md", text)
            found.index.refresh(scan.scan(memory))
            said = review(memory, found.index, day)
            assert difference(said, review(memory, Clean(memory), day)) == ""
