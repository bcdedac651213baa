"""How much an answer holds: what is longer is cut at an item, and says where it goes on."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from msgspec import Struct, to_builtins

from thesisvault.agents.data import plain
from thesisvault.model.errors import UsageFault

USUAL, LARGEST = 16_000, 40_000
"""Characters of an answer: what is aimed at, and what is never passed."""
LATER = 1_000
"""Characters of all but the rows, on the second page and later: the first has said it."""
_PAGE = 300
"""Characters for what `page` says."""
LONGEST = 2_000
"""Characters of one text in it."""
FEW, _LONG_ROW = 3, 2_000
"""Entries that the inner lists of a long row keep where not all rows fit, and its characters."""


class Cursor(Struct, frozen=True):
    """Where an answer goes on, of which question, about which state of the vault."""

    start: int
    mark: str

    def text(self) -> str:
        """As a client passes it back."""
        return base64.urlsafe_b64encode(f"{self.start}:{self.mark}".encode()).decode().rstrip("=")


def mark_of(tool: str, asked: object, version: str) -> str:
    """What tells a question, and the state of the vault that it was asked of."""
    text = json.dumps((tool, asked, version), default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def start_of(cursor: str, mark: str) -> int:
    """Where to go on. Raises `UsageFault` where the question or the vault is another by now."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number, _, known = text.partition(":")
        start = int(number)
    except ValueError:
        raise UsageFault("`cursor` is not one that this server gave: ask without it.") from None
    if known != mark or start < 0:
        raise UsageFault("The vault or the question has changed since: ask again without `cursor`.")
    return start


def fitted(
    document: dict[str, Any],
    items: str,
    start: int,
    limit: int | None,
    mark: str,
    brief: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The document, or a page of it, with what `page` says was left out.

    `items` names the list that is paged, whose rows may still be structs; what else is long is
    shortened, and keys named in `brief` are left out. Its texts are escaped.
    """
    cut: dict[str, int] = {}
    rows = document.get(items) if items else None
    found = {
        key: _short_texts(plain(_brief(value, brief)), key, cut)
        for key, value in document.items()
        if key not in brief and (rows is None or key != items)
    }
    short = [key for key in brief if _holds(document, key)]
    if rows is None:
        _shrink(found, USUAL, cut)
        return _with_page(document, found, cut, short)
    _shrink(found, LATER if start else USUAL // 2, cut)
    room = USUAL - size(found) - _PAGE
    taken: list[Any] = []
    wanted = rows[start : None if limit is None else start + limit]
    is_long = len(rows) > 1 and _is_longer(
        (_brief(to_builtins(row), brief) for row in wanted), room
    )
    for whole in wanted:
        left: dict[str, int] = {}
        row = plain(_brief(to_builtins(whole), brief))
        shown = _few(row, items, left) if is_long and size(row) > _LONG_ROW else row
        shown = _short_texts(shown, items, left)
        if taken and size(shown) > room:
            break
        if size(shown) > LARGEST - USUAL:
            held = {items: shown}
            _shrink(held, LARGEST - USUAL, left)
            shown = held[items]
        for path, many in left.items():
            _count(cut, path, many)
        taken.append(shown)
        room -= size(shown) + 1
    found[items] = taken
    end = start + len(taken)
    page = None
    if start or end < len(rows):
        going_on = Cursor(end, mark).text() if end < len(rows) else None
        page = {"of": items, "first": start + 1, "last": end, "total": len(rows), "next": going_on}
    return _with_page(document, found, cut, short, page)


def _is_longer(rows: Iterable[Any], room: int) -> bool:
    sizes = accumulate(size(row) + 1 for row in rows)
    return any(many > room for many in sizes)


def size(value: Any) -> int:
    """Characters of a value as JSON."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


def _with_page(
    document: dict[str, Any],
    found: dict[str, Any],
    cut: dict[str, int],
    short: list[str],
    page: dict[str, Any] | None = None,
) -> dict[str, Any]:
    ordered = {key: found[key] for key in document if key in found}
    said = dict(page or {})
    if short:
        said["brief"] = short
    if cut:
        said["left_out"] = cut
    return {**ordered, "page": said} if said else ordered


def _brief(value: Any, brief: tuple[str, ...]) -> Any:
    """A value without the keys that are named in `brief`, however deep."""
    if not brief:
        return value
    if isinstance(value, list | tuple):
        return [_brief(item, brief) for item in value]
    if isinstance(value, dict):
        return {key: _brief(item, brief) for key, item in value.items() if key not in brief}
    return value


def _holds(value: Any, key: str) -> bool:
    """Whether a document has a key, however deep, that says anything."""
    if isinstance(value, list | tuple):
        return any(_holds(item, key) for item in value)
    if isinstance(value, Struct):
        value = to_builtins(value)
    if not isinstance(value, dict):
        return False
    return bool(value.get(key)) or any(_holds(item, key) for item in value.values())


def _short_texts(value: Any, path: str, cut: dict[str, int]) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        left = len(value) - LONGEST
        _count(cut, f"{path} (characters)", left)
        return f"{value[:LONGEST]}… ({left} more characters)"
    if isinstance(value, dict):
        return {key: _short_texts(item, f"{path}.{key}", cut) for key, item in value.items()}
    if isinstance(value, list):
        return [_short_texts(item, path, cut) for item in value]
    return value


def _few(row: Any, path: str, cut: dict[str, int]) -> Any:
    """A row with the first few entries of each list of documents in it, however deep."""
    if isinstance(row, dict):
        return {key: _few(value, f"{path}.{key}", cut) for key, value in row.items()}
    if not isinstance(row, list):
        return row
    many = len(row) - FEW
    if many > 0 and isinstance(row[0], dict):
        _count(cut, path, many)
        row = row[:FEW]
    return [_few(item, path, cut) for item in row]


def _shrink(document: dict[str, Any], room: int, cut: dict[str, int]) -> None:
    """Halve the longest list of all until the whole fits."""
    while size(document) > room:
        holder, key, path = max(
            _lists(document, ""), key=lambda item: size(item[0][item[1]]), default=(None, "", "")
        )
        if holder is None:
            return
        rows = holder[key]
        keep = len(rows) // 2
        _count(cut, path, len(rows) - keep)
        holder[key] = rows[:keep]


def _lists(value: Any, path: str) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Lists that may be cut: their holder, their key, their path. Pairs of numbers stay whole."""
    if isinstance(value, dict):
        for key, item in value.items():
            below = f"{path}.{key}".lstrip(".")
            if isinstance(item, list) and len(item) > 3:
                yield value, key, below
            yield from _lists(item, below)
    elif isinstance(value, list):
        for item in value:
            yield from _lists(item, path)


def _count(cut: dict[str, int], path: str, many: int) -> None:
    cut[path] = cut.get(path, 0) + many
