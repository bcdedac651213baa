"""``thesis completion``."""

from __future__ import annotations

import click

from thesisvault.cli.completing import SHELLS, script


@click.command("completion")
@click.argument("shell", metavar="SHELL", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script that lets SHELL complete commands, options and note names.

    SHELL is bash, zsh or fish. In bash: eval "$(thesis completion bash)"
    """
    click.echo(script(shell), nl=False)
