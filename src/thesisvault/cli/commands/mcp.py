"""``thesis mcp``."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from pathlib import Path

import click

from thesisvault.agents.clients import CLIENTS, snippet
from thesisvault.cli.extras import needing
from thesisvault.cli.session import Session, as_of_option, pass_session
from thesisvault.cli.text import say, warn


@click.command("mcp")
@as_of_option
@click.option("--propose", is_flag=True, help="Add tools that let an agent propose changes.")
@click.option("--only", multiple=True, metavar="PATH", help="Show only this folder or note.")
@click.option("--never", multiple=True, metavar="PATH", help="Never show this folder or note.")
@click.option(
    "--config", type=click.Choice(list(CLIENTS)), help="Print the settings that a client needs."
)
@pass_session
def command(
    session: Session,
    as_of: dt.date | None,
    propose: bool,
    only: tuple[str, ...],
    never: tuple[str, ...],
    config: str | None,
) -> None:
    """Answer an agent's questions about the vault, over the Model Context Protocol.

    A client starts this; it speaks on standard input and output. No tool changes a note: with
    --propose an agent can propose a change, which you apply with `thesis proposals`.

    \b
    thesis mcp --config claude
    thesis mcp --never Private --propose
    """
    from thesisvault.agents.gate import gate_of

    root = Path(os.path.abspath(session.root()))
    gate = gate_of(root, only, never)
    if config is not None:
        arguments = ["--vault", str(root), "mcp", *(["--propose"] if propose else [])]
        arguments += [word for path in gate.only for word in ("--only", path)]
        arguments += [word for path in gate.never for word in ("--never", path)]
        arguments += ["--as-of", str(as_of)] if as_of else []
        say_plainly(snippet(config, _program(), arguments))
        warn(f"This goes into {CLIENTS[config].file}.")
        return
    with needing("mcp", "mcp"):
        from thesisvault.agents.server import serve

    serve(root, proposing=propose, as_of=as_of, gate=gate)


def say_plainly(text: str) -> None:
    """Print lines as they are."""
    for line in text.split("\n"):
        say(line)


def _program() -> str:
    """The absolute path of the command that runs now."""
    own = Path(sys.argv[0])
    if own.name.startswith("thesis") and own.is_file():
        return str(own.absolute())
    return shutil.which("thesis") or str(Path(sys.executable).with_name("thesis"))
