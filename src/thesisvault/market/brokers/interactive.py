"""Interactive Brokers' activity statement, in sections, and its flex query as XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from thesisvault.market.brokers.forms import ACTIVITY, FORMS, Form, plain
from thesisvault.market.brokers.sheet import Row, Sheet, StatementError, parsed

_POSITIONS = ("open positions", "long open positions", "short open positions")
_TRADES = ("trades", "corporate actions", "transaction history", "transfers")
_ELEMENTS = {"OpenPosition": "flex positions", "Trade": "flex trades"}


def is_activity(text: str) -> bool:
    """Whether the text begins as an activity statement does."""
    return text.lstrip("\ufeff \n\r").startswith(("Statement,Header,", '"Statement","Header",'))


def is_flex(text: str) -> bool:
    """Whether it is the XML of a flex query."""
    return "<FlexQueryResponse" in text[:2000]


def read_activity(text: str) -> tuple[Sheet, dict[str, str]]:
    """The positions of a statement, else its trades; and what it says of itself, by field.

    Raises `StatementError` where it holds neither.
    """
    said: dict[str, str] = {}
    headers: dict[str, list[str]] = {}
    rows: dict[str, list[Row]] = {}
    for line, cells in parsed(text):
        if len(cells) < 3:
            continue
        section, kind, *rest = (cell.strip() for cell in cells)
        name = plain(section)
        if plain(kind) == "header":
            headers[name] = [plain(word) for word in rest]
        elif plain(kind) == "data" and name in ("statement", "account information", "summary"):
            said[plain(rest[0])] = rest[1] if len(rest) > 1 else ""
        elif plain(kind) == "data" and name in (*_POSITIONS, *_TRADES):
            if name not in headers:
                raise StatementError(line, f"the section `{section}` has no header line above it")
            if found := _section_row(line, headers[name], rest, name):
                rows.setdefault(name, []).append(found)
    held = [row for name in _POSITIONS for row in rows.get(name, ())]
    if held:
        return Sheet(ACTIVITY, tuple(held)), said
    traded = [row for name in _TRADES for row in rows.get(name, ())]
    if not traded:
        told = "the statement has no section `Open Positions`, `Trades` or `Transaction History`"
        raise StatementError(1, f"{told}: include one of them when you export it at the broker")
    form = Form(ACTIVITY.broker, ACTIVITY.title, "trades", ACTIVITY.columns, (), None, "mdy", ".")
    return Sheet(form, tuple(traded)), said


def _section_row(line: int, header: list[str], cells: list[str], section: str) -> Row | None:
    texts = dict(zip(header, cells, strict=False))
    found = {
        role: texts[word]
        for role, words in ACTIVITY.columns.items()
        if (word := next((word for word in words if word in texts), None))
    }
    # A lot and an execution are parts of the row above them, a sum is made of those.
    if found.get("level", "").casefold() not in ("", "summary", "order"):
        return None
    if section == "corporate actions":
        told = found.get("name", "")
        inside = re.search(r"\((?P<symbol>[A-Z0-9. ]+), [^()]*\)\s*$", told)
        found |= {"action": told, "symbol": inside["symbol"] if inside else told[:20]}
    if section == "trades":
        found.pop("action", None)
    return Row(line, found)


def read_flex(text: str) -> tuple[Sheet, dict[str, str]]:
    """The open positions of a flex query's XML, else its trades; and its statement's attributes.

    Raises `StatementError`.
    """
    said: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    forms = {form.title: form for form in FORMS if form.broker == ACTIVITY.broker}
    reader = expat.ParserCreate()

    def started(name: str, attributes: Mapping[str, str]) -> None:
        if name == "FlexStatement":
            said.update(attributes)
        if name in _ELEMENTS:
            form = forms[_ELEMENTS[name]]
            row = _flex_row(reader.CurrentLineNumber, attributes, form)
            if row is not None:
                rows.setdefault(form.title, []).append(row)

    def refuse(*_: object) -> None:
        raise StatementError(reader.CurrentLineNumber, "a flex query declares no entities")

    reader.StartElementHandler = started
    reader.EntityDeclHandler = refuse
    try:
        reader.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise StatementError(
            error.lineno, f"it is not XML: {expat.ErrorString(error.code)}"
        ) from None
    for title in _ELEMENTS.values():
        if title in rows:
            return Sheet(forms[title], tuple(rows[title])), said
    raise StatementError(1, "the flex query has no `OpenPosition` and no `Trade`: add a section")


def _flex_row(line: int, attributes: Mapping[str, str], form: Form) -> Row | None:
    texts = {plain(name): text.strip() for name, text in attributes.items()}
    found = {
        role: texts[word]
        for role, words in form.columns.items()
        if (word := next((word for word in words if word in texts), None))
    }
    level = found.get("level", "").casefold()
    return None if level in ("lot", "closed_lot", "symbol_summary") else Row(line, found)
