"""What a row of an account's history does to what is held, and the sum of all rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from thesisvault.market.brokers.sheet import Row, Sheet, StatementError, day_reader, number_reader
from thesisvault.market.naming import unit_of
from thesisvault.model.statement import Owned, Passed

_OPTION = re.compile(
    r"-?\s*[A-Z]{1,6}\s*\d{6}[CP]\d+(\.\d+)?"  # OCC's form, Fidelity's too
    r"|[A-Z.]{1,6} (\d{1,2}/\d{1,2}/\d{4}|\d{1,2}[A-Z]{3}\d{2}) [\d.]+ [CP]"
)
_SECURITIES = re.compile(
    r"stocks?|stk|equit(y|ies)|etfs?( & closed end funds)?|funds?|mutual funds?"
    r"|common( stock)?|adr|reit|closed end funds?|preferred( stock)?|shares?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(cash|account total|positions? total|total|totals|grand total|subtotal|gesamt|summe|totaal"
    r"|pending activity|cash & cash .*|cash & cash|.*\*\*|[A-Z]{3}XX|cash\b.*)",
    re.IGNORECASE,
)
"""Sums and cash, which a US money market fund is too: its ticker ends in XX."""
_SPLIT = re.compile(r"\bsplit\b|aktiensplit", re.IGNORECASE)
_CANCELLED = re.compile(r"\bcancel|\bstorno|\breversal", re.IGNORECASE)
_IN = re.compile(
    r"\bbuy\b|\bbought\b|\bbot\b|\bkauf\b|\bkoop\b|\bachat\b|\bacquisto\b|\bcompra\b|\bcover\b"
    r"|\breinvest shares|\breinvestment\b|inbound|einlieferung|eingang|\breceived? shares"
    r"|stock plan activity|\bspin-?off\b|\bstock dividend\b",
    re.IGNORECASE,
)
_OUT = re.compile(
    r"\bsell\b|\bsold\b|\bsld\b|\bverkauf\b|\bverkoop\b|\bvente\b|\bvendita\b|\bventa\b|\bvenda\b"
    r"|outbound|auslieferung|ausgang|\bshort sale\b",
    re.IGNORECASE,
)
_MOVED = re.compile(r"\bjournal|transfer", re.IGNORECASE)
"""Shares come or go, as their sign says."""
_CASH = re.compile(
    r"dividend|dividende|interest|zins|\bfee|gebühr|\btax|steuer|deposit|einlage|removal|entnahme"
    r"|withdraw|wire|moneylink|funds|conversion|\badj|cashback|spending|\blending|\bcard\b|\bitem\b"
    r"|liability|capital gain|\bltcg|\bstcg|distribution|payment|credit|debit|rückzahlung|refund",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"(?P<action>buy|sell|koop|verkoop|kauf|verkauf|achat|vente|acquisto|vendita|compra|venta|venda)"
    r"\s+(?P<shares>[\d.,]+)\s.*?@\s*(?P<price>[\d.,]+)\s*(?P<currency>[A-Z]{3})?",
    re.IGNORECASE,
)
"""`Koop 10 @ 150,25 USD`, as DEGIRO's account says it."""
_NEVER = dt.date.min


class Change(Struct, frozen=True):
    """Shares that came or went."""

    row: Row
    day: dt.date
    shares: float
    price: float | None
    """Of one share; None where nothing was paid for it, or the export does not say what."""
    is_split: bool = False


class Summed(Struct, frozen=True):
    """What is left in the end."""

    owned: tuple[Owned, ...]
    passed: tuple[Passed, ...]
    told: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None


def kind_of_row(row: Row) -> str:
    """Why a row is not a share, fund or the like; empty where it is one."""
    asset, symbol, name = row.text("asset"), row.text("symbol"), row.text("name")
    if _OPTION.fullmatch(symbol) or re.search(r"option|^(put|call)s?\b", asset, re.IGNORECASE):
        return "an option"
    if _OPTION.fullmatch(name) or re.match(r"(put|call) \(", name, re.IGNORECASE):
        return "an option"
    if re.search(r"future|^fut|^fop", asset, re.IGNORECASE):
        return "a future"
    if _MONEY.fullmatch(symbol or name) or re.match(r"cash", asset, re.IGNORECASE):
        return "cash or a sum"
    if not row.security:
        return "no security"
    if asset and not _SECURITIES.fullmatch(asset) and not row.text("action"):
        return f"{asset.casefold()}, no share"
    if asset and re.search(r"forex|cfd|bond|warrant|crypto|bill", asset, re.IGNORECASE):
        return f"{asset.casefold()}, no share"
    return ""


def sum_trades(sheet: Sheet, decimal: str | None) -> Summed:
    """What is held after the last row, with the mean cost of a share.

    Dividends, fees and cash change no shares; a split adds those that its row states. A row that
    is not understood is reported with its line. Raises `StatementError` for a figure or a day that
    cannot be read.
    """
    changes: list[Change] = []
    passed: list[Passed] = []
    days: list[dt.date] = []
    for day, found in _read_rows(sheet, decimal):
        if day is not None:
            days.append(day)
        if isinstance(found, Change):
            changes.append(found)
        elif found is not None:
            passed.append(found)
    if len(days) > 1 and days[0] > days[-1]:
        changes.reverse()
    changes.sort(key=lambda change: change.day)
    by_security: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        row = change.row
        key = (row.text("account"), row.security, row.text("isin"))
        by_security.setdefault(key, []).append(change)
    owned: list[Owned] = []
    told: list[str] = []
    for (_, security, _), own in by_security.items():
        held, words = _sum(security, own, sheet.form.currency)
        owned += [held] if abs(held.shares) > 1e-9 else []
        told += words
    return Summed(
        tuple(owned), tuple(passed), tuple(told), min(days, default=None), max(days, default=None)
    )


def _read_rows(
    sheet: Sheet, decimal: str | None
) -> Iterator[tuple[dt.date | None, Change | Passed | None]]:
    rows = [_described(row) for row in sheet.rows] if _is_described(sheet) else list(sheet.rows)
    read_day = day_reader(sheet.form, [row.text("date") for row in rows])
    number = number_reader(sheet.form, rows, decimal)
    for row in rows:
        day = read_day(row.text("date"))
        if day is None and row.text("date") and row.security:
            message = (
                f"`{row.text('date')[:40]}` is not a date: {sheet.form.name} has one in each row"
            )
            raise StatementError(row.line, message)
        yield day, _change(row, day or _NEVER, number)


def _is_described(sheet: Sheet) -> bool:
    return any("described" in row.cells for row in sheet.rows[:1])


def _described(row: Row) -> Row:
    found = _DESCRIBED.search(row.text("described"))
    if found is None:
        return Row(row.line, {**row.cells, "shares": "", "action": row.text("described")})
    told = {key: text or "" for key, text in found.groupdict().items()}
    return Row(row.line, {**row.cells, **told, "currency": told["currency"] or ""})


def _change(
    row: Row, day: dt.date, number: Callable[[Row, str], float | None]
) -> Change | Passed | None:
    action = row.text("action")
    shown = " · ".join(filter(None, (action[:60], row.security)))
    shares = number(row, "shares")
    if why := kind_of_row(row):
        return Passed(row.line, shown, why) if shares or why.startswith(("an", "a ")) else None
    if not shares:
        return None
    if _CANCELLED.search(action):
        return Passed(row.line, shown, "not understood: it does not say what it reverses")
    if _SPLIT.search(action):
        went = bool(re.search(r"close", action, re.IGNORECASE))
        return Change(row, day, -abs(shares) if went else shares, None, is_split=True)
    sign = _sign(action, shares)
    if sign is None:
        if _CASH.search(action):
            return None
        return Passed(row.line, shown, f"not understood: its {shares:g} shares are not counted")
    return Change(row, day, sign * abs(shares), _paid(row, shares, number))


def _sign(action: str, shares: float) -> int | None:
    own = 1 if shares > 0 else -1
    if not action:
        return own
    came, went = _IN.search(action), _OUT.search(action)
    if came and went:  # `Buy to cover`, `Sell short`: the verb comes first
        return 1 if came.start() < went.start() else -1
    if came or went:
        return 1 if came else -1
    return own if _MOVED.search(action) else None


def _paid(row: Row, shares: float, number: Callable[[Row, str], float | None]) -> float | None:
    price = number(row, "price") if row.text("price") else None
    if price:
        return abs(price)
    amount = number(row, "amount") if row.text("amount") else None
    return abs(amount / shares) if amount else None


def _sum(security: str, changes: Sequence[Change], currency: str | None) -> tuple[Owned, list[str]]:
    """What is left of one security, and what to tell of it; a sale leaves the mean cost."""
    shares, cost, told = 0.0, 0.0, []
    known, was_split = True, False
    units = {unit_of(code)[0] for change in changes if (code := change.row.text("currency"))}
    for change in changes:
        after = shares + change.shares
        if change.is_split:
            known = known and (shares != 0 or was_split)  # some brokers take all, then give all
            told.append(
                f"{security}: the split of {change.day} (line {change.row.line}) counts as "
                f"{change.shares:+g} shares"
            )
        elif shares == 0 or (shares > 0) == (change.shares > 0):
            known = (known or shares == 0) and change.price is not None
            cost = (cost if shares else 0.0) + change.shares * (change.price or 0.0)
        elif after == 0 or (after > 0) == (shares > 0):
            cost *= after / shares
        else:  # through nothing to the other side
            known, cost = change.price is not None, after * (change.price or 0.0)
        shares, was_split = (0.0 if abs(after) < 1e-9 else after), change.is_split
    last = changes[-1].row
    if shares < 0 and not any(re.search("short", item.row.text("action"), 2) for item in changes):
        told.append(
            f"{security}: {-shares:g} more were sold than bought in this file: read as short; if "
            "they were bought before its first day, import an export of positions instead"
        )
    if len(units) > 1:
        known = False
        told.append(f"{security}: traded in {', '.join(sorted(units))}: no mean cost")
    return (
        Owned(
            security,
            round(shares, 9),
            cost / shares if known and shares else None,
            last.text("currency") or currency if len(units) < 2 else None,
            last.text("name"),
            last.text("isin"),
            last.text("account"),
            last.line,
        ),
        told,
    )
