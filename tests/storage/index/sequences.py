"""Sequences of steps under an index; the shortest of those that make it wrong."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random
from unittest import mock

from storage.index import texts
from storage.index.answers import DAYS, Clean, answers, difference, findings, review
from storage.index.steps import Step, draw, take
from thesisvault.model.settings import Settings
from thesisvault.storage import scan
from thesisvault.storage.index import Index
from thesisvault.workspace.open import open_index


def opened(root: Path, told: list[str]) -> Index:
    """The vault's index, not yet refreshed; what it has to say goes to `told`."""
    return open_index(root, Settings(), told.append, lambda done, of: None)


def fault(root: Path, steps: list[Step], every: int) -> str:
    """What is wrong after which step; empty where nothing is.

    After each step the lasting index is told the paths, after each `every` steps it must say what
    a clean rebuild and an index that is opened anew say.
    """
    told: list[str] = []
    lasting = opened(root, told)
    lasting.refresh(scan.scan(root))
    try:
        for number, step in enumerate(steps, 1):
            named = take(root, step)
            lasting.refresh_some(named)
            if number % every == 0 or number == len(steps):
                found = _parted(root, lasting, number // every) or "\n".join(told)
                if found:
                    return f"after step {number}: {found}"
    finally:
        lasting.close()
    return ""


def _parted(root: Path, lasting: Index, turn: int) -> str:
    day, clean = DAYS[turn % len(DAYS)], Clean(root)
    expected = answers(clean.source(day), texts.WORDS)
    found = difference(answers(lasting.source(day), texts.WORDS), expected)
    if found:
        return f"on {day}, {found}"
    if lasting.unread != clean.unread:
        return f"unread: {lasting.unread} is not {clean.unread}"
    for reviewed in DAYS[1:]:
        assert reviewed is not None
        found = difference(review(root, lasting, reviewed), review(root, clean, reviewed))
        if found:
            return f"review of {reviewed}, {found}"
    if turn % 3 == 0:
        found = difference(findings(root, lasting), findings(root, clean))
        if found:
            return found
    return _parted_anew(root, lasting, turn, expected) if turn % 2 == 0 else ""


def _parted_anew(root: Path, lasting: Index, turn: int, expected: dict[str, object]) -> str:
    told: list[str] = []
    lasting.close()
    anew = opened(root, told)
    changes = anew.refresh(scan.scan(root))
    found = difference(answers(anew.source(DAYS[turn % len(DAYS)]), texts.WORDS), expected)
    anew.close()
    lasting.refresh(scan.scan(root))
    said = f"{changes} {told}" if told or changes else ""
    return f"opened anew, {found or said}" if found or said else ""


def run(seed: int, count: int, every: int = 4) -> None:
    """Raise `AssertionError` with the shortest sequence that could be found, if any fails."""
    steps = draw(Random(seed), count)
    found = _tried(steps, every)
    if found:
        shortest = _shortened(steps)
        shown = "\n".join(f"    {step}," for step in shortest)
        again = _tried(shortest, 1)
        raise AssertionError(f"seed {seed}: {found}\n  replay:\n{shown}\n  {again}")


def _tried(steps: list[Step], every: int) -> str:
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, mock.patch.dict(os.environ):
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        root = Path(folder) / "vault"
        root.mkdir()
        return fault(root, steps, every)


def _shortened(steps: list[Step]) -> list[Step]:
    """Fewer steps that fail as well: runs are left out, long ones first."""
    size = len(steps) // 2
    while size:
        at = 0
        while at < len(steps):
            fewer = steps[:at] + steps[at + size :]
            if fewer and _tried(fewer, 1):
                steps = fewer
            else:
                at += size
        size //= 2
    return steps
