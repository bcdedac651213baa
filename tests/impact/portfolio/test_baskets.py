"""From names to symbols with weights: theses, groups, members, and what has no symbol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from market.readers.builders import make_vault, own_file
from thesisvault.graph import Vault
from thesisvault.impact.portfolio.baskets import (
    Basket,
    earnings_dates,
    group_basket,
    member_symbols,
    thesis_basket,
)
from thesisvault.model.settings import MarketSettings
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace import open_workspace
from thesisvault.workspace.prices import Prices

STOCKS = {
    f"Stocks/{name}.md": f"---\ntype: stock\nsymbol: {symbol}\nsector: {sector}\n---\n"
    for name, symbol, sector in (
        ("Alpha", "AAA", '"[[Chips]]"'),
        ("Beta", "BBB", '"[[Chips]]"'),
        ("Gamma", "CCC", '"[[Oil]]"'),
    )
}
SECTORS = {
    "Sectors/Chips.md": "---\ntype: sector\n---\n",
    "Sectors/Oil.md": "---\ntype: sector\nsymbol: XLE\n---\n",
    "Sectors/Empty.md": "---\ntype: sector\n---\n",
}


def vault(root: Path, notes: Mapping[str, str] | None = None) -> Vault:
    return open_workspace(make_vault(root, {}, {**STOCKS, **SECTORS, **(notes or {})})).vault


def thesis(root: Path, head: str, table: str = "", name: str = "Bet") -> Basket | None:
    text = f"---\ntype: thesis\n{head}\n---\n{table}"
    found = vault(root, {f"Theses/{name}.md": text})
    return thesis_basket(found, found.nodes[f"Theses/{name}.md"])


def group(root: Path, name: str) -> Basket:
    found = vault(root)
    return group_basket(found, found.nodes[f"Sectors/{name}.md"])


def test_a_group_is_its_members_in_equal_parts(tmp_path: Path) -> None:
    basket = group(tmp_path, "Chips")
    assert (basket.weights, basket.unpriced) == ({"AAA": 0.5, "BBB": 0.5}, frozenset())


def test_a_group_with_a_symbol_is_that_symbol(tmp_path: Path) -> None:
    assert group(tmp_path, "Oil").weights == {"XLE": 1.0}


def test_a_group_without_either_stands_under_its_name(tmp_path: Path) -> None:
    basket = group(tmp_path, "Empty")
    assert (basket.weights, basket.unpriced) == ({"Empty": 1.0}, frozenset({"Empty"}))


def test_members_have_symbols_sorted(tmp_path: Path) -> None:
    found = vault(tmp_path)
    assert member_symbols(found, found.nodes["Sectors/Chips.md"]) == ("AAA", "BBB")


def test_a_thesis_has_the_weights_of_its_table(tmp_path: Path) -> None:
    table = (
        "| Exposure | Weight | Side |\n|---|---|---|\n"
        "| [[Alpha]] | 60% | long |\n| [[Gamma]] | 20% | short |\n| [[Chips]] | 20% | long |\n"
    )
    basket = thesis(tmp_path, "side: long", table)
    assert basket is not None
    assert basket.weights == pytest.approx({"AAA": 0.7, "BBB": 0.1, "CCC": -0.2})
    assert basket.side == 1


def test_a_short_thesis_turns_the_whole_basket(tmp_path: Path) -> None:
    basket = thesis(tmp_path, 'stocks: ["[[Alpha]]", "[[Beta]]"]', name="Short chips")
    assert basket is not None
    assert basket.weights == pytest.approx({"AAA": 0.5, "BBB": 0.5})
    assert basket.side == -1


def test_a_thesis_without_exposures_has_no_basket(tmp_path: Path) -> None:
    assert thesis(tmp_path, "side: long") is None


def test_what_has_no_symbol_is_named(tmp_path: Path) -> None:
    basket = thesis(tmp_path, 'stocks: ["[[Alpha]]", "[[Nobody]]"]')
    assert basket is not None
    assert basket.unpriced == {"Nobody"}
    assert basket.weights == pytest.approx({"AAA": 0.5, "Nobody": 0.5})


def test_earnings_are_dated_rows_of_a_stocks_own_note(tmp_path: Path) -> None:
    notes = {
        "Stocks/Delta.md": "---\ntype: stock\nsymbol: DDD\n---\n"
        "| Catalyst | Date |\n|---|---|\n| Q4 Earnings | 2026-01-29 |\n"
        "| Earnings | late April 2026 |\n| Investor day | 2026-02-01 |\n",
        "Elsewhere.md": "| Catalyst | Date |\n|---|---|\n| Earnings | 2026-03-01 |\n",
    }
    assert earnings_dates(vault(tmp_path, notes)) == {"DDD": {dt.date(2026, 1, 29)}}


def test_a_ticker_without_a_note_is_itself(tmp_path: Path) -> None:
    basket = thesis(tmp_path, 'stocks: ["[[Alpha]]", "[[NVDA]]", "[[BRK.B]]", "[[Nobody]]"]')
    assert basket is not None
    assert set(basket.weights) == {"AAA", "NVDA", "BRK.B", "Nobody"}
    assert basket.unpriced == {"Nobody"}


def test_old_and_new_ticker_are_one_name_with_both_weights(tmp_path: Path) -> None:
    make_vault(tmp_path, {"AAA.csv": own_file("AAA", {dt.date(2026, 1, 8): 1.0})})
    prices = Prices(
        PriceFolder(tmp_path), MarketSettings(renamed={"OLD": "AAA"}), dt.date(2026, 1, 9)
    )
    basket = Basket("b", {"OLD": 0.25, "AAA": 0.25, "No": 0.5}, 1, frozenset({"No"}))
    members, weights = basket.held(prices)
    assert [one.symbol for one in members] == ["AAA", "No"]
    assert weights == {"AAA": 0.5, "No": 0.5}
    assert Basket("b", {"OLD": 1.0, "AAA": -1.0}, 1, frozenset()).held(prices) == ([], {})
