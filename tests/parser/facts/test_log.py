"""Log lines: read, composed, read back, and put where they belong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thesisvault.model.log import Answer, Forecast, Log, LogEntry, Settlement
from thesisvault.model.text import Span
from thesisvault.parser.facts.log import Unwritable, appended, compose, read_entry, read_log
from thesisvault.parser.note import parse_note

DAY = dt.date(2026, 1, 9)
DUE = dt.date(2026, 6, 30)
SAMPLE = Path(__file__).parents[3] / "vault" / "Theses"


def log(text: str) -> Log:
    return read_log(dedent(text).lstrip("\n"))


def entry(content: str) -> LogEntry:
    found = read_entry(content, Span(0, 0, 0, 0))
    assert found is not None
    return found


def test_entries_with_their_lines() -> None:
    found = log("""
        ---
        review: 2026-02-01
        ---
        # Long banks

        - 2026-01-01: not in the log

        ## Log

        - 2026-01-02: Opened.
        - 2026-01-09: It goes on
          over two lines.

        ## Notes

        - 2026-01-10: not in the log either
        """).entries
    assert [(one.date.day, one.text, one.span.shown_line) for one in found] == [
        (2, "Opened.", 10),
        (9, "It goes on over two lines.", 11),
    ]


def test_a_forecast() -> None:
    found = entry("2026-01-09: forecast: NVDA close > 200 by 2026-06-30 (55%)")
    assert found.forecast == Forecast("NVDA close > 200", DUE, 0.55)


def test_a_forecast_with_a_loose_date_is_due_at_its_end() -> None:
    found = entry("2026-01-09: Forecast: rates fall by Q2 2026 (60 %).")
    assert found.forecast == Forecast("rates fall", DUE, 0.6)


@pytest.mark.parametrize(
    ("text", "answer", "remark"),
    [
        ("yes", Answer.YES, ""),
        ("No", Answer.NO, ""),
        ("void, the company was bought", Answer.VOID, "the company was bought"),
        ("no. -3% at the end", Answer.NO, "-3% at the end"),
        ("yes - at 203", Answer.YES, "at 203"),
    ],
)
def test_an_outcome(text: str, answer: Answer, remark: str) -> None:
    found = entry(f"2026-07-01: outcome: NVDA close > 200 by 2026-06-30: {text}")
    assert found.settlement == Settlement("NVDA close > 200", DUE, answer, remark)


@pytest.mark.parametrize(
    "text",
    [
        "forecast: NVDA close > 200 (55%)",
        "forecast: NVDA close > 200 by 2026-06-30",
        "forecast: NVDA close > 200 by 2026-06-30 (155%)",
        "forecast: NVDA close > 200 by the end (55%)",
        "outcome: NVDA close > 200 by 2026-06-30: no one knows",
        "outcome: NVDA close > 200 by then: yes",
        "outcome: yes",
        "forecast: " + "x by " * 1000,
    ],
)
def test_what_is_no_forecast_says_why(text: str) -> None:
    found = entry(f"2026-01-09: {text}")
    assert found.problem
    assert found.forecast is None and found.settlement is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("2026-01-09: a", "a"),
        ("**2026-01-09:** a", "a"),
        ("**2026-01-09**: a", "a"),
        ("2026-01-09: *a* b", "*a* b"),
        ("[[2026-01-09]]: a", "a"),
        ("2026-01-09 - a", "a"),
        ("2026-01-09 a", "a"),
        ("Jan 9, 2026: a", "a"),
        ("2026-01-09: -3% today", "-3% today"),
        ("2026-01-09: : a", ": a"),
    ],
)
def test_ways_to_write_the_date(content: str, text: str) -> None:
    found = entry(content)
    assert (found.date, found.text) == (DAY, text)


@pytest.mark.parametrize(
    "content", ["a", "Jan 2026: a", "seen 2026-01-09: a", "[[2026-01-09|x]]", ""]
)
def test_what_has_no_date_is_no_entry(content: str) -> None:
    assert read_entry(content, Span(0, 0, 0, 0)) is None


def test_code_comments_nested_items_and_managed_blocks_are_not_read() -> None:
    found = log("""
        ## Log

        - 2026-01-02: read
          - 2026-01-03: nested

        ```
        - 2026-01-04: code
        ```

        %%
        - 2026-01-05: comment
        %%

        <!-- thesis:moves -->
        - 2026-01-06: managed
        <!-- /thesis:moves -->
        """)
    assert [one.date.day for one in found.entries] == [2]
    assert found.place.line == 4


def test_a_deeper_heading_stays_in_the_log() -> None:
    text = "# Log\n\n## 2025\n\n- 2025-01-01: a\n\n## 2026\n\n- 2026-01-01: b\n\n# Else\n"
    assert [one.text for one in read_log(text).entries] == ["a", "b"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Log\n\n- 2026-01-01: a\n", "## Log\n\n- 2026-01-01: a\nNEW\n"),
        ("## Log\n\n- 2026-01-01: a", "## Log\n\n- 2026-01-01: a\nNEW"),
        ("## Log\n\n<!-- thesis:a -->\n", "## Log\n\nNEW\n\n<!-- thesis:a -->\n"),
        ("## Log", "## Log\n\nNEW"),
        ("## Log\ntext\n", "## Log\n\nNEW\n\ntext\n"),
        ("# A\n", "# A\n\n## Log\n\nNEW\n"),
        ("", "## Log\n\nNEW\n"),
        (
            "# A\n\n<!-- thesis:a -->\n- x\n<!-- /thesis:a -->\n\n<!-- thesis:b -->\n"
            "<!-- /thesis:b -->\n",
            "# A\n\n## Log\n\nNEW\n\n<!-- thesis:a -->\n- x\n<!-- /thesis:a -->\n\n"
            "<!-- thesis:b -->\n<!-- /thesis:b -->\n",
        ),
        (
            "## Log\n\n- 2026-01-01: a\n\n%%Ask: b%%\n\n## C\n",
            "## Log\n\n- 2026-01-01: a\nNEW\n\n%%Ask: b%%\n\n## C\n",
        ),
    ],
)
def test_the_end_of_the_log(before: str, after: str) -> None:
    line = compose(DAY, "new")
    found, at, _ = appended(before, line, read_log(before))
    assert found == after.replace("NEW", line)
    assert found.split("\n")[at] == line


@pytest.mark.parametrize("text", ["", " ", "forecast: x", "outcome: x", "a \x1b[0m", "50%% sure"])
def test_what_would_read_otherwise_is_refused(text: str) -> None:
    with pytest.raises(Unwritable):
        compose(DAY, text)


def test_white_space_is_drawn_together() -> None:
    assert compose(DAY, " a\n\n- 2026-01-10:\tb ") == "- 2026-01-09: a - 2026-01-10: b"


_days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))
_texts = st.text(max_size=60)
_chances = st.integers(0, 10_000).map(lambda n: n / 10_000)
_meanings = st.one_of(
    _texts,
    st.builds(Forecast, _texts, _days, _chances),
    st.builds(Settlement, _texts, _days, st.sampled_from(Answer), _texts),
)


def _tidy(text: str) -> str:
    return " ".join(text.split())


@given(_days, _meanings)
def test_what_is_composed_reads_back(date: dt.date, meaning: str | Forecast | Settlement) -> None:
    try:
        line = compose(date, meaning)
    except Unwritable:
        return
    assert "\n" not in line
    (found,) = read_log(f"## Log\n\n{line}\n").entries
    assert found.date == date
    match meaning:
        case Forecast(claim, due, chance):
            assert found.forecast == Forecast(_tidy(claim), due, chance)
        case Settlement(claim, due, answer, remark):
            assert found.settlement == Settlement(_tidy(claim), due, answer, _tidy(remark))
        case str():
            assert found.text == _tidy(meaning)


@given(_days, st.text("abc XYZ<>=.0123456789[]|$#", min_size=1, max_size=40), _days, _chances)
def test_plain_claims_are_never_refused(
    date: dt.date, claim: str, due: dt.date, chance: float
) -> None:
    if claim.strip():
        assert compose(date, Forecast(claim, due, chance))


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.md")), ids=lambda path: path.stem)
def test_every_line_of_the_sample_reads_back_and_the_next_one_fits(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = read_log(text)
    lines = text.split("\n")
    assert found.entries
    for one in found.entries:
        assert not one.problem
        assert compose(one.date, one.forecast or one.text) == lines[one.span.line]
    after, at, _ = appended(text, compose(DAY, "new"), read_log(text))
    assert lines[:at] + lines[at:] == [row for n, row in enumerate(after.split("\n")) if n != at]
    before = parse_note("a.md", text.encode())
    written = parse_note("a.md", after.encode())
    # What a managed block says of itself may stand below the new line.
    heads, known = ([h for h in note.headings if not h.is_ours] for note in (written, before))
    assert heads[:-1] == known[:-1]
    assert len(written.links) == len(before.links)
