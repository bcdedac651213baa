"""Making files that do not exist yet, and the templates of notes. What exists is left alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path

from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.inside import folder_in, place_in, read_inside
from thesisvault.storage.writing.temporary import write_new

TEMPLATES = "templates"


def create_file(root: Path, path: str, text: str, *, flush: bool = True) -> bool:
    """Write a new file with its folders, whole or not at all; False where one stands already.

    Without `flush` its name is not on the disk before `flush_folders`. Raises `OSError` where the
    disk refuses, `WriteRefused` where a link or a file is in the way.
    """
    with _in_vault(path), place_in(root, path, make=True) as target:
        try:
            write_new(target, text.encode(), 0o644, flush=flush)
        except FileExistsError:
            return False
    return True


def flush_folders(root: Path, folders: Iterable[str]) -> None:
    """Have the names of new files in these folders on the disk. Raises as `create_file` does."""
    for path in folders:
        with _in_vault(path), folder_in(root, path) as folder:
            os.fsync(folder)


def create_folder(root: Path, path: str) -> bool:
    """Make a folder; False where it stands already. Raises as `create_file` does."""
    if (root / path).is_dir():
        return False
    root.mkdir(parents=True, exist_ok=True)
    with _in_vault(path), folder_in(root, path, make=True):
        return True


@contextmanager
def _in_vault(path: str) -> Iterator[None]:
    try:
        yield
    except NotADirectoryError as error:
        raise WriteRefused(f"`{path}` was not created: {error.strerror}.") from None
    except OSError as error:
        # The whole path, not the last part of it, which is what the system was asked for.
        raise OSError(error.errno, error.strerror, path) from error


def read_template(root: Path, kind: str) -> str:
    """The template of a kind, with ``{{title}}`` and ``{{date}}`` to fill in."""
    own = root / TEMPLATES / f"{kind}.md"
    try:
        return read_inside(root, own).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageFault(f"{TEMPLATES}/{kind}.md is not UTF-8: save it as UTF-8.") from None
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise UsageFault(f"{TEMPLATES}/{kind}.md cannot be read: {error.strerror}.") from None
    return packaged_templates()[f"{kind}.md"]


@cache
def packaged_templates() -> dict[str, str]:
    """The package's templates by file name; in a checkout they are beside `src/`."""
    folder = resources.files("thesisvault").joinpath(TEMPLATES)
    if not folder.is_dir():
        folder = Path(__file__).parents[4] / TEMPLATES
    files = (item for item in folder.iterdir() if item.name.endswith(".md"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(files, key=str)}
