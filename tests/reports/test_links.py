"""Links, backlinks and lists."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thesisvault.model.note import Kind
from thesisvault.reports import backlinks
from thesisvault.reports import list as listing
from thesisvault.workspace.open import Workspace, open_workspace

DAY = dt.date(2026, 1, 9)
NOTES = {
    "a.md": "\ufeff# A\r\n\r\n- one [[b]] \r\n  two [[b]]\r\n",
    "b.md": "#Thesis/long [[b]]",
    "Stocks/c.md": "[[Long X]] #thesis-old\n\n| Stock | Move |\n|---|---|\n| plain | 1% |\n",
    "lonely.md": "<!-- thesis:backlinks -->\n[[a]]\n<!-- /thesis:backlinks -->\n",
    "self.md": "[[self]]",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for path, text in NOTES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    return open_workspace(tmp_path)


def linking(workspace: Workspace, note: str) -> tuple[backlinks.Row, ...]:
    return backlinks.report(workspace.on(DAY), backlinks.Ask(note)).links


def test_backlinks_with_the_text_of_their_lines(workspace: Workspace) -> None:
    found = linking(workspace, "b.md")
    assert [(item.note, item.line, item.text) for item in found] == [
        *(("a.md", 3, "- one [[b]] "), ("a.md", 4, "  two [[b]]"))
    ]
    assert linking(workspace, "a.md") == ()


def test_a_note_that_shrank_meanwhile(workspace: Workspace) -> None:
    (workspace.root / "a.md").write_text("", encoding="utf-8")
    assert [item.text for item in linking(workspace, "b.md")] == ["", ""]
    (workspace.root / "a.md").unlink()
    assert [item.text for item in linking(workspace, "b.md")] == ["", ""]


def test_listing(workspace: Workspace) -> None:
    def names(**filters: object) -> list[str]:
        return [row.name for row in listing.report(workspace.on(DAY), listing.Ask(**filters)).notes]  # type: ignore[arg-type]

    assert names() == ["a", "b", "c", "lonely", "self"]
    assert names(kind=Kind.THESIS) == ["b"]  # a bare link makes no thesis
    assert names(kind=Kind.STOCK) == ["c"]
    assert names(tag="#thesis") == ["b"]
    assert names(tag="THESIS/LONG") == ["b"]
    assert names(tag="thes") == []
    assert names(orphans=True) == ["c", "lonely", "self"]  # `c` links a name that has no note
    assert names(placeholders=True) == ["Long X"]
