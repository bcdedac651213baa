"""Front matter: text and nothing but text, bombs refused with their line, the body still read."""

from __future__ import annotations

import pytest

from parser.reading import codes, cut, read, tags
from thesisvault.model.note import LinkKind, Scalar

BODY = "# Body\n\n[[still read]]\n"


def front(lines: str) -> str:
    return f"---\n{lines}\n---\n{BODY}"


@pytest.mark.parametrize(
    "text",
    [
        *("ON", "NO", "Yes", "true", "False", "NULL", "1.10", "12:30:45", "005930", "0x1F", "1e3"),
        *("2026-01-08", "2026-01-08T10:00:00", ".inf", ".NaN", "1_000", "0o17", "=", "+1", "NaN"),
    ],
)
def test_a_ticker_stays_text(text: str) -> None:
    source = front(f"symbol: {text}\nlist: [{text}]\nitems:\n  - {text}")
    note = read(source)
    assert [[scalar.text for scalar in prop.scalars] for prop in note.properties] == [[text]] * 3
    assert note.diagnostics == ()
    for prop in note.properties:
        (scalar,) = prop.scalars
        assert cut(source, scalar.span) == text


def test_nothing_is_nothing() -> None:
    note = read(front("a:\nb: ~\nc: null\nd: ''\ne: \"null\""))
    values = {prop.key: prop.value for prop in note.properties}
    assert values["a"] is values["b"] is values["c"] is None
    texts = {key: value.text for key, value in values.items() if isinstance(value, Scalar)}
    assert texts == {"d": "", "e": "null"}


def test_spans_of_keys_with_their_values() -> None:
    source = front('é: one\nlist: [a, \'b c\']\n"k": "q"')
    assert [cut(source, prop.span) for prop in read(source).properties] == [
        *("é: one", "list: [a, 'b c']", '"k": "q"')
    ]


@pytest.mark.parametrize("lines", ["a: {b: 1, c: 2}", "a:\n  b: 1\n  c: 2"])
def test_bug_the_span_of_a_mapping_covers_it(lines: str) -> None:
    source = front(lines)
    (prop,) = read(source).properties
    assert cut(source, prop.span).rstrip() == lines


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\u0085"])
def test_bug_lines_of_properties_are_counted_over_newlines_only(end: str) -> None:
    source = front(f'a: "x{end}y"\nb: "[[N]]"')
    assert cut(source, read(source).links[0].span) == '"[[N]]"'


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        ("a: 1\nb: " + "[" * 25_000, "frontmatter-deep", 2),
        ("a: " + "[" * 24 + "]" * 24, "frontmatter-deep", 1),
        ("a: " + "{b: " * 24 + "x" + "}" * 24, "frontmatter-deep", 1),
        ("a: 1\nb: &x 1\nc: *x", "frontmatter-alias", 2),
        ("a: &x [1]", "frontmatter-alias", 1),
        ("a: 1\nb: *x", "frontmatter-alias", 2),
        ("&x a: 1", "frontmatter-alias", 1),
        ("a: 1\n<<: {b: 1}", "frontmatter-merge", 2),
        ("a: !!python/object/apply:os.system [x]", "frontmatter-tag", 1),
        ("a: 1\nb: !custom x", "frontmatter-tag", 2),
        ("a: !!str 1", "frontmatter-tag", 1),
        ("a: 1\nb: 2\na: 3", "frontmatter-duplicate", 3),
        ("a: {b: 1, b: 2}", "frontmatter-duplicate", 1),
        ("? [a]\n: 1\n? [a]\n: 2", "frontmatter-duplicate", 3),
        ("? {a: b}\n: 1\n? {a: b}\n: 2", "frontmatter-duplicate", 3),
        ("a: " + "x" * 64 * 1024, "frontmatter-too-large", 1),
        ("a: 1\nb: [unclosed", "frontmatter-invalid", 3),
        ("a: 1\nb: c: d", "frontmatter-invalid", 2),
        ("a: 1\n\tb: 2", "frontmatter-invalid", 2),
        ("a: 1\nb: \x01", "frontmatter-invalid", None),
        ("- a\n- b", "frontmatter-invalid", 1),
        ("just text", "frontmatter-invalid", 1),
        ("a: [b, #c, d]", "frontmatter-invalid", None),
    ],
)
def test_a_bomb_has_its_code_and_line_and_the_body_is_read(
    lines: str, code: str, line: int | None
) -> None:
    source = front(lines)
    note = read(source)
    (found,) = note.diagnostics
    assert found.code == code
    assert line is None or found.span.line == line
    assert note.properties == ()
    assert [heading.text for heading in note.headings] == ["Body"]
    assert [cut(source, link.span) for link in note.links] == ["[[still read]]"]


def test_the_limits_themselves_are_allowed() -> None:
    deepest = "a: " + "[" * 23 + "x" + "]" * 23
    assert "frontmatter-deep" not in codes(read(front(deepest)))
    largest = "a: " + "x" * (64 * 1024 - 3)
    assert codes(read(front(largest))) == []


def test_json_front_matter() -> None:
    source = '---\n{"type": "thesis", "tags": ["a", "b"], "n": 1, "l": "[[L]]"}\n---\n' + BODY
    note = read(source)
    assert note.kind.value == "thesis"
    assert [tag.name for tag in note.tags] == ["a", "b"]
    assert [link.target for link in note.links] == ["L", "still read"]
    assert note.diagnostics == ()


def test_template_text_does_not_break_the_note() -> None:
    note = read(front("title: {{title}}\n{{key}}: x\nb: '{{date}}'\nc: after"))
    assert codes(note) == []
    kept = note.find_property("c")
    assert kept is not None
    assert [scalar.text for scalar in kept.scalars] == ["after"]
    assert [link.target for link in note.links] == ["still read"]


@pytest.mark.parametrize("closing", ["---", "---  ", "---\t"])
def test_the_closing_fence_may_trail_white_space(closing: str) -> None:
    note = read(f"---\na: 1\n{closing}\n{BODY}")
    assert [prop.key for prop in note.properties] == ["a"]


@pytest.mark.parametrize("text", ["---\n---", "---\n---\n", "---\n\n---\n", "---\n# c\n---\n"])
def test_empty_front_matter(text: str) -> None:
    note = read(text)
    assert (note.properties, note.diagnostics, note.headings) == ((), (), ())


@pytest.mark.parametrize("before", ["\n", " ", "text\n", "\n\n\n", "<!-- x -->\n"])
def test_a_late_fence_is_no_front_matter(before: str) -> None:
    note = read(f"{before}---\ntype: thesis\n---\n{BODY}")
    assert note.properties == ()
    assert note.kind.value == "note"


def test_an_unclosed_fence_is_named_and_read_as_text() -> None:
    note = read("---\na: 1\n\n[[x]]\n")
    (found,) = note.diagnostics
    assert (found.code, found.span.line) == ("frontmatter-unclosed", 0)
    assert [link.target for link in note.links] == ["x"]


def test_crlf_and_byte_order_mark() -> None:
    source = '\ufeff---\r\nb: "[[N]]"\r\n---\r\n\r\n[[x]] #t\r\n'
    note = read(source)
    assert codes(note) == []
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n")
    assert [cut(plain, link.span) for link in note.links] == ['"[[N]]"', "[[x]]"]
    assert [cut(plain, tag.span) for tag in note.tags] == ["#t"]


def test_tags_and_aliases() -> None:
    assert tags(front("tags: [a, '#b', c d, 'e,f']")) == ["a", "b"]
    assert tags(front("tags: one")) == ["one"]
    assert tags(front("TAGS: [x]\n")) == ["x"]
    assert tags(front('tags: "a, b"')) == []
    assert tags(front("tags: a b")) == []
    assert tags(front("tags:")) == []
    assert read(front("aliases: one name")).aliases == ("one name",)
    assert read(front("aliases: [a, ' ', b]")).aliases == ("a", "b")


def test_digits_alone_are_no_tag_in_the_body_and_a_text_in_properties() -> None:
    assert tags(front("tags: [2026-outlook]")) == ["2026-outlook"]


def test_bug_a_tag_property_of_digits_is_no_tag() -> None:
    assert tags(front("tags: ['2026', a]")) == ["a"]


@pytest.mark.parametrize(("key", "instead"), [("tag", "tags"), ("alias", "aliases")])
def test_singular_keys_are_not_read(key: str, instead: str) -> None:
    note = read(front(f"{key}: x"))
    assert (note.tags, note.aliases) == ((), ())
    assert codes(note) == ["property-singular"]
    assert f"`{instead}`" in note.diagnostics[0].message


def test_a_quoted_link_is_a_link() -> None:
    source = front('a: "[[X]]"\nl:\n  - "[[Y#h|y]]"\n  - plain\nm: {n: "[[Z]]"}')
    found = [link for link in read(source).links if link.kind is LinkKind.PROPERTY]
    assert [cut(source, link.span) for link in found] == ['"[[X]]"', '"[[Y#h|y]]"', '"[[Z]]"']
    assert [(link.target, link.subpath, link.display) for link in found] == [
        *(("X", "", None), ("Y", "#h", "y"), ("Z", "", None))
    ]


@pytest.mark.parametrize("text", ['"[[]]"', '"[X]"', '"![[X]]"', '"[[X]"', '"[x](https://x.y)"'])
def test_what_is_no_link_in_a_property(text: str) -> None:
    assert [link.target for link in read(front(f"a: {text}")).links] == ["still read"]


def test_bug_a_blank_link_in_a_property_is_none() -> None:
    assert [link.target for link in read(front('a: "[[ ]]"')).links] == ["still read"]


@pytest.mark.parametrize(
    "lines",
    ["a: [[X]]", "a:\n  - [[X]]", "a: [[[X]]]", "a:\n  b: [[X]]", "a: {b: [[X]]}"],
)
def test_an_unquoted_link_is_diagnosed_with_its_fix(lines: str) -> None:
    note = read(front(lines))
    assert codes(note) == ["property-unquoted-link"]
    assert cut(front(lines), note.diagnostics[0].span) == "[[X]]"
    assert '"[[X]]"' in note.diagnostics[0].message


def test_dates_stay_text_and_comments_are_no_values() -> None:
    (prop,) = read(front("created: 2026-01-08 # then")).properties
    assert [scalar.text for scalar in prop.scalars] == ["2026-01-08"]


def test_block_scalars_are_texts() -> None:
    (prop, after) = read(front("a: |\n  one\n  two\nb: x")).properties
    assert [scalar.text for scalar in prop.scalars] == ["one\ntwo\n"]
    assert after.key == "b"


@pytest.mark.parametrize("opening", ["--- ", "---\t", "---  \r"])
def test_the_opening_fence_may_trail_white_space(opening: str) -> None:
    note = read(f"{opening}\na: 1\n---\n{BODY}")
    assert [prop.key for prop in note.properties] == ["a"]
    assert [heading.span.line for heading in note.headings] == [3]


def test_dots_end_properties_and_are_told() -> None:
    note = read(f"---\na: 1\n... \n{BODY}\nmore\n\n---\n\nlast [[x]]\n")
    assert [prop.key for prop in note.properties] == ["a"]
    assert [link.target for link in note.links] == ["still read", "x"]
    assert [(item.code, item.span.line) for item in note.diagnostics] == [
        ("frontmatter-unclosed", 2)
    ]


def test_dots_end_no_prose() -> None:
    assert codes(read("---\nWords\n...\n\n[[x]]\n")) == ["frontmatter-unclosed"]
    note = read("---\nWords\n...\nmore\n---\n[[x]]\n")
    assert codes(note) == ["frontmatter-invalid"]
    assert [link.target for link in note.links] == ["x"]


def test_prose_between_two_rules_is_told_to_be_swallowed() -> None:
    (found,) = read("---\n\nCopper rose, as [[Quartz]] said.\n\n---\n\nMore.\n").diagnostics
    assert (found.code, found.span.line) == ("frontmatter-invalid", 2)
    assert "line 5" in found.message


def test_links_that_break_the_yaml_are_told_to_be_quoted() -> None:
    (found,) = read(front("a: 1\nb: [[X]], [[Y]]")).diagnostics
    assert (found.code, found.span.line) == ("frontmatter-invalid", 2)
    assert "quotes" in found.message


@pytest.mark.parametrize(
    "before", ["\n", "\n\n \n", "\u200b", "<!-- a\nb -->\n", "%%a%%\n\n", "\n<!-- a --> %%b%%\n"]
)
def test_properties_below_the_first_line_are_told(before: str) -> None:
    (found,) = read(f"{before}---\ntype: thesis\n---\n").diagnostics
    assert (found.code, found.span.line) == ("frontmatter-late", before.count("\n"))
    assert codes(read(f"{before}---\n\nWords\n\n---\n")) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("----\nticker: A\n----\n", 0),
        ("+++\nticker = 'A'\n+++\n", 0),
        ("---\ntype: stock\n---\n---\nticker: A\n---\n", 3),
        ("----\nno property\n----\n", None),
        ("---\ntype: stock\n---\n\n---\nNote: a rule above\n---\n", None),
        ("+++ b", None),
    ],
)
def test_what_looks_like_front_matter_and_is_text_is_said(text: str, line: int | None) -> None:
    found = [one for one in read(text).diagnostics if one.code == "frontmatter-late"]
    assert [one.span.line for one in found] == ([] if line is None else [line])


def test_lines_that_end_in_carriage_returns_are_told() -> None:
    assert codes(read("---\ra: 1\r---\r[[x]]\r")) == ["line-ends"]
    assert codes(read("---\r\na: 1\r\n---\r\n")) == []


def test_a_comma_in_an_unquoted_link() -> None:
    (found,) = read(front("a: [[Quartz, Inc]]")).diagnostics
    assert (found.code, '"[[Quartz, Inc]]"' in found.message) == ("property-unquoted-link", True)
