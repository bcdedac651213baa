"""Finding a vault, reading it, and finding what a person means."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from thesisvault.actions.new import make_vault
from thesisvault.model.errors import ConfigFault, NotNamedFault, NoVaultFault, UsageFault
from thesisvault.model.note import Kind
from thesisvault.reports.reviews import review
from thesisvault.workspace.names import known_root
from thesisvault.workspace.open import Workspace, find_root, open_workspace


def workspace(root: Path, notes: dict[str, str]) -> Workspace:
    for path, text in notes.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return open_workspace(root)


def test_find_root(tmp_path: Path) -> None:
    vault, deep, plain = tmp_path / "v", tmp_path / "v" / "a" / "b", tmp_path / "p"
    for folder in (vault / ".thesis", deep, plain):
        folder.mkdir(parents=True)
    alone = {"THESIS_CEILING": str(tmp_path)}
    assert find_root(None, {}, deep) == vault
    assert find_root(str(plain), {"THESIS_VAULT": str(vault)}, deep) == plain
    assert find_root(None, {"THESIS_VAULT": str(vault)}, plain) == vault
    with pytest.raises(NoVaultFault, match="thesis init"):
        find_root(None, alone, plain)
    (plain / "a.md").write_text("", encoding="utf-8")
    with pytest.raises(NotNamedFault, match=r"thesis init.*thesis --vault \. status"):
        find_root(None, alone, plain)
    assert find_root(".", alone, plain) == Path(".")
    assert known_root(None, alone, plain) is None
    (plain / ".git").mkdir()
    with pytest.raises(NotNamedFault):
        find_root(None, alone, plain)
    (plain / ".obsidian").mkdir()
    assert find_root(None, alone, plain) == plain == known_root(None, alone, plain)
    assert find_root(None, {}, deep) == vault
    for given in (str(tmp_path / "none"), str(plain / "a.md")):
        with pytest.raises(NoVaultFault, match="There is no folder"):
            find_root(given, alone, plain)


def test_the_search_upwards_ends_at_the_ceiling(tmp_path: Path) -> None:
    vault, deep = tmp_path / "v", tmp_path / "v" / "a" / "b"
    for folder in (vault / ".thesis", deep):
        folder.mkdir(parents=True)
    above, within = {"THESIS_CEILING": str(tmp_path)}, {"THESIS_CEILING": str(vault)}
    assert find_root(None, above, deep) == known_root(None, above, deep) == vault
    assert known_root(None, within, deep) is None
    with pytest.raises(NoVaultFault):
        find_root(None, within, deep)
    assert find_root(str(vault), within, deep) == vault


def test_a_vault_of_another_user_above_is_not_taken_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, deep = tmp_path / "a v", tmp_path / "a v" / "b" / "c"
    for folder in (vault / ".thesis", deep):
        folder.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: (vault / ".thesis").stat().st_uid + 1)
    with pytest.raises(NoVaultFault, match=r"belongs to another user.*--vault '.*/a v'"):
        find_root(None, {}, deep)
    assert known_root(None, {}, deep) is None
    assert find_root(str(vault), {}, deep) == vault
    assert find_root(None, {"THESIS_VAULT": str(vault)}, deep) == vault
    assert find_root(None, {}, vault) == vault == known_root(None, {}, vault)
    (deep / ".thesis").mkdir()
    assert find_root(None, {}, deep) == deep


def test_the_vaults_words_are_used(tmp_path: Path) -> None:
    found = workspace(
        tmp_path,
        {".thesis/config.toml": '[vocabulary.kinds]\nthesis = ["idea"]\n', "a.md": "#idea"},
    )
    assert found.vault.notes["a.md"].kind is Kind.THESIS


def test_words_that_mean_nothing_are_a_fault_of_the_config(tmp_path: Path) -> None:
    text = "[vocabulary.kinds]\nbond = []\n"
    with pytest.raises(ConfigFault, match=r"\.thesis/config\.toml.*`vocabulary\.kinds\.bond`"):
        workspace(tmp_path, {".thesis/config.toml": text})


def test_findings_hold_what_was_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    found = workspace(tmp_path, {"a.md": "#2012", "n (conflicted copy 1).md": ""}).findings()
    assert [(item.note, item.diagnostic.code) for item in found] == [
        ("a.md", "tag-digits"),
        ("n (conflicted copy 1).md", "file-skipped"),
        ("pipe.md", "file-skipped"),
        ("x.md", "file-skipped"),
    ]


def test_the_findings_of_a_note_are_its_tripwires_and_its_markers_too(tmp_path: Path) -> None:
    found = workspace(
        tmp_path,
        {
            "a.md": "---\ntype: thesis\n---\n[[none]]\n\n| Signal | Condition | Action |\n"
            "|---|---|---|\n| s | up or down | x |\n\n<!-- thesis:backlinks -->\n",
            "b.md": "[[a#gone]]\n<!-- thesis:nothing -->\n",
        },
    )
    notes = found.vault.notes
    alone = {path: found.findings_of(note) for path, note in notes.items()}
    assert [item.diagnostic.code for item in alone["a.md"]] == [
        *("link-unwritten", "tripwire-unparsed", "marker-unclosed")
    ]
    assert {item.note for item in alone["b.md"]} == {"b.md"}
    assert (*alone["a.md"], *alone["b.md"]) == found.findings()


def test_find(tmp_path: Path) -> None:
    found = workspace(
        tmp_path,
        {
            "Stocks/Apple.md": "---\naliases: [Cupertino]\nsymbol: AAPL\n---\n",
            "x/Tie.md": "[[Long X]]",
            "y/Tie.md": "| Stock | Move |\n|---|---|\n| Oracle Corp | 1% |\n",
        },
    )
    for name in ("Apple", "apple", "cupertino", "AAPL", "Stocks/Apple", "stocks/apple.md"):
        assert found.find(name).id == "Stocks/Apple.md"
    assert found.find("long x").id == "[[long x]]"
    assert found.find("oracle corp").id == '"oracle corp"'
    assert found.find("x/Tie").id == "x/Tie.md"
    with pytest.raises(UsageFault, match=r"names 2 notes: `x/Tie.md`, `y/Tie.md`"):
        found.find("Tie")
    with pytest.raises(UsageFault, match=r"(?i)nearest name.*`apple`"):
        found.find("Appel")


def test_as_of(tmp_path: Path) -> None:
    found = workspace(tmp_path, {"a.md": "---\ncreated: 2026-01-09\n---\n[[b]]", "b.md": ""})
    assert list(found.vault_as_of(dt.date(2026, 1, 8)).notes) == ["b.md"]
    assert list(found.vault.notes) == ["a.md", "b.md"]


def test_a_new_vault_has_no_theses(tmp_path: Path) -> None:
    make_vault(tmp_path)
    found = open_workspace(tmp_path)
    assert [node.id for node in found.vault.nodes.values() if node.kind is Kind.THESIS] == []
    assert found.findings() == ()


@pytest.mark.parametrize("duration", ["9999999 years", "99999999999999999999 days"])
def test_a_duration_beyond_the_calendar_does_not_stop_the_review(
    tmp_path: Path, duration: str
) -> None:
    text = (
        "---\ntype: rotation\ncreated: 2026-01-08\nstarted: late Dec 2025\n---\n"
        f"| Scenario | Duration |\n|---|---|\n| x | {duration} |\n\n"
        "| Thesis | Impact |\n|---|---|\n| [[Long X]] | pressure |\n"
    )
    thesis = f"---\nhorizon: {duration}\nopened: 2026-01-01\n---\n"
    found = workspace(tmp_path, {"r.md": text, "Theses/Long Y.md": thesis})
    assert found.vault.notes["r.md"].facts.stated_impacts
    assert review(found, dt.date(2026, 1, 9)).theses


def test_bug_an_exposure_to_an_attachment_does_not_stop_the_review(tmp_path: Path) -> None:
    text = "---\ntype: thesis\n---\n| Stock | Weight |\n|---|---|\n| [[chart.png]] | 1 |\n"
    (tmp_path / "chart.png").write_bytes(b"")
    found = workspace(tmp_path, {"Theses/Long X.md": text})
    (thesis,) = review(found, dt.date(2026, 1, 9)).theses
    assert thesis.name == "Long X"


def test_names_that_are_no_paths_are_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = workspace(tmp_path, {"a.md": ""})
    (tmp_path / "loop.md").symlink_to("loop.md")
    monkeypatch.chdir(tmp_path)
    for name in ("~nobody.md", "~nobody/x.md", "loop.md", "x" * 5000 + ".md"):
        with pytest.raises(UsageFault, match="No note is named"):
            found.find(name)
    with pytest.raises(NoVaultFault):
        find_root("~nobody", {}, tmp_path)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_review_at_either_end_of_the_calendar(tmp_path: Path, day: dt.date) -> None:
    text = '---\nopened: 2026-01-02\nstocks: "[[S]]"\n---\n'
    found = workspace(tmp_path, {"Theses/Long S.md": text, "S.md": "---\nticker: S\n---\n"})
    assert review(found, day).as_of == day
