"""`thesis prices`: bringing files in, what is held, and fetching from a server on this machine."""

from __future__ import annotations

import datetime as dt
import os
import socket
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import click
import pytest
from wcwidth import wcswidth

from fetch.server import Answer, chart, serving
from market.brokers.exports import ALL as EXPORTS
from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.cli.commands import prices as command
from thesisvault.fetch.source import SOURCES
from thesisvault.model.market import Bar, PriceSeries

from .conftest import Command


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault without prices, which is the current folder."""
    made = make_vault(tmp_path / "vault", {})
    monkeypatch.chdir(made)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return made


def stored(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "prices").iterdir()}


LONG = "Date,Symbol,Close\n" + "".join(
    f"2026-01-0{day},{symbol},{day}.5\n"
    for symbol in ("NVDA", "BRK/B", "^GSPC", ".INX", "005930.KS")
    for day in (7, 8, 9)
)


def test_import_twice(root: Path, thesis: Command) -> None:
    Path("long.csv").write_text(LONG)
    first = thesis("prices", "import", "long.csv")
    assert (first.code, first.err) == (0, "")
    written, total = first.out.split("\n5 symbols: ")
    assert total == "15 bars added, 0 completed, 0 unchanged, 0 conflicts.\n"
    assert written.replace("\n", " ") == (
        "Written: NVDA in prices/NVDA.csv, BRK/B in prices/BRK%2FB.csv, "
        "^GSPC in prices/^GSPC.csv, and 2 more."
    )
    before = stored(root)
    assert len(before) == 5
    second = thesis("prices", "import", "long.csv")
    assert second.out == "5 symbols: 0 bars added, 0 completed, 15 unchanged, 0 conflicts.\n"
    assert stored(root) == before
    held = thesis("prices", "status", "--json").json["symbols"]
    assert [item["symbol"] for item in held] == [".INX", "005930.KS", "BRK/B", "NVDA", "^GSPC"]


def test_the_stored_file(root: Path, thesis: Command) -> None:
    Path("NVDA.csv").write_text("Date,Open,Close,Volume\n2026-01-08,185.5,185.04,1.5M\n")
    options = ("--currency", "USD", "--adjusted", "no", "--source", "my broker")
    assert thesis("prices", "import", "NVDA.csv", *options).code == 0
    assert stored(root) == {
        "NVDA.csv": b"# symbol: NVDA\n# currency: USD\n# adjusted: no\n# source: my broker\n"
        b"date,open,high,low,close,adj_close,volume,dividend,split\n"
        b"2026-01-08,185.5,,,185.04,,1500000,,\n"
    }


def test_the_symbol_of_a_file_that_is_not_named_after_it(root: Path, thesis: Command) -> None:
    Path("HistoricalData_17.csv").write_text("Date,Close/Last\n01/13/2026,$185.04\n")
    assert thesis("prices", "import", "HistoricalData_17.csv", "--symbol", "NVDA").code == 0
    assert list(stored(root)) == ["NVDA.csv"]


def test_conflicts_are_told_and_nothing_is_overwritten(root: Path, thesis: Command) -> None:
    days = weekdays(8)
    Path("A.csv").write_text("Date,Close\n" + "".join(f"{day},1\n" for day in days[:7]))
    thesis("prices", "import", "A.csv")
    before = stored(root)
    Path("A.csv").write_text("Date,Close\n" + "".join(f"{day},2\n" for day in days[:7]))
    done = thesis("prices", "import", "A.csv")
    assert done.code == 1
    assert f"  ! A: {days[0]}: kept close 1.0 (file: 2.0)\n" in done.out
    assert "    … and 2 more for A\n" in done.out
    assert done.out.endswith("0 unchanged, 7 conflicts.\n")
    assert stored(root) == before


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (("--currency", "USD"), ("--currency", "EUR"), "stored in USD, the file is in EUR"),
        (("--adjusted", "no"), ("--adjusted", "yes"), "stored closes are adjusted: no"),
    ],
)
def test_another_currency_or_level_is_refused(
    root: Path, thesis: Command, first: tuple[str, ...], second: tuple[str, ...], words: str
) -> None:
    Path("A.csv").write_text("Date,Close\n2026-01-08,1\n")
    thesis("prices", "import", "A.csv", *first)
    before = stored(root)
    Path("A.csv").write_text("Date,Close\n2026-01-08,1\n2026-01-09,2\n")
    done = thesis("prices", "import", "A.csv", *second)
    assert done.code == 1
    assert words in done.out
    assert stored(root) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Date,Close\n2026-01-08,1\n2026-01-09,zz\n", "thesis: A.csv:3: `zz` is not a number\n"),
        ("Date,Close\n01/02/2026,1\n", "use `--dates mdy` or `dmy`"),
        ("", "thesis: A.csv:1: the file is empty\n"),
        (
            "nonsense\n",
            "thesis: A.csv:1: no column holds a date: the header is `nonsense`. It must be the "
            "first line, with a column called `date`\n",
        ),
    ],
)
def test_a_file_that_cannot_be_read(root: Path, thesis: Command, text: str, message: str) -> None:
    Path("A.csv").write_text(text)
    done = thesis("prices", "import", "A.csv")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert stored(root) == {}


def test_ambiguous_dates_are_read_as_told(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("Date,Close\n01/02/2026,1\n")
    assert thesis("prices", "import", "A.csv", "--dates", "dmy").code == 0
    assert b"\n2026-02-01," in stored(root)["A.csv"]


def test_no_file(root: Path, thesis: Command) -> None:
    assert thesis("prices", "import", "no.csv").code == 2


class Clock:
    """Each look at it is a second later."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1.0
        return self.now


def test_progress_is_talk_not_data(
    root: Path, thesis: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "time", Clock())
    rows = "".join(f"2026-01-08,S{at},1\n" for at in range(25))
    many = "".join(f"{day},S0,1\n" for day in weekdays(20_000, dt.date(1940, 1, 1)))
    Path("long.csv").write_text(f"Date,Symbol,Close\n{rows}{many}")
    done = thesis("prices", "import", "long.csv")
    assert done.code == 0
    assert "read 20,000 rows\n" in done.err
    assert "stored 25 symbols\n" in done.err
    assert "rows" not in done.out and "stored" not in done.out


def test_a_short_file_has_no_progress(root: Path, thesis: Command) -> None:
    Path("long.csv").write_text(LONG)
    assert thesis("prices", "import", "long.csv").err == ""


def test_what_a_file_says_of_its_source_is_kept(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("# source: Tiingo\nDate,Close\n2026-01-08,1\n")
    thesis("prices", "import", "A.csv")
    assert b"# source: Tiingo\n" in stored(root)["A.csv"]


def test_a_file_without_rows_is_told(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("Date,Close\n")
    done = thesis("prices", "import", "A.csv")
    assert done.code != 0 or done.err


def test_it_says_which_symbol_a_file_was_taken_for(root: Path, thesis: Command) -> None:
    Path("HistoricalData_17.csv").write_text("Date,Close\n2026-01-08,1\n")
    assert "HistoricalData_17" in thesis("prices", "import", "HistoricalData_17.csv").out


def test_rows_without_a_figure_are_no_bars(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("Date,Open,Close\n2026-01-07,,\n2026-01-08,,1\n2026-01-09,-,n/a\n")
    said = thesis("prices", "import", "A.csv").out
    assert "1 bars added" in said and "2 rows without a figure" in said
    assert stored(root)["A.csv"].count(b"\n2026-") == 1
    assert "without" not in thesis("prices", "import", "A.csv", "--symbol", "B").err


# What is held.


def test_status(root: Path, thesis: Command) -> None:
    days = weekdays(40)
    held = [day for at, day in enumerate(days) if at not in (3, 4, *range(20, 30))]
    closes = {**dict.fromkeys(held, 100.0), days[-1]: 50.0}
    make_vault(
        root,
        {
            "SPY.csv": own_file("SPY", dict.fromkeys(days, 1.0)),
            "A.csv": own_file("A", closes, "EUR"),
        },
    )
    day = (days[-1] + dt.timedelta(days=3)).isoformat()
    done = thesis("prices", "status", "--as-of", day)
    assert done.code == 0
    head, *rows = done.out.splitlines()
    assert head.split() == [
        *("SYMBOL", "FIRST", "LAST", "SESSIONS", "AGE", "MISSING", "CUR", "SOURCE")
    ]
    assert rows[0].split() == ["A", str(days[0]), str(days[-1]), "28", "3", "d", "2", "EUR", "?"]
    assert all(wcswidth(line) <= 80 for line in done.out.splitlines())
    gap = f"A: the move from {days[19]} to {days[30]} spans 10 sessions without a price"
    assert gap in done.err
    assert "2-for-1, no split recorded" in done.err
    [item, _] = thesis("prices", "status", "--as-of", day, "--json").json["symbols"]
    assert item["holes"] == [[str(days[19]), str(days[30])]]
    assert (item["missing"], item["age"], item["sessions"]) == (2, 3, 28)
    assert [(found["code"], found["date"]) for found in item["problems"]] == [
        ("flat-closes", str(days[0])),  # and no bar has a volume
        ("split-like-jump", str(days[-1])),
        ("price-gap", str(days[30])),
    ]


def test_status_of_nothing(root: Path, thesis: Command) -> None:
    assert "thesis prices import FILE" in thesis("prices", "status").out
    assert thesis("prices", "status", "--json").json["symbols"] == []


def test_status_tells_of_rows_that_are_not_seen(root: Path, thesis: Command) -> None:
    days = weekdays(5)
    make_vault(root, {"A.csv": own_file("A", on_days(days, [1.0] * 5))})
    done = thesis("prices", "status", "--as-of", str(days[2]), "--json")
    [item] = done.json["symbols"]
    assert (item["last"], item["sessions"]) == (str(days[2]), 3)


def test_status_tells_of_bars_after_today(root: Path, thesis: Command) -> None:
    later = dt.date.today() + dt.timedelta(days=400)
    make_vault(root, {"A.csv": own_file("A", on_days([*weekdays(5), later], [1.0] * 6))})
    assert f"A: left out, being after today: {later}" in thesis("prices", "status").err
    assert "after today" not in thesis("prices", "status", "--as-of", "2026-01-30").err


def test_status_names_files_that_are_no_prices_by_their_endings(
    root: Path, thesis: Command
) -> None:
    make_vault(root, {"A.csv": own_file("A", on_days(weekdays(5), [1.0] * 5))})
    for name in ("B.csv.gz", "C", ".D.db", "README.md", "x.md", "NOTICE"):
        (root / "prices" / name).write_text("x")
    done = thesis("prices", "status")
    assert "prices/B.csv.gz, prices/C" in done.err
    assert thesis("prices", "status", "--json").json["unread"] == ["prices/B.csv.gz", "prices/C"]


# Fetching.

NOW = dt.datetime.now(dt.UTC).date()
DAYS = weekdays(5, NOW - dt.timedelta(days=14))
CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0]


def fetch(thesis: Command, answers: dict[str, Answer], *symbols: str) -> Any:
    with serving(answers) as server:
        return thesis("prices", "fetch", "--base-url", server.url, *symbols)


def test_fetch(root: Path, thesis: Command) -> None:
    answers = {"NVDA": chart(DAYS, CLOSES), "^GSPC": chart(DAYS, CLOSES)}
    done = fetch(thesis, answers, "NVDA", "^GSPC")
    assert (done.code, done.out, done.err) == (
        0,
        "NVDA: 5 bars added\n^GSPC: 5 bars added\n",
        "",
    )
    before = stored(root)
    again = fetch(thesis, answers, "NVDA", "^GSPC")
    assert again.out == "NVDA: 0 bars added\n^GSPC: 0 bars added\n"
    assert stored(root) == before


def test_every_refusal_has_words_of_its_own(root: Path, thesis: Command) -> None:
    good = chart(DAYS, CLOSES)
    unknown = fetch(thesis, {"NVDA": good}, "NOPE", "NVDA")
    assert (unknown.code, unknown.out) == (1, "NVDA: 5 bars added\n")
    assert unknown.err == "Yahoo has no symbol `NOPE`.\n"
    limited = fetch(thesis, {"NVDA": Answer(429, b"", {"Retry-After": "60"})}, "NVDA")
    assert (limited.code, limited.out) == (2, "")
    assert "limits the rate of requests: try again in 60 seconds" in limited.err
    garbage = fetch(thesis, {"NVDA": Answer(200, b"<html>")}, "NVDA")
    assert garbage.code == 2
    assert "not understood" in garbage.err
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    offline = thesis("prices", "fetch", "--base-url", f"http://127.0.0.1:{port}", "NVDA")
    assert (offline.code, offline.out) == (2, "")
    assert "No connection to Yahoo: are you online?" in offline.err
    messages = {unknown.err, limited.err, garbage.err, offline.err}
    assert len(messages) == 4
    assert not any("Traceback" in message for message in messages)


def test_the_source_that_is_named_is_asked(
    root: Path, thesis: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shelf:
        """A source that has one bar of everything."""

        def __init__(self, address: str | None) -> None:
            self.name = f"Shelf at {address}"

        def fetch(self, symbol: str, start: dt.date, end: dt.date, now: dt.datetime) -> PriceSeries:
            return PriceSeries(symbol, (Bar(DAYS[0], close=1.0),), "USD", "no", self.name, now)

        def close(self) -> None:
            closed.append(self.name)

    closed: list[str] = []
    option = next(item for item in command.fetch_.params if item.name == "source")
    monkeypatch.setattr(option, "type", click.Choice(["yahoo", "shelf"]))
    monkeypatch.setitem(SOURCES, "shelf", "Shelf")
    monkeypatch.setitem(
        sys.modules, "thesisvault.fetch.shelf", cast(Any, SimpleNamespace(Shelf=Shelf))
    )
    done = thesis("prices", "fetch", "--source", "shelf", "--base-url", "here", "NVDA")
    assert (done.code, done.out) == (0, "NVDA: 1 bar added\n")
    assert closed == ["Shelf at here"] and b"# source: Shelf at here\n" in stored(root)["NVDA.csv"]


def test_an_unknown_source_is_refused_with_the_names_known(root: Path, thesis: Command) -> None:
    done = thesis("prices", "fetch", "--source", "bloomberg", "NVDA")
    assert done.code == 2 and "bloomberg" in done.err and "yahoo" in done.err


def test_what_was_fetched_is_what_moves_measures(root: Path, thesis: Command) -> None:
    split = chart(DAYS, [25.0, 25.0, 25.0, 25.25, 26.0], splits={DAYS[3]: (4.0, 1.0)})
    fetch(thesis, {"NVDA": split, "SPY": chart(DAYS, CLOSES)}, "NVDA", "SPY")
    [row] = thesis("moves", "NVDA", "--event", str(DAYS[3]), "--json").json["rows"]
    assert row["return"] == pytest.approx(0.01)


def test_a_conflict_is_a_finding_also_when_fetched(root: Path, thesis: Command) -> None:
    fetch(thesis, {"NVDA": chart(DAYS, CLOSES)}, "NVDA")
    done = fetch(thesis, {"NVDA": chart(DAYS, [*CLOSES[:4], 999.0])}, "NVDA")
    assert "! NVDA" in done.out
    assert done.code == 1


def test_what_is_told_later_is_said(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("Date,Close\n2026-01-08,1\n")
    assert "Written: A in prices/A.csv.\n1 symbol (A): " in thesis("prices", "import", "A.csv").out
    done = thesis("prices", "import", "A.csv", "--currency", "USD", "--adjusted", "yes")
    assert done.out.startswith("A: now known for all its bars: currency USD, adjusted yes\n")
    assert b"# currency: USD\n# adjusted: yes\n# source: A.csv\n" in stored(root)["A.csv"]


def test_a_decimal_sign_that_must_be_told(root: Path, thesis: Command) -> None:
    Path("A.csv").write_text("Date;Close\n2026-01-08;1.200\n")
    done = thesis("prices", "import", "A.csv")
    assert (done.code, done.out) == (2, "")
    assert "A.csv:1: `1.200` could be thousands or a decimal" in done.err
    assert thesis("prices", "import", "A.csv", "--decimal", "comma").code == 0
    assert b"2026-01-08,,,,1200," in stored(root)["A.csv"]


@pytest.mark.parametrize("name", ["degiro", "schwab", "activity", "flex-xml", "ghostfolio"])
def test_a_brokers_export_holds_no_prices(name: str, root: Path, thesis: Command) -> None:
    file = EXPORTS[name]
    done = thesis("prices", "import", str(file))
    assert done.code == 2
    assert "thesis holdings import" in done.err
    assert not (root / "prices").exists() or not list((root / "prices").iterdir())


def test_a_folder_is_synced(root: Path, thesis: Command, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    (folder / "us").mkdir(parents=True)
    (folder / "us" / "NVDA.csv").write_text("Date,Close\n2026-01-07,7.5\n")
    (folder / "SPY.csv").write_text("Date,Close\n2026-01-07,5\n")
    (folder / ".SPY.csv").write_text("Date,Close\n2026-01-07,6\n")
    first = thesis("prices", "sync", str(folder))
    assert (first.code, first.err) == (0, "")
    assert first.out == (
        "2 files, 2 symbols: 2 bars added, 0 completed, 0 unchanged, 0 conflicts.\n"
    )
    (folder / "us" / "NVDA.csv").write_text("Date,Close\n2026-01-07,7.5\n2026-01-08,8\n")
    (folder / "bad.csv").write_text("Date,Close\n2026-01-07,soon\n")
    second = thesis("prices", "sync", str(folder))
    assert second.code == 1
    assert "1 bars added, 0 completed, 2 unchanged" in " ".join(second.out.split())
    assert "Left out: bad.csv:2: `soon` is not a number." in second.err
    assert thesis("prices", "sync", "prices").code == 2


def test_files_that_a_sync_passes_over_are_said(
    root: Path, thesis: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    odd = ("X (conflicted copy 2026-01-08).csv", os.fsdecode(b"Y\xff.csv"), ".Z.csv")
    for name in ("W.csv", *odd):
        (folder / name).write_text("Date,Close\n2026-01-07,5\n")
    done = thesis("prices", "sync", str(folder))
    assert (done.code, list(stored(root))) == (1, ["W.csv"])
    said = " ".join(done.err.split())
    assert "conflict copy: merge it" in said and "not valid UTF-8" in said
    assert ".Z.csv" not in said
