"""Writing prices: one process at a time, by the person's umask, and nothing of a crash left."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from thesisvault.actions.import_prices import Origin, import_series
from thesisvault.model.errors import PriceFault, WriteRefused
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.prices import writing
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.storage.prices.writing import one_writer, replace_file

DAYS = [dt.date(2026, 1, day) for day in range(1, 25)]


def test_imports_at_once_lose_no_bar(tmp_path: Path) -> None:
    def bring(day: dt.date) -> None:
        series = PriceSeries("QQ" if day.day % 2 else "qq", (Bar(day, close=1.0),))
        list(import_series(tmp_path, [series], Origin()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(bring, DAYS))
    [file] = (tmp_path / "prices").iterdir()
    assert file.read_text().count("\n2026-01-") == len(DAYS)


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prices").mkdir()
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    other = os.open(tmp_path / "prices", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(WriteRefused, match="Another process is writing into `prices`"):
            list(import_series(tmp_path, [PriceSeries("A", (Bar(DAYS[0], close=1.0),))], Origin()))
    finally:
        os.close(other)
    assert os.listdir(tmp_path / "prices") == []


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o027, 0o640)])
def test_the_umask_says_who_may_read(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        replace_file(tmp_path, "prices/A.csv", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "prices/A.csv").stat().st_mode) == mode


def test_what_a_crash_has_left_goes_with_the_next_import(tmp_path: Path) -> None:
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / ".thesis-4711.tmp").write_text("half")
    (tmp_path / "prices" / ".mine.tmp").write_text("mine")
    with one_writer(tmp_path):
        pass
    assert os.listdir(tmp_path / "prices") == [".mine.tmp"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside, vault = tmp_path / "outside", tmp_path / "vault"
    outside.mkdir()
    vault.mkdir()
    (vault / "prices").symlink_to(outside)
    with pytest.raises(PriceFault, match="link that points outside the vault"):
        list(import_series(vault, [PriceSeries("A", (Bar(DAYS[0], close=1.0),))], Origin()))
    assert os.listdir(outside) == []


def test_a_folder_that_is_a_link_within_the_vault_is_written(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "prices").symlink_to("data")
    list(import_series(tmp_path, [PriceSeries("A", (Bar(DAYS[0], close=1.0),))], Origin()))
    assert os.listdir(tmp_path / "data") == ["A.csv"]
    assert PriceFolder(tmp_path).symbols() == ("A",)


@pytest.mark.parametrize(
    ("symbol", "currency"),
    [
        ("A\nB", None),
        ("", None),
        ("A\x1b[2J", None),
        ("A" * 200, None),
        ("A", "U\nSD"),
        ("\udcff", "X"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(
    tmp_path: Path, symbol: str, currency: str | None
) -> None:
    series = PriceSeries(symbol, (Bar(DAYS[0], close=1.0),), currency)
    with pytest.raises(PriceFault, match="cannot be a symbol or a currency"):
        list(import_series(tmp_path, [series], Origin()))
    assert os.listdir(tmp_path / "prices") == []


def test_a_source_of_odd_bytes_is_one_line(tmp_path: Path) -> None:
    series = PriceSeries("A", (Bar(DAYS[0], close=1.0),), source="caf\udce9\n# currency: EUR")
    list(import_series(tmp_path, [series], Origin()))
    text = (tmp_path / "prices/A.csv").read_text()
    assert "\n# source: caf? # currency: EUR\n" in text
    held = PriceFolder(tmp_path).own("A")
    assert held is not None and held.currency is None
