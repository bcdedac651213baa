"""``thesis new``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import click

from thesisvault.actions.draft import draft_rotation
from thesisvault.actions.new import KINDS, kind_called, make_note, make_thesis_from, ticker_in
from thesisvault.cli.dates import Day
from thesisvault.cli.naming import KindName, at_terminal
from thesisvault.cli.session import Session, pass_session, review_day
from thesisvault.cli.text import say, say_columns, warn
from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.render.lines import plural
from thesisvault.workspace import Workspace

MOST_AT_ONCE = 500
"""Notes that one command creates for names without one: nobody means to make thousands."""
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_WITH_SYMBOL = ("stock", "sector", "group", "index")


@click.command("new")
@click.argument(
    "kind", metavar="[KIND]", required=False, type=KindName(KINDS, case_sensitive=False)
)
@click.argument("title", metavar="[TITLE]", required=False)
@click.option("--name", metavar="NAME", help="With a ticker as TITLE: the name of the note.")
@click.option(
    "--from",
    "held",
    metavar="NAME",
    help="For a thesis: a holding, or a name on a watchlist, without one.",
)
@click.option(
    "--from-prices",
    "rotated",
    type=Day(),
    metavar="DATE",
    help="For a rotation: draft it from what the groups did in that session.",
)
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
@click.option("--missing", is_flag=True, help="List names without a note; create those you choose.")
@click.option(
    "--kind",
    "only",
    metavar="KIND",
    type=KindName(KINDS, case_sensitive=False),
    help="With --missing: only names of this kind.",
)
@click.option(
    "--yes", is_flag=True, help=f"With --missing: create all, {MOST_AT_ONCE:,} at most, unasked."
)
@pass_session
def command(
    session: Session,
    kind: str | None,
    title: str | None,
    name: str | None,
    held: str | None,
    rotated: dt.date | None,
    edit: bool,
    missing: bool,
    only: str | None,
    yes: bool,
) -> None:
    """Create a note of this KIND from its template: the vault's own, else the built-in one.

    KIND is thesis, stock, sector, group, index, catalyst, rotation, concept or source. The note
    gets the date of the review: today, or the day set in the config. For a stock, TITLE may be the
    ticker, which fills in the property `symbol`. --from-prices DATE drafts a rotation.
    """
    if missing:
        if kind or name or held or rotated or edit:
            raise UsageFault("`--missing` goes with `--kind` and `--yes`, and with nothing else.")
        if yes or at_terminal():
            with session.writing() as vault:
                _missing(vault.workspace, only, yes=yes)
        else:
            _missing(session.open(), only, yes=False)
        return
    if only or yes:
        raise UsageFault("`--kind` and `--yes` belong to `--missing`: `thesis new --missing`.")
    if held is not None and (kind != "thesis" or name):
        raise UsageFault("`--from` makes a thesis: `thesis new thesis --from NVDA`.")
    if rotated is not None and (kind != "rotation" or name):
        raise UsageFault(
            "`--from-prices` drafts a rotation: `thesis new rotation --from-prices 2026-01-02`."
        )
    if kind is None or (title is None and held is None and rotated is None):
        raise UsageFault(
            'Give a kind and a title: `thesis new thesis "Long copper"`. '
            "`thesis new --missing` lists the names that have no note yet."
        )
    symbol = None
    if name and kind not in _WITH_SYMBOL:
        raise UsageFault(f"`--name` goes with a ticker: a {kind} has none.")
    with session.writing() as vault:
        workspace = vault.workspace
        day = review_day(workspace, None)
        if rotated is not None:
            path = draft_rotation(workspace, rotated, day, title)
        elif held is not None or title is None:
            path = make_thesis_from(workspace, held or "", day, title)
        else:
            path, symbol = _make(workspace, kind, title, name, day)
    say(path)
    if rotated is not None:
        warn("This draft does not count as evidence: check it, then delete its line `draft: true`.")
    elif kind == "thesis" and held is None:
        warn("Next: put what it holds into its Exposures table, then `thesis status`.")
    if symbol:
        warn(f"Its symbol is {symbol}.")
    if edit:
        from thesisvault.cli.editor import edit as open_editor

        workspace.close()
        open_editor(workspace.root, path)


def _make(
    workspace: Workspace, kind: str, title: str, name: str | None, day: dt.date
) -> tuple[str, str | None]:
    """The path of a new note, and the symbol that was filled in."""
    symbol = title.strip() if name else None
    if not name and kind == "stock" and (symbol := ticker_in(workspace.root, title)):
        title = symbol
    return make_note(workspace, kind, name or title, day, symbol), symbol


def _missing(workspace: Workspace, only: str | None, *, yes: bool) -> None:
    from thesisvault.actions.new import check_all_seen, make_missing, missing

    if yes:
        check_all_seen(workspace)
    day = review_day(workspace, None)
    found = missing(workspace, day, kind_called(only) if only else None)
    if not found:
        warn("Every name has a note.")
        return
    if not yes:
        rows = [
            (str(number), item.name, item.kind.value, plural(item.links, "time"))
            for number, item in enumerate(found, 1)
        ]
        say_columns(rows, ("", "NAME", "KIND", "LINKED"))
        if not at_terminal():
            kind = f" --kind {only}" if only else ""
            warn(f"Nothing was created: `thesis new --missing{kind} --yes` creates all of them.")
            return
        question = "Create which: all, numbers such as 1 3-5, or none"
        answer: str = click.prompt(question, default="none", err=True)
        found = tuple(found[number - 1] for number in chosen(answer, len(found)))
        check_all_seen(workspace)
    code, left = 0, len(found) - MOST_AT_ONCE
    for made in make_missing(workspace, found[:MOST_AT_ONCE], day):
        if isinstance(made, ThesisVaultError):
            warn(f"thesis: {made}")
            code = max(code, made.exit_code)
        else:
            say(made)
    if left > 0:
        warn(f"{plural(left, 'name')} less often linked left: the same command goes on.")
    if code:
        raise click.exceptions.Exit(code)


def chosen(answer: str, count: int) -> Sequence[int]:
    """The numbers that an answer names, from 1 to `count`. Raises `UsageFault`."""
    words = answer.replace(",", " ").casefold().split()
    if words in ([], ["none"], ["n"], ["no"]):
        return ()
    if words in (["all"], ["a"], ["y"], ["yes"]):
        return range(1, count + 1)
    found: dict[int, None] = {}
    for word in words:
        match = _RANGE.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= count:
            raise UsageFault(f"`{word}` is not a number from 1 to {count}: nothing was created.")
        found |= dict.fromkeys(range(first, last + 1))
    return tuple(found)
