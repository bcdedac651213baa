"""Names of notes on the command line: what a shell completes them to, which of several is meant."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from thesisvault.cli.text import warn
from thesisvault.model.errors import UsageFault

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from thesisvault.graph import Node, Vault
    from thesisvault.workspace import Workspace
    from thesisvault.workspace.names import Located
    from thesisvault.workspace.view import View

    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # click takes no type here before 8.2

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
_INDEX = {"indices": "index", "indexes": "index"}
MOST = 20
"""Choices shown at most: a longer list wants a better name."""
NEAR = 3
"""Names shown of those near one that is unknown."""


class Meant(NamedTuple):
    """A note, by a name that means it alone or by its path, and a line in it."""

    name: str
    line: int | None


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
        warn(f"     and {len(choices) - len(shown)} more: type a longer name to see fewer")
    asked: int = click.prompt(question, type=click.IntRange(1, len(shown)), err=True)
    return shown[asked - 1]


def agreed(question: str) -> bool:
    """Whether a person says yes; where nobody can be asked, yes is meant."""
    return not at_terminal() or click.confirm(question, err=True)


def meant(view: View, name: str, *kinds: str) -> Meant:
    """The note that a command which only reads is about, and the line after `NAME:`.

    A part of one name is taken, and said. Raises `UsageFault` where several fit, or none.
    """
    from thesisvault.workspace.names import Match

    found = _located(view.workspace, name, kinds, view.vault)
    if found.match is Match.EXACT:
        return Meant(found.paths[0] if len(found.paths) == 1 else name, found.line)
    if found.match is not Match.PART:
        raise unknown(view.workspace, name, found.paths, view.vault)
    if len(found.paths) > 1:
        raise several(name, found.paths)
    warn(f"Using {found.paths[0]} for `{name}`.")
    return Meant(found.paths[0], found.line)


_ASKED = {
    "thesis": ("thesis",),
    "theses": ("thesis",),
    "note": (),
    "notes": (),
    "groups": ("sector", "stock", "thesis"),
    "names": ("sector", "stock", "thesis"),
}
"""What of a report's question names notes, and of which kinds those are that it is about."""


def spelled_out(view: View, asked: dict[str, Any]) -> dict[str, Any]:
    """A report's question with whole names in the place of parts. Raises `UsageFault`."""
    found = dict(asked)
    for key, kinds in _ASKED.items():
        value = asked.get(key)
        if isinstance(value, str):
            found[key] = meant(view, value, *kinds).name
        elif value:
            value = _as_one(view, value)
            is_free = _FREE.get(key, _never)
            found[key] = tuple(
                name if is_free(view, name) else meant(view, name, *kinds).name for name in value
            )
    return found


def _is_held(view: View, name: str) -> bool:
    """Whether a word is the whole name of what theses hold, and so means all of them."""
    return bool(_holders(view.workspace.matching(name, view.vault), view.vault))


def _as_one(view: View, names: Sequence[str]) -> Sequence[str]:
    """Several words that are one note's name together, and not a note each: as that name."""
    whole = " ".join(names)
    if len(names) == 1 or not view.workspace.matching(whole, view.vault):
        return names
    if all(view.workspace.matching(name, view.vault) for name in names):
        return names
    warn(f'`{whole}` is taken as one name. To be sure, quote it: `"{whole}"`.')
    return (whole,)


def _is_symbol(view: View, name: str) -> bool:
    """Whether a word is a symbol that needs no note, or may be meant as one: what is measured
    says what it makes of it.
    """
    if name == name.upper() or view.prices.known(view.prices.spelling(name)):
        return True
    from thesisvault.graph.checks import suggestion

    try:
        _located(view.workspace, name, (), view.vault)
    except UsageFault:
        return " " not in name and not suggestion(name, view.vault)
    return False


def _never(view: View, name: str) -> bool:
    return False


_FREE = {"names": _is_symbol, "theses": _is_held}
"""What of a report's question may stay as it was typed."""


def certain(workspace: Workspace, name: str, *kinds: str, ticker: bool = True) -> str:
    """The note that a command writes to: `name` itself, or what a person agrees is meant.

    A part of a name is only taken after a yes on a terminal, and so is a ticker where `ticker` is
    False. Raises `UsageFault` elsewhere, with the names that are near.
    """
    from thesisvault.workspace.names import Match

    try:
        found = _located(workspace, name, kinds, workspace.vault)
    except UsageFault:
        return name  # the command says what it makes of it: another file, one that has gone
    if found.match is Match.EXACT:
        by_ticker = () if ticker else _by_ticker(workspace, name)
        if len(by_ticker) == 1:
            return _asked(name, by_ticker[0], f"`{name}` is the ticker of `{by_ticker[0]}`")
        return name
    if len(found.paths) == 1 and at_terminal():
        return _asked(name, found.paths[0], "")
    if len(found.paths) > 1 and at_terminal():
        return choose(found.paths, f"Which is `{name}`")
    if found.match is Match.PART:
        raise _only_a_part(name, found.paths, kinds)
    raise unknown(workspace, name, found.paths)


def _only_a_part(name: str, paths: Sequence[str], kinds: Sequence[str]) -> UsageFault:
    shown = ", ".join(f"`{path}`" for path in paths[:NEAR])
    more = f" and {len(paths) - NEAR} more" if len(paths) > NEAR else ""
    what = kinds[0] if kinds else "note"
    return UsageFault(
        f"No {what} is named exactly `{name}`. It is part of {shown}{more}. Type the name or "
        "path, so that no other is written."
    )


def _asked(name: str, path: str, why: str) -> str:
    if not at_terminal():
        raise UsageFault(f"{why}: type the note's name or path, so that no other note is changed.")
    if not click.confirm(f"Is `{name}` the note {path}?", err=True):
        warn("Nothing was changed.")
        raise click.Abort
    return path


def _located(workspace: Workspace, name: str, kinds: Sequence[str], vault: Vault) -> Located:
    from thesisvault.model.note import Kind
    from thesisvault.workspace.names import Located, locate

    if nodes := workspace.matching(name, vault):
        # An exact name, perhaps of several notes, or of one yet to be written.
        return _part_of_one(name, kinds, nodes, vault) or Located(())
    if workspace.matching(name):  # of a later day: what is asked says what it makes of that
        return Located(())
    return locate(workspace, name, [Kind(kind) for kind in kinds], vault)


def _part_of_one(
    name: str, kinds: Sequence[str], nodes: Sequence[Node], vault: Vault
) -> Located | None:
    """The one note of these kinds with `name` in its title, where `name` itself means another kind.

    `copper` is a concept; for a command about theses it is `Long copper producers`. What one thesis
    alone holds means that thesis.
    """
    from thesisvault.model.note import Kind
    from thesisvault.workspace.names import Located, Match, titled

    if not kinds or any(node.kind.value in kinds for node in nodes):
        return None
    if len(_holders(nodes, vault)) == 1:
        return None
    paths = titled(name, vault, [Kind(kind) for kind in kinds])
    return Located(paths, None, Match.PART) if len(paths) == 1 else None


def _holders(nodes: Sequence[Node], vault: Vault) -> set[str]:
    from thesisvault.graph import Relation

    edges = (edge for node in nodes for edge in vault.incoming.get(node.id, ()))
    return {edge.source for edge in edges if edge.relation is Relation.EXPOSURE}


def _by_ticker(workspace: Workspace, name: str) -> tuple[str, ...]:
    names = workspace.vault.names
    if names.by_title(name) or names.by_alias(name) or name in workspace.vault.notes:
        return ()
    return names.by_ticker(name)


def unknown(
    workspace: Workspace, name: str, near: Sequence[str], vault: Vault | None = None
) -> UsageFault:
    """The fault where a name is only like those of these notes; `vault` is that of the day."""
    from thesisvault.graph.checks import suggestion

    if told := suggestion(name, vault or workspace.vault):
        return UsageFault(f"No note is named `{name}`{told}.")
    shown = ", ".join(f"`{path}`" for path in near[:NEAR])
    more = f" and {len(near) - NEAR} more" if len(near) > NEAR else ""
    return UsageFault(f"No note is named `{name}`. Similar: {shown}{more}. Type the name or path.")


def several(name: str, paths: Sequence[str]) -> UsageFault:
    """The fault where a name is a part of the names of these notes."""
    shown = ", ".join(f"`{path}`" for path in paths[:MOST])
    more = f" and {len(paths) - MOST} more" if len(paths) > MOST else ""
    return UsageFault(f"`{name}` matches {len(paths)} notes: {shown}{more}. Type more of the name.")


def listed(text: str | None) -> tuple[str, ...]:
    """Names with commas between; the path of a file, from where the user is."""
    names = [name.strip() for name in (text or "").split(",")]
    return tuple(
        str(Path(name).absolute()) if Path(name).is_file() else name for name in names if name
    )
