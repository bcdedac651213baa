"""``--svg`` and ``--width``: what a command shows, drawn into a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from thesisvault.cli.session import Session
from thesisvault.cli.text import say
from thesisvault.model.errors import UsageFault

if TYPE_CHECKING:
    from thesisvault.render.charts.picture import Picture

F = TypeVar("F", bound=Callable[..., Any])


def drawn(what: str) -> Callable[[F], F]:
    """``--svg FILE --width PIXELS``, as `picture` and `pixels`; `what` is drawn."""

    def decorate(command: F) -> F:
        width = click.option(
            "--width",
            "pixels",
            type=click.IntRange(320, 2400),
            metavar="PIXELS",
            help="With --svg: the width of the picture.  [default: 800]",
        )
        file = click.option(
            "--svg",
            "picture",
            metavar="FILE",
            help=f"Draw {what} into FILE instead of printing; - for standard output.",
        )
        return file(width(command))

    return decorate


def check_drawing(picture: str | None, pixels: int | None, as_json: bool) -> None:
    """Raise `UsageFault` for options that do not go together."""
    if picture is not None and as_json:
        raise UsageFault("`--svg` and `--json` cannot be combined: use one of them.")
    if pixels is not None and picture is None:
        raise UsageFault("`--width` goes with `--svg FILE`.")


def draw(
    session: Session,
    file: str,
    pixels: int | None,
    chart: Callable[[Any, float], Picture],
    answer: Any,
) -> None:
    """Write the picture of an answer into the file, or to standard output."""
    from thesisvault.render.charts.picture import MARGIN, is_ours

    data = chart(answer, (pixels or 800) - 2 * MARGIN).file().encode()
    if session.write_named(file, data, is_ours, "a picture"):
        say(f"Drawn: {file}")
