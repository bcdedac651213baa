"""What changed between two days: verdicts that turned, evidence that came and went."""

import datetime as dt

from thesisvault.impact.changes import Change, changes
from thesisvault.model.review import Outcome
from thesisvault.model.settings import EvidenceClass

from .builders import review
from .prices import EVENT, shelf, with_t

FIRST = """\
---
type: rotation
created: 2026-01-01
---

| Thesis | Impact |
|---|---|
| [[Long X]] | Near-term pressure, structural tailwind |
| [[Long Y]] | Tailwind |

| Scenario | Duration |
|---|---|
| Short-term | 1-2 weeks |
| Secular | Full year+ |
"""
SECOND = """\
---
type: rotation
created: 2026-02-01
---

| Thesis | Impact |
|---|---|
| [[Long Y]] | Headwind |
| [[Long Z]] | Purple |
"""
NOTES = {"First.md": FIRST, "Second.md": SECOND}


def between(first: str, second: str, notes: dict[str, str] = NOTES) -> dict[str, Change]:
    found = changes(
        review(notes, dt.date.fromisoformat(first)), review(notes, dt.date.fromisoformat(second))
    )
    assert [change.thesis for change in found] == sorted(change.thesis for change in found)
    return {change.thesis: change for change in found}


def said(change: Change) -> tuple[list[str], list[str]]:
    return (
        [item.citation.text for item in change.came],
        [item.citation.text for item in change.went],
    )


def test_the_same_day_changes_nothing() -> None:
    assert between("2026-01-05", "2026-01-05") == {}


def test_ageing_alone_is_no_change() -> None:
    assert between("2026-01-05", "2026-01-09") == {}


def test_a_horizon_that_ends_went_and_may_turn_the_verdict() -> None:
    change = between("2026-01-02", "2026-01-20")["Long X"]
    assert change.turned
    assert (change.before, change.after) == (Outcome.MIXED, Outcome.SUPPORTED)
    assert (change.came, [item.horizon for item in change.went]) == ((), ["near-term"])
    assert change.score_before is not None
    assert change.score_after is not None
    assert change.score_before < change.score_after


def test_a_new_note_brings_evidence_and_turns_a_verdict() -> None:
    found = between("2026-01-31", "2026-02-01")
    change = found["Long Y"]
    assert (change.before, change.after) == (Outcome.SUPPORTED, Outcome.MIXED)
    assert said(change) == (["Headwind"], [])


def test_evidence_that_comes_without_turning_the_verdict_is_a_change_too() -> None:
    notes = {"First.md": FIRST, "Second.md": SECOND.replace("Headwind", "Validating")}
    change = between("2026-01-31", "2026-02-01", notes)["Long Y"]
    assert not change.turned
    assert said(change) == (["Validating"], [])


def test_a_thesis_that_came_under_review_or_left_it() -> None:
    notes = {
        "Long A.md": "---\ntype: thesis\nopened: 2026-01-03\nclosed: 2026-01-06\n---\n",
        "Long B.md": "---\ntype: thesis\nopened: 2026-01-06\n---\n",
    }
    found = between("2026-01-05", "2026-01-06", notes)
    opened, closed = found["Long B"], found["Long A"]
    assert (opened.before, opened.after) == (None, Outcome.UNKNOWN)
    assert (opened.score_before, opened.score_after) == (None, 0)
    assert (closed.before, closed.after) == (Outcome.UNKNOWN, None)
    assert (closed.score_before, closed.score_after) == (0, None)


def test_what_is_not_understood_came_to_no_effect() -> None:
    """It is a name more, under review from the day on which it is written."""
    change = between("2026-01-31", "2026-02-01")["Long Z"]
    assert (change.before, change.after) == (None, Outcome.UNKNOWN)
    assert (change.came, change.went) == ((), ())


def test_a_move_is_evidence_from_the_day_of_its_note() -> None:
    notes = {
        "R.md": f"---\ntype: rotation\ncreated: {EVENT}\n---\n",
        "Long X.md": '---\ntype: thesis\nstocks: "[[S]]"\n---\n',
        "S.md": "---\ntype: stock\nsymbol: SSS\n---\n",
    }
    prices = shelf({"SSS": with_t(5)})
    days = (EVENT - dt.timedelta(1), EVENT, EVENT + dt.timedelta(5))
    before, then, after = (review(notes, day, prices=prices) for day in days)
    (change,) = changes(before, then)
    assert (change.before, change.after) == (Outcome.UNKNOWN, Outcome.SUPPORTED)
    assert [item.kind for item in change.came] == [EvidenceClass.MEASURED]
    assert changes(then, after) == ()


def test_of_two_theses_of_one_name_each_has_its_own_changes() -> None:
    notes = {
        "A/Long X.md": '---\ntype: thesis\nstocks: "[[G]]"\n---\n',
        "B/Long X.md": '---\ntype: thesis\nstocks: "[[H]]"\n---\n',
        "R.md": "---\ntype: rotation\ncreated: 2026-01-05\n---\n\n"
        "| Flow | Detail |\n|---|---|\n| Into | [[G]] |\n| Out of | [[H]] |\n",
    }
    found = changes(review(notes, dt.date(2026, 1, 4)), review(notes, dt.date(2026, 1, 5)))
    turned = [(change.before, change.after) for change in found]
    assert turned == [
        (Outcome.UNKNOWN, Outcome.SUPPORTED),
        (Outcome.UNKNOWN, Outcome.PRESSURED),
    ]


def test_only_the_theses_asked_for() -> None:
    one, other = review(NOTES, dt.date(2026, 1, 31)), review(NOTES, dt.date(2026, 2, 1))
    node = next(thesis.node for thesis in one.theses if thesis.name == "Long Y")
    assert [change.thesis for change in changes(one, other, {node})] == ["Long Y"]


def test_a_note_written_for_a_thesis_does_not_make_it_another_thesis() -> None:
    notes = {"First.md": FIRST, "Long Y.md": "---\ntype: thesis\ncreated: 2026-01-06\n---\n"}
    one, other = (review(notes, dt.date(2026, 1, day)) for day in (5, 6))
    assert changes(one, other) == ()
