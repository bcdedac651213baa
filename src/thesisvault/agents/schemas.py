"""The schemas of a tool, what may be asked and what is answered, as short as a list needs."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from thesisvault.agents.tools import Tool, report_of

DETAIL = ("brief", "full")
"""How much of each row is given: what a tool calls `brief`, or all."""
DAY = {"type": "string", "description": "YYYY-MM-DD, or 7d or mon before as_of"}
"""A day as it may be asked for; `AS_OF` that of the review, counted from today."""
AS_OF = {"type": "string", "description": "YYYY-MM-DD, or yesterday, 7d"}
LONGEST = 900
"""Characters of an answer's schema: what lies deeper is only named by its type."""
_TOLD = ("title", "description", "default")
_DEEPEST = 6


@cache
def of_question(tool: Tool) -> dict[str, Any]:
    """What may be asked: the fields of the report's question, and the day, the page."""
    report = report_of(tool)
    assert report is not None
    whole = msgspec.json.schema(report.Ask)
    asked = _resolved(whole, whole["$defs"], _DEEPEST, told=("description", "default"))
    properties = {
        key: _as_typed(_without_null(item))
        for key, item in asked.get("properties", {}).items()
        if key not in dict(tool.fixed) and key not in _ASIDE
    }
    if tool.dated:
        properties["as_of"] = AS_OF
    if tool.picks:
        properties[tool.picks] = _picked(tool, msgspec.json.schema(report.Answer))
    if tool.brief:
        properties["detail"] = {"enum": list(DETAIL), "default": DETAIL[0]}
    if tool.items:
        properties.setdefault("limit", {"type": "integer", "minimum": 1})
        properties["cursor"] = {"type": "string", "description": "`page.next` of the last answer"}
    needed = [*asked.get("required", ()), *tool.needs]
    found = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": needed} if needed else found


def _picked(tool: Tool, whole: dict[str, Any]) -> dict[str, Any]:
    """What the field may hold by which rows are picked."""
    answer = _resolved(whole, whole["$defs"], _DEEPEST)["properties"]
    found: dict[str, Any] = _without_null(answer[tool.items]["items"]["properties"][tool.picks])
    return found


_ASIDE = ("dated", "fixes")
"""Fields of questions that follow from others, or only cost time."""


@cache
def of_answer(tool: Tool) -> dict[str, Any]:
    """What is answered: the report's document, as deep as `LONGEST` characters allow."""
    report = report_of(tool)
    assert report is not None
    whole = msgspec.json.schema(report.Answer)
    found: dict[str, Any] = {}
    for depth in range(1, _DEEPEST):
        deeper = _not_required(_resolved(whole, whole["$defs"], depth), tool.brief)
        if found and len(json.dumps(deeper, separators=(",", ":"))) > LONGEST:
            break
        found = deeper
    properties = {"schema": {"type": "integer"}, **found["properties"], "page": {"type": "object"}}
    needed = ["schema", *found.get("required", ())]
    if tool.keys:
        properties = {key: properties[key] for key in (*tool.keys, "page")}
        needed = list(tool.keys)
    return {"type": "object", "properties": properties, "required": needed}


def _not_required(schema: Any, keys: Collection[str]) -> Any:
    """The schema of a document in which these keys may be missing."""
    if isinstance(schema, list):
        return [_not_required(item, keys) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _not_required(item, keys) for key, item in schema.items()}
    if isinstance(found.get("required"), list):
        found["required"] = [key for key in found["required"] if key not in keys]
    return found


def of_structs(ask: type[Struct], answer: type[Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schemas of a tool without a report: all of what is asked and answered."""
    found = []
    for kind in (ask, answer):
        whole = msgspec.json.schema(kind)
        told = ("description", "default") if kind is ask else ()
        deep = _resolved(whole, whole["$defs"], _DEEPEST, told)
        deep["properties"] = (
            {key: _without_null(item) for key, item in deep["properties"].items()}
            if kind is ask
            else deep["properties"]
        )
        found.append({key: item for key, item in deep.items() if key not in _TOLD})
    return found[0], found[1]


def _resolved(
    schema: dict[str, Any], known: dict[str, Any], depth: int, told: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A schema without references; below `depth` objects only the types are left."""
    if "$ref" in schema:
        named = known[schema["$ref"].rpartition("/")[2]]
        aside = {key: schema[key] for key in told if key in schema}
        # What a shared part says of itself is for the reader of the whole schema.
        return {**_resolved(named, known, depth), **aside}
    found: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "$defs" or (key in _TOLD and key not in told):
            continue
        if key == "properties":
            if depth > 0:
                found[key] = {
                    name: _resolved(item, known, depth - 1, told) for name, item in value.items()
                }
        elif key == "required":
            if depth > 0:
                found[key] = value
        elif key == "anyOf":
            found[key] = [_resolved(item, known, depth, told) for item in value]
        elif key == "prefixItems":
            # Clients read schemas by draft 7 too, where `items: false` forbids every item.
            kinds = [_resolved(item, known, depth, told) for item in value]
            found["items"] = kinds[0] if all(kind == kinds[0] for kind in kinds) else {}
        elif key == "items" and value is False:
            continue
        elif isinstance(value, dict):
            found[key] = _resolved(value, known, depth, told)
        else:
            found[key] = value
    return found


def _as_typed(schema: dict[str, Any]) -> dict[str, Any]:
    """A date may be asked for by a word too."""
    return DAY if schema.get("format") == "date" else schema


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out need not be said to be null as well."""
    kinds = schema.get("anyOf")
    if kinds and {"type": "null"} in kinds:
        left = [kind for kind in kinds if kind != {"type": "null"}]
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return {**rest, **(left[0] if len(left) == 1 else {"anyOf": left})}
    return schema
