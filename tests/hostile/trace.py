"""What a process opens, lists, moves and calls: each event that leaves the vault is written down.

An audit hook sees every `open`, whoever asks for it, C code included, and cannot be taken off; so
this runs in a process of its own.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_AT = {
    # event: for each path in it, where it stands and where its folder's descriptor does
    "open": ((0, None),),
    "os.listdir": ((0, None),),
    "os.scandir": ((0, None),),
    "os.mkdir": ((0, 2),),
    "os.rmdir": ((0, 1),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.truncate": ((0, None),),
    "os.setxattr": ((0, None),),
    "shutil.copyfile": ((0, None), (1, None)),
    "shutil.move": ((0, None), (1, None)),
    "shutil.rmtree": ((0, None),),
}
_NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "ftplib.",
    "urllib.",
    "http.",
    "smtplib.",
    "webbrowser.",
    "pty.",
    "glob.glob",
)
_NAMES_ONLY = ("socket.gethostname",)
"""The lock of the vault says on which machine it is held."""


class _Here(threading.local):
    """Where a thread is: in the hook itself, or opening a file below this folder's descriptor."""

    inside = False
    folder: int | None = None
    started: Any = None
    """What `subprocess` was asked to start last."""


class Trace:
    """Writes to `log` each event that touches anything but what stands under `allowed`."""

    def __init__(self, allowed: Sequence[Path], log: int) -> None:
        self.allowed = tuple(os.path.realpath(path) for path in allowed)
        self.command = ""
        self.seen = 0
        """Events looked at: a hook that sees none proves nothing."""
        self.log = log
        self._here = _Here()

    def start(self) -> None:
        """From now on, and for good."""
        real = os.open

        def opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            self._here.folder = dir_fd  # the event does not say it
            try:
                return real(path, flags, mode, dir_fd=dir_fd)
            finally:
                self._here.folder = None

        os.open = opened
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._here.inside:
            return
        if event == "subprocess.Popen":
            self._here.started = arguments[1]
        elif event == "os.posix_spawn" and arguments[1] == self._here.started:
            return  # by which newer Pythons start it
        if event.startswith(_NEVER) and event not in _NAMES_ONLY:
            self._write(event, repr(arguments))
        if event not in _AT:
            return
        self._here.inside = True
        try:
            self.seen += 1
            for at, folder_at in _AT[event]:
                folder = self._here.folder if event == "open" else None
                if folder_at is not None and folder_at < len(arguments):
                    folder = arguments[folder_at]
                place = _place(arguments[at], folder, _follows(event, arguments))
                if place is not None and not self._may(place):
                    self._write(event, place)
        finally:
            self._here.inside = False

    def _may(self, place: str) -> bool:
        return any(place == root or place.startswith(root + os.sep) for root in self.allowed)

    def _write(self, event: str, what: str) -> None:
        os.write(self.log, f"{self.command}: {event} {what}\n".encode("utf-8", "backslashreplace"))


def _follows(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        return not arguments[2] & (os.O_NOFOLLOW | os.O_EXCL)
    return event not in ("os.remove", "os.rename", "os.link", "os.symlink", "os.rmdir", "os.mkdir")


def _place(path: Any, folder: int | None, follow: bool) -> str | None:
    """Where a path leads, as far as it stands; None for what is open already."""
    if isinstance(path, int):
        return None
    name = os.fsdecode(path) if path is not None else "."
    if folder is not None and folder >= 0 and not name.startswith("/"):
        name = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), name)
    if follow:
        return os.path.realpath(name)
    if name.startswith("/proc/self/fd/"):
        return None  # a file of ours that has no name yet
    above, last = os.path.split(name.rstrip("/"))
    return os.path.join(os.path.realpath(above or "."), last)


def python() -> list[Path]:
    """Where Python and what is installed lie, and the zone files that dates need."""
    places = {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *filter(None, sys.path)}
    others = ("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom")
    return [Path(place) for place in (*places, *others) if place != "/"]
