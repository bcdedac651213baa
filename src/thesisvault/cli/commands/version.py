"""``thesis version``."""

from __future__ import annotations

import click

from thesisvault import __version__


@click.command("version")
def command() -> None:
    """Print the version."""
    click.echo(f"thesis {__version__}")
