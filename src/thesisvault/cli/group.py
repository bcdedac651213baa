"""The commands by what they are for: their names, their help, and the options of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

GROUPS = {
    "Review": {
        "status": "Review the theses: the most urgent first, with what to do.",
        "explain": "Show all evidence of a thesis, and the arithmetic.",
        "calendar": "List catalysts and reviews, ahead and overdue.",
        "claims": "Check quoted price moves against actual prices.",
        "contradictions": "List figures and views on which sources disagree.",
        "crowding": "Show how much your theses overlap.",
        "clusters": "Group the theses that stand or fall together.",
        "hubs": "Find the notes that most verdicts depend on.",
        "what-if": "Review as if a rotation had been noted.",
        "record": "Score forecasts, theses and rotations.",
        "history": "Show when a thesis's verdict changed, and why.",
        "log": "Show a thesis's log, or add a line to it.",
    },
    "Market": {
        "moves": "Measure price moves around an event.",
        "rotation": "Show rotations, their flows, and the RS quadrants.",
        "prices": "Import, fetch and list prices.",
        "holdings": "Import a broker's export as a portfolio note.",
    },
    "Notes": {
        "list": "List notes by kind, tag, or what is missing.",
        "open": "Open a note in your editor.",
        "search": "Find notes by words, tags, properties and links.",
        "mentions": "List where a note is named but not linked.",
        "graph": "Show the notes around a note.",
        "path": "Show how one note reaches another.",
        "links": "List the links in a note.",
        "backlinks": "List the links to a note.",
        "check": "List problems in the notes, and how to fix them.",
        "survey": "Show what was read from the notes, and what was not.",
        "export": "Export the graph of notes for other tools.",
    },
    "Write": {
        "new": "Create a note from a template.",
        "update": "Refresh the generated blocks in notes.",
        "watch": "Refresh blocks and verdicts at every save.",
        "propose": "Propose table rows from a note's prose.",
        "rename": "Rename a note and update every link to it.",
        "undo": "Undo the last command that changed notes.",
        "restore": "Restore an earlier version of a note.",
        "serve": "Show the vault in the browser, on this computer only.",
        "publish": "Write the pages as files, for a disk or a web server.",
        "proposals": "List, apply or discard what an agent proposed.",
    },
    "Set up": {
        "init": "Create a vault: folders, templates, a config.",
        "doctor": "Print versions and limits for a bug report.",
        "completion": "Print the completion script for your shell.",
        "schema": "Print the JSON schema of a report.",
        "lsp": "Serve an editor: verdicts, measured moves, links.",
        "mcp": "Answer an agent over MCP, read-only.",
    },
}
"""Each command with a sentence that fits a line of 80 columns."""

COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}

RENAMED = {"score": "record", "move": "rename"}
"""Names of an earlier version, each with today's. They work, unlisted, for one version."""

MEANT = {
    **dict.fromkeys(("why", "show", "evidence"), "explain"),
    **dict.fromkeys(("find", "grep"), "search"),
    **dict.fromkeys(("mv", "ren"), "rename"),
    **dict.fromkeys(("ls", "notes", "theses"), "list"),
    **dict.fromkeys(("add", "create"), "new"),
    **dict.fromkeys(("edit",), "open"),
    **dict.fromkeys(("lint", "validate"), "check"),
    **dict.fromkeys(("review", "summary", "verdicts"), "status"),
    **dict.fromkeys(("todo", "urgent", "attention"), "status --attention"),
    **dict.fromkeys(("changes", "diff"), "status --since 7d"),
    **dict.fromkeys(("stops", "tripwires", "unwatched"), "status --all"),
    **dict.fromkeys(("events", "catalysts", "agenda"), "calendar"),
    **dict.fromkeys(("journal", "decide"), "log"),
    **dict.fromkeys(("performance", "returns", "forecasts"), "record"),
}
"""Words for a command that other programs know, each with what is typed here."""

UNLISTED = ("help", "version")
"""Commands that the end of the help names."""

ANYWHERE = {"--vault": "DIR", "--color": "WHEN", "--no-pager": ""}
"""Options of every command, with the name of their value: accepted anywhere on the line."""

_MORE = (
    "--vault DIR, --no-pager and --color WHEN go anywhere on the line.",
    "thesis help COMMAND shows a command's options, with examples.",
)


def nearest(word: str, known: Sequence[str]) -> str:
    """`` Did you mean `status`?``, or nothing where no known word is near."""
    import difflib  # slow to import, and hardly ever wanted

    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean `{near[0]}`?" if near else ""


class Commands(click.Group):
    """Commands of which a mistyped one is refused, naming the nearest."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            near = nearest(args[0], self.list_commands(ctx))
            if isinstance(self, Program) and (meant := MEANT.get(args[0].casefold())):
                near = f" Did you mean `{meant}`?"
            ctx.fail(f"No command `{args[0]}`.{near}")
        return super().resolve_command(ctx, args)


class Program(Commands):
    """The program: a command's module is imported when the command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, as the help lists them."""
        return list(COMMANDS)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; the options of every command may follow it."""
        return super().parse_args(ctx, _vault_first(ctx, args))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, and give its help the examples."""
        if cmd_name not in (*COMMANDS, *RENAMED, *UNLISTED):
            return None
        module = cmd_name.replace("-", "_")
        command = import_module(f"thesisvault.cli.commands.{module}").command
        assert isinstance(command, click.Command)
        _give_examples(command, cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete a command's name; no command's module is imported for it."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=text)
            for name, text in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage, the commands by group, and what else there is."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        formatter.write_paragraph()
        for name, commands in GROUPS.items():
            formatter.write_heading(name)
            formatter.indent()
            formatter.write_dl([(name.ljust(14), text) for name, text in commands.items()])
            formatter.dedent()
        formatter.write_paragraph()
        formatter.write("".join(f"{line}\n" for line in _MORE))


def _vault_first(ctx: click.Context, args: Sequence[str]) -> list[str]:
    """The arguments with the options of every command in front, up to a lone ``--``."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        name, has_value, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name not in ANYWHERE:
            rest.append(word)
        elif has_value or not ANYWHERE[name]:
            first.append(word)
        elif (value := next(words, None)) is not None:
            first += [name, value]
        elif not ctx.resilient_parsing:
            ctx.fail(f"`{name}` needs a value: `{name} {ANYWHERE[name]}`.")
    return [*first, *rest]


def _give_examples(command: click.Command, words: str) -> None:
    from thesisvault.cli.examples import EXAMPLES

    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            _give_examples(one, f"{words} {name}")
    if lines := EXAMPLES.get(words):
        command.epilog = "\b\nExamples:\n" + "\n".join(f"  thesis {line}" for line in lines)


def known_options(command: click.Command) -> Iterator[str]:
    """The options of a command that its help lists, and those of every command."""
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden:
            yield from param.opts
    yield from (*ANYWHERE, "--help")
