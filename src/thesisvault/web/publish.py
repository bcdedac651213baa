"""Pages as files: of a vault that holds only what goes out, so that nothing else can.

The notes that are chosen are laid into a folder of their own, and the pages are made of that one:
a title, a backlink or a figure of any other note is nowhere in what they are made of.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from thesisvault.model.errors import UsageFault
from thesisvault.reports import registry
from thesisvault.storage import inside, scan
from thesisvault.storage.config import FOLDER, read_settings
from thesisvault.storage.index import Index
from thesisvault.storage.index.place import Place, fingerprint
from thesisvault.web import book, static
from thesisvault.web.html import PICTURES, sniffed
from thesisvault.web.pages.page import Asked
from thesisvault.workspace.open import Workspace, ignore, load_words
from thesisvault.workspace.view import View

PAGES = ("review", "theses", "rotation", "calendar", "claims", "notes", "crowding", "record")
MARK = "published.txt"
"""Lists what was published: a folder that has it, and nothing that it does not list, is ours."""
LARGEST = 10 * 1024 * 1024
_BESIDE = ("prices", "metrics", FOLDER)


class Chosen(Struct, frozen=True):
    """What goes out: notes and pictures, by path."""

    notes: tuple[str, ...]
    pictures: tuple[str, ...]


def choose(view: View, theses: Iterable[str], *, everything: bool) -> Chosen:
    """The notes that say ``publish: true``; else those of these theses, or all.

    A note that says ``publish: false`` never goes out. Raises `UsageFault` where nothing would.
    """
    whole = view.whole
    said = {path: _said(view, path) for path in whole.notes}
    if everything:
        wanted = set(said)
    elif names := tuple(theses):
        wanted = {path for name in names for path in _needed(view, name)}
    else:
        wanted = {path for path, word in said.items() if word == "true"}
    notes = tuple(sorted(path for path in wanted if path in said and said[path] != "false"))
    if not notes:
        raise UsageFault(
            "Nothing would be published: put `publish: true` into a note's properties, name "
            "theses with `--thesis`, or use `--all`."
        )
    linked = {target for path in notes for target in whole.targets.get(path, ())}
    pictures = sorted(path for path in linked if path.lower().endswith(PICTURES))
    return Chosen(notes, tuple(path for path in pictures if path in whole.attachments))


def _said(view: View, path: str) -> str:
    found = view.whole.notes[path].find_property("publish")
    return found.scalars[0].text.strip().lower() if found and found.scalars else ""


def _needed(view: View, name: str) -> Iterator[str]:
    """The note of a thesis, and those whose lines its review cites or that it holds."""
    found = registry.answer(view, "explain", {"thesis": name})
    yield from filter(None, (getattr(found, "note", None),))
    for item in getattr(found, "evidence", ()):
        yield item.note
        yield from (step.note for step in item.path)
    if getattr(found, "kind", "") == "thesis" and (note := getattr(found, "note", None)):
        course = registry.answer(view, "course", {"thesis": note})
        yield from filter(None, (item.note for item in getattr(course, "holdings", ())))


def publish(view: View, chosen: Chosen, into: Path, vault: str) -> list[str]:
    """Write the pages of what was chosen into a folder; the files, in order.

    Raises `UsageFault` for a folder that holds other files, or that lies in the vault.
    """
    check(view.root, into)
    with tempfile.TemporaryDirectory(prefix="thesis-publish-") as given:
        folder = Path(given)
        with contextlib.closing(_reduced(view, chosen, folder)) as workspace:
            files = dict(_Site(workspace.on(view.as_of), chosen, vault).files())
    _replace(into, files)
    return sorted(files)


def check(root: Path, into: Path) -> None:
    """Raise `UsageFault` where a folder is not to be written into."""
    if inside.is_inside(root, into):
        raise UsageFault(f"`{into}` lies in the vault: publish into a folder outside of it.")
    if inside.is_inside(into, root):
        raise UsageFault(f"`{into}` holds the vault: publish into a folder beside it.")
    if not os.path.lexists(into):
        return
    if not into.is_dir() or into.is_symlink():
        raise UsageFault(f"`{into}` is not a folder: name a new one.")
    ours = _ours(into)
    other = next((path for path in _files(into) if path not in ours), None)
    if other is not None:
        raise UsageFault(
            f"`{into}` holds a file that was not published, `{other}`: name a new folder, or an "
            "empty one."
        )


def _files(into: Path) -> Iterator[str]:
    """What a folder holds, as it is found: one that holds a whole disk is not walked to its end."""
    for folder, folders, names in os.walk(into):
        where = Path(folder).relative_to(into)
        linked = (name for name in folders if os.path.islink(os.path.join(folder, name)))
        yield from ((where / name).as_posix() for name in sorted((*names, *linked)))


def _ours(into: Path) -> set[str]:
    try:
        return {MARK, *(into / MARK).read_text(encoding="utf-8").splitlines()}
    except OSError:
        return set()


def _replace(into: Path, files: Mapping[str, bytes]) -> None:
    """All files anew, put into the folder's place at once."""
    into.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
    try:
        for name, data in {**files, MARK: "\n".join((*sorted(files), "")).encode()}.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        fresh.chmod(0o755)
        if into.exists():
            shutil.rmtree(into)
        fresh.rename(into)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _reduced(view: View, chosen: Chosen, folder: Path) -> Workspace:
    """A vault of what was chosen alone, with the prices, figures and settings of the whole one."""
    root = folder / "vault"
    for path in chosen.notes:
        _lay(root, path, view.workspace.read(path))
    for path in chosen.pictures:
        _lay(root, path, _plain(view.root, path))
    for name in _BESIDE:
        for path in _below(view.root, name):
            _lay(root, path, _plain(view.root, path))
    settings = read_settings(root)
    place = Place(folder / "cache", root, fingerprint(settings.vocabulary))
    index = Index(root, place, cache(lambda: load_words(settings)), ignore, ignore)
    files = scan.scan(root)
    index.refresh(files)
    return Workspace(root, settings, files, index)


def _below(root: Path, name: str) -> Iterator[str]:
    """The price files, the figures and the config; nothing else of ``.thesis``."""
    if name == FOLDER:
        yield f"{FOLDER}/config.toml"
        return
    for folder, _, names in os.walk(root / name):
        where = Path(folder).relative_to(root).as_posix()
        yield from (f"{where}/{one}" for one in sorted(names) if not one.startswith("."))


def _plain(root: Path, path: str) -> bytes | None:
    try:
        with inside.place_in(root, path) as place:
            return inside.read_plain(place)
    except OSError:
        return None


def _lay(root: Path, path: str, data: bytes | None) -> None:
    if data is not None:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


class _Site:
    """The pages of a vault, each under its file's name."""

    def __init__(self, view: View, chosen: Chosen, vault: str) -> None:
        self.view, self.vault = view, vault
        self.notes = set(chosen.notes)
        self.pictures = dict(self._pictures(chosen))
        status = registry.answer(view, "status", {})
        rotation = registry.answer(view, "rotation", {})
        self.theses = [item.thesis for item in getattr(status, "theses", ())]
        self.rotations = [item.rotation for item in getattr(rotation, "rotations", ())]

    def _pictures(self, chosen: Chosen) -> Iterator[tuple[str, bytes]]:
        for path in chosen.pictures:
            data = _plain(self.view.root, path)
            if data is not None and len(data) <= LARGEST and sniffed(data[:16]):
                yield path, data

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file with its bytes."""
        for page in PAGES:
            yield self._made(_file(page), page, "")
        for name in self.theses:
            yield self._made(_named("thesis", name), "thesis", name)
        for name in self.rotations:
            yield self._made(_named("rotation", name), "rotation", name)
        for path in sorted(self.notes):
            yield self._made(f"note/{path}.html", "note", path)
        for path, data in self.pictures.items():
            yield f"file/{path}", data
        for name in ("thesis.css", "icon.svg"):
            yield f"static/{name}", static.files()[name]

    def _made(self, file: str, page: str, name: str) -> tuple[str, bytes]:
        links = _Relative(self, "../" * file.count("/"))
        found = book.made(page, Asked(self.view, links, name, {}))
        shown = {
            key: tuple(item for item in pages if item[0] in PAGES)
            for key, pages in (("pages", book.HEAD), ("more", book.MORE))
        }
        around = book.Around(links, self.vault, live=False, **shown)
        return file, book.filled(self.view, found, around, page, "", self.view.as_of)


class _Relative:
    """Addresses from one file to another; None to what did not go out."""

    def __init__(self, site: _Site, up: str) -> None:
        self._site, self._up = site, up

    def page(self, name: str, **query: object) -> str | None:
        """``../calendar.html``."""
        return self._up + _file(name) if name in PAGES and not query else None

    def named(self, page: str, name: str) -> str | None:
        """``../thesis/Long%20NVIDIA.html``."""
        known = self._site.theses if page == "thesis" else self._site.rotations
        return self._up + quote(_named(page, name)) if name in known else None

    def note(self, path: str, line: int | None = None) -> str | None:
        """``../note/Theses/Long%20NVIDIA.md.html#L8``."""
        if path not in self._site.notes:
            return None
        return f"{self._up}note/{quote(path)}.html" + (f"#L{line}" if line else "")

    def file(self, path: str) -> str | None:
        """``../file/chart.png``."""
        return f"{self._up}file/{quote(path)}" if path in self._site.pictures else None

    def static(self, name: str) -> str:
        """``../static/thesis.css``."""
        return f"{self._up}static/{name}"


def _file(page: str) -> str:
    return "index.html" if page == "review" else f"{page}.html"


def _named(page: str, name: str) -> str:
    """The file of a thesis or rotation; a name that no file may have gets its digest.

    >>> _named("thesis", "Long A/B")
    'thesis/Long A-B 5dd8eb5d.html'
    """
    safe = re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "-", name)[:80].strip(". ")
    if safe != name:
        safe += f" {hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return f"{page}/{safe}.html"
