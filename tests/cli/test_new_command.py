"""Notes from tickers, and from names that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.cli.commands.new import chosen
from thesisvault.model.errors import UsageFault

from .conftest import Command, Write
from .terminal import THESIS, terminal


@pytest.mark.parametrize("ticker", ["CRWD", "BRK.B", "ON", "F"])
def test_a_stock_from_its_ticker(thesis: Command, sample: Path, ticker: str) -> None:
    run = thesis("new", "stock", ticker)
    assert (run.code, run.out) == (0, f"Stocks/{ticker}.md\n")
    assert run.err == f"Its symbol is {ticker}.\n"
    assert thesis("links", ticker).code == 0
    assert thesis("check", ticker, "--json").json["diagnostics"] == []
    notes = thesis("export", "json").json["nodes"]
    assert any(node.get("path") == f"Stocks/{ticker}.md" for node in notes)
    text = (sample / "Stocks" / f"{ticker}.md").read_text(encoding="utf-8")
    assert text.count("symbol:") == 1
    assert text.count(f"# {ticker}\n") == 1


def test_a_symbol_is_read_back_as_it_was_given(thesis: Command, sample: Path) -> None:
    thesis("new", "stock", "ON", "--name", "ON Semiconductor")
    assert thesis("open", "--print", "on").out == "Stocks/ON Semiconductor.md\n"
    assert "# ON Semiconductor" in (sample / "Stocks" / "ON Semiconductor.md").read_text("utf-8")


@pytest.mark.parametrize("title", ["NVIDIA2", "Apple", "Visa Inc", "crwd", "VISAXY"])
def test_a_name_that_is_no_ticker_has_no_symbol(thesis: Command, write: Write, title: str) -> None:
    write({"A.md": "x"})
    run = thesis("new", "stock", title)
    assert (run.code, run.err) == (0, "")
    assert "symbol:\n" in Path(run.out.strip()).read_text(encoding="utf-8")


def test_a_symbol_with_prices_is_known_by_them(thesis: Command, write: Write) -> None:
    write({"A.md": "x", "prices/VOLVO-B.csv": "Date,Close\n2026-01-08,1\n"})
    assert thesis("new", "stock", "volvo-b").out == "Stocks/VOLVO-B.md\n"


def test_a_symbol_that_a_note_has_is_refused(thesis: Command, sample: Path) -> None:
    run = thesis("new", "stock", "nvda", "--name", "Nvidia two")
    assert run.code == 2
    assert "thesis open Stocks/NVIDIA.md" in run.err
    assert not (sample / "Stocks" / "Nvidia two.md").exists()


def test_an_index_has_a_symbol_too(thesis: Command, write: Write) -> None:
    write({"A.md": "x"})
    thesis("new", "index", "QQQ", "--name", "Nasdaq 100")
    text = Path("Sectors/Nasdaq 100.md").read_text(encoding="utf-8")
    assert "\nsymbol: QQQ\n" in text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("# {{title}}\n", "---\nsymbol: X\n---\n# X\n"),
        ("---\ntype: stock\n---\n# {{title}}\n", "---\ntype: stock\nsymbol: X\n---\n# X\n"),
        ("---\nsymbol: \ntype: stock\n---\n", "---\nsymbol: X\ntype: stock\n---\n"),
        ("---\nsymbol: '{{title}}'\n---\n", "---\nsymbol: 'X'\n---\n"),
    ],
)
def test_the_vaults_own_template(
    thesis: Command, write: Write, template: str, expected: str
) -> None:
    write({"templates/stock.md": template})
    thesis("new", "stock", "X")
    assert Path("Stocks/X.md").read_text(encoding="utf-8") == expected


PLACEHOLDERS = {
    "Home.md": "[[Long Tea]] [[Cocoa]] [[Ideas/Rice]] ![[chart.PNG]] [[../out]] [[.hidden/x]]\n",
    "Other.md": "[[long tea]] [[Long Tea]] [[Rice]]\n",
    "Rotation.md": "---\ntype: rotation\ncreated: 2026-01-01\n---\n\n"
    "| Thesis | Impact |\n|---|---|\n| Short rates | Tailwind |\n",
}


def test_names_without_a_note_are_listed_by_their_links(thesis: Command, write: Write) -> None:
    write(PLACEHOLDERS)
    run = thesis("new", "--missing")
    rows = [line.split() for line in run.out.splitlines()[1:]]
    assert rows[0] == ["1", "Long", "Tea", "thesis", "3", "times"]
    named = {" ".join(row[1:-3]): row[-3] for row in rows}
    assert named["Short rates"] == "thesis"
    assert named["Cocoa"] == named["Rice"] == "concept"
    assert "chart.PNG" not in named
    assert run.code == 0
    assert not Path("Theses").exists()
    assert "--yes" in run.err


def test_all_of_a_kind_are_made(thesis: Command, write: Write) -> None:
    write(PLACEHOLDERS)
    run = thesis("new", "--missing", "--kind", "thesis", "--yes")
    assert run.out.splitlines() == ["Theses/Long Tea.md", "Theses/Short rates.md"]
    assert thesis("list", "--placeholders").out.count("thesis") == 0


def test_what_cannot_be_made_is_named_and_the_rest_is_made(thesis: Command, write: Write) -> None:
    write(PLACEHOLDERS)
    run = thesis("new", "--missing", "--kind", "concept", "--yes")
    assert run.code == 2
    assert set(run.out.splitlines()) == {"Ideas/Rice.md", "Concepts/Cocoa.md"}
    assert run.err.count("thesis: ") == 2
    assert not (Path.cwd().parent / "out.md").exists()


def test_of_very_many_missing_notes_the_most_linked_are_made_first(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thesisvault.cli.commands.new.MOST_AT_ONCE", 2)
    names = ("Zinc", "Tin", "Tin", "Ore", "Zinc", "Zinc", "Lead")
    write({"Log.md": " ".join(f"[[{name}]]" for name in names)})
    run = thesis("new", "--missing", "--kind", "concept", "--yes")
    assert (run.out, run.code) == ("Concepts/Zinc.md\nConcepts/Tin.md\n", 0)
    assert "2 names less often linked left: the same command goes on." in run.err
    run = thesis("new", "--missing", "--kind", "concept", "--yes")
    assert run.out == "Concepts/Lead.md\nConcepts/Ore.md\n" and "left" not in run.err


def test_at_a_terminal_some_are_chosen(write: Write) -> None:
    vault = write(PLACEHOLDERS)
    with terminal(*THESIS, "new", "--missing") as found:
        found.wait_for("Create which")
        found.send("1\n")
        assert "Theses/Long Tea.md" in found.finish()
        assert found.process.wait() == 0
    assert [path.name for path in (vault / "Theses").iterdir()] == ["Long Tea.md"]


def test_at_a_terminal_none_is_the_default(write: Write) -> None:
    vault = write(PLACEHOLDERS)
    with terminal(*THESIS, "new", "--missing") as found:
        found.wait_for("Create which")
        found.send("\n")
        found.finish()
        assert found.process.wait() == 0
    assert not (vault / "Theses").exists()


def test_a_note_is_spelled_as_its_links_are(thesis: Command, write: Write) -> None:
    write(PLACEHOLDERS)
    assert thesis("new", "thesis", "LONG TEA").out == "Theses/Long Tea.md\n"
    assert thesis("new", "concept", "unheard OF").out == "Concepts/unheard OF.md\n"


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("", []),
        ("none", []),
        ("all", [1, 2, 3, 4]),
        ("2", [2]),
        ("1 3-4", [1, 3, 4]),
        ("3,1, 3", [3, 1]),
    ],
)
def test_answers(answer: str, numbers: list[int]) -> None:
    assert list(chosen(answer, 4)) == numbers


@pytest.mark.parametrize("answer", ["5", "0", "3-1", "x", "-1", "1-"])
def test_answers_that_are_none(answer: str) -> None:
    with pytest.raises(UsageFault):
        chosen(answer, 4)


def test_the_editor_opens_the_new_note(
    thesis: Command, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    assert thesis("new", "thesis", "Long copper", "--edit").code == 0
    monkeypatch.delenv("VISUAL")
    run = thesis("new", "thesis", "Long tin", "--edit")
    assert (run.code, run.out) == (2, "Theses/Long tin.md\n")
    assert "$VISUAL" not in run.out and "VISUAL" in run.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("stock",),
        ("--yes",),
        ("--kind", "stock"),
        ("--missing", "stock"),
        ("--missing", "--edit"),
    ],
)
def test_what_does_not_go_together(
    thesis: Command, reading: Path, arguments: tuple[str, ...]
) -> None:
    run = thesis("new", *arguments)
    assert (run.code, run.out) == (2, "")
    assert "thesis new" in run.err or "--missing" in run.err
