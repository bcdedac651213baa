"""Which files are prices, and that one which cannot be read stops nothing."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.model.errors import PriceFault
from thesisvault.model.market import Bar, PriceSeries
from thesisvault.storage.prices import folder as module
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.storage.scan import scan

DAYS = weekdays(3)
GOOD = own_file("AAA", on_days(DAYS, [1.0, 2.0, 3.0]))


@pytest.mark.parametrize(
    "name",
    [
        "._AAA.csv",
        ".hidden.csv",
        ".stversions/AAA~20260101.csv",
        ".ipynb_checkpoints/AAA-checkpoint.csv",
        "more/.trash/AAA.csv",
        "#AAA.csv#",
        "AAA.csv~",
    ],
)
def test_what_is_hidden_is_no_file_of_prices(tmp_path: Path, name: str) -> None:
    root = make_vault(tmp_path, {"AAA.csv": GOOD, name: "\x00\x05 nonsense"})
    folder = PriceFolder(root)
    assert folder.symbols() == ("AAA",)
    assert folder.faults() == {}


def test_a_bad_file_leaves_the_others(tmp_path: Path) -> None:
    files = {"AAA.csv": GOOD, "bad.csv": "nonsense\n", "good.tsv": "Date\tB\n2026-01-05\t1\n"}
    folder = PriceFolder(make_vault(tmp_path, files))
    assert folder.symbols() == ("AAA", "B")
    assert list(folder.left_out) == ["prices/bad.csv"]


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_vault(tmp_path, {"AAA.csv": GOOD, "B.csv": "# symbol: B\n", "c.csv": ""})
    for name in ("B.csv", "c.csv"):
        os.truncate(root / "prices" / name, 20 << 20)
    monkeypatch.setattr(module, "_LARGEST_OTHER", 1 << 20)
    faults = PriceFolder(root).faults()
    assert sorted(faults) == ["prices/B.csv", "prices/c.csv"]
    assert "is larger than 1 MB" in faults["prices/c.csv"]
    monkeypatch.setattr(module, "_LARGEST_OTHER", 1 << 40)
    assert "the line is too long" in PriceFolder(root).faults()["prices/c.csv"]


def test_symbols_that_differ_in_case_are_one(tmp_path: Path) -> None:
    files = {
        "AAA.csv": GOOD,
        "aaa.csv": own_file("aaa", {weekdays(5)[3]: 4.0}),
        "wide.csv": f"Date,aaa,bbb\n{weekdays(5)[4]},5,6\n",
    }
    folder = PriceFolder(make_vault(tmp_path, files))
    assert folder.symbols() == ("AAA", "bbb")
    series = folder.series("AAA")
    assert series is not None
    assert [bar.close for bar in series.bars] == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_symbol_with_another_mark_of_its_market_has_the_same_prices(tmp_path: Path) -> None:
    names = ("002916.SZ", "000001.SS", "0700.HK", "AAA.US", "BBB")
    files = {f"{name}.csv": own_file(name, {weekdays(1)[0]: 4.0}) for name in names}
    folder = PriceFolder(make_vault(tmp_path, files))
    asked = ("SZ002916", "HK.00700", "aaa", "US.BBB", "000001.SZ", "SH000001", "000001", "CCC")
    found = ("002916.SZ", "0700.HK", "AAA.US", "BBB", "000001.SZ", "000001.SS", "000001", "CCC")
    assert tuple(map(folder.holding, asked)) == found
    assert folder.spelling("SZ002916") == "SZ002916"  # by which prices are written


@pytest.mark.parametrize(
    "name",
    [
        "AAA.sync-conflict-20260109-101010-ABCDEFG.csv",
        "AAA (conflicted copy 2026-01-09 101010).csv",
        "AAA (Ann's conflicted copy 2026-01-09).csv",
        "AAA_conflict-20260108-101010.csv",
        "more (conflicted copy 2026-01-09)/AAB.csv",
    ],
)
def test_a_sync_tools_copy_is_left_out_and_listed(tmp_path: Path, name: str) -> None:
    root = make_vault(tmp_path, {"AAA.csv": GOOD, name: own_file("AAB", on_days(DAYS, [9.0] * 3))})
    folder = PriceFolder(root)
    assert folder.symbols() == ("AAA",)
    assert folder.series("AAA") == PriceFolder(
        make_vault(tmp_path / "b", {"AAA.csv": GOOD})
    ).series("AAA")
    (passed,) = scan(root).skipped
    assert f"prices/{name}".startswith(passed.path)
    assert "conflict copy" in passed.reason


def test_what_cannot_be_looked_at_is_not_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_vault(tmp_path, {"AAA.csv": GOOD})
    look = os.stat

    def stat(path: str | Path | int, **options: Any) -> os.stat_result:
        if str(path).endswith("AAA.csv"):
            raise OSError(errno.EIO, "Input/output error", str(path))
        return look(path, **options)

    monkeypatch.setattr(os, "stat", stat)
    folder = PriceFolder(root)
    assert (folder.symbols(), list(folder.left_out)) == ((), ["prices/AAA.csv"])
    with pytest.raises(PriceFault, match="it was not overwritten"):
        folder.store(PriceSeries("AAA", (Bar(DAYS[0], close=5.0),)))
    assert (root / "prices/AAA.csv").read_text() == GOOD


def test_a_file_of_another_form_is_not_written_over(tmp_path: Path) -> None:
    """It completes what the own file would hold, and its bars would be gone."""
    root = make_vault(tmp_path, {"AAA.csv": "Date,Close\n2026-01-05,1\n"})
    with pytest.raises(PriceFault, match=r"prices/AAA\.csv was not written by thesis"):
        PriceFolder(root).store(PriceSeries("AAA", (Bar(DAYS[0], close=5.0),)))
