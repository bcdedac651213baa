"""``thesis``: the commands and how they fail. A command's module is imported when it runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from thesisvault.model.errors import ThesisVaultError

_COMMANDS = {
    "init": "Make a vault: folders, templates, a config.",
    "new": "Make a note from its kind's template.",
    "status": "Review the theses: what needs attention, then a row each.",
    "explain": "Show every piece of evidence, and the arithmetic to the verdict.",
    "moves": "Measure moves around an event, with a test of significance.",
    "claims": "Hold the moves that notes state against prices.",
    "rotation": "Place each group against the benchmark: its RS quadrant.",
    "prices": "Import, fetch and survey the vault's prices.",
    "links": "List a note's links with the line each stands on.",
    "backlinks": "List the links that lead to a note.",
    "list": "List notes by kind, tag, or what is missing.",
    "check": "List everything that is wrong, and what to do.",
    "export": "Write the whole graph for other tools.",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"thesisvault.cli.commands.{cmd_name}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--vault", metavar="DIR", help="The vault's folder (else $THESIS_VAULT, or here).")
@click.version_option(package_name="thesisvault", message="thesis %(version)s")
@click.pass_context
def thesis(ctx: click.Context, vault: str | None) -> None:
    """Keep investment theses as Markdown notes, and see what the market does to them."""
    from thesisvault.cli.session import Session

    ctx.obj = Session(vault)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 ok, 1 findings, 2 usage, 3 no vault,
    4 write refused.
    """
    try:
        code = thesis.main(args=arguments, prog_name="thesis", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        code = exit_.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 130
    except ThesisVaultError as error:
        from thesisvault.cli.text import clean

        click.echo(f"thesis: {clean(str(error))}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        # The reader has seen enough. Nothing more may be written, not even on closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        click.echo(f"thesis: {error.strerror}: {error.filename}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
