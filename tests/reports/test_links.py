"""Reports that more than one face shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from thesisvault.model.note import Kind
from thesisvault.reports.links import backlinks, listing
from thesisvault.workspace.open import Workspace, open_workspace

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


def test_backlinks_with_the_text_of_their_lines(workspace: Workspace) -> None:
    found = backlinks(workspace, "b.md")
    assert [(item.source, item.link.span.shown_line, item.text) for item in found] == [
        *(("a.md", 3, "- one [[b]] "), ("a.md", 4, "  two [[b]]"))
    ]
    assert backlinks(workspace, "a.md") == ()


def test_a_note_that_shrank_meanwhile(workspace: Workspace) -> None:
    (workspace.root / "a.md").write_text("", encoding="utf-8")
    assert [item.text for item in backlinks(workspace, "b.md")] == ["", ""]
    (workspace.root / "a.md").unlink()
    assert [item.text for item in backlinks(workspace, "b.md")] == ["", ""]


def test_listing(workspace: Workspace) -> None:
    def names(**filters: object) -> list[str]:
        return [node.name for node in listing(workspace, **filters)]  # type: ignore[arg-type]

    assert names() == ["a", "b", "c", "lonely", "self"]
    assert names(kind=Kind.THESIS) == ["b", "Long X"]
    assert names(kind=Kind.STOCK) == ["c"]
    assert names(tag="#thesis") == ["b"]
    assert names(tag="THESIS/LONG") == ["b"]
    assert names(tag="thes") == []
    assert names(orphans=True) == ["c", "lonely", "self"]  # `c` links a name that has no note
    assert names(placeholders=True) == ["Long X"]
