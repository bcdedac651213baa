"""Which files are prices, and that one which cannot be read stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.storage.prices import folder as module
from thesisvault.storage.prices.folder import PriceFolder

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
        os.truncate(root / "prices" / name, 20 << 30)
    assert sorted(PriceFolder(root).faults()) == ["prices/B.csv", "prices/c.csv"]
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
