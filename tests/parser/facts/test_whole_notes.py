"""What holds of every note, whatever form its facts have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from parser.facts.whole_notes import FRONT, LABELS, NOTES, PATHS, SECTIONS, written
from parser.reading import cut, read
from sizes import share
from strangers import PROSE
from thesisvault.model.facts import Fact, Interval, Quantity, Reference
from thesisvault.model.text import Span
from thesisvault.parser.note import parse_note

SAMPLE = Path(__file__).parents[3] / "vault"
VAULTS = (PROSE, SAMPLE)
_WORD = re.compile(r"[^\W_]+")
_OF_A_NAME = ("name of the file", "name of the folder")
"""Rules of what stands in no line."""

paths = st.sampled_from(PATHS)


def texts_of(fact: Fact, path: str) -> Iterator[tuple[str, Span]]:
    """All that a fact quotes, each with where it says that it stands."""
    ours = _NAMED_BY_US.get(type(fact).__name__, ())
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        if isinstance(value, Reference) and value.name != path:
            yield value.name, value.span
        elif isinstance(value, Interval | Quantity):
            yield value.text, fact.span
        elif isinstance(value, str) and name not in ("rule", *_ELSEWHERE.get(fact.rule, ours)):
            yield value, fact.span


_NAMED_BY_US = {
    "Figure": ("name",),
    "Point": ("side",),
    "StatedRelation": ("kind",),
    "Scenario": ("horizon",),
    "Metric": ("section",),
    "CatalystDate": ("outcome",),
}
"""Fields that hold a word of ours, or of a heading above."""
_ELSEWHERE = {"date": ("expected", "outcome")}
"""What a catalyst's note says in properties of their own."""


def check_spans(text: str, path: str) -> None:
    note = read(text, path)
    for fact in note.facts.all():
        if fact.rule in _OF_A_NAME:
            assert fact.span == Span(0, 0, 0, 0)
            continue
        assert cut(text, fact.span).strip(), fact
        for said, span in texts_of(fact, path):
            there = _WORD.findall(unescape(cut(text, span)))
            missing = [word for word in _WORD.findall(said) if word not in there]
            assert not missing, (fact, said, cut(text, span))
    for item in note.unread:
        assert cut(text, item.span).strip(), item


def notes_of(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*.md")):
        yield path.relative_to(root).as_posix(), path.read_bytes()


@pytest.mark.parametrize("root", VAULTS, ids=lambda root: root.name)
def test_each_fact_of_a_vault_stands_where_it_says(root: Path) -> None:
    for path, data in notes_of(root):
        check_spans(data.decode(), path)


@settings(max_examples=share(25, 600), deadline=None)
@given(NOTES, paths)
def test_each_fact_stands_where_it_says(text: str, path: str) -> None:
    check_spans(text, path)


@pytest.mark.parametrize("root", VAULTS, ids=lambda root: root.name)
def test_a_vault_is_read_alike_without_short_cuts(root: Path) -> None:
    for path, data in notes_of(root):
        assert parse_note(path, data) == parse_note(path, data, exact=True), path


@settings(max_examples=share(20, 400), deadline=None)
@given(NOTES, paths)
def test_notes_are_read_alike_without_short_cuts(text: str, path: str) -> None:
    assert read(text, path) == parse_note(path, text.encode(), exact=True)


@settings(max_examples=share(20, 400), deadline=None)
@given(st.data(), FRONT, LABELS, paths)
def test_the_order_of_sections_changes_no_fact(
    data: st.DataObject, front: str, labels: str, path: str
) -> None:
    sections = data.draw(st.lists(SECTIONS, min_size=2, max_size=5))
    other = data.draw(st.permutations(sections))
    one, two = (read(written(front, labels, found), path) for found in (sections, other))
    assert facts_of(one.facts.all()) == facts_of(two.facts.all())
    assert (one.kind, one.date, one.facts.side, one.facts.symbol, one.facts.status) == (
        *(two.kind, two.date, two.facts.side, two.facts.symbol, two.facts.status),
    )
    assert Counter((item.code, item.text) for item in one.unread) == Counter(
        (item.code, item.text) for item in two.unread
    )


def facts_of(facts: Iterator[Fact]) -> Counter[str]:
    """The facts without their places."""
    return Counter(repr(_placeless(fact)) for fact in facts)


def _placeless(value: object) -> object:
    if isinstance(value, Span):
        return None
    if isinstance(value, Struct):
        fields = {name: _placeless(getattr(value, name)) for name in value.__struct_fields__}
        return type(value).__name__, fields
    if isinstance(value, tuple):
        return tuple(map(_placeless, value))
    return value


def test_the_notes_state_facts_of_many_kinds() -> None:
    """What is tried above is no empty promise."""
    text = written(
        "---\nticker: HRPK\n---\n",
        "**Stop:** 14\n",
        [
            ("Kill criteria", "- Permits"),
            ("Catalysts", "- 2026-05-14: the tender"),
            ("Log", "- 2026-02-03: a mill"),
            ("Bull case", "- Permits"),
            ("Figures", "| Metric | Value |\n|---|---|\n| Permits | 3.5% |"),
        ],
    )
    kinds = {type(fact).__name__ for fact in read(text, PATHS[0]).facts.all()}
    assert kinds == {
        "CatalystDate",
        "Criterion",
        "Exposure",
        "Figure",
        "LogLine",
        "Metric",
        "Point",
    }
