"""The short cuts find what the whole parser finds: on hostile notes, token for token and field
for field. Each rule that is enabled must have been thought of."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from parser import hostile
from sizes import share
from thesisvault.parser.body import block_choice, quick_inline
from thesisvault.parser.body.block import Heading, Text
from thesisvault.parser.body.inline import plain_text
from thesisvault.parser.body.markdown import read_blocks, reader
from thesisvault.parser.body.marks import marks_of
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.note import parse_note
from thesisvault.parser.quick_frontmatter import read_plain

PART = 250
NOTES = share(150, 20_000)
SEEDS = range(share(2, 20))
PATHS = ("Theses/Long n.md", "n.md", "Rotations/r.md", "Catalysts/c.md", "templates/t.md")


BELOW = (
    *("", "\n", "\n\n", "\n\n\n", "\n- b\n", "\n\n- b\n", "\n\n\n- b\n\n", "\n\n* b\n", "\n* b"),
    *("\nb\n", "\n\nb\n", "\n\n  b\n", "\n  b\n", "\n\n   b", "\n\n    b", "\n  - b\n"),
    *("\n\n  - b", "\n---\n", "\n\n---\n", "\n- \n", "\n-\n\n", "\n-  b\n", "\n- b \n"),
    *("\n\n# b\n", "\n# b\n", "\n> b", "\n\n> b\n", "\n```\n", "\n\n1. b", "\n1. b", "\n    b"),
    *("\n\n| b |\n|-|\n"),
)
"""What may stand below the first item of a list."""


def differs(seed: int) -> bool:
    """Whether the note of that seed is read in two ways."""
    data = hostile.note(Random(seed)).encode()
    path = PATHS[seed % len(PATHS)]
    return parse_note(path, data) != parse_note(path, data, exact=True)


@pytest.mark.parametrize("start", range(0, NOTES, PART))
def test_notes_are_read_as_by_the_whole_parser(start: int) -> None:
    for seed in range(start, min(start + PART, NOTES)):
        if differs(seed):
            text = hostile.note(Random(seed))
            pytest.fail(f"seed {seed} is read in two ways:\n{text!r}\n{text}")


def check_blocks(text: str) -> None:
    """The same blocks, and where a column is said, the text begins there."""
    lines = text.split("\n")
    quick, exact = read_blocks(lines), read_blocks(lines, exact=True)
    assert quick.environment == exact.environment
    assert quick.too_deep == exact.too_deep
    for one, other in zip(quick.found, exact.found, strict=True):
        if isinstance(one, Text | Heading) and one.column is not None:
            for part, line in zip(one.text.split("\n"), lines[one.first : one.end], strict=True):
                assert line.startswith(part, one.column), (one, text)
            one.column = None
        assert one == other, text


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_are_those_of_the_library(seed: int) -> None:
    for number in range(100):
        check_blocks(hostile.note(Random(1_000_000 + 100 * seed + number)).replace("\r", " "))


@pytest.mark.parametrize("seed", SEEDS)
def test_containers_are_those_of_the_library(seed: int) -> None:
    for number in range(100):
        check_blocks(hostile.containers(Random(3_000_000 + 100 * seed + number)))


@pytest.mark.parametrize(
    "around", ["{}", "> {}", "1. {}", "  {}", "c\n{}", "[^1]: {}", "- {}", "    {}"]
)
def test_lists_are_those_of_the_library(around: str) -> None:
    items = ("a", "[a]", "[a]: b", "[[a]]", "**a**", "2026", "2. a", "#a", "# a")
    for item, below in product(items, BELOW):
        text = f"- {item}{below}"
        check_blocks(around.format(text))
        lines = text.split("\n")
        check_blocks("\n".join((around.format(lines[0]), *("   " + line for line in lines[1:]))))
        check_blocks("\n".join(around.format(line) for line in lines))


@pytest.mark.parametrize("seed", SEEDS)
def test_inline_texts_are_read_as_by_the_inline_parser(seed: int) -> None:
    taken = 0
    for number in range(250):
        text = hostile.line(Random(2_000_000 + 250 * seed + number))
        (paragraph,) = reader(exact=True).parseInline(text)
        children = paragraph.children or []
        marks = quick_inline.scan(text)
        if marks is not None:
            taken += 1
            assert marks == marks_of(children, text), text
            shown = quick_inline.plain(text, marks)
            assert shown is None or shown == plain_text(children), text
    assert taken > 50


@pytest.mark.parametrize("seed", range(share(1, 10)))
def test_brackets_and_html_are_those_of_the_library(seed: int) -> None:
    quick, exact = reader(exact=False), reader(exact=True)
    for number in range(100):
        text = hostile.brackets(Random(4_000_000 + 100 * seed + number))
        for known in ({}, {"references": {"X": {"href": "u", "title": ""}}}):
            found = [md.inline.parse(text, md, dict(known), []) for md in (quick, exact)]
            assert found[0] == found[1], text


def test_short_cuts_are_taken() -> None:
    text = "A [[link|x]], a #tag, **bold**, `code`, [this](Note.md), $5.\n\n- one\n- two [[b]]\n"
    found = read_blocks(text.split("\n")).found
    assert [getattr(block, "column", None) for block in found] == [0, 2, 2]
    for block in found:
        assert isinstance(block, Text)
        assert quick_inline.scan(block.text) is not None


def test_every_inline_rule_is_guarded() -> None:
    assert set(reader(exact=True).inline.ruler.get_active_rules()) == quick_inline.GUARDED


def test_every_pair_rule_is_known() -> None:
    rules = reader(exact=True).inline.ruler2.get_active_rules()
    assert rules == ["balance_pairs", "strikethrough", "emphasis", "fragments_join"]


def test_every_block_rule_is_chosen_by_its_first_character() -> None:
    known = {*block_choice.FIRST, *block_choice.ANY, "code"}
    assert set(reader(exact=False).block.ruler.get_active_rules()) == known
    assert set(reader(exact=True).block.ruler.get_active_rules()) == known


@pytest.mark.parametrize("name", sorted(block_choice.FIRST))
def test_no_block_rule_begins_with_another_character(name: str) -> None:
    md = reader(exact=True)
    rules = dict(zip(md.block.ruler.get_active_rules(), md.block.ruler.getRules(""), strict=True))
    for first in map(chr, range(33, 256)):
        found = False
        for rest in (
            "",
            " a",
            ". a",
            ") a",
            first * 2,
            f" {first} {first}",
            "^a]: b",
            "a]: b",
            "!a] b",
            "p>",
        ):
            quoted = [Token("blockquote_open", "blockquote", 1)]
            state = StateBlock(f"{first}{rest}\n", md, {}, quoted)
            found = found or rules[name](state, 0, 1, False)
        assert found == (first in block_choice.FIRST[name]), first


KEYS = ("a", "tags", "key b", "key-c", "é", "n", "x9", "a:b", "_u", '"q"', "<<", "? k")
PLAIN = ("x", "a b", "[a, b]", "2026-01-01", '"[[A]]"', '["[[A]]", b]', "é", "5%", "", "'q'")
VALUES = (
    *PLAIN, "null", "~", "Null", "NULL", "a: b", "http://x.y/#z", "a #c", "a#c", "[]", "[a,]",
    "[ ]", "['a', \"b c\"]", "[[A]]", "'it''s'", '"a\\"b"', '""', "''", "a:", "$5", "(x)", "- x",
    "-x", "[a, [b]]", "{a: b}", "&a x", "*a", "!t x", "|", ">", "? x", "a, b: c", "[a:b]", "%x",
    "@x", "`x`", '"a"b', "'a' b", "[a] b", "a\tb", "# c", "a  ", "  a", "[null, ~]", "[ a , b ]",
    '[""]', "[a'b]", "{{x}}", "...", "---", "=", "a]", '"x" # c', "[a] # c", "[,]", "[a,,b]", "x: ",
    "x:y:z", "[12:30]", '["a" b]', "東京 a", "🙂x", "a\u00a0b", "a\x85b", "a\u2028b", "\ufeffa",
)  # fmt: skip
OTHERS = ("", "  ", "# c", "  cont", "---", "- x", "  - x: y", "  - - x", "\t", "x", "    - x")


def front_matter(rng: Random) -> str:
    """Lines of properties, most of them plain."""
    lines: list[str] = []
    for _ in range(rng.randint(0, 4)):
        value = rng.choice(PLAIN if rng.random() < 0.7 else VALUES)
        lines.append(f"{rng.choice(KEYS[:7] if rng.random() < 0.9 else KEYS)}: {value}")
        if not value and rng.random() < 0.7:
            dash = rng.choice(("- ", "  - ", "-  "))
            lines += [dash + rng.choice(VALUES[:14]) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.05:
            lines.append(rng.choice(OTHERS))
    return "\n".join(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_plain_front_matter_is_read_as_by_libyaml(seed: int) -> None:
    taken = 0
    for number in range(1_000):
        lines = front_matter(Random(5_000_000 + 1_000 * seed + number))
        text = f"---\n{lines}\n---\n"
        taken += read_plain(lines) is not None
        quick, exact = read_front_matter(text), read_front_matter(text, exact=True)
        assert quick.properties == exact.properties, text
        assert quick.diagnostics == exact.diagnostics, text
    assert taken > 200


def test_references_leave_brackets_to_the_parser() -> None:
    text = b"[a [[b]] c] [a]#t\n\n[a]: x\n"
    assert parse_note("n.md", text) == parse_note("n.md", text, exact=True)


@pytest.mark.parametrize("text", ["> [!note] 5% \n> b", ">  [!note] 5% \n> b", ">[!note]  \nb"])
def test_a_title_of_a_callout_ends_where_its_text_does(text: str) -> None:
    quick = parse_note("n.md", text.encode())
    assert quick == parse_note("n.md", text.encode(), exact=True)
    assert quick.callouts[0].span.end_column == len(text.split("\n")[0].rstrip())
