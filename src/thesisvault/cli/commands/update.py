"""``thesis update``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from thesisvault.actions.update import Change, State, Update, write_changes
from thesisvault.cli.naming import at_terminal, certain, completes
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, as_of_option, pass_session, review_day
from thesisvault.cli.text import say, say_wrapped, show, warn
from thesisvault.edits.options import BlockName
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.render.lines import plural
from thesisvault.render.text import difference
from thesisvault.workspace import Workspace

MANY = 50
"""Notes from which a terminal is shown how far it is."""


@click.command("update")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option(
    "--add",
    metavar="BLOCK",
    type=click.Choice([name.value for name in BlockName]),
    help="Add this block at the end of each NOTE: backlinks, moves or impact.",
)
@click.option(
    "--kind",
    metavar="KIND",
    type=click.Choice([kind.value for kind in Kind]),
    help="With --add: add it to every note of this kind, after asking.",
)
@click.option("--yes", is_flag=True, help="With --kind: do not ask.")
@as_of_option
@pass_session
def command(
    session: Session,
    notes: tuple[str, ...],
    dry_run: bool,
    check: bool,
    add: str | None,
    kind: str | None,
    yes: bool,
    as_of: dt.date | None,
) -> None:
    """Refresh the managed blocks of NOTE, or of every note that has any.

    Nothing outside the markers changes. A note is left alone if somebody wrote inside its block, or
    if it is being edited; the others are still written. Exits with 4 if a note was refused or could
    not be read, and with 1 if `--check` finds that something would change.

    \b
    thesis update "Long NVIDIA" --dry-run
    thesis update --add impact --kind thesis
    """
    _check_options(notes, add, kind, yes=yes)
    if dry_run:
        page()
    block = BlockName(add) if add else None

    def plan(workspace: Workspace) -> tuple[list[Change], dt.date]:
        update = Update(workspace, review_day(workspace, as_of))
        if kind:
            paths = update.of_kind(Kind(kind))
        else:
            paths = update.candidates([certain(workspace, note) for note in notes])
        planned = [update.change(path, block) for path in _watched(paths)]
        if not notes and not kind:  # a note that only speaks of markers was never ours
            planned = [item for item in planned if not (item.edit and item.state is State.SKIPPED)]
            planned += update.unread()
        return planned, update.day

    if dry_run or check:
        planned, day = plan(session.open())
    elif kind and not yes and not _agreed(plan(session.open())[0], str(add)):
        return
    else:
        with session.writing("update", *notes) as vault:
            planned, day = plan(vault.workspace)
            planned = write_changes(vault, planned)
    asked = bool(notes)
    for item in planned:
        _say(item, asked, dry_run)
    _sum_up(planned, day)
    states = {item.state for item in planned}
    if State.REFUSED in states:
        raise click.exceptions.Exit(4)
    if check and State.PENDING in states:
        raise click.exceptions.Exit(1)


def _check_options(notes: Sequence[str], add: str | None, kind: str | None, *, yes: bool) -> None:
    if kind and not add:
        raise UsageFault(f"`--kind` needs a block: `thesis update --add impact --kind {kind}`.")
    if kind and notes:
        raise UsageFault("Give the notes or `--kind`, not both.")
    if yes and not kind:
        raise UsageFault("`--yes` goes with `--kind`.")
    if add and not notes and not kind:
        raise UsageFault(
            f"`--add` needs the notes to add it to: `thesis update NOTE --add {add}`, or "
            f"`--add {add} --kind thesis`."
        )


def _agreed(planned: Sequence[Change], block: str) -> bool:
    """Show which notes would be written, and ask. Raises `UsageFault` where nobody can answer."""
    pending = [item.path for item in planned if item.state is State.PENDING]
    if not pending:
        return True
    for path in pending:
        warn(path)
    if not at_terminal():
        raise UsageFault(
            f"Nothing was written. Add `--yes` to add the block `{block}` to "
            f"{plural(len(pending), 'note')}, or `--dry-run` to see the changes."
        )
    if click.confirm(f"Add the block `{block}` to {plural(len(pending), 'note')}?", err=True):
        return True
    warn("Nothing was written.")
    return False


def _watched(paths: Sequence[str]) -> Iterator[str]:
    """The paths, with a bar on a terminal where there are many."""
    if len(paths) < MANY or not sys.stderr.isatty():
        yield from paths
        return
    bar: contextlib.AbstractContextManager[Iterable[str]] = click.progressbar(
        paths, label="Reading", file=sys.stderr
    )
    with bar as shown:
        yield from shown


def _say(item: Change, asked: bool, differences: bool) -> None:
    refused = item.state is State.REFUSED
    if refused:
        warn(f"refused {item.path}")
        for reason in item.reasons:
            warn(f"    {reason}")
    elif item.state is State.WRITTEN:
        say(("written ", "green"), item.path)
    elif item.state is State.PENDING and not differences:
        say("would change ", item.path)
    elif item.state is State.SKIPPED and asked:
        say_wrapped(f"skipped {item.path}: {item.reasons[0]}")
    if item.edit and ((refused and item.edit.wanted) or (differences and item.edit.after)):
        show(difference.text, item.path, item.edit.before, item.edit.wanted)


def _sum_up(changes: Sequence[Change], as_of: dt.date) -> None:
    counts = {state: sum(item.state is state for item in changes) for state in State}
    shown = [
        f"{counts[state]} {word}"
        for state, word in (
            (State.WRITTEN, "written"),
            (State.PENDING, "to be written"),
            (State.UNCHANGED, "unchanged"),
            (State.SKIPPED, "skipped"),
            (State.REFUSED, "refused"),
        )
        if counts[state]
    ]
    if not shown:
        say("No note has markers: `thesis update NOTE --add backlinks` adds some to a note.")
        return
    say(f"{plural(len(changes), 'note')} as of {as_of}: {', '.join(shown)}.")
