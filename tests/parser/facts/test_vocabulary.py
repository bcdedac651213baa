"""The vocabulary, and how a vault extends it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parser.reading import read
from thesisvault.model.note import Kind
from thesisvault.parser.facts.vocabulary import default_vocabulary, load_vocabulary
from thesisvault.parser.note import parse_note


def test_words_are_joined_not_replaced() -> None:
    words = load_vocabulary({"tables": {"moves": {"move": ["Delta"]}}})
    for header in ("delta", "DELTA", "Move"):
        text = f"| Stock | {header} |\n|---|---|\n| A | +1% |\n"
        assert len(parse_note("n.md", text.encode(), words).facts.stated_moves) == 1
    assert read("| Stock | Delta |\n|---|---|\n| A | +1% |\n").facts.stated_moves == ()


def test_the_package_s_own_is_untouched_by_an_extension() -> None:
    load_vocabulary({"kinds": {"thesis": ["hunch"]}})
    assert default_vocabulary().kind("hunch") is None
    assert load_vocabulary().kind("hunch") is None


@pytest.mark.parametrize(
    ("extra", "named"),
    [
        ({"colours": {}}, "vocabulary.colours"),
        ({"kinds": {"bond": ["bond"]}}, "vocabulary.kinds.bond"),
        ({"kinds": "thesis"}, "vocabulary.kinds"),
        ({"kinds": {"thesis": "idea"}}, "vocabulary.kinds.thesis"),
        ({"kinds": {"thesis": [1]}}, "vocabulary.kinds.thesis"),
        ({"tables": {"moves": ["x"]}}, "vocabulary.tables.moves"),
        ({"tables": {"moves": {"delta": ["x"]}}}, "vocabulary.tables.moves.delta"),
        ({"tables": {"trades": {}}}, "vocabulary.tables.trades"),
    ],
)
def test_what_means_nothing_is_named(extra: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=f"^`{named}`"):
        load_vocabulary(extra)


def test_bug_a_required_column_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="required"):
        load_vocabulary({"tables": {"moves": {"required": ["bogus"]}}})


def test_looking_words_up() -> None:
    words = default_vocabulary()
    assert words.kind(" Theses ") is Kind.THESIS
    assert words.named("flows", "Out Of") == "out"
    assert words.named("flows", "sideways") is None
    assert words.finder("impact", "supports").search("INVALIDATED validating")
    assert not words.finder("impact", "supports").search("invalidated")
    assert words.finder("impact", "mixed") is words.finder("impact", "mixed")


def test_every_table_has_its_required_columns() -> None:
    for name, form in default_vocabulary().tables.items():
        assert set(form.required) <= {role for role, _ in form.roles.values()}, name


def test_a_vault_teaches_properties_headings_and_words_of_other_tables() -> None:
    words = load_vocabulary(
        {
            "properties": {"stop": ["px_stop"]},
            "headings": {"criteria": ["Abbruch"]},
            "tables": {"holdings": {"shares": ["Lots"]}},
        }
    )
    text = "---\nticker: QQZA\npx_stop: 88\n---\n## Abbruch\n\n- Rain\n"
    facts = parse_note("Theses/n.md", text.encode(), words).facts
    assert [item.value for item in facts.figures if item.name == "stop"] == [88.0]
    assert [item.text for item in facts.criteria] == ["Rain"]
    table = b"| Ticker | Lots |\n|---|---|\n| QQZA | 3 |\n"
    assert [row.shares for row in parse_note("n.md", table, words).facts.holdings] == [3.0]


FORMS = ("{}: QQZA falls", "- {}: QQZA falls", "- **{}**: QQZA falls", "Ours.\n{}: QQZA falls")


@pytest.mark.parametrize("form", FORMS)
def test_every_word_for_criteria_may_be_a_label_in_a_line(form: str) -> None:
    """A quick look at lines let most of these pass as prose, in all other languages too."""
    known = default_vocabulary().words("headings", "criteria")
    assert {"tripwire", "ausstieg", "退出条件", "撤退条件"} <= set(known)
    for word in known:
        note = f"ticker:: QQZB\n\n{form.format(word.capitalize())}\n"
        facts = parse_note("Theses/n.md", note.encode()).facts
        assert [item.condition for item in facts.criteria] == ["QQZA falls"], word
        level = parse_note("Theses/n.md", note.replace("QQZA falls", "$150").encode()).facts
        stops = [item.value for item in level.figures if item.name == "stop"]
        assert stops == [150.0] or [item.condition for item in level.criteria] == ["$150"], word


CONDITION = ("who", "act", "what", "if")


def conditions() -> Iterator[str]:
    """Each word of each list once, beside the first of the others."""
    words = {name: default_vocabulary().words("conditions", name) for name in CONDITION}
    _, act, what, when = (words[name][0] for name in CONDITION)
    yield from (f"{who} {act} {when}" for who in words["who"])
    yield from (f"{word} {when}" for word in words["act"])
    yield from (f"{act} {word} {when}" for word in words["what"])
    yield from (f"{act} {what} {word}" for word in words["if"])
    yield from ("I’d be out if", "Thesis is broken once", "Ausstieg, wenn", "La tesis se rompe si")


def test_what_leads_to_a_criterion_does_so_in_a_line_and_as_a_heading() -> None:
    for words in conditions():
        line = f"ticker:: QQZB\n\nOurs.\n{words.capitalize()} QQZA falls\nby far.\n"
        (item,) = parse_note("Theses/n.md", line.encode()).facts.criteria
        assert (item.condition, item.span.line) == ("QQZA falls by far.", 3), words
        for heading in (f"## {words.capitalize()}:", f"## {words} any of these holds"):
            below = f"ticker:: QQZB\n\n{heading}\n\n- QQZA falls\n"
            found = parse_note("Theses/n.md", below.encode()).facts.criteria
            assert [item.text for item in found] == ["QQZA falls"], heading


def test_what_criteria_are_called_leads_to_them_too() -> None:
    words = default_vocabulary().words
    for leaving in words("conditions", "leaving"):
        for named in words("conditions", "named"):
            for heading in (f"## My {leaving} {named}", f"## {leaving}-{named} (hard)"):
                text = f"ticker:: QQZB\n\n{heading}\n\n- QQZA falls\n"
                assert parse_note("Theses/n.md", text.encode()).facts.criteria, heading


@pytest.mark.parametrize("words", ["Sell", "Sell unless", "Find out if", "Exit if all of these"])
def test_other_words_lead_to_none(words: str) -> None:
    """Of several that must come together none is one, and `unless` would turn it around."""
    note = f"ticker:: QQZB\n\n## {words}\n\n- QQZA falls\n"
    assert not parse_note("Theses/n.md", note.encode()).facts.criteria


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("What invalidates the thesis", "criteria"),
        ("3. What would break my case (hard)", "criteria"),
        ("What kills it", "criteria"),
        ("What could falsify this view", "criteria"),
        ("What validates the thesis", "validation"),
        ("What validates the thesis's rival", ""),
        ("What breaks the supply chain", ""),
        ("Evidence log", "log"),
        ("Quick stats", "labels"),
    ],
)
def test_a_question_names_the_thesis_as_it_likes(heading: str, role: str) -> None:
    assert default_vocabulary().heading(heading) == role
