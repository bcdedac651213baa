"""`thesis holdings import`: a broker's export becomes one new note, and the review knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from market.brokers.exports import ALL

from .conftest import Command, Write

AS_OF = ("--as-of", "2026-01-31")


@pytest.fixture
def vault(write: Write) -> None:
    write({"Stocks/Abc.md": "---\nsymbol: ABC\naliases: [US0000000011]\n---\n"})


@pytest.mark.usefixtures("vault")
def test_the_note_and_its_review(thesis: Command) -> None:
    done = thesis("holdings", "import", str(ALL["activity"]))
    path = "Portfolio/Interactive Brokers U7654321 2026-01-30.md"
    assert done.code == 0
    assert f"Written: {path}." in done.out
    assert "line 11: ABC 20MAR26 45 C: an option" in done.out
    shown = " ".join(thesis("status", *AS_OF).out.split())
    assert "ABC" in shown and "XYZ" in shown
    held = {item["position"]: item for item in thesis("status", "--json", *AS_OF).json["positions"]}
    assert held["ABC"]["holding"]["shares"] == 12.5 and held["XYZ"]["holding"]["shares"] == -30
    (short,) = (
        one
        for one in thesis("status", "--json", *AS_OF).json["positions"]
        if one["position"] == "XYZ"
    )
    assert short["side"] == "short"


@pytest.mark.usefixtures("vault")
def test_no_note_is_overwritten(thesis: Command) -> None:
    assert thesis("holdings", "import", str(ALL["schwab"])).code == 0
    again = thesis("holdings", "import", str(ALL["schwab"]))
    assert again.code == 2
    assert "already exists and was not changed" in again.err


@pytest.mark.usefixtures("vault")
def test_a_dry_run_prints_the_note_and_writes_nothing(thesis: Command) -> None:
    done = thesis("holdings", "import", str(ALL["flex"]), "--dry-run", "--broker", "ibkr")
    assert "| US0000000011 | 80 | 10 | USD |" in done.out
    assert 'source: "flex.csv (Interactive Brokers, flex trades)"' in done.out
    assert "Portfolio" not in thesis("list").out


@pytest.mark.usefixtures("vault")
def test_accounts_of_one_day_add_up(thesis: Command) -> None:
    for name, account in (("activity", "One"), ("flex-xml", "Two")):
        thesis("holdings", "import", str(ALL[name]), "--account", account)
    answer = thesis("status", "--json", *AS_OF).json
    (held,) = (one for one in answer["positions"] if one["position"] == "ABC")
    assert held["holding"]["shares"] == 17.5
    assert "says" not in str(answer["attention"])


@pytest.mark.usefixtures("vault")
def test_a_newer_export_of_an_account_takes_the_older_ones_place(thesis: Command) -> None:
    for name in ("ghostfolio", "ghostfolio-csv"):
        thesis("holdings", "import", str(ALL[name]), "--account", "Depot 2045")
    answer = thesis("status", "--json", *AS_OF).json
    assert {one["position"]: one["holding"]["shares"] for one in answer["positions"]} == {
        "ABC": 6,
        "DEF": 2,
    }
    assert {line["note"] for one in answer["positions"] for line in one["holding"]["lines"]} == {
        "Portfolio/Depot 2045 2026-01-18.md"
    }


@pytest.mark.usefixtures("vault")
def test_a_name_of_the_file_makes_no_link_and_no_cell(thesis: Command, tmp_path: Path) -> None:
    file = tmp_path / "flex.csv"
    text = ALL["flex-positions"].read_text().replace("ABC CORP", "[[Home]] | `x` <b>")
    file.write_text(text)
    done = thesis("holdings", "import", str(file), "--dry-run")
    (row,) = (line for line in done.out.splitlines() if line.startswith("| ABC"))
    assert row == "| ABC | 80 | 10 | USD | Home      x   b | US0000000011 |"


@pytest.mark.usefixtures("vault")
def test_an_export_without_a_day_says_what_was_taken(thesis: Command) -> None:
    done = thesis("holdings", "import", str(ALL["degiro-portfolio"]), "--dry-run")
    assert "has no date" in done.err
    named = thesis("holdings", "import", str(ALL["degiro-portfolio"]), "--date", "2026-01-09")
    assert "Portfolio/DEGIRO 2026-01-09.md" in named.out
    assert named.err == ""


@pytest.mark.usefixtures("vault")
def test_what_fits_no_broker_is_refused_with_its_line(thesis: Command, tmp_path: Path) -> None:
    file = tmp_path / "NVDA.csv"
    file.write_text("\nDate,Close\n2026-01-05,10\n")
    done = thesis("holdings", "import", str(file))
    assert done.code == 2
    assert "NVDA.csv:2: this header is not from a known broker's export" in done.err
    assert "thesis prices import" in done.err
    wrong = thesis("holdings", "import", str(ALL["schwab"]), "--broker", "Fidelity")
    assert wrong.code == 2
    assert "from Schwab, transactions, by its header, not from Fidelity" in wrong.err
