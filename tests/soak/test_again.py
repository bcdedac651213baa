"""Sweeps of which the suite runs a share, run whole: each by a pytest of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.conftest import REPOSITORY
from soak.conftest import Tell, environment

SWEEPS = {
    "every command over all hostile inputs together, and over each that must be alone": (
        "tests/hostile/test_commands.py",
    ),
    "growth, by the time of the processor": (
        *("tests/parser/test_growth.py", "tests/hostile/test_growth.py"),
        "tests/edits/test_markers.py",
    ),
    "slips in each form of a fact: read or said": ("tests/parser/test_corruptions.py",),
    "notes read by short cuts and by the whole parser": ("tests/parser/test_fast_paths.py",),
    "moves whose calls fail, or that are killed": (
        *("tests/storage/test_journal_faults.py", "tests/storage/writing/test_journal.py"),
        "tests/actions/test_rename.py",
    ),
    "random sets of evidence": ("tests/impact/test_verdict_properties.py",),
    "a watch beside editors of each kind": ("tests/cli/test_watch_command.py",),
    "examples of every command, and its help into streams that end": (
        *("tests/cli/test_shape.py", "tests/cli/test_streams.py"),
        "tests/reports/test_registry.py",
    ),
    "pages, and all their links": ("tests/web/test_pages.py",),
    "words completed in real shells": ("tests/cli/test_completion.py",),
    "every answer to a later day, commands killed at more calls": (
        *("tests/cli/test_look_ahead.py", "tests/cli/test_exit_codes.py"),
        "tests/cli/test_start.py",
        *("tests/actions/test_undo.py", "tests/actions/test_blocks_turn.py"),
    ),
    "editors between any two calls, and calls that fail": (
        *("tests/storage/writing/test_writer_races.py",),
        *("tests/storage/writing/test_writer_faults.py",),
    ),
    "journals of a vault from elsewhere": ("tests/storage/test_untrusted_folder.py",),
    "damage to the index": ("tests/storage/index/test_damage.py",),
    "sequences of steps under the index, and processes that share it": (
        *("tests/storage/index/test_sequences.py", "tests/storage/index/test_processes.py"),
        *("tests/storage/index/test_overlay.py", "tests/storage/index/test_reading.py"),
        "tests/storage/index/test_walks.py",
    ),
    "agents: each tool by a process at three revisions, mutated frames, paths, proposals killed at "
    "each call": ("tests/agents",),
    "random queries beside a judge that reads every note, commits beside checkouts, hubs": (
        *("tests/search/test_against_the_oracle.py", "tests/cli/test_as_recorded.py"),
        "tests/cli/test_graph_at_work.py",
    ),
    "an editor's server: four editors, 2,000 random edits in three encodings, every note's truth": (
        "tests/lsp",
    ),
    "properties, of examples drawn anew": ("tests", "-m", "hypothesis", "--ignore=tests/soak"),
}


@pytest.mark.parametrize("sweep", SWEEPS.values(), ids=SWEEPS.keys())
def test_again(sweep: tuple[str, ...], tell: Tell) -> None:
    """The suite's own sweep, whole."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--color=no", *sweep],
        cwd=REPOSITORY,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    tell(ran.stdout.rstrip().rpartition("\n")[2].partition(" in ")[0])
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
