"""Whatever the text: nothing is raised, every span stands in it, the same text is the same note."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parser.reading import cut
from sizes import share
from thesisvault.model.text import Span
from thesisvault.parser.note import parse_note

_PIECES = st.sampled_from(
    [
        *("[[a]]", "[[", "]]", "![[b|c]]", "[x](y.md)", "#tag", "#", "# ", "> ", "- ", "\t", "1. "),
        *(
            "|",
            "|-|-|\n",
            "| a | b |\n",
            "\\|",
            "`",
            "```\n",
            "$",
            "$$",
            "$$\n",
            "%%",
            "%%\n",
            "==",
        ),
        *("**", "_", "~~", "<!--", "-->", "<b>", "a:: b", "[a:: b]", "(", ")", "[", "]", "[^1]"),
        *("[^1]: x", "^id", "[ ] ", "[!note] ", "---\n", "\n", "\n\n", " ", "  ", "\\", "&amp;"),
        *("é", "😀", "\u2028", "\x85", "\x0c", "\r", "text", "2026-01-08", "Created 2026-01-08"),
        *("| Stock | Move |\n|---|---|\n", "| Flow | Detail |\n|---|---|\n| Into | a, [[b]] |\n"),
        *("<!-- thesis:moves -->\n", "<!-- /thesis:moves -->\n", "-2%", "\0", "{{title}}"),
    ]
)
markdown = st.lists(_PIECES, max_size=40).map("".join)
quick = settings(
    max_examples=share(20, 400), deadline=None, suppress_health_check=list(HealthCheck)
)


def check(text: str) -> None:
    data = text.encode("utf-8", errors="replace")
    note = parse_note("Theses/Long n.md", data)
    assert note == parse_note("Theses/Long n.md", data)
    seen = data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    spans = [item.span for item in note.links]
    spans += [item.span for item in note.tags]
    spans += [item.span for item in note.headings]
    spans += [item.span for item in note.properties]
    spans += [item.span for item in note.tasks]
    spans += [item.span for item in note.callouts]
    spans += [item.span for item in note.block_ids]
    spans += [item.span for item in note.fields]
    spans += [item.span for item in note.footnotes]
    spans += [item.span for item in note.tables]
    spans += [cell.span for table in note.tables for row in table.rows for cell in row]
    for span in spans:
        cut(seen, span)
    for link in note.links:
        source = cut(seen, link.span)
        assert source[:1] in ("[", "!", '"', "'")
        assert source[-1:] in ("]", ")", '"', "'")
    for diagnostic in note.diagnostics:
        assert isinstance(diagnostic.span, Span)
        assert diagnostic.message


@quick
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


@settings(quick, max_examples=share(30, 800))
@given(markdown)
def test_any_markdown(text: str) -> None:
    check(text)


_yaml = st.lists(
    st.sampled_from(
        [
            *("a: ", "b", "[", "]", "{", "}", ",", "\n", "  ", "- ", '"', "'", "#", "&x ", "*x"),
            *("!!int ", "<<: ", "? ", ": ", "|\n", ">\n", "[[n]]", '"[[n]]"', "{{t}}", "tags: "),
            *("type: thesis\n", "1.10", "\t", "é", "%", "@", "...\n", "date: 2026-01-08\n"),
        ]
    ),
    max_size=25,
).map("".join)


@settings(quick, max_examples=share(25, 600))
@given(_yaml, markdown)
def test_any_front_matter(front: str, body: str) -> None:
    data = f"---\n{front}\n---\n[[kept]]\n\n{body}".encode()
    note = parse_note("n.md", data)
    assert note == parse_note("n.md", data)
    if "---" not in front:
        assert "kept" in [link.target for link in note.links]


@quick
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert parse_note("n.md", data) == parse_note("n.md", data)
