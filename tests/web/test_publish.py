"""Pages as files: what goes out, and what never does."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from thesisvault.model.errors import UsageFault
from thesisvault.web.publish import choose, publish
from thesisvault.workspace import open_workspace
from web.serving import DAY

THESIS = "---\ntype: thesis\nside: long\n"
NOTES = {
    "Long copper.md": f"{THESIS}publish: true\n---\nIt is scarce. ![[p.png]]\n",
    "Long tin.md": f"{THESIS}---\nBehind [[Long copper]]; mentioned: hushhush\n",
    "Secret.md": "---\npublish: false\n---\nOf [[Long copper]]: the hushhush plan\n",
    "Free.md": "---\npublish: true\n---\nAbout [[Long copper]] and [[Long tin]] #macro\n",
}


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    (root / ".thesis").mkdir(parents=True)
    for name, text in NOTES.items():
        (root / name).write_text(text)
    (root / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    return root


def published(root: Path, into: Path, *theses: str, everything: bool = False) -> dict[str, str]:
    view = open_workspace(root).on(DAY)
    chosen = choose(view, theses, everything=everything)
    names = publish(view, chosen, into, "vault")
    return {name: (into / name).read_bytes().decode("utf-8", "replace") for name in names}


def test_only_what_says_so_goes_out(vault: Path, tmp_path: Path) -> None:
    files = published(vault, tmp_path / "out")
    assert {name for name in files if name.startswith("note/")} == {
        "note/Long copper.md.html",
        "note/Free.md.html",
    }
    assert "file/p.png" in files and "thesis/Long copper.html" in files
    for name, text in files.items():
        assert "hushhush" not in text and "Secret" not in text, name


def test_what_says_no_stays_in_when_all_goes_out(vault: Path, tmp_path: Path) -> None:
    files = published(vault, tmp_path / "out", everything=True)
    assert "note/Long tin.md.html" in files
    for name, text in files.items():
        assert "Secret" not in text and "plan" not in text, name


def test_a_thesis_by_name(vault: Path, tmp_path: Path) -> None:
    files = published(vault, tmp_path / "out", "Long tin")
    assert [name for name in files if name.startswith("note/")] == ["note/Long tin.md.html"]


def test_links_lead_to_files_and_nothing_leads_home(vault: Path, tmp_path: Path) -> None:
    files = published(vault, tmp_path / "out", everything=True)
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        assert str(vault) not in text and "obsidian:" not in text and "<script" not in text
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            if not link.startswith("#"):
                there = (tmp_path / "out" / name).parent / unquote(link.partition("#")[0])
                assert there.resolve().is_file(), (name, link)


def test_the_same_notes_give_the_same_bytes(vault: Path, tmp_path: Path) -> None:
    first = published(vault, tmp_path / "one", everything=True)
    assert published(vault, tmp_path / "two", everything=True) == first
    assert published(vault, tmp_path / "one", everything=True) == first


def test_what_is_gone_goes(vault: Path, tmp_path: Path) -> None:
    published(vault, tmp_path / "out")
    (vault / "Free.md").unlink()
    published(vault, tmp_path / "out")
    assert not (tmp_path / "out" / "note" / "Free.md.html").exists()


def test_a_folder_with_other_files_is_left_alone(vault: Path, tmp_path: Path) -> None:
    into = tmp_path / "out"
    published(vault, into)
    (into / "mine.txt").write_text("mine")
    with pytest.raises(UsageFault, match=r"`mine\.txt`"):
        published(vault, into)
    assert (into / "mine.txt").read_text() == "mine"
    with pytest.raises(UsageFault, match="lies in the vault"):
        published(vault, vault / "site")
    for above in (vault.parent, Path("/")):  # neither is looked into
        with pytest.raises(UsageFault, match="holds the vault"):
            published(vault, above)


def test_a_link_in_the_folder_was_not_published(vault: Path, tmp_path: Path) -> None:
    into = tmp_path / "out"
    published(vault, into)
    (into / "linked").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(UsageFault, match="`linked`"):
        published(vault, into)


def test_nothing_to_publish_is_said(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / "a.md").write_text("a")
    with pytest.raises(UsageFault, match="publish: true"):
        choose(open_workspace(tmp_path).on(DAY), (), everything=False)
