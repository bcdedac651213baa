"""The decisive step: a finished file takes a note's place, and what comes out is looked at."""

from __future__ import annotations

import contextlib
import errno
import os

from thesisvault.storage.writing.exchange import Place, exchange
from thesisvault.storage.writing.open_target import Content, look

_ROUNDS = 100
"""Exchanges at most while an editor saves faster than we can look."""


def put(part: Place, swap: Place, note: Place, new: Content, expected: bytes) -> bool:
    """Let the file in `part`, which is `new`, take the note's place if that holds `expected`.

    What stood in the note's place stands in `swap` afterwards, whatever it was. False: somebody had
    saved other bytes, and they stand in the note again. Raises `OSError`; then `swap`, where it
    exists, may be the only place that holds somebody's bytes.
    """
    os.rename(part.name, swap.name, src_dir_fd=part.folder, dst_dir_fd=swap.folder)
    if not exchange(swap, note):
        os.rename(swap.name, part.name, src_dir_fd=swap.folder, dst_dir_fd=part.folder)
        return _replace(part, swap, note, new, expected)
    try:
        out = look(swap)
    except OSError:
        exchange(swap, note)  # unreadable, or a link that somebody made: it is given back
        raise
    return out.data == expected or _give_back(swap, note, new, out)


def _give_back(swap: Place, note: Place, inside: Content, out: Content) -> bool:
    """Put `out` back into the note's place, which holds `inside`; always False.

    An editor may save again at any moment. So what comes out each time must be what was put in the
    time before; anything else is newer, and goes back in its turn.
    """
    for _ in range(_ROUNDS):
        if not exchange(swap, note):
            break
        came = look(swap)
        if came == inside:
            break
        inside, out = out, came
    return False


def _replace(part: Place, swap: Place, note: Place, new: Content, expected: bytes) -> bool:
    """`put` where files cannot change places: the old one gets a second name, then loses its own.

    A save into the old file is seen and put back. A save by renaming, between the last look and
    ``os.replace``, is what this way cannot see (docs/writing.md).
    """
    linked = _link(note, swap)
    held = look(note)
    found = os.stat(note.name, dir_fd=note.folder, follow_symlinks=False)
    if held.data == expected and held.inode == found.st_ino:
        os.replace(part.name, note.name, src_dir_fd=part.folder, dst_dir_fd=note.folder)
        if not linked or look(swap).data == expected:
            return True
        if look(note) == new and _link(note, part):
            os.replace(swap.name, note.name, src_dir_fd=swap.folder, dst_dir_fd=note.folder)
            os.rename(part.name, swap.name, src_dir_fd=part.folder, dst_dir_fd=swap.folder)
        return False
    if linked:
        os.unlink(swap.name, dir_fd=swap.folder)
    return False


def _link(note: Place, swap: Place) -> bool:
    """A second name for the note's file; False on file systems without hard links."""
    with contextlib.suppress(PermissionError):
        try:
            os.link(
                note.name,
                swap.name,
                src_dir_fd=note.folder,
                dst_dir_fd=swap.folder,
                follow_symlinks=False,
            )
            return True
        except OSError as error:
            if error.errno not in (errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK):
                raise
    return False
