"""Renaming a heading or a tag: every place that names it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.keeping import age
from lsp.desks import Screened, screened
from thesisvault.edits.links import Source
from thesisvault.lsp import rename as renames
from thesisvault.model.errors import ThesisVaultError, UsageFault

NOTES = {
    "Oil.md": "# Oil\n\n## Supply: what next? ##\n\nsee [[#Supply what next]] and [x](#Supply)\n\n"
    "## Supply\n\n## Supply\n\n^id\n",
    "Links.md": "\ufeff| a |\r\n|---|\r\n| [[Oil#supply what next\\|🚀 now]] |\r\n\r\n"
    "[[Oil#Supply what next#Supply]] [[Oil#^id]] [[Oil]] ![[Oil#Supply]]\r\n",
    "Address.md": '---\nup: "[[Oil#Supply what next]]"\n---\n'
    '[x](Oil.md#Supply%20what%20next "t")\n',
    "Code.md": "`[[Oil#Supply what next]]` #fuel/heavy\n",
    "Tags.md": "---\ntags: [fuel, 'Fuel/light']\n---\n"
    "#fuel and #fueling, `#fuel`, #FUEL/crude\n\n"
    "<!-- thesis:backlinks -->\n#fuel\n<!-- /thesis:backlinks -->\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screened]:
    root = tmp_path_factory.mktemp("renames") / "vault"
    (root / ".thesis").mkdir(parents=True)
    for path, text in NOTES.items():
        (root / path).write_bytes(text.encode())
    with screened(root, review=False) as found:
        yield found


def _subject(desk: Screened, path: str, said: str) -> renames.Subject | None:
    text = desk.show(path)
    offset = text.text.index(said) + 1
    line = text.text.count("\n", 0, offset)
    column = offset - text.text.rfind("\n", 0, offset) - 1
    position = text.lines.position(line, column)
    return desk.ask(path, lambda screen, text: renames.subject_at(screen, text, position))


def _renamed(desk: Screened, path: str, said: str, name: str) -> dict[str, str]:
    subject = _subject(desk, path, said)
    assert subject is not None
    found = desk.ask(path, lambda screen, _: renames.plan(screen, subject, name))
    assert found.moved is None
    for item in found.rewrites:
        assert Source(item.before).apply(item.edits) == item.after
    return {item.path: item.after.decode() for item in found.rewrites}


def test_a_heading_takes_every_link_along(desk: Screened) -> None:
    found = _renamed(desk, "Oil.md", "Supply: what", "Output [2026]")
    assert set(found) == {"Oil.md", "Links.md", "Address.md"}
    assert found["Oil.md"] == NOTES["Oil.md"].replace(
        "Supply: what next?", "Output [2026]"
    ).replace("#Supply what next", "#Output 2026")
    changed = NOTES["Links.md"].replace("supply what next", "Output 2026")
    assert found["Links.md"] == changed.replace("Supply what next", "Output 2026")
    address = NOTES["Address.md"].replace("Supply what next", "Output 2026")
    assert found["Address.md"] == address.replace("Supply%20what%20next", "Output%202026")


def test_a_heading_is_renamed_from_a_link_to_it(desk: Screened) -> None:
    subject = _subject(desk, "Links.md", "supply what")
    assert subject is not None and subject.what is renames.What.HEADING
    assert (subject.path, subject.name) == ("Oil.md", "Supply: what next?")
    assert _renamed(desk, "Links.md", "supply what", "Output").keys() == {
        "Oil.md", "Links.md", "Address.md",
    }  # fmt: skip
    note = _subject(desk, "Links.md", "Oil#supply")
    assert note is not None and note.what is renames.What.NOTE
    assert _subject(desk, "Links.md", "^id") is None


def test_links_stay_with_the_first_heading_of_a_name(desk: Screened) -> None:
    second = NOTES["Oil.md"].rindex("## Supply")
    text = desk.show("Oil.md", NOTES["Oil.md"][:second] + "## Supply 2\n")
    assert text.note.headings[-1].text == "Supply 2"
    found = _renamed(desk, "Oil.md", "Supply\n\n^id", "Demand")
    assert found.keys() == {"Oil.md"}
    with pytest.raises(UsageFault, match="has a heading `Supply` already"):
        _renamed(desk, "Oil.md", "Supply: what", "supply")


@pytest.mark.parametrize("name", ["", "a\u200bb", "#|^", "x\x07"])
def test_what_no_link_can_lead_to_is_refused(desk: Screened, name: str) -> None:
    with pytest.raises(ThesisVaultError):
        _renamed(desk, "Oil.md", "Supply: what", name)


def test_a_tag_takes_those_below_it_along(desk: Screened) -> None:
    found = _renamed(desk, "Tags.md", "#fuel and", "power")
    assert found["Code.md"].endswith("#power/heavy\n")
    front, body = found["Tags.md"].split("---\n")[1:]
    assert front == "tags: [power, 'power/light']\n"
    assert body.startswith("#power and #fueling, `#fuel`, #power/crude\n")
    assert "\n#fuel\n" in body  # a block is written by `update`
    assert len(found) == 2


@pytest.mark.parametrize("name", ["", "two words", "12", "a#b", "a,b"])
def test_what_is_no_tag_is_refused(desk: Screened, name: str) -> None:
    with pytest.raises(UsageFault, match="cannot be a tag"):
        _renamed(desk, "Tags.md", "#fuel and", name)


def test_a_tag_that_is_only_on_the_screen_counts(desk: Screened) -> None:
    desk.show("Oil.md", "# Oil\n\n#fuel\n")
    assert "Oil.md" in _renamed(desk, "Tags.md", "#fuel and", "power")
    desk.texts.clear()


def test_a_note_is_moved_on_the_disk_unless_one_is_unsaved(tmp_path: Path, desk: Screened) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / "A.md").write_text("# A\n")
    (tmp_path / "B.md").write_text("[[A]]\n")
    age(tmp_path / "A.md", tmp_path / "B.md")
    with screened(tmp_path, review=False) as found:
        found.show("B.md", "[[A]] more\n")
        with pytest.raises(UsageFault, match=r"`B\.md` is not saved"):
            found.ask("B.md", lambda s, _: renames.move_on_disk(s, "A.md", "C", print))
        found.show("B.md")
        found.ask("B.md", lambda s, _: renames.move_on_disk(s, "A.md", "C", print))
    assert (tmp_path / "C.md").read_text() == "# C\n"
    assert (tmp_path / "B.md").read_text() == "[[C]]\n"
