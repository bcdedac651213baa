"""A broker's export into one new note: what is held on its day."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from thesisvault.edits.destination import check_name
from thesisvault.market.brokers import StatementError, read_statement
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import is_template
from thesisvault.model.statement import Owned, Statement
from thesisvault.storage.broker_export import read_export
from thesisvault.storage.writing.create import create_file
from thesisvault.workspace.open import Workspace

FOLDER = "Portfolio"
_TOLD = 20
"""Rows that are named one by one; more of them are counted."""
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f]+')


class HoldingsNote(Struct, frozen=True):
    """The note that an export makes."""

    path: str
    text: str
    statement: Statement
    day: dt.date
    assumed_day: bool
    """Whether the export names no day, and the review's was taken."""


def draft_holdings(
    workspace: Workspace,
    file: Path,
    today: dt.date,
    *,
    broker: str | None = None,
    account: str | None = None,
    day: dt.date | None = None,
    decimal: str | None = None,
) -> HoldingsNote:
    """The note for an export, not written yet.

    `broker` must be the one that the header says; `account` is what the note is called, and of an
    export of several accounts the one that is taken. Raises `UsageFault` with the file's line.
    """
    try:
        found = read_statement(read_export(file), file.name, decimal, account)
    except StatementError as error:
        hint = _hint(file, error)
        raise UsageFault(f"{file.name}:{error.line}: {error}{hint}.") from None
    if broker is not None and _letters(broker) not in _letters(found.form):
        raise UsageFault(f"{file.name} is from {found.form}, by its header, not from {broker}.")
    held_on = day or found.day
    assumed = held_on is None
    held_on = held_on or today
    called = account or " ".join(filter(None, (found.broker, found.account)))
    name = f"{_NOT_IN_NAMES.sub(' ', called).strip()} {held_on.isoformat()}"
    name = " ".join(name.split())
    check_name(name)
    text = _text(name, called, found, held_on, file.name)
    return HoldingsNote(f"{FOLDER}/{name}.md", text, found, held_on, assumed)


def write_holdings(workspace: Workspace, note: HoldingsNote) -> None:
    """Write the note where none stands. Raises `UsageFault`, `WriteRefused` and `OSError`."""
    name = note.path.rpartition("/")[2].removesuffix(".md")
    for taken in workspace.vault.names.by_title(name):
        if not is_template(taken):
            raise _exists(taken)
    if not create_file(workspace.root, note.path, note.text):
        raise _exists(note.path)


def _exists(path: str) -> UsageFault:
    return UsageFault(
        f"`{path}` already exists and was not changed: `thesis open {shlex.quote(path)}`; "
        "for another account use `--account NAME`."
    )


def _letters(text: str) -> str:
    folded = text.casefold().replace("ibkr", "interactivebrokers")
    return "".join(letter for letter in folded if letter.isalnum())


def _hint(file: Path, error: StatementError) -> str:
    from thesisvault.market.brokers.sheet import decode
    from thesisvault.market.readers.columns import read_header

    if "not from a known broker's export" not in str(error):
        return ""
    lines = decode(read_export(file)[:4000]).splitlines() or [""]
    header = re.split(r"[,;\t|]", lines[min(error.line, len(lines)) - 1])
    roles = read_header(header).roles
    if "date" in roles and "close" in roles:
        return f"; to import a price file, use `thesis prices import {shlex.quote(file.name)}`"
    return ""


def _text(name: str, account: str, found: Statement, day: dt.date, file: str) -> str:
    lines = [
        "---",
        "type: portfolio",
        f"date: {day.isoformat()}",
        f'account: "{_plain(account)}"',
        f'source: "{_plain(file)} ({found.form})"',
        "---",
        "",
        f"# {name}",
        "",
        *_about(found, day),
        "## Holdings",
        "",
        *_table(found.owned),
    ]
    if left := list(passed_lines(found)):
        lines += ["", "Not imported from the file:", "", *(f"- {_plain(line)}" for line in left)]
    return "\n".join(lines) + "\n"


def _about(found: Statement, day: dt.date) -> Iterator[str]:
    if found.kind == "trades":
        since = f" from {found.since.isoformat()}" if found.since else ""
        until = day.isoformat()
        yield f"Summed from the trades{since} to {until}; earlier holdings are not included."
        yield ""
    for told in found.told:
        yield f"- {_plain(told)}"
    if found.told:
        yield ""


def _table(owned: Sequence[Owned]) -> Iterator[str]:
    """Our table of holdings; columns that nothing fills are left out."""
    columns = {
        "Ticker": [one.symbol for one in owned],
        "Shares": [_number(one.shares) for one in owned],
        "Avg cost": [_number(one.cost) for one in owned],
        "Currency": [one.currency or "" for one in owned],
        "Company name": ["" if one.name == one.symbol else one.name for one in owned],
        "ISIN": ["" if one.isin == one.symbol else one.isin for one in owned],
        "Account": [one.account for one in owned],
    }
    if len({one.account for one in owned}) < 2:
        del columns["Account"]
    kept = {head: cells for head, cells in columns.items() if any(cells)}
    yield f"| {' | '.join(kept)} |"
    yield f"|{'|'.join('---' for _ in kept)}|"
    for cells in zip(*kept.values(), strict=True):
        yield f"| {' | '.join(map(_plain, cells))} |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _plain(text: str) -> str:
    """Return text of a file without markup: it cannot make a link, a cell or a line of its own."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"[\[\]|`<>#*\"\\]", " ", shown).strip()[:200]


def passed_lines(found: Statement) -> Iterator[str]:
    """What was not taken, a line each: what is not understood first, the rest by its reason."""
    odd = [one for one in found.passed if one.why.startswith(("not", "it "))]
    rest = [one for one in found.passed if one not in odd]
    for one in (*odd, *rest)[:_TOLD]:
        yield f"line {one.line}: {one.text}: {one.why}"
    if len(found.passed) > _TOLD:
        yield f"and {len(found.passed) - _TOLD} more"
