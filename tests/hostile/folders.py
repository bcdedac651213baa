"""What stands in a folder and is no plain file, or is one twice."""

from __future__ import annotations

import os

from hostile.nasty import (
    SECRET,
    Nasty,
    deep_folders,
    fifo,
    folder,
    hard_link,
    link_to,
    locked_file,
    locked_folder,
    unix_socket,
)

_ROOT = os.geteuid() == 0
_NOWHERE, _OUT = "a broken link", "a link that points outside the vault"
_MARKED = f"{SECRET}\n\n<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n".encode()


def _skipped(name: str, reason: str, **files: object) -> Nasty:
    made = {f"{file}.md": act for file, act in files.items()}
    return Nasty(name, made, ("file-skipped",), skipped=reason, notes=0)  # type: ignore[arg-type]


ENTRIES = (
    _skipped("fifo", "not a regular file", pipe=fifo),
    _skipped("socket", "not a regular file", socket=unix_socket),
    _skipped("device", "a link that points outside the vault", null=link_to("/dev/null")),
    _skipped("endless", "a link that points outside the vault", zero=link_to("/dev/zero")),
    _skipped("process", "a link that points outside the vault", me=link_to("/proc/self/environ")),
    _skipped("folder-as-note", "a folder with a note's name", folder=folder),
    _skipped("link-dangling", _NOWHERE, gone=link_to("nothing.md")),
    _skipped("link-to-itself", _NOWHERE, me=link_to("me.md")),
    _skipped("link-loop", _NOWHERE, one=link_to("two.md"), two=link_to("one.md")),
    _skipped("link-out", _OUT, out=link_to("{outside}/secret.md")),
    _skipped("link-out-relative", _OUT, up=link_to("../../../outside/secret.md")),
    _skipped("link-to-passwd", _OUT, passwd=link_to("/etc/passwd")),
    _skipped("link-to-folder", "a link to a folder", up=link_to("..")),
    Nasty(
        "link-in-two-steps",
        {"a.md": link_to("b"), "b": link_to("{outside}/secret.md")},
        ("file-skipped",),
        skipped=_OUT,
        notes=0,
    ),
    Nasty(
        "link-folder-out",
        {"out": link_to("{outside}")},
        ("file-skipped",),
        skipped="a link to a folder",
        notes=0,
    ),
    Nasty(
        "link-folder-up",
        {"up": link_to("../.."), "here": link_to(".")},
        ("file-skipped",),
        skipped="a link to a folder",
        notes=0,
    ),
    Nasty("link-within", {"a.md": b"[[x]]", "b.md": link_to("a.md")}, links=("x", "x"), notes=2),
    Nasty("hard-link", {"hard.md": hard_link(_MARKED)}),
    Nasty(
        "hard-link-within",
        {"a.md": b"[[x]]", "b.md": lambda path, _: os.link(path.with_name("a.md"), path)},
        links=("x", "x"),
        notes=2,
    ),
    Nasty(
        "locked-file",
        {"locked.md": locked_file(b"[[x]]")},
        () if _ROOT else ("file-skipped",),
        skipped="" if _ROOT else "could not be read",
        notes=int(_ROOT),
    ),
    Nasty(
        "locked-folder",
        {"locked": locked_folder},
        () if _ROOT else ("file-skipped",),
        skipped="" if _ROOT else "cannot be listed",
        notes=int(_ROOT),
    ),
    Nasty(
        "empty-folders",
        {"a": folder, "b.md/c": b"", "d.md/e.md": b"[[x]]"},
        ("file-skipped",),
        skipped="a folder with a note's name",
    ),
    Nasty(
        "deep-folders", {"f": deep_folders}, ("file-skipped",), skipped="cannot be listed", notes=0
    ),
    Nasty(
        "hidden", {".git/a.md": b"[[x]]", ".obsidian/b.md": b"[[x]]", ".thesis/c.md": b""}, notes=0
    ),
    Nasty("fifo-attachment", {"pipe.png": fifo, "note.md": b"![[pipe.png]]"}, links=("pipe.png",)),
    Nasty("metrics-fifo", {"/metrics/hostile pipe.csv": fifo}, notes=0),
    Nasty("metrics-out", {"/metrics/hostile out.csv": link_to("{outside}/secret.csv")}, notes=0),
    Nasty("prices-fifo", {"/prices/HOSTILE-PIPE.csv": fifo}, notes=0),
    Nasty("prices-folder-out", {"/prices/hostile": link_to("{outside}")}, notes=0),
)
