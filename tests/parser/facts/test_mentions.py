"""What looks like a fact in prose: each with its line; what only looks so at first is left out."""

from __future__ import annotations

import pytest

from thesisvault.parser.facts.mentions import names_by_word, skim
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note

NAMES = names_by_word([("Brackish Kelp", "BKLP"), ("BKLP", "BKLP"), ("Kelp", "BKLP"), ("Oy", "OY")])


def found(text: str) -> list[tuple[str, str, int]]:
    mentions = skim(text.encode(), default_vocabulary(), NAMES)
    return [(item.code, item.text, item.span.shown_line) for item in mentions]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("They buy from Dune Salt (LSE: DSLT).", "ticker", "DSLT"),
        ("I looked at $DSLT again.", "ticker", "DSLT"),
        ("A quota for Brackish Kelp comes.", "ticker", "BKLP"),
        ("Volume in BKLP was thin.", "ticker", "BKLP"),
        ("My stop is at $41.50, no lower.", "stop", "stop is at $41.50"),
        ("SL 88 for now", "stop", "SL 88"),
        ("I get out below 175 on a close.", "stop", "get out below 175"),
        ("Out if QQZA trades under 170", "stop", "Out if QQZA trades under 170"),
        ("SL moved up from 165 to 170 today", "stop", "SL moved up from 165 to 170"),
        ("Stopped out if it loses 170.", "stop", "Stopped out if it loses 170"),
        ("We hold, and exit if the quota goes.", "criterion", "exit if the quota goes"),
        ("Out once the quota goes", "criterion", "Out once the quota goes"),
        (
            "- **Invalidation:** QQZA > 215 (weekly)",
            "criterion",
            "Invalidation:** QQZA > 215 (weekly)",
        ),
        ("Stop on QQZA raised to 255", "stop", "Stop on QQZA raised to 255"),
        ("Kill level: 245", "stop", "Kill level: 245"),
        ("The quota is voted on 2031-04-02.", "date", "2031-04-02"),
        ("Harvest counts come on April 2, 2031 as ever.", "date", "2031-04-02"),
        ("It fits my thesis of salt.", "thesis", "my thesis of salt"),
        ("Margins fell to 12.5% there.", "figure", "12.5%"),
        ("They paid $3.2 billion.", "figure", "$3.2"),
        ("Salt was sold again: QQZA -4.6%, money into QQZB.", "move", "QQZA -4.6%"),
        ("Coins fell ($QQZA: −12%) all day", "move", "QQZA −12%"),
    ],
)
def test_a_mention_stands_on_its_line(text: str, code: str, said: str) -> None:
    assert (code, said, 3) in found(f"# Salt\n\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "`$DSLT` and ``(LSE: DSLT)``",
        "```\n$DSLT exit if it falls\n```",
        "[[$DSLT]] and [salt](notes/(LSE:DSLT).md)",
        "https://example.org/$DSLT/2031-04-02",
        "<!-- thesis:impact -->\n$DSLT\n<!-- /thesis:impact -->",
        "$XXXX stands for any",
        "kelp grows, and so does a kelping",
        "The bus will stop at 5 pm.",
        "Inflation came out at 170, rolled out over 5 years.",
        "Stop 30 pips away.",
        "We can exit over 2-3 weeks.",
        "The stop of the line",
        "Updated on 2031-04-02",
        "Invalidation:",
        "Watch: kelp",
        "Filed: 2031-04-02",
        "2031-04-02 was quiet",
        "A count of salt (trade paper, 2031-04-02)",
        "Prices are as of 2031-04-02.",
        "It ran from 2031-04-02 to 2031-05-02.",
        "A quarter of sales in the nine months ended April 2, 2031",
        "| a | $DSLT |\n|---|---|\n| b | $DSLT |",
    ],
)
def test_what_is_no_mention(text: str) -> None:
    assert not found(f"{text}\n")


@pytest.mark.parametrize(
    "text", ["CPI +0.3% and EPS +12%", "BTC-USD -4%", "QQZA 4%", "Salt +4%", "QQZA -4%-5%"]
)
def test_what_is_no_move(text: str) -> None:
    assert "move" not in [code for code, *_ in found(f"{text}\n")]


@pytest.mark.parametrize(
    "text",
    [
        "Guidance cut below $3.30, and a dividend cut >20%.",
        "Over the trailing 12 months, at a trailing 6.6%; of the trailing 8 quarters",
        "The probability of a cut above 8% fell, and it closes below 5 of 6 averages.",
    ],
)
def test_what_is_no_stop(text: str) -> None:
    assert "stop" not in [code for code, *_ in found(f"{text}\n")]


@pytest.mark.parametrize(
    "line",
    [
        *("Exit below 95", "Exit < 95", "Sell < $95", "Cut at 95", "Out at 95", "Kill at 95"),
        *("Stop → 95", "stop-loss → 95", "S/L: 95", "Stop: -8%", "Stop 8% below entry"),
        *("TSL 15%", "Trailing 15% from high", "Stop: $95–97", "Stop-limit at 95"),
        *("Invalid below 95", "Invalidated < 95", "Thesis dead below 95", "Cover above 95"),
        *("Below 95 I'm out", "If it closes below 95, I'm out", "Close below 95 = out"),
        *("Line in the sand: 95", "Uncle point: 95", "Pain threshold: 95", "Bail-out: 95"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "- {}", "Salt.\n{}", "**{}**", "## {}"])
def test_no_stop_is_lost_without_a_word(line: str, form: str) -> None:
    text = f"---\ntype: thesis\nticker: QQZA\n---\n# Salt\n\n## More\n\n{form.format(line)}\n"
    note = parse_note("Theses/Salt.md", text.encode())
    figures = [item for item in note.facts.figures if item.name == "stop"]
    is_read = figures or note.facts.criteria or note.unread or note.diagnostics
    assert is_read or "stop" in [code for code, *_ in found(text)]


def test_front_matter_is_none() -> None:
    assert not found("---\nseen: $DSLT\n---\n")


def test_a_source_that_states_nothing_is_told_so() -> None:
    text = "# Salt\n\nDune Salt (LSE: DSLT) grew 4%, and 6% before.\n"
    [told] = parse_note("Clippings/Salt.md", text.encode()).diagnostics
    assert told.code == "no-facts"
    assert told.message == (
        "No facts were read from this note, but it has 1 ticker and 2 figures: "
        "`thesis propose Salt` reads them."
    )
    assert told.span.shown_line == 3


def test_a_source_that_states_a_fact_is_not() -> None:
    text = "$DSLT grew 4%.\n\n| Metric | Value |\n|---|---|\n| Growth | 4% |\n"
    assert not parse_note("Clippings/Salt.md", text.encode()).diagnostics


def test_nor_is_a_note_of_another_kind() -> None:
    assert not parse_note("Stocks/Salt.md", b"$DSLT grew 4%.\n").diagnostics
