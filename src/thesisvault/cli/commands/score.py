"""``thesis score``: what `thesis record` was called, for one more version."""

from thesisvault.cli.commands.record import command

__all__ = ["command"]
