"""Renaming that loses nothing: two files change places in one step, or a name that must be free.

Linux: ``renameat2(2)``, reached through ctypes. Elsewhere callers are told that it cannot be done.
"""

from __future__ import annotations

import contextlib
import errno
import os
from functools import cache
from typing import Any, NamedTuple

FALL_BACK = False
"""True: behave as a system that has no exchange. Tests force it."""

_NO_REPLACE = 1
_EXCHANGE = 2
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


class Place(NamedTuple):
    """A name in an opened folder: no symbolic link can come between them."""

    folder: int
    """Descriptor of the folder."""
    name: str


def exchange(one: Place, other: Place) -> bool:
    """Let two files change places; False, and nothing done, where the system cannot.

    Raises `OSError`, as `FileNotFoundError` where one of them is not there.
    """
    return _rename(one, other, _EXCHANGE)


def rename_free(old: Place, new: Place) -> None:
    """Rename to a name that must be free. Raises `FileExistsError` where it is taken."""
    if not _rename(old, new, _NO_REPLACE):
        os.link(
            old.name,
            new.name,
            src_dir_fd=old.folder,
            dst_dir_fd=new.folder,
            follow_symlinks=False,
        )
        try:
            os.unlink(old.name, dir_fd=old.folder)
        except OSError:
            with contextlib.suppress(OSError):
                names = (
                    os.stat(p.name, dir_fd=p.folder, follow_symlinks=False) for p in (old, new)
                )
                # The old name may have gone all the same: then the new one is the only one.
                if os.path.samestat(*names):
                    os.unlink(new.name, dir_fd=new.folder)
            raise


def _rename(one: Place, other: Place, flags: int) -> bool:
    import ctypes  # slow to load, and most commands write no note

    function = None if FALL_BACK else _renameat2()
    if function is None:
        return False
    names = os.fsencode(one.name), os.fsencode(other.name)
    if function(one.folder, names[0], other.folder, names[1], flags) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), one.name, None, other.name)


@cache
def _renameat2() -> Any:
    import ctypes

    try:
        function = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    kinds = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    function.argtypes = kinds
    function.restype = ctypes.c_int
    return function
