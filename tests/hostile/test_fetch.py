"""Symbols that notes give are asked for and stored as symbols, whatever else they look like."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from fetch.server import chart, serving
from hostile import stage
from market.readers.builders import weekdays
from thesisvault.actions.fetch import fetch
from thesisvault.fetch.yahoo import Yahoo
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace import open_workspace

_NOW = dt.datetime(2026, 1, 20, 12, 0, tzinfo=dt.UTC)
_DAYS = weekdays(10, dt.date(2026, 1, 5))
_SYMBOLS = (
    *("../../../ETC/PASSWD", "/ETC/PASSWD", "..", ".", ".HIDDEN", "A/B", "A?B=C", "A#B", "A%2FB"),
    *("A\\B", "\x1b[31MX", "A\u202eB", "HTTP://127.0.0.1:1/X", "@HOST/X", "A B", "É", "CON", "-RF"),
)


@pytest.mark.parametrize("symbol", _SYMBOLS)
def test_a_symbol_leads_nowhere_else(
    symbol: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    root = stage.small_with(tmp_path, [])
    before = stage.picture(tmp_path)
    answers = {symbol: chart(_DAYS, [100.0 + at for at in range(10)])}
    with serving(answers) as server, closing(Yahoo(server.url)) as source:
        found = list(fetch(open_workspace(root), (symbol,), None, _NOW, source))
    new = set(stage.picture(tmp_path)) - set(before)
    assert {
        name: data for name, data in stage.picture(tmp_path).items() if name in before
    } == before
    if found[0].imported is None:
        # A path that no client sends as it is, or what would not print: told, and not asked for.
        assert symbol in (".", "..") or not symbol.isprintable()
        assert new == set()
        return
    assert [asked for asked, _ in server.requests] == [symbol]
    (file,) = new
    assert Path(file).parent == Path("vault/prices")
    assert not Path(file).name.startswith(".")
    assert PriceFolder(root).symbols() == (symbol,)
