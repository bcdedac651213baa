"""A folder of price files, wherever it lies, into the vault: what it has and the vault has not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from thesisvault.actions.import_prices import Imported, Origin, import_file
from thesisvault.model.errors import PriceFault, UsageFault
from thesisvault.storage.prices.files import FOLDER, price_files_below


class Synced(Struct, frozen=True):
    """The result for one file, or why it was left out."""

    file: Path
    imported: tuple[Imported, ...] = ()
    fault: str | None = None


def sync(
    root: Path,
    folder: Path,
    origin: Origin,
    dates: str | None,
    decimal: str | None,
    zone: str | None,
) -> Iterator[Synced]:
    """Import each price file of a folder; a bad one is reported, and the others go on.

    Bars that are held stay as they are, so that a second run changes nothing. Raises `UsageFault`
    for the vault's own folder of prices.
    """
    if folder.resolve().is_relative_to((root / FOLDER).resolve()):
        raise UsageFault(
            f"`{folder}` is the vault's own: files in `{FOLDER}/` are read without import."
        )
    for file, why in price_files_below(folder):
        if why:
            yield Synced(file, fault=f"{file.name}: {why}")
            continue
        try:
            found = import_file(root, file, None, dates, origin, lambda _: None, decimal, zone)
            yield Synced(file, tuple(found))
        except PriceFault as fault:
            yield Synced(file, fault=str(fault).rstrip("."))
