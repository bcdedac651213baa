"""Making files that do not exist yet, and the templates of notes. What exists is left alone."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.storage.inside import is_inside, read_inside

TEMPLATES = "templates"


def create_file(root: Path, path: str, text: str) -> bool:
    """Write a new file with its folders; False, and nothing written, where one stands already.

    Raises `OSError` where the disk refuses, `WriteRefused` where a link leads out of `root`.
    """
    target = root / path
    _make(root, target.parent)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return True


def create_folder(root: Path, path: str) -> bool:
    """Make a folder; False where it stands already."""
    target = root / path
    if target.is_dir():
        return False
    _make(root, target)
    return True


def _make(root: Path, folder: Path) -> None:
    if not is_inside(root, folder):
        raise WriteRefused(f"`{folder}` leads out of the vault: nothing is made there.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        message = f"`{folder}` cannot be a folder: a file stands in its way."
        raise WriteRefused(message) from None


def read_template(root: Path, kind: str) -> str:
    """The template of a kind, with ``{{title}}`` and ``{{date}}`` to fill in."""
    own = root / TEMPLATES / f"{kind}.md"
    try:
        return read_inside(root, own).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageFault(f"{TEMPLATES}/{kind}.md is not UTF-8: save it as UTF-8.") from None
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise UsageFault(f"{TEMPLATES}/{kind}.md cannot be read: {error.strerror}.") from None
    return packaged_templates()[f"{kind}.md"]


def packaged_templates() -> dict[str, str]:
    """The package's templates by file name; in a checkout they stand beside `src/`."""
    folder = resources.files("thesisvault").joinpath(TEMPLATES)
    if not folder.is_dir():
        folder = Path(__file__).parents[4] / TEMPLATES
    files = (item for item in folder.iterdir() if item.name.endswith(".md"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(files, key=str)}
