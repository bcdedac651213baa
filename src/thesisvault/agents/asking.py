"""A call of a tool: its arguments read, its report asked, its document cut to size."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, to_builtins

from thesisvault.agents import schemas
from thesisvault.agents.data import short
from thesisvault.agents.keep import Keep
from thesisvault.agents.sizes import Cursor, fitted, mark_of, start_of
from thesisvault.agents.tools import Tool, report_of
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import THESES, Kind
from thesisvault.reports import registry
from thesisvault.storage.inside import is_visible
from thesisvault.workspace.days import day_of
from thesisvault.workspace.names import Match, locate
from thesisvault.workspace.view import View

_OTHER_NAMES = {
    "query": ("q", "text"),
    "limit": ("page_size", "max_results", "count"),
    "note": ("name", "path", "title", "file"),
    "notes": ("note", "name", "path"),
    "theses": ("thesis", "name", "names"),
    "thesis": ("name", "note"),
    "names": ("name", "symbols", "symbol"),
    "groups": ("group", "names", "name"),
    "as_of": ("date", "day"),
    "cursor": ("next", "page_token"),
}
"""What models call arguments; the tool's own names come first."""
_NAMES = {
    "thesis": (Kind.THESIS,),
    "theses": (Kind.THESIS,),
    "note": (),
    "notes": (),
    "groups": (Kind.SECTOR, *THESES),
    "names": (Kind.SECTOR, *THESES),
    "source": (),
    "target": (),
}
"""Arguments that name notes, and the kinds that a part of a name is looked for in first."""
_NEAR = 3


class Answered(NamedTuple):
    """What came of a call."""

    ask: Any
    """What the report was asked."""
    answer: Struct
    """The report's answer, whole."""
    document: dict[str, Any]
    """What the client gets."""


def answered(keep: Keep, tool: Tool, given: Mapping[str, Any]) -> Answered:
    """The answer to a call. Raises `ThesisVaultError` with what to do."""
    report = report_of(tool)
    assert report is not None
    known = schemas.of_question(tool)["properties"]
    asked = _renamed(tool, known, given)
    as_of = _day("as_of", asked.pop("as_of", None), lambda: keep.view(None).as_of)
    picked = asked.pop(tool.picks, None) if tool.picks else None
    detail = asked.pop("detail", schemas.DETAIL[0])
    if detail not in schemas.DETAIL:
        raise UsageFault(f"`detail` must be one of {', '.join(schemas.DETAIL)}.")
    cursor, limit = asked.pop("cursor", None), asked.get("limit")
    view = keep.view(as_of)
    days = [key for key in asked if known[key] == schemas.DAY]
    asked |= {key: _day(key, asked[key], lambda: view.as_of) for key in days}
    mark = mark_of(tool.name, [asked, picked, detail, str(view.as_of)], keep.version)
    start = start_of(str(cursor), mark) if cursor is not None else 0
    fields = {item.name for item in msgspec.structs.fields(report.Ask)}
    asked |= {key: value for key, value in tool.fixed if key not in asked}
    if "fixes" in fields:
        asked["fixes"] = False
    if "dated" in fields:
        asked["dated"] = as_of is not None or keep.as_of is not None
    if "limit" in fields:  # the report counts what it makes: all up to the end of the page
        rows = _number(asked, "limit", 20)
        asked["limit"], limit = start + rows, rows
    elif limit is not None:
        limit = _number(asked, "limit", 1)
        del asked["limit"]
    for key in tool.needs:
        if asked.get(key) is None:
            raise UsageFault(f"`{tool.name}` needs `{key}`.")
    ask = _converted(tool, _spelled_out(view, asked), report.Ask)
    kept = repr((tool.name, view.as_of, ask))
    name = tool.report or tool.name
    is_aside = name in registry.REPORTS and keep.sees_all
    answer = keep.answer(
        kept, lambda: keep.reader.answer(view, name, ask) if is_aside else report.report(view, ask)
    )
    listed = getattr(answer, tool.items, None) if tool.items else None
    items = tool.items if isinstance(listed, list | tuple) else ""
    # Of thousands of rows a page holds a few: only those become values.
    rest = msgspec.structs.replace(answer, **{items: ()}) if items else answer
    document = registry.document(rest)
    if tool.keys:
        document = {key: document[key] for key in tool.keys}
    if items:
        document[items] = listed
    if picked is not None and items:
        _check_choice(tool, picked, known[tool.picks])
        document[items] = [
            row for row in document[items] if to_builtins(getattr(row, tool.picks)) == picked
        ]
    brief = tool.brief if detail == schemas.DETAIL[0] and not asked.get("theses") else ()
    return Answered(ask, answer, _paged(document, items, start, limit, mark, brief))


def _check_choice(tool: Tool, picked: object, known: Mapping[str, Any]) -> None:
    choices = known.get("enum", ())
    if choices and picked not in choices:
        raise UsageFault(f"`{tool.picks}` must be one of {', '.join(map(str, choices))}.")


def _paged(
    document: dict[str, Any],
    items: str,
    start: int,
    limit: int | None,
    mark: str,
    brief: tuple[str, ...],
) -> dict[str, Any]:
    found = fitted(document, items, start, limit, mark, brief)
    # A search knows of more than the rows it was asked for.
    total, end = document.get("total"), start + len(found.get(items, ()))
    if items and isinstance(total, int) and total > end and end >= len(document[items]):
        found["page"] = {
            **found.get("page", {}),
            "of": items, "first": start + 1, "last": end, "total": total,
            "next": Cursor(end, mark).text(),
        }  # fmt: skip
    return found


def _renamed(tool: Tool, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by the tool's own names. Raises `UsageFault` for one that it does not take."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        own = key if key in known else None
        if own is None:
            names = (name for name, others in _OTHER_NAMES.items() if key in others)
            own = next((name for name in names if name in known and name not in given), None)
        if own is None:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            listed = ", ".join(f"`{name}`" for name in known)
            raise UsageFault(f"`{tool.name}` takes no `{short(key)}`.{hint} It takes {listed}.")
        if value is None:
            continue
        if known[own].get("type") == "array" and not isinstance(value, list):
            value = [value]
        found[own] = value
    return found


def _number(asked: Mapping[str, Any], key: str, default: int) -> int:
    try:
        value = msgspec.convert(asked.get(key, default), int, strict=False)
    except msgspec.ValidationError:
        value = 0
    if not 1 <= value <= 1_000_000:
        raise UsageFault(f"`{key}` must be a whole number of 1 or more.")
    return value


def _day(key: str, value: object, now: Callable[[], dt.date]) -> dt.date | None:
    try:
        return None if value is None else day_of(short(str(value)), now)
    except UsageFault as fault:
        raise UsageFault(f"`{key}`: {fault}") from None


def _converted(tool: Tool, asked: Mapping[str, Any], ask: type[Struct]) -> Any:
    try:
        return msgspec.convert(asked, ask, strict=False)
    except msgspec.ValidationError as error:
        why = str(error).replace(" - at `$.", " at `")
        raise UsageFault(f"`{tool.name}`: {why}. The tool's schema says what fits.") from None


def _spelled_out(view: View, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with whole names of notes in the place of parts."""
    found = dict(asked)
    for key, value in asked.items():
        if key not in _NAMES:
            continue
        if isinstance(value, str):
            found[key] = meant(view, value, _NAMES[key])
        elif isinstance(value, list):
            found[key] = [
                one if key == "names" and _is_symbol(view, one) else meant(view, one, _NAMES[key])
                for one in value
                if _is_name(one)
            ]
    return found


def _is_symbol(view: View, name: str) -> bool:
    return name == name.upper() or view.prices.known(view.prices.spelling(name))


def _is_name(value: object) -> bool:
    if isinstance(value, str):
        return True
    raise UsageFault(f"`{short(str(value))}` is not a name: give text.")


def meant(view: View, name: str, kinds: tuple[Kind, ...] = ()) -> str:
    """The note that a name means, also by a part of it. Raises `UsageFault` with the choices."""
    whole = name.strip().removeprefix("[[").removesuffix("]]")
    path = whole.replace("\\", "/")
    if not whole or path.startswith("~") or ("/" in path and not is_visible(path)):
        raise UsageFault(
            f"`{short(name)}` is not the name of a note, or its path in the vault: "
            "`list_notes` gives them."
        )
    workspace = view.workspace
    if matches := workspace.matching(whole, view.vault) or workspace.matching(whole):
        return matches[0].id if len(matches) == 1 and matches[0].note is not None else whole
    try:
        found = locate(workspace, whole, kinds, view.vault)
    except UsageFault as fault:
        if len(whole) > 80 or not whole.isprintable():
            raise UsageFault(
                f"No note is named `{short(whole)}`: `list_notes` gives them."
            ) from None
        raise UsageFault(
            str(fault).replace("`thesis list` shows the names", "`list_notes` gives them")
        ) from None
    if (found.match is Match.PART and len(found.paths) == 1) or found.match is Match.EXACT:
        return found.paths[0]
    shown = ", ".join(f"`{short(path)}`" for path in found.paths[: 4 * _NEAR])
    if found.match is Match.PART:
        raise UsageFault(
            f"`{short(name)}` fits {len(found.paths)} notes: {shown}. Give one of them."
        )
    shown = ", ".join(f"`{short(path)}`" for path in found.paths[:_NEAR])
    raise UsageFault(f"No note is named `{short(name)}`: did you mean {shown}?")
