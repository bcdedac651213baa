"""New vaults and new notes, one by one or for all names without one. What exists is left alone."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from thesisvault.edits.destination import check_name
from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.graph.statements import placeholder_id, placeholder_name
from thesisvault.impact.scope import open_theses
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config
from thesisvault.storage.writing import create
from thesisvault.workspace.names import FOLDERS
from thesisvault.workspace.open import Workspace

_SYNONYMS = {"group": Kind.SECTOR, "index": Kind.SECTOR}

KINDS = (*(kind.value for kind in FOLDERS), *_SYNONYMS)
"""What `new` can make."""

_TICKER = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?")
_HEAD = re.compile(r"---\r?\n(.*?)(?<=\n)---(?=\r?\n|\Z)", re.DOTALL)
_SYMBOL = re.compile(r"(?m)^symbol:[ \t]*$")
_NO_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"})
"""Words that YAML takes for something else."""

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
_FILE = re.compile(
    r"(?i)\.(?:png|jpe?g|gif|bmp|svg|webp|avif|mp3|wav|m4a|ogg|flac|3gp|webm|mp4|mov|mkv|ogv|pdf"
    r"|canvas|base|csv|xlsx?|docx?|pptx?|zip|txt|json|html?)\Z"
)
"""What a link to a file that is no note ends in."""


def make_vault(root: Path) -> list[str]:
    """Folders, templates and a config under `root`; the paths of what was made.

    Raises `UsageFault` where `root` is a file.
    """
    if root.exists() and not root.is_dir():
        raise UsageFault(f"`{root}` is a file: name a folder to make the vault in.")
    made = []
    for folder in (*FOLDERS.values(), create.TEMPLATES, "prices"):
        if create.create_folder(root, folder):
            made.append(f"{folder}/")
    for name, text in create.packaged_templates().items():
        if create.create_file(root, f"{create.TEMPLATES}/{name}", text):
            made.append(f"{create.TEMPLATES}/{name}")
    if create.create_file(root, f"{config.FOLDER}/{config.FILE}", _CONFIG):
        made.append(f"{config.FOLDER}/{config.FILE}")
    return made


def make_note(
    workspace: Workspace, kind_name: str, title: str, today: dt.date, symbol: str | None = None
) -> str:
    """A new note from its kind's template; its path in the vault.

    A name that is linked already is spelled as its links spell it. `symbol` fills in the property.
    Raises `UsageFault` where the title cannot be a note's name, or is one already.
    """
    kind = kind_called(kind_name)
    check_name(title.strip())
    name = spelled_by_links(workspace, title.strip())
    if symbol is not None:
        for taken in workspace.vault.names.by_ticker(symbol):
            if not is_template(taken):
                raise UsageFault(
                    f"`{symbol}` is a note's symbol already: `thesis open {shlex.quote(taken)}`."
                )
    return _make(workspace, kind, name, f"{FOLDERS[kind]}/{name}.md", today, symbol)


def make_note_at(workspace: Workspace, kind: Kind, path: str, today: dt.date) -> str:
    """A new note at a path that links name, which ends in ``.md``; the path.

    Raises `UsageFault` where it cannot be, or is one already.
    """
    *folders, file = path.split("/")
    for folder in folders:
        check_name(folder)
    return _make(workspace, kind, file[:-3], path, today)


def kind_called(name: str) -> Kind:
    """The kind that `new` makes where it is told `name`, one of `KINDS`."""
    return _SYNONYMS.get(name) or Kind(name)


def ticker_in(root: Path, text: str) -> str | None:
    """The ticker that a text is, by the vault's prices or by its look; None for any other text."""
    from thesisvault.storage.prices.folder import PriceFolder

    prices = PriceFolder(root)
    spelled = prices.spelling(text.strip())
    if spelled in prices.symbols() or _TICKER.fullmatch(spelled):
        return spelled
    return None


def spelled_by_links(workspace: Workspace, name: str) -> str:
    """The name as most links to it spell it, where it is linked and has no note yet."""
    links = workspace.vault.backlinks.get(placeholder_id(name), ())
    spelled = Counter(placeholder_name(item.link.target).strip() for item in links)
    return spelled.most_common(1)[0][0] if spelled else name


def _make(
    workspace: Workspace,
    kind: Kind,
    name: str,
    path: str,
    today: dt.date,
    symbol: str | None = None,
) -> str:
    check_name(name)
    check_name(f"{name}.md")
    for taken in workspace.vault.names.by_title(name):
        if not is_template(taken):
            raise UsageFault(f"`{name}` is a note already: `thesis open {shlex.quote(taken)}`.")
    text = create.read_template(workspace.root, kind.value)
    if symbol is not None:
        text = _with_symbol(text, symbol)
    text = text.replace("{{title}}", name).replace("{{date}}", today.isoformat())
    if not create.create_file(workspace.root, path, text):
        raise UsageFault(
            f"`{path}` exists already, and was not touched: `thesis open {shlex.quote(path)}`."
        )
    return path


def _with_symbol(template: str, symbol: str) -> str:
    """The template with its empty ``symbol:`` filled in; one is added where there is none."""
    quoted = symbol if symbol.isalpha() and symbol.casefold() not in _NO_TEXT else f'"{symbol}"'
    line = f"symbol: {quoted}"
    head = _HEAD.match(template)
    if head is None:
        return f"---\n{line}\n---\n{template}"
    known = _SYMBOL.sub(lambda _: line, head.group(1), count=1)
    if known == head.group(1) and not re.search(r"(?m)^symbol:", known):
        known += f"{line}\n"
    return f"---\n{known}---{template[head.end() :]}"


class Missing(Struct, frozen=True):
    """A name without a note."""

    name: str
    kind: Kind
    """What it seems to be; a concept where nothing is known."""
    links: int
    """How often it is linked or, for plain words, named."""
    path: str | None
    """Where the note must stand, if links say so."""


def missing(workspace: Workspace, as_of: dt.date, kind: Kind | None = None) -> tuple[Missing, ...]:
    """The names without a note, the most linked first; with `kind`, those of that kind."""
    vault = workspace.vault
    nodes = {node.id: node for node in vault.unwritten()}
    reviewed = open_theses(workspace.vault_as_of(as_of), as_of)
    nodes |= {node.id: node for node in reviewed if node.note is None}
    found = (_missing(vault, node) for node in nodes.values() if not _FILE.search(node.name))
    wanted = (item for item in found if kind in (None, item.kind))
    return tuple(sorted(wanted, key=lambda item: (-item.links, fold(item.name), item.path or "")))


def make_missing(
    workspace: Workspace, chosen: Sequence[Missing], today: dt.date
) -> Iterator[str | UsageFault]:
    """Make the notes: each path, or why there is none. Of one name, one note is made."""
    made: set[str] = set()
    for item in sorted(chosen, key=lambda item: item.path is None):  # paths answer bare names too
        if fold(item.name) in made:
            continue
        try:
            if item.path is None:
                yield make_note(workspace, item.kind.value, item.name, today)
            else:
                yield make_note_at(workspace, item.kind, item.path, today)
            made.add(fold(item.name))
        except UsageFault as fault:
            yield fault


def _missing(vault: Vault, node: Node) -> Missing:
    links = vault.backlinks.get(node.id, ())
    targets = [item.link.target.strip() for item in links]
    path = next((target for target in targets if "/" in target), None)
    if path is not None:
        path = path.removeprefix("/").removesuffix(".md") + ".md"
    kind = Kind.CONCEPT if node.kind is Kind.NOTE else node.kind
    return Missing(node.name, kind, len(links) or len(vault.incoming.get(node.id, ())), path)
