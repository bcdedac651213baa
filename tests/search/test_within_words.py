"""A text that begins no word: the known words that hold it tell which notes are read."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import convert

from sizes import share
from thesisvault.reports.search import Answer, Ask, report
from thesisvault.storage import scan
from thesisvault.storage.fulltext import fulltext
from thesisvault.workspace import open_workspace

_DAY = dt.date(2026, 1, 9)
_WORDS = (
    "copper",
    "Überschuss",
    "semiconductor",
    "x_conduct",
    "BRK.B",
    "反导体",
    "café",
    "mid-term",
)
_PARTS = (
    "opper",
    "bersch",
    "conduc",
    "onduct",
    "rk.b",
    "RK.",
    "导",
    "afé",
    "id-te",
    "_cond",
    "zzz",
)


def _found(root: Path, query: str) -> Answer:
    with closing(open_workspace(root)) as workspace:
        return report(workspace.on(_DAY), convert({"query": query, "limit": 100}, Ask))


@pytest.mark.parametrize("seed", range(share(3, 200)))
def test_what_is_narrowed_by_known_words_is_what_reading_all_finds(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    for number in range(12):
        words = " ".join(dice.choices(_WORDS, k=dice.randint(0, 3)))
        (tmp_path / f"{dice.choice(_WORDS)} {number}.md").write_text(words, encoding="utf-8")
    for _ in range(6):
        one, other = dice.sample(_PARTS, 2)
        for query in (one, f"{one} {other}", f"{one} OR {other}", f"file:{one}", f"-{one} {other}"):
            narrowed = _found(tmp_path, query)
            with monkeypatch.context() as patch:
                patch.setattr(fulltext, "MOST_WORDS", -1)
                whole = _found(tmp_path, query)
            assert {row.path: row for row in narrowed.notes} == {r.path: r for r in whole.notes}


@pytest.mark.parametrize("seed", range(share(3, 200)))
def test_the_terms_are_those_of_the_vocabulary(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(fulltext, "_PARTS", 3)
    letters = "aZ9_-. \n\x00é̈ßİꭰΣ估한ﬁ😀"
    _found(tmp_path, "made")
    for number in range(8):
        text = "".join(dice.choices(letters, k=dice.randint(1, 60)))
        (tmp_path / f"{number}{dice.choice('aBéİ')}.md").write_text(text, encoding="utf-8")
        with closing(open_workspace(tmp_path)) as workspace:
            assert workspace.index.folder is not None
            _found(tmp_path, "put in")
            with closing(sqlite3.connect(workspace.index.folder / "fulltext.sqlite")) as db:
                packed = [row for (row,) in db.execute("SELECT packed FROM terms")]
                known = {term for (term,) in db.execute("SELECT term FROM vocabulary")}
        kept = {term for row in packed for term in zlib.decompress(row).decode().split("\n")}
        assert (kept - {""}, len(packed) <= 4) == (known, True)


def test_only_notes_with_such_a_word_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        (tmp_path / f"{number}.md").write_text("Copper is short.", encoding="utf-8")
    (tmp_path / "Chips.md").write_text("Semiconductors are not.", encoding="utf-8")
    assert _found(tmp_path, "copper").total == 20  # which makes the index of words
    read: list[str] = []
    original = scan.read_note

    def counted(root: Path, path: str) -> bytes | None:
        read.append(path)
        return original(root, path)

    monkeypatch.setattr(scan, "read_note", counted)
    answer = _found(tmp_path, "conduct")
    assert (answer.inside_words, [row.path for row in answer.notes]) == (True, ["Chips.md"])
    assert set(read) == {"Chips.md"}
    read.clear()
    assert _found(tmp_path, "utilities").total == 0
    assert read == []
