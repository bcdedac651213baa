"""What every command needs: the vault it is about, and the day."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import at_terminal, spelled_out
from thesisvault.cli.text import Counter, say_json, show, warn
from thesisvault.model.errors import NotNamedFault, UsageFault, WriteRefused
from thesisvault.model.settings import Settings
from thesisvault.reports import registry
from thesisvault.storage.config import read_settings
from thesisvault.workspace import Workspace, find_root, open_workspace
from thesisvault.workspace.open import Progress, shown

if TYPE_CHECKING:
    from thesisvault.workspace.view import View
    from thesisvault.workspace.writing import Writing

F = TypeVar("F", bound=Callable[..., Any])


class Session:
    """One run of the command line."""

    def __init__(self, vault: str | None) -> None:
        """`vault` is the folder named by ``--vault``, if any: kept as `named`."""
        self.named = vault
        self.as_recorded = False
        """Whether the vault is read as git recorded it (``--as-recorded``)."""
        self._unreadable: list[str] = []

    def root(self) -> Path:
        """The vault's folder; one that is not marked as a vault only after a yes."""
        try:
            return find_root(self.named, os.environ, Path.cwd())
        except NotNamedFault as fault:
            if not at_terminal():
                raise
            warn(str(fault))
            click.confirm("Read it as a vault now?", abort=True, err=True)
            self.named = "."
            return Path.cwd()

    def day(self) -> dt.date:
        """Return the day of the vault's review."""
        return day_of(read_settings(self.root()))

    def open(self) -> Workspace:
        """Open the vault as it is now, or as it was recorded, until the command ends."""
        with Counter("Reading notes") as counter:
            workspace = (
                self._recorded(counter.show)
                if self.as_recorded
                else open_workspace(self.root(), warn, counter.show)
            )
        context = click.get_current_context()
        context.call_on_close(workspace.close)
        context.call_on_close(lambda: _tell_left_out(workspace))
        self._unreadable = workspace.unreadable
        if unseen := workspace.unseen:
            warn(f"{shown(unseen)} cannot be read and does not count: `thesis check` shows why.")
        return workspace

    def _recorded(self, progress: Progress) -> Workspace:
        from thesisvault.workspace.past import Past

        context = click.get_current_context()
        day = context.params.get("as_of")
        if day is None:
            raise UsageFault("`--as-recorded` needs a day: add `--as-of 2026-01-09`.")
        past = Past(self.root())
        context.call_on_close(past.close)
        return past.on(day, warn, progress)

    def show(self, name: str, as_of: dt.date | None, as_json: bool, **asked: Any) -> Any:
        """Print a report, as JSON or as text; the `Answer` of ``thesisvault.reports.<name>``."""
        answer = self.ask(name, as_of, **asked)
        tell(name, answer, as_json)
        return answer

    def ask(self, name: str, as_of: dt.date | None = None, **asked: Any) -> Any:
        """The answer of a report; a part of a note's name is enough."""
        view = self.view(as_of)
        return registry.answer(view, name, spelled_out(view, asked))

    def view(self, as_of: dt.date | None) -> View:
        """The vault as it was known on the day that is asked for, else on its own."""
        workspace = self.open()
        return workspace.on(review_day(workspace, as_of))

    def write_named(
        self, file: str, data: bytes, is_ours: Callable[[bytes], bool], kind: str
    ) -> bool:
        """Write the file that the command line names; False where that is standard output.

        Raises `WriteRefused` where a note could not be read: what it says would leave the file.
        """
        if file == "-":
            click.echo(data, nl=False)
            return False
        if self._unreadable:
            raise WriteRefused(
                f"{shown(self._unreadable)} cannot be read: {file} was not written, since it would "
                f"lack what is said there. `thesis check` shows why; `-` for {file} prints the "
                "rest.",
                code="unseen",
            )
        from thesisvault.storage.writing.named import write_named

        write_named(self.root(), Path(file), data, is_ours, kind)
        return True

    def writing(
        self, *command: str, lock_first: bool = False, remark: str = ""
    ) -> AbstractContextManager[Writing]:
        """The vault to be written to; it says what became of a move that was broken off.

        `command`: the words that a person typed, by which `undo` names what was written; `remark`
        is shown behind them.
        """
        from thesisvault.workspace.writing import writing

        line = f"{shlex.join(('thesis', *command))} {remark}".rstrip()
        return writing(self.root(), warn, self.open, lock_first=lock_first, command=line)


def _tell_left_out(workspace: Workspace) -> None:
    """Say which files of prices were not used in what was asked, and why: once a command."""
    for why in workspace.prices_left_out:
        warn(f"Left out: {why}.")


def tell(name: str, answer: Struct, as_json: bool, *aside: Any, **options: Any) -> None:
    """Print the answer of a report: as JSON, or as text, which may need more than the answer."""
    if as_json:
        say_json(registry.document(answer))
    else:
        module = import_module(f"thesisvault.render.text.{name.replace('-', '_')}")
        show(module.text, answer, *aside, **options)


def day_of(settings: Settings) -> dt.date:
    """Return the review's day by these settings: the one set in the config, else today."""
    return settings.as_of or dt.date.today()


def review_day(workspace: Workspace, as_of: dt.date | None) -> dt.date:
    """The day a command is about: asked for, else frozen by the config, else today."""
    return as_of or day_of(workspace.settings)


def as_of_option(command: F) -> F:
    """``--as-of D``: nothing dated later is seen."""
    text = "Ignore everything dated later."
    return click.option("--as-of", type=Day(last=True), is_eager=True, metavar="DATE", help=text)(
        command
    )


def as_recorded_option(command: F) -> F:
    """``--as-recorded``: what git recorded by the day of ``--as-of``, whatever was edited since."""

    def note(context: click.Context, param: click.Parameter, value: bool) -> None:
        if value:
            context.find_object(Session).as_recorded = True  # type: ignore[union-attr]

    text = "Read what git recorded by the day of --as-of."
    option = click.option(
        "--as-recorded", is_flag=True, expose_value=False, callback=note, help=text
    )
    return option(command)


def json_option(command: F) -> F:
    """``--json``: one document for other programs."""
    text = "Print one JSON document."
    return click.option("--json", "as_json", is_flag=True, help=text)(command)


def limit_option(text: str) -> Callable[[F], F]:
    """``--limit N``, ``-n N``: no more than that."""
    return click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help=text)


def reading(name: str, *, dated: bool = True) -> Callable[[Callable[..., None]], click.Command]:
    """A command that only reads: with ``--json``, and ``--as-of`` where the answer may differ."""

    def decorate(function: Callable[..., None]) -> click.Command:
        own = vars(function).pop("__click_params__", [])
        asked = json_option(pass_session(function))
        asked = as_of_option(as_recorded_option(asked)) if dated else asked
        # Help lists the last ones first: what the command asks by itself, then the common ones.
        vars(asked)["__click_params__"] = [*vars(asked)["__click_params__"], *own]
        return click.command(name)(asked)

    return decorate


pass_session = click.make_pass_decorator(Session)
