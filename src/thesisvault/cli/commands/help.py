"""``thesis help``."""

from __future__ import annotations

import click


@click.command("help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of the program, or of a command."""
    shown = ctx.find_root()
    for word in words:
        if not isinstance(shown.command, click.Group):
            break  # `thesis help status "Long copper"` is about `status`
        _, found, _ = shown.command.resolve_command(shown, [word])
        assert found is not None
        shown = click.Context(found, parent=shown, info_name=word)
    click.echo(shown.get_help())
