"""The text of an export, its header somewhere below a preamble, and the rows under it."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from thesisvault.market.brokers.forms import Form, form_of, known_forms, plain
from thesisvault.market.readers.cells import date_reader, decimal_sign, read_number

_DELIMITERS = ",;\t|"
_PREAMBLE = 60
"""Lines that may be above a header."""
_CODE = re.compile(r"[A-Z]{3}|GBX")
_DAY_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NONE = frozenset({"", "-", "--", "—", "n/a", "na", "not available", "null"})


class StatementError(ValueError):
    """An export that cannot be read: which line, what is wrong, what was expected."""

    def __init__(self, line: int, message: str) -> None:
        """`line` counts from 1."""
        super().__init__(message)
        self.line = line


class Row(Struct, frozen=True):
    """One row, by the roles of its cells."""

    line: int
    cells: dict[str, str]

    def text(self, role: str) -> str:
        """What is there; empty where the export has no such column."""
        return self.cells.get(role, "")

    @property
    def security(self) -> str:
        """What the row is about: its ticker, else its ISIN, else its name."""
        named = (self.text("symbol"), self.text("isin"), self.text("name"))
        return next((text for text in named if text), "")


class Sheet(Struct, frozen=True):
    """An export's rows, and the lines around them."""

    form: Form
    rows: tuple[Row, ...]
    around: tuple[str, ...] = ()
    """Preamble and footer."""
    first_line: int = 1


def decode(data: bytes) -> str:
    """The text of an export, in whatever encoding a broker or a spreadsheet has left it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if data[:200].count(b"\0") > len(data[:200]) // 3:
        ending = "le" if data[1:2] == b"\0" else "be"
        return data.decode(f"utf-16-{ending}", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_sheet(text: str) -> Sheet:
    """The rows of an export of one table. Raises `StatementError` where none is known."""
    lines = text.splitlines()
    for at, line in enumerate(lines[:_PREAMBLE]):
        for delimiter in _DELIMITERS:
            header = next(_parsed([line], delimiter, at + 1), (0, []))[1]
            form = form_of(header) if len(header) > 2 else None
            if form is not None:
                return _sheet(form, header, lines, at, delimiter)
    number, first = next(((n, line) for n, line in enumerate(lines, 1) if line.strip()), (1, ""))
    shown = f"`{first.strip()[:120]}`" if first else "the file is empty"
    message = f"this header is not from a known broker's export: {shown}; known: {known_forms()}"
    raise StatementError(number, message)


def _sheet(
    form: Form, header: Sequence[str], lines: Sequence[str], at: int, delimiter: str
) -> Sheet:
    around = list(lines[:at])
    found = list(_parsed(lines[at + 1 :], delimiter, at + 2))
    rows: list[Row] = []
    short: tuple[int, list[str]] | None = None
    places = form.places(header)
    assert places is not None
    needed = max(places[role] for role in ("symbol", "isin", "name", "shares") if role in places)
    words = [plain(word) for word in header]
    for line, cells in found:
        if [plain(cell) for cell in cells] == words:  # each account has the header again
            continue
        if len(cells) <= needed:
            around.append(delimiter.join(cells))
            if len(cells) > 1:
                short = short or (line, cells)
            continue
        if short is not None:
            told = f"the row has {len(short[1])} cells, the header {len(header)}"
            raise StatementError(short[0], f"{told}: {form.name} has one for each column")
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            told = f"the row has {len(cells)} cells, the header {len(header)}"
            raise StatementError(line, f"{told}: put figures with a comma in quotes")
        rows.append(_row(line, cells, places))
    if short is not None and _begins_as_row(short[1], places, form):
        told = f"the row ends after {len(short[1])} of {len(header)} cells: is the file whole?"
        raise StatementError(short[0], told)
    return Sheet(form, tuple(rows), tuple(around), at + 1)


def _begins_as_row(cells: Sequence[str], places: dict[str, int], form: Form) -> bool:
    """Whether a short line below the rows is one of them, cut off, and no footer."""
    at = places.get("date", len(cells))
    return at < len(cells) and day_reader(form, [])(cells[at]) is not None


def _row(line: int, cells: Sequence[str], places: dict[str, int]) -> Row:
    texts = {role: cells[at].strip() for role, at in places.items() if at < len(cells)}
    if "currency" not in places:  # DEGIRO heads no column with it
        beside = cells[places.get("shares", 0) + 1 :]
        texts["currency"] = next((c.strip() for c in beside if _CODE.fullmatch(c.strip())), "")
    return Row(line, texts)


def _parsed(lines: Sequence[str], delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that holds any, with its number."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    before = 0
    try:
        for cells in reader:
            line, before = first + before, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        raise StatementError(first + max(reader.line_num - 1, 0), f"{error}") from None


def parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line of a text that is separated by commas."""
    return _parsed(text.splitlines(), ",", 1)


def number_reader(
    form: Form, rows: Sequence[Row], decimal: str | None
) -> Callable[[Row, str], float | None]:
    """How this export writes figures. Raises `StatementError` where nobody can tell."""
    roles = ("shares", "price", "cost", "basis", "amount")
    sign = decimal or form.decimal
    if sign is None:
        cells = (text for row in rows for role in roles if (text := row.text(role)))
        try:
            sign = decimal_sign(filter(re.compile(r"\d").search, cells), ";")
        except ValueError as error:
            raise StatementError(rows[0].line, str(error)) from None

    def read(row: Row, role: str) -> float | None:
        text = row.text(role).replace("\u2212", "-").replace("\u00a0", "")
        text = re.sub(r"^([A-Z]{3}\s)|(\s[A-Z]{3})$", "", text.strip())
        if text.casefold() in _NONE:
            return None
        text = re.sub(r"^\((.*)\)$", r"-\1", text)
        minus, bare = ("-", text[1:]) if text.startswith("-") else ("", text.lstrip("+"))
        try:
            return read_number(f"{minus}{bare.lstrip('$€£ ')}", sign)
        except ValueError:
            message = f"`{text[:40]}` is not a number: {form.name} has one under `{role}`"
            raise StatementError(row.line, message) from None

    return read


def day_reader(form: Form, texts: Sequence[str]) -> Callable[[str], dt.date | None]:
    """How this export writes its days; None for what is not one."""
    parts = [found for text in texts if (found := _DAY_LAST.match(text.strip()))]
    if any(int(found[1]) > 12 for found in parts):
        order = "dmy"
    elif any(int(found[2]) > 12 for found in parts):
        order = "mdy"
    else:
        order = form.dates or "dmy"
    read_plain = date_reader([], None)

    def read(text: str) -> dt.date | None:
        bare = text.strip()
        try:
            if slashed := _DAY_LAST.match(bare):
                day, month = (1, 2) if order == "dmy" else (2, 1)
                return dt.date(int(slashed[3]), int(slashed[month]), int(slashed[day]))
            if found := re.match(r"\d{8}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}", bare):
                return read_plain(found[0])
            return read_plain(bare)
        except ValueError:
            return None

    return read
