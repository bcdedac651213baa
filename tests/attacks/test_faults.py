"""A call to the system fails under each command that writes: a part of what the soak tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from attacks.faulty import COMMANDS, Writes, attack, faults, learn

_EACH = 2
"""Calls of each command that fail in the suite."""


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[item.name for item in COMMANDS])
def test_a_call_fails_under_each_command(number: int, memory: Path, at_rest: None) -> None:
    command: Writes = COMMANDS[number]
    known = learn(memory / "vault", command)
    step = len(known.calls) // _EACH
    for fault in faults(len(known.calls), step, first=1 + 37 * number % step):
        attack(memory / "vault", command, known, fault)
