"""``thesis prices``."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from thesisvault.actions.fetch import fetch
from thesisvault.actions.import_prices import DECIMALS, Imported, Origin, import_file
from thesisvault.actions.sync_prices import sync
from thesisvault.cli.dates import Day
from thesisvault.cli.group import Commands
from thesisvault.cli.pager import page
from thesisvault.cli.session import (
    Session,
    as_of_option,
    as_recorded_option,
    json_option,
    pass_session,
)
from thesisvault.cli.text import say, say_wrapped, warn
from thesisvault.fetch.source import SOURCES, open_source
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import Adjustment
from thesisvault.render.lines import plural
from thesisvault.reports.prices import bars_after
from thesisvault.storage.inside import leads_out
from thesisvault.storage.prices.files import KINDS

F = TypeVar("F", bound=Callable[..., Any])


@click.group("prices", cls=Commands)
def command() -> None:
    """Import, fetch and list the prices in the vault's `prices/` folder."""


def _meaning(said: str, whose: str) -> Callable[[F], F]:
    """The options that say what a file of prices leaves open."""
    options = (
        click.option("--currency", help=f"The currency, if {said} not state it."),
        click.option(
            "--adjusted",
            type=click.Choice(["yes", "no", "unknown"]),
            default="unknown",
            help=f"Whether {whose} closes are adjusted for splits and dividends.",
        ),
        click.option("--dates", type=click.Choice(["mdy", "dmy"]), help="How to read 01/02/2026."),
        click.option(
            "--decimal",
            type=click.Choice(list(DECIMALS)),
            help="The decimal sign, if 1,234 could mean either.",
        ),
        click.option(
            "--zone", help="The exchange's time zone, such as Asia/Tokyo, for times in UTC."
        ),
    )

    def add(command: F) -> F:
        return reduce(lambda made, option: option(made), reversed(options), command)

    return add


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--symbol", help="The symbol, if FILE has only one and its name is not the symbol.")
@_meaning("the file does", "its")
@click.option(
    "--source", help="The source of the prices.  [default: what FILE says, else its name]"
)
@pass_session
def import_(
    session: Session,
    file: Path,
    symbol: str | None,
    currency: str | None,
    adjusted: str,
    dates: str | None,
    decimal: str | None,
    zone: str | None,
    source: str | None,
) -> None:
    """Import the bars in FILE: CSV of one symbol, long or wide, or Beancount prices.

    A second run changes nothing. If FILE contradicts the vault, the vault's bar is kept, the
    conflict is reported, and the exit code is 1.
    """
    root = session.root()
    if leads_out(root, file):
        raise UsageFault(
            f"`{file}` is a link to outside the vault: name the file that it points to."
        )
    origin = Origin(currency, cast("Adjustment", adjusted), source or "")
    progress = _Progress()
    results = []
    sign = DECIMALS.get(decimal or "")
    found = import_file(root, file, symbol, dates, origin, progress.rows, sign, zone)
    for result in found:
        results.append(result)
        progress.symbols(len(results))
    progress.done()
    if not results:
        warn(f"{file.name} has no prices: nothing was imported.")
        raise click.exceptions.Exit(1)
    for result in results:
        _say_conflicts(result)
    _say_written(results)
    say(f"{plural(len(results), 'symbol')}{_named(results)}: {_counts(results)}.")
    if any(result.conflicts for result in results):
        raise click.exceptions.Exit(1)


def _counts(results: list[Imported]) -> str:
    """What became of the rows of all symbols."""
    empty = sum(one.empty for one in results)
    return (
        f"{sum(one.added for one in results):,} bars added, "
        f"{sum(one.completed for one in results):,} completed, "
        f"{sum(one.same for one in results):,} unchanged, "
        f"{plural(sum(len(one.conflicts) for one in results), 'conflict')}"
    ) + (f", {plural(empty, 'row')} without a figure" if empty else "")


def _say_conflicts(result: Imported, most: int = 5) -> None:
    for conflict in result.conflicts[:most]:
        say_wrapped(f"{result.symbol}: {conflict}", indent=4, first="  !")
    if len(result.conflicts) > most:
        say(f"    … and {len(result.conflicts) - most} more for {result.symbol}")


def _say_written(results: list[Imported], most: int = 3) -> None:
    """Which symbols went into which files; of many, the first."""
    for result in results:
        if result.learnt:
            say(f"{result.symbol}: now known for all its bars: {', '.join(result.learnt)}")
    written = [f"{result.symbol} in {result.path}" for result in results if result.path]
    if written:
        more = f", and {len(written) - most} more" if len(written) > most else ""
        say_wrapped(f"Written: {', '.join(written[:most])}{more}.")


def _named(results: list[Imported]) -> str:
    """Which symbol a file was taken for, where it is of one."""
    return f" ({results[0].symbol})" if len(results) == 1 else ""


@command.command("sync")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_meaning("the files do", "their")
@pass_session
def sync_(
    session: Session,
    folder: Path,
    currency: str | None,
    adjusted: str,
    dates: str | None,
    decimal: str | None,
    zone: str | None,
) -> None:
    """Import every price file in FOLDER, such as one filled by a synced drive or a script.

    Bars already stored are kept: a second run adds only new ones. A file that cannot be read is
    skipped and reported. The exit code is 1 if that happens or if a file contradicts the vault.
    """
    root = session.root()
    if leads_out(root, folder):
        raise UsageFault(
            f"`{folder}` is a link to outside the vault: name the folder that it points to."
        )
    origin = Origin(currency, cast("Adjustment", adjusted))
    files, faults = 0, 0
    results: list[Imported] = []
    for done in sync(root, folder, origin, dates, DECIMALS.get(decimal or ""), zone):
        files += 1
        results += done.imported
        faults += done.fault is not None
        if done.fault is not None:
            warn(f"Left out: {done.fault}.")
    for result in results:
        _say_conflicts(result)
    symbols = plural(len({one.symbol for one in results}), "symbol")
    say(f"{plural(files, 'file')}, {symbols}: {_counts(results)}.")
    if faults or any(result.conflicts for result in results):
        raise click.exceptions.Exit(1)


class _Progress:
    """A line on stderr, at most twice a second, once the work has lasted a second."""

    def __init__(self) -> None:
        self._started = self._shown = time.monotonic()
        self._last = ""

    def rows(self, count: int) -> None:
        self._say(f"read {count:,} rows")

    def symbols(self, count: int) -> None:
        self._say(f"stored {plural(count, 'symbol')}")

    def _say(self, text: str) -> None:
        now = time.monotonic()
        if now - self._started < 1 or now - self._shown < 0.5:
            return
        self._shown = now
        if sys.stderr.isatty():
            click.echo(f"\r{text:40}", err=True, nl=False)
            self._last = text
        else:
            click.echo(text, err=True)

    def done(self) -> None:
        if self._last:
            click.echo(f"\r{'':40}\r", err=True, nl=False)


@command.command("status")
@as_of_option
@as_recorded_option
@json_option
@pass_session
def status(session: Session, as_of: dt.date | None, as_json: bool) -> None:
    """List the stored prices of each symbol: range, source, age and gaps."""
    page()
    found = session.show("prices", as_of, as_json)
    for row in () if as_json else found.symbols:
        told = {one.date for one in row.problems if one.code == "price-gap"}
        for before, after in row.holes:
            if after not in told:
                warn(f"{row.symbol}: no bars between {before} and {after}")
        for problem in row.problems:
            # A file that is left out is named at the end of each command.
            if problem.code not in ("future-rows", "file-left-out"):
                warn(problem.message)
    if as_json:
        return
    if as_of is None:
        for symbol, days in bars_after(session.view(None), dt.date.today()):
            warn(f"{symbol}: left out, being after today: {_few(map(str, days))}")
    if found.unread:
        warn(f"Not read, since {KINDS} hold prices: {_few(found.unread)}")


def _few(texts: Iterable[str], most: int = 5) -> str:
    """These in one line; of many, the first."""
    shown = list(texts)
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


@command.command("fetch")
@click.argument("symbols", metavar="[SYMBOL]...", nargs=-1)
@click.option("--source", type=click.Choice(list(SOURCES)), default="yahoo", show_default=True)
@click.option(
    "--start", type=Day(), metavar="DATE", help="First day.  [default: only missing days]"
)
@click.option("--base-url", hidden=True, help="The address of the source, for tests.")
@pass_session
def fetch_(
    session: Session,
    symbols: tuple[str, ...],
    source: str,
    start: dt.date | None,
    base_url: str | None,
) -> None:
    """Fetch daily bars: the one command that uses the network.

    Without SYMBOL: every symbol given in a note, and the benchmarks. Bars already stored are kept;
    only missing ones are fetched, or two years for a new symbol. Exits with 1 for an unknown
    symbol, or if a fetched bar contradicts the vault.
    """
    workspace = session.open()
    now = dt.datetime.now(dt.UTC)
    findings = 0
    with contextlib.closing(open_source(source, base_url)) as asked:
        for result in fetch(workspace, symbols, start, now, asked):
            if result.fault:
                findings += 1
                warn(result.fault)
                continue
            assert result.imported is not None
            _say_conflicts(result.imported)
            findings += bool(result.imported.conflicts)
            say(f"{result.symbol}: {plural(result.imported.added, 'bar')} added")
    if findings:
        raise click.exceptions.Exit(1)
