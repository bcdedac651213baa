"""The notes most like one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from thesisvault.reports import like
from thesisvault.workspace import open_workspace

BLOCK = "<!-- thesis:backlinks -->\n- [[Gone]]\n<!-- /thesis:backlinks -->\n"


def test_bug_a_name_that_only_generated_blocks_link_is_no_shared_link(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    for name in ("A", "B"):
        (tmp_path / f"{name}.md").write_text(f"[[Copper]]\n\n{BLOCK}", encoding="utf-8")
    for name in "CDEF":
        (tmp_path / f"{name}.md").write_text("Nothing.\n", encoding="utf-8")
    workspace = open_workspace(tmp_path)
    found = like.report(workspace.on(dt.date(2026, 1, 9)), like.Ask("A"))
    assert [(row.name, row.links) for row in found.notes] == [("B", ("Copper",))]
    workspace.close()
