"""``thesis undo``."""

from __future__ import annotations

import click

from thesisvault.actions.undo import Undoing, plan_undo, undo
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, show, warn
from thesisvault.render.lines import local_time
from thesisvault.render.text import difference


@click.command("undo")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
@pass_session
def command(session: Session, dry_run: bool) -> None:
    """Undo the last command that changed notes: rename, check --fix, update, log, propose or
    restore. Run it again to undo the one before.

    All of it is undone, or nothing. If you have since changed one of its notes outside the managed
    blocks, nothing is undone, and the note is named.

    \b
    thesis undo --dry-run
    thesis undo
    """
    if dry_run:
        page()
        _say(plan_undo(session.root()), dry_run=True)
        warn("Nothing was written.")
        return
    with session.writing(lock_first=True) as vault:
        found = undo(vault, review_day(vault.workspace, None))
    _say(found, dry_run=False)


def _say(found: Undoing, *, dry_run: bool) -> None:
    kept, plan = found.kept, found.plan
    what = "would undo" if dry_run else "undone"
    say((f"{what} ", "green"), f"`{kept.record.command}` of {local_time(kept.at)}")
    if plan.old is not None:
        say(f"  {plan.old} → {plan.new}")
    for item in plan.changes:
        if dry_run:
            show(difference.text, item.path, item.before, item.after)
        else:
            say(f"  {item.path}")
    for item in found.removed:
        say(f"  {item.path}: removed" if not dry_run else f"  {item.path}: to be removed")
    for path in found.refreshed if not dry_run else ():
        say(f"  {path}: blocks refreshed")
