"""What the first screen of a review says: counts, urgency, the reason, what to do; and no more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from click.testing import CliRunner

from thesisvault.cli.main import thesis as group
from thesisvault.render.sparkline import sparkline

from .conftest import Command, Write

AS_OF = ("--as-of", "2026-03-10")


def note(properties: str, body: str = "") -> str:
    return f"---\ntype: thesis\ncreated: 2026-01-02\nopened: 2026-01-05\n{properties}---\n\n{body}"


def wires(*rows: str) -> str:
    return "| Signal | Condition | Action |\n|---|---|---|\n" + "".join(
        f"| Stop | `{row.partition(':')[0]}` | {row.partition(':')[2]} |\n" for row in rows
    )


def closes(*values: float, start: int = 2) -> str:
    days = range(start, start + len(values))
    return "Date,Close\n" + "".join(
        f"2026-03-{day:02},{value}\n" for day, value in zip(days, values, strict=True)
    )


ROTATION = """\
---
type: rotation
created: 2026-03-05
started: 2026-03-05
---

| Flow | Detail |
|---|---|
| Into | [[Teas]] |

| Thesis | Impact |
|---|---|
| [[Long pressed]] | Strong headwind, and it will last for years |
| [[Long torn]] | Mixed — demand real |
"""
HOLDS = "| Exposure | Weight |\n|---|---|\n| [[Leaf]] | 100 |\n\n"
NOTES = {
    "Theses/Long broken.md": note("", HOLDS + wires("LEAF close < 10:Sell half")),
    "Theses/Long pressed.md": note("review: 2026-03-01\n"),
    "Theses/Long torn.md": note(""),
    "Theses/Long late.md": note("review: 2026-03-02\n"),
    "Theses/Long tea.md": note("", HOLDS + wires("ROOT close < 3:", "crop < 4:")),
    "Theses/Long nothing.md": note(""),
    "Stocks/Leaf.md": '---\ntype: stock\nsymbol: LEAF\ngroups: ["[[Teas]]"]\n---\n',
    "Sectors/Teas.md": "---\ntype: sector\n---\n",
    "Rotations/Spring.md": ROTATION,
    "prices/LEAF.csv": closes(11, 9, 9, 11, 11, 11, 11),
    "prices/SPY.csv": closes(*[100.0] * 7),
}


def rows(shown: str) -> list[str]:
    """The names of the table's rows, in their order."""
    return re.findall(r"^[ !] (Long \w+) +[-+±=?] \w+", shown, re.MULTILINE)


@pytest.fixture
def shown(thesis: Command, write: Write) -> str:
    write(NOTES)
    return thesis("status", *AS_OF).out


def test_the_most_urgent_stand_first_and_the_unknown_last(shown: str) -> None:
    expected = ["broken", "pressed", "torn", "late", "tea", "nothing"]
    assert rows(shown) == [f"Long {name}" for name in expected]


def test_each_row_says_why_and_what_to_do(shown: str) -> None:
    flat = " ".join(shown.split())
    assert "LEAF close < 10 broke 3 Mar: sell half" in flat
    assert "“Strong headwind…”; review it (due 1 Mar)" in flat
    assert "Long late ? unknown review it (due 2 Mar)" in flat
    assert "Long nothing ? unknown no evidence" in flat


def test_two_lines_count_what_there_is(shown: str) -> None:
    first, second, *_ = shown.splitlines()
    assert first == "6 theses on 2026-03-10: 1 pressured · 1 mixed · 2 supported · 2 unknown"
    assert second == "1 tripwire broken · 2 of 3 tripwires not watched · 2 reviews overdue"


def test_all_lists_what_is_not_watched_with_the_reason(thesis: Command, write: Write) -> None:
    write(NOTES)
    flat = " ".join(thesis("status", "--all", *AS_OF).out.split())
    assert "Long tea: `ROOT close < 3`: ROOT: no prices" in flat
    assert re.search(r"Long tea: `crop < 4`: \S.* is recorded\. :\d+ ", flat)


def test_prices_that_have_ended_are_said_in_the_first_line(thesis: Command, write: Write) -> None:
    write(NOTES)
    first = thesis("status", "--as-of", "2026-07-22").out.splitlines()[0]
    assert first.startswith("Prices end 2026-03-08 (136 days ago): 1 tripwire is not watched.")
    document = thesis("status", "--as-of", "2026-07-22", "--json").json
    assert document["stale_prices"] == {"last": "2026-03-08", "days": 136, "tripwires": 1}
    assert thesis("status", *AS_OF, "--json").json["stale_prices"] is None


def test_a_vault_without_prices_says_so_in_the_first_line(thesis: Command, write: Write) -> None:
    write({path: text for path, text in NOTES.items() if not path.startswith("prices/")})
    first = thesis("status", *AS_OF).out.splitlines()[0]
    assert first == "No prices: 2 tripwires are not watched. `thesis prices fetch`"
    document = thesis("status", *AS_OF, "--json").json
    assert document["stale_prices"] == {"last": None, "days": None, "tripwires": 2}


def test_the_document_has_the_order_of_the_page_and_null_for_unknown(
    thesis: Command, write: Write, shown: str
) -> None:
    document = thesis("status", *AS_OF, "--json").json
    assert [item["thesis"] for item in document["theses"]] == rows(shown)
    by_name: dict[str, Any] = {item["thesis"]: item for item in document["theses"]}
    unknown = by_name["Long nothing"]
    assert (unknown["score"], unknown["positive"], unknown["negative"]) == (None, None, None)
    assert by_name["Long broken"]["urgency"] == "broken"
    assert document["counts"]["not_watched"] == len(document["not_watched"]) == 2
    assert document["not_watched"][0]["path"] == "Theses/Long tea.md"


def test_a_score_on_one_class_of_evidence_is_weak(thesis: Command, write: Write) -> None:
    write(NOTES)
    assert re.search(r"Long tea +\+ supported weak  ", thesis("status", *AS_OF).out)
    assert re.search(r"score about \+\d0 \(weak\)", thesis("status", "Long tea", *AS_OF).out)


def test_a_stock_stands_for_the_theses_that_hold_it(thesis: Command, write: Write) -> None:
    write(NOTES)
    run = thesis("status", "LEAF", *AS_OF)
    assert rows(run.out) == ["Long broken", "Long tea"]
    assert "pressed" not in run.out


def test_a_place_is_written_once_a_note_and_taken_by_open_and_explain(
    thesis: Command, write: Write
) -> None:
    write(NOTES)
    out = thesis("status", "Long pressed", *AS_OF).out
    (place,) = set(re.findall(r" (Spring:\d+)$", out, re.MULTILINE)) - {"Spring:1"}
    assert thesis("open", "--print", place).out == f"Rotations/{place.replace(':', '.md:')}\n"
    assert thesis("explain", place, *AS_OF).out.startswith("Long pressed · pressured")
    flow = thesis("explain", "Spring:9", *AS_OF)
    assert flow.code == 0
    assert "Long broken" in flow.out and "Long tea" in flow.out


def test_a_name_of_two_notes_is_shown_by_its_path(thesis: Command, write: Write) -> None:
    write({**NOTES, "Archive of mine/Spring.md": "# Spring\n"})
    out = thesis("status", "Long pressed", *AS_OF).out
    assert re.search(r" Rotations/Spring\.md:\d+$", out, re.MULTILINE)


def test_since_shows_the_changes_only(thesis: Command, write: Write) -> None:
    write(NOTES)
    out = thesis("status", "--since", "7d", *AS_OF).out
    assert out.startswith("Changed since 2026-03-03\n  Long broken: unknown → supported\n")
    assert "VERDICT" not in out


def test_what_needs_doing_is_listed_by_urgency(thesis: Command, write: Write) -> None:
    write(NOTES)
    lines = thesis("status", "--attention", *AS_OF).out.splitlines()
    marked = [line for line in lines if line.startswith("! ")]
    assert "broke on 2026-03-03" in marked[0]
    assert "review was due on 2026-03-01" in marked[1]


def test_failed_claims_are_one_line_that_says_where_they_are_listed(
    thesis: Command, write: Write
) -> None:
    moves = "\n| Stock | Move |\n|---|---|\n| [[Leaf]] | +9% |\n| LEAF | +8% |\n"
    write({**NOTES, "Rotations/Spring.md": ROTATION + moves})
    out = thesis("status", "--attention", *AS_OF).out
    codes = [item["code"] for item in thesis("status", *AS_OF, "--json").json["attention"]]
    failed = codes.count("claim-failed")
    assert codes[-failed:] == ["claim-failed"] * failed
    assert failed
    assert out.count("thesis claims") == 1


def test_red_is_for_what_broke_or_is_pressured_and_yellow_for_what_is_overdue(
    write: Write,
) -> None:
    write(NOTES)
    out = CliRunner().invoke(group, ["status", *AS_OF], color=True).output
    red, yellow = (" ".join(re.findall(rf"\x1b\[{code}m(.*?)\x1b\[0m", out)) for code in (31, 33))
    for said in ("1 tripwire broken", "LEAF close < 10", "- pressured", "“Strong"):
        assert said in red
    for said in ("2 reviews overdue", "review it (due 2 Mar)"):
        assert said in yellow
    assert "mixed" not in red + yellow


def test_a_vault_that_was_not_understood_is_not_said_to_need_nothing(
    thesis: Command, write: Write
) -> None:
    write({"Ideas.md": "| Tickr | Stp | Entri |\n|---|---|---|\n| LEAF | 9 | 12 |\n"})
    out = thesis("status").out
    assert "1 place in the notes not understood: `thesis survey`" in out
    assert "Nothing needs attention" not in out
    assert thesis("status", "--json").json["counts"]["not_understood"] == 1


def test_what_is_unknown_alike_is_folded_where_there_is_no_room(
    thesis: Command, write: Write
) -> None:
    write({f"Long {number}.md": "#thesis\n" for number in range(20)})
    assert "and 17 others unknown for the same reason: `thesis status --all`" in (
        thesis("status").out
    )
    assert len(rows(thesis("status", "--all").out)) == 20


def test_the_score_so_far_names_the_note_that_turned_it(thesis: Command, write: Write) -> None:
    second = ROTATION.replace("2026-03-05", "2026-03-08").replace("Strong headwind", "Tailwind")
    write({**NOTES, "Rotations/Turn.md": second.replace("[[Long torn]] | Mixed", "[[Z]] | Tailw")})
    (history,) = thesis("status", "-v", "Long pressed", *AS_OF, "--json").json["history"]
    assert [point["day"] for point in history["points"]] == [
        "2026-03-05",
        "2026-03-08",
        "2026-03-10",
    ]
    assert [point["name"] for point in history["points"]] == ["Spring", "Turn", ""]
    assert re.search("[▁-█]{3} from 2026-03-05; ", thesis("status", "Long pressed", *AS_OF).out)


@pytest.mark.parametrize(
    ("values", "bounds", "expected"),
    [
        ([], (None, None), ""),
        ([1, 2, 3], (None, None), "▁▅█"),
        ([5, 5], (None, None), "▅▅"),
        ([-100, 0, 100, 300], (-100, 100), "▁▅██"),
        ([None, -100, None], (-100, 100), "·▁·"),
        ([None], (None, None), "·"),
    ],
)
def test_a_sparkline(
    values: list[float | None], bounds: tuple[float | None, float | None], expected: str
) -> None:
    assert sparkline(values, *bounds) == expected


def test_nothing_to_do_is_said_where_most_verdicts_are_known(thesis: Command, write: Write) -> None:
    def out(known: int, unknown: int) -> str:
        names = [f"Long {number}" for number in range(known + unknown)]
        rows = "".join(f"| [[{name}]] | supports |\n" for name in names[:known])
        write(
            {
                "Rotations/R.md": "---\ndate: 2026-03-02\n---\n\n| Thesis | Impact |\n|---|---|\n"
                + rows,
                **{f"Theses/{name}.md": note("") for name in names},
            }
        )
        return thesis("status", *AS_OF).out

    assert "Nothing needs attention." in out(2, 1)
    assert "Nothing needs attention." not in out(1, 2)
