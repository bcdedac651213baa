"""A vault under an editor, without the editor: for what needs no protocol."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from lsprotocol import types
from msgspec import msgpack

from thesisvault.actions.reviewer import Reviewed, make_for_editor
from thesisvault.lsp.desk import Desk, Screen
from thesisvault.lsp.texts import Text
from thesisvault.model.settings import Settings
from thesisvault.reports.aside import LENGTH, Resident
from thesisvault.storage.index.changes import Mark

T = TypeVar("T")
DAY = dt.date(2026, 1, 9)


class InThread:
    """A review in the thread that waits for it, in place of a child process."""

    is_there = True
    ended = 0
    """How many of them were."""

    def __init__(self) -> None:
        self._vault: Resident | None = None

    def ask(self, question: bytes) -> bytes:
        kind = tuple[str, Settings, Mark, dt.date, None]
        root, settings, mark, day, _ = msgpack.decode(question[LENGTH:], type=kind)
        self._vault = self._vault or Resident(Path(root), settings)
        return bytes(LENGTH) + msgpack.encode(reviewed(self._vault, mark, day))

    def end(self) -> tuple[int, bytes]:
        return 0, b""

    def kill(self) -> None:
        InThread.ended += 1


def reviewed(vault: Resident, mark: Mark, day: dt.date) -> Reviewed:
    """What a child does between two questions."""
    found = make_for_editor(vault.at(mark).on(day))
    vault.release()
    vault.settle(day)
    return found


class Screened:
    """A desk that is ready, and notes that are open on it."""

    def __init__(self, root: Path, *, review: bool = True) -> None:
        self.said: list[str] = []
        self.desk = Desk(root, lambda settings: settings.as_of or DAY, self.said.append)
        self.desk.open()
        self.texts: dict[str, Text] = {}
        self.resident = Resident(root, self.desk.settings)
        if review:
            self.review()

    def review(self) -> None:
        self.desk.reviewed(reviewed(self.resident, self.desk.asked(), self.desk.day))

    def show(
        self, path: str, text: str | None = None, encoding: str = types.PositionEncodingKind.Utf16
    ) -> Text:
        if text is None:
            text = (self.desk.root / path).read_bytes().decode()
        shown = Text((self.desk.root / path).as_uri(), path, 1, text, encoding, self.desk.words)
        self.texts[path] = shown
        return shown

    def ask(self, path: str, question: Callable[[Screen, Text], T]) -> T:
        text = self.texts[path]
        return self.desk.ask(lambda screen: question(screen, text), self.texts)


@contextlib.contextmanager
def screened(root: Path, *, review: bool = True) -> Iterator[Screened]:
    found = Screened(root, review=review)
    with contextlib.closing(found.desk):
        yield found


def sliced(text: str, place: types.Range, encoding: str) -> str:
    """What a client finds at a range, counted its way: in bytes of the encoding."""
    codec, size = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}[
        encoding
    ]
    lines = [line.encode(codec) for line in text.split("\n")]
    start, end = place.start, place.end
    if start.line == end.line:
        raw = lines[start.line][start.character * size : end.character * size]
    else:
        raw = "\n".encode(codec).join(
            (
                lines[start.line][start.character * size :],
                *lines[start.line + 1 : end.line],
                lines[end.line][: end.character * size],
            )
        )
    return raw.decode(codec)
