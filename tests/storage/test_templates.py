"""Templates: the vault's own, then the package's."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.reading import codes, read
from thesisvault.model.errors import ThesisVaultError
from thesisvault.storage.writing.create import packaged_templates, read_template
from thesisvault.workspace.names import FOLDERS

KINDS = [kind.value for kind in FOLDERS]


def test_there_is_one_for_every_kind() -> None:
    assert sorted(packaged_templates()) == sorted(f"{kind}.md" for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_is_a_note_of_its_kind_without_a_fault(kind: str, tmp_path: Path) -> None:
    text = read_template(tmp_path, kind)
    filled = text.replace("{{title}}", "Some name").replace("{{date}}", "2026-01-08")
    note = read(filled)
    assert (note.kind.value, codes(note)) == (kind, [])
    assert note.date is not None and note.date.isoformat() == "2026-01-08"
    assert note.headings[0].text == "Some name"
    assert "<!-- thesis:backlinks -->" in text
    assert codes(read(text)) == []  # as it stands, it breaks nothing either


def test_the_vaults_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "stock.md").write_text("mine {{title}}", encoding="utf-8")
    assert read_template(tmp_path, "stock") == "mine {{title}}"
    (tmp_path / "templates" / "stock.md").write_bytes(b"\xef\xbb\xbfmine\r\n")
    assert read_template(tmp_path, "stock") == "mine\n"
    assert read_template(tmp_path, "sector") == packaged_templates()["sector.md"]


def test_bug_a_template_that_is_not_utf8_is_a_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "stock.md").write_bytes(b"\xff")
    with pytest.raises(ThesisVaultError, match=r"templates/stock\.md"):
        read_template(tmp_path, "stock")
