"""Fetching into the vault: what is asked for, what is kept, which names go on after a fault."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from fetch.server import Answer, Server, chart, serving
from market.readers.builders import make_vault, on_days, own_file, weekdays
from thesisvault.actions.fetch import Fetched, fetch, known_symbols
from thesisvault.fetch.yahoo import Yahoo
from thesisvault.model.errors import FetchFault
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace import open_workspace

DAYS = weekdays(15, dt.date(2026, 1, 5))
NOW = dt.datetime(2026, 1, 20, 12, 0, tzinfo=dt.UTC)
CLOSES = [100.0 + at for at in range(12)]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def get(root: Path, server: Server, *symbols: str, start: dt.date | None = None) -> list[Fetched]:
    with closing(Yahoo(server.url)) as source:
        return list(fetch(open_workspace(root), symbols, start, NOW, source))


def since(server: Server, at: int = -1) -> dt.date:
    seconds = int(server.requests[at][1]["period1"])
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date()


def test_two_years_where_nothing_is_held(tmp_path: Path) -> None:
    root = make_vault(tmp_path, {})
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        [found] = get(root, server, "NVDA")
        assert since(server) == NOW.date() - dt.timedelta(days=730)
    assert found.imported is not None
    held = PriceFolder(root).own("NVDA")
    assert held is not None
    assert held.bars[-1].date == dt.date(2026, 1, 19), "today's session may still run"
    assert found.imported.added == len(held.bars) == 11
    assert (held.adjusted, held.source, held.fetched_at) == ("no", "Yahoo", NOW)


def test_a_second_fetch_asks_for_what_is_missing_and_changes_no_byte(tmp_path: Path) -> None:
    root = make_vault(tmp_path, {})
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        get(root, server, "NVDA")
        before = (root / "prices" / "NVDA.csv").read_bytes()
        [found] = get(root, server, "NVDA")
        assert since(server) == dt.date(2026, 1, 12), "a week again, to see what changed"
    assert found.imported is not None
    assert (found.imported.added, found.imported.conflicts) == (0, [])
    assert (root / "prices" / "NVDA.csv").read_bytes() == before


def test_a_split_later_leaves_what_is_held_as_it_is(tmp_path: Path) -> None:
    root = make_vault(tmp_path, {})
    with serving({"NVDA": chart(DAYS[:8], CLOSES[:8])}) as server:
        get(root, server, "NVDA")
        split = [close / 4 for close in CLOSES[:10]] + CLOSES[10:11]
        server.answers["NVDA"] = chart(DAYS[:11], split, splits={DAYS[10]: (4.0, 1.0)})
        [found] = get(root, server, "NVDA", start=DAYS[0])
    assert found.imported is not None
    assert (found.imported.added, found.imported.conflicts) == (3, [])


def test_a_bar_that_has_changed_is_a_conflict_and_kept(tmp_path: Path) -> None:
    root = make_vault(tmp_path, {})
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        get(root, server, "NVDA")
        server.answers["NVDA"] = chart(DAYS[:12], [*CLOSES[:10], 999.0, 1.0])
        [found] = get(root, server, "NVDA")
    assert found.imported is not None
    assert len(found.imported.conflicts) == 1
    assert "kept" in found.imported.conflicts[0]
    held = PriceFolder(root).own("NVDA")
    assert held is not None
    assert held.bars[-1].close == 110.0


def test_a_start_is_asked_for_as_it_is(tmp_path: Path) -> None:
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        get(make_vault(tmp_path, {}), server, "NVDA", start=DAYS[5])
        assert since(server) == DAYS[5]
    held = PriceFolder(tmp_path).own("NVDA")
    assert held is not None
    assert held.bars[0].date == DAYS[5]


def test_an_unknown_symbol_does_not_stop_the_others(tmp_path: Path) -> None:
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        found = get(make_vault(tmp_path, {}), server, "NOPE", "NVDA")
    assert [(item.symbol, item.fault) for item in found] == [
        ("NOPE", "Yahoo has no symbol `NOPE`."),
        ("NVDA", None),
    ]
    assert PriceFolder(tmp_path).symbols() == ("NVDA",)


def test_what_came_before_a_fault_is_kept(tmp_path: Path) -> None:
    root = make_vault(tmp_path, {})
    with (
        serving({"NVDA": chart(DAYS[:12], CLOSES), "AMD": Answer(429)}) as server,
        pytest.raises(FetchFault, match="limits the rate"),
    ):
        get(root, server, "NVDA", "AMD", "INTC")
    assert PriceFolder(root).symbols() == ("NVDA",)
    assert [symbol for symbol, _ in server.requests] == ["NVDA", "AMD"], "no more after a 429"


def test_adjusted_closes_are_not_mixed_with_raw_ones(tmp_path: Path) -> None:
    text = own_file("NVDA", on_days(DAYS[:3], CLOSES[:3]), adjusted="yes")
    root = make_vault(tmp_path, {"NVDA.csv": text})
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        [found] = get(root, server, "NVDA")
    assert found.imported is not None
    assert found.imported.conflicts == ["stored closes are adjusted: yes, the file's: no"]
    assert (root / "prices" / "NVDA.csv").read_text() == text


def test_the_symbols_of_the_notes_and_the_benchmark(tmp_path: Path) -> None:
    notes = {
        "A.md": "---\ntype: stock\nsymbol: NVDA\n---\n",
        "B.md": "---\ntype: sector\nsymbol: IWM\n---\n",
        "Copper.md": "---\ntype: stock\n---\n",
    }
    workspace = open_workspace(make_vault(tmp_path, {}, notes))
    assert known_symbols(workspace) == ("IWM", "NVDA", "SPY")
    answers = {name: chart(DAYS[:3], CLOSES[:3]) for name in ("IWM", "NVDA", "SPY")}
    with serving(answers) as server, closing(Yahoo(server.url)) as source:
        found = list(fetch(workspace, (), None, NOW, source))
    assert [item.symbol for item in found] == ["IWM", "NVDA", "SPY"]


def test_a_symbol_in_lower_case_is_the_one_that_notes_mean(tmp_path: Path) -> None:
    good = chart(DAYS[:12], CLOSES)
    with serving({"NVDA": good, "nvda": good}) as server:
        get(make_vault(tmp_path, {}), server, "nvda")
    assert PriceFolder(tmp_path).symbols() == ("NVDA",)


@pytest.mark.parametrize(
    ("symbol", "fault"),
    [
        (" ", "' ' cannot be a symbol: it is empty."),
        ("A\nB", "'A\\nB' cannot be a symbol: it has a character that cannot be printed"),
        ("X" * 81, f"{'X' * 40!r} cannot be a symbol: it has more than 80 letters."),
    ],
)
def test_what_cannot_be_a_symbol_is_not_asked_for(tmp_path: Path, symbol: str, fault: str) -> None:
    with serving({"NVDA": chart(DAYS[:12], CLOSES)}) as server:
        refused, found = get(make_vault(tmp_path, {}), server, symbol, "NVDA")
        assert [asked for asked, _ in server.requests] == ["NVDA"]
    assert refused.imported is None and str(refused.fault).startswith(fault)
    assert found.fault is None
    assert PriceFolder(tmp_path).symbols() == ("NVDA",)


def test_a_file_that_cannot_be_read_is_left_and_the_others_come(tmp_path: Path) -> None:
    held = own_file("AMD", on_days(DAYS[:3], CLOSES[:3])) + "2026-01-09,,,,ten,,,,\n"
    root = make_vault(tmp_path, {"AMD.csv": held})
    good = chart(DAYS[:12], CLOSES)
    with serving({"AMD": good, "NVDA": good}) as server:
        refused, found = get(root, server, "AMD", "NVDA")
        assert [asked for asked, _ in server.requests] == ["NVDA"]
    assert refused.imported is None and str(refused.fault).startswith("prices/AMD.csv:7: ")
    assert (root / "prices" / "AMD.csv").read_text() == held
    assert found.fault is None and (root / "prices" / "NVDA.csv").is_file()


def test_a_file_in_the_way_that_is_not_ours_is_kept(tmp_path: Path) -> None:
    other = "date,close\n2026-01-05,7\n"
    root = make_vault(tmp_path, {"AMD.csv": other})
    good = chart(DAYS[:12], CLOSES)
    with serving({"AMD": good, "NVDA": good}) as server:
        refused, found = get(root, server, "AMD", "NVDA")
    assert refused.imported is None
    assert refused.fault == (
        "prices/AMD.csv was not written by thesis (move it out of `prices`, then import it with "
        "`thesis prices import`): it was not overwritten."
    )
    assert (root / "prices" / "AMD.csv").read_text() == other
    assert found.fault is None and (root / "prices" / "NVDA.csv").is_file()
