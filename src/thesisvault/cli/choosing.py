"""Asking a person at a terminal, and nobody else."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from thesisvault.cli.text import warn

MOST = 20
"""Choices shown at most: a longer list wants a better name."""


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
