"""What a save changes for completion and hints, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.keeping import age
from lsp.desks import Screened, screened
from thesisvault.lsp import marks, mend
from thesisvault.lsp.known import Known
from thesisvault.lsp.news import news
from thesisvault.model.note import Kind
from thesisvault.storage.watching import Batch

NOTES = {
    "Oil.md": "---\ntype: stock\nticker: XOIL\naliases: [Crude]\ntags: [fuel]\n---\n[[Gas]]\n",
    "Energy.md": "---\ntype: sector\nmembers: [\"[[Oil]]\", \"[[Gas]]\"]\n---\n",
    "Short oil.md": "---\ntype: thesis\nside: short\ncreated: 2026-01-02\n---\n# Short oil\n\n"
    "| Exposure | Weight |\n|---|---|\n| [[Oil]] | 100 |\n\n"
    "| Signal | Condition | Action |\n|---|---|---|\n| Squeeze | close > 70 | Cover |\n",
    "pictures/a.png": "",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screened]:
    (tmp_path / ".thesis").mkdir()
    for path, text in NOTES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    age(*tmp_path.rglob("*.md"))
    with screened(tmp_path, review=False) as found:
        yield found


def _all(known: Known) -> dict[str, object]:
    names = ("tags", "tickers", "paths", "folders", "unwritten")
    found = {name: getattr(known, name) for name in names}
    found["names"] = list(known.catalogue.spellings())
    found["spelled"] = known.spelled.by_name
    found["kinds"] = {kind: [head.path for head in known.of_kind(kind)] for kind in Kind}
    only = ("Oil", "Gas", "a.png", "Crude", "b.md")
    return {**found, "only": [known.is_only(name) for name in only]}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Oil.md", NOTES["Oil.md"] + "A sentence.\n"),
        ("Oil.md", NOTES["Oil.md"] + "[[Coal]] [[Energy]] #metal\n"),
        ("Oil.md", NOTES["Oil.md"].replace("Crude", "Brent").replace("XOIL", "BNO")),
        ("Oil.md", NOTES["Oil.md"].replace("stock", "sector")),
        ("Oil.md", None),
        ("Gas.md", "# Gas\n"),
        ("pictures/Gas.md.png", ""),
        ("pictures/a.png", None),
    ],
)
def test_what_is_taken_over_is_what_would_be_worked_out(
    desk: Screened, path: str, text: str | None
) -> None:
    before = desk.desk.ask(lambda screen: _all(screen.known), {})
    file = desk.desk.root / path
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    desk.desk.follow(Batch(frozenset({path}), rescan=False, notices=()))
    known = desk.desk.ask(lambda screen: (_all(screen.known), _all(Known(screen.index))), {})
    assert known[0] == known[1]
    assert (known[0] == before) is (text == NOTES["Oil.md"] + "A sentence.\n" or "png" in path)


def test_notes_of_a_kind_are_as_the_screen_shows_them(desk: Screened) -> None:
    desk.show("Oil.md", "---\ntype: sector\n---\n")
    desk.show("Coal.md", "---\ntype: stock\n---\n")
    desk.show("templates/Stock.md", "---\ntype: stock\n---\n")
    found = desk.ask("Oil.md", lambda screen, _: [h.path for h in screen.of_kind(Kind.STOCK)])
    assert found == ["Coal.md"]
    found = desk.ask("Oil.md", lambda screen, _: [h.path for h in screen.of_kind(Kind.SECTOR)])
    assert found == ["Energy.md", "Oil.md"]


def test_what_a_new_note_is_say_the_notes_that_link_it(desk: Screened) -> None:
    desk.show("Oil.md", "[[Gas]] and [[Coal]]\n")
    found = desk.ask("Oil.md", lambda s, t: mend.actions(s, t, 0, 0, makes_files=True))
    titles = [action.title for action in found if action.title.startswith("Create")]
    whole = desk.ask("Oil.md", lambda screen, _: screen.vault.nodes["[[gas]]"].kind)
    assert titles == [f"Create note “Gas” ({whole})", "Create note “Coal” (concept)"]
    assert whole is not Kind.CONCEPT


def test_a_tripwire_s_state_stands_behind_its_condition(desk: Screened) -> None:
    desk.review()
    text = desk.show("Short oil.md")
    found = desk.ask("Short oil.md", lambda s, t: marks.hints(s, t, with_verdict=False))
    (state,) = (hint for hint in found if hint.label == " unknown")
    line = text.lines.line(state.position.line)
    assert line[: state.position.character].endswith("close > 70")


def test_a_thesis_with_another_name_is_no_news(desk: Screened) -> None:
    desk.review()
    before = desk.desk.review.report
    (desk.desk.root / "Short oil.md").rename(desk.desk.root / "Short crude.md")
    desk.desk.follow(Batch(frozenset({"Short oil.md", "Short crude.md"}), rescan=False, notices=()))
    desk.review()
    after = desk.desk.review.report
    assert before is not None and after is not None
    said = list(news(before, after))
    assert said and {kind for kind, _ in said} == {"log"}


def test_a_tripwire_that_broke_is_shown_once(desk: Screened) -> None:
    desk.review()
    quiet = desk.desk.review.report
    assert quiet is not None
    (desk.desk.root / "prices").mkdir()
    closes = "2026-01-07,60\n2026-01-08,70\n2026-01-09,72.5\n"
    (desk.desk.root / "prices" / "XOIL.csv").write_text(f"date,close\n{closes}")
    desk.desk.follow(Batch(frozenset({"prices/XOIL.csv"}), rescan=False, notices=()))
    desk.review()
    broken = desk.desk.review.report
    assert broken is not None
    shown = [said for kind, said in news(quiet, broken) if kind == "show"]
    assert shown == [
        "Short oil: `XOIL close > 70` broke on 2026-01-09 and still holds; you planned: Cover "
        "[Short oil.md:14]"
    ]
    assert list(news(broken, broken)) == []
