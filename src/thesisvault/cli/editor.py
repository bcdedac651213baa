"""The person's editor: which one it is, and how to give it the line."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from thesisvault.cli.text import warn
from thesisvault.model.errors import UsageFault

_PLUS = frozenset(
    {
        *("vi", "vim", "nvim", "gvim", "mvim", "view", "vis", "neovide", "nano", "pico", "tilde"),
        *("emacs", "emacsclient", "micro", "kak", "joe", "jed", "ne", "mg", "mcedit", "gedit"),
    }
)
"""Editors that take ``+12 FILE``."""
_COLON = frozenset({"subl", "sublime_text", "hx", "helix", "zed", "zeditor", "atom", "lapce"})
"""Editors that take ``FILE:12``."""
_GOTO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
"""Editors that take ``--goto FILE:12``."""
_LINE = frozenset({"kate", "kwrite", "mate", "idea", "pycharm"})
"""Editors that take ``--line 12 FILE``."""


def editor_command(environment: Mapping[str, str], file: str, line: int | None = None) -> list[str]:
    """What to run to edit a file at a line: ``$VISUAL``, else ``$EDITOR``.

    Raises `UsageFault` where neither is set, or where it is not a command line.
    """
    text = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    if not text:
        raise UsageFault(
            "No editor is set: add `export VISUAL=vim` (or your editor) to your shell's "
            "profile. `thesis open --print NAME` prints the path."
        )
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageFault(f"$VISUAL or $EDITOR is not a command: `{text}` ({error}).") from None
    if line is None:
        return [*words, file]
    name = os.path.basename(words[0])
    if name in _PLUS:
        return [*words, f"+{line}", file]
    if name in _COLON:
        return [*words, f"{file}:{line}"]
    if name in _GOTO:
        return [*words, "--goto", f"{file}:{line}"]
    if name in _LINE:
        return [*words, "--line", str(line), file]
    return [*words, file]


def edit(root: Path, path: str, line: int | None = None) -> None:
    """Open a note in the editor and wait until it ends. Raises `UsageFault` where it cannot."""
    command = editor_command(os.environ, str((root / path).absolute()), line)
    try:
        code = subprocess.call(command)
    except OSError as error:
        raise UsageFault(
            f"The editor `{command[0]}` cannot be run ({error.strerror}): set $VISUAL to "
            "another one."
        ) from None
    if code:
        warn(f"The editor `{command[0]}` ended with exit code {code}.")
