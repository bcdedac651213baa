"""Flows and detections at the command line: over the sample vault, and over real bars."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .conftest import Command, Write

SHARED = Path(__file__).parents[3] / "shared" / "facts" / "market"
SAMPLE = ("Sector Rotation November 2020", "--as-of", "2020-11-12")


def test_flows_with_their_figures_lines_and_count(thesis: Command, reading: Path) -> None:
    run = thesis("claims", "--flows", *SAMPLE)
    assert run.code == 0
    first, *_, last = run.out.splitlines()
    assert first == "holds         out of Stay-at-home (BBY, HD, PG, WMT)"
    assert "adjusted 0.0952 [Rotations/Sector Rotation November 2020.md:16]" in run.out
    assert last == "5 flows: 3 of 5 hold, 1 not confirmed, 1 unknown."


def test_the_same_flows_stand_in_status_and_rotation(thesis: Command, reading: Path) -> None:
    day = SAMPLE[1:]
    flows = thesis("claims", "--flows", *SAMPLE, "--json").json["flows"]
    (state,) = thesis("status", *day, "--json").json["rotations"]
    (other,) = thesis("rotation", *day, "--json").json["rotations"]
    assert state["flows"] == flows == other["flows"]
    counted = "3 of 5 hold, 1 not confirmed, 1 unknown"
    told = f"  Sector Rotation November 2020: flows: {counted}\n"
    assert told in thesis("status", "-v", *day).out
    assert f"\nFlows: {counted}.\n" in thesis("rotation", *day).out


def test_a_flow_that_went_the_other_way_ends_with_1(thesis: Command, sample: Path) -> None:
    note = sample / "Rotations" / "Sector Rotation November 2020.md"
    note.write_text(note.read_text().replace("**Out of**", "Into").replace("**Into**", "Out"))
    run = thesis("claims", "--flows", *SAMPLE)
    assert run.code == 1 and "3 the opposite" in run.out.splitlines()[-1]


def test_too_little_history_is_said(thesis: Command, reading: Path) -> None:
    run = thesis("rotation", "--detect")
    assert run.code == 0 and "cannot tell: 0 of 250 days" in run.out
    since = thesis("rotation", "--detect", "--since", "2020-11-01", "--as-of", "2020-11-30")
    assert "cannot tell\nTested 20 sessions; 20 of them unknown.\n" in since.out


@pytest.mark.parametrize(
    "asked",
    [
        ("rotation", "--since", "2026-01-02"),
        ("rotation", "--detect", "--baskets", "Energy"),
        ("rotation", "--detect", "--since", "2026-02-01"),
        ("new", "thesis", "--from-prices", "2026-01-02"),
    ],
)
def test_what_makes_no_sense_is_refused(
    thesis: Command, reading: Path, asked: tuple[str, ...]
) -> None:
    assert thesis(*asked).code == 2


FUNDS = {"Small caps": "IWM", "Utilities": "XLU", "Technology": "XLK", "Financials": "XLF"}
OTHERS = {"Energy": "XLE", "Staples": "XLP", "Health": "XLV", "Industrials": "XLI", "Arms": "ITA"}


@pytest.fixture
def real(thesis: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"real bars are not here: {SHARED}")
    wanted = {*FUNDS.values(), *OTHERS.values(), "SPY"}
    with open(SHARED / "dividends.csv", encoding="utf-8") as lines:
        paid = {(row["symbol"], row["ex_date"]): row["amount"] for row in csv.DictReader(lines)}
    with open(SHARED / "daily.csv", encoding="utf-8") as lines:
        bars = [row for row in csv.DictReader(lines) if row["symbol"] in wanted]
    root = tmp_path / "real"
    (root / "prices").mkdir(parents=True)
    for symbol in wanted:
        rows = [
            f"{row['date']},{row['close']},{paid.get((symbol, row['date']), '')}"
            for row in bars
            if row["symbol"] == symbol
        ]
        text = "# currency: USD\n# adjusted: no\ndate,close,dividend\n" + "\n".join(rows) + "\n"
        (root / "prices" / f"{symbol}.csv").write_text(text)
    for name, symbol in (FUNDS | OTHERS).items():
        (root / f"{name}.md").write_text(f"---\ntype: sector\nproxy: {symbol}\n---\n")
    (root / "R.md").write_text(
        "---\ntype: rotation\ncreated: 2026-01-08\nstarted: 2026-01-02\n---\n"
        "| Flow | Detail |\n|---|---|\n| Into | Small caps, Utilities, Financials |\n"
        "| Out of | Technology |\n"
    )
    monkeypatch.setenv("THESIS_VAULT", str(root))
    return root


def test_the_flows_of_january_2026_by_real_bars(thesis: Command, real: Path) -> None:
    found = thesis("claims", "--flows", "--as-of", "2026-01-08", "--json").json["flows"]
    figures = {
        row["group"]: (row["verdict"], round(row["abnormal"], 4), round(row["t"], 2), row["n"])
        for row in found
    }
    assert figures == {
        "Small caps": ("holds", 0.0376, 2.37, 250),
        "Utilities": ("not confirmed", -0.0226, -1.15, 250),
        "Financials": ("not confirmed", 0.0110, 0.75, 250),
        "Technology": ("not confirmed", -0.0129, -0.96, 250),
    }


def test_a_day_on_which_real_funds_parted(thesis: Command, real: Path) -> None:
    asked = ("rotation", "--detect", "--since", "2026-01-02", "--as-of", "2026-02-04", "--json")
    found = thesis(*asked).json
    assert found["sessions"] == 23 and found["unknown"] == 0
    assert "2026-02-04" in [day["date"] for day in found["days"]]
    assert thesis("new", "rotation", "--from-prices", "2026-02-04").code == 0
    assert (real / "Rotations" / "Rotation 2026-02-04.md").is_file()


def test_each_session_is_judged_by_the_members_known_on_it(thesis: Command, real: Path) -> None:
    note = "---\ntype: sector\ncreated: 2024-06-01\n---\n# Mixed\n\n## Members\n\n- [[IWM]]\n"
    later = "\n## Members (2026-01-20)\n\n- [[XLK]]\n- [[XLF]]\n"
    (real / "Mixed.md").write_text(f"{note}- [[XLU]]\n{later}")
    asked = ("rotation", "--detect", "--json", "--as-of")
    whole = thesis(*asked, "2026-02-04", "--since", "2026-01-02").json
    assert (whole["sessions"], whole["by_members"]) == (23, ["Mixed"])
    assert whole["days"]
    for found in whole["days"]:
        (alone,) = thesis(*asked, found["date"]).json["days"]
        assert (found["dispersion"], found["into"]) == (alone["dispersion"], alone["into"])


def test_without_groups_it_is_said_where_they_come_from(thesis: Command, write: Write) -> None:
    """A vault that has prices and no rotation is sent to look for one, and told what that needs."""
    head = "# symbol: {}\n# currency: USD\n# adjusted: no\n"
    head += "date,open,high,low,close,adj_close,volume,dividend,split\n"
    closes = "".join(f"2026-01-{day:02},,,,{100 + day},,,,\n" for day in (5, 6, 7, 8, 9))
    write(
        {
            "Long A.md": "---\ntype: thesis\nside: long\nticker: AAA\n---\n",
            "prices/AAA.csv": head.format("AAA") + closes,
            "prices/SPY.csv": head.format("SPY") + closes,
        }
    )
    status = thesis("status", "--as-of", "2026-01-09").out
    assert "`thesis rotation --detect` looks for one" in status
    told = thesis("rotation", "--detect", "--as-of", "2026-01-09").out
    assert "0 of 3 groups with prices" in told and "`sector: Utilities`" in told
