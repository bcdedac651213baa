"""``thesis propose``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from thesisvault.cli.naming import at_terminal, certain, completes
from thesisvault.cli.pager import page
from thesisvault.cli.session import Session, reading, review_day
from thesisvault.cli.text import say, show, warn
from thesisvault.model.errors import UsageFault

if TYPE_CHECKING:
    from thesisvault.reports.propose import Answer, Row


@reading("propose", dated=False)
@click.argument("note", metavar="NOTE", shell_complete=completes())
@click.option("--write", is_flag=True, help="Write accepted rows under the note's heading Facts.")
@click.option("--accept", metavar="ROWS", help="With --write: these rows, as in 1,3-5, or all.")
def command(session: Session, note: str, write: bool, accept: str | None, as_json: bool) -> None:
    """Propose table rows from a note's prose: figures, flows, events, mentions.

    \b
    thesis propose "Clipped article"                        show the rows, each with its words
    thesis propose "Clipped article" --write                ask for each, write those you accept
    thesis propose "Clipped article" --write --accept 1,3-5 write these
    """
    if accept is not None and not write:
        raise UsageFault("`--accept` belongs to `--write`: `--write --accept 1,3-5`.")
    if write and as_json:
        raise UsageFault("`--write` has no JSON output: leave out `--json` or `--write`.")
    if write:
        _write(session, note, accept)
        return
    page()
    found = session.show("propose", None, as_json, note=note)
    if not found.proposals and not as_json:
        warn(_nothing(found))


def _write(session: Session, note: str, accept: str | None) -> None:
    from thesisvault.actions.propose import chosen, drafted, read, write
    from thesisvault.reports.propose import Ask, report

    with session.writing("propose", note) as vault:
        workspace = vault.workspace
        view = workspace.on(review_day(workspace, None))
        note = certain(workspace, note)
        answer = report(view, Ask(note))
        before = read(workspace, answer.note)
        if not answer.proposals:
            warn(_nothing(answer))
            return
        rows = chosen(answer.proposals, accept) if accept is not None else _asked(answer)
        if not rows:
            warn("Nothing was written.")
            return
        write(vault, answer.note, before, drafted(workspace, answer.note, before, rows))
    many = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
    say(("written ", "green"), f"{answer.note}: {many} under `Facts`")


def _asked(answer: Answer) -> list[Row]:
    """The rows that a person accepts, one by one."""
    if not at_terminal():
        raise UsageFault(
            f"Which of the {len(answer.proposals)} rows? Name them: `--write --accept 1,3-5`, "
            "or `--accept all`."
        )
    from thesisvault.render.text.propose import row

    taken: list[Row] = []
    for item in answer.proposals:
        show(row, item, answer.note)
        said = click.prompt(
            "Write it? (y)es, (n)o, (q)uit asking",
            type=click.Choice(["y", "n", "q"]),
            default="n",
            show_choices=False,
            err=True,
        )
        if said == "q":
            break
        if said == "y":
            taken.append(item)
    return taken


def _nothing(answer: Answer) -> str:
    if answer.written:
        return f"Nothing new in {answer.note}: what its prose says is already in its tables."
    return f"Nothing to propose in {answer.note}."
