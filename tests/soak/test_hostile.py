"""Every command over every hostile input, each alone in a small vault."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from hostile import plan, stage
from hostile.catalogue import SLOW, TOGETHER
from hostile.nasty import Nasty
from hostile.sweep import Job
from sizes import spread
from soak.conftest import Tell

_FAMILY = 25
"""Inputs a process: starting one takes longer than most sweeps."""
_ALL = spread((*TOGETHER, *SLOW))


@pytest.mark.parametrize("start", range(0, len(_ALL), _FAMILY))
def test_each_alone(start: int, tmp_path: Path, tell: Tell) -> None:
    """Every command over each hostile input, alone in a small vault."""
    jobs, before = [], {}
    for nasty in _ALL[start : start + _FAMILY]:
        folder = tmp_path / nasty.name
        root = stage.small_with(folder, [nasty])
        (folder / "made").mkdir()
        before[nasty.name] = stage.picture(folder / "outside")
        note = _note(nasty, root)
        lines = (
            *plan.reading(note, "Long hostile"),
            *plan.naming((note,)),
            *plan.writing(note, "Long hostile", folder / "made"),
        )
        jobs.append(Job(str(root), lines, (str(folder / "made"),)))
    swept = stage.sweep(jobs, tmp_path / "cache")
    assert [f"{item.shown}\n{item.fault}" for item in swept.outcomes if item.fault] == []
    assert [item.shown for item in swept.outcomes if item.code not in range(5)] == []
    assert list(dict.fromkeys(swept.strays)) == []
    after = {name: stage.picture(tmp_path / name / "outside") for name in before}
    assert after == before
    for item in swept.outcomes:
        said = (item.out + item.err).replace("\r\n", "\n").replace("\n", "").replace("\u200d", "")
        kinds = {unicodedata.category(char) for char in set(said)}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}, item.shown
    tell(f"{len(jobs)} inputs, {len(swept.outcomes):,} commands")


def _note(nasty: Nasty, root: Path) -> str:
    """The input's own note, where it has one: it is what the commands are asked about."""
    for path, content in nasty.files.items():
        if isinstance(content, bytes) and path.lower().endswith(".md"):
            return f"{nasty.folder}/{path}" if not path.startswith("/") else path[1:]
    return "Home"
