"""The config of a new vault: every key with what it means, its bounds and its default."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any, get_type_hints

from msgspec import Meta, Struct

from thesisvault.model.settings import ImpactSettings, MarketSettings, Settings

_HEAD = """\
# The settings of this vault. Every key is optional: take away the `#` to set one.
"""
_TAIL = """
# Further words for headers and phrases, here for the column `move` of a table of moves.
# [vocabulary.tables.moves]
# move = ["delta"]
"""


def config_text() -> str:
    """Return the text of a config in which every key is explained, and none is set."""
    parts = [_HEAD, *_keys(Settings, {"as_of": "2026-01-09"})]
    for name, table in (("impact", ImpactSettings), ("market", MarketSettings)):
        parts += [f"\n[{name}]\n", *_keys(table, {})]
    return "".join([*parts, _TAIL])


def _keys(table: type[Struct], examples: Mapping[str, Any]) -> Iterator[str]:
    defaults = table()
    for name, kind in get_type_hints(table, include_extras=True).items():
        known = [item for item in getattr(kind, "__metadata__", ()) if isinstance(item, Meta)]
        means = next((item.title for item in known if item.title), None)
        if means is None:
            continue  # a table of its own
        bounds = next(item.description for item in known if item.description)
        text = f"{means} {bounds[:1].upper()}{bounds[1:]}."
        value = examples.get(name, getattr(defaults, name))
        lines = [*wrap(text, 78), f"{name} = {_toml(value)}"]
        yield "\n" + "".join(f"# {line}\n" for line in lines)


def _toml(value: Any) -> str:
    return "{}" if value == {} else json.dumps(value)
