"""Every figure of the review can be found in the arithmetic that `explain` shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .conftest import Command

ROW = re.compile(
    r"(?P<name>\S.*?) {2,}[-+±=?] (?P<verdict>[a-z]+) +(?P<score>[-+]?\d+)?"
    r"(?P<classes>(?: {2,}\S+)*?) {2,}(?P<confidence>high|medium|low|none) +(?P<review>\S+)"
)
FACTORS = re.compile(r" +([-+]\d) +(\d\.\d{3}) +(\d\.\d{3}) +(\d\.\d{3}) +([-+]\d\.\d{3})")
PLACE = re.compile(r"\[[^\]]*\]$")
SUMS = re.compile(r"score = 100 × \((\d\.\d{3}) - (\d\.\d{3})\) = ([-+]\d+\.\d) → (\w+)")
CLASSES = ("stated", "inferred", "measured")
STARTS = (
    *(f"{name}: " for name in CLASSES),
    *("tripwire ", "cannot tell: ", "no evidence", "all evidence has expired"),
)


@dataclass
class Row:
    """A thesis as `status` prints it."""

    verdict: str
    score: str | None
    classes: list[str]
    confidence: str
    horizons: str = ""
    lines: list[str] = field(default_factory=list)
    """The items below it and the reason, each with its place, unwrapped."""


def rows(shown: str) -> Iterator[tuple[str, Row]]:
    table = shown.partition("\nTHESIS ")[2].partition("\n\n")[0].splitlines()[1:]
    row: Row | None = None
    for line in table:
        if match := ROW.fullmatch(line):
            classes = match["classes"].split()
            row = Row(match["verdict"], match["score"], classes, match["confidence"])
            yield match["name"], row
        elif line.startswith("    ") and row is not None:
            text = line.strip()
            if text.startswith(STARTS):
                row.lines.append(text)
            elif row.lines:
                row.lines[-1] += f" {text}"
            else:
                row.horizons = f"{row.horizons} {text}".strip()


def flat(shown: str) -> str:
    return " ".join(shown.split())


@pytest.mark.parametrize(
    ("day", "columns"),
    [("2020-11-13", 120), ("2021-02-26", 80), ("2026-01-09", 80), ("2026-03-15", 120)],
)
def test_every_figure_of_status_is_in_explain(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch, day: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    page = thesis("status", "--as-of", day, "--explain").out
    found = dict(rows(page))
    count = re.search(r"· (\d+) theses", page)
    assert count
    assert len(found) == int(count[1]) >= 4
    for name, row in found.items():
        check(row, explanation(page, name), columns)


def explanation(page: str, name: str) -> str:
    """What `explain` prints of a thesis; `--explain` prints the same for each."""
    starts = [match.start() for match in re.finditer(r"^\S.* · \w+ · .*$", page, re.MULTILINE)]
    starts = [start for start in starts if not page.startswith("Review as of", start)]
    (begin,) = (start for start in starts if page.startswith(f"{name} · ", start))
    return page[begin : min((start for start in starts if start > begin), default=len(page))]


def check(row: Row, explained: str, columns: int) -> None:
    assert f" · {row.verdict} · " in explained.splitlines()[0]
    text = flat(explained)
    assert row.lines
    for line in row.lines:
        said, place = PLACE.sub("", line).strip().removeprefix("tripwire "), PLACE.search(line)
        assert said in text
        assert place is None or place[0] in text
    for horizon in filter(None, row.horizons.split(" · ")):
        name, word, *when = horizon.split()
        if word == "expired":
            assert re.search(rf"{name} alone: \w+, expired {when[0]}", text), horizon
        else:
            assert f"{name} alone: {word}" in text, horizon
    if row.score is None:
        assert row.verdict == "unknown"
        assert "Unknown is not neutral." in text
    else:
        sums = SUMS.search(text)
        assert sums
        assert float(row.score) == pytest.approx(float(sums[3]), abs=0.5 + 0.05)
        assert float(sums[3]) == pytest.approx(100 * (float(sums[1]) - float(sums[2])), abs=0.15)
        assert sums[4] == row.verdict
        assert f"confidence {row.confidence}: " in text
    adds = dict.fromkeys(CLASSES, 0.0)
    lines = explained.splitlines()
    for at, line in enumerate(lines):
        if match := FACTORS.fullmatch(line):
            sign, strength, decay, weight, added = (float(text) for text in match.groups())
            product = sign * strength * decay * weight
            assert added == pytest.approx(product, abs=0.0021)
            adds[lines[at + 1].split(":")[0].strip()] += added
    if sums := SUMS.search(text):
        assert sum(adds.values()) == pytest.approx(float(sums[1]) - float(sums[2]), abs=0.006)
    assert len(row.classes) == (3 if columns >= 100 else 0)
    for name, cell in zip(CLASSES, row.classes, strict=False):
        assert (0 if cell == "-" else float(cell)) == pytest.approx(100 * adds[name], abs=0.8)


def test_explain_is_what_status_explains(thesis: Command, reading: Path) -> None:
    page = thesis("status", "--as-of", "2020-11-13", "--explain").out
    for name in ("Long banks", "Long health care"):
        alone = thesis("explain", name, "--as-of", "2020-11-13").out
        assert explanation(page, name).rstrip("\n") == alone.rstrip("\n")
