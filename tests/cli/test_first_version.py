"""A vault that 0.1.0 wrote: a filled block, kept versions, and a move that was killed half way."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from .conftest import Command, Write

COPPER = """---
type: stock
symbol: CU
---

# Copper

Bought for the shortage.

<!-- thesis:backlinks{mark} -->
{block}<!-- /thesis:backlinks -->

A line below the block.
"""
EMPTY = COPPER.format(mark="", block="")
FILLED = COPPER.format(
    mark=" hash=41b908d14ee4",
    block="\n- [[Source|Source]]: Says that Copper is short.\n- [[Long metals]]: Copper · 1\n\n",
)
THESIS = """---
type: thesis
side: long
created: 2026-01-02
---

# Long metals

| Exposure | Weight |
|---|---|
| [[Copper]] | 1 |
"""
SOURCE = "# A source\n\nSays that [[Stocks/Copper]] is short.\n"
OLD, NEW = "Stocks/Copper.md", "Stocks/Red metal.md"


def _key(path: str) -> str:
    return hashlib.sha256(path.encode()).hexdigest()[:16]


def _changed(path: str, before: str, link: str) -> dict[str, str]:
    after = before.replace(link, link.replace("Copper", "Red metal"))
    return {
        "path": path,
        "before": base64.b64encode(before.encode()).decode(),
        "after": base64.b64encode(after.encode()).decode(),
    }


@pytest.fixture
def vault(write: Write) -> Path:
    """As the process left it that was killed after the first of two links."""
    moment = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).strftime("%Y%m%dT%H%M%S.%fZ")
    plan = {
        "version": 1,
        "old": OLD,
        "new": NEW,
        "digest": hashlib.sha256(FILLED.encode()).hexdigest(),
        "changes": [
            _changed("Source.md", SOURCE, "[[Stocks/Copper]]"),
            _changed("Theses/Long metals.md", THESIS, "[[Copper]]"),
        ],
    }
    digest = hashlib.sha256(SOURCE.encode()).hexdigest()
    return write(
        {
            NEW: FILLED,
            "Source.md": SOURCE.replace("Copper", "Red metal"),
            "Theses/Long metals.md": THESIS,
            ".thesis/config.toml": "[impact]\nstated_weight = 0.4\n",
            ".thesis/lock": "process 1 on elsewhere, since 2026-11-21 09:00:00+00:00\n",
            f".thesis/history/{moment}-{_key(OLD)}.md": EMPTY,
            f".thesis/history/{_key(OLD)}.json": json.dumps({"path": OLD}),
            f".thesis/history/{moment}-{_key('Source.md')}.md": SOURCE,
            f".thesis/history/{_key('Source.md')}.json": json.dumps({"path": "Source.md"}),
            f".thesis/journal/{_key(NEW)}.json": json.dumps(plan),
            f".thesis/tmp/thesis-{moment}-{_key('Source.md')}-{digest}.swap": SOURCE,
        }
    )


def test_reading_changes_nothing(thesis: Command, vault: Path) -> None:
    before = {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()}
    assert thesis("status").code == 0
    assert thesis("check").code in (0, 1)
    assert {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()} == before


def test_the_move_is_finished_and_the_block_kept_current(thesis: Command, vault: Path) -> None:
    run = thesis("update")
    assert run.code == 0 and run.out.startswith(f"written {NEW}\n")
    assert f"An interrupted rename was finished: {OLD} → {NEW}." in run.err
    assert "[[Red metal]] | 1" in (vault / "Theses/Long metals.md").read_text(encoding="utf-8")
    text = (vault / NEW).read_text(encoding="utf-8")
    assert "Says that Red metal is short." in text
    first, last = FILLED.index("<!-- thesis"), FILLED.index("<!-- /thesis")
    assert text.startswith(FILLED[:first]) and text.endswith(FILLED[last:])
    assert not (vault / OLD).exists() and not any(vault.glob(".thesis/journal/*"))
    assert thesis("update", "--check").code == 0

    assert thesis("undo").code == 0
    assert (vault / NEW).read_text(encoding="utf-8") == FILLED


def test_an_edit_since_ends_the_move_as_it_was_and_stays(thesis: Command, vault: Path) -> None:
    edited = THESIS + "My own line.\n"
    (vault / "Theses/Long metals.md").write_text(edited, encoding="utf-8", newline="\n")
    run = thesis("update")
    assert "was undone" in run.err or "was edited since" in run.err
    assert (vault / "Theses/Long metals.md").read_text(encoding="utf-8") == edited
    assert (vault / OLD).exists() and not (vault / NEW).exists()
    assert (vault / "Source.md").read_text(encoding="utf-8") == SOURCE


def test_versions_of_then_are_listed_and_restored(thesis: Command, vault: Path) -> None:
    moved = (vault / "Source.md").read_bytes()
    assert thesis("restore", "Source.md", "--list").out.count("\n") == 2
    assert thesis("restore", "Source.md").code == 0
    # The move was finished first: its text is the one that is kept now.
    assert (vault / "Source.md").read_text(encoding="utf-8") == SOURCE
    assert thesis("undo").code == 0
    assert (vault / "Source.md").read_bytes() == moved
    assert thesis("restore", OLD, "--list").code == 0
