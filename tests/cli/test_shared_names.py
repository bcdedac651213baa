"""Several theses of one name: each is called by what tells it apart, and found by that."""

from __future__ import annotations

import datetime as dt

from cli.conftest import Command, Write
from impact.builders import review

DAY = dt.date(2031, 5, 9)
THESIS = "---\ntype: thesis\nside: long\nticker: {symbol}\n---\n"


def names(*paths: str) -> dict[str | None, str]:
    notes = {path: THESIS.format(symbol=f"Q{at}") for at, path in enumerate(paths)}
    return {item.note: item.name for item in review(notes, DAY).theses}


def test_a_name_of_its_own_stays() -> None:
    assert names("a/Long peat.md", "b/Short peat.md") == {
        "a/Long peat.md": "Long peat",
        "b/Short peat.md": "Short peat",
    }


def test_one_name_is_told_apart_by_folders() -> None:
    paths = ("Peat/2030/case.md", "Peat/2031/case.md", "old/2031/case.md", "case.md")
    assert list(names(*paths).values()) == [
        "2030/case",
        "case",  # there is nothing shorter of it than its path
        "old/2031/case",
        "Peat/2031/case",
    ]


def test_folders_whose_names_theses_bear_are_told_apart_too() -> None:
    assert set(names("held/PEAT/thesis.md", "sold/PEAT/thesis.md", "GAS/thesis.md").values()) == {
        *("held/PEAT", "sold/PEAT", "GAS")
    }


def test_each_is_found_by_what_it_is_called(thesis: Command, write: Write) -> None:
    paths = ("Peat/2030/case.md", "Peat/2031/case.md", "old/2031/case.md")
    write({path: THESIS.format(symbol=f"Q{at}") for at, path in enumerate(paths)})
    shown = thesis("status", "--json").json["theses"]
    assert {item["note"] for item in shown} == set(paths)
    for item in shown:
        explained = thesis("explain", item["thesis"], "--json").json
        assert (explained["note"], explained["thesis"]) == (item["note"], item["thesis"])
