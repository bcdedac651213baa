"""The verdict in a note: what it says, and how it stays the same while nothing happens."""

from __future__ import annotations

import datetime as dt

from edits.blocks import vault
from impact.builders import DAY
from thesisvault.edits.edit import newest_day
from thesisvault.edits.impact import impact_body
from thesisvault.edits.words import Wikilinks
from thesisvault.graph import build
from thesisvault.graph.source import visible
from thesisvault.impact.assess import assess
from thesisvault.parser.note import parse_note

ROTATION = """\
---
type: rotation
started: 2026-01-02
created: 2026-01-08
---
| Thesis | Impact |
|--------|--------|
| [[Long A]] | Near-term pressure, [[x]] <!-- /thesis:impact --> |
| [[Long B]] | Who knows |

| Scenario | Duration |
|----------|----------|
| Short-term | 2-4 weeks |
"""
NOTES = {
    "R.md": ROTATION,
    "Long A.md": "---\ntype: thesis\nopened: 2025-01-01\n---\n",
    "Long B.md": "---\ntype: thesis\nopened: 2025-01-01\n---\n",
    "Long C.md": "---\ntype: thesis\nopened: 2026-03-01\n---\n",
    "Long D.md": "---\ntype: thesis\nclosed: 2026-01-05\n---\n",
    "Long E.md": "---\ntype: thesis\nclosed: 2026-05-05\nopened: 2026-01-01\n---\n",
    "S.md": "---\ntype: stock\n---\n",
}


def body(name: str, day: dt.date = DAY) -> str:
    parsed = [parse_note(path, text.encode()) for path, text in NOTES.items()]
    seen = build(visible(parsed, day))
    whole = build(parsed)
    return impact_body(assess(seen, day), whole.notes[name], Wikilinks(whole))


def test_a_verdict_with_its_evidence() -> None:
    assert body("Long A.md").split("\n") == [
        "",
        "**pressured**, score -33, as of 2026-01-09. Confidence low: no price move is tested.",
        "",
        "- -33, stated, near-term: “Near-term pressure, x” ([[R]])",
        "",
        "",
    ]


def test_what_is_not_understood_is_flagged_without_line_numbers() -> None:
    text = body("Long B.md")
    assert "- not counted, for information, stated: “Who knows” ([[R]])\n" in text
    assert "- note: a stated impact is not understood and does not count ([[R]])\n" in text
    assert ".md:" not in text


def test_no_review_and_why() -> None:
    assert body("S.md") == "\nNo review: this note is not a thesis.\n\n"
    assert body("Long C.md") == "\nNo review: opened on 2026-03-01.\n\n"
    assert body("Long D.md") == "\nNo review: closed on 2026-01-05.\n\n"
    assert body("Long E.md").startswith("\n**unknown**, score 0, as of 2026-01-09.")


def test_expired_evidence_says_when() -> None:
    assert "- expired 2026-01-30, stated" in body("Long A.md", dt.date(2026, 2, 20))


def test_the_newest_data_dates_a_block() -> None:
    seen = vault(NOTES)
    day = dt.date
    assert newest_day(seen, None, day(2026, 1, 20)) == day(2026, 1, 8)
    assert newest_day(seen, day(2026, 1, 9), day(2026, 1, 20)) == day(2026, 1, 9)
    assert newest_day(seen, day(2026, 1, 21), day(2026, 1, 20)) == day(2026, 1, 8)
    # A scenario that has run out is news, on the day after its last.
    assert newest_day(seen, None, day(2026, 1, 30)) == day(2026, 1, 8)
    assert newest_day(seen, None, day(2026, 1, 31)) == day(2026, 1, 31)
    assert newest_day(seen, None, day(2026, 2, 20)) == day(2026, 1, 31)
    assert newest_day(vault({"a.md": ""}), None, day(2026, 2, 20)) == day(2026, 2, 20)
