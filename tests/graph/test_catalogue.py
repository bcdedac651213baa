"""Which names a few letters find, and in which order."""

from __future__ import annotations

from thesisvault.graph.catalogue import Catalogue
from thesisvault.graph.folding import fold

NAMES = ("2026-01-05", "Long oil", "Oil", "Oil services", "Turmoil", "Short of labour", "ß 🚀 (x)")


def _catalogue(*more: tuple[int, str, str]) -> Catalogue:
    named = [(0, f"{name}.md", fold(name), name) for name in NAMES]
    return Catalogue([*named, *((level, path, fold(name), name) for level, path, name in more)])


def _found(typed: str, most: int = 50) -> list[str]:
    return [entry.spelled for entry in _catalogue().fitting(typed, most)]


def test_what_begins_comes_first_then_words_then_what_holds_it_then_letters() -> None:
    assert _found("oil") == ["Oil", "Oil services", "Long oil", "Turmoil"]
    assert _found("oil", 2) == ["Oil", "Oil services"]
    assert _found("lo") == ["Long oil", "Short of labour"]


def test_words_may_come_in_any_order() -> None:
    assert _found("oil lo") == ["Long oil"]
    assert _found("  SERV   oil ") == ["Oil services"]


def test_what_has_a_meaning_in_patterns_is_a_letter_here() -> None:
    assert _found("(x)") == ["ß 🚀 (x)"]
    assert _found("^l") == []
    assert _found("[a") == []
    assert _found(".*") == []
    assert _found("-0") == ["2026-01-05"]


def test_without_letters_the_titles_come_those_of_days_last() -> None:
    found = _catalogue((1, "Oil.md", "Crude")).fitting("", 50)
    assert [entry.spelled for entry in found] == [
        *("Long oil", "Oil", "Oil services", "Short of labour", "Turmoil", "ß 🚀 (x)"),
        "2026-01-05",
    ]


def test_an_alias_is_found_with_its_note() -> None:
    (entry,) = _catalogue((1, "Oil.md", "Crude")).fitting("cru", 50)
    assert (entry.spelled, entry.path, entry.level) == ("Crude", "Oil.md", 1)


def test_a_vault_without_notes_finds_nothing() -> None:
    assert Catalogue([]).fitting("a", 5) == []
    assert Catalogue([]).fitting("", 5) == []
