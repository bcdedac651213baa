"""The record: forecasts in parts, what came true by kind, what followed a rotation's words."""

from __future__ import annotations

import datetime as dt
from itertools import count, islice
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.conftest import Command, Write
from thesisvault.impact.forecasts import decompose, questions, score
from thesisvault.parser.facts.log import read_log

START = dt.date(2025, 11, 3)
HEAD = "# symbol: {}\n# currency: USD\n# adjusted: no\n"
HEAD += "date,open,high,low,close,adj_close,volume,dividend,split\n"


def _prices(symbol: str, growth: float) -> str:
    days = (day for at in count() if (day := START + dt.timedelta(days=at)).weekday() < 5)
    closes = (f"{day},,,,{100 * (1 + growth) ** at:.4f},,,,\n" for at, day in enumerate(days))
    return HEAD.format(symbol) + "".join(islice(closes, 60))


def _thesis(side: str, ticker: str, more: str = "") -> str:
    head = f"---\ntype: thesis\nside: {side}\ntickers: {ticker}\ncreated: 2025-11-10\n"
    return f"{head}opened: 2025-11-10\n{more}---\n"


@pytest.fixture
def vault(write: Write) -> None:
    rows = (
        "| [[Long UP]] | supported |\n| [[Long DOWN]] | supported |\n| [[Short DOWN]] | mixed |\n"
    )
    write(
        {
            "Theses/Long UP.md": _thesis("long", "UP", "conviction: High\nhorizon: 6 months\n"),
            "Theses/Long DOWN.md": _thesis("long", "DOWN", "conviction: high\n"),
            "Theses/Short DOWN.md": _thesis("short", "DOWN"),
            "Rotations/R.md": "---\ntype: rotation\ncreated: 2025-12-01\n---\n"
            f"## Implications\n\n| Thesis | Impact |\n|---|---|\n{rows}",
            "Holdings.md": "---\ntype: portfolio\n---\n## 2025-11-20\n\n"
            "| Ticker | Shares |\n|---|---|\n| SIDE | 5 |\n",
            "prices/SPY.csv": _prices("SPY", 0.001),
            "prices/UP.csv": _prices("UP", 0.003),
            "prices/DOWN.csv": _prices("DOWN", -0.002),
            "prices/SIDE.csv": _prices("SIDE", 0.002),
        }
    )


@pytest.mark.usefixtures("vault")
def test_what_came_true_by_kind(thesis: Command) -> None:
    found = thesis("record", "--as-of", "2026-01-15", "--json").json
    rows = {
        (row["by"], row["name"], row["sessions"]): (row["count"], row["came_true"])
        for row in found["groups"]
    }
    assert rows["conviction", "high", None] == (2, 1)
    assert rows["conviction", "none stated", None] == (1, 1)
    assert rows["horizon", "medium-term", None] == (1, 1)
    assert rows["implications", "rotations", 5] == (2, 1)
    assert rows["implications", "rotations", 20] == (2, 1)
    assert ("implications", "rotations", 60) not in rows  # not over
    assert rows["evidence", "stated", 5] == (2, 1)
    assert [row["thesis"] for row in found["returns"]] == [
        "Long DOWN", "Long UP", "Short DOWN", "SIDE",
    ]  # fmt: skip


@pytest.mark.usefixtures("vault")
def test_what_followed_is_the_return_ahead_of_the_benchmark(thesis: Command) -> None:
    down, up = thesis("record", "--as-of", "2026-01-15", "--json").json["implications"]
    for call, growth in ((up, 0.003), (down, -0.002)):
        for sessions, ahead in zip((5, 20), call["ahead"], strict=False):
            expected = (1 + growth) ** sessions - 1.001**sessions
            assert ahead == pytest.approx(expected, abs=1e-5)
    early = thesis("record", "--as-of", "2025-12-05", "--json").json["implications"]
    assert [call["ahead"] for call in early] == [[None] * 3] * 2


def test_the_parts_add_up_to_the_score() -> None:
    said = ((60, "yes"), (60, "no"), (80, "yes"), (80, "yes"), (30, "no"), (30, "yes"), (10, "no"))
    lines = "".join(
        f"- 2026-01-0{at}: forecast: c{at} by 2026-02-0{at} ({p}%)\n"
        f"- 2026-02-0{at}: outcome: c{at} by 2026-02-0{at}: {came}\n"
        for at, (p, came) in enumerate(said, 1)
    )
    entries = read_log(f"## Log\n\n{lines}").entries
    asked, _ = questions("T", "T.md", entries, dt.date(2026, 3, 1))
    parts, brier = decompose(asked), score(asked).brier
    assert parts is not None
    # 60% came true in 1 of 2, 80% in 2 of 2, 30% in 1 of 2, 10% in 0 of 1; 4 of 7 in all.
    reliability = (2 * 0.1**2 + 2 * 0.2**2 + 2 * 0.2**2 + 0.1**2) / 7
    rate = 4 / 7
    resolution = (4 * (0.5 - rate) ** 2 + 2 * (1 - rate) ** 2 + rate**2) / 7
    assert parts.reliability == pytest.approx(reliability, abs=1e-6)
    assert parts.resolution == pytest.approx(resolution, abs=1e-6)
    assert parts.reliability - parts.resolution + parts.uncertainty == pytest.approx(
        brier, abs=3e-6
    )
    assert decompose([]) is None


def test_the_calibration_is_drawn(thesis: Command, reading: Path, tmp_path: Path) -> None:
    drawn = thesis("record", "--svg", "-").out
    root = ElementTree.fromstring(drawn)
    points = [item for item in root.iter() if item.tag.endswith("circle")]
    bins = thesis("record", "--json").json["score"]["bins"]
    assert len(points) == sum(1 for item in bins if item["count"])
    file = str(tmp_path / "calibration.svg")
    assert thesis("record", "--svg", file).out.startswith("Drawn: ")
    assert Path(file).read_text(encoding="utf-8") == drawn
    assert thesis("record", "--svg", file, "--json").code == 2
