"""Days as people type them, in every option that takes one."""

from __future__ import annotations

import datetime as dt

import pytest

from thesisvault.workspace.days import read_day

from .conftest import Command, Write

NOW = dt.date(2026, 3, 31)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "back", "ahead"),
    [
        ("today", "2026-03-31", "2026-03-31"),
        ("Yesterday", "2026-03-30", "2026-03-30"),
        ("tomorrow", "2026-04-01", "2026-04-01"),
        ("7d", "2026-03-24", "2026-04-07"),
        ("2w", "2026-03-17", "2026-04-14"),
        ("1m", "2026-02-28", "2026-04-30"),
        ("13m", "2025-02-28", "2027-04-30"),
        ("1y", "2025-03-31", "2027-03-31"),
        ("mon", "2026-03-30", "2026-04-06"),
        ("tuesday", "2026-03-31", "2026-03-31"),
        (" sun ", "2026-03-29", "2026-04-05"),
        ("2026-02", "2026-02-01", "2026-02-28"),
    ],
)
def test_a_day_is_read_back_or_ahead(text: str, back: str, ahead: str) -> None:
    assert str(read_day(text, lambda: NOW)) == back
    assert str(read_day(text, lambda: NOW, ahead=True, last=True)) == ahead


@pytest.mark.parametrize("text", ["blah", "", "d", "7x", "2026-13", "0000-01", "99999y", "-7d"])
def test_what_is_not_a_day_says_what_to_type(thesis: Command, write: Write, text: str) -> None:
    write({"Long tea.md": "#thesis\n"})
    run = thesis("status", f"--since={text}")
    said = f"thesis: `{text}` is not a date: use YYYY-MM-DD or 7d.\n"
    assert (run.code, run.err, run.out) == (2, said, "")


CONFIG = {".thesis/config.toml": "as_of = 2026-03-31\n", "Long tea.md": "#thesis\n"}


def test_days_count_from_the_day_that_is_asked_about(thesis: Command, write: Write) -> None:
    write(CONFIG)
    assert "since 2026-03-24" in thesis("status", "--since", "7d").out
    # Whichever stands first on the line: `--as-of` is read before the others.
    assert "since 2026-01-02" in thesis("status", "--since", "7d", "--as-of", "2026-01-09").out


def test_a_month_that_is_asked_about_is_seen_to_its_end(thesis: Command, write: Write) -> None:
    write(CONFIG)
    assert thesis("status", "--as-of", "2026-02", "--json").json["as_of"] == "2026-02-28"
    assert thesis("calendar", "--as-of", "yesterday", "--json").json["as_of"] == "2026-03-30"


def test_a_forecast_is_due_ahead(thesis: Command, write: Write) -> None:
    write(CONFIG)
    run = thesis("log", "Long tea", "Tea above 5", "--probability", "60%", "--by", "3m")
    assert "2026-06-30" in run.out, run


def test_notes_with_a_date_that_cannot_be_read_are_left_out_where_others_are_later(
    thesis: Command, write: Write
) -> None:
    write(
        {
            f"{name}.md": f"---\ndate: {date}\n---\n"
            for name, date in (("A", "2026-07"), ("B", "2026-01-09"), ("C", "2026-01-12"))
        }
    )
    assert "Left out" not in thesis("status", "--as-of", "2026-01-12").err
    expected = "Left out: 1 note of 3, dated after 2026-01-10, and 1 whose date cannot be read."
    assert expected in thesis("status", "--as-of", "2026-01-10").err
