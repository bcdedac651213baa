from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.builders import DAY, note
from sizes import share
from thesisvault.graph import Vault, build
from thesisvault.impact.portfolio.crowding import MOST_PAIRS, WINDOWS, crowding
from thesisvault.impact.portfolio.exposure import exposure
from thesisvault.impact.portfolio.holdings import holdings
from thesisvault.impact.portfolio.independence import (
    MINIMUM,
    DailyReturns,
    correlate,
    independent_bets,
)
from thesisvault.impact.scope import open_theses
from thesisvault.market.adjust import NoPrices, absent, adjust
from thesisvault.model.crowding import CrowdingReport, PairOverlap
from thesisvault.model.market import AdjustedSeries, Bar, PriceSeries
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.workspace.open import open_workspace
from thesisvault.workspace.prices import Prices

SAMPLE = Path(__file__).parents[3] / "vault"
SESSIONS = [DAY - dt.timedelta(days=age) for age in range(320, -1, -1)]


class Given(NoPrices):
    """Prices out of daily returns that end on `DAY`; what is not given has none."""

    def __init__(self, **returns: Sequence[float]) -> None:
        self.series = {symbol: series(symbol, values) for symbol, values in returns.items()}

    def adjusted(self, symbol: str) -> AdjustedSeries:
        return self.series.get(symbol) or absent(symbol)


def series(symbol: str, returns: Sequence[float], currency: str | None = None) -> AdjustedSeries:
    levels = [100.0]
    for value in returns:
        levels.append(levels[-1] * (1.0 + value))
    days = SESSIONS[-len(levels) :]
    bars = tuple(Bar(day, close=level) for day, level in zip(days, levels, strict=True))
    return adjust(PriceSeries(symbol, bars, currency, "yes"))


def noise(seed: int, count: int = 300) -> list[float]:
    draw = random.Random(seed)
    return [draw.gauss(0.0, 0.01) for _ in range(count)]


def thesis(*exposures: str, side: str = "long") -> str:
    rows = "".join(f"| {row} |\n" for row in exposures)
    head = f"---\ntype: thesis\nside: {side}\n---\n\n"
    return f"{head}| Exposure | Weight | Side |\n|---|---|---|\n{rows}"


def stock(symbol: str = "", *groups: str) -> str:
    lines = [f"symbol: {symbol}"] if symbol else []
    lines += ["groups: [" + ", ".join(groups) + "]"] if groups else []
    return "---\ntype: stock\n" + "\n".join(lines) + "\n---\n"


def vault_of(notes: Mapping[str, str]) -> Vault:
    return build(note(f"{name}.md", text) for name, text in notes.items())


def crowd(notes: Mapping[str, str], prices: Given | None = None) -> CrowdingReport:
    vault = vault_of(notes)
    bench = series("SPY", noise(0), "USD")
    return crowding(vault, open_theses(vault, DAY), prices or Given(), bench, DAY)


def pair(report: CrowdingReport, one: str = "One", other: str = "Two") -> PairOverlap:
    (found,) = (item for item in report.pairs if {item.one, item.other} == {one, other})
    return found


# What theses hold in common.


def test_overlap_is_the_smaller_share_of_each_name() -> None:
    notes = {"One": thesis("A | 60 | ", "B | 40 | "), "Two": thesis("B | 70 | ", "C | 30 | ")}
    found = pair(crowd(notes))
    assert found.overlap == pytest.approx(0.4)
    assert [(item.name, item.one, item.other) for item in found.names] == [("B", 0.4, 0.7)]


def test_a_group_is_spread_over_its_members_and_theirs() -> None:
    notes = {
        "One": thesis("Tech | 100 | "),
        "Two": thesis("A | 100 | "),
        "Tech": "---\ntype: sector\n---\n",
        "Chips": "---\ntype: sector\ngroups: [Tech]\n---\n",
        "A": stock("", "Chips"),
        "B": stock("", "Chips"),
        "C": stock("", "Tech"),
    }
    found = pair(crowd(notes))
    assert found.overlap == pytest.approx(0.25)
    assert {item.name: item.common for item in found.groups} == pytest.approx(
        {"Chips": 0.5, "Tech": 1.0}
    )
    assert found.group_overlap == pytest.approx(1.0)


def test_every_share_is_cited() -> None:
    notes = {
        "One": thesis("Tech | 100 | "),
        "Two": thesis("A | 100 | "),
        "Tech": "---\ntype: sector\n---\n",
        "A": stock("", "Tech"),
    }
    (shared,) = pair(crowd(notes)).names
    assert [(said.text, said.note, said.line) for said in shared.citations] == [
        ("One holds Tech +100%", "One.md", 8),
        ("A member of Tech", "A.md", 3),
        ("Two holds A +100%", "Two.md", 8),
    ]


def test_opposite_sides_are_no_overlap_but_are_told() -> None:
    notes = {"One": thesis("A | 100 | "), "Two": thesis("A | 100 | ", side="short")}
    found = pair(crowd(notes))
    assert (found.overlap, found.opposed) == (0.0, 1.0)
    notes = {
        "One": thesis("A | 50 | long", "B | 50 | short"),
        "Two": thesis("B | 50 | short", "C | 50 | "),
    }
    found = pair(crowd(notes))
    assert (found.overlap, found.opposed) == (0.5, 0.0)


def test_both_legs_in_one_group_cancel() -> None:
    notes = {
        "One": thesis("A | 50 | long", "B | 50 | short"),
        "Two": thesis("C | 100 | "),
        **{name: stock("", "Tech") for name in "ABC"},
        "Tech": "---\ntype: sector\n---\n",
    }
    found = pair(crowd(notes))
    assert (found.overlap, found.group_overlap, found.groups) == (0.0, 0.0, ())


def test_groups_in_a_circle_end() -> None:
    notes = {
        "One": thesis("X | 100 | "),
        "Two": thesis("Y | 100 | "),
        "X": "---\ntype: sector\ngroups: [Y]\n---\n",
        "Y": "---\ntype: sector\ngroups: [X]\n---\n",
    }
    assert pair(crowd(notes)).group_overlap == pytest.approx(1.0)


def test_an_index_with_a_symbol_is_one_name() -> None:
    notes = {
        "One": thesis("Index | 100 | "),
        "Two": thesis("A | 100 | "),
        "Index": "---\ntype: sector\nsymbol: IWM\n---\n",
        "A": stock("A", "Index"),
    }
    found = pair(crowd(notes))
    assert (found.overlap, found.group_overlap) == (0.0, 1.0)


def test_the_most_crowded_pair_comes_first() -> None:
    notes = {
        "One": thesis("A | 100 | "),
        "Two": thesis("A | 40 | ", "B | 60 | "),
        "Three": thesis("B | 100 | "),
    }
    report = crowd(notes)
    assert [(item.one, item.other) for item in report.pairs] == [
        ("Three", "Two"),
        ("One", "Two"),
        ("One", "Three"),
    ]


def test_a_thesis_without_exposures_has_no_pair_and_is_named() -> None:
    report = crowd({"One": thesis("A | 1 | "), "Two": thesis(), "Three": thesis("A | 1 | ")})
    assert [(item.one, item.other) for item in report.pairs] == [("One", "Three")]
    assert report.theses == ("One", "Three", "Two")
    left = {item.thesis: item.reason for item in report.bets[0].left_out if item.name is None}
    assert left["Two"] == "no holdings listed (add `stocks: [NVDA]` or an Exposure table)"


def test_nothing_open_is_an_empty_report() -> None:
    report = crowd({"A": stock("A")})
    assert (report.theses, report.pairs) == ((), ())
    assert [item.reason for item in report.bets] == [
        "0 of 0 theses can be measured, two are needed"
    ] * len(WINDOWS)


_weights = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 9), min_size=1)


@given(_weights, _weights, st.sampled_from(["long", "short"]))
def test_overlap_is_between_none_and_all_and_the_same_from_both_sides(
    one: dict[str, int], other: dict[str, int], side: str
) -> None:
    first = thesis(*(f"{name} | {weight} | " for name, weight in one.items()))
    second = thesis(*(f"{name} | {weight} | " for name, weight in other.items()), side=side)
    found = pair(crowd({"One": first, "Two": second}))
    turned = pair(crowd({"One": second, "Two": first}))
    assert 0.0 <= found.overlap + found.opposed <= 1.0 + 1e-9
    assert found.overlap == pytest.approx(turned.overlap)
    assert (found.overlap == 0.0) or side == "long"
    if one == other and side == "long":
        assert found.overlap == pytest.approx(1.0)


@given(_weights)
def test_shares_add_up_to_one(weights: dict[str, int]) -> None:
    notes = {"One": thesis(*(f"{name} | {weight} | " for name, weight in weights.items()))}
    vault = vault_of(notes)
    held = holdings(vault, vault.nodes["One.md"])
    assert sum(item.share for item in held.names.values()) == pytest.approx(1.0)


# How it moved.

TWO = {"One": thesis("A | 1 | "), "Two": thesis("B | 1 | "), "A": stock("A"), "B": stock("B")}


def test_correlation_over_each_window() -> None:
    a, other = noise(1), noise(2)
    b = [0.6 * x + 0.8 * y for x, y in zip(a, other, strict=True)]
    short, long = pair(crowd(TWO, Given(A=a, B=b))).correlations
    assert (short.sessions, long.sessions) == (63, 250)
    for item in (short, long):
        assert item.value == pytest.approx(0.6, abs=0.2)
        assert item.low is not None and item.value is not None and item.high is not None
        assert item.low < item.value < item.high
        assert (item.end, item.reason) == (DAY, None)
    assert long.high and long.low and short.high and short.low
    assert long.high - long.low < short.high - short.low


def test_a_known_correlation_by_hand() -> None:
    """Ten sessions: r = 0.6 exactly, and Fisher's interval of it."""
    one = (1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0)
    two = (1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, -1.0, 1.0)
    found = correlate(_daily("One", one), _daily("Two", two), 63)
    assert found.value == pytest.approx(0.6)
    # atanh(0.6) = 0.693147; 1.959964 / sqrt(7) = 0.740797
    assert (found.low, found.high) == pytest.approx((-0.047614, 0.892472), abs=1e-5)


def _daily(name: str, returns: Sequence[float | None]) -> DailyReturns:
    return DailyReturns(name, tuple(SESSIONS[-len(returns) :]), tuple(returns), (), None)


def test_equal_bets_are_one_and_unrelated_ones_are_all_of_them() -> None:
    same = Given(A=noise(1), B=noise(1))
    (short, long) = crowd(TWO, same).bets
    assert short.effective == pytest.approx(1.0) and long.mean_correlation == pytest.approx(1.0)
    assert pair(crowd(TWO, same)).correlations[0].low == 1.0
    apart = crowd(TWO, Given(A=noise(1), B=noise(2))).bets[1]
    assert apart.effective == pytest.approx(2.0, abs=0.3)
    assert (apart.theses, apart.sessions, apart.reason) == (("One", "Two"), 250, None)


def test_a_short_thesis_on_the_same_name_offsets() -> None:
    notes = {**TWO, "Two": thesis("A | 1 | ", side="short")}
    report = crowd(notes, Given(A=noise(1)))
    assert pair(report).correlations[0].value == pytest.approx(-1.0)
    assert (report.bets[0].effective, report.bets[0].reason) == (
        None,
        "they fully offset each other",
    )


def test_what_cannot_be_measured_is_named_with_its_reason() -> None:
    notes = {
        **TWO,
        "Three": thesis("A | 40 | ", "C | 60 | "),
        "Four": thesis("A | 60 | ", "C | 40 | "),
        "C": stock("C"),
    }
    report = crowd(notes, Given(A=noise(1), B=noise(2)))
    bets = report.bets[0]
    assert bets.theses == ("Four", "One", "Two")
    assert [(item.thesis, item.name, item.reason) for item in bets.left_out] == [
        ("Four", "C", "no prices"),
        ("Three", None, f"only 40% of it has prices up to {DAY}"),
        ("Three", "C", "no prices"),
    ]
    found = pair(report, "One", "Three").correlations[0]
    assert (found.value, found.reason) == (
        None,
        f"Three: only 40% of it has prices up to {DAY}",
    )


def test_few_sessions_give_no_figure() -> None:
    prices = Given(A=noise(1), B=noise(2, MINIMUM - 1))
    report = crowd(TWO, prices)
    assert pair(report).correlations[0].reason == "9 sessions in common, 10 are needed"
    assert report.bets[0].reason == "1 of 2 theses can be measured, two are needed"
    enough = crowd(TWO, Given(A=noise(1), B=noise(2, MINIMUM)))
    assert pair(enough).correlations[1].sessions == MINIMUM
    assert enough.bets[1].effective is not None


def test_a_price_that_stands_still_is_no_bet() -> None:
    report = crowd(TWO, Given(A=noise(1), B=[0.0] * 300))
    assert pair(report).correlations[0].reason == "one of them did not move"
    assert report.bets[0].left_out[0].reason == "it did not move"


def test_another_currency_is_left_out() -> None:
    prices = Given(A=noise(1), B=noise(2))
    prices.series["B"] = series("B", noise(2), "EUR")
    report = crowd(TWO, prices)
    assert "in EUR, and the vault has no rate EURUSD" in report.bets[0].left_out[1].reason


def test_without_sessions_there_is_no_figure() -> None:
    vault = vault_of(TWO)
    report = crowding(vault, open_theses(vault, DAY), Given(), absent("SPY"), DAY)
    assert [item.reason for item in pair(report).correlations] == [
        "One: SPY has no prices, so there are no sessions"
    ] * len(WINDOWS)


def test_nothing_after_the_day_is_seen() -> None:
    vault = vault_of(TWO)
    earlier = DAY - dt.timedelta(days=30)
    whole, bench = Given(A=noise(1), B=noise(2)), series("SPY", noise(0), "USD")
    cut = Given()
    cut.series = {
        name: adjust(PriceSeries(name, item.bars, None, "yes"), as_of=earlier)
        for name, item in whole.series.items()
    }
    theses = open_theses(vault, earlier)
    seen = crowding(vault, theses, whole, bench, earlier)
    assert seen == crowding(vault, theses, cut, bench, earlier)
    assert seen.bets[0].end == earlier


def test_the_order_of_theses_does_not_matter() -> None:
    vault = vault_of(TWO)
    prices, bench = Given(A=noise(1), B=noise(2)), series("SPY", noise(0), "USD")
    theses = open_theses(vault, DAY)
    assert crowding(vault, theses, prices, bench, DAY) == crowding(
        vault, theses[::-1], prices, bench, DAY
    )


def test_an_unrelated_note_changes_nothing() -> None:
    prices = Given(A=noise(1), B=noise(2))
    more = {**TWO, "Aside": "[[A]] and [[One]].", "Z": stock("Z", "Zeds")}
    assert crowd(more, prices) == crowd(TWO, prices)


@settings(max_examples=share(4, 50), deadline=None)
@given(st.integers(2, 6), st.integers(0, 9))
def test_the_effective_number_is_never_below_one_and_falls_with_a_common_part(
    count: int, seed: int
) -> None:
    common = noise(seed, 63)
    found = []
    for part in (0.0, 1.0, 5.0):
        moved = [
            _daily(
                str(name),
                [part * x + y for x, y in zip(common, noise(100 + name, 63), strict=True)],
            )
            for name in range(count)
        ]
        bets = independent_bets(moved, 63)
        assert bets.effective is not None
        found.append(bets.effective)
    assert found[0] > found[1] > found[2] >= 1.0 - 1e-9


# The sample vault.


@cache
def sample(day: dt.date) -> CrowdingReport:
    workspace = open_workspace(SAMPLE)
    vault = workspace.vault_as_of(day)
    prices = Prices(PriceFolder(workspace.root), workspace.settings.market, day)
    return crowding(vault, open_theses(vault, day), prices, prices.benchmark(day), day)


def test_the_sample_vault_in_january_2026() -> None:
    report = sample(DAY)
    chips = pair(report, "Long NVIDIA", "Long datacenter infrastructure")
    assert chips.overlap == pytest.approx(0.3)
    assert [item.name for item in chips.names] == ["NVIDIA"]
    assert {item.name for item in chips.groups} >= {"AI momentum", "Mag 7"}
    assert (chips.correlations[0].sessions, chips.correlations[0].reason) == (12, None)
    bets = report.bets[0]
    assert bets.theses == (
        "Long datacenter infrastructure",
        "Long defense AI",
        "Long NVIDIA",
        "Long small caps on quality and value",
    )
    assert bets.effective == pytest.approx(3.0527, abs=1e-3)
    left = {item.thesis for item in bets.left_out if item.name is None}
    assert left | set(bets.theses) == set(report.theses)


def test_the_sample_vault_in_november_2020() -> None:
    """Five theses that a year of falling and rising together makes little more than one bet."""
    report = sample(dt.date(2020, 11, 13))
    quarter, year = report.bets
    assert (quarter.sessions, year.sessions, len(year.theses)) == (63, 250, 5)
    assert quarter.effective == pytest.approx(2.3897, abs=1e-3)
    assert year.effective == pytest.approx(1.3805, abs=1e-3)
    banks = pair(report, "Long banks", "Long energy").correlations[0]
    assert banks.value == pytest.approx(0.7002, abs=1e-3)


def test_the_sample_figures_again_with_numpy() -> None:
    np = pytest.importorskip("numpy")
    workspace = open_workspace(SAMPLE)
    day = dt.date(2020, 11, 13)
    prices = Prices(PriceFolder(workspace.root), workspace.settings.market, day)
    sessions = prices.benchmark(day).dates[-64:]

    def basket(*symbols: str) -> object:
        closes = []
        for symbol in symbols:
            held = prices.adjusted(symbol)
            by_day = dict(zip(held.dates, held.closes, strict=True))
            closes.append([by_day[session] for session in sessions])
        prices_ = np.array(closes)
        return (prices_[:, 1:] / prices_[:, :-1] - 1.0).mean(axis=0)

    expected = np.corrcoef(basket("JPM", "BAC"), basket("AAPL", "MSFT", "AMD"))[0, 1]
    found = pair(sample(day), "Long banks", "Long big technology").correlations[0]
    assert found.value == pytest.approx(float(expected), abs=1e-9)


def test_of_very_many_those_that_share_something_are_compared() -> None:
    found = crowd({f"Thesis {n}": thesis(f"Stock {n // 2} | 100 | ") for n in range(80)})
    assert [(item.overlap, len(item.names)) for item in found.pairs] == [(1.0, 1)] * 40
    assert found.pairs_left_out == 80 * 79 // 2 - 40


def test_of_very_many_that_share_all_so_many_are_compared() -> None:
    found = crowd({f"Thesis {n}": thesis("A | 50 | ", "B | 50 | ") for n in range(70)})
    assert len(found.pairs) == MOST_PAIRS
    assert found.pairs_left_out == 70 * 69 // 2 - MOST_PAIRS


def test_a_book_of_many_bets_has_betas_and_shares_of_risk_and_no_bets_by_entropy() -> None:
    """What would take as long as the cube of the bets is left out, and said."""
    rng = random.Random(3)
    days = tuple(SESSIONS[-31:])
    market = series("SPY", [rng.gauss(0, 0.01) for _ in days[1:]])
    moved = [
        DailyReturns(f"t{at}", days[1:], tuple(noise(at, len(days) - 1)), (), None)
        for at in range(65)
    ]
    found = exposure(moved, None, market, days, 30)
    assert len(found.bets) == 65 and found.beta is not None
    assert sum(bet.share_of_risk or 0.0 for bet in found.bets) == pytest.approx(1.0)
    assert found.entropy is None and "at most 64 bets" in (found.reason or "")
    fewer = exposure(moved[:64], None, market, days, 30)
    assert fewer.entropy is not None and (fewer.low, fewer.reason) == (None, None)
