"""Files of ours in the making: whole and on the disk before they get a name that counts."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import sys
from typing import IO

from thesisvault.storage.config import FOLDER
from thesisvault.storage.writing.exchange import Place, rename_free
from thesisvault.storage.writing.faults import close

TMP = f"{FOLDER}/tmp"
"""Where they are made."""
PREFIX = "thesis-"
"""All our temporary files begin with it, so that no other is ever cleared away."""
PART = ".part"
"""Ends the name of a file that never stood in a note's place."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_REFUSED = {errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP}
_NO_FULL_FLUSH = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOTTY, errno.ENOSYS}
_COPY_ACL_AND_XATTRS = 1 << 0 | 1 << 2


def write_part(place: Place, data: bytes, like: Place | None = None, *, mode: int = 0o600) -> int:
    """Make a file, and flush it to the disk; its inode.

    It gets owner, mode and extended attributes of `like`, else `mode` less the umask. Nothing is
    left behind where the disk refuses (`OSError`).
    """
    descriptor = os.open(place.name, _NEW, mode, dir_fd=place.folder)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if like is not None:
                _copy_attributes(like, descriptor)
            flush(descriptor)
            return os.fstat(descriptor).st_ino
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(place.name, dir_fd=place.folder)
        raise


def write_own(part: Place, data: bytes) -> None:
    """`write_part` under a name of ours, where a write that failed may have left something."""
    try:
        os.unlink(part.name, dir_fd=part.folder)
    except FileNotFoundError:
        pass
    except (IsADirectoryError, PermissionError) as error:
        reason = f"`{part.name}` in `{FOLDER}` is in the way ({error.strerror}): delete it"
        raise OSError(error.errno, reason) from None
    write_part(part, data)


def put_whole(
    part: Place,
    target: Place,
    data: bytes,
    *,
    like: Place | None = None,
    mode: int = 0o666,
    free: bool = False,
) -> None:
    """Put a file, made as `part`, in place of the target; with `free`, only where there is none.

    `like` and `mode` are as in `write_part`; what a crash has left of `part` is cleared away. The
    caller flushes the folder. Raises `OSError`.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(part.name, dir_fd=part.folder)
    write_part(part, data, like, mode=mode)
    try:
        if free:
            rename_free(part, target)
        else:
            os.replace(part.name, target.name, src_dir_fd=part.folder, dst_dir_fd=target.folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part.name, dir_fd=part.folder)
        raise


def write_new(target: Place, data: bytes, mode: int = 0o666, *, flush: bool = True) -> None:
    """Make a file that must not exist yet, whole or not at all; the umask has its say in `mode`.

    Without `flush` its folder, and so its name, is not on the disk yet. Raises `FileExistsError`
    where the name is taken, and `OSError`.
    """
    if not _link_nameless(target, data, mode):
        part = Place(target.folder, f".{PREFIX}{os.urandom(8).hex()}{PART}")
        put_whole(part, target, data, mode=mode, free=True)
    if flush:
        os.fsync(target.folder)


def _link_nameless(target: Place, data: bytes, mode: int) -> bool:
    """Give a finished file its first name, so that nothing is left of one that was broken off.

    False, and nothing done, where the system has no such files (``open(2)``, O_TMPFILE).
    """
    try:
        flags = os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC
        descriptor = os.open(".", flags, mode, dir_fd=target.folder)
    except (AttributeError, OSError):
        return False
    with os.fdopen(descriptor, "wb") as file:
        _write(file, data)
        try:
            os.link(f"/proc/self/fd/{descriptor}", target.name, dst_dir_fd=target.folder)
        except FileExistsError:
            raise
        except OSError:
            return False
    return True


def flush(descriptor: int) -> None:
    """Have the bytes of a file on the disk. Raises `OSError` where the disk refuses.

    On macOS ``fsync(2)`` leaves them in the drive's own memory, and ``F_FULLFSYNC`` does not; disks
    over a network may not know it.
    """
    if hasattr(fcntl, "F_FULLFSYNC"):
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
        except OSError as error:
            if error.errno not in _NO_FULL_FLUSH:
                raise
    os.fsync(descriptor)


def _write(file: IO[bytes], data: bytes) -> None:
    file.write(data)
    file.flush()
    flush(file.fileno())


def _copy_attributes(like: Place, target: int) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    source = os.open(like.name, flags, dir_fd=like.folder)
    try:
        old, new = os.fstat(source), os.fstat(target)
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            try:
                os.fchown(target, old.st_uid, old.st_gid)
            except PermissionError:
                with contextlib.suppress(PermissionError):
                    os.fchown(target, -1, old.st_gid)
        os.fchmod(target, old.st_mode & 0o7777)
        if sys.platform == "darwin":
            copy = ctypes.CDLL(None, use_errno=True).fcopyfile  # copyfile(3)
            if copy(source, target, None, ctypes.c_uint32(_COPY_ACL_AND_XATTRS)) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), like.name)
        elif hasattr(os, "listxattr"):
            _copy_xattrs(source, target)
    finally:
        close(source)


def _copy_xattrs(source: int, target: int) -> None:
    try:
        names = os.listxattr(source)
    except OSError as error:
        if error.errno in _REFUSED:
            return
        raise
    for name in names:
        try:
            os.setxattr(target, name, os.getxattr(source, name))
        except OSError as error:
            # What the system keeps for itself (security.*, trusted.*) it sets for itself.
            if name.startswith("user.") or error.errno not in _REFUSED:
                raise
