"""Every figure of the review can be found in the arithmetic that `explain` shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from thesisvault.model.settings import EvidenceClass

from .conftest import Command

ROW = re.compile(
    r"[ !] (?P<name>\S.*?) +[-+±=?] (?P<verdict>[a-z]+) +(?P<score>weak|[-+]?\d+)?  (?P<why>.+)"
)
FACTORS = re.compile(r" +([-+]\d) +(\d\.\d{3}) +(\d\.\d{3}) +(\d\.\d{3}) +([-+]\d\.\d{3})")
SUMS = re.compile(r"score = 100 × \((\d\.\d{3}) - (\d\.\d{3})\) = ([-+]\d+\.\d) → (\w+)")
CLASSES = tuple(kind.value for kind in EvidenceClass)
SCORE = re.compile(r"score (about )?([-+]?\d+)(?: \(weak\))?, (confidence \w+: .*)")
STARTS = (*(f"{name}: " for name in CLASSES), "tripwire ", "score ", "next review ", "unknown: ")


@dataclass
class Row:
    """A thesis as `status -v` prints it."""

    verdict: str
    score: str | None
    lines: list[str] = field(default_factory=list)
    """The items below it, without their places; the page is wide enough for each."""


def rows(shown: str) -> Iterator[tuple[str, Row]]:
    table = shown.partition("\n  THESIS ")[2].partition("\n\n")[0].splitlines()[1:]
    row: Row | None = None
    for line in table:
        if line.startswith("      ") and not line.strip()[:1].islower():
            continue  # a place on a line of its own, or more of the reason
        if match := ROW.fullmatch(line):
            row = Row(match["verdict"], match["score"])
            yield match["name"], row
        elif line.startswith("    ") and row is not None:
            text = re.split(r" {2,}|(?<=[^ ]) (?=:\d+$)", line.strip())[0]
            if text.startswith(STARTS):
                row.lines.append(text)


def flat(shown: str) -> str:
    return " ".join(shown.split())


@pytest.mark.parametrize("day", ["2020-11-13", "2021-02-26", "2026-01-09", "2026-03-15"])
def test_every_figure_of_status_is_in_explain(
    thesis: Command, reading: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = thesis("status", "-v", "--as-of", day, "--explain").out
    found = dict(rows(page))
    count = re.search(r"^(\d+) theses on ", page, re.MULTILINE)
    assert count
    assert len(found) == int(count[1]) >= 4
    for name, row in found.items():
        check(row, explanation(page, name))


def explanation(page: str, name: str) -> str:
    """What `explain` prints of a thesis; `--explain` prints the same for each."""
    starts = [match.start() for match in re.finditer(r"^\S.* · \w+ · .*$", page, re.MULTILINE)]
    (begin,) = (start for start in starts if page.startswith(f"{name} · ", start))
    return page[begin : min((start for start in starts if start > begin), default=len(page))]


def check(row: Row, explained: str) -> None:
    assert f" · {row.verdict} · " in explained.splitlines()[0]
    text = flat(explained)
    assert row.lines
    for line in row.lines:
        if line.startswith(CLASSES):
            assert flat(line) in text
        if match := SCORE.fullmatch(line):
            sums = SUMS.search(text)
            assert sums
            margin = 5.05 if match[1] else 0.55
            assert float(match[2]) == pytest.approx(float(sums[3]), abs=margin)
            assert sums[4] == row.verdict
            assert match[3] in text
    if row.score is None:
        assert row.verdict == "unknown"
        assert "Unknown is not neutral." in text
    else:
        assert any(map(SCORE.fullmatch, row.lines))
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


def test_explain_is_what_status_explains(thesis: Command, reading: Path) -> None:
    page = thesis("status", "--as-of", "2020-11-13", "--explain").out
    for name in ("Long banks", "Long health care"):
        alone = thesis("explain", name, "--as-of", "2020-11-13").out
        assert explanation(page, name).rstrip("\n") == alone.rstrip("\n")
