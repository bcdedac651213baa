"""``thesis proposals``."""

from __future__ import annotations

import shlex
from contextlib import ExitStack
from pathlib import Path

import click

from thesisvault.actions import proposals as actions
from thesisvault.cli.naming import at_terminal
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import say, say_columns, say_json, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.proposals import waiting
from thesisvault.render.text import difference
from thesisvault.reports import registry
from thesisvault.storage.writing import proposals
from thesisvault.storage.writing.proposals import Proposal
from thesisvault.workspace.open import Workspace, open_workspace
from thesisvault.workspace.writing import writing


@click.group("proposals", invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@json_option
@pass_session
@click.pass_context
def command(ctx: click.Context, session: Session, as_json: bool) -> None:
    """List what agents have proposed; show, apply or discard one.

    Nothing is written until you apply it. A proposal can be applied for 7 days, as long as its
    note stays as it was. `thesis undo` takes it back.

    \b
    thesis proposals
    thesis proposals show 1a2b3c4d
    thesis proposals apply 1a2b3c4d
    """
    if ctx.invoked_subcommand is not None:
        return
    if as_json:
        say_json(registry.document(waiting(session.open())))
        return
    found = list(proposals.proposals(session.root()))
    if not found:
        warn("No proposals.")
        return
    rows = [(one.id, str(one.ends.date()), one.client, one.what) for one in found]
    say_columns(rows, ("ID", "UNTIL", "CLIENT", "WHAT"))


@command.command("show")
@click.argument("proposal_id", metavar="ID")
@pass_session
def _show(session: Session, proposal_id: str) -> None:
    """Show what a proposal would change."""
    page()
    _say(session, proposals.named(session.root(), proposal_id))


@command.command("apply")
@click.argument("proposal_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def _apply(session: Session, proposal_id: str, yes: bool) -> None:
    """Write what a proposal says into its note."""
    found = proposals.named(session.root(), proposal_id)
    if not yes:
        if not at_terminal():
            raise UsageFault(
                f"No terminal to ask in: `thesis proposals apply {found.id} --yes` writes it."
            )
        _say(session, found)
        click.confirm(f"Write this into {found.note}?", abort=True, err=True)
    with session.writing(*_words(found), lock_first=True, remark=_remark(found)) as vault:
        done = actions.apply(vault, found)
    word = "applied before" if done.again else "written"
    say((f"{word} ", "green"), found.note)


@command.command("discard")
@click.argument("proposal_id", metavar="ID")
@pass_session
def _discard(session: Session, proposal_id: str) -> None:
    """Discard a proposal; no note is changed."""
    found = proposals.named(session.root(), proposal_id)
    proposals.drop(session.root(), found.id)
    say(("discarded ", "green"), f"{found.id}: {found.what}")


def decided(root: Path, verb: str, proposal: str, after: str) -> str:
    """Do what a person has decided on the page; what was done. Raises `ThesisVaultError`.

    `after`: SHA-256 of the note with the proposal, as the page showed it.
    """
    found = proposals.named(root, proposal)
    if (found.id, found.after) != (proposal, after):
        raise UsageFault("The proposal has changed since: load the page again.")
    if verb == "discard":
        proposals.drop(root, found.id)
        return f"Discarded: {found.what}."
    line = f"{shlex.join(('thesis', *_words(found)))} {_remark(found)}"
    with ExitStack() as opened:

        def read() -> Workspace:
            workspace = open_workspace(root, warn)
            opened.callback(workspace.close)
            return workspace

        with writing(root, warn, read, lock_first=True, command=line) as vault:
            done = actions.apply(vault, found)
    return f"`{found.note}` {'already had this' if done.again else 'was written'}."


def _words(found: Proposal) -> tuple[str, ...]:
    return "proposals", "apply", found.id


def _remark(found: Proposal) -> str:
    """What `undo` shows behind the words."""
    return f"# proposed by {found.client}"


def _say(session: Session, found: Proposal) -> None:
    say((found.what, "bold"), f", proposed by {found.client}, until {found.ends.date()}")
    show(difference.text, found.note, *actions.both(session.open(), found))
