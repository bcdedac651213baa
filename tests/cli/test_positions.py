"""Positions on the command line: shown, explained, made a thesis of."""

import re

from .conftest import Command, Write

NOTES = {
    "Flow.md": "---\ntype: rotation\ncreated: 2026-03-01\n---\n\n"
    "| Flow | Detail |\n|---|---|\n| Out of | Tanneries |\n| Into | Mills |\n",
    "Portfolio/Holdings.md": "| Ticker | Qty | Avg Cost | Stop |\n|---|---|---|---|\n"
    "| TANX | 40 | $12.50 | 11 |\n",
    "Lists/Watchlist.md": "| Ticker | Notes |\n|---|---|\n| MILX | cheap |\n",
    "Stocks/Tannery.md": '---\ntype: stock\nsymbol: TANX\nsector: "[[Tanneries]]"\n---\n',
    "Stocks/Mill.md": '---\ntype: stock\nsymbol: MILX\nsector: "[[Mills]]"\n---\n',
    "Prices.md": "",
    "prices/TANX.csv": "Date,Close\n2026-02-27,14\n2026-03-02,10\n",
    "prices/SPY.csv": "Date,Close\n2026-02-27,500\n2026-03-02,501\n",
}
AS_OF = ("--as-of", "2026-03-02")


def test_status_shows_what_is_held_after_the_theses(thesis: Command, write: Write) -> None:
    write(NOTES)
    shown = thesis("status", "-v", *AS_OF).out
    assert "HELD WITHOUT A THESIS" in shown
    assert re.search(r"40 shares, cost 12.5 +Holdings:3\n", shown)
    assert "-20.0% since the cost 12.5, at 10.00" in shown
    assert "TANX close < 11 broke 2 Mar" in shown
    assert "1 position without a thesis: 1 pressured on 2026-03-02" in shown
    assert "MILX" not in shown


def test_the_document_marks_positions_and_holds_a_watchlist_if_asked(
    thesis: Command, write: Write
) -> None:
    write(NOTES)
    document = thesis("status", "--json", *AS_OF).json
    (position,) = document["positions"]
    assert (position["position"], position["kind"], position["verdict"]) == (
        "TANX",
        "position",
        "pressured",
    )
    assert "watchlist" not in document
    (watched,) = thesis("status", "--json", "--watchlist", *AS_OF).json["watchlist"]
    assert (watched["position"], watched["kind"], watched["held"]) == ("MILX", "watched", False)
    assert watched["verdict"] == "supported"


def test_explain_and_status_take_its_name(thesis: Command, write: Write) -> None:
    write(NOTES)
    assert "TANX · held without a thesis · pressured" in thesis("explain", "TANX", *AS_OF).out
    explained = thesis("explain", "MILX", "--json", *AS_OF).json
    assert (explained["kind"], explained["verdict"]) == ("watched", "supported")
    assert "HELD WITHOUT A THESIS" in thesis("status", "TANX", *AS_OF).out
    assert thesis("status", "--fail-on", "pressured", *AS_OF).code == 1


def test_every_subject_is_explained_where_status_is_asked_to(thesis: Command, write: Write) -> None:
    write({**NOTES, "Long mill.md": "---\ntype: thesis\nticker: MILX\n---\n"})
    shown = thesis("status", "--explain", *AS_OF)
    assert shown.code == 0
    assert "Long mill · supported" in shown.out
    assert "TANX · held without a thesis" in shown.out


def test_crowding_counts_and_marks_it(thesis: Command, write: Write) -> None:
    notes = {
        **NOTES,
        "Long hides.md": '---\ntype: thesis\nstocks: "[[Tannery]]"\nside: short\n---\n',
    }
    write(notes)
    assert thesis("crowding", "--json", *AS_OF).json["positions"] == ["TANX"]
    assert "Long hides · TANX (held)" in thesis("crowding", *AS_OF).out


def test_a_thesis_is_made_of_what_is_held(thesis: Command, write: Write) -> None:
    folder = write({**NOTES, ".thesis/config.toml": 'as_of = "2026-03-02"\n'})
    assert thesis("new", "thesis", "--from", "TANX").out == "Theses/Long TANX.md\n"
    text = (folder / "Theses/Long TANX.md").read_text(encoding="utf-8")
    assert "side: long\n" in text
    assert "\nticker: TANX\n" in text and "\nentry: 12.5\n" in text
    document = thesis("status", "--json").json
    assert [item["thesis"] for item in document["theses"]] == ["Long TANX"]
    assert document["positions"] == []
    again = thesis("new", "thesis", "--from", "TANX")
    assert again.code == 2
    assert "neither held without a thesis" in again.err


def test_from_goes_with_a_thesis_alone(thesis: Command, write: Write) -> None:
    write(NOTES)
    assert thesis("new", "stock", "--from", "TANX").code == 2
