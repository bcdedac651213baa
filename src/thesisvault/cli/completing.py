"""Completion in shells: click's machinery, with scripts and quoting that suit titles with spaces.

The scripts hand over the words as they were typed. What is printed is what the shell shall put
there: bash is told how to quote, zsh and fish do it themselves.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

SHELLS = ("bash", "zsh", "fish")
_SCRIPTS = Path(__file__).with_name("shells")
_SPECIAL = re.compile(r"([\s\"'\\$`!&|;()<>{}\[\]*?#~^=:])")
"""What bash must not see bare; more than it needs, so that no setting can matter."""
_IN_QUOTES = re.compile(r"([\"\\$`])")
_OPEN_QUOTE = re.compile(r"""'[^']*|"(?:[^"\\]|\\.)*""", re.DOTALL)
"""A word that is one open quote from its first character on."""
_LISTED = "63"
"""bash's ``$COMP_TYPE`` where it only lists, and puts nothing into the line."""
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def script(shell: str) -> str:
    """Return the script that a shell reads once."""
    return (_SCRIPTS / f"thesis.{shell}").read_text(encoding="utf-8")


def be_silent() -> None:
    """Print no messages from here on: somebody is typing."""
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the end
    for found in (_Bash, _Zsh, _Fish):
        add_completion_class(found)


class _Completion(ShellComplete):
    """What the three have in common."""

    @property
    def source_template(self) -> str:  # type: ignore[override]  # a file, not a class variable
        return script(self.name).replace("%", "%%")

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one, all without quotes."""
        words = [_unquoted(word) for word in os.environ["COMP_WORDS"].split("\n")]
        return words[1:-1], words[-1] if len(words) > 1 else ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may follow; leave out what would be read as an option.

        A name that begins with a dash is offered only after ``--``.
        """
        options = incomplete.startswith("-") or "--" in args
        found = super().get_completions(args, incomplete)
        found = [item for item in found if options or not str(item.value).startswith("-")]
        return _keeping(incomplete, found)


def _keeping(typed: str, found: list[CompletionItem]) -> list[CompletionItem]:
    """What goes on from what was typed, so that a shell that puts in what all share keeps it.

    Those in the same case, where there are any; else the others, with the typed letters first:
    names are found in any case.
    """
    same = [item for item in found if str(item.value).startswith(typed)]
    if same or len(found) < 2:
        return same or found
    for item in found:
        head = str(item.value)[: len(typed)]
        if head.casefold() == typed.casefold():
            item.value = typed + str(item.value)[len(typed) :]
    return found


class _Bash(_Completion):
    name = "bash"

    def get_completion_args(self) -> tuple[list[str], str]:
        words = _split(os.environ["COMP_LINE"])
        while words and _ASSIGNMENT.match(words[0]):
            del words[0]
        self._typed = words[-1] if len(words) > 1 else ""
        plain = [_unquoted(word) for word in words]
        return plain[1:-1], plain[-1] if len(words) > 1 else ""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = super().get_completions(args, incomplete)
        # A lone one may be put into the line, even where bash was about to list.
        self._listed = os.environ.get("COMP_TYPE") == _LISTED and len(found) > 1
        return found

    def format_completion(self, item: CompletionItem) -> str:
        value = str(item.value)
        if item.type != "plain" or self._listed:
            return f"{item.type},{value}"
        return f"plain,{quoted(value, self._typed)}"


class _Zsh(_Completion):
    name = "zsh"

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type}\n{item.value}\n{item.help or ''}"


class _Fish(_Completion):
    name = "fish"

    def format_completion(self, item: CompletionItem) -> str:
        told = f"\t{item.help}" if item.help else ""
        return f"{item.type},{item.value}{told}"


def quoted(value: str, typed: str) -> str:
    """Return what bash should put in place of the part of `typed` that it reads as the word.

    Bash keeps the text before an open quote, and closes the quote itself. In a word that it
    breaks at ``=`` or ``:``, it replaces what follows the last of them.
    """
    if _OPEN_QUOTE.fullmatch(typed):
        quote = typed[0]
        if quote == "'":
            escaped = value.replace("'", "'\\''")
        else:
            # No backslash keeps the history's mark from bash in here: it stands outside.
            escaped = _IN_QUOTES.sub(r"\\\1", value).replace("!", '"\\!"')
        # Behind a sign that looks like the quote's end, bash does not close it.
        return escaped + quote if escaped.endswith(quote) else escaped
    breaks = os.environ.get("COMP_WORDBREAKS", "=:")
    at = max((typed.rfind(mark) for mark in "=:" if mark in breaks), default=-1)
    option = typed.startswith("--") and "=" in typed[: at + 1]
    if at >= 0 and not option:
        value = value[len(_unquoted(typed[: at + 1])) :]
    return _SPECIAL.sub(r"\\\1", value)


def _split(line: str) -> list[str]:
    """The words of a line as they were typed, with their quotes; the last one may be empty."""
    words, quote, escaped = [""], "", False
    for char in line.lstrip():
        if char in " \t\n" and not quote and not escaped:
            if words[-1]:
                words.append("")
            continue
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        words[-1] += char
    return words


def _unquoted(word: str) -> str:
    return " ".join(split_arg_string(word)) if word.strip() else ""
