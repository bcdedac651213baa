"""What is struck out, canceled or moved: its author has withdrawn it."""

from __future__ import annotations

import pytest

from thesisvault.model.facts import Facts
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note

HEAD = "---\nticker: QQZA\nside: long\n---\n"


def note_of(text: str, path: str = "Theses/T.md") -> Note:
    return parse_note(path, f"{HEAD}{text}\n".encode())


def facts_of(text: str) -> Facts:
    return note_of(text).facts


def levels(text: str) -> list[tuple[str, float | None]]:
    return [(it.name, it.value) for it in facts_of(text).figures if it.name != "side"]


@pytest.mark.parametrize(
    "text",
    [
        "**Stop:** ~~90~~ 95",
        "- Stop: ~~$90 (old)~~ 95",
        "~~Stop: 90~~ Stop: 95",
        "~~Stop: 90~~\n\nStop: 95",
        "Stop: 90 → 95",
        "Stop: 90 -> $95 (raised)",
        "Stop: was 90, now 95",
        "Stop → 95",
        "==Stop: 95==",
        "**Stop**: ==95==",
        "| Level | Price |\n|---|---|\n| Stop | ~~90~~ 95 |",
        "| ~~Stop~~ | ~~90~~ |\n|---|---|\n| Stop | 95 |",
        "| Entry | Stop |\n|---|---|\n| 110 | 90 → 95 |",
    ],
)
def test_the_stop_that_stands_counts(text: str) -> None:
    assert [level for level in levels(text) if level[0] == "stop"] == [("stop", 95)]
    assert note_of(text).diagnostics == ()


def test_a_criterion_that_is_struck_out_or_canceled_is_withdrawn() -> None:
    text = (
        "## Kill criteria\n\n- ~~Close below 90~~\n- [-] two cuts\n- Close below 95 ~~or 92~~\n"
        "- ~~a flood~~ — no more\n- [x] ~~a strike~~ it came\n\n"
        "## ~~Catalysts~~\n\n- 2031-02-03: harvest\n"
    )
    note = note_of(text)
    assert [it.text for it in note.facts.criteria] == ["Close below 95", "~~a strike~~ it came"]
    assert note.facts.catalysts == () and note.unread == ()


def test_a_row_that_is_struck_out_is_held_no_more() -> None:
    text = (
        "| Ticker | Shares |\n|---|---|\n| ~~QQZB~~ | ~~40~~ |\n| QQZC | ~~10~~ 5 |\n"
        "| ~~[[Salt]]~~ | 4 |\n"
    )
    note = parse_note("Portfolio.md", f"# Portfolio\n\n{text}".encode())
    assert [(it.subject.name, it.shares) for it in note.facts.holdings] == [("QQZC", 5)]
    assert [link.target for link in note.links] == ["Salt"]  # it is a link all the same


@pytest.mark.parametrize("text", ["Stop: ~95", "Stop: 95 ~~", "Stop: 95 ~~~old~~~"])
def test_other_tildes_strike_nothing_out(text: str) -> None:
    assert levels(text) == [("stop", 95)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SL/TP: 95/150", [("stop", 95), ("target", 150)]),
        (
            "**Entry / Stop / Target**: 110 / 95 / $150",
            [("entry", 110), ("stop", 95), ("target", 150)],
        ),
        ("Stop: 95 / Target: 150", [("target", 150), ("stop", 95)]),
        ("| Entry | Stop |\n|---|---|\n| 110 | 95 |", [("entry", 110), ("stop", 95)]),
        ("> [!warning] Stop: 95", [("stop", 95)]),
        ("Target: 180 → 200", [("target", 200)]),
        ("Target: 34 → 41 → 50", [("target", 34), ("target", 41), ("target", 50)]),
    ],
)
def test_several_levels_on_one_line(text: str, found: list[tuple[str, float]]) -> None:
    assert levels(text) == found


def test_the_title_of_a_callout_may_state_a_criterion() -> None:
    (item,) = facts_of("> [!warning] Invalidation: close below 95\n> two words").criteria
    assert item.condition.startswith("close below 95")


@pytest.mark.parametrize("text", ["Stop/Target: 95", "Risk/Reward: 1/3", "In/Out: 4/5"])
def test_names_without_their_figures_are_none(text: str) -> None:
    assert levels(text) == []


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("172 (raised 2031-02-09 from 165)", "2031-02-09"),
        ("172, set on 9 Feb 2031", "2031-02-09"),
        ("172 (as of 2031-02-09)", "2031-02-09"),
        ("172 (2031-02-09)", None),
        ("172 (raised)", None),
    ],
)
def test_a_stop_is_known_from_the_day_on_which_it_was_set(said: str, day: str | None) -> None:
    note = note_of(f"created:: 2031-01-01\n\n**Stop:** {said}\n\nProse.")
    (stop,) = (it for it in note.facts.figures if it.name == "stop")
    since = note.since(stop.span.line)
    assert (stop.value, since and since.isoformat()) == (172, day)
    assert note.since(stop.span.line + 2) is None


@pytest.mark.parametrize("line", ["stop / " * 3000, "Stop/" * 3000 + ": 95", "a → " * 3000])
def test_a_line_of_strokes_takes_no_time(line: str) -> None:
    """A pattern that could part them in several ways would go on for ever."""
    assert levels(f"## Prose\n\n- {line}") == []
