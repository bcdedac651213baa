"""New vaults and new notes. What exists is never touched."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config, create, templates
from thesisvault.updater.destination import check_name
from thesisvault.workspace.open import Workspace

FOLDERS = {
    Kind.THESIS: "Theses",
    Kind.STOCK: "Stocks",
    Kind.SECTOR: "Sectors",
    Kind.CATALYST: "Catalysts",
    Kind.ROTATION: "Rotations",
    Kind.CONCEPT: "Concepts",
    Kind.SOURCE: "Sources",
}
"""Where `new` puts a note of each kind."""

_SYNONYMS = {"group": Kind.SECTOR, "index": Kind.SECTOR}

KINDS = (*(kind.value for kind in FOLDERS), *_SYNONYMS)
"""What `new` can make."""

_CONFIG = """\
# thesisvault's settings for this vault. Every key is explained in docs/config.md; all are optional.

# as_of = "2026-01-09"   # freeze the review on a day

# [impact]
# stated_weight = 0.4    # what each class of evidence weighs
# inferred_weight = 0.2
# measured_weight = 0.4

# [vocabulary.tables.moves]
# move = ["delta"]       # further words that name a column
"""


def make_vault(root: Path) -> list[str]:
    """Folders, templates and a config under `root`; the paths of what was made.

    Raises `UsageFault` where `root` is a file.
    """
    if root.exists() and not root.is_dir():
        raise UsageFault(f"`{root}` is a file: name a folder to make the vault in.")
    made = []
    for folder in (*FOLDERS.values(), templates.FOLDER, "prices"):
        if create.create_folder(root, folder):
            made.append(f"{folder}/")
    for name, text in templates.packaged_templates().items():
        if create.create_file(root, f"{templates.FOLDER}/{name}", text):
            made.append(f"{templates.FOLDER}/{name}")
    if create.create_file(root, f"{config.FOLDER}/{config.FILE}", _CONFIG):
        made.append(f"{config.FOLDER}/{config.FILE}")
    return made


def make_note(workspace: Workspace, kind_name: str, title: str, today: dt.date) -> str:
    """A new note from its kind's template; its path in the vault.

    Raises `UsageFault` where the title cannot be a note's name, or is one already.
    """
    kind = _SYNONYMS.get(kind_name) or Kind(kind_name)
    name = title.strip()
    check_name(name)
    check_name(f"{name}.md")
    path = f"{FOLDERS[kind]}/{name}.md"
    for taken in workspace.vault.names.titled(name):
        if not is_template(taken):
            raise UsageFault(f"`{name}` is a note already: {taken}")
    template = templates.read_template(workspace.root, kind.value)
    text = template.replace("{{title}}", name).replace("{{date}}", today.isoformat())
    if not create.create_file(workspace.root, path, text):
        raise UsageFault(f"`{path}` exists already; it was not touched.")
    return path
