"""`thesis rotation` on the data of 2020: quadrants, the plot, the picture, the correlations."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy
import pytest
from wcwidth import wcswidth

from .conftest import Command, run

DAY = ("--as-of", "2020-11-30")
QUADRANTS = {
    "Big technology": "leading",
    "Consumer Staples": "improving",
    "Energy": "weakening",
    "Financials": "weakening",
    "Healthcare": "improving",
    "Stay-at-home": "improving",
}


def document(*options: str) -> Any:
    done = run("rotation", "--json", *options)
    assert (done.code, done.err) == (0, "")
    return done.json


def test_the_document(reading: Path) -> None:
    found = document(*DAY)
    assert list(found) == [
        "schema",
        "as_of",
        "benchmark",
        "period",
        "groups",
        "correlations",
        "rotations",
    ]
    assert (found["as_of"], found["benchmark"], found["period"]) == ("2020-11-30", "SPX", "weekly")
    assert {group["name"]: group["quadrant"] for group in found["groups"]} == QUADRANTS
    for group in found["groups"]:
        assert list(group) == ["name", "symbols", "quadrant", "points", "excluded", "reason"]
        assert len(group["points"]) == 12
        assert group["points"][-1]["date"] == "2020-11-30"
        assert list(group["points"][-1]) == ["date", "rs", "ratio", "momentum", "quadrant"]
    short = document(*DAY, "--baskets", "Big technology", "--length", "3")["groups"][0]["points"]
    for point, other in zip(short, found["groups"][0]["points"][-3:], strict=True):
        assert point["date"] == other["date"]
        assert point["ratio"] == pytest.approx(other["ratio"], abs=1e-9)
        assert point["momentum"] == pytest.approx(other["momentum"], abs=1e-9)


def closes(root: Path) -> dict[str, dict[str, float]]:
    path = root / "prices" / "us-stocks-2019-10-to-2021-02.csv"
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    header = lines[0].split(",")
    found: dict[str, dict[str, float]] = {name: {} for name in header[1:]}
    for line in lines[1:]:
        day, *cells = line.split(",")
        for name, cell in zip(header[1:], cells, strict=True):
            found[name][day] = float(cell)
    return found


@pytest.mark.parametrize("period", ["daily", "weekly"])
def test_a_quadrant_by_hand(reading: Path, period: str) -> None:
    """100 P / B; its z-score over 14 periods; the z-score over 14 of that ratio's change."""
    [group] = document(*DAY, "--baskets", "Exxon Mobil", "--period", period)["groups"]
    held = closes(reading)
    days = [day for day in held["SPX"] if day <= "2020-11-30"]
    if period == "weekly":
        import datetime as dt

        week = [dt.date.fromisoformat(day).isocalendar()[:2] for day in days]
        days = [
            day for at, day in enumerate(days) if at + 1 == len(days) or week[at] != week[at + 1]
        ]
    rs = numpy.array([held["XOM"][day] / held["SPX"][day] for day in days])

    def score(values: Any) -> Any:
        return numpy.array(
            [
                (part[-1] - part.mean()) / part.std()
                for at in range(14, len(values) + 1)
                for part in [values[at - 14 : at]]
            ]
        )

    ratio = score(rs)
    momentum = score(numpy.diff(ratio))
    assert group["points"][-1]["ratio"] == pytest.approx(100 + ratio[-1], abs=1e-9)
    assert group["points"][-1]["momentum"] == pytest.approx(100 + momentum[-1], abs=1e-9)
    assert group["points"][-5]["momentum"] == pytest.approx(100 + momentum[-5], abs=1e-9)


def test_the_correlation_by_hand(reading: Path) -> None:
    found = {item["name"]: item for item in document(*DAY)["correlations"]}
    item = found["Financials"]
    held = closes(reading)
    days = [day for day in held["SPX"] if day <= "2020-11-30"][-64:]
    returns = [
        numpy.diff([held[name][day] for day in days]) / [held[name][day] for day in days[:-1]]
        for name in ("BAC", "JPM")
    ]
    assert (item["symbols"], item["window"]) == (["BAC", "JPM"], 63)
    assert item["points"][-1]["date"] == "2020-11-30"
    assert item["points"][-1]["mean_correlation"] == pytest.approx(
        float(numpy.asarray(numpy.corrcoef(numpy.array(returns)))[0, 1])
    )
    assert "Energy" in found and "Consumer Staples" not in found


@pytest.mark.parametrize("columns", [60, 80])
def test_the_plot_fits_and_shows_each_group(
    reading: Path, thesis: Command, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = thesis("rotation", *DAY).out
    lines = shown[shown.index("RS quadrants") :].splitlines()
    table = lines[: lines.index("Mean pairwise correlation over 63 sessions")]
    assert all(wcswidth(line) <= columns for line in table)
    assert lines[0] == "RS quadrants as of 2020-11-30, weekly, against SPX"
    end = next(at for at, line in enumerate(lines) if line.startswith("  lagging"))
    plot = lines[2:end]
    across = next(at for at, line in enumerate(plot) if "┼" in line)
    middle = plot[across].index("┼")
    for mark, (name, quadrant) in zip("ABCDEF", QUADRANTS.items(), strict=True):
        [at] = [at for at, line in enumerate(plot) if mark in line]
        above, right = at <= across, plot[at].index(mark) >= middle
        place = {(1, 1): "leading", (1, 0): "improving", (0, 1): "weakening", (0, 0): "lagging"}
        assert place[above, right] == quadrant, name
        row = next(line for line in lines if line.startswith(f"{mark}  "))
        assert name in row and quadrant in row
    assert "  Financials: 0.94 over 2 names" in "\n".join(lines)


NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}


def test_the_picture_is_xml_and_names_every_group(
    sample: Path, thesis: Command, tmp_path: Path
) -> None:
    (sample / "Sectors" / "R&D <bold> “x”.md").write_text("---\ntype: sector\nsymbol: BAC\n---\n")
    picture = tmp_path / "out.svg"
    done = thesis("rotation", *DAY, "--svg", str(picture))
    assert (done.code, done.out) == (0, f"Drawn: {picture}\n")
    root = ET.fromstring(picture.read_text(encoding="utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    words = [(text.text or "").lstrip("+− ") for text in root.iterfind("svg:text", NAMESPACE)]
    assert {*QUADRANTS, "R&D <bold> “x”"} <= set(words)
    assert root.find("svg:style", NAMESPACE) is not None


def test_a_picture_that_cannot_be_written(reading: Path, thesis: Command) -> None:
    done = thesis("rotation", *DAY, "--svg", "no/such/folder.svg")
    assert done.code in (2, 4)
    assert "no/such/folder.svg" in done.err


def test_a_picture_and_the_document_at_once(reading: Path, thesis: Command, tmp_path: Path) -> None:
    done = thesis("rotation", *DAY, "--svg", str(tmp_path / "x.svg"), "--json")
    assert (done.code, done.out) == (2, "")


def test_a_picture_replaces_a_picture_and_nothing_else(
    reading: Path, thesis: Command, tmp_path: Path
) -> None:
    picture = tmp_path / "x.svg"
    few = (*DAY, "--baskets", "Energy")
    for _ in range(2):
        assert thesis("rotation", *few, "--svg", str(picture)).code == 0
    before = (reading / "Home.md").read_bytes()
    done = thesis("rotation", *few, "--svg", "Home.md")
    assert (done.code, done.out) == (4, "")
    assert (reading / "Home.md").read_bytes() == before


def test_correlations_fit_in_60_columns(
    reading: Path, thesis: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert all(wcswidth(line) <= 60 for line in thesis("rotation", *DAY).out.splitlines())


def test_rs_does_not_depend_on_how_many_points_are_asked_for(reading: Path) -> None:
    one, two = (
        document(*DAY, "--baskets", "Energy", "--length", length)["groups"][0]["points"][-1]
        for length in "39"
    )
    assert one["rs"] == pytest.approx(two["rs"])


def test_only_the_groups_named(reading: Path) -> None:
    found = document(*DAY, "--baskets", "Energy, Financials")
    assert [group["name"] for group in found["groups"]] == ["Energy", "Financials"]


@pytest.mark.parametrize("name", ["No such group", "Home"])
def test_other_names(reading: Path, thesis: Command, name: str) -> None:
    done = thesis("rotation", *DAY, "--baskets", name)
    assert (done.code, done.out) == (2, "")
    assert name in done.err


def test_short_history_has_no_quadrant_and_says_why(reading: Path, thesis: Command) -> None:
    groups = {group["name"]: group for group in document()["groups"]}
    assert groups["Defense"]["quadrant"] is None
    assert "3 weeks of prices; a quadrant needs 28" in groups["Defense"]["reason"]
    shown = thesis("rotation").out
    assert " ".join(shown.split()).count("3 weeks of prices; a quadrant needs 28") == 1
    some = thesis("rotation", "--baskets", "Defense").out
    assert "Defense: no quadrant; 3 weeks of prices" in some
    assert all(wcswidth(line) <= 80 for line in shown.splitlines())


def test_a_vault_without_prices(sample: Path, thesis: Command) -> None:
    for path in (sample / "prices").glob("*.csv"):
        path.unlink()
    assert "No group has prices" in thesis("rotation").out
    assert document()["groups"] == []


def test_two_groups_on_one_spot_are_both_to_be_seen(sample: Path, thesis: Command) -> None:
    (sample / "Sectors" / "Twin.md").write_text("---\ntype: sector\nmembers: [JNJ]\n---\n")
    (sample / "Sectors" / "Twins.md").write_text("---\ntype: sector\nsymbol: JNJ\n---\n")
    (sample / "Sectors" / "Twinned.md").write_text("---\ntype: sector\nsymbol: JNJ\n---\n")
    lines = thesis("rotation", *DAY, "--baskets", "Twins,Twinned").out.splitlines()
    end = next(at for at, line in enumerate(lines) if line.startswith("  lagging"))
    plot = "".join(lines[2:end])
    assert "A" in plot and "B" in plot
