"""Ghostfolio's export of activities as JSON."""

from __future__ import annotations

import json
from typing import Any

from thesisvault.market.brokers.forms import FORMS
from thesisvault.market.brokers.sheet import Row, Sheet, StatementError

_FORM = next(form for form in FORMS if form.broker == "Ghostfolio")
_ROLES = {
    "date": ("date",),
    "action": ("type",),
    "symbol": ("symbol",),
    "shares": ("quantity",),
    "price": ("unitPrice",),
    "currency": ("currency",),
    "account": ("accountId",),
}


def is_json(text: str) -> bool:
    """Whether the text begins as JSON does."""
    return text.lstrip("\ufeff \n\r\t").startswith(("{", "["))


def read_activities(text: str) -> Sheet:
    """The activities, each with the line of its own. Raises `StatementError`."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise StatementError(error.lineno, f"it is not JSON: {error.msg}") from None
    except RecursionError:
        raise StatementError(1, "it is not an export of Ghostfolio: it nests too deep") from None
    activities = found.get("activities") if isinstance(found, dict) else None
    if not isinstance(activities, list):
        message = "it has no `activities` list, as Ghostfolio's export of activities has"
        raise StatementError(1, message)
    accounts = _accounts(found.get("accounts"))
    lines = _lines(text, len(activities))
    return Sheet(
        _FORM,
        tuple(_row(one, line, accounts) for one, line in zip(activities, lines, strict=True)),
    )


def _row(one: Any, line: int, accounts: dict[str, str]) -> Row:
    if not isinstance(one, dict) or not {"type", "quantity", "symbol"} <= one.keys():
        raise StatementError(line, "an activity needs a `type`, a `symbol` and a `quantity`")
    profile = one.get("SymbolProfile")
    inside = profile if isinstance(profile, dict) else {}
    texts = {
        role: _text(one.get(key, inside.get(key))) for role, keys in _ROLES.items() for key in keys
    }
    texts["account"] = accounts.get(texts["account"], texts["account"])
    return Row(line, texts)


def _text(value: object) -> str:
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def _accounts(found: object) -> dict[str, str]:
    listed = found if isinstance(found, list) else []
    return {
        str(one.get("id")): str(one.get("name") or "") for one in listed if isinstance(one, dict)
    }


def _lines(text: str, count: int) -> list[int]:
    """The line on which each activity states its symbol; that of the list, where it is unclear."""
    start = max(text.find('"activities"'), 0)
    before = text.count("\n", 0, start)
    named = [
        before + number
        for number, line in enumerate(text[start:].split("\n"), 1)
        if '"symbol"' in line
    ]
    return named if len(named) == count else [before + 1] * count
