"""New vaults and new notes: what exists is never touched, and what is made is of use."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Command, Write


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_init_touches_nothing_that_exists(thesis: Command, sample: Path) -> None:
    (sample / "templates").mkdir(exist_ok=True)
    (sample / "templates" / "thesis.md").write_text("mine", encoding="utf-8")
    before = contents(sample)
    assert thesis("init").code == 0
    after = contents(sample)
    assert {path: after[path] for path in before} == before
    assert set(after) - set(before)
    assert "nothing changed" in thesis("init").out
    assert contents(sample) == after


def test_init_makes_the_vault_that_is_named(thesis: Command, tmp_path: Path) -> None:
    run = thesis("--vault", str(tmp_path / "named"), "init")
    assert run.code == 0 and f"--vault {tmp_path / 'named'} new" in run.out
    assert (tmp_path / "named" / ".thesis" / "config.toml").is_file()
    twice = thesis("--vault", str(tmp_path / "named"), "init", str(tmp_path / "other"))
    assert twice.code == 2 and "once" in twice.err
    assert not (tmp_path / "other").exists()


KINDS = {
    "thesis": "Theses",
    "stock": "Stocks",
    "sector": "Sectors",
    "group": "Sectors",
    "catalyst": "Catalysts",
    "rotation": "Rotations",
    "concept": "Concepts",
    "source": "Sources",
}


@pytest.mark.parametrize(("kind", "folder"), KINDS.items())
def test_a_new_note_is_of_its_kind_and_free_of_findings(
    thesis: Command, kind: str, folder: str
) -> None:
    thesis("init")
    assert thesis("new", kind, "A title").out == f"{folder}/A title.md\n"
    rows = thesis("list", "--json").json["notes"]
    (row,) = (row for row in rows if row["name"] == "A title")
    assert row["kind"] == ("sector" if kind == "group" else kind)
    assert thesis("check", "A title", "--json").json["diagnostics"] == []
    text = Path(row["path"]).read_text(encoding="utf-8")
    assert "# A title" in text
    assert "{{" not in text


def test_the_vaults_own_template_comes_first(thesis: Command, write: Write) -> None:
    write({"templates/thesis.md": "# {{title}} of {{date}}\n", "A.md": "x"})
    thesis("new", "thesis", "Long X")
    text = Path("Theses/Long X.md").read_text(encoding="utf-8")
    assert text.startswith("# Long X of 20")


@pytest.mark.parametrize("title", ["Long 银行 🏦", "Long Rohöl & Gas (2026)", "Long " + "x" * 247])
def test_titles_that_are_names(thesis: Command, write: Write, title: str) -> None:
    vault = write({"A.md": "x"})
    assert thesis("new", "thesis", title).code == 0
    assert (vault / "Theses" / f"{title}.md").is_file()


@pytest.mark.parametrize(
    "title",
    [
        *("", " ", ".", "..", ".hidden", "end.", "../out", "a/b", "a\\b", "a|b", "a#b", "a[b"),
        *("a\nb", "a\x1bb", "x" * 253, "é" * 127, "NVIDIA", "nvidia"),
    ],
)
def test_titles_that_are_none_are_refused(thesis: Command, write: Write, title: str) -> None:
    vault = write({"Stocks/NVIDIA.md": "x"})
    run = thesis("new", "thesis", title)
    assert (run.code, run.out) == (2, "")
    assert contents(vault) == {"Stocks/NVIDIA.md": b"x"}


@pytest.mark.parametrize("title", ["Long \u202elive", "Long \x7f", "Long \x9b31m", "Long a\u2028b"])
def test_invisible_characters_are_refused_in_a_name(
    thesis: Command, reading: Path, title: str
) -> None:
    assert thesis("new", "thesis", title).code == 2


def test_a_fresh_vault_reviews_no_template(thesis: Command) -> None:
    thesis("init")
    assert thesis("status", "--json").json["theses"] == []
    assert thesis("list").out == ""


def test_a_note_may_be_called_like_a_template(thesis: Command) -> None:
    thesis("init")
    assert thesis("new", "concept", "Rotation").code == 0


def test_in_a_frozen_vault_the_advice_to_write_a_note_can_be_followed(
    thesis: Command, sample: Path
) -> None:
    name = "Short expensive software"
    assert thesis("new", "thesis", name).code == 0
    rows = thesis("status", "--json").json["theses"]
    (row,) = (row for row in rows if row["thesis"] == name)
    assert "no-note" not in row["flags"]


def test_of_two_notes_of_one_name_the_one_asked_for_is_explained(
    thesis: Command, write: Write
) -> None:
    write({f"{folder}/Long X.md": "---\ntype: thesis\n---\n" for folder in "AB"})
    assert thesis("explain", "B/Long X.md", "--json").json["note"] == "B/Long X.md"


def test_of_two_notes_of_one_name_the_one_asked_for_is_reviewed(
    thesis: Command, write: Write
) -> None:
    write({f"{folder}/Long X.md": "---\ntype: thesis\n---\n" for folder in "AB"})
    rows = thesis("status", "B/Long X.md", "--json").json["theses"]
    assert [row["note"] for row in rows] == ["B/Long X.md"]
