"""An export's bytes to what is held on its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from thesisvault.market.brokers.forms import Form
from thesisvault.market.brokers.ghostfolio import is_json, read_activities
from thesisvault.market.brokers.interactive import is_activity, is_flex, read_activity, read_flex
from thesisvault.market.brokers.sheet import (
    Row,
    Sheet,
    StatementError,
    day_reader,
    decode,
    number_reader,
    read_sheet,
)
from thesisvault.market.brokers.trades import kind_of_row, sum_trades
from thesisvault.market.readers.cells import date_reader
from thesisvault.model.statement import Owned, Passed, Statement

_HEAD = 16_000
"""Characters that tell what a file is."""
_DAY = re.compile(
    r"(?<!\d)(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|(?:19|20)\d{6}(?!\d)"
    r"|[A-Z][a-z]{2,8}[- ]\d{1,2},?[- ]\d{4}|\d{1,2}-[A-Z][a-z]{2}-\d{4})"
)
_ACCOUNT = re.compile(
    r"(?:positions|transactions)\s+for\s+(?:account\s+)?(?P<name>.+?)\s+as of", re.IGNORECASE
)


def export_in(text: str) -> str | None:
    """Which broker's export a text is, by its first lines; None for any other text."""
    head = text[:_HEAD]
    if is_activity(head):
        return "Interactive Brokers, activity statement"
    if is_flex(head):
        return "Interactive Brokers, flex query"
    if is_json(head) and '"activities"' in text:
        return "Ghostfolio, activities"
    try:
        return read_sheet("\n".join(head.splitlines()[:60])).form.name
    except StatementError:
        return None


def read_statement(
    data: bytes, file: str, decimal: str | None = None, account: str | None = None
) -> Statement:
    """What the export of that name says is held; of several accounts, those called `account`.

    Raises `StatementError` with the line for an export that is not known, and for a row that
    makes no sense.
    """
    text = decode(data)
    if "<client>" in text[:2000] or data[:4] == b"PK\x03\x04":
        raise StatementError(1, "a file of Portfolio Performance itself: export it as CSV there")
    said: dict[str, str] = {}
    if is_activity(text):
        sheet, said = read_activity(text)
    elif is_flex(text):
        sheet, said = read_flex(text)
    else:
        sheet = read_activities(text) if is_json(text) else read_sheet(text)
    sheet = _of_account(sheet, account)
    found = _traded(sheet, decimal) if sheet.form.kind == "trades" else _held(sheet, decimal)
    if not found.owned and not found.passed:
        shown = f"{sheet.form.name}: none of its rows is a security that is held"
        raise StatementError(sheet.rows[0].line if sheet.rows else sheet.first_line, shown)
    return _dated(found, sheet, said, file)


def _of_account(sheet: Sheet, account: str | None) -> Sheet:
    """The rows of one account, where the export holds it beside others."""
    named = {row.text("account") for row in sheet.rows}
    if account not in named or len(named) < 2:
        return sheet
    rows = tuple(row for row in sheet.rows if row.text("account") == account)
    return Sheet(sheet.form, rows, sheet.around, sheet.first_line)


def _traded(sheet: Sheet, decimal: str | None) -> Statement:
    found = sum_trades(sheet, decimal)
    form = sheet.form
    return Statement(
        form.name,
        form.broker,
        "trades",
        found.owned,
        found.last,
        found.first,
        passed=found.passed,
        told=found.told,
    )


def _held(sheet: Sheet, decimal: str | None) -> Statement:
    form = sheet.form
    number = number_reader(form, sheet.rows, decimal)
    owned: list[Owned] = []
    passed: list[Passed] = []
    for row in sheet.rows:
        if why := kind_of_row(row):
            passed.append(Passed(row.line, row.security, why))
            continue
        shares = number(row, "shares")
        if shares is None:
            passed.append(Passed(row.line, row.security, "the number of shares is missing"))
        elif shares:
            owned.append(_owned(row, shares, _cost(row, shares, number), form))
    read_day = day_reader(form, [row.text("date") for row in sheet.rows])
    days = [day for row in sheet.rows if (day := read_day(row.text("date")))]
    return Statement(
        form.name,
        form.broker,
        "positions",
        tuple(owned),
        max(days, default=None),
        passed=tuple(passed),
    )


def _cost(row: Row, shares: float, number: Callable[[Row, str], float | None]) -> float | None:
    cost = number(row, "cost")
    if cost is not None:
        return abs(cost) or None
    basis = number(row, "basis")
    return abs(basis / shares) if basis else None


def _owned(row: Row, shares: float, cost: float | None, form: Form) -> Owned:
    return Owned(
        row.security,
        shares,
        cost,
        row.text("currency") or form.currency,
        row.text("name"),
        row.text("isin"),
        row.text("account"),
        row.line,
    )


def _dated(found: Statement, sheet: Sheet, said: dict[str, str], file: str) -> Statement:
    """The statement with the day and the account that stand around its rows."""
    from msgspec.structs import replace

    period = said.get("period", "").rpartition(" - ")[2] or said.get("toDate", "")
    around = [period, *(line for line in sheet.around if re.search("as of|date", line, 2)), file]
    day = _day_in(around[:1]) or found.day or _day_in(around)
    accounts = {one.account for one in found.owned if one.account}
    named = said.get("account") or said.get("accountId") or ""
    if not named and len(accounts) == 1:
        named = accounts.pop()
    if not named:
        named = next((m["name"] for line in sheet.around if (m := _ACCOUNT.search(line))), "")
    return replace(found, day=day, account=_tidy(named))


def _day_in(texts: Iterable[str]) -> dt.date | None:
    """The first day that one of the texts names."""
    for text in texts:
        for match in _DAY.finditer(text):
            if day := _read_day(match[1]):
                return day
    return None


def _read_day(text: str) -> dt.date | None:
    read = date_reader([], None)
    forms: Sequence[str] = (
        text,
        re.sub(r"([A-Za-z]+)[- ](\d{1,2}),?[- ](\d{4})", r"\1 \2, \3", text),
    )
    for form in forms:
        try:
            if slashed := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", form):
                return dt.date(int(slashed[3]), int(slashed[1]), int(slashed[2]))
            return read(form)
        except ValueError:
            continue
    return None


def _tidy(account: str) -> str:
    return " ".join(account.strip("\"' ").split())
