"""Hindsight is shown as short differences, newest first."""

from __future__ import annotations

import datetime as dt

from thesisvault.render.lines import Page
from thesisvault.render.text.rewritten import text
from thesisvault.reports.rewritten import Answer, Edit, Line

DAY = dt.date(2026, 1, 9)
EDIT = Edit(
    note="Log.md",
    dated=dt.date(2026, 1, 7),
    day=DAY,
    commit="0abcdef1",
    what="edited",
    lines=(Line("- 2026-01-07: sold", 3, False), Line("- 2026-01-07: held", 4, True)),
    more=1,
)


def shown(answer: Answer) -> list[str]:
    page = Page(width=80)
    text(page, answer)
    return [
        "".join(piece if isinstance(piece, str) else piece[0] for piece in line)
        for line in page.lines
    ]


def test_each_edit_with_what_went_and_what_came() -> None:
    found = shown(Answer(DAY, None, dt.date(2026, 1, 1), False, (EDIT,), 2))
    assert found[:5] == [
        "2026-01-09  Log.md  0abcdef1",
        "  dated 2026-01-07, edited 2 days later",
        "  - 3: - 2026-01-07: sold",
        "  + 4: - 2026-01-07: held",
        "  and 1 more line",
    ]
    bounds = " ".join(found[6:])
    assert "3 edits" in bounds and "the last 1 are shown" in bounds and "shallow" not in bounds


def test_a_shallow_clone_is_said() -> None:
    found = " ".join(shown(Answer(DAY, None, DAY, True, (), 0)))
    assert "No dated note was edited" in found and "git fetch --unshallow" in found
