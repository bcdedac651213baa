"""Where a file of the vault may go, and what it may be called there."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable

from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Vault
from thesisvault.model.errors import UsageFault
from thesisvault.model.filenames import is_conflict_copy, passed_over

LONGEST_NAME = 255
"""Bytes of a file's or a folder's name, on every file system that matters."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|#^\[\]\x00-\x1f]')
_HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def destination(vault: Vault, old: str, wanted: str, folders: Iterable[str]) -> str:
    """The path that `wanted` means for the file `old`.

    A folder that exists, or a text that ends in ``/``: into that folder. A name without a slash:
    in the folder where it stands. Else a path in the vault; ``./`` begins at its top. A note
    keeps its ending. Folders keep the spelling that they have on the disk.
    Raises `UsageFault` where it cannot be.
    """
    known = {fold(folder): folder for folder in sorted(folders, reverse=True)}
    exact = frozenset(folders)
    text = wanted.strip()
    if not text:
        raise UsageFault("Give a new name, a folder or a path.")
    if text.startswith("/"):
        raise UsageFault(f"`{wanted}` is outside the vault.")
    path = posixpath.normpath(text)
    if path == ".." or path.startswith("../"):
        raise UsageFault(f"`{wanted}` is outside the vault.")
    folder, name = posixpath.split(old)
    if path == "." or text.endswith("/") or fold(path) in known:
        target = name if path == "." else f"{path}/{name}"
    else:
        if old in vault.notes:
            path += "" if path.lower().endswith(".md") else ".md"
        elif not posixpath.splitext(path)[1]:
            path += posixpath.splitext(name)[1]
        target = path if "/" in text or not folder else f"{folder}/{path}"
    return _spelled(target, known, exact)


def _spelled(path: str, known: dict[str, str], exact: frozenset[str]) -> str:
    """The path with each folder spelled as it is on the disk."""
    *folders, name = path.split("/")
    at = ""
    for part in folders:
        at = f"{at}/{part}" if at else part
        if at not in exact:
            at = known.get(fold(at), at)
    return f"{at}/{name}" if at else name


def check_name(name: str) -> None:
    """Raise `UsageFault` where a file or folder of the vault cannot have this name."""
    if not name.strip() or name != name.strip():
        raise UsageFault("A name cannot be empty, or begin or end with a space.")
    if name.startswith(".") or name.endswith("."):
        raise UsageFault(f"`{name}`: a name cannot begin or end with a dot.")
    if found := _FORBIDDEN.search(name):
        raise UsageFault(f"A name cannot hold {found.group()!r}: links would break on it.")
    hidden = [char for char in name if unicodedata.category(char) in _HIDDEN and char != "\u200d"]
    if hidden:
        raise UsageFault(f"A name cannot hold the invisible character {hidden[0]!a}.")
    if is_conflict_copy(name) or name.endswith("~"):
        raise _name_of_a_copy(name)
    if len(name.encode()) > LONGEST_NAME:
        raise UsageFault(f"A name has at most {LONGEST_NAME} bytes.")


def _name_of_a_copy(name: str) -> UsageFault:
    return UsageFault(f"`{name}` is a name that sync tools or editors give their own copies.")


def check_target(vault: Vault, old: str, new: str, taken: Iterable[str]) -> None:
    """Raise `UsageFault` where the file `old` cannot stand at `new`; `taken` are further names."""
    if new == old:
        raise UsageFault(f"`{old}` is already there.")
    *folders, name = new.split("/")
    for count, folder in enumerate(folders, 1):
        whole = "/".join(folders[:count]) + "/"
        # Whatever its name is, notes live there.
        if old.startswith(whole) or any(
            path.startswith(whole) for path in (*vault.heads, *vault.attachments)
        ):
            continue
        check_name(folder)
        if folder.lower().endswith(".md"):
            raise UsageFault(f"A folder cannot be called `{folder}`: `.md` is for notes.")
    if old in vault.notes:
        if not name.lower().endswith(".md"):
            raise UsageFault(f"`{name}` is not a note's name: it must end in `.md`.")
        check_name(name[:-3])
    elif name.lower().endswith(".md"):
        raise UsageFault(f"`{old}` is not a note: it cannot become `{name}`.")
    check_name(name)
    if passed_over(name) is not None:
        raise _name_of_a_copy(name)
    taken = {fold(path): path for path in taken}
    places = ("/".join(folders[:count]) for count in range(1, len(folders) + 1))
    for place in (new, *places):
        known = (*vault.names.standing_at(place), *filter(None, (taken.get(fold(place)),)))
        for path in known:
            if path == old:
                continue
            if place == new:
                raise UsageFault(f"`{path}` exists already; nothing was moved.")
            raise UsageFault(f"`{path}` is a file: nothing can be moved into it.")
