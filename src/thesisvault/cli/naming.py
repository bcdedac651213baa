"""Names of notes on the command line: what a shell completes them to, which of several is meant."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thesisvault.cli.text import warn

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # click takes no type here before 8.2

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
_INDEX = {"indices": "index", "indexes": "index"}
MOST = 20
"""Choices shown at most: a longer list wants a better name."""


def completes(*kinds: str) -> Complete:
    """Completion of an argument that names a note, of one of these kinds if any is given."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        given = ctx.params.get(param.name or "") or ()
        taken = given if isinstance(given, tuple) else (given,)
        found = _names(ctx.find_root().params.get("vault"), incomplete, kinds)
        return [CompletionItem(name) for name in found if name not in taken]

    return complete


def _names(vault: str | None, incomplete: str, kinds: tuple[str, ...]) -> list[str]:
    with contextlib.suppress(Exception):  # a completion never speaks, least of all of a fault
        from thesisvault.model.note import Kind
        from thesisvault.workspace.names import known_root, names_from

        root = known_root(vault, os.environ, Path.cwd())
        if root is not None:
            found = names_from(root, incomplete, [Kind(kind) for kind in kinds])
            return [name for name in found if name.isprintable()]
    return []


class KindName(_Choice):
    """The name of a kind of note, in the singular or the plural."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The kind's name in the singular."""
        word = str(value).casefold()
        known = {word, word.removesuffix("s"), f"{word.removesuffix('es')}is", _INDEX.get(word)}
        found = known.intersection(map(str, self.choices))
        return super().convert(found.pop() if found else value, param, ctx)


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def choose(choices: Sequence[str], question: str) -> str:
    """One of the choices, by its number. Raises `click.Abort` where none is taken."""
    shown = choices[:MOST]
    for number, choice in enumerate(shown, 1):
        warn(f"{number:>3}  {choice}")
    if len(choices) > len(shown):
        warn(f"     and {len(choices) - len(shown)} more: a longer name leaves fewer")
    asked: int = click.prompt(question, type=click.IntRange(1, len(shown)), err=True)
    return shown[asked - 1]


def listed(text: str | None) -> tuple[str, ...]:
    """Names with commas between; the path of a file, from where the user is."""
    names = [name.strip() for name in (text or "").split(",")]
    return tuple(
        str(Path(name).absolute()) if Path(name).is_file() else name for name in names if name
    )
