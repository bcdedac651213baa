"""What is shown under the cursor: stated moves, stops, tripwires, impacts, headers and links."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lsprotocol import types

from lsp.desks import Screened, screened
from thesisvault.lsp import findings, hover, marks

THESIS = """---
type: thesis
side: long
opened: 2026-01-02
---

# Long oil

**Stop:** 55

| Exposure | Weight |
|---|---|
| [[Oil]] | 100 |

| Signal | Condition | Action |
|---|---|---|
| Glut | `XOIL close < 65` | Sell half |
| Slump | `XGAS close < 5` | Wait |
"""
MOVES = """---
type: rotation
created: 2026-01-08
---

| Stock | Move |
|---|---|
| [[Oil]] | +20% |
| [[Oil]] | +8% vs Market |
| [[Gas]] | -2% |

| Thesis | Impact |
|---|---|
| [[Long oil]] | Near-term pressure |
| [[Long oil]] | Purple |
"""
LONG = "It burns well. " * 40
NOTES = {
    ".thesis/config.toml": 'as_of = "2026-01-09"\n[market]\nbenchmark = ["MKT"]\n',
    "Oil.md": "---\ntype: stock\nsymbol: XOIL\n---\n# Oil\n\nIt burns.\n",
    "Gas.md": f"---\ntype: stock\nsymbol: XGAS\n---\n# Gas\n\n{LONG}\n",
    "Holdings.md": (
        "# Holdings 2026-01-07\n\n| Ticker | Shares | Stop | Target |\n|---|---|---|---|\n"
        "| XOIL | 10 | 62 | 60 |\n| XGAS | 5 | 4 | |\n"
    ),
    "Market.md": "---\ntype: sector\nsymbol: MKT\n---\n",
    "Long oil.md": THESIS,
    "Moves.md": MOVES,
    "barrel.png": "",
    "prices/XOIL.csv": "date,close\n2026-01-06,56\n2026-01-07,60\n2026-01-08,72\n2026-01-09,63\n",
    "prices/MKT.csv": "date,close\n2026-01-06,80\n2026-01-07,80\n2026-01-08,88\n2026-01-09,88\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screened]:
    root = tmp_path_factory.mktemp("hover") / "vault"
    for path, text in NOTES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with screened(root) as found:
        yield found


def told(desk: Screened, path: str, place: str, text: str | None = None) -> str:
    """What is shown with the cursor inside the first such words of a note."""
    shown = desk.show(path, text)
    offset = shown.text.index(place) + 1
    before = shown.text[:offset]
    position = shown.lines.position(before.count("\n"), len(before.rpartition("\n")[2]))
    found = desk.ask(path, lambda s, t: hover.hover(s, t, position))
    assert found is None or isinstance(found.contents, types.MarkupContent)
    return found.contents.value if found else ""  # type: ignore[union-attr]


def test_a_stated_move_shows_each_window_that_was_tried(desk: Screened) -> None:
    assert told(desk, "Moves.md", "+20%").split("\n") == [
        "**Oil** (XOIL) stated +20%: holds",
        "",
        "close to close +20.00% on 2026-01-08",
        "",
        "- previous day: +7.14% (2026-01-07)",
        "- next day: -12.50% (2026-01-09)",
        "- the day and the next: +5.00% (2026-01-08 to 2026-01-09)",
        "- 2 sessions: +28.57% (2026-01-07 to 2026-01-08)",
    ]
    assert told(desk, "Moves.md", "-2%").strip() == (
        "**Gas** (XGAS) stated -2%: unchecked\n\nXGAS: no prices"
    )


def test_a_move_against_the_market_is_told_in_points(desk: Screened) -> None:
    said = told(desk, "Moves.md", "+8% vs Market")
    assert "close to close +10.00 points against MKT on 2026-01-08" in said
    assert "- next day: -12.50 points (2026-01-09)" in said
    assert "- 2 sessions: +18.57 points (2026-01-07 to 2026-01-08)" in said


def test_a_stop_and_a_tripwire_show_their_state_and_what_is_planned(desk: Screened) -> None:
    since = "Not checked before 2026-01-06: XOIL: prices begin on 2026-01-06, after 2026-01-02."
    assert told(desk, "Long oil.md", "Stop:").split("\n\n") == [
        "`XOIL close < 55`: **untouched**",
        "63 against 55 on 2026-01-09",
        since,
    ]
    glut = told(desk, "Long oil.md", "Glut")
    assert glut.split("\n\n") == [
        "`XOIL close < 65`: **broken**",
        "63 against 65 on 2026-01-09",
        "broke on 2026-01-06, still holds",
        f"It broke on 2026-01-06: XOIL close < 65 (56.00 and 65.00). {since}",
        "planned: Sell half",
    ]
    assert told(desk, "Long oil.md", "Sell half") == glut
    assert told(desk, "Long oil.md", "Slump").split("\n\n") == [
        "`XGAS close < 5`: **unknown**",
        "XGAS: no prices",
        "planned: Wait",
    ]


def test_what_was_reviewed_is_not_told_of_a_line_that_was_edited(desk: Screened) -> None:
    edited = THESIS.replace("close < 65", "close < 60")
    assert told(desk, "Long oil.md", "Glut", edited) == ""
    assert "XGAS: no prices" in told(desk, "Long oil.md", "Slump", edited)
    assert told(desk, "Moves.md", "+25%", MOVES.replace("+20%", "+25%")) == ""


def test_an_impact_says_how_it_is_read(desk: Screened) -> None:
    assert told(desk, "Moves.md", "Near-term") == (
        "“Near-term pressure” is read as:\n\n- Near-term pressure: -0.67 (near-term)"
    )
    assert told(desk, "Moves.md", "Purple") == (
        "“Purple” contains no known word, so it does not count."
    )


def test_headers_of_a_table_say_what_a_column_is_and_values_nothing(desk: Screened) -> None:
    said = told(desk, "Long oil.md", "Weight |")
    assert said.startswith("**exposures** · weight: what the thesis holds")
    assert said.endswith("\n\nneeds Exposure, Weight")
    assert told(desk, "Long oil.md", "100 |") == ""
    other = "| Exposure | Weight | Mine |\n|---|---|---|\n| [[Oil]] | 1 | x |\n"
    assert told(desk, "New.md", "Mine", other).startswith(
        "**exposures** · no column that is read: what"
    )


def test_a_link_shows_the_note_it_leads_to(desk: Screened) -> None:
    def card(link: str) -> list[str]:
        return told(desk, "New.md", link, link).split("\n\n")

    assert card("[[Oil]]")[:3] == [
        "**Oil** · stock · XOIL",
        "63 on 2026-01-09 · -12.50% in 1 session",
        "It burns.",
    ]
    assert card("[[Oil]]")[3].endswith(" backlinks · `Oil.md`")
    head, words, _ = card("[[Gas]]")  # no prices, and too many words
    assert head == "**Gas** · stock · XGAS"
    assert words.startswith("It burns well. It") and words.endswith("It burns …")
    assert len(words) <= 402
    assert card("[[Long oil]]")[1:3] == [
        "pressured −66 · confidence low · 1 line of evidence",
        "- pressures, stated: Near-term pressure `Moves.md:14`",
    ]
    assert card("[[barrel.png]]") == ["**barrel.png** · attachment"]
    assert card("[[Nothing like it]]") == ["**Nothing like it** · no note yet"]
    assert card("[[Long oill]]") == ["**Long oill** · no note yet", "Near it: `Long oil`"]


def test_a_stop_in_a_table_of_holdings_shows_its_state_there(desk: Screened) -> None:
    assert told(desk, "Holdings.md", "XOIL").split("\n\n") == [
        "`XOIL close < 62`: **broken**",
        "63 against 62 on 2026-01-09",
        "broke on 2026-01-07, no longer holds",
        "It was already true when the thesis was opened, on 2026-01-07: "
        "XOIL close < 62 (60.00 and 62.00).",
    ]
    labels = [
        hint.label
        for hint in desk.ask("Holdings.md", lambda s, t: marks.hints(s, t, with_verdict=False))
    ]
    assert labels == [" broke 2026-01-07", " unknown"]
    found = desk.ask("Holdings.md", findings.diagnostics)
    assert [(item.code, item.range.start.line) for item in found if item.source == "thesis"] == [
        ("tripwire-broken", 4),
        ("target-reached", 4),
    ]
