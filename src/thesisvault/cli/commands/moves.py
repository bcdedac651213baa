"""``thesis moves``."""

from __future__ import annotations

import datetime as dt

import click

from thesisvault.cli.dates import Day
from thesisvault.cli.naming import completes, listed
from thesisvault.cli.session import Session, reading
from thesisvault.model.errors import UsageFault


@reading("moves")
@click.argument(
    "names",
    metavar="[SYMBOL|THESIS|GROUP]...",
    nargs=-1,
    shell_complete=completes("thesis", "sector", "stock"),
)
@click.option("--basket", is_flag=True, help="Add the equal-weighted basket of all names.")
@click.option("--event", type=Day(), metavar="DATE", help="Day 0, or the next session after it.")
@click.option("--after-close", is_flag=True, help="Start at the session after the event's day.")
@click.option("--window", metavar="A,B", help="Sessions from day 0; `0,` runs to date.")
@click.option(
    "--estimation", type=click.IntRange(0), metavar="N", help="Sessions in the estimation window."
)
@click.option(
    "--gap", type=click.IntRange(0), metavar="G", help="Sessions between that window and day 0."
)
@click.option("--ewma", is_flag=True, help="Weight recent sessions more in sigma, by 0.94 a day.")
@click.option("--benchmark", metavar="SYMBOL", help="The benchmark to compare with.")
@click.option(
    "--factors", metavar="LIST", help="Spreads (IWM-SPY) and factor files, separated by commas."
)
@click.option("--attribution", is_flag=True, help="Split each move into parts that add up.")
@click.option("--base-rates", is_flag=True, help="Show what followed its large moves in the past.")
def command(
    session: Session,
    names: tuple[str, ...],
    basket: bool,
    event: dt.date | None,
    after_close: bool,
    window: str | None,
    estimation: int | None,
    gap: int | None,
    ewma: bool,
    benchmark: str | None,
    factors: str | None,
    attribution: bool,
    base_rates: bool,
    as_of: dt.date | None,
    as_json: bool,
) -> None:
    """Measure what symbols, groups and theses did around an event, against the benchmark.

    Without names: every open thesis, as the basket it holds. Without --event: the last session.
    """
    session.show(
        "moves",
        as_of,
        as_json,
        names=names,
        basket=basket,
        event=event,
        after_close=after_close,
        window=_window(window),
        estimation=estimation,
        gap=gap,
        ewma=ewma,
        benchmark=benchmark,
        factors=listed(factors),
        attribution=attribution,
        base_rates=base_rates,
    )


def _window(text: str | None) -> tuple[int, int | None] | None:
    if text is None:
        return None
    first, comma, last = text.strip("[] ").partition(",")
    try:
        if not comma:
            raise ValueError
        return int(first), int(last) if last.strip() else None
    except ValueError:
        raise UsageFault(f"`--window {text}`: write two sessions, such as -1,1 or 0,4.") from None
