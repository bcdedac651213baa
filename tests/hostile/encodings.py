"""Bytes that are no plain UTF-8 with line feeds."""

from __future__ import annotations

from hostile.nasty import note
from sizes import share

_TEXT = "# Ü\n\n[[target]] #tag\n"

ENTRIES = (
    note("empty", "", links=(), tags=()),
    note("white", " \t\n" * 1000, links=(), tags=()),
    note("only-bom", b"\xef\xbb\xbf", links=(), tags=()),
    note("only-returns", b"\r" * 1000, "line-ends", links=(), tags=()),
    note("bom", "\ufeff---\ntags: [front]\n---\n[[target]]\n", links=("target",), tags=("front",)),
    note(
        "bom-twice",
        "\ufeff\ufeff---\ntags: [front]\n---\n[[target]]\n",
        "frontmatter-late",
        tags=(),
    ),
    note("crlf", _TEXT.replace("\n", "\r\n"), links=("target",), tags=("tag",)),
    note("mixed-ends", "a\r\n[[target]]\nb\r\n#tag\n\r\n", links=("target",), tags=("tag",)),
    note("lone-returns", "a\r[[target]]\r#tag", "line-ends", links=("target",), tags=("tag",)),
    note("front-crlf", "---\r\ntags: [front]\r\n---\r\n[[target]]", tags=("front",)),
    note("utf-16-le", b"\xff\xfe" + _TEXT.encode("utf-16-le"), "encoding-utf16", links=("target",)),
    note("utf-16-be", b"\xfe\xff" + _TEXT.encode("utf-16-be"), "encoding-utf16", links=("target",)),
    note("utf-16-le-bare", _TEXT.encode("utf-16-le"), "encoding-invalid", "encoding-nul"),
    note("utf-16-be-bare", _TEXT.encode("utf-16-be"), "encoding-invalid", "encoding-nul"),
    note("utf-16-ascii-bare", "[[x]]".encode("utf-16-le"), "encoding-nul"),
    note("utf-16-half", b"\xff\xfe\x00\xd8", "encoding-utf16"),
    note("utf-32", _TEXT.encode("utf-32"), "encoding-utf16", "encoding-nul"),
    note(
        "latin-1",
        "Société [[target]] #tag".encode("latin-1"),
        "encoding-invalid",
        links=("target",),
        tags=("tag",),
    ),
    note(
        "windows-1252",
        "\u201cquoted\u201d [[target]]".encode("cp1252"),
        "encoding-invalid",
        links=("target",),
    ),
    note("shift-jis", "日本 [[target]]".encode("shift-jis"), "encoding-invalid", links=("target",)),
    note("nul", b"a\0b [[target]] #tag", "encoding-nul", links=("target",), tags=("tag",)),
    note("nul-in-link", b"[[a\0b]]", "encoding-nul", links=("a\ufffdb",)),
    note("surrogates", b"\xed\xa0\x80 [[target]]", "encoding-invalid", links=("target",)),
    note("overlong", b"\xc0\xaf\xc1\xbf [[target]]", "encoding-invalid", links=("target",)),
    note(
        "beyond-unicode", b"\xf4\x90\x80\x80\xf8 [[target]]", "encoding-invalid", links=("target",)
    ),
    note("cut-off", b"[[target]] \xe2\x82", "encoding-invalid", links=("target",)),
    note("all-bytes", bytes(range(256)) * 4, "encoding-invalid", "encoding-nul", "line-ends"),
    note(
        "picture",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 500,
        "encoding-invalid",
        "encoding-nul",
        "line-ends",
    ),
    note(
        "bidi",
        "[[\u202etarget\u202c]] #tag\u2066x\n# \u202eheading\n",
        links=("\u202etarget\u202c",),
        tags=("tag",),
    ),
    note("zero-width", "[[a\u200bb]] #ta\u200dg \ufeff", links=("a\u200bb",)),
    note(
        "escapes",
        "# \x1b[31mred\x1b[0m\n\n[[\x1b]0;title\x07]] #t\x1b[2J\n",
        links=("\x1b]0;title\x07",),
    ),
    note(
        "separators",
        "a\u2028[[target]]\u2029b\x85c\x0b\x0c\x1c\x1d\x1e #tag",
        links=("target",),
        tags=("tag",),
    ),
    note("noncharacters", "\ufffe\uffff\U0010ffff [[target]]", links=("target",)),
    note("combining", "e" + "\u0301" * 20_000 + " [[target]]", links=("target",)),
    note("zalgo-tag", "#" + "a\u0301\u0489" * 2000),
    # Of a note eight are read; each command reads the file.
    note("megabytes", b"[" * (share(9, 50) * 2**20), "note-too-large", links=()),
)
