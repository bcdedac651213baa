"""What somebody types who has read nothing but README, and what the screen answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from wcwidth import wcswidth

from thesisvault.cli import text as cli_text
from thesisvault.cli.group import COMMANDS, MEANT
from thesisvault.render.lines import Page

from .conftest import Command, Write

TEA = {
    "Theses/Long tea growers.md": (
        "---\ntype: thesis\nopened: 2026-01-05\n---\n# Long tea growers\n\n"
        "| Exposure | Weight | Side |\n|---|---|---|\n| [[TEA]] | 100 | long |\n"
    ),
    "Stocks/TEA.md": "---\ntype: stock\nsymbol: TEA\n---\n# TEA\n",
    "Concepts/Tea shortage.md": "---\ntype: concept\naliases: [Tea]\n---\n# Tea shortage\n",
    "Concepts/Growers.md": "---\ntype: concept\n---\n# Growers\n",
    "Daily.md": "## Tea shortage again\n\nThe Tea shortage lasts.\n",
}


@pytest.mark.parametrize("word", sorted(MEANT))
def test_a_word_of_other_programs_names_the_command_meant(thesis: Command, word: str) -> None:
    assert MEANT[word].split()[0] in COMMANDS
    assert thesis(word).err == (f"thesis: No command `{word}`. Did you mean `{MEANT[word]}`?\n")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("explain", "Long", "tea"), "thesis explain 'Long tea'"),
        (("mentions", "Tea", "in", "China"), "thesis mentions 'Tea in China'"),
        (("new", "thesis", "Long", "tea"), "thesis new thesis 'Long tea'"),
    ],
)
def test_a_name_without_its_quotes(thesis: Command, typed: tuple[str, ...], meant: str) -> None:
    run = thesis(*typed)
    assert run.code == 2
    assert f"A name of several words needs quotes: `{meant}`." in run.err


def test_too_many_words_where_no_one_name_is_meant(thesis: Command) -> None:
    assert thesis("rename", "Tea", "in", "Java").err == (
        "thesis: Too many words: `Java`. A name of several words needs quotes. "
        "`thesis help rename` shows how.\n"
    )
    assert thesis("survey", "tea").err.startswith("thesis: Too many words: `tea`. `thesis help")


def test_a_reading_command_takes_the_words_together_and_says_so(
    thesis: Command, write: Write
) -> None:
    write(TEA)
    run = thesis("status", "Long", "tea", "growers")
    assert run.code == 0
    assert "`Long tea growers` is taken as one name" in run.err
    assert thesis("check", "TEA", "Growers").err == ""  # two notes: no guess


def test_rename_without_quotes_is_refused(thesis: Command, write: Write) -> None:
    folder = write(TEA)
    run = thesis("rename", "tea", "shortage")
    assert run.code == 2
    assert "`tea shortage` is one name, of `Tea shortage`" in run.err
    assert (folder / "Concepts/Tea shortage.md").exists()


def test_a_command_about_theses_takes_a_thesis_before_a_concept(
    thesis: Command, write: Write
) -> None:
    write(TEA)
    for command in ("explain", "status", "log"):
        run = thesis(command, "growers")
        assert run.code == 0, run.err
        assert "Using Theses/Long tea growers.md for `growers`." in run.err
    refused = thesis("log", "growers", "Bought.")  # a command that writes asks, or refuses
    assert refused.code == 2
    assert "No thesis is named exactly `growers`" in refused.err


def test_what_several_theses_hold_still_means_all_of_them(thesis: Command, reading: Path) -> None:
    assert "2 theses on" in thesis("status", "nvidia").out
    assert thesis("explain", "nvidia").out.startswith("Long NVIDIA ")


def test_undo_takes_links_back(thesis: Command, write: Write) -> None:
    folder = write(TEA)
    before = (folder / "Daily.md").read_bytes()
    run = thesis("mentions", "Tea shortage", "--link", "--yes")
    assert "`thesis undo` takes it back." in run.err
    linked = (folder / "Daily.md").read_text().splitlines()
    assert linked[2] == "The [[Tea shortage]] lasts."
    assert linked[0] == "## Tea shortage again"  # what other links point at
    assert "Daily.md" in thesis("undo").out
    assert (folder / "Daily.md").read_bytes() == before


def test_a_line_in_a_log_says_how_to_take_it_back(thesis: Command, write: Write) -> None:
    write(TEA)
    assert "`thesis undo` takes it back." in thesis("log", "Long tea growers", "Bought.").err


def test_fewer_rows_and_how_many_are_left(thesis: Command, reading: Path) -> None:
    whole, short = thesis("status", "--json").json, thesis("status", "-n", "2", "--json").json
    assert short["theses"] == whole["theses"][:2]
    assert short["counts"] == whole["counts"]
    assert f"  and {len(whole['theses']) - 2} more\n" in thesis("status", "--limit", "2").out
    assert "  and " in thesis("status", "--attention", "-n", "1").out
    listed = thesis("list", "stocks", "-n", "3")
    assert len(listed.out.splitlines()) == 4
    assert "Shown: 3 of 30 notes." in listed.err
    assert "3 of" in thesis("search", "tea OR copper", "-n", "3").out


def test_the_head_of_a_review_counts_what_it_names_and_fits(thesis: Command, reading: Path) -> None:
    first, second, *rest = thesis("status").out.splitlines()
    verdicts = [int(part.split()[0]) for part in first.partition(": ")[2].split(" · ")]
    assert sum(verdicts) == int(first.split()[0])
    assert second.startswith("1 tripwire broken · ")
    assert any(line.startswith("  HELD WITHOUT A THESIS") for line in rest)
    listed = thesis("status", "--attention").out.splitlines()
    assert listed[1] == "1 position without a thesis: 1 pressured"
    assert all(wcswidth(line) <= 80 for line in (first, second, *rest))


def test_short_texts_that_have_no_room_begin_a_new_line() -> None:
    page = Page(width=12)
    page.listed(["1 broken", ("2 near", "yellow"), "3 far"])
    page.listed([])
    assert page.lines == [("1 broken",), (("2 near", "yellow"),), ("3 far",)]


def test_a_named_thesis_shows_its_tripwires_watched_or_not(thesis: Command, reading: Path) -> None:
    run = thesis("status", "Long NVIDIA")
    assert "tripwire watched: `NVDA close < 150`, 23.2% away" in run.out
    assert "1 of 4 tripwires not watched" in run.out
    assert "`relative return(10) < -0.08`: the basket" in run.out
    copper = thesis("status", "Long copper producers").out
    assert "not understood" not in copper  # it counts the places of all notes


def test_a_tripwire_that_broke_is_a_change(thesis: Command, reading: Path) -> None:
    run = thesis("status", "--since", "7d")
    assert "`ORCL close < 190` broke on 2026-01-08" in run.out
    assert "broke on" not in thesis("status", "--since", "2026-01-08").out
    alone = thesis("status", "Long NVIDIA", "--since", "7d").out
    assert "broke on" not in alone


def test_names_in_a_list_are_whole_before_their_paths(
    thesis: Command, write: Write, reading: Path
) -> None:
    run = thesis("list", "theses")
    assert "Long small caps on quality and value" in run.out
    assert "…" not in run.out
    write({f"{folder}/{'a' * 60}.md": "" for folder in ("One", "Two")})
    assert "PATH" in thesis("list").out  # which tells them apart


def test_the_first_thesis_and_what_comes_next(thesis: Command, write: Write) -> None:
    write({})
    assert "put what it holds into its Exposures table" in thesis("new", "thesis", "Long tea").err
    write({"Long tea.md": TEA["Theses/Long tea growers.md"]})
    shown = thesis("status", "--as-of", "2026-02-03").out
    assert '`thesis new rotation "February 2026"`' in shown


def test_a_terminal_breaks_no_command_in_two(monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    command = "`thesis new thesis 'Long tea growers'`"
    text = f"{'A long sentence. ' * 4}{command} creates one."
    cli_text.warn(text)
    assert capsys.readouterr().err == f"{text}\n"  # a program reads one line
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    cli_text.warn(text)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert command in lines[1]


@pytest.mark.parametrize(
    "line", ["**Stop:** 150", "**Stop:** TEA below 150", "Stop loss: TEA 150", "Stop: 150"]
)
def test_a_stop_beside_the_table_of_criteria_is_watched(
    thesis: Command, write: Write, line: str
) -> None:
    table = "| Signal | Condition | Action |\n|---|---|---|\n| Low | `TEA close < 100` | sell |\n"
    remark = "These stops are for my own use; I sold at 12 once."
    note = TEA["Theses/Long tea growers.md"]
    note += f"\n## Kill criteria\n\n{table}\n{line}\n\n{remark}\n"
    write({**TEA, "Theses/Long tea growers.md": note})
    (found,) = thesis("status", "--json").json["theses"]
    assert [item["condition"] for item in found["tripwires"]] == [
        "TEA close < 100",
        "TEA close < 150",
    ]
    assert found["criteria"] == []


def test_a_stop_that_is_read_by_its_words_is_not_said_to_count_nothing(
    thesis: Command, write: Write
) -> None:
    note = TEA["Theses/Long tea growers.md"]
    named = note.replace("opened:", "stop: TEA 150\nopened:")
    vague = named.replace("TEA 150", "somewhere near 150 perhaps")
    write({**TEA, "Theses/Long tea growers.md": named})
    assert "figure-unparsed" not in thesis("check").out
    assert "TEA 150" not in thesis("survey").out.partition("Values that are not")[2]
    write({**TEA, "Theses/Long tea growers.md": vague})
    assert "somewhere near 150" in thesis("check").out


def test_criteria_in_words_are_not_passed_over(thesis: Command, write: Write) -> None:
    note = (
        TEA["Theses/Long tea growers.md"] + "\n## Kill criteria\n\n- The chief leaves\n- It rains\n"
    )
    write({**TEA, "Theses/Long tea growers.md": note, "Stocks/TEA.md": "---\ntype: stock\n---\n"})
    shown = thesis("status").out
    assert "2 criteria in words not watched: `thesis survey`\n" in shown
    assert "Nothing needs attention" not in shown


@pytest.mark.parametrize("typed", [("crowding",), ("search", "copper"), ("status", "-v")])
def test_no_line_runs_over_a_screen_of_80_columns(
    thesis: Command, reading: Path, typed: tuple[str, ...]
) -> None:
    assert all(wcswidth(line) <= 80 for line in thesis(*typed).out.splitlines())
