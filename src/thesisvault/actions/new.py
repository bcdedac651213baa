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
from thesisvault.edits.new_config import config_text
from thesisvault.graph import Node, Vault
from thesisvault.graph.folding import fold
from thesisvault.graph.statements import placeholder_id, placeholder_name
from thesisvault.impact.positions import all_positions, amount, positions, watched_rows
from thesisvault.impact.scope import open_theses
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.filenames import waits_in_cloud
from thesisvault.model.note import Kind, is_template
from thesisvault.storage import config, scan
from thesisvault.storage.inside import read_inside
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

_IGNORED = (f"{config.FOLDER}/*", f"!{config.PATH}")
"""What git is to leave out: all that is this machine's own, but not the config."""
_FILE = re.compile(
    r"(?i)\.(?:png|jpe?g|gif|bmp|svg|webp|avif|mp3|wav|m4a|ogg|flac|3gp|webm|mp4|mov|mkv|ogv|pdf"
    r"|canvas|base|csv|xlsx?|docx?|pptx?|zip|txt|json|html?)\Z"
)
"""How a link to a file other than a note ends."""


class Made(Struct, frozen=True):
    """What `make_vault` created."""

    paths: list[str]
    to_ignore: tuple[str, ...]
    """Lines missing from an existing `.gitignore`."""


def make_vault(root: Path) -> Made:
    """Create folders, templates and a config under `root`; existing files are left alone.

    Raises `UsageFault` where `root` is a file.
    """
    if root.exists() and not root.is_dir():
        raise UsageFault(f"`{root}` is a file: give a folder for the vault.")
    made = []
    for folder in (*FOLDERS.values(), create.TEMPLATES, "prices"):
        if create.create_folder(root, folder):
            made.append(f"{folder}/")
    files = {
        f"{create.TEMPLATES}/{name}": text for name, text in create.packaged_templates().items()
    }
    files |= {config.PATH: config_text(), ".gitignore": "".join(f"{line}\n" for line in _IGNORED)}
    made += [path for path, text in files.items() if create.create_file(root, path, text)]
    return Made(made, _not_ignored(root))


def _not_ignored(root: Path) -> tuple[str, ...]:
    """The lines that the vault's `.gitignore` lacks; none where it cannot be read."""
    try:
        lines = read_inside(root, root / ".gitignore").decode("utf-8").split("\n")
    except (OSError, ValueError):
        return ()
    known = {line.strip().lstrip("/") for line in lines}
    if known & {config.FOLDER, f"{config.FOLDER}/"}:
        return ()  # all of it is ignored, which somebody has chosen
    return tuple(line for line in _IGNORED if line not in known)


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
                    f"`{symbol}` is already a note's symbol: `thesis open {shlex.quote(taken)}`."
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
    every = all_positions(vault)
    found = (*positions(vault, theses, every), *watched_rows(vault, theses, every))
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


def kind_called(name: str) -> Kind:
    """Return the kind that `new` creates for `name`, one of `KINDS`."""
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
    return put_note(workspace, path, text_of(workspace.root, kind, name, today, filled))


def text_of(
    root: Path,
    kind: Kind,
    name: str,
    today: dt.date,
    filled: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """What a new note of a kind holds: its template, filled in."""
    text = create.read_template(root, kind.value)
    for key, value in filled.items():
        text = _with_property(text, key, value)
    return text.replace("{{title}}", name).replace("{{date}}", today.isoformat())


def check_new(workspace: Workspace, name: str) -> None:
    """Raise `UsageFault` where a name cannot be a note's, or is taken."""
    check_name(name)
    check_name(f"{name}.md")
    for taken in workspace.vault.names.by_title(name):
        if not is_template(taken):
            raise UsageFault(f"`{name}` is already a note: `thesis open {shlex.quote(taken)}`.")


def put_note(workspace: Workspace, path: str, text: str, *, flush: bool = True) -> str:
    """Write a new note; return its path. Raises `UsageFault` where one does.

    Without `flush` the caller has its folder flushed, by `create.flush_folders`.
    """
    if not create.create_file(workspace.root, path, text, flush=flush):
        raise UsageFault(
            f"`{path}` already exists and was not changed: `thesis open {shlex.quote(path)}`."
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
    """Where the note must be, if links say so."""


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
    """Raise `WriteRefused` where there may be notes that could not be read."""
    if unreadable := workspace.unreadable:
        message = (
            f"{shown(unreadable)} cannot be read, and may be what is linked: nothing was created. "
            "`thesis check` shows why."
        )
        raise WriteRefused(message, code="unseen")


def make_missing(
    workspace: Workspace, chosen: Sequence[Missing], today: dt.date
) -> Iterator[str | UsageFault | WriteRefused]:
    """Create the notes: each path, or why there is none. Each name gets one note."""
    made: set[str] = set()
    folders: set[str] = set()
    try:
        for item in sorted(chosen, key=lambda item: item.path is None):  # paths answer bare names
            if fold(item.name) in made:
                continue
            try:
                name, path = _place_of(workspace, item)
                check_new(workspace, name)
                text = text_of(workspace.root, item.kind, name, today)
                yield put_note(workspace, path, text, flush=False)
                made.add(fold(item.name))
                folders.add(path.rpartition("/")[0])
            except (UsageFault, WriteRefused) as fault:
                yield fault
    finally:
        # Once for all: of thousands of notes it takes half of the time.
        create.flush_folders(workspace.root, sorted(folders))


def _place_of(workspace: Workspace, item: Missing) -> tuple[str, str]:
    """The name and the path of its note. Raises `UsageFault` for what cannot be one."""
    if item.path is None:
        check_name(item.name.strip())
        name = spelled_by_links(workspace, item.name.strip())
        return name, f"{FOLDERS[item.kind]}/{name}.md"
    *folders, file = item.path.split("/")
    for folder in folders:
        check_name(folder)
    return file[:-3], item.path


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
