"""New vaults and new notes, one by one or for all names without one. What exists is left alone."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from thesisvault.edits.destination import check_name
from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.graph.statements import placeholder_id, placeholder_name
from thesisvault.impact.positions import amount, positions, watched_rows
from thesisvault.impact.scope import open_theses
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.filenames import waits_in_cloud
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config, scan
from thesisvault.storage.writing import create
from thesisvault.workspace.names import FOLDERS, kind_to_make
from thesisvault.workspace.open import Workspace, shown

_SYNONYMS = {"group": Kind.SECTOR, "index": Kind.SECTOR}

KINDS = (*(kind.value for kind in FOLDERS), *_SYNONYMS)
"""What `new` can make."""

_TICKER = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?")
_HEAD = re.compile(r"---\r?\n(.*?)(?<=\n)---(?=\r?\n|\Z)", re.DOTALL)
_FIGURE = re.compile(r"\d+\.\d+|\d{4}-\d\d-\d\d|\d{1,3}")
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
    filled = {"symbol": symbol} if symbol is not None else {}
    return _make(workspace, kind, name, f"{FOLDERS[kind]}/{name}.md", today, filled)


def make_thesis_from(
    workspace: Workspace, held: str, today: dt.date, title: str | None = None
) -> str:
    """The note of a thesis on what is held without one, or watched: side, ticker, entry, opening.

    Raises `UsageFault` where it is neither, or where a thesis holds it.
    """
    vault = workspace.on(today).vault
    node = workspace.find(held, vault)
    theses = open_theses(vault, today)
    found = (*positions(vault, theses), *watched_rows(vault, theses))
    position = next((item for item in found if item.id == node.id), None)
    if position is None:
        raise UsageFault(
            f"`{node.name}` is neither held without a thesis nor on a watchlist: "
            "`thesis status --watchlist` shows what is."
        )
    cost = amount(position).cost
    filled = {"side": position.side.value, "ticker": position.name}
    if cost is not None:
        filled["entry"] = f"{cost:g}"
    if position.since is not None and not position.is_watched:
        filled["opened"] = position.since.isoformat()
    name = (title or f"{position.side.value.title()} {position.name}").strip()
    check_name(name)
    path = f"{FOLDERS[Kind.THESIS]}/{name}.md"
    return _make(workspace, Kind.THESIS, name, path, today, filled)


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
    filled: Mapping[str, str] = MappingProxyType({}),
) -> str:
    check_new(workspace, name)
    return put_note(workspace, path, filled_template(workspace.root, kind, name, today, filled))


def filled_template(
    root: Path,
    kind: Kind,
    name: str,
    today: dt.date,
    filled: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The text of a new note: its kind's template with its name, the day and these properties."""
    text = create.read_template(root, kind.value)
    for key, value in filled.items():
        text = _with_property(text, key, value)
    return text.replace("{{title}}", name).replace("{{date}}", today.isoformat())


def check_new(workspace: Workspace, name: str) -> None:
    """Raises `UsageFault` where a name can be none of a note, or is one already."""
    check_name(name)
    check_name(f"{name}.md")
    for taken in workspace.vault.names.by_title(name):
        if not is_template(taken):
            raise UsageFault(f"`{name}` is a note already: `thesis open {shlex.quote(taken)}`.")


def put_note(workspace: Workspace, path: str, text: str) -> str:
    """Write a note where none stands yet; its path. Raises `UsageFault` where one does."""
    if not create.create_file(workspace.root, path, text):
        raise UsageFault(
            f"`{path}` exists already, and was not touched: `thesis open {shlex.quote(path)}`."
        )
    return path


def _with_property(template: str, key: str, value: str) -> str:
    """The template with its empty property filled in; one is added where there is none."""
    is_plain = value.isalpha() and value.casefold() not in _NO_TEXT
    quoted = value if is_plain or _FIGURE.fullmatch(value) else f'"{value}"'
    line = f"{key}: {quoted}"
    head = _HEAD.match(template)
    if head is None:
        return f"---\n{line}\n---\n{template}"
    known = re.sub(rf"(?m)^{key}:[ \t]*$", lambda _: line, head.group(1), count=1)
    if known == head.group(1) and not re.search(rf"(?m)^{key}:", known):
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
    found = (
        _missing(vault, node)
        for node in nodes.values()
        if not _FILE.search(node.name) and not _stands_unread(workspace, node.name)
    )
    wanted = (item for item in found if kind in (None, item.kind))
    return tuple(sorted(wanted, key=lambda item: (-item.links, fold(item.name), item.path or "")))


def check_all_seen(workspace: Workspace) -> None:
    """Raise `WriteRefused` where notes may stand, or name others, that nobody could read.

    What iCloud keeps elsewhere is known by its name.
    """
    if hidden := [path for path in workspace.unseen if not waits_in_cloud(path.rpartition("/")[2])]:
        message = (
            f"{shown(hidden)} cannot be read, and may be what is linked: nothing was made. "
            "`thesis check` says why."
        )
        raise WriteRefused(message, code="unseen")


def make_missing(
    workspace: Workspace, chosen: Sequence[Missing], today: dt.date
) -> Iterator[str | UsageFault | WriteRefused]:
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
        except (UsageFault, WriteRefused) as fault:
            yield fault


def _stands_unread(workspace: Workspace, name: str) -> bool:
    """Whether a note of this name stands where nothing is read: behind a link, or in the cloud."""
    files = workspace.files
    beside = (path.rpartition("/")[2] for path in files.unseen)
    if any(fold(waits_in_cloud(file) or file) == fold(f"{name}.md") for file in beside):
        return True
    return any(scan.stands_in(workspace.root, folder, name) for folder in files.linked_folders)


def _missing(vault: Vault, node: Node) -> Missing:
    links = vault.backlinks.get(node.id, ())
    targets = [item.link.target.strip() for item in links]
    path = next((target for target in targets if "/" in target), None)
    if path is not None:
        path = path.removeprefix("/").removesuffix(".md") + ".md"
    return Missing(
        node.name, kind_to_make(node), len(links) or len(vault.incoming.get(node.id, ())), path
    )
