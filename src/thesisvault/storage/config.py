"""``.thesis/config.toml``: one vault's settings."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from thesisvault.model.errors import ConfigFault
from thesisvault.model.settings import ImpactSettings, Settings

FOLDER = ".thesis"
FILE = "config.toml"

_KEYS = ("as_of", "impact", "vocabulary")


def read_settings(root: Path) -> Settings:
    """The vault's settings; the defaults where it has no config.

    Raises `ConfigFault`, naming the file and the key, where a value means nothing.
    """
    path = root / FOLDER / FILE
    shown = f"{FOLDER}/{FILE}"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigFault(f"{shown} cannot be read: {error}") from None
    _only_known(values, _KEYS, shown)
    vocabulary = values.get("vocabulary", {})
    if not isinstance(vocabulary, dict):
        raise ConfigFault(f"{shown}: `vocabulary` must be a table")
    return Settings(
        as_of=_day(values.get("as_of"), shown),
        impact=_impact(values.get("impact", {}), shown),
        vocabulary=vocabulary,
    )


def _only_known(values: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in values:
        if key not in known:
            raise ConfigFault(f"{where}: `{key}` is unknown; known here: {', '.join(known)}")


def _day(value: object, where: str) -> dt.date | None:
    if value is None:
        return None
    try:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        return dt.date.fromisoformat(str(value))
    except ValueError:
        message = f'{where}: `as_of = {value!r}` is no date; write `as_of = "2026-01-09"`'
        raise ConfigFault(message) from None


def _impact(values: object, where: str) -> ImpactSettings:
    if not isinstance(values, dict):
        raise ConfigFault(f"{where}: `impact` must be a table")
    known = {item.name: item.default for item in fields(ImpactSettings)}
    _only_known(values, tuple(known), f"{where} [impact]")
    for key, value in values.items():
        wanted = int if isinstance(known[key], int) else (int, float)
        if not isinstance(value, wanted) or isinstance(value, bool) or value < 0:
            raise ConfigFault(f"{where} [impact]: `{key} = {value!r}` must be a number from 0 up")
    if values.get("default_half_life") == 0:
        raise ConfigFault(f"{where} [impact]: `default_half_life` must be more than 0 days")
    return ImpactSettings(**values)
