"""A stop, however it is written, is watched, or it is said why it is not: none is silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from cli.conftest import Command, Write

HEAD = "---\ntype: thesis\nside: {side}\ntickers: {held}\nopened: 2025-10-01\n{more}---\n\n"
PRICES = "# symbol: {}\n# currency: USD\n# adjusted: no\n"
PRICES += "date,open,high,low,close,adj_close,volume,dividend,split\n"
DAY = date(2026, 1, 9)


def _prices(symbol: str, last: date = DAY) -> str:
    """Closes that fall by 0.10 a day, to 184.00 on the day of the review."""
    days = [DAY - timedelta(days=ago) for ago in range(130, -1, -1)]
    sessions = [day for day in days if day.weekday() < 5 and day <= last]
    rows = (f"{day},,,,{184 + (DAY - day).days / 10:.2f},,,,\n" for day in sessions)
    return PRICES.format(symbol) + "".join(rows)


FILES = {
    "prices/NVDA.csv": _prices("NVDA"),
    "prices/SPY.csv": _prices("SPY"),
    "prices/ENDED.csv": _prices("ENDED", date(2025, 12, 1)),
    "Stocks/Nvidia.md": "---\ntype: stock\nsymbol: NVDA\n---\n",
}


Theses = Callable[[Iterable[str]], tuple[dict[str, Any], str]]


def _told(thesis: Command) -> str:
    return _flat(thesis("check", "--severity", "hint").out)


@pytest.fixture
def each(write: Write, thesis: Command) -> Theses:
    """A thesis for each criterion, by that criterion; and what `check` warns of."""

    def ask(criteria: Iterable[str]) -> tuple[dict[str, Any], str]:
        named = {f"T{number}": item for number, item in enumerate(criteria)}
        head = HEAD.format(side="long", held="NVDA", more="")
        notes = {
            f"Theses/{name}.md": f"{head}## Kill criteria\n\n- {item}\n"
            for name, item in named.items()
        }
        write({**FILES, **notes})
        found = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
        return {named[item["thesis"]]: item for item in found}, _flat(
            thesis("check", "--severity", "hint").out
        )

    return ask


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def asked(write: Write, thesis: Command) -> Any:
    """The one thesis of a vault with these criteria, and what `check` warns of."""

    def ask(*criteria: str, held: str = "NVDA", side: str = "long", more: str = "") -> Any:
        listed = "".join(f"- {item}\n" for item in criteria)
        note = HEAD.format(side=side, held=held, more=more) + f"## Kill criteria\n\n{listed}"
        write({**FILES, "Theses/T.md": note})
        (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
        return found, _told(thesis)

    return ask


WATCHED = {
    "NVDA < 180": "NVDA close < 180",
    "price below 180": "NVDA close < 180",
    "Price < 180": "NVDA close < 180",
    "stop: 180": "NVDA close < 180",
    "$180 stop": "NVDA close < 180",
    "180": "NVDA close < 180",
    "close under $180": "NVDA close < 180",
    "close < 180": "NVDA close < 180",
    "Exit if NVDA closes below 180.5": "NVDA close < 180.5",
    "NVDA < 180,50": "NVDA close < 180.5",
    "NVDA > 1.200,50 €": "NVDA close > 1200.5",
    "NVDA > 1,200": "NVDA close > 1200",
    "NVDA schließt unter 180,50 €": "NVDA close < 180.5",
    "Kurs unter 180": "NVDA close < 180",
    "[[Nvidia]] closes below 180": "NVDA close < 180",
    "loses the 50-day average": "NVDA close < NVDA average(50)",
    "close < 0.9 * high(20)": "close < 0.9 * high(20)",
    "stop: $172 (-7%)": "NVDA close < 172",
    "Stop loss: USD 173 (≈ −6.5 % from here)": "NVDA close < 173",
    "NVDA below 174 (-5%)": "NVDA close < 174",
    "Kill switch: NVDA close < 175": "NVDA close < 175",
    "NASDAQ:NVDA closes below 176": "NVDA close < 176",
    "US.NVDA under 177": "NVDA close < 177",
}


def test_a_stop_that_is_watched(each: Theses) -> None:
    found, told = each(WATCHED)
    for written, read in WATCHED.items():
        (wire,) = found[written]["tripwires"]
        assert (wire["condition"], wire["unwatched"]) == (read, "")
        assert wire["state"] != "unknown" and wire["left"] is not None
        assert found[written]["criteria"] == []
    assert "tripwire-un" not in told


UNWATCHED = {
    "-15% from high": "NVDA close < 0.85 * high(63)",
    "20% off the 52-week high": "NVDA close < 0.8 * high(252)",
    "15% trailing stop": "NVDA close < 0.85 * high(63)",
    "stop loss 10%": "NVDA close < 0.9 * high(63)",
    "20% below entry": "NVDA return since opened < -20%",
    "NVDA closes below 180 twice": "NVDA high(2) < 180",
    "three closes below 180": "NVDA high(3) < 180",
    "below 180 for a week": "NVDA high(5) < 180",
    "NVDA below 21 EMA": "NVDA close < NVDA average(21)",
    "NVDA below the 40-week average": "NVDA close < NVDA average(200)",
    "NVDA under 175-180": "NVDA close < 175",
    "NVDA schließt zweimal unter 180": "NVDA high(2) < 180",
    "stop 180 (intraday)": "NVDA close < 180",
}


def test_a_stop_that_is_not_watched_comes_with_the_nearest_that_is(each: Theses) -> None:
    found, told = each(UNWATCHED)
    for written, form in UNWATCHED.items():
        (wire,) = found[written]["tripwires"]
        assert (wire["state"], wire["condition"]) == ("unknown", written)
        assert wire["unwatched"].endswith(f"Write `{form}`.")
        assert f".md:10 `{written}` is not watched." in told


def test_of_several_names_it_is_asked_which(asked: Any) -> None:
    found, told = asked("price below 180", "NVDA < 180", held="NVDA, AMD", more="stop: 88\n")
    said = {wire["condition"]: wire["unwatched"] for wire in found["tripwires"]}
    which = "The thesis holds NVDA and AMD, so write whose price: `NVDA close < {}`."
    assert said == {
        "price below 180": which.format(180),
        "stop 88": which.format(88),
        "NVDA close < 180": "",
    }
    assert told.count(" is not watched. ") == 2


def test_a_name_without_prices_is_said(asked: Any) -> None:
    found, told = asked("ACME < 180", "ENDED < 180", "AMD below 9", held="NVDA, AMD")
    said = {wire["condition"]: wire["unwatched"] for wire in found["tripwires"]}
    nothing = "Nothing named `ACME` has prices, and no figure of that name is recorded."
    assert said == {
        "ACME < 180": f"{nothing} The thesis holds NVDA and AMD.",
        "ENDED close < 180": "ENDED: prices end on 2025-12-01.",
        "AMD close < 9": "AMD: no prices.",
    }
    assert told.count(" is not watched. ") == 1 and f"is not watched. {nothing}" in told


def test_a_stop_of_a_short_is_above(asked: Any) -> None:
    found, _ = asked(side="short", more="stop: $250\n")
    assert [wire["condition"] for wire in found["tripwires"]] == ["NVDA close > 250"]


PLACES = {
    "---\nticker: NVDA\nstop: 88 (weekly close)\n---\n": "NVDA weekly close < 88",
    "ticker:: NVDA\nstop:: 180\n": "NVDA close < 180",
    "**Ticker:** NVDA\n**Stopp:** 180,50 €\n": "NVDA close < 180.5",
    "| Ticker | NVDA |\n|--|--|\n| Stop | 180 |\n": "NVDA close < 180",
    "|  |  |\n|--|--|\n| Ticker | NVDA |\n| Stop | 180 |\n": "NVDA close < 180",
    "| Feld | Wert |\n|--|--|\n| Ticker | NVDA |\n| Stopp | 180 |\n": "NVDA close < 180",
    "ticker:: NVDA\n\n| Ticker | Entry | Stop |\n|--|--|--|\n| NVDA | 90 | 180 |\n": (
        "NVDA close < 180"
    ),
    "ticker:: NVDA\n\n## Stopp\n\n180,50\n": "NVDA close < 180.5",
    "ticker:: NVDA\n\nInvalidation: NVDA closes below 181\n": "NVDA close < 181",
    "ticker:: NVDA\n\n## Plan\n\n- Kill level: $195\n": "NVDA close < 195",
    "ticker:: NVDA\n\nTripwire: close below 182\n": "NVDA close < 182",
    "ticker:: NVDA\n\n## Tripwires\n\n- NVDA < 183\n": "NVDA close < 183",
    "---\nticker: NVDA\ntripwires: [NVDA < 184]\n---\n": "NVDA close < 184",
    "ticker:: NVDA\n\n## Plan\n\n- Stop-loss: a close under 185\n": "NVDA close < 185",
    "ticker:: NVDA\n\nEntry: 200 | Stop: close under 186 | PT: 250\n": "NVDA close < 186",
    "ticker:: NVDA\n\nThesis breaks if NVDA closes below 187.\n": "NVDA close < 187",
    "ticker:: NVDA\n\nI'm wrong if it closes below 188\n": "NVDA close < 188",
    "ticker:: NVDA\n\n**Stop:** NVDA falls below 191\n": "NVDA close < 191",
    "ticker:: NVDA\n\nSome words.\nCut if it closes under 192\n": "NVDA close < 192",
    "ticker:: NVDA\n\nAusstieg: Kurs unter 193\n": "NVDA close < 193",
    "ticker:: NVDA\n\nWhat would prove me wrong: NVDA below 194\n": "NVDA close < 194",
    "ticker:: NVDA\n\n- Stop if it closes below 189\n": "NVDA close < 189",
    "---\nticker: NVDA\nstop: none\n---\n\n- Stop: 190\n": "NVDA close < 190",
    "ticker:: NVDA\n\n## Kill criteria\n\n> [!warning] Stop\n> Out below 180.\n": (
        "NVDA close < 180"
    ),
}


def test_a_stop_is_read_wherever_it_stands(write: Write, thesis: Command) -> None:
    write(FILES | {f"Theses/Long {at}.md": text for at, text in enumerate(PLACES)})
    found = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    read = {item["thesis"]: [wire["condition"] for wire in item["tripwires"]] for item in found}
    assert read == {f"Long {at}": [condition] for at, condition in enumerate(PLACES.values())}


def test_each_of_several_stops_is_watched(write: Write, thesis: Command) -> None:
    """The second one was lost without a word."""
    notes = {
        "Theses/Long a.md": "---\nticker: NVDA\nstop: 180\nstop_loss: 170\n---\n",
        "Theses/Long b.md": "ticker:: NVDA\n\n- Stop: 180\n- **Stop-loss:** 170\n",
        "Theses/Long c.md": "ticker:: NVDA\n\n- Stop: 180\n- Stop-loss: NVDA under 170\n",
    }
    write(FILES | notes)
    for found in thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]:
        read = {wire["condition"] for wire in found["tripwires"]}
        assert read == {"NVDA close < 180", "NVDA close < 170"}, found["thesis"]


def test_a_label_that_says_that_there_is_none_is_no_criterion(
    write: Write, thesis: Command
) -> None:
    lines = "- Invalidation price: N/A — led by the thesis\n- Stop: none\n- Kill switch: —\n"
    write(FILES | {"Theses/Long a.md": f"ticker:: NVDA\n\n{lines}- Exit: half at 250\n"})
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    assert (found["tripwires"], found["criteria"]) == ([], [])


def test_a_label_goes_on_to_the_end_of_its_paragraph(write: Write, thesis: Command) -> None:
    lines = "- Thesis-break: orders fall, or\n  the plant is late\n- Next one: none\n\nKill: rain\n"
    write(FILES | {"Theses/Long a.md": f"ticker:: NVDA\n\n{lines}Trim at 250\nSell if it snows\n"})
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    said = {item["text"] for item in found["criteria"]}
    plant = "Thesis-break: orders fall, or the plant is late"
    assert said == {plant, "Kill: rain", "Sell if it snows"}


def test_a_paragraph_beside_the_criteria_that_states_a_level_is_one(asked: Any) -> None:
    found, _ = asked("loses pricing power\n\nBelow 150 I am out.\n\nThese would prove me wrong.")
    assert [item["text"] for item in found["criteria"]] == [
        "loses pricing power",
        "Below 150 I am out.",
    ]


def test_a_property_that_is_no_level_is_said(asked: Any) -> None:
    found, told = asked(more="stop: 12% trailing\n")
    (wire,) = found["tripwires"]
    assert wire["unwatched"].endswith("Write `NVDA close < 0.88 * high(63)`.")
    assert "warning tripwire-unwatched" in told and "Theses/T.md:6 " in told


WORDS = (
    "loses hyperscaler capex guidance",
    "Gross margin below 70%",
    "Any equity raise below ~$6",
    "Price: ≤ ~$1,100 (market cap ≈ $38B) restores a 10% return",
    "Gold falls below $3,500 on sustained dollar strength",
    "Revenue down 15% from its peak",
    "Oil above $100 a barrel for a quarter",
)


def test_criteria_in_words_are_quoted_and_no_warning(each: Theses) -> None:
    found, told = each(WORDS)
    for words in WORDS:
        assert [item["text"] for item in found[words]["criteria"]] == [words]
        assert found[words]["tripwires"] == []
    assert "tripwire-un" not in told


def test_stops_beside_what_is_held(write: Write, thesis: Command) -> None:
    head = "---\ntype: thesis\nside: long\nopened: 2025-10-01\n---\n\n"
    head += "| Stock | Weight | Side | Stop |\n"
    rows = "|--|--|--|--|\n| [[Nvidia]] | 60% | | $180 |\n| AMD | 40% | short | 300 |\n"
    write({**FILES, "Theses/T.md": head + rows})
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    wires = [(wire["condition"], wire["state"], wire["line"]) for wire in found["tripwires"]]
    assert wires == [("NVDA close < 180", "near", 9), ("AMD close > 300", "unknown", 10)]


def test_without_any_prices_nothing_is_a_typing_error(write: Write, thesis: Command) -> None:
    note = HEAD.format(side="long", held="NVDA", more="") + "## Kill criteria\n\n- ACME < 180\n"
    write({"Theses/T.md": note})
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    assert [wire["unwatched"] != "" for wire in found["tripwires"]] == [True]
    assert "tripwire-un" not in thesis("check", "--severity", "hint").out


def test_a_stop_in_a_portfolio_is_watched_under_the_thesis_that_holds_it(
    write: Write, thesis: Command
) -> None:
    table = (
        "| Ticker | Shares | Stop |\n|--|--|--|\n| NVDA | 10 | 190 |\n| AMD | 5 | 15% trailing |\n"
    )
    write(
        {
            **FILES,
            "Theses/T.md": HEAD.format(side="long", held="NVDA", more=""),
            "Portfolio.md": f"---\ntype: portfolio\ndate: 2026-01-05\n---\n\n{table}",
        }
    )
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    (wire,) = found["tripwires"]
    assert (wire["condition"], wire["note"], wire["line"]) == (
        "NVDA close < 190",
        "Portfolio.md",
        8,
    )
    assert (wire["state"], wire["broke_on"]) == ("broken", "2026-01-05")
    told = _flat(thesis("check", "--severity", "hint").out)
    assert "The stop `15% trailing` is a criterion" in told
    (position,) = thesis("status", "--as-of", "2026-01-09", "--json").json["positions"]
    (wire,) = position["tripwires"]
    assert (wire["condition"], wire["state"], wire["note"], wire["line"]) == (
        "15% trailing",
        "unknown",
        "Portfolio.md",
        9,
    )


_STOCK = "---\ntype: stock\nsymbol: NVDA\nstop: 190\n---\n"
_HOLDS = "---\ntype: thesis\nside: long\nopened: 2025-12-01\n---\n## Exposure\n\n- [[Nvidia]]\n"


def test_a_stop_in_the_note_of_a_stock(write: Write, thesis: Command) -> None:
    """It is watched once something holds the stock, and until then it is listed."""
    write({**FILES, "Stocks/Nvidia.md": _STOCK})
    survey = thesis("survey", "--as-of", "2026-01-09")
    assert "stop 190 (not watched, neither held nor in a thesis" in _flat(survey.out)
    write({"Theses/Chips.md": _HOLDS})
    (found,) = thesis("status", "--as-of", "2026-01-09", "--json").json["theses"]
    (wire,) = found["tripwires"]
    assert (wire["condition"], wire["note"], wire["line"]) == (
        "NVDA close < 190",
        "Stocks/Nvidia.md",
        4,
    )
    assert (wire["state"], wire["broke_on"]) == ("broken", "2025-12-01")
    assert "not watched" not in thesis("survey", "--as-of", "2026-01-09").out
    write({"Stocks/Nvidia.md": f"{_STOCK}\n## Kill criteria\n\n- a rival is cheaper\n"})
    assert "a rival is cheaper [Stocks/Nvidia.md:9]" in _flat(
        thesis("survey", "--as-of", "2026-01-09").out
    )
    assert "1 criterion in words not watched" in thesis("status", "--as-of", "2026-01-09").out


def test_a_stop_before_a_close_is_no_security(each: Theses) -> None:
    lines = ("Stop close < 150", "SL weekly close < 151", "Hard stop close < 152")
    found, _ = each(lines)
    told = [item["tripwires"][0]["condition"] for item in found.values()]
    assert told == ["NVDA close < 150", "NVDA weekly close < 151", "NVDA close < 152"]


def test_a_stop_at_an_average(each: Theses) -> None:
    averages = {
        "Stop: 50dma": "NVDA close < NVDA average(50)",
        "Stop 50-day moving average": "NVDA close < NVDA average(50)",
        "stop at the 20-day": "NVDA close < NVDA average(20)",
        "Stop: 100 DMA (hard)": "NVDA close < NVDA average(100)",
        "Stop: weekly close 40d MA": "NVDA weekly close < NVDA average(40)",
        "Stop: NVDA reclaims 210 on a weekly close": "NVDA weekly close > 210",
        "NVDA gives up 150": "NVDA close < 150",
    }
    found, _ = each(averages)
    told = {item: thesis["tripwires"][0]["condition"] for item, thesis in found.items()}
    assert told == averages


@pytest.mark.parametrize("text", ["Stop: 8 weeks", "Stop: 50 days", "the 50-day is flat"])
def test_a_time_is_no_average(each: Theses, text: str) -> None:
    found, _ = each([text])
    assert found[text]["tripwires"] == []
    assert [item["text"] for item in found[text]["criteria"]] == [text]
