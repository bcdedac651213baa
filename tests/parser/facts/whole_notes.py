"""Notes of many forms, made from pieces: sections that state something, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = ("Permits", "rise twice", "a mill", "the tender", "*gas* above 4", "[[Tarn|the river]]")
_DATES = ("2026-05-14", "Q3 2026", "late May 2026", "14 May 2026", "2026/05/14")
_SYMBOLS = ("HRPK", "$TARN", "[[Osprey Rail]]", "[[OSPR - Osprey Rail|Osprey]]")
PATHS = ("Ideas/Short cement.md", "Companies/HRPK.md", "Themes/Water.md", "Daily/2026-04-09.md")

words = st.sampled_from(_WORDS)
dates = st.sampled_from(_DATES)
symbols = st.sampled_from(_SYMBOLS)
marks = st.sampled_from(("- ", "* ", "1. ", "- [ ] ", "- [x] "))


def _bullets(*forms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lines = st.tuples(marks, st.one_of(*forms)).map("".join)
    return st.lists(lines, min_size=1, max_size=3).map("\n".join)


def _section(
    headings: tuple[str, ...], *bodies: st.SearchStrategy[str]
) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.sampled_from(headings), st.one_of(*bodies))


def _joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    pieces = (st.just(part) if isinstance(part, str) else part for part in parts)
    return st.tuples(*pieces).map("".join)


def _table(header: str, *rows: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    count = header.count("|") + 1
    top = f"| {header} |\n|{'---|' * count}\n"
    lines = st.lists(st.one_of(*rows), min_size=1, max_size=2)
    return lines.map(lambda found: top + "\n".join(f"| {row} |" for row in found))


SECTIONS = st.one_of(
    _section(
        ("Kill criteria", "What breaks it?", "3. Red lines"),
        _bullets(
            words, _joined("Stop: ", st.sampled_from(("88", "$12.40"))), st.just("A close < 4")
        ),
        words,
    ),
    _section(
        ("Catalysts", "Key dates"),
        _bullets(_joined(dates, ": ", words), _joined(words, " (", dates, ")"), words),
        _table("Date | Event", _joined(dates, " | ", words)),
    ),
    _section(
        ("Log", "Updates"),
        _bullets(
            _joined("2026-02-03: ", words), st.just("2026-02-04: thesis impact: weakens. Sold.")
        ),
        st.just(
            "### 2026-03-01: results\n\n- **Thesis impact:** Strengthens\n- **Conviction:** 4/5"
        ),
    ),
    _section(
        ("Implications",),
        _bullets(st.just("[[Short cement]]: pressured"), _joined("Out: ", symbols)),
    ),
    _section(("Into", "Losers"), _bullets(symbols, _joined(symbols, ", ", symbols))),
    _section(("Members", "Companies"), _bullets(symbols, _joined(symbols, ": ", words))),
    _section(("Exposure",), _bullets(_joined(symbols, " 40%"))),
    _section(("Bull case", "Bear case", "Risks", "Pillars"), _bullets(words)),
    _section(
        ("Figures", "Anything else"),
        _table("Metric | Value", _joined(words, " | 3.5%")),
        _table("Stock | Move", _joined(symbols, " | +3%")),
        _table("Pillar | Status", _joined(words, " | fine")),
        _table("Ticker | Shares | Avg cost", _joined(symbols, " | 12 | 3.5")),
        words,
    ),
)
"""A heading and what stands under it."""

FRONT = st.sampled_from(
    (
        "",
        "---\nticker: HRPK\nside: short\nstop: 41.50\nsector: Water\n---\n",
        "---\ntickers: [HRPK, TARN 30%]\nstatus: active\ncreated: 2026-02-03\n---\n",
    )
)
LABELS = st.sampled_from(
    (
        "",
        "**Ticker:** HRPK\n**Position:** Long\n",
        "- **Ticker**: HRPK\n- **Target price**: $62.00\n",
        "> Stop: 18.00\n",
        "**Side:** short | **Entry:** 12 | **Stop:** 14\n",
        "| Field | Value |\n|---|---|\n| Ticker | VLLM |\n| Stop | 12.40 |\n",
    )
)


def written(front: str, labels: str, sections: list[tuple[str, str]]) -> str:
    """A note of these parts, with a title."""
    body = "".join(f"\n## {heading}\n\n{text}\n" for heading, text in sections)
    return f"{front}\n# A note\n\n{labels}{body}"


NOTES = st.builds(written, FRONT, LABELS, st.lists(SECTIONS, max_size=5))
