"""What a bug report should say of a machine and a vault: figures, and no word of any note."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from thesisvault import __version__
from thesisvault.model.errors import ConfigFault, NotNamedFault, NoVaultFault
from thesisvault.storage import config, scan
from thesisvault.storage.index.place import Place, cache_folder, fingerprint
from thesisvault.storage.writing import probe
from thesisvault.workspace.open import find_root

LIBRARIES = (
    *("click", "icalendar", "markdown-it-py", "msgspec", "networkx", "python-frontmatter"),
    *("PyYAML", "watchdog", "wcwidth"),
    *("httpx", "jinja2", "nh3", "starlette", "uvicorn", "pygls", "mcp"),
)
"""The libraries that are used; those of the last line only with an extra."""


class VaultSize(Struct, frozen=True):
    """How large a vault is, and how it is kept."""

    notes: int
    bytes: int
    """Of its notes."""
    attachments: int
    skipped: int
    """Names that were skipped."""
    has_config: bool
    config_fault: str | None
    """Why its config cannot be read."""
    file_system: str | None
    exchange: bool | None
    """Whether two files can change places in one step; None where that could not be tried."""


class IndexState(Struct, frozen=True):
    """The index of the vault as the last command left it."""

    folder: str
    state: str
    """``current``, ``outdated`` or ``none``; ``unknown`` where the config cannot be read."""
    bytes: int | None
    age: int | None
    """Seconds since it was last written."""


class Report(Struct, frozen=True):
    """All that `doctor` knows."""

    version: str
    python: str
    system: str
    libraries: tuple[tuple[str, str | None], ...]
    """Each with its version; None where it is not installed."""
    libyaml: bool
    """Whether YAML is read by libyaml, which is many times faster."""
    watches: int | None
    instances: int | None
    vault: VaultSize | None
    no_vault: str | None
    """Why there is no vault."""
    index: IndexState | None


def examine(given: str | None, environment: Mapping[str, str], here: Path) -> Report:
    """Examine everything; nothing is changed, and nothing is raised for a broken vault."""
    root, reason = None, None
    try:
        root = find_root(given, environment, here)
    except (NoVaultFault, NotNamedFault):
        named = given or environment.get("THESIS_VAULT")
        reason = "the folder that was named is not a vault" if named else "none here"
    limits = probe.limits()
    return Report(
        version=__version__,
        python=f"{platform.python_version()} ({platform.python_implementation()})",
        system=_system(),
        libraries=tuple((name, _version(name)) for name in LIBRARIES),
        libyaml=_has_libyaml(),
        watches=limits.watches,
        instances=limits.instances,
        vault=_vault(root) if root is not None else None,
        no_vault=reason,
        index=_index(root, environment) if root is not None else None,
    )


def _system() -> str:
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:
        name = f"macOS {platform.mac_ver()[0]}" if platform.mac_ver()[0] else ""
    kernel = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{name}, {kernel}" if name else kernel


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def _has_libyaml() -> bool:
    import yaml

    return hasattr(yaml, "CSafeLoader")


def _vault(root: Path) -> VaultSize:
    files = scan.scan(root)
    fault = None
    try:
        config.read_settings(root)
    except ConfigFault as error:
        fault = str(error)
    return VaultSize(
        notes=len(files.notes),
        bytes=sum(files.stamps[path][0] for path in files.notes),
        attachments=len(files.attachments),
        skipped=len(files.skipped),
        has_config=(root / config.FOLDER / config.FILE).exists(),
        config_fault=fault,
        file_system=probe.file_system(root),
        exchange=probe.can_exchange(root),
    )


def _index(root: Path, environment: Mapping[str, str]) -> IndexState:
    cache = cache_folder(environment)
    try:
        words = config.read_settings(root).vocabulary
    except ConfigFault:
        folder = Place(cache, root, "").folder
        return IndexState(at_home(folder), "unknown", None, None)
    place = Place(cache, root, fingerprint(words))
    valid = place.validate()
    state = "current" if valid.file is not None else "outdated" if valid.said else "none"
    name = "index-*.sqlite" if valid.file is None else valid.file.name
    found = [*place.folder.glob(name), *place.folder.glob(f"{name}-wal")]
    sizes = [item.stat() for item in found if item.exists()]
    newest = max((item.st_mtime for item in sizes), default=None)
    return IndexState(
        folder=at_home(place.folder),
        state=state,
        bytes=sum(item.st_size for item in sizes) if sizes else None,
        age=None if newest is None else max(round(time.time() - newest), 0),
    )


def at_home(path: Path) -> str:
    """A path with the person's home folder, which holds their name, as ``~``."""
    home = os.path.expanduser("~")
    text = str(path)
    if home not in ("", "/") and (text == home or text.startswith(home.rstrip("/") + "/")):
        return "~" + text[len(home.rstrip("/")) :]
    return text
