"""Front matter that is a bomb, a guess, or somebody else's template."""

from __future__ import annotations

from hostile.nasty import Nasty, note


def _front(
    name: str,
    yaml: str,
    *wrong: str,
    links: tuple[str, ...] = (),
    tags: tuple[str, ...] | None = None,
) -> Nasty:
    """The note's body is read, whatever stands above it; `links` are those of the properties."""
    text = f"---\n{yaml}\n---\n[[body]]\n"
    return note(name, text, *wrong, links=(*links, "body"), tags=tags)


_LAUGHS = "\n".join(
    [
        "a: &a [ha, ha]",
        *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    ]
)

ENTRIES = (
    _front("front-deep-lists", "a: " + "[" * 25_000, "frontmatter-deep"),
    _front("front-deep-maps", "a: " + "{a: " * 10_000, "frontmatter-deep"),
    _front("front-deep-keys", "? " * 10_000, "frontmatter-deep"),
    _front("front-deep-dashes", "a:\n" + "- " * 10_000, "frontmatter-deep"),
    _front("front-deep-block", "\n".join(" " * at + "a:" for at in range(200)), "frontmatter-deep"),
    _front("front-laughs", _LAUGHS, "frontmatter-alias"),
    _front("front-anchor", "a: &anchor x", "frontmatter-alias"),
    _front("front-alias", "a: *nowhere", "frontmatter-alias"),
    _front("front-itself", "a: &a [*a]", "frontmatter-alias"),
    _front("front-merge", "<<: {a: 1}", "frontmatter-merge"),
    _front("front-merge-list", "<<: [{a: 1}, {b: 2}]", "frontmatter-merge"),
    _front(
        "front-python", "a: !!python/object/apply:os.system ['touch /tmp/owned']", "frontmatter-tag"
    ),
    _front("front-python-name", "a: !!python/name:os.system", "frontmatter-tag"),
    _front("front-binary", "a: !!binary aGVsbG8=", "frontmatter-tag"),
    _front("front-own-tag", "a: !include /etc/passwd", "frontmatter-tag"),
    _front("front-large", "a: " + "x" * 70_000, "frontmatter-too-large"),
    _front("front-many-keys", "\n".join(f"k{at}: v" for at in range(5000))),
    _front("front-duplicate", "a: 1\na: 2", "frontmatter-duplicate"),
    _front("front-duplicate-list", "? [a]\n: 1\n? [a]\n: 2", "frontmatter-duplicate"),
    _front("front-list-as-key", "? [a, b]\n: c\n? {d: e}\n: f"),
    _front("front-tabs", "a:\n\t- b", "frontmatter-invalid"),
    _front("front-quote-open", "a: 'x", "frontmatter-invalid"),
    _front("front-bracket-open", "a: [x", "frontmatter-invalid"),
    _front("front-colons", "a: b: c: d", "frontmatter-invalid"),
    _front("front-at", "a: @x", "frontmatter-invalid"),
    _front("front-percent", "%YAML 9.9", "frontmatter-invalid"),
    _front("front-control", "a: \x08", "frontmatter-invalid"),
    _front("front-escaped-controls", 'a: "\\e[31m\\0\\a\\L\\P\\u202e"\ntags: ["t\\e"]'),
    _front("front-escaped-surrogate", 'a: "\\ud800 \\udfff"', "frontmatter-invalid"),
    _front("front-list", "- a\n- b", "frontmatter-invalid"),
    _front("front-text", "only text", "frontmatter-invalid"),
    _front("front-nothing", ""),
    _front("front-comment", "# only a comment"),
    _front("front-template", "{{title}}: {{date}}\ntags: {{tags}}"),
    _front(
        "front-template-quoted",
        'created: "{{date}}"\nreview: <% tp.date.now() %>',
        "property-unparsed",
    ),
    _front("front-json", '{"tags": ["front"], "a": {"b": [1, null]}}', tags=("front",)),
    _front("front-json-broken", '{"tags": ["front"', "frontmatter-invalid"),
    _front("front-documents", "a: 1\n...\nb: 2", "frontmatter-unclosed"),
    _front(
        "front-guesses", "a: on\nb: 0x10\nc: 1e999\nd: 12:30:45\ne: .inf\ntags: [no, null, 007]"
    ),
    _front("front-singular", "tag: a\nalias: b", "property-singular"),
    _front("front-unquoted-link", "stocks: [[NVIDIA]]", "property-unquoted-link"),
    _front(
        "front-link-upwards", 'a: "[[../../../../etc/passwd]]"', links=("../../../../etc/passwd",)
    ),
    _front("front-symbol-upwards", "type: stock\nticker: ../../../etc/passwd"),
    _front("front-symbol-escape", 'type: stock\nticker: "\\e[31mX"'),
    _front("front-symbol-long", "type: stock\nticker: " + "X" * 5000),
    _front("front-alias-bombs", "aliases: [" + ", ".join(f"bomb {at}" for at in range(1000)) + "]"),
    _front(
        "front-alias-strange",
        'aliases: ["", " ", "../..", "a\\nb", "[[x]]", "\\e[2J"]',
        links=("x",),
    ),
    _front(
        "front-wrong-types",
        "tags: {a: b}\naliases: {c: [d]}\nticker: [a, {b: c}]\ntype: [x]",
        "property-unparsed",
        "property-unquoted-link",
    ),
    _front(
        "front-lines-of-others",
        "a: b\u2028tags: [x]\u2029c: d\x85e: f",
        "frontmatter-invalid",
        tags=(),
    ),
    note("front-unclosed", "---\na: 1\n[[body]]\n", "frontmatter-unclosed", links=("body",)),
    note("front-late", "\n---\na: 1\n---\n[[body]]\n", "frontmatter-late", links=("body",)),
    note("front-only", "---\na: 1\n---", links=()),
    note("front-fences", "---\n" * 2000, links=()),
    note("front-four-dashes", "----\na: 1\n----\n[[body]]\n", "frontmatter-late", links=("body",)),
)
