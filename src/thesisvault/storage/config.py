"""``.thesis/config.toml``: one vault's settings."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from thesisvault.model.errors import ConfigFault
from thesisvault.model.settings import EvidenceClass, ImpactSettings, MarketSettings, Settings
from thesisvault.storage.atomic import replace_file
from thesisvault.storage.inside import read_inside
from thesisvault.storage.writing.create import create_file

FOLDER = ".thesis"
FILE = "config.toml"
PATH = f"{FOLDER}/{FILE}"

LARGEST = 64 * 1024
"""Characters of a config; the vocabulary of a whole library has fewer."""
_MOST_DOTS = 1000
"""In one line: `tomllib` takes the square of a key's parts in time and memory."""
_MOST_SESSIONS = 10_000
"""Forty years."""
_KEYS = ("as_of", "impact", "market", "vocabulary")


def nearest_vault(here: Path, environment: Mapping[str, str]) -> Path | None:
    """Find the nearest folder upwards with ``.thesis/``, below the folder ``$THESIS_CEILING``."""
    ceiling = environment.get("THESIS_CEILING")
    for folder in (here, *here.parents):
        if str(folder) == ceiling:
            return None
        if (folder / FOLDER).is_dir():
            return folder
    return None


def read_settings(root: Path) -> Settings:
    """The vault's settings; the defaults where it has no config.

    Raises `ConfigFault`, naming the file and the key, where a value means nothing.
    """
    shown = PATH
    try:
        values = _parse(read_text(root))
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise ConfigFault(f"{shown} cannot be read: {error}") from None
    except RecursionError:
        raise ConfigFault(f"{shown} cannot be read: it nests too deep") from None
    _only_known(values, _KEYS, shown)
    vocabulary = values.get("vocabulary", {})
    if not isinstance(vocabulary, dict):
        raise ConfigFault(f"{shown}: `vocabulary` must be a table")
    return Settings(
        as_of=_day(values.get("as_of"), shown),
        impact=_impact(values.get("impact", {}), shown),
        market=_market(values.get("market", {}), shown),
        vocabulary=vocabulary,
    )


def read_text(root: Path) -> str:
    """The config as it is written; empty where there is none. Raises `ConfigFault`."""
    try:
        return read_inside(root, root / FOLDER / FILE).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise ConfigFault(f"{PATH} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigFault(f"{PATH} cannot be read: {error}") from None


def write_text(root: Path, text: str) -> None:
    """Put a config in the old one's place, whole or not at all; it is made where there is none.

    Raises `WriteRefused` where a link leads out of the vault, `OSError` where the disk refuses.
    """
    if not create_file(root, PATH, text):
        replace_file(root / FOLDER / FILE, text.encode())


def _parse(text: str) -> dict[str, Any]:
    """The settings in a TOML text. Raises ValueError, and RecursionError."""
    if len(text) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1024} KB")
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise ValueError("a key in it has too many parts")
    return tomllib.loads(text)


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
        top = 1.0 if key in _SHARES else 10_000.0
        if not isinstance(value, wanted) or isinstance(value, bool) or not 0 <= value <= top:
            message = f"`{key} = {value!r}` must be a number from 0 to {top:g}"
            raise ConfigFault(f"{where} [impact]: {message}")
    if values.get("default_half_life") == 0:
        raise ConfigFault(f"{where} [impact]: `default_half_life` must be more than 0 days")
    settings = ImpactSettings(**values)
    if not any(settings.weight(kind) for kind in EvidenceClass):
        raise ConfigFault(f"{where} [impact]: one of the class weights must be more than 0")
    return settings


_SHARES = (
    *(f"{kind.value}_weight" for kind in EvidenceClass),
    "mixed_from",
    "hop_factor",
    "outlook_factor",
    "false_discovery_rate",
)
"""Keys whose values are shares of one."""


def _market(values: object, where: str) -> MarketSettings:
    if not isinstance(values, dict):
        raise ConfigFault(f"{where}: `market` must be a table")
    place = f"{where} [market]"
    _only_known(values, tuple(item.name for item in fields(MarketSettings)), place)
    known: dict[str, Any] = {}
    for key, value in values.items():
        match key:
            case "benchmark":
                symbols = [value] if isinstance(value, str) else value
                if not _all(symbols, str) or not symbols:
                    raise ConfigFault(f"{place}: `benchmark` must be a symbol or a list of them")
                known[key] = tuple(symbols)
            case "window":
                if not _is_window(value):
                    raise ConfigFault(f"{place}: `window` must be two sessions, such as [0, 4]")
                known[key] = tuple(value)
            case "renamed":
                if not isinstance(value, dict) or not _all(list(value.values()), str):
                    raise ConfigFault(f'{place}: `renamed` must be like {{ FB = "META" }}')
                known[key] = value
            case "confirmed_jumps":
                if not isinstance(value, dict):
                    raise ConfigFault(f"{place}: `confirmed_jumps` must be a table of dates")
                known[key] = {symbol: _days(days, place) for symbol, days in value.items()}
            case _:
                if type(value) is not int or not 0 <= value <= _MOST_SESSIONS:
                    message = f"`{key}` must be a count of sessions, from 0 to {_MOST_SESSIONS}"
                    raise ConfigFault(f"{place}: {message}")
                known[key] = value
    return MarketSettings(**known)


def _is_window(value: object) -> bool:
    if not isinstance(value, list) or not _all(value, int) or len(value) != 2:
        return False
    first, last = value
    return bool(-_MOST_SESSIONS <= first <= last <= _MOST_SESSIONS)


def _days(values: object, where: str) -> tuple[dt.date, ...]:
    try:
        return tuple(
            item if isinstance(item, dt.date) else dt.date.fromisoformat(str(item))
            for item in (values if isinstance(values, list) else [values])
        )
    except (TypeError, ValueError):
        message = f"{where}: `confirmed_jumps` wants lists of dates, such as [2020-08-31]"
        raise ConfigFault(message) from None


def _all(values: object, wanted: type) -> bool:
    return isinstance(values, list) and all(type(value) is wanted for value in values)
