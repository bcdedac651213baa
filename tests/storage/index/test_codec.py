"""A note is the same after it was bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import DecodeError

from parser.reading import FIXTURES, read
from sizes import share
from storage.index import texts
from thesisvault.model.note import Note, Profile, Property, PropertyValue, Scalar
from thesisvault.model.text import Span
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.note import parse_note
from thesisvault.storage.index import schema
from thesisvault.storage.index.codec import decode, decode_profile, encode, encode_profile
from thesisvault.storage.index.record import FileKind
from thesisvault.storage.index.recording import record_of

AT = Span(1, 2, 3, 4)

values: st.SearchStrategy[PropertyValue] = st.recursive(
    st.none() | st.builds(Scalar, st.text(), st.just(AT)),
    lambda inner: (
        st.lists(inner).map(tuple) | st.dictionaries(st.sampled_from(("list", "map", "a")), inner)
    ),
    max_leaves=12,
)
HOSTILE = (
    *("", "\ufeff", "---\n", "---\na: [\n---\n", "\0[[a\0]]", '---\na: "\\ud800"\n---\n'),
    *('---\naliases: ["\\ud800", "\\0", "\\uDFFF x"]\n---\n', "[x](%ED%A0%80.md) [y](%00.md)"),
    f"---\nhorizon: {'9' * 400} days\nstarted: {'9' * 30}\n---\n",
    f"---\ntype: thesis\n---\n| Stock | Weight |\n|---|---|\n| A | {'9' * 400} |\n| B | 1e999 |\n",
    f"| Stock | Move |\n|---|---|\n| A | {'9' * 400}% |\n| B | nan |\n| C | inf% |\n",
    f"---\na: {'[' * 60}{']' * 60}\n---\n",
    f"---\na: {'{b: ' * 60}{'}' * 60}\n---\n",
    f"---\na: {'[' * 3000}{']' * 3000}\n---\n",
    "---\n" + "".join(f"{' ' * depth}a:\n" for depth in range(900)) + "---\n",
    f"{'> ' * 3000}[[a]]",
    "---\n? [a, b]\n: c\n1: 2\nnull: x\n---\n",
    f"{'#' * 9000}\n{'[[' * 900}",
)


def same(note: Note) -> None:
    assert decode(encode(note)) == note
    profile = decode_profile(encode_profile(note))
    assert type(profile) is Profile
    assert profile == Profile(
        note.path, note.kind, note.date, note.misdated, note.links, note.facts, note.dated
    )


@settings(max_examples=share(20, 600), deadline=None)
@given(st.lists(st.tuples(st.text(), values), max_size=4))
def test_any_properties(found: list[tuple[str, PropertyValue]]) -> None:
    same(Note("a.md", properties=tuple(Property(key, value, AT) for key, value in found)))


@settings(max_examples=share(20, 600), deadline=None)
@given(st.text() | st.integers(0, 1 << 30).map(texts.note))
def test_any_note(text: str) -> None:
    same(parse_note("a.md", text.encode("utf-8", "replace")))


@settings(max_examples=share(15, 400), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    same(parse_note("Long \udcff.md".encode("utf-8", "replace").decode(), data))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts(text: str) -> None:
    note = parse_note("a.md", text.encode("utf-8", "surrogatepass"))
    same(note)
    data = text.encode("utf-8", "surrogatepass")
    record = record_of("a.md", FileKind.NOTE, data, (0, 0, 0, 0), 0, default_vocabulary())
    db = schema.connect(":memory:")
    schema.create(db, [record])
    names = db.execute("SELECT level, name, spelled FROM names ORDER BY rowid").fetchall()
    keys = db.execute("SELECT key, target, said FROM links ORDER BY rowid").fetchall()
    db.close()
    assert (tuple(names), tuple(keys)) == (record.names, record.links)


def test_a_rotation_with_all_its_facts() -> None:
    same(read((FIXTURES / "rotation.md").read_text(encoding="utf-8")))


def test_what_is_no_note_is_refused() -> None:
    data = encode(read("[[a]] #b"))
    for bad in (b"", data[:-1], data[1:], b"\xc1" * 9):
        with pytest.raises(DecodeError):
            decode(bad)
        with pytest.raises(DecodeError):
            decode_profile(bad)
