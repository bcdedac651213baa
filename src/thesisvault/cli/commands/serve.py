"""``thesis serve``."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import sys
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from thesisvault.cli.extras import needing
from thesisvault.cli.session import Session, day_of, pass_session
from thesisvault.cli.text import say, warn
from thesisvault.render.lines import plural

if TYPE_CHECKING:
    from thesisvault.web.pages.proposals import Decide


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Listen on port N.  [default: 8377, or the next free one]",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--key", "keyed", is_flag=True, help="Ask for a key: other users share the computer.")
@click.option(
    "--allow-apply", is_flag=True, help="Let its page apply agents' proposals; needs --key."
)
@pass_session
def command(
    session: Session, port: int | None, opens: bool, keyed: bool, allow_apply: bool
) -> None:
    """Show the vault in the browser, on this computer only, until Ctrl-C.

    Pages update by themselves when a note is saved. Nothing is written into the vault, unless
    you apply a proposal on the page that --allow-apply adds.

    \b
    thesis serve --open
    """
    with needing("web", "serve"):
        from thesisvault.web.owner import Owner
        from thesisvault.web.serve import PORT, listen, serve
    root = session.root()
    with contextlib.closing(listen(port)) as listening:
        number = listening.getsockname()[1]
        if port is None and number != PORT:
            warn(f"Port {PORT} is taken.")
        # Else whatever can ask for a page here, an agent's tool among it, could decide for you.
        key = secrets.token_urlsafe(24) if keyed or allow_apply else None
        address = f"http://127.0.0.1:{number}/" + (f"?key={key}" if key else "")
        owner = Owner(root, day_of, dt.datetime.now, warn)
        owner.on_scan = lambda count: say(f"{address} · {plural(count, 'file')} · Ctrl-C stops")
        if opens:
            webbrowser.open(address)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                serve(owner, listening, key, _decide(root) if allow_apply else None)
        finally:
            has_ended = owner.close()
    warn("Ended.")
    if not has_ended:  # a review of a large vault takes seconds, which nobody waits for
        sys.stdout.flush()
        os._exit(0)


def _decide(root: Path) -> Decide:
    # Only now: what writes into notes also reads them, which no other page's server does itself.
    from thesisvault.cli.commands.proposals import decided

    return partial(decided, root)
