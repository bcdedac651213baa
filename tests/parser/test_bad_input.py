"""Nothing that a note says can crash the reader, or hide what it says well."""

from __future__ import annotations

from pathlib import Path

import pytest

from parser.reading import FIXTURES, codes, cut
from thesisvault.model.diagnostics import Severity
from thesisvault.parser.note import parse_note
from thesisvault.workspace.open import open_workspace

MEGABYTE = 2**20

NASTY: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", None),
    "only-bom": (b"\xef\xbb\xbf", None),
    "only-newlines": (b"\n" * 1000, None),
    "only-spaces": (b" " * 1000, None),
    "only-carriage-returns": (b"\r" * 1000, None),
    "invalid-utf8": (b"# ok\n\xff\xfe\xfd [[x]]", "encoding-invalid"),
    "cut-utf8": ("é".encode()[:1], "encoding-invalid"),
    "overlong-utf8": (b"\xc0\xaf", "encoding-invalid"),
    "surrogate-utf8": (b"\xed\xa0\x80", "encoding-invalid"),
    "latin-1": ("Société Générale".encode("latin-1"), "encoding-invalid"),
    "utf-16": ("# Ü [[x]]\n".encode("utf-16"), "encoding-utf16"),
    "utf-16-odd": ("# Ü".encode("utf-16") + b"x", "encoding-utf16"),
    "utf-16-lone-surrogate": (b"\xff\xfe\x00\xd8", "encoding-utf16"),
    "utf-16-without-bom": ("# Ü".encode("utf-16-le"), "encoding-invalid"),
    "utf-32": ("# U [[x]]\n".encode("utf-32-be"), "encoding-nul"),
    "nul": (b"a\0b", "encoding-nul"),
    "all-bytes": (bytes(range(256)), "encoding-invalid"),
    "binary-png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding-invalid"),
    "escapes": (b"# \x1b[31mred\x1b[0m \x07 [[\x1b]]", None),
    "right-to-left": ("# \u202eabc\u202c [[\u202ex]]".encode(), None),
    "large": (b"x" * (9 * MEGABYTE), "note-too-large"),
    "fifty-megabytes": (b"[" * (50 * MEGABYTE), "note-too-large"),
    "brackets": (b"[" * 10_000, None),
    "both-brackets": (b"[" * 5000 + b"]" * 5000, None),
    "link-brackets": (b"[[" * 4000 + b"]]" * 4000, None),
    "nested-links": (b"[a](" * 3000 + b")" * 3000, None),
    "quotes": (b">" * 20_000, "nesting-deep"),
    "lists": (b"- " * 5000, None),
    "stairs": (b"".join(b" " * depth + b"- a\n" for depth in range(200)), None),
    "emphasis": (b"*a **b " * 1000, None),
    "long-line": (b"word " * 20_000, None),
    "long-word": (b"x" * 100_000, None),
    "many-columns": (b"|" * 5000 + b"\n" + b"|-" * 5000 + b"|\n", None),
    "pipes-only": (b"|\n|\n|\n", None),
    "table-of-nothing": (b"||\n|-|\n||\n|\n", None),
    "table-of-spaces": (b"| |\n|-|\n| |\n", None),
    "fence-unclosed": (b"# H\n```\n[[x]]", "fence-unclosed"),
    "fence-in-quote": (b"> ```\n> x\n\n[[y]]", None),
    "comment-unclosed": (b"%%\n[[x]]", None),
    "html-unclosed": (b"<!-- [[x]]", None),
    "math-unclosed": (b"$$\n[[x]]", None),
    "conflict": (b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", "conflict-marker"),
    "yaml-bomb": (
        b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\n",
        "frontmatter-alias",
    ),
    "yaml-deep": (b"---\na: " + b"[" * 25_000 + b"\n---\n", "frontmatter-deep"),
    "yaml-deep-maps": (b"---\n" + b"{a: " * 10_000 + b"\n---\n", "frontmatter-deep"),
    "yaml-deep-keys": (b"---\n" + b"? " * 10_000 + b"\n---\n", "frontmatter-deep"),
    "yaml-deep-dashes": (b"---\na:\n" + b"- " * 10_000 + b"\n---\n", "frontmatter-deep"),
    "yaml-duplicate": (b"---\na: 1\na: 2\n---\n", "frontmatter-duplicate"),
    "yaml-python": (b"---\na: !!python/name:os.system\n---\n", "frontmatter-tag"),
    "yaml-merge": (b"---\n<<: {a: 1}\n---\n", "frontmatter-merge"),
    "yaml-large": (b"---\na: " + b"x" * 70_000 + b"\n---\n", "frontmatter-too-large"),
    "yaml-tabs": (b"---\na:\n\t- b\n---\n", "frontmatter-invalid"),
    "yaml-unclosed-quote": (b"---\na: 'x\n---\n", "frontmatter-invalid"),
    "yaml-control": (b"---\na: \x08\n---\n", "frontmatter-invalid"),
    "yaml-nul": (b"---\na: \0\n---\n", "encoding-nul"),
    "yaml-invalid-utf8": (b"---\na: \xff\n---\n", "encoding-invalid"),
    "yaml-list": (b"---\n- a\n---\n", "frontmatter-invalid"),
    "yaml-scalar": (b"---\ntext\n---\n", "frontmatter-invalid"),
    "yaml-directive": (b"---\n%YAML 9.9\n---\n", "frontmatter-invalid"),
    "yaml-documents": (b"---\na: 1\n...\nb: 2\n---\n", None),
    "yaml-empty-key": (b"---\n: x\n? y\n---\n", "frontmatter-invalid"),
    "yaml-unclosed": (b"---\na: 1\n", "frontmatter-unclosed"),
    "yaml-fences": (b"---\n" * 1000, None),
    "template": (b"---\n{{title}}: {{date}}\n---\n# {{title}}\n", None),
    "tag-digits": (b"#2026", "tag-digits"),
    "percent": (b"[x](%ff%00%zz.md) [y](%)", None),
    "upwards": (b"[x](../../../etc/passwd) [[../../../etc/passwd]] [[/etc/passwd]]", None),
    "separators": ("a\u2028[[x]]\u2029\x0b\x0c\x1c\x1d\x85#t".encode(), None),
    "combining": (("e" + "\u0301" * 5000).encode(), None),
    "entities": (b"&#0; &#xFFFFFFFF; &#x110000; &nosuch; &amp" * 20, None),
    "fields": (b"::::::::\na:: \n[:: ]\n(a::", None),
    "footnotes": (b"[^a]: [^a]: [^a]: x\n[^a]: \n[^", None),
    "markers": (b"<!-- thesis:a -->\n<!-- thesis:a -->\n<!-- /thesis:b -->\n[[x]]\n", None),
    "dates": (b"Created 9999-99-99\n\n# Feb 31, 2026\n\n|Stock|Move|\n|-|-|\n|a|1%|\n", None),
    "unicode-digits": ("| Stock | Move |\n|-|-|\n| a | +٣% |\n| b | +² % |\n".encode(), None),
}


@pytest.mark.parametrize(("data", "code"), NASTY.values(), ids=NASTY.keys())
def test_a_nasty_note_is_still_a_note(data: bytes, code: str | None) -> None:
    note = parse_note("Nasty.md", data)
    assert note.path == "Nasty.md"
    if code is None:
        assert [item for item in note.diagnostics if item.severity is Severity.ERROR] == []
    else:
        assert code in codes(note)
    lines = data.count(b"\n") + 1
    for diagnostic in note.diagnostics:
        assert diagnostic.message
        assert 0 <= diagnostic.span.line <= lines


def test_there_are_enough_of_them() -> None:
    assert len(NASTY) >= 40


def test_a_good_note_beside_them_is_read_whole(tmp_path: Path) -> None:
    text = (FIXTURES / "rotation.md").read_bytes()
    (tmp_path / "Good.md").write_bytes(text)
    for name, (data, _) in NASTY.items():
        if len(data) < MEGABYTE:
            (tmp_path / f"{name}.md").write_bytes(data)
    workspace = open_workspace(tmp_path)
    assert workspace.vault.notes["Good.md"] == parse_note("Good.md", text)
    assert len(workspace.vault.notes["Good.md"].facts.stated_moves) == 8
    assert workspace.index.count() == 1 + len(
        [data for data, _ in NASTY.values() if len(data) < MEGABYTE]
    )
    assert workspace.findings()


@pytest.mark.parametrize("before", ["", "# H\n\n", "---\na: [\n---\n", "---\n&x a: *x\n---\n"])
def test_the_rest_of_a_bad_note_is_read(before: str) -> None:
    text = f"{before}one [[x]]\n\n\0 #t\n\n| Stock | Move |\n|---|---|\n| [[A]] | +1% |\n"
    note = parse_note("n.md", text.encode())
    assert [cut(text, link.span) for link in note.links] == ["[[x]]", "[[A]]"]
    assert [tag.name for tag in note.tags] == ["t"]
    assert len(note.facts.stated_moves) == 1


@pytest.mark.parametrize(
    "text",
    [
        "---\nhorizon: " + "9" * 400 + " days\n---\n",
        "| Scenario | Duration |\n|-|-|\n| x | " + "9" * 400 + " weeks |\n",
    ],
)
def test_a_number_beyond_all_numbers_does_not_raise(text: str) -> None:
    assert parse_note("Theses/n.md", text.encode()).path == "Theses/n.md"
