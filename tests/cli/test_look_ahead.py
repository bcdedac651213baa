"""A day is answered as if nothing later had been written: byte for byte, by every command."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import Command, run
from sizes import share
from thesisvault.market.sessions import shifted
from thesisvault.render.graph import RENDERERS
from thesisvault.reports.registry import REPORTS

DAY = dt.date(2026, 1, 9)
LATER = re.compile(r"«(.*?)»", re.DOTALL)
"""What is written after `DAY`."""

DEFICIT = """
## Forecasts (2026-01-27)

| Metric | Entity | Value | As of |
|---|---|---|---|
| deficit | copper | {} | 2026-01-26 |
"""
NOTES = {
    "Theses/Long copper.md": """---
type: thesis
side: long
opened: 2025-12-01
«closed: 2026-02-02
status: closed
»---
# Long copper

## Exposure

| Security | Weight |
|---|---|
| [[Freeport]] | 60% |
| [[Southern]] | 40% |
«
## Exposure (Feb 1, 2026)

| Security | Weight |
|---|---|
| [[Antofagasta]] | 100% |
»
## Tripwires

| Signal | Condition | Action |
|---|---|---|
| Price | `FCX close < 30` | sell |
«
## Tripwires (2026-02-01)

| Signal | Condition | Action |
|---|---|---|
| Rate | `terminal rate > 3` | sell |
»
## Kill criteria

- China builds less
«
### Added on 12 January 2026

- SCCO close < 20
- Inventories double

## Catalysts, as of 2026-01-20

- 2026-03-18: [[Fed]] decides
- [ ] 2026-04-01: smelters report

## Risks (2026-01-20)

- A glut, says [[Southern]]

## Key pillars (2026-01-20)

| Pillar | Expected | Now |
|---|---|---|
| Deficit | 2026 | 2027 |
»
## Log

- 2026-01-02: forecast: FCX close > 55 by 2026-01-30 (60%)
- 2026-01-05: Thesis impact: supported
«- 2026-01-12: Thesis impact: invalidated, says [[Fed]]
- 2026-01-30: outcome: FCX close > 55 by 2026-01-30: yes
- 2026-02-01: forecast: FCX close > 70 by 2026-06-30 (30%)
»""",
    "Theses/Short Southern.md": """---
type: thesis
side: short
tickers: SCCO
created: 2025-12-15
stop: 160
---
# Short Southern

## Updates

### 2026-01-06

**Conviction:** high

Thesis impact: challenged
«
### 2026-01-14

**Conviction:** low

**Thesis impact:** supported. See [[Freeport]].

- forecast: nothing
»""",
    "Rotations/Into metals.md": """---
type: rotation
created: 2026-01-05
started: 2026-01-05
---
# Into metals

## Flows (January 5, 2026)

| Flow | Detail |
|---|---|
| Into | [[Metals]] |
«
## Flows (January 15, 2026)

| Flow | Detail |
|---|---|
| Out of | [[Metals]] |
»
## Moves (Jan 5, 2026)

| Stock | Move |
|---|---|
| [[Freeport]] | +2% |
«
## Moves (Jan 13, 2026)

| Stock | Move |
|---|---|
| [[Southern]] | -4% |

## Scenarios (Jan 12, 2026)

| Scenario | Duration |
|---|---|
| Relief | 1 week |

## Implications (Jan 12, 2026)

| Thesis | Impact |
|---|---|
| [[Long copper]] | pressured near-term |
»""",
    "Sectors/Metals.md": """# Metals

## Members

- [[Freeport]]
- [[Southern]]
«
## Members (2026-01-22)

- [[Antofagasta]]
»""",
    "Stocks/Freeport.md": """---
ticker: FCX
---
# Freeport

| Metric | Value | As of |
|---|---|---|
| output | 3 | 2025-12-31 |
«| output | 4 | 2026-01-31 |

## Figures (2026-01-25)

| Metric | Value | As of |
|---|---|---|
| cost | 2 | 2025-12-31 |
»""",
    "Stocks/Southern.md": f"---\nticker: SCCO\n---\n# Southern\n«{DEFICIT.format('2 Mt')}»",
    "Stocks/Antofagasta.md": f"---\nticker: ANTO\n---\n# Antofagasta\n«{DEFICIT.format('3 Mt')}»",
    "Catalysts/Fed.md": """---
type: catalyst
date: 2026-01-28
created: 2025-12-20
expected: a hold
«outcome: a cut
»---
# Fed 2026-01-28

[[Long copper]]
""",
    "Catalysts/Tariff.md": """---
type: catalyst
created: 2025-12-20
date: 2026-01-07
outcome: delayed
---
# Tariff
""",
    "Holdings.md": """---
type: portfolio
---
# Holdings

## 2026-01-02

| Ticker | Shares | Cost |
|---|---|---|
| FCX | 100 | 40 |
«
## 2026-02-03

| Ticker | Shares | Cost |
|---|---|---|
| ANTO | 10 | 40 |
»""",
    "metrics/terminal rate.csv": "date,value\n2026-01-05,3.1\n«2026-01-20,3.6\n»",
    "«Sources/Later.md": "---\ncreated: 2026-01-15\ntype: source\n---\n[[Long copper]]\n",
    "«Theses/Long Antofagasta.md": (
        "---\ntype: thesis\nside: long\ntickers: ANTO\ncreated: 2026-01-20\n---\n[[Southern]]\n"
    ),
    "«Rotations/Late.md": "---\ntype: rotation\nstarted: 2026-01-20\n---\n# Late\n\n[[Metals]]\n",
}
"""The vault: a file whose name begins with `«` is later as a whole."""


def _prices(start: dt.date, count: int) -> Iterator[tuple[str, str]]:
    days = [day for at in range(count) if (day := shifted(start, at)).weekday() < 5]
    for number, symbol in enumerate(("SPY", "FCX", "SCCO", "ANTO"), 3):
        rows = [
            f"{day},,,,{50 + (at * number * number) % 11 + at / 10:.2f},,,,"
            for at, day in enumerate(days)
        ]
        past = "\n".join(row for row in rows if row[:10] <= str(DAY))
        later = "\n".join(row for row in rows if row[:10] > str(DAY))
        head = f"# symbol: {symbol}\n# currency: USD\n# adjusted: no\n{COLUMNS}\n"
        yield f"prices/{symbol}.csv", f"{head}{past}\n«{later}\n»"


def _blank(later: re.Match[str]) -> str:
    """Empty lines, so that what follows keeps its number."""
    return "\n" * later[1].count("\n")


def _write(root: Path, *, whole: bool) -> Path:
    for path, text in (*NOTES.items(), *_prices(dt.date(2025, 10, 1), 140)):
        if not path.startswith("«") or whole:
            target = root / path.removeprefix("«")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(LATER.sub(r"\1" if whole else _blank, text), encoding="utf-8")
    return root


COLUMNS = "date,open,high,low,close,adj_close,volume,dividend,split"
ASKED = {
    "explain": ("explain", "Long copper"),
    "moves": ("moves", "FCX", "--event", "2026-01-05", "--window", "0,"),
    "flows": ("claims", "--flows"),
    "detection": ("rotation", "--detect"),
    "graph": ("graph", "Long copper"),
    "path": ("path", "Into metals", "Short Southern"),
    "what-if": ("what-if", "out of Freeport into Southern"),
    "search": ("search", "copper"),
    "like": ("search", "--like", "Long copper"),
    "history": ("history", "Long copper"),
}
"""How a report is asked for, where its name alone does not."""
UNDATED = frozenset(
    {"links", "backlinks", "list", "check", "propose", "prices", "mentions", "rewritten"}
)
"""Reports of the vault as it is written, which take no day; `prices` is asked as `status`."""
ON_PAGES = frozenset({"course"})
"""Reports that no command prints: `tests/reports/test_course.py` looks at their days."""
LINES = [
    *((*ASKED.get(name, (name,)), "--json") for name in REPORTS if name not in UNDATED | ON_PAGES),
    ("explain", "Short Southern", "--json"),
    ("search", "verdict:supported OR verdict:pressured", "--json"),
    ("search", 'to:"Long copper" -verdict:mixed', "--json"),
    ("moves", "--window", "0,", "--json"),
    ("rotation", "--period", "daily", "--json"),
    ("calendar", "--all", "--json"),
    ("prices", "status", "--json"),
    *(("export", form) for form in RENDERERS),
    ("explain", "Long copper", "--svg", "-"),
    ("export", "dot", "--around", "Long copper", "--typed"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The vault with all that came later, and the one without."""
    root = tmp_path_factory.mktemp("days")
    return _write(root / "whole" / "vault", whole=True), _write(root / "cut" / "vault", whole=False)


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_what_came_later_changes_no_byte(line: tuple[str, ...], both: tuple[Path, Path]) -> None:
    whole, cut = (run("--vault", str(root), *line, "--as-of", str(DAY)) for root in both)
    assert cut.code in (0, 1)  # 1: a claim that does not hold
    assert cut.err == ""
    assert whole.out == cut.out
    assert whole == cut


OF_THE_DESK = re.compile(r'data-version="[^"]*"|<a [^>]*>[^<]* ▸')
"""What a page waits for, and the way to the next day: neither is said of the day."""
PAGES = (
    "/",
    "/?attention=1",
    "/thesis/Long%20copper",
    "/thesis/Short%20Southern",
    "/thesis/Long%20copper.json",
    "/calendar",
    "/search?q=copper",
    "/search?q=verdict%3Apressured",
    "/theses",
    "/graph?at=Theses/Long%20copper.md",
    "/crowding",
    "/rotation",
    "/claims",
    "/record",
    "/calendar.ics",
)


def test_what_came_later_changes_no_page(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But that of a note, which is shown as it is written now."""
    pytest.importorskip("starlette", reason="the extra `web` is not installed")
    from web import serving

    monkeypatch.setattr(serving, "DAY", dt.date(2026, 2, 10))  # of the vault: `DAY` is a past one
    with serving.served(both[0]) as whole, serving.served(both[1]) as cut:
        for page in PAGES:
            asked = f"{page}{'&' if '?' in page else '?'}as_of={DAY}"
            found, wanted = whole.get(asked), cut.get(asked)
            assert wanted.status_code == 200, page
            shown, known = (OF_THE_DESK.sub("", answer.text) for answer in (found, wanted))
            assert shown == known, page


GIVEN: dict[str, dict[str, object]] = {
    "explain": {"thesis": "Long copper"},
    "changes": {"since": "2026-01-02"},
    "search": {"query": "copper"},
    "like": {"note": "Long copper"},
    "graph": {"note": "Long copper"},
    "path": {"notes": ["Into metals", "Short Southern"]},
    "moves": {"names": ["FCX", "Metals"], "event": "2026-01-05"},
    "history": {"thesis": "Long copper"},
    "what_if": {"flows": "out of Freeport"},
}


def test_what_came_later_changes_no_answer_to_an_agent(both: tuple[Path, Path]) -> None:
    pytest.importorskip("mcp", reason="the extra `mcp` is not installed")
    from thesisvault.agents.asking import answered
    from thesisvault.agents.keep import Keep
    from thesisvault.agents.tools import reading

    keeps = [Keep(root) for root in both]
    for name, tool in reading().items():
        if not tool.dated or name == "facts_in":  # what is written now; a text that is given
            continue
        found = []
        for keep in keeps:
            given = {"as_of": str(DAY), **GIVEN.get(name, {})}
            found.append(answered(keep, tool, given).document)
            keep.release()
        assert found[0] == found[1], name
    for keep in keeps:
        keep.close()


def test_what_came_later_is_there_later(both: tuple[Path, Path], thesis: Command) -> None:
    """The attack would prove nothing with parts that are never read."""
    for line in LINES[:: share(3, 1)]:
        whole, cut = (thesis("--vault", str(r), *line, "--as-of", "2026-02-10") for r in both)
        assert whole != cut, line
