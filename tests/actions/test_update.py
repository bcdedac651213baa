"""Blocks of a vault on the disk: what is to be written, and that it settles."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edits.blocks import emptied, not_ours
from sizes import share
from thesisvault.actions.update import Change, State, Update, write_change
from thesisvault.edits.options import BlockName
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.reports.reviews import review
from thesisvault.workspace.open import open_workspace

VAULT = Path(__file__).parents[2] / "vault"
DAY = dt.date(2026, 1, 9)
BLOCK = "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n"


class Disk:
    """A writer without a net; refuses the notes it is told to."""

    def __init__(self, root: Path, *refused: str) -> None:
        self.root, self.refused = root, refused

    def replace(self, path: str, expected: bytes, data: bytes) -> None:
        if path in self.refused:
            raise WriteRefused("it is being edited", code="busy")
        assert (self.root / path).read_bytes() == expected
        (self.root / path).write_bytes(data)


def make(root: Path, notes: Mapping[str, str]) -> Path:
    for path, text in notes.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root


def run(root: Path, *refused: str, day: dt.date = DAY) -> dict[str, Change]:
    update = Update(open_workspace(root), day)
    disk = Disk(root, *refused)
    changes = [update.change(path) for path in update.candidates()]
    return {item.path: write_change(item, disk) for item in changes}


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_one_refused_note_never_stops_the_others(tmp_path: Path) -> None:
    make(tmp_path, {"a.md": BLOCK, "b.md": "[[a]] [[c]]\n" + BLOCK, "c.md": BLOCK})
    found = run(tmp_path, "b.md")
    states = {path: item.state for path, item in found.items()}
    assert states == {"a.md": State.WRITTEN, "b.md": State.REFUSED, "c.md": State.WRITTEN}
    assert found["b.md"].reasons == ("it is being edited",)
    assert b"- [[b]]: a c\n" in (tmp_path / "a.md").read_bytes()
    assert {path: item.state for path, item in run(tmp_path).items()} == {
        "a.md": State.UNCHANGED,
        "b.md": State.WRITTEN,
        "c.md": State.UNCHANGED,
    }


def test_blocks_in_the_middle_settle_in_one_run(tmp_path: Path) -> None:
    """A filled block moves all lines below it: no block may speak of lines."""
    rotation = (
        "---\ntype: rotation\ncreated: 2026-01-08\n---\n"
        + BLOCK
        + "\n| Thesis | Impact |\n|---|---|\n"
        "| [[Long A]] | pressure |\n| [[Long B]] | who knows |\n\n[[Long A]] [[R]]\n"
    )
    blocks = BLOCK + "\n" + BLOCK.replace("backlinks", "impact")
    make(tmp_path, {"R.md": rotation, "Long A.md": f"{blocks}\n[[R]] [[Long B]]\n"})
    make(tmp_path, {"Long B.md": f"{blocks}\n[[Long A]] again\n"})
    run(tmp_path)
    once = contents(tmp_path)
    assert {item.state for item in run(tmp_path).values()} == {State.UNCHANGED}
    assert contents(tmp_path) == once
    assert b"**pressured**" in once["Long A.md"]


def test_the_sample_vault_says_the_same_afterwards_and_rests_without_news(tmp_path: Path) -> None:
    root = emptied(Path(shutil.copytree(VAULT, tmp_path / "v")))
    config = root / ".thesis" / "config.toml"
    config.write_text(config.read_text().replace('as_of = "2026-01-09"', ""))
    before = open_workspace(root)
    disk = Disk(root)
    for day, state in ((10, State.PENDING), (11, State.UNCHANGED)):
        update = Update(open_workspace(root), dt.date(2026, 1, day))
        found = [update.change(path) for path in update.candidates()]
        assert {item.state for item in found} == {state}
        for item in found:
            write_change(item, disk)
    after = open_workspace(root)
    for old, new in zip(before.vault.notes.values(), after.vault.notes.values(), strict=True):
        assert (old.facts, old.kind, old.date, old.tags) == (
            new.facts,
            new.kind,
            new.date,
            new.tags,
        ), old.path
        assert [item.text for item in old.headings] == [
            item.text for item in new.headings if not item.is_ours
        ]
        assert (old.tables, old.tasks, old.fields, old.block_ids) == (
            new.tables,
            new.tasks,
            new.fields,
            new.block_ids,
        ), old.path
    assert before.vault.edges == after.vault.edges
    assert review(before, DAY) == review(after, DAY)
    # Every link that we write opens the note it means.
    for note in after.vault.notes.values():
        for link, path in after.vault.resolved(note):
            assert not link.managed or path is not None, (note.path, link.target)


def test_templates_and_later_notes_are_left_alone(tmp_path: Path) -> None:
    notes = {
        "Templates/t.md": BLOCK,
        "later.md": f"---\ncreated: 2026-05-01\n---\n{BLOCK}",
        "plain.md": "text",
        "now.md": f"---\ncreated: 2026-01-01\n---\n{BLOCK}",
    }
    make(tmp_path, notes)
    update = Update(open_workspace(tmp_path), DAY)
    assert update.candidates() == ("later.md", "now.md")
    assert update.day == dt.date(2026, 1, 1)
    assert update.change("later.md").state is State.SKIPPED
    assert update.change("Templates/t.md").state is State.SKIPPED
    assert update.change("plain.md").reasons[0].startswith("it has no markers")
    assert update.candidates(["plain", "now", "now"]) == ("plain.md", "now.md")
    with pytest.raises(UsageFault):
        update.candidates(["nowhere"])


WORDS = st.sampled_from(
    [
        *("[[a]]", "[[b]] <!-- /thesis:backlinks -->", "- [[c]] `x", "```", "%%", "| [[a]] | $ |"),
        *("<!--", "-->", "[[a|<!-- thesis:impact -->]]", "# [[b]] #tag", "key:: [[c]]", "", ""),
        *(
            "|---|---|",
            "[[Long A]] ^id",
            "![[b#x|y]] &lt;",
            "> [[a]] \\",
            "Started 2026-01-02 [[R]]",
        ),
        *(BLOCK[:-1], BLOCK[:-1].replace("backlinks", "impact"), BLOCK[:-1].replace("s -", "s  -")),
    ]
)
PAGES = st.lists(WORDS, max_size=8).map("\n".join)


@settings(max_examples=share(12, 400), deadline=None)
@given(st.dictionaries(st.sampled_from(["a.md", "b.md", "x/c.md", "Long A.md", "R.md"]), PAGES))
def test_any_vault_settles_in_one_run(notes: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder), notes)
        before = contents(root)
        first = run(root)
        once = contents(root)
        for path, change in first.items():
            assert "report" not in "".join(change.reasons)  # nothing unsafe was composed
            assert change.state in (State.WRITTEN, State.SKIPPED, State.REFUSED), (path, change)
            assert (once[path] != before[path]) is (change.state is State.WRITTEN)
            if change.state is State.WRITTEN:
                assert not_ours(once[path]) == not_ours(before[path])
        assert State.WRITTEN not in {item.state for item in run(root).values()}
        assert contents(root) == once


def test_adding_a_block(tmp_path: Path) -> None:
    make(tmp_path, {"a.md": "# A", "b.md": "[[a]]", "c.md": "```\n"})
    update = Update(open_workspace(tmp_path), DAY)
    added = update.change("a.md", BlockName.BACKLINKS)
    assert added.state is State.PENDING and added.edit is not None
    assert added.edit.after.startswith(b"# A\n\n<!-- thesis:backlinks hash=")
    assert added.edit.after.endswith(b"\n- [[b]]: a\n\n<!-- /thesis:backlinks -->")
    assert update.change("c.md", BlockName.BACKLINKS).state is State.REFUSED
    assert (tmp_path / "a.md").read_bytes() == b"# A"


def test_a_note_that_has_gone_meanwhile(tmp_path: Path) -> None:
    make(tmp_path, {"a.md": BLOCK})
    update = Update(open_workspace(tmp_path), DAY)
    (tmp_path / "a.md").unlink()
    assert update.change("a.md").state is State.REFUSED
