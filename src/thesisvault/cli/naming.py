"""Arguments that name a note: what a shell may complete them to."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


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
        from thesisvault.workspace.complete import known_root, names_from

        root = known_root(vault, os.environ, Path.cwd())
        if root is not None:
            found = names_from(root, incomplete, [Kind(kind) for kind in kinds])
            return [name for name in found if name.isprintable()]
    return []
