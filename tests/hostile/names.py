"""Names of notes that no reader should trip over, nor any terminal."""

from __future__ import annotations

from hostile.nasty import Nasty

_SAFE = b"[[target]] #tag\n"


def _named(name: str, file: str) -> Nasty:
    """A note with plain text, so that its name alone is the trouble."""
    return Nasty(name, {file: _SAFE}, links=("target",), tags=("tag",))


def _skipped(name: str, file: str, reason: str) -> Nasty:
    return Nasty(name, {file: b"[[never read]]"}, ("file-skipped",), skipped=reason, notes=0)


def _unseen(name: str, file: str) -> Nasty:
    return Nasty(name, {file: b"[[never read]]"}, notes=0)


def _twins(name: str, *files: str) -> Nasty:
    return Nasty(name, dict.fromkeys(files, _SAFE), ("name-twins",), notes=len(files))


_NOT_TEXT = "its name is not valid UTF-8"
_COPY = "conflict copy"

ENTRIES = (
    _named("name-newline", "line\nbreak.md"),
    _named("name-carriage-return", "line\rbreak.md"),
    _named("name-tab", "a\tb.md"),
    _named("name-escape", "\x1b[31mred\x1b[0m.md"),
    _named("name-window-title", "\x1b]0;owned\x07.md"),
    _named("name-hyperlink", "\x1b]8;;http:\x1b\\.md"),
    _named("name-c1", "\x9b31m.md"),
    _named("name-backspaces", "safe\b\b\b\bevil.md"),
    _named("name-delete", "del\x7f.md"),
    _named("name-bidi", "\u202egpj\u2066.md"),
    _named("name-zero-width", "a\u200bb\u200c\u2060\ufeff.md"),
    _named("name-line-separator", "a\u2028b\u2029c\x85d.md"),
    _named("name-form-feed", "a\x0cb\x0b.md"),
    _named("name-tags", "\U000e0041\U000e0042.md"),
    _named("name-variation", "\ufe0f\u0301.md"),
    _named("name-255-bytes", "n" * 252 + ".md"),
    _named("name-255-bytes-wide", "é" * 126 + ".md"),
    _named("name-dash", "-rf.md"),
    _named("name-option", "--vault=x.md"),
    _named("name-tilde", "~root.md"),
    _named("name-spaces", " .md"),
    _named("name-hash", "a#b.md"),
    _named("name-pipe", "a|b.md"),
    _named("name-caret", "a^b.md"),
    _named("name-brackets", "[[a]].md"),
    _named("name-quotes", "\"'`$(id)`.md"),
    _named("name-backslash", "a\\b.md"),
    _named("name-percent", "%2e%2e%2f%00.md"),
    _named("name-html", "<script>alert(1)<b>.md"),
    _named("name-markdown", "**a** _b_ `c` $d$.md"),
    _named("name-two-endings", "a.md.MD"),
    _named("name-formula", "=cmd|' -C calc'!A0.md"),
    _named("name-reserved", "CON.md"),
    _named("name-braces", "{0}{{title}}%s%n.md"),
    _named("name-dates", "9999-99-99.md"),
    _named("name-marker", "<!-- thesis:moves -->.md"),
    _unseen("name-dot", ".hidden.md"),
    _unseen("name-only-ending", ".md"),
    _unseen("name-vim", ".note.md.swp"),
    _unseen("name-vim-visible", "note.md.swp"),
    _unseen("name-emacs", "#note.md#"),
    _unseen("name-backup", "note.md~"),
    _unseen("name-probe", "4913"),
    _skipped("name-latin-1", "\udce9t\udce9.md", _NOT_TEXT),
    _skipped("name-half-a-letter", "\udcc3.md", _NOT_TEXT),
    _skipped("name-surrogate-bytes", "\udced\udca0\udc80.md", _NOT_TEXT),
    _skipped("name-of-folder-latin-1", "\udce9/note.md", _NOT_TEXT),
    _skipped("copy-syncthing", "n.sync-conflict-20260108-101010-ABCDEFG.md", _COPY),
    _skipped("copy-dropbox", "n (Ann's conflicted copy 2026-01-08).md", _COPY),
    _skipped("copy-nextcloud", "n (conflicted copy 2026-01-08 101010).md", _COPY),
    _twins("twins-case", "Twin.md", "TWIN.md"),
    _twins("twins-form", "Caf\u00e9.md", "Cafe\u0301.md"),
    _twins("twins-ending", "End.md", "End.MD"),
    Nasty("no-twins-sharp-s", {"stra\u00dfe.md": _SAFE, "STRASSE.md": _SAFE}, notes=2),
)
