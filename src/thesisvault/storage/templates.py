"""Note templates: the vault's own first, then the package's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from thesisvault.model.errors import UsageFault
from thesisvault.storage.inside import read_inside

FOLDER = "templates"


def read_template(root: Path, kind: str) -> str:
    """The template of a kind, with ``{{title}}`` and ``{{date}}`` to fill in."""
    own = root / FOLDER / f"{kind}.md"
    try:
        return read_inside(root, own).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageFault(f"{FOLDER}/{kind}.md is not UTF-8: save it as UTF-8.") from None
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise UsageFault(f"{FOLDER}/{kind}.md cannot be read: {error.strerror}.") from None
    return packaged_templates()[f"{kind}.md"]


def packaged_templates() -> dict[str, str]:
    """The package's templates by file name; in a checkout they stand beside `src/`."""
    folder = resources.files("thesisvault").joinpath(FOLDER)
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / FOLDER
    files = (item for item in folder.iterdir() if item.name.endswith(".md"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(files, key=str)}
