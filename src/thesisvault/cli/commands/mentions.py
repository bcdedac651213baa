"""``thesis mentions``: names without a link."""

from __future__ import annotations

import click

from thesisvault.cli.naming import at_terminal, completes
from thesisvault.cli.session import Session, reading, review_day
from thesisvault.cli.text import say, show, warn
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural


@reading("mentions", dated=False)
@click.argument("note", metavar="[NOTE]", required=False, shell_complete=completes())
@click.option("--all", "every", is_flag=True, help="Count the mentions of every note.")
@click.option("--link", is_flag=True, help="Turn the mentions of NOTE into links, after asking.")
@click.option("--dry-run", is_flag=True, help="With --link: show the difference; write nothing.")
@click.option("--yes", is_flag=True, help="With --link: do not ask.")
def command(
    session: Session,
    note: str | None,
    every: bool,
    link: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """List where other notes name NOTE without linking to it."""
    if (note is None) is not every:
        raise UsageFault("Name a note, or count for every note: `thesis mentions --all`.")
    if link:
        if note is None or as_json:
            raise UsageFault("`--link` needs a note, and has no JSON output.")
        _link(session, note, dry_run=dry_run, yes=yes)
        return
    if dry_run or yes:
        raise UsageFault("`--dry-run` and `--yes` belong to `--link`.")
    answer = session.show("mentions", None, as_json, note=note)
    if not (answer.mentions or answer.counts or as_json):
        warn("No mention without a link found.")
    if answer.mentions and not as_json:
        count = plural(len(answer.mentions), "mention")
        warn(f"{count} of {answer.note}: `--link` turns them into links.")


def _link(session: Session, name: str, *, dry_run: bool, yes: bool) -> None:
    from thesisvault.actions.link_mentions import drafts, write
    from thesisvault.render.text import difference

    with session.writing("mentions", name, "--link") as vault:
        workspace = vault.workspace
        view = workspace.on(review_day(workspace, None))
        node = workspace.find(name)
        if node.note is None:
            raise UsageFault(f"`{node.name}` has no note yet.")
        every = list(drafts(view, node.note.path))
        for item in every:
            if item.left:
                count = plural(item.left, "mention")
                warn(f"{item.path}: {count} not linked: the line states a fact or is a heading.")
        found = [item for item in every if item.count]
        if not found:
            warn("No mention to link.")
            return
        if dry_run or not yes:
            for item in found:
                show(difference.text, item.path, item.before, item.after)
        count = plural(sum(item.count for item in found), "link")
        where = plural(len(found), "note")
        if dry_run:
            warn(f"Nothing was written: {count} in {where}.")
            return
        if not yes:
            if not at_terminal():
                raise UsageFault(f"This writes {count} in {where}: add `--yes`, or `--dry-run`.")
            if not click.confirm(f"Write {count} in {where}?", err=True):
                warn("Nothing was written.")
                return
        refused = write(vault, found)
    for error in refused:
        warn(f"thesis: {error}")
    say(("linked ", "green"), f"{plural(len(found) - len(refused), 'note')}")
    if len(refused) < len(found):
        warn("`thesis undo` takes it back.")
    if refused:
        raise click.exceptions.Exit(4)
