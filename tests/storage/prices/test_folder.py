"""The `prices/` folder on a disk: names of files, files that complete each other, crashes."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from thesisvault.market.readers import ReadOptions
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.prices.folder import MixedPrices, PriceFolder, read_all
from thesisvault.storage.prices.writing import replace_file

DAYS = (date(2026, 1, 7), date(2026, 1, 8), date(2026, 1, 9))
BARS = tuple(Bar(day, close=100.0 + at) for at, day in enumerate(DAYS))
ODD = ("BRK/B", "^GSPC", ".INX", "..", "005930.KS", "GC=F", "A B", "a%2Fb", "É", "-x", "NVDA")


@pytest.mark.parametrize("symbol", ODD)
def test_odd_symbols_survive_the_round_trip(tmp_path: Path, symbol: str) -> None:
    series = PriceSeries(symbol, BARS, "USD", "no", "me")
    shown = PriceFolder(tmp_path).store(series)
    read = PriceFolder(tmp_path)
    assert read.symbols() == (symbol,)
    assert read.series(symbol) == series
    [path] = (tmp_path / "prices").iterdir()
    assert shown == f"prices/{path.name}"
    assert not path.name.startswith("."), "a hidden file is easily lost"


def test_symbols_that_differ_have_files_that_differ(tmp_path: Path) -> None:
    for symbol in ODD:
        PriceFolder(tmp_path).store(PriceSeries(symbol, BARS))
    assert PriceFolder(tmp_path).symbols() == tuple(sorted(ODD))


def test_no_folder_is_no_prices(tmp_path: Path) -> None:
    folder = PriceFolder(tmp_path)
    assert folder.symbols() == ()
    assert folder.series("NVDA") is None


def write(root: Path, name: str, text: str) -> None:
    path = root / "prices" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def test_other_forms_complete_the_own_files(tmp_path: Path) -> None:
    PriceFolder(tmp_path).store(PriceSeries("NVDA", BARS[:2], "USD", "no", "own"))
    write(tmp_path, "more/wide.csv", "# source: wide\nDate,NVDA,AMD\n2026-01-09,102,7\n")
    write(tmp_path, "ledger.beancount", "2026-01-08 price INTC 40 USD\n")
    write(tmp_path, "NOTICE", "not prices\n")
    folder = PriceFolder(tmp_path)
    assert folder.symbols() == ("AMD", "INTC", "NVDA")
    joined = folder.series("NVDA")
    assert joined is not None
    assert joined.bars == BARS
    assert joined.source == "own; wide"
    assert folder.own("NVDA") == PriceSeries("NVDA", BARS[:2], "USD", "no", "own")
    assert folder.own("AMD") is None
    intel = folder.series("INTC")
    assert intel is not None
    assert intel.source == "prices/ledger.beancount", "a file that does not say is named"


def test_files_that_contradict_each_other_keep_both_bars(tmp_path: Path) -> None:
    PriceFolder(tmp_path).store(PriceSeries("NVDA", BARS[:2]))
    write(tmp_path, "wide.csv", "Date,NVDA\n2026-01-08,999\n")
    series = PriceFolder(tmp_path).series("NVDA")
    assert series is not None
    assert sorted(bar.close or 0 for bar in series.bars if bar.date == DAYS[1]) == [101.0, 999.0]


def test_a_range_holds_for_other_files_too(tmp_path: Path) -> None:
    rows = "".join(f"{bar.date},{bar.close}\n" for bar in BARS)
    write(tmp_path, "wide.csv", f"Date,NVDA\n{rows}")
    series = PriceFolder(tmp_path).series("NVDA", DAYS[1], DAYS[1])
    assert series is not None
    assert series.bars == BARS[1:2]


def test_comment_lines_at_the_top_say_what_holds_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "# currency: EUR\n# adjusted: yes\n# source: bank\nDate,A,B\n2026-01-08,1,2\n",
        encoding="utf-8-sig",
    )
    found = read_all(path, "x.csv", ReadOptions(), "else")
    assert [(s.symbol, s.currency, s.adjusted, s.source) for s in found] == [
        ("A", "EUR", "yes", "bank"),
        ("B", "EUR", "yes", "bank"),
    ]


def test_a_file_in_the_own_form_is_read_as_such(tmp_path: Path) -> None:
    series = PriceSeries("NVDA", BARS, "USD", "no", "own")
    PriceFolder(tmp_path).store(series)
    path = tmp_path / "prices" / "NVDA.csv"
    assert read_all(path, "f", ReadOptions("OTHER")) == [series]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"Date,Close\n2026-01-08,1\n2026-01-09,zz\n", r"^prices/a\.csv:3: `zz` is no"),
        ("a.csv", b"no prices at all\n", r"^prices/a\.csv:1: no column holds a date"),
        ("a.csv", b"Date,Close\n2026-01-08,\xff\n", r"^prices/a\.csv is not UTF-8"),
        ("A.csv", b"# symbol: A\ndate\n", r"^prices/A\.csv:2: the header must be"),
        ("A.csv", b"# symbol: A\n\xff\n", r"^prices/A\.csv cannot be read"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / name).write_bytes(data)
    folder = PriceFolder(tmp_path)
    [(shown, why)] = folder.faults().items()
    assert shown == f"prices/{name}" and re.match(message, why)
    if name == "A.csv":  # the symbol is known, and must not look like one without prices
        with pytest.raises(PriceFault, match=message):
            folder.series("A")


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PriceFault, match=r"^x\.csv: No such file"):
        read_all(tmp_path / "x.csv", "x.csv", ReadOptions())


def test_files_of_two_currencies_are_not_one_series(tmp_path: Path) -> None:
    PriceFolder(tmp_path).store(PriceSeries("NVDA", BARS[:2], "USD"))
    write(tmp_path, "wide.csv", "# currency: EUR\nDate,NVDA\n2026-01-09,90\n")
    try:
        series = PriceFolder(tmp_path).series("NVDA")
    except PriceFault:
        return
    assert series is not None
    assert series.bars in (BARS[:2], ()), "euros and dollars in one column"


def test_one_symbol_in_two_currencies_is_not_one_series(tmp_path: Path) -> None:
    path = tmp_path / "x.beancount"
    path.write_text("2026-01-07 price NVDA 185 USD\n2026-01-08 price NVDA 160 EUR\n")
    found = read_all(path, "x", ReadOptions())
    assert [(one.currency, len(one.bars)) for one in found] == [("USD", 1), ("EUR", 1)]


def test_replacing_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    replace_file(tmp_path, "a.csv", b"one")
    path.chmod(0o640)
    replace_file(tmp_path, "a.csv", b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("step", ["fsync", "replace", "write"])
def test_an_error_in_replacing_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path, "a.csv", b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.csv"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_process_killed_in_replacing_leaves_the_old_file(tmp_path: Path, step: str) -> None:
    root = tmp_path / "vault"
    PriceFolder(root_made(root)).store(PriceSeries("NVDA", BARS[:1]))
    before = (root / "prices" / "NVDA.csv").read_bytes()
    code = (
        "import os, sys, pathlib\n"
        "from thesisvault.storage.prices.writing import replace_file\n"
        f"os.{step} = lambda *_, **__: os._exit(9)\n"
        "replace_file(pathlib.Path(sys.argv[1]), 'prices/NVDA.csv', b'half')\n"
    )
    path = root / "prices" / "NVDA.csv"
    ended = subprocess.run([sys.executable, "-c", code, str(root)], check=False, timeout=60)
    assert ended.returncode == 9
    assert path.read_bytes() == before
    assert PriceFolder(root).symbols() == ("NVDA",), "what is left of the crash is no prices"


def root_made(root: Path) -> Path:
    root.mkdir()
    return root


def test_raw_and_adjusted_files_are_not_one_series(tmp_path: Path) -> None:
    PriceFolder(tmp_path).store(PriceSeries("NVDA", BARS[:2], "USD", "yes"))
    write(tmp_path, "wide.csv", "Date,NVDA\n2026-01-09,90\n")
    with pytest.raises(MixedPrices, match="adjusted: yes in one part, unknown in another"):
        PriceFolder(tmp_path).series("NVDA")
    earlier = PriceFolder(tmp_path).series("NVDA", None, DAYS[1])
    assert earlier is not None and earlier.bars == BARS[:2], "what comes later has no say"


def test_one_mixed_symbol_does_not_hide_the_others(tmp_path: Path) -> None:
    text = "2026-01-07 price EUR 1.1 USD\n2026-01-08 price EUR 0.9 GBP\n2026-01-08 price X 2 USD\n"
    write(tmp_path, "ledger.beancount", text)
    folder = PriceFolder(tmp_path)
    with pytest.raises(MixedPrices, match="currencies GBP, USD"):
        folder.series("EUR")
    assert folder.series("X") is not None


def test_rows_without_a_currency_are_meant_like_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Date,Symbol,Close,Currency\n2026-01-07,A,1,\n2026-01-08,A,2,USD\n")
    [series] = read_all(path, "x", ReadOptions())
    assert (series.currency, len(series.bars)) == ("USD", 2)


def test_a_file_says_its_decimal_sign(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("# decimal: comma\nDate;Close\n2026-01-07;1.200\n")
    assert read_all(path, "x", ReadOptions())[0].bars[0].close == 1200.0


def test_the_first_line_says_how_a_name_is_spelled(tmp_path: Path) -> None:
    PriceFolder(tmp_path).store(PriceSeries("NVDA", BARS[:1]))
    (tmp_path / "prices" / "NVDA.csv").rename(tmp_path / "prices" / "nvda.csv")
    folder = PriceFolder(tmp_path)
    assert (folder.symbols(), folder.spelling("nvda")) == (("NVDA",), "NVDA")
    assert folder.store(PriceSeries("NVDA", BARS)) == "prices/nvda.csv"
