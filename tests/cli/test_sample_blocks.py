"""The sample vault is filled, so that a visitor of the repository sees reviews and backlinks."""

from __future__ import annotations

from pathlib import Path

from edits.blocks import emptied

from .conftest import Command


def test_the_blocks_of_the_sample_are_those_of_its_day(thesis: Command, reading: Path) -> None:
    run = thesis("update", "--check", "--as-of", "2026-01-09")
    assert (run.code, run.err) == (0, ""), "run `thesis --vault vault update`"


def test_an_empty_block_is_noticed(thesis: Command, sample: Path) -> None:
    emptied(sample)
    assert thesis("update", "--check", "--as-of", "2026-01-09").code != 0
