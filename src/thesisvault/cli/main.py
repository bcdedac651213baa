"""``thesis``: the commands and how they fail. A command's module is imported when it runs."""

from __future__ import annotations

import atexit
import gc
import os
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from thesisvault import __version__
from thesisvault.cli import streams
from thesisvault.cli.group import COMMANDS, RENAMED, Program, known_options, nearest
from thesisvault.model.errors import ThesisVaultError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_COMMANDS = COMMANDS

_PAGED = frozenset(
    {
        *("status", "survey", "explain", "moves", "claims", "rotation", "calendar", "crowding"),
        *("contradictions", "record", "score", "links", "backlinks", "list", "check", "export"),
        *("schema", "doctor", "graph", "search", "mentions"),
        *("path", "hubs", "clusters", "what-if"),
    }
)
"""The commands whose text may be long. Some others page a part of theirs."""


_QUOTED = re.compile(r"'\[?([^']*?)\]?(?:\.\.\.)?'")
"""What click quotes: a value, or a parameter with the signs of its usage."""
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""What click says of words for which a command has no argument."""


_WINDOWS = (
    "thesis: Windows lacks what keeps your notes safe while they are written. Install thesis in "
    "WSL: type `wsl --install`, then follow the README there."
)


def _folders(ctx: click.Context, param: click.Parameter, start: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(start, type="dir")]


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--vault",
    metavar="DIR",
    help="The vault's folder (default: $THESIS_VAULT, or here).",
    shell_complete=_folders,
)
@click.option("--no-pager", is_flag=True, help="Print long text without a pager.")
@click.option(
    "--color",
    type=click.Choice(["always", "never", "auto"]),
    metavar="WHEN",
    default="auto",
    help="Color the text: always, never or auto.",
)
@click.version_option(__version__, message="thesis %(version)s")
@click.pass_context
def thesis(ctx: click.Context, vault: str | None, no_pager: bool, color: str) -> None:
    """Keep investment theses as Markdown notes, and see what the market does to them."""
    from thesisvault.cli.session import Session

    ctx.obj = Session(vault)
    ctx.color = _coloured(color, os.environ)
    if new := RENAMED.get(ctx.invoked_subcommand or ""):
        old = ctx.invoked_subcommand
        _warn(
            f"`thesis {old}` is now `thesis {new}`; the old name will be removed in the next "
            "version."
        )
    if ctx.invoked_subcommand in _PAGED and sys.stdout.isatty():
        from thesisvault.cli.pager import page

        page()


def _coloured(asked: str, environment: Mapping[str, str]) -> bool | None:
    """Whether to color: by the option, else by the environment; None: where a terminal is."""
    if asked != "auto":
        return asked == "always"
    if environment.get("NO_COLOR"):
        return False
    forced = (environment.get(name, "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    return True if any(value not in ("", "0") for value in forced) else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 ok, 1 findings, 2 usage, 3 no vault,
    4 write refused.
    """
    if sys.platform == "win32":
        print(_WINDOWS, file=sys.stderr)
        sys.exit(2)
    # Notes are many small values in no circles: the default looks for circles far too often.
    gc.set_threshold(500_000)
    atexit.register(gc.freeze)  # what is left at the end would all be looked through for circles
    streams.prepare()
    if "_THESIS_COMPLETE" in os.environ:
        from thesisvault.cli.completing import be_silent

        be_silent()
    code = _run(arguments)
    if why := streams.lost():
        _fail(f"cannot write to standard output ({why}): the output is incomplete")
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
        for note in getattr(error, "__notes__", ()):
            _warn(note)
        return error.exit_code
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror or error}{where}")
        return 4


def _show(error: click.ClickException) -> None:
    """Say a fault that click has found in our voice: what is wrong, and what to type."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    message = _in_our_words(error)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and not message.endswith("?"):
        _, _, words = context.command_path.partition(" ")
        message += f" `thesis help{words and ' '}{words}` shows how."
    _fail(message)


def _in_our_words(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        known = list(known_options(error.ctx.command)) if error.ctx else []
        return f"No option `{error.option_name}`.{nearest(error.option_name, known)}"
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"`{error.param.make_metavar(error.ctx or click.get_current_context())}` is missing."
    if extra := _EXTRA.fullmatch(error.format_message()):
        return _too_many(extra[1], error)
    message = _QUOTED.sub(r"`\1`", error.format_message())
    return message if message.endswith(("?", ".")) else f"{message}."


def _too_many(words: str, error: click.ClickException) -> str:
    """Say that a command takes fewer words; most often, a name of several lacks its quotes."""
    message = f"Too many words: `{words}`."
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return message
    names = [item for item in context.command.params if isinstance(item, click.Argument)]
    if not names:
        return message
    message += " A name of several words needs quotes"
    *kinds, last = [context.params.get(item.name or "") for item in names]
    is_kind = all(isinstance(item.type, click.Choice) for item in names[:-1])
    if is_kind and isinstance(last, str):
        given = [*context.command_path.split(), *map(str, kinds), f"{last} {words}"]
        message += f": `{shlex.join(given)}`"
    return f"{message}."


def _fail(why: str) -> None:
    _warn(f"thesis: {why}")


def _warn(text: str) -> None:
    from thesisvault.cli.text import warn

    warn(text)
