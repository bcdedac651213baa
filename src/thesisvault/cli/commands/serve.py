"""``thesis serve``."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import webbrowser

import click

from thesisvault.cli.extras import needing
from thesisvault.cli.session import Session, day_of, pass_session
from thesisvault.cli.text import say, warn
from thesisvault.render.lines import plural


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="Listen on port N.  [default: 8377, or the next free one]",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--key", "keyed", is_flag=True, help="Ask for a key: other users share the computer.")
@pass_session
def command(session: Session, port: int | None, opens: bool, keyed: bool) -> None:
    """Show the vault in the browser, on this computer alone, until Ctrl-C.

    Pages change by themselves when a note is saved. Nothing is written into the vault.

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
        key = secrets.token_urlsafe(24) if keyed else None
        address = f"http://127.0.0.1:{number}/" + (f"?key={key}" if key else "")
        owner = Owner(root, day_of, dt.datetime.now, warn)
        owner.on_scan = lambda count: say(f"{address} · {plural(count, 'file')} · Ctrl-C ends")
        if opens:
            webbrowser.open(address)
        with contextlib.closing(owner), contextlib.suppress(KeyboardInterrupt):
            serve(owner, listening, key)
    warn("Ended.")
