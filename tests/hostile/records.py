"""A `.thesis` that came with the vault: what thesis writes there, written by somebody else."""

from __future__ import annotations

import hashlib
import json

from hostile.nasty import Act, Nasty, fifo, folder, link_to, unix_socket

_KEY = hashlib.sha256(b"Home.md").hexdigest()[:16]
_VERSION = f"20990101T000000.000000Z-{_KEY}"
_NOT_OURS = "is not a record that thesis made"


def _record(**fields: object) -> bytes:
    whole: dict[str, object] = {
        "version": 1,
        "old": None,
        "new": None,
        "digest": "x",
        "changes": [],
    }
    return json.dumps({**whole, **fields}).encode()


def _journal(name: str, content: bytes | Act, refused: str = _NOT_OURS) -> Nasty:
    return Nasty(f"journal-{name}", {"/.thesis/journal/0.json": content}, notes=0, refused=refused)


def _ours(name: str, path: str, content: bytes | Act, refused: str = "") -> Nasty:
    return Nasty(f"ours-{name}", {f"/.thesis/{path}": content}, notes=0, refused=refused)


ENTRIES = (
    _journal("pipe", fifo, ""),
    _journal("endless", link_to("/dev/zero"), ""),
    _journal("out", link_to("{outside}/secret.md"), ""),
    _journal("folder", folder, ""),
    _journal("empty", b""),
    _journal("deep", b'{"x": ' + b"[" * 100_000),
    _journal("types", _record(old=5)),
    _journal("nul", _record(old="a\0.md", new="b.md")),
    _journal("not-utf8", b'{"old": "\xff"}'),
    _journal("escape", _record(old="\x1b[31m/../x", new="b.md")),
    _journal("onto-itself", _record(old="Home.md", new="Home.md")),
    Nasty(
        "journal-behind-a-link",
        {
            "/a": link_to("{outside}"),
            "/.thesis/journal/0.json": _record(old="a/secret.md", new="a/secret.csv"),
        },
        notes=0,
    ),
    _ours("journal-is-a-link", "journal", link_to("{outside}")),
    _ours("history-is-a-link", "history", link_to("{outside}"), "is a link or a file"),
    _ours("tmp-is-a-link", "tmp", link_to("{outside}"), "is a link or a file"),
    _ours("version-out", f"history/{_VERSION}.md", link_to("{outside}/secret.md")),
    _ours("version-pipe", f"history/{_VERSION}.md", fifo),
    _ours("key-deep", f"history/{_KEY}.json", b"[" * 100_000),
    _ours("swap-pipe", f"tmp/thesis-{_VERSION}-x.swap", fifo),
    _ours("swap-out", f"tmp/thesis-{_VERSION}-x.swap", link_to("{outside}/secret.md")),
    _ours("marker", f"tmp/thesis-{_VERSION}-x.beside", b""),
    _ours("lock-out", "lock", link_to("{outside}/secret.md"), "`.thesis/lock`"),
    _ours("lock-socket", "lock", unix_socket, "`.thesis/lock`"),
)
