"""A rotation's note, drafted from prices, read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from impact.prices import DAYS, EVENT, MARKET, ZERO, with_t
from thesisvault.actions.draft import draft_rotation
from thesisvault.model.errors import UsageFault
from thesisvault.workspace.open import Workspace, open_workspace

TODAY = DAYS[ZERO + 1]
TS = {"Up": 6.0, "Down": -6.0, "Calm": 0.0}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "prices").mkdir()
    columns = {name: with_t(t, name) for name, t in TS.items()} | {"SPY": MARKET}
    for symbol, returns in columns.items():
        level, rows = 100.0, [f"{DAYS[0]},100"]
        for day, change in zip(DAYS[1:], returns, strict=True):
            level *= 1 + change
            rows.append(f"{day},{level!r}")
        text = "# currency: USD\n# adjusted: yes\ndate,close\n" + "\n".join(rows) + "\n"
        (tmp_path / "prices" / f"{symbol}.csv").write_text(text)
    for name in TS:
        text = f"---\ntype: sector\nproxy: {name}\n---\n"
        (tmp_path / f"{name}.md").write_text(text)
    return tmp_path


def opened(root: Path) -> Workspace:
    return open_workspace(root)


def test_a_draft_states_nothing_until_its_line_is_taken_away(vault: Path) -> None:
    path = draft_rotation(opened(vault), EVENT, TODAY)
    assert path == f"Rotations/Rotation {EVENT}.md"
    note = opened(vault).vault.notes[path]
    assert note.facts.is_draft and not note.facts.flows
    text = (vault / path).read_text()
    (vault / path).write_text(text.replace("draft: true\n", ""))
    facts = opened(vault).vault.notes[path].facts
    flows = {flow.group.name: flow.direction for flow in facts.flows}
    assert flows == {"Up": 1, "Down": -1}
    assert {move.day for move in facts.stated_moves} == {EVENT}
    assert "t 6.00" in text and "t -6.00" in text and "was unusual is unknown" in text


def test_the_moves_of_a_draft_are_those_of_the_day(vault: Path) -> None:
    path = draft_rotation(opened(vault), EVENT, TODAY, "My rotation")
    text = (vault / path).read_text().replace("draft: true\n", "")
    (vault / path).write_text(text)
    from thesisvault.reports.claims import Ask, report

    found = report(opened(vault).on(TODAY), Ask()).claims
    assert [row.verdict for row in found] == ["holds", "holds"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 1, 10), "must not be after"),
        (dt.date(2026, 1, 4), "on 2026-01-04: the last one before is 2026-01-02"),
        (DAYS[3], "No group moved beyond chance"),
    ],
)
def test_where_nothing_is_to_be_drafted_it_says_why(vault: Path, day: dt.date, said: str) -> None:
    with pytest.raises(UsageFault, match=said):
        draft_rotation(opened(vault), day, TODAY)
    assert not (vault / "Rotations").exists()


def test_a_name_that_is_taken_is_refused(vault: Path) -> None:
    with pytest.raises(UsageFault, match="is already a note"):
        draft_rotation(opened(vault), EVENT, TODAY, "Up")
