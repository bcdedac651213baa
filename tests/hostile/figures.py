"""Figures, dates and conditions beyond what any machine can count."""

from __future__ import annotations

from hostile.nasty import Nasty, note

_MOVES = "---\ncreated: 2026-01-08\n---\n| Stock | Move |\n|---|---|\n"
_SCENARIOS = "---\ncreated: 2026-01-08\n---\n| Scenario | Duration |\n|---|---|\n"
_CATALYSTS = "| Catalyst | Date |\n|---|---|\n"
_METRICS = "---\ncreated: 2026-01-08\n---\n| Metric | Entity | Value |\n|---|---|---|\n"
_DATES = (
    *(
        "99999-01-01",
        "0000-00-00",
        "-1-1-1",
        "2026-02-30",
        "2026-13-01",
        "Feb 31, 2026",
        "9999-99-99",
    ),
    *("2026-01-08T99:99:99", "Q9 2026", "٢٠٢٦-٠١-٠٨", "2²026", "1e9", "0001-01-01", "9999-12-31"),
)
_MOVED = (
    *("1e999%", "9" * 400 + "%", "-" * 400 + "1%", "NaN%", "inf%", "+٣%", "²%", "1,,,2%", "0x10%"),
    *("1%" * 500, "99999999999 days in a row", "1e308x", "$" + "9" * 31 + "T", "1.5" * 100),
)
_LASTS = (
    *(
        "9999999999999999999 weeks",
        "9" * 400 + " days",
        "0 days",
        "-1 weeks",
        "1e9 years",
        "²² days",
    ),
    *("999999 years", "0.000001 days", "4-2 weeks", "NaN weeks", "1" + " " * 2000 + "week x"),
)
_READ = {
    "products": "*".join(["9" * 20] * 20) + " > NVDA close",
    "zero": "NVDA close / 0 > 1",
    "zero-zero": "0 / 0 > NVDA close",
    "ratio": "NVDA close / (NVDA close - NVDA close) > 1",
}
"""Conditions that are none to mathematics, but read as one."""
_BOMBS = {
    "parentheses": "(" * 450,
    "negations": "not " * 120 + "NVDA close < 1",
    "minuses": "-" * 450 + "1 < 2",
    "huge": "NVDA close > " + "9" * 400,
    "exponent": "NVDA close > 1e999",
    "chain": "1 < 2 < 3 < NVDA close",
    "long": "NVDA close < 1 and " * 500,
    "words": "a " * 5000,
    "quote": '"' * 400,
    "python": "__import__('os').system('id') > 1",
    "escape": "NVDA \x1b[31mclose\u202e < 1",
    "window": "drawdown(NVDA, 99999999999999999999) > 1%",
    "surrogate": "&#xd800; < 1",
}


def _rows(texts: tuple[str, ...]) -> str:
    return "".join(f"| nobody {at} | {text} |\n" for at, text in enumerate(texts))


def _thesis(name: str, condition: str, *wrong: str) -> Nasty:
    text = (
        "---\nopened: 2026-01-02\n---\n| Signal | Condition | Action |\n|---|---|---|\n"
        f"| bomb | {condition} | Close |\n"
    )
    return note(f"tripwire-{name}", text, *wrong, path=f"Theses/Long hostile {name}.md")


ENTRIES = (
    note("moves-overflow", f"{_MOVES}{_rows(_MOVED)}", hints=("move-unparsed",)),
    note(
        "durations-overflow",
        f"{_SCENARIOS}{_rows(_LASTS)}",
        path="Rotations/hostile durations.md",
        hints=("duration-unparsed",),
    ),
    note("dates-overflow", f"{_CATALYSTS}{_rows(_DATES)}", hints=("date-unparsed",)),
    note(
        "metrics-overflow", f"{_METRICS}| P/E | nobody | 1e999x |\n| P/E | nobody | {'9' * 400} |\n"
    ),
    note("created-never", "---\ncreated: 9999-99-99\n---\n[[x]]\n", "property-unparsed"),
    note(
        "opened-year-99999",
        "---\nopened: 99999-01-01\nreview: 0000-00-00\nclosed: x\n---\n",
        "property-unparsed",
        path="Theses/Long hostile years.md",
    ),
    note(
        "opened-edges",
        "---\nopened: 1900-01-01\nreview: 2099-12-31\nhorizon: 99 years\n---\n",
        path="Theses/Long hostile edges.md",
    ),
    note(
        "closed-first",
        "---\nopened: 2026-01-08\nclosed: 1900-01-01\n---\n",
        path="Theses/Long hostile closed.md",
    ),
    note(
        "horizon-overflow",
        f"---\nopened: 2026-01-02\nhorizon: {'9' * 400} days\n---\n",
        "property-unparsed",
        path="Theses/Long hostile horizon.md",
    ),
    note("catalyst-far", "---\ndate: 2099-12-31\n---\n", path="Catalysts/hostile far.md"),
    note(
        "catalyst-first",
        '---\ndate: 1900\noutcome: "\\e[31m"\n---\n',
        path="Catalysts/hostile first.md",
    ),
    note(
        "log-overflow",
        "---\nopened: 2026-01-02\n---\n## Log\n\n"
        "- 2026-01-08: 999% by 99999-01-01: x\n- 9999-99-99: 50% by 2026-01-09: \x1b[31mred\n"
        "- 2026-01-08: forecast 1e999% by 2099-12-31: y\n" + "- 2026-01-08: x\n" * 2000,
        path="Theses/Long hostile log.md",
    ),
    Nasty(
        "metric-series",
        {"/metrics/hostile.csv": b"date,value\n=cmd,+1\n99999-01-01,1e999\n\0,\x1b[31m\n"},
        notes=0,
    ),
    Nasty("metric-series-header", {"/metrics/hostile header.csv": b'"' * 40_000}, notes=0),
    *(_thesis(name, text, "tripwire-unparsed") for name, text in _BOMBS.items()),
    *(_thesis(name, text) for name, text in _READ.items()),
)
