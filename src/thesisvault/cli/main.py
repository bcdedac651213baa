"""``thesis``: the commands and how they fail. A command's module is imported when it runs."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

from thesisvault import __version__
from thesisvault.cli import streams
from thesisvault.model.errors import ThesisVaultError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = {
    "init": "Make a vault: folders, templates, a config.",
    "new": "Make a note from its kind's template.",
    "open": "Open a note in the editor, by its name or a part of it.",
    "status": "Review the theses, the most urgent first, with what to do.",
    "survey": "Tell what was read of the notes, by which rule, and what was not.",
    "explain": "Show every piece of evidence, and the arithmetic to the verdict.",
    "moves": "Measure moves around an event, with a test of significance.",
    "claims": "Hold the moves that notes state against prices.",
    "rotation": "Place each group against the benchmark: its RS quadrant.",
    "calendar": "List catalysts and reviews, ahead and overdue.",
    "crowding": "Show how far the open theses are one bet.",
    "contradictions": "List figures and views on which sources disagree.",
    "propose": "Propose rows out of a note's prose, and write those that are accepted.",
    "log": "Compose a dated line, a forecast or an outcome for a thesis.",
    "score": "Score forecasts, and returns since the theses were opened.",
    "record": "Tell what forecasts, theses and rotations were worth, by kind.",
    "update": "Refresh what stands between the markers in notes.",
    "watch": "Keep blocks and verdicts current at every save.",
    "restore": "Bring back a note as it was before a write.",
    "rename": "Rename a note, and every link to it.",
    "undo": "Take back the last command that changed notes.",
    "prices": "Import, fetch and survey the vault's prices.",
    "holdings": "Make a portfolio note of a broker's export.",
    "search": "Find notes by words, tags, properties and links, in Obsidian's language.",
    "mentions": "List where a note is named and not linked.",
    "links": "List a note's links with the line each stands on.",
    "backlinks": "List the links that lead to a note.",
    "graph": "Show what lies around a note, with the lines that say so.",
    "list": "List notes by kind, tag, or what is missing.",
    "check": "List everything that is wrong, and what to do.",
    "export": "Write the whole graph for other tools.",
    "mcp": "Answer an agent's questions about the vault.",
    "proposals": "List, apply or discard what agents have proposed.",
    "schema": "Print the JSON schema of what a command answers.",
    "doctor": "Say what a bug report needs: versions, limits, and no note's content.",
    "completion": "Print the script that lets a shell complete commands and names.",
}

_OLD_NAMES = frozenset({"move"})
"""What commands were called; they still answer, and say their new name."""

_PAGED = frozenset(
    {
        *("status", "survey", "explain", "moves", "claims", "rotation", "calendar", "crowding"),
        *(
            "contradictions",
            "score",
            "record",
            "links",
            "backlinks",
            "graph",
            "list",
            "check",
            "export",
            "schema",
            "doctor",
        ),
    }
)
"""The commands whose text may be long. Some others page a part of theirs."""


def _nearest(word: str) -> str | None:
    import difflib

    return next(iter(difflib.get_close_matches(word, _COMMANDS, n=1)), None)


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = {*_COMMANDS, *_OLD_NAMES}
        if args and args[0] not in known and (near := _nearest(args[0])):
            ctx.fail(f"No command is called {args[0]!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS and cmd_name not in _OLD_NAMES:
            return None
        module = import_module(f"thesisvault.cli.commands.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        # No command's module is imported to say its name.
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=text)
            for name, text in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


def _folders(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(start, type="dir")]


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--vault",
    metavar="DIR",
    help="The vault's folder (else $THESIS_VAULT, or here).",
    shell_complete=_folders,
)
@click.option("--no-pager", is_flag=True, help="Print long text without a pager.")
@click.version_option(__version__, message="thesis %(version)s")
@click.pass_context
def thesis(ctx: click.Context, vault: str | None, no_pager: bool) -> None:
    """Keep investment theses as Markdown notes, and see what the market does to them."""
    from thesisvault.cli.session import Session

    ctx.obj = Session(vault)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand in _PAGED and sys.stdout.isatty():
        from thesisvault.cli.pager import page

        page()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 ok, 1 findings, 2 usage, 3 no vault,
    4 write refused.
    """
    # Notes are many small values in no circles: the default looks for circles far too often.
    gc.set_threshold(500_000)
    streams.prepare()
    if "_THESIS_COMPLETE" in os.environ:
        from thesisvault.cli.completing import be_silent

        be_silent()
    code = _run(arguments)
    if why := streams.lost():
        _fail(f"standard output cannot be written ({why}): what was printed is not complete")
        code = 4
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = thesis.main(args=arguments, prog_name="thesis", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit:  # click ends so when it has completed a word
        return 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except ThesisVaultError as error:
        _fail(str(error))
        return error.exit_code
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}{where}")
        return 4


def _show(error: click.ClickException) -> None:
    """As click shows it, but that it may repeat what somebody has typed, or a script passed on."""
    from thesisvault.render.lines import clean

    text = io.StringIO()
    error.show(text)
    for line in text.getvalue().splitlines():
        click.echo("\t".join(map(clean, line.split("\t"))), err=True)  # it lists choices so


def _fail(why: str) -> None:
    from thesisvault.cli.text import warn

    for line in f"thesis: {why}".split("\n"):  # the place in a query has lines of its own
        warn(line)
