"""``.thesis/config.toml``: one vault's settings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_type_hints

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields

from thesisvault.model.errors import ConfigFault
from thesisvault.model.settings import (
    EvidenceClass,
    ImpactSettings,
    MarketSettings,
    SearchSettings,
    Settings,
    WebSettings,
)
from thesisvault.storage.inside import read_inside

FOLDER = ".thesis"
FILE = "config.toml"
PATH = f"{FOLDER}/{FILE}"

LARGEST = 64 * 1024
"""Characters of a config; the vocabulary of a whole library has fewer."""
_MOST_DOTS = 1000
"""In one line: `tomllib` takes the square of a key's parts in time and memory."""
_LONGEST = 80
"""Characters of a setting that is quoted with its value."""
_TABLES: dict[str, type[Struct]] = {
    "impact": ImpactSettings,
    "market": MarketSettings,
    "search": SearchSettings,
    "web": WebSettings,
}


MARKS = (FOLDER, ".obsidian")
"""The folders that make a folder a vault. A ``.git`` does not: most of those hold no notes."""


def nearest_vault(here: Path, environment: Mapping[str, str]) -> Path | None:
    """Find the nearest folder upwards with ``.thesis/`` or ``.obsidian/``, below the folder
    ``$THESIS_CEILING``.
    """
    ceiling = environment.get("THESIS_CEILING")
    for folder in (here, *here.parents):
        if str(folder) == ceiling:
            return None
        if marks(folder):
            return folder
    return None


def marks(folder: Path) -> list[Path]:
    """What makes a folder a vault; nothing where it is not one."""
    return [folder / name for name in MARKS if (folder / name).is_dir()]


def read_settings(root: Path) -> Settings:
    """The vault's settings; the defaults where it has no config.

    Raises `ConfigFault`, naming the file and the key, where a value means nothing.
    """
    shown = PATH
    try:
        text = read_text(root)
        values = _parse(text)
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise ConfigFault(f"{shown} cannot be read: {error}") from None
    except RecursionError:
        raise ConfigFault(f"{shown} cannot be read: it nests too deep") from None
    try:
        return _settings(values)
    except _Fault as fault:
        line = _line_of(text, fault.keys)
        raise ConfigFault(f"{shown}:{line}: {fault}" if line else f"{shown}: {fault}") from None


def read_text(root: Path) -> str:
    """The config as it is written, without a byte order mark; empty where there is none.

    Raises `ConfigFault`.
    """
    try:
        return read_inside(root, root / FOLDER / FILE).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise ConfigFault(f"{PATH} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigFault(f"{PATH} is not UTF-8: save it as UTF-8") from None
    except ValueError as error:
        raise ConfigFault(f"{PATH} cannot be read: {error}") from None


def write_text(root: Path, text: str) -> None:
    """Put a config in the old one's place, whole or not at all; it is made where there is none.

    Raises `WriteRefused` where a link leads out of the vault, `OSError` where the disk refuses.
    """
    # Every command reads a config, and hardly any writes one.
    from thesisvault.storage.prices.writing import replace_file
    from thesisvault.storage.writing.create import create_file

    if not create_file(root, PATH, text):
        replace_file(root, PATH, text.encode())


def _parse(text: str) -> dict[str, Any]:
    """The settings in a TOML text. Raises ValueError, and RecursionError."""
    if len(text) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST // 1024} KB")
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise ValueError("a key in it has too many parts")
    return tomllib.loads(text)


_RETIRED = frozenset({"confirmed_from"})
"""Keys of `[impact]` that a config of 0.1.0 may hold."""


class _Fault(Exception):
    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.keys = keys


def _settings(values: dict[str, Any]) -> Settings:
    try:
        found = convert(_listed(values), Settings)
    except ValidationError as error:
        raise _explained(str(error), values) from None
    if not any(found.impact.weight(kind) for kind in EvidenceClass):
        raise _Fault("one of the class weights must be more than 0", "impact")
    if found.market.window[0] > found.market.window[1]:
        raise _wrong(values, "market", "window")
    return found


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    """The values with a list where one symbol, or one date, may stand without, and without keys
    of an earlier version that nothing reads any more.
    """
    if isinstance(impact := values.get("impact"), dict):
        values = {**values, "impact": {k: v for k, v in impact.items() if k not in _RETIRED}}
    market = values.get("market")
    if not isinstance(market, dict):
        return values
    market = dict(market)
    for name in ("benchmark", "factors"):
        if isinstance(market.get(name), str):
            market[name] = [market[name]]
    if isinstance(jumps := market.get("confirmed_jumps"), dict):
        market["confirmed_jumps"] = {
            symbol: days if isinstance(days, list) else [days] for symbol, days in jumps.items()
        }
    if isinstance(local := market.get("local"), dict):
        market["local"] = {
            suffix.lstrip(".").upper(): [names] if isinstance(names, str) else names
            for suffix, names in local.items()
        }
    return {**values, "market": market}


def _explained(error: str, values: dict[str, Any]) -> _Fault:
    """What msgspec finds wrong, for who wrote the file: the key, its value, what it must be."""
    message, _, place = error.partition(" - at `$")
    keys = re.findall(r"\w+", place.partition("[")[0])[:2]
    if not message.startswith("Object contains unknown field"):
        return _wrong(values, *keys)
    import difflib  # slow to import, and hardly ever wanted

    unknown = message.partition("`")[2].rstrip("`")
    known = [item.name for item in fields(_TABLES[keys[0]] if keys else Settings)]
    near = difflib.get_close_matches(unknown, known, 1)
    meant = f"did you mean `{near[0]}`? Known" if near else "known"
    told = f"`{unknown}` is unknown; {meant} keys: {', '.join(known)}"
    return _Fault(told, *keys, unknown)


def _wrong(values: dict[str, Any], *keys: str) -> _Fault:
    """The fault of a value that is not what its field's `Meta` describes."""
    table = Settings if len(keys) == 1 else _TABLES[keys[0]]
    wanted = get_type_hints(table, include_extras=True)[keys[-1]].__metadata__[0].description
    value: Any = values
    for key in keys:
        value = value[key]
    try:
        shown = f"{keys[-1]} = {value!r}"
    except ValueError:  # a number of thousands of digits
        shown = keys[-1]
    if isinstance(value, dict) or len(shown) > _LONGEST:
        shown = keys[-1]
    return _Fault(f"`{shown}` must be {wanted}", *keys)


def _line_of(text: str, keys: Sequence[str]) -> int | None:
    """The line, from 1, on which a key is set, as people write TOML; None where it is not found."""
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[\s*([\w.\s]+?)\s*\]", line):
            table = header[1]
        named = re.match(r"\s*([\w.]+)\s*=", line)
        place = ".".join(filter(None, (table, named[1] if named else "")))
        if place == ".".join(keys) or place.startswith(".".join(keys) + "."):
            return number
    return None
