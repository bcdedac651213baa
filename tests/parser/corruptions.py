"""Each form in which a note states a fact, and what a slip of the hand makes of its line.

A corrupted line is `read` where it states what it did, or names another thing as written; `said`
where the reader tells of that line; `silent` where a fact is gone, or is another one, without a
word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from random import Random
from typing import Any

from msgspec import Struct

from thesisvault.graph import build
from thesisvault.graph.checks import of_note
from thesisvault.impact.tripwires.criteria import Watch, findings
from thesisvault.model.facts import Duration, Fact, Interval, Label, Quantity, QuantityKind
from thesisvault.model.note import Note
from thesisvault.parser.note import parse_note

LETTERS = "xeéaQ"
BLANKS = (" ", "  ", "\u00a0", "\t")
QUOTES = ("'", '"', "“", "”", "’", "`", "«")
SCRIPTS = "аеоЖληあ中۳१"
"""Cyrillic, Greek, kana, Han, and digits of two other scripts."""
ALIKE = str.maketrans("AaBCcEeHKMOoPpTXxy0123456789-", "АаВСсЕеНКМОоРрТХху０１２３４５６７８９－")


class Form(Struct, frozen=True):
    """A note with one line that states a fact."""

    name: str
    path: str
    text: str
    line: str

    @property
    def at(self) -> int:
        """The number of its line, from 0."""
        return self.text.split("\n").index(self.line)


class Outcome(Enum):
    """What became of a fact whose line was corrupted."""

    READ = "read"
    SAID = "said"
    SILENT = "silent"


THESIS, STOCK, ROTATION = "Theses/Long quartz.md", "Stocks/QQZA.md", "Rotations/Out of q.md"
SECTOR, PORTFOLIO, DAILY = "Sectors/Quartz.md", "Portfolio/Holdings.md", "Daily/2026-01-08.md"
CATALYST, WATCHLIST, COMPANY = "Catalysts/Permits.md", "Watchlist.md", "Stocks/Quartz.md"
_REST = "| Sector | Sand |\n| Target | 62 |\n"


def _table(name: str, path: str, header: str, row: str, above: str = "") -> Form:
    dashes = "|" + "---|" * (header.count("|") - 1)
    other = row.replace("QQZA", "QQZB")
    return Form(name, path, f"{above}{header}\n{dashes}\n{other}\n{row}\n{other}\n", row)


def _front(name: str, path: str, line: str) -> Form:
    return Form(name, path, f"---\ntags: [quartz]\n{line}\n---\n\n# Quartz\n", line)


def _list(name: str, path: str, heading: str, line: str) -> Form:
    return Form(name, path, f"# Quartz\n\n{heading}\n\n- first\n{line}\n- last\n", line)


def _under(name: str, path: str, heading: str, item: str) -> Form:
    """The line is a heading, which says what the list under it states."""
    return Form(name, path, f"# Quartz\n\n{heading}\n---\n\n- first\n- {item}\n", heading)


def _card(name: str, path: str, header: str, row: str) -> Form:
    return Form(name, path, f"{header}\n|---|---|\n{row}\n{_REST}", row)


FORMS = (
    _table("moves", DAILY, "| Stock | Move | Note |", "| QQZA | -2.5% | why |"),
    _table("moves vs", DAILY, "| Stock | Move |", "| [[QQZA]] | +6% vs Nasdaq |"),
    _table("impacts", ROTATION, "| Thesis | Impact |", "| [[Long QQZA]] | near-term pressure |"),
    _table("flows", ROTATION, "| Flow | Detail |", "| Out of | quartz, sand |"),
    _table("favoured", ROTATION, "| Sector | Rationale |", "| Quartz | cheap |"),
    _table("at risk", ROTATION, "| Sector | Risk |", "| Quartz | dear |"),
    _table("scenarios", ROTATION, "| Scenario | Duration |", "| Base | 2-4 weeks |"),
    _table("exposures", THESIS, "| Exposure | Weight |", "| QQZA | 40% |"),
    _table("exposures side", THESIS, "| Stock | Weight | Side |", "| [[QQZA]] | 2,5 % | short |"),
    _table("tripwires", THESIS, "| Signal | Condition | Action |", "| low | `QQZA < 150` | sell |"),
    _table("log", THESIS, "| Date | Event | Thesis status |", "| 2026-03-27 | won | strengthens |"),
    _table("catalysts", THESIS, "| Catalyst | Date |", "| permits | 2026-05-14 |"),
    _table("holdings", PORTFOLIO, "| Ticker | Shares | Avg cost |", "| QQZA | 100 | $41.50 |"),
    _table("weights held", PORTFOLIO, "| Ticker | Weight |", "| QQZA | 12.5% |"),
    _table("watched", WATCHLIST, "| Ticker | Target | Stop |", "| QQZA | 62 | 41,50 |"),
    _table("mentions", "Sources/a.md", "| Mentioned | Exchange |", "| QQZA | NASDAQ |"),
    _table("members", SECTOR, "| Ticker | Name |", "| QQZA | Quartz |"),
    _table("pillars", THESIS, "| Pillar | Current status |", "| price | on track |"),
    _table("cases", THESIS, "| Bull case | Bear case |", "| it works | it fails |"),
    Form(
        "card",
        STOCK,
        "| Field | Value |\n|---|---|\n| Ticker | QQZA |\n| Stop | 41.50 |\n| Target | 62 |\n",
        "| Stop | 41.50 |",
    ),
    _table("metrics", DAILY, "| Metric | Value | As of |", "| CPI | 3.1% | 2026-01-07 |"),
    _table("wide", DAILY, "| Metric | 2024 | 2025 |", "| sales | 410 | 1'234.50 |"),
    _table("criteria", THESIS, "| Criterion | Why |", "| QQZA < 150 | x |", "## Kill criteria\n\n"),
    *(
        _front(line.partition(":")[0], "Theses/Quartz.md", line)
        for line in (
            *("side: short", "status: active", "stop: 41.50", "target: 1'234.50", "entry: $50"),
            *("opened: 2026-02-03", "closed: 2026-03-03", "review: 2026-04-01", "weight: 5%"),
            *("horizon: 12 months", "created: 2026-02-03", "ticker: QQZA", "shares: 100"),
            *("tickers: QQZA 60%, QQZB 40%", "cost: 55,33 €", "benefits_from: '[[Sand]]'"),
        )
    ),
    _front("symbol", "Stocks/Quartz.md", "symbol: QQZA"),
    _front("groups", STOCK, 'groups: ["[[Quartz]]", "[[Sand]]"]'),
    _front("members of a sector", SECTOR, "members: QQZA, QQZB"),
    _front("started", ROTATION, "started: late Dec 2025"),
    _front("date of a catalyst", CATALYST, "date: Q1 2026"),
    Form("label", THESIS, "# Q\n\n**Ticker:** QQZA\n**Stop:** $41.50\n", "**Stop:** $41.50"),
    Form("label in a list", THESIS, "# Q\n\n- **Target**: 62\n- **Stop**: 4\n", "- **Target**: 62"),
    Form("label in a quote", THESIS, "# Q\n\n> Created: 2026-02-03\n", "> Created: 2026-02-03"),
    Form("field", THESIS, "# Q\n\nstop:: 41.50\n", "stop:: 41.50"),
    Form("field in bold", THESIS, "# Q\n\n**target**:: 62\n", "**target**:: 62"),
    Form("field in brackets", THESIS, "# Q\n\nIt [stop:: 41.50] is.\n", "It [stop:: 41.50] is."),
    _list("bullet criterion", THESIS, "## Kill criteria", "- margin below 40%"),
    _list("bullet stop", THESIS, "## Kill criteria", "- Stop: 88"),
    _list("bullet condition", THESIS, "## Kill criteria", "- QQZA close < 150"),
    _list("bullet catalyst", THESIS, "## Catalysts", "- 2026-05-14: first quarter"),
    _list("checkbox catalyst", THESIS, "## Catalysts", "- [x] 2026-02-18: permits"),
    _list("log line", THESIS, "## Log", "- 2026-03-27: thesis impact: strengthens"),
    _list("forecast", THESIS, "## Log", "- 2026-01-09: forecast: QQZA > 2 by 2026-06-30 (55%)"),
    _list("outcome", THESIS, "## Log", "- 2026-06-30: outcome: QQZA > 2 by 2026-06-30: yes"),
    _list("impact bullet", ROTATION, "## Implications", "- [[Long QQZA]]: pressured near-term"),
    _list("flow bullet", ROTATION, "## Implications", "- Out: quartz, sand"),
    _list("winner", ROTATION, "## Winners", "- [[Quartz]]: cheap"),
    _list("loser", ROTATION, "## Losers", "- quartz, sand"),
    _list("member", SECTOR, "## Members", "- QQZA: the leader"),
    _list("exposure", THESIS, "## Exposure", "- short QQZA 40%"),
    _list("bull", THESIS, "## Bull case", "- it works"),
    _list("bear", THESIS, "## Bear case", "- it fails"),
    _list("risk", THESIS, "## Key risks", "- it burns"),
    _list("pillar", THESIS, "## Pillars", "- it holds"),
    _under("heading of criteria", THESIS, "Kill criteria", "QQZA close < 150"),
    _under("question", THESIS, "What invalidates the thesis", "QQZA close < 150"),
    _under("heading of winners", ROTATION, "Winners", "[[Quartz]]: cheap"),
    _list("stop under a question", THESIS, "## What invalidates the thesis", "- Stop: 88"),
    _list("stop in German", THESIS, "## Kill criteria", "- Stopp: 190,50 €"),
    _card("row of a ticker", COMPANY, "## Overview\n\n| Metric | Value |", "| Ticker | QQZA |"),
    _card("card without header", THESIS, "| Ticker | QQZA |", "| Stop | 41.50 |"),
    _card("card with an empty header", THESIS, "|  |  |", "| Stop | 41.50 |"),
    _card("card in German", THESIS, "| Feld | Wert |", "| Stopp | 41,50 € |"),
    Form(
        *("ticker of a card", COMPANY, f"| Ticker | QQZA |\n|---|---|\n{_REST}"),
        "| Ticker | QQZA |",
    ),
    Form("label in German", THESIS, "# Q\n\n**Stopp:** 190,50 €\n", "**Stopp:** 190,50 €"),
    _front("property in German", "Theses/Quartz.md", "stopp: 190,50"),
    Form("stop under its heading", THESIS, "ticker:: QQZA\n\n## Stopp\n\n180,50\n", "180,50"),
    Form(
        *("callout", THESIS, "## Kill criteria\n\n> [!x] Stop\n> Out below 180.\n"),
        "> Out below 180.",
    ),
    Form(
        *("paragraph", THESIS, "## Kill criteria\n\n- one\n\nBelow 150 I am out.\n"),
        "Below 150 I am out.",
    ),
    _table("log of news", THESIS, "| Date | News | Verdict |", "| 2026-03-27 | QQZA | improves |"),
)  # fmt: skip


def corruptions(form: Form, count: int, seed: int = 0) -> Iterator[str]:
    """The form's line with one slip each, always the same ones."""
    random = Random(f"{form.name}/{seed}")
    while count:
        line = form.line
        at = random.randrange(len(line))
        match random.choice(("letter", "lost", "blank", "quote", "script", "alike")):
            case "letter":
                found = line[:at] + random.choice(LETTERS) + line[at:]
            case "lost":
                found = line[:at] + line[at + line[at].isalpha() :]
            case "blank":
                # A tab in front of a line makes it code, which is never read.
                found = line[:at] + random.choice(BLANKS[: None if at else -1]) + line[at:]
            case "quote":
                found = line[:at] + random.choice(QUOTES) + line[at:]
            case "script":
                found = line[:at] + random.choice(SCRIPTS) + line[at:]
            case _:
                found = line[:at] + line[at].translate(ALIKE) + line[at + 1 :]
        if found != line:
            count -= 1
            yield found


def outcome(form: Form, line: str) -> Outcome:
    """What the reader makes of the form's note with that line in place of its own."""
    before, after = _read(form, form.line), _read(form, line)
    if stated(before) == stated(after):
        return Outcome.READ
    if any(item.code.startswith("frontmatter") for item in after.diagnostics):
        return Outcome.SAID  # of the whole of it
    return Outcome.SAID if _told(after, form.at) - _told(before, form.at) else Outcome.SILENT


def _read(form: Form, line: str) -> Note:
    lines = form.text.split("\n")
    lines[form.at] = line
    return parse_note(form.path, "\n".join(lines).encode())


def _told(note: Note, line: int) -> set[str]:
    """What is said of a line. A criterion that is no condition is quoted as not watched."""
    vault = build([note])
    found = [finding.diagnostic for finding in of_note(vault, note)]
    found += findings(Watch(vault), vault.nodes[note.path])
    told = [(item.message, item.span) for item in found]
    told += [(item.text, item.span) for item in note.unread]
    told += [(item.text, item.span) for item in note.facts.criteria]
    return {text for text, span in told if span.line <= line <= span.end_line}


def stated(note: Note) -> list[Any]:
    """What a note states: its figures, days, signs, and how many facts of each kind.

    Names and words may differ: a name with a slip is read as another name.
    """
    facts = note.facts
    own = [note.date, *(getattr(facts, name) for name in ("side", "status", "opened", "closed"))]
    own += [facts.review, _hard(facts.horizon), _hard(facts.started), facts.symbol is None]
    return [*own, *sorted(repr((type(fact).__name__, *_values(fact))) for fact in facts.all())]


def _values(fact: Fact) -> Iterator[Any]:
    for name in fact.__struct_fields__:
        if name not in ("span", "rule"):
            yield _hard(getattr(fact, name))


def _hard(value: Any) -> Any:
    match value:
        case Quantity():
            is_read = value.kind not in (QuantityKind.TEXT, QuantityKind.ABSENT)
            return (value.low, value.high) if is_read else None
        case Interval():
            return value.start, value.end
        case Duration():
            return value.lower, value.upper
        case Label():
            return value.signs, value.horizon
        case tuple():
            return tuple(map(_hard, value))
        case int() | float() | dt.date() | None:
            return value
        case Enum():
            return value.value
        case Struct():
            return ""
    return ""
