"""A call to the system fails under each command that writes: a part of what the soak tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from attacks.faulty import COMMANDS, Writes, attack, faults, learn

_EACH = 2
"""Calls of each command that fail in the suite."""
_KINDS = (
    *("new --missing", "log", "update", "move", "check --fix", "prices import", "watch", "init"),
    *("proposals apply", "proposals note", "rename", "propose", "calendar --ics"),
)
"""One command of each way to write: the others share it."""


@pytest.mark.parametrize("name", _KINDS)
def test_a_call_fails_under_a_command(name: str, memory: Path, at_rest: None) -> None:
    command: Writes = next(item for item in COMMANDS if item.name == name)
    known = learn(memory / "vault", command)
    number = _KINDS.index(name)
    step = len(known.calls) // _EACH
    for fault in faults(len(known.calls), step, first=1 + 37 * number % step):
        attack(memory / "vault", command, known, fault)
