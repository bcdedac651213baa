"""Which file a name means."""

from __future__ import annotations

import unicodedata

import pytest

from thesisvault.graph.folding import fold
from thesisvault.graph.names import Names
from thesisvault.graph.source import MemorySource
from thesisvault.model.facts import Facts
from thesisvault.model.note import Note, Property, Scalar
from thesisvault.model.text import Span

NOWHERE = Span(0, 0, 0, 0)


def names(*paths: str, attachments: tuple[str, ...] = ()) -> Names:
    return Names(MemorySource(map(Note, paths), attachments))


def note(path: str, *aliases: str, symbol: str | None = None) -> Note:
    values = tuple(Scalar(alias, NOWHERE) for alias in aliases)
    properties = (Property("Aliases", values, NOWHERE),)
    return Note(path, properties=properties, facts=Facts(symbol=symbol))


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        ("Note", "x/y.md", "Note.md"),  # the exact vault path comes first
        ("Note", "a/y.md", "Note.md"),
        ("b/Note", "a/y.md", "b/Note.md"),  # exact, though a/b/Note.md is near
        ("Other", "a/b/y.md", "a/b/Other.md"),  # the own folder beats the shortest
        ("Other", "z/y.md", "c/Other.md"),  # the shortest path string
        ("Other", "y.md", "c/Other.md"),
        ("Tie", "y.md", "aa/Tie.md"),  # equal lengths: by path
        ("deep/Only", "y.md", "a/deep/Only.md"),  # a path's end
        ("eep/Only", "y.md", None),  # at a slash only
        ("Only.md", "y.md", "a/deep/Only.md"),
        ("Missing", "y.md", None),
        ("", "a/y.md", "a/y.md"),
        ("NOTE", "y.md", "Note.md"),
        ("nOtE.MD", "y.md", "Note.md"),
        ("/b/Note", "y.md", "b/Note.md"),
        ("/deep/Only", "y.md", None),
        ("./Note", "a/y.md", None),  # relative: no falling back
        ("./Note", "b/y.md", "b/Note.md"),
        ("../Note", "b/y.md", "Note.md"),
        ("../c/Other", "b/y.md", "c/Other.md"),
        ("../Only", "b/y.md", None),
        ("../../Note", "b/y.md", None),  # nothing outside the vault
        ("Note.pdf", "y.md", None),
    ],
)
def test_the_order_of_resolution(target: str, source: str, expected: str | None) -> None:
    known = names(
        *("Note.md", "b/Note.md", "a/b/Note.md", "a/b/Other.md", "c/Other.md", "dddd/Other.md"),
        *("bb/Tie.md", "aa/Tie.md", "a/deep/Only.md", "z/z.md"),
    )
    assert known.resolve(target, source) == expected


def test_the_shortest_counts_characters_not_folders() -> None:
    known = names("longfolder/N.md", "a/b/N.md")
    assert known.resolve("N", "y.md") == "a/b/N.md"


def test_an_attachment_needs_its_ending() -> None:
    known = names("Note.md", attachments=("files/pic.png", "Note.canvas"))
    assert known.resolve("pic.png", "Note.md") == "files/pic.png"
    assert known.resolve("PIC.PNG", "Note.md") == "files/pic.png"
    assert known.resolve("pic", "Note.md") is None
    assert known.resolve("Note", "x.md") == "Note.md"
    assert known.resolve("Note.canvas", "x.md") == "Note.canvas"


def test_a_dot_in_a_name_is_no_ending() -> None:
    assert names("v1.2.md").resolve("v1.2", "y.md") == "v1.2.md"


def test_case_and_composition_are_folded() -> None:
    path = unicodedata.normalize("NFD", "Société Générale.md")
    known = names(path)
    assert known.resolve("SOCIÉTÉ générale", "y.md") == path
    assert known.named(unicodedata.normalize("NFC", "société générale")) == (path,)
    assert fold("É") == fold("e\u0301")


def test_an_alias_never_resolves_a_link_but_names_a_note() -> None:
    apple = note("Stocks/Apple.md", "Cupertino", symbol="AAPL")
    known = Names(MemorySource([apple], ()))
    assert known.resolve("Cupertino", "y.md") is None
    assert known.resolve("AAPL", "y.md") is None
    assert known.by_alias("cupertino ") == (apple.path,)
    for name in ("Apple", " apple ", "CUPERTINO", "aapl"):
        assert known.named(name) == (apple.path,)
    assert known.named("App") == ()


def test_a_title_beats_an_alias_beats_a_ticker() -> None:
    notes = [note("ON.md"), note("a.md", "ON", "X"), note("b.md", symbol="X"), note("c.md", "X")]
    known = Names(MemorySource(notes, ()))
    assert known.named("on") == ("ON.md",)
    assert known.named("x") == ("a.md", "c.md")


def test_bug_a_greek_name_is_found_whatever_stands_behind_it() -> None:
    known = names("ΟΠΑΠ ΑΣ.md", "x/ΟΔΟΣ/Metlen.md")
    for target in ("ΟΠΑΠ ΑΣ", "οπαπ ας", "οπαπ ασ", "ΟΠΑΠ ΑΣ.md"):
        assert known.resolve(target, "y.md") == "ΟΠΑΠ ΑΣ.md"
        assert known.resolve("οδος/Metlen", "y.md") == "x/ΟΔΟΣ/Metlen.md"
    assert fold("ΑΣ.md") == fold("ΑΣ") + ".md"


def test_bug_an_alias_written_twice_names_its_note_once() -> None:
    known = Names(MemorySource([note("Apple.md", "Cupertino", "cupertino ", "CUPERTINO")], ()))
    assert known.named("cupertino") == ("Apple.md",)
    assert known.by_alias("cupertino") == ("Apple.md",)
