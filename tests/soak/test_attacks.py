"""The long half of `tests/attacks`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from attacks import trying
from attacks.conftest import at_rest, memory
from attacks.crafted import CRAFTED, Crafted, by_archive, by_git
from attacks.faces import FACES
from attacks.faulty import COMMANDS, Writes, attack, faults, learn
from attacks.test_odd_things import ODD, try_everywhere
from sizes import part
from soak.conftest import Tell

__all__ = ["at_rest", "memory"]


@pytest.mark.parametrize("crafted", CRAFTED, ids=lambda crafted: crafted.name)
def test_crafted(crafted: Crafted, tmp_path: Path, tell: Tell) -> None:
    """A crafted vault in a home: all that commands can do, traced, touches nothing beside it."""
    brings = by_git if crafted.by_git else by_archive
    tried = trying.attack(tmp_path, [crafted], brings=brings)
    trying.check(tried)
    tell(f"{len(tried.swept.outcomes)} commands, {tried.swept.seen:,} events")


@pytest.mark.parametrize("crafted", CRAFTED, ids=lambda crafted: crafted.name)
def test_faces(
    crafted: Crafted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """The pages, the editor's server and the agents' one over a crafted vault, traced."""
    told = []
    for face in FACES:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / face / "cache"))
        (tmp_path / face).mkdir()
        told.append(f"{trying.ask(face, crafted, tmp_path / face)} answers of `{face}`")
    tell(", ".join(told))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_faults(command: Writes, memory: Path, at_rest: None, tell: Tell) -> None:
    """Each call of a command fails: every file is old or new, what is not done is said."""
    known = learn(memory / "vault", command)
    many = len(known.calls)
    ends = Counter(
        attack(memory / "vault", command, known, fault)
        for fault in faults(many, step=max(1, many // part(many)))
    )
    tell(f"{ends.total()} faults: " + ", ".join(f"{ends[end]} {end}" for end in sorted(ends)))


@pytest.mark.parametrize("odd", ODD)
def test_odd_things(odd: str, memory: Path, at_rest: None, tell: Tell) -> None:
    """An odd thing in each place of a vault: every command answers, nothing outside is touched."""
    tell(f"{try_everywhere(odd, memory)} commands")
