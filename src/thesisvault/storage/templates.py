"""Note templates: the vault's own first, then the package's."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from thesisvault.model.errors import UsageFault

FOLDER = "templates"


def read_template(root: Path, kind: str) -> str:
    """The template of a kind, with ``{{title}}`` and ``{{date}}`` to fill in."""
    own = root / FOLDER / f"{kind}.md"
    if own.is_file():
        try:
            return own.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise UsageFault(f"{FOLDER}/{kind}.md is not UTF-8: save it as UTF-8.") from None
    return packaged_templates()[f"{kind}.md"]


def packaged_templates() -> dict[str, str]:
    """The package's templates by file name; in a checkout they stand beside `src/`."""
    folder = resources.files("thesisvault").joinpath(FOLDER)
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / FOLDER
    files = (item for item in folder.iterdir() if item.name.endswith(".md"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(files, key=str)}
