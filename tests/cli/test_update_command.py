"""`thesis update` on the disk, with the one writer: only what stands between markers changes."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from actions.keeping import Clock
from edits.blocks import emptied
from thesisvault.cli.main import _COMMANDS
from thesisvault.storage.writing.idle import IDLE

from .conftest import Command, Write

BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"
_HASH = re.compile(rb" hash=[0-9a-f]{12}(?= -->)")


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("update", "restore"):
        monkeypatch.setitem(_COMMANDS, name, _COMMANDS.get(name, name))


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    paths = {path.relative_to(root).as_posix(): path for path in found}
    ours = (".thesis/history/", ".thesis/lock", ".thesis/tmp/")
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith(ours)}


def rested(root: Path) -> None:
    """As if nobody had touched a note for an hour: so fresh ones are not waited for."""
    for path in root.rglob("*.md"):
        os.utime(path, (time.time() - 3600,) * 2)


def outside(data: bytes) -> list[bytes]:
    """The lines that are not between markers, hashes left out: read by hand, not by the parser."""
    kept, inside = [], False
    for line in data.split(b"\n"):
        if line.startswith(b"<!-- /thesis:"):
            inside = False
        if not inside:
            kept.append(_HASH.sub(b"", line) if line.startswith(b"<!-- thesis:") else line)
        inside = inside or line.startswith(b"<!-- thesis:")
    return kept


def test_the_sample_vault_is_filled_once_and_then_rests(thesis: Command, sample: Path) -> None:
    (sample / ".obsidian").mkdir()
    (sample / ".obsidian" / "app.json").write_text("{}")
    emptied(sample)
    rested(sample)
    before = contents(sample)
    run = thesis("update")
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith("46 notes as of 2026-01-09: 46 written.\n")
    after = contents(sample)
    assert before.keys() == {name for name in after if not name.startswith(".thesis/undo/")}
    for name, data in before.items():
        if b"<!-- thesis:" not in data:
            assert after[name] == data, name  # and so is .obsidian
            continue
        assert after[name] != data, name
        assert outside(after[name]) == outside(data), name
        starts = data.count(b"<!-- thesis:")
        assert len(_HASH.findall(after[name])) == starts, name
        assert b"-->\n<!-- /thesis" not in after[name], name  # every block is filled
    again = thesis("update")
    assert (again.code, again.out) == (0, "46 notes as of 2026-01-09: 46 unchanged.\n")
    assert contents(sample) == after
    assert thesis("update", "--check").code == 0


def test_a_hand_edit_is_refused_with_its_difference_and_nothing_is_written(
    thesis: Command, write: Write
) -> None:
    edited = (
        "# A\n\n<!-- thesis:backlinks hash=000000000000 -->\nmine\n<!-- /thesis:backlinks -->\n"
    )
    root = write({"a.md": edited, "b.md": "[[a]]\n"})
    rested(root)
    before = contents(root)
    run = thesis("update")
    assert run.code == 4
    assert "refused a.md" in run.err and "line 3: Somebody edited the block" in run.err
    assert "-mine\n" in run.out and "+- [[b]]: a\n" in run.out
    assert run.out.endswith(": 1 refused.\n")
    assert contents(root) == before
    for option in ("--check", "--dry-run"):
        assert thesis("update", option).code == 4
    assert contents(root) == before


def test_the_others_are_written_all_the_same(thesis: Command, write: Write) -> None:
    root = write({"a.md": "<!-- thesis:backlinks -->\n", "b.md": f"[[a]]\n{BLOCK}"})
    rested(root)
    run = thesis("update")
    assert run.code == 4 and "has no end" in run.err
    assert "written b.md" in run.out
    assert (root / "a.md").read_text() == "<!-- thesis:backlinks -->\n"


def test_dry_run_and_check_write_nothing(thesis: Command, write: Write) -> None:
    root = write({"a.md": f"# A\n{BLOCK}", "b.md": "[[a]] \x1b[31m\n"})
    before = contents(root)
    dry = thesis("update", "--dry-run")
    assert dry.code == 0 and "1 to be written" in dry.out
    assert "--- a/a.md\n+++ b/a.md\n@@" in dry.out
    assert "+- [[b]]: a \\[31m\n" in dry.out and "\x1b" not in dry.both
    check = thesis("update", "--check")
    assert check.code == 1 and "would change a.md" in check.out
    assert contents(root) == before
    assert not (root / ".thesis").exists()


def test_the_difference_is_coloured() -> None:
    from thesisvault.render.lines import Page
    from thesisvault.render.text import difference

    page = Page()
    difference.text(page, "n.md", b"a\nb\r\n", b"a\nc\nd")
    painted = [segment for line in page.lines for segment in line]
    assert painted == [
        ("--- a/n.md", "bold"),
        ("+++ b/n.md", "bold"),
        ("@@ -1,2 +1,3 @@", "cyan"),
        (" a", ""),
        ("-b\r", "red"),
        ("+c", "green"),
        ("+d (no newline at the end)", "green"),
    ]
    assert difference.difference("n.md", b"a", b"a") == []


def test_adding_a_block(thesis: Command, write: Write) -> None:
    root = write({"a.md": "# A", "b.md": "[[a]]\n", "Theses/Long X.md": "# X\n"})
    rested(root)
    assert thesis("update", "--add", "backlinks").code == 2
    assert thesis("update", "a", "--add", "bogus").code == 2
    assert (root / "a.md").read_text() == "# A"
    run = thesis("update", "a", "Long X", "--add", "backlinks")
    assert run.code == 0 and "2 written" in run.out
    assert "- [[b]]: a\n" in (root / "a.md").read_text()
    assert (root / "Theses/Long X.md").read_text().endswith("<!-- /thesis:backlinks -->\n")
    again = thesis("update", "a", "--add", "backlinks")
    assert "1 unchanged" in again.out


def test_named_notes_and_what_is_skipped(thesis: Command, write: Write) -> None:
    root = write({"a.md": BLOCK, "b.md": BLOCK, "c.md": "text\n"})
    rested(root)
    assert thesis("update", "nowhere").code == 2
    run = thesis("update", "a", "c")
    assert run.code == 0 and "1 written, 1 skipped" in run.out
    assert "skipped c.md: it has no markers" in run.out
    assert (root / "b.md").read_text() == BLOCK


def test_a_vault_without_markers(thesis: Command, write: Write) -> None:
    write({"a.md": "text that says thesis:x\n"})
    run = thesis("update")
    assert run.code == 0 and run.out.startswith("No note has markers")


def test_a_note_saved_just_now_is_waited_for(
    thesis: Command, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"a.md": BLOCK})
    clock = Clock()
    monkeypatch.setattr("thesisvault.storage.writing.idle.time", clock)
    began = clock.time()
    os.utime(root / "a.md", (began, began))
    assert "1 written" in thesis("update").out
    assert clock.time() - began >= IDLE


def test_a_day_in_the_past(thesis: Command, write: Write) -> None:
    new = "---\ncreated: 2026-01-08\n---\n[[a]]\n"
    root = write({"a.md": BLOCK, "new.md": new, "old.md": new.replace("2026", "2025")})
    rested(root)
    assert "as of 2025-01-08" in thesis("update", "--as-of", "2025-06-01").out
    assert "[[new]]" not in (root / "a.md").read_text()
    rested(root)
    assert "as of 2026-01-08" in thesis("update", "--as-of", "2026-02-01").out
    assert "[[new]]" in (root / "a.md").read_text()


THESES = {f"Theses/{name}.md": "---\ntype: thesis\nside: long\n---\n" for name in ("A", "B")}
OTHERS = {"Stocks/C.md": "---\ntype: stock\nsymbol: CCC\n---\n", "D.md": "Nothing.\n"}


def test_a_block_for_every_note_of_a_kind_comes_after_a_yes(write: Write, thesis: Command) -> None:
    root = write({**THESES, **OTHERS})
    rested(root)
    before = contents(root)
    add = ("update", "--add", "impact", "--kind", "thesis", "--as-of", "2026-01-09")
    refused = thesis(*add)
    assert refused.code == 2
    assert "Theses/A.md" in refused.err and "Add `--yes`" in refused.err
    shown = thesis(*add, "--dry-run")
    assert shown.code == 0 and "+### Impact" in shown.out
    assert contents(root) == before

    run = thesis(*add, "--yes")
    assert (run.code, run.out.splitlines()[-1]) == (0, "2 notes as of 2026-01-09: 2 written.")
    after = contents(root)
    written = {path for path in after if after[path] != before.get(path)}
    assert {path for path in written if not path.startswith(".thesis/undo/")} == set(THESES)
    rested(root)
    assert thesis(*add).out == "2 notes as of 2026-01-09: 2 unchanged.\n"
    assert contents(root) == after


def test_a_yes_is_asked_for_on_a_terminal(
    write: Write, thesis: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({**THESES, **OTHERS})
    rested(root)
    before = contents(root)
    add = ("update", "--add", "backlinks", "--kind", "thesis")
    monkeypatch.setattr("thesisvault.cli.commands.update.at_terminal", lambda: True)
    monkeypatch.setattr("click.confirm", lambda question, **_: False)
    run = thesis(*add)
    assert (run.code, run.err.splitlines()[-1]) == (0, "Nothing was written.")
    assert contents(root) == before
    monkeypatch.setattr("click.confirm", lambda question, **_: "2 notes" in question)
    assert thesis(*add).code == 0
    assert b"### Backlinks" in contents(root)["Theses/B.md"]


@pytest.mark.parametrize(
    "asked",
    [
        ("--kind", "thesis"),
        ("A", "--add", "impact", "--kind", "thesis"),
        ("--yes",),
        ("--add", "impact"),
    ],
)
def test_options_that_do_not_go_together(
    write: Write, thesis: Command, asked: tuple[str, ...]
) -> None:
    write(THESES)
    assert thesis("update", *asked).code == 2


def test_a_block_s_heading_is_found_by_links_and_states_nothing(
    write: Write, thesis: Command
) -> None:
    log = "## Log\n\n- 2026-01-05: bought\n\n<!-- thesis:impact -->\n<!-- /thesis:impact -->\n\n"
    note = f"{THESES['Theses/A.md']}{log}- 2026-01-06: forecast: it rains by 2026-02-01 (60%)\n"
    root = write({"Theses/A.md": note, "D.md": "[[A#Impact]]\n"})
    rested(root)
    asked = ("score", "--as-of", "2026-01-09", "--json")
    before = thesis(*asked).json["forecasts"]
    assert len(before) == 1
    assert thesis("update", "--as-of", "2026-01-09").code == 0
    after = [{**item, "line": 0} for item in thesis(*asked).json["forecasts"]]
    assert after == [{**item, "line": 0} for item in before]
    assert "link-heading-missing" not in thesis("check").out
