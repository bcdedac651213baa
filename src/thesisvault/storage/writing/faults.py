"""What the disk refuses, said as a refusal: why, and what the note holds now."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from thesisvault.model.errors import WriteRefused

AS_IT_WAS = "It is unchanged."

_CODES = {
    errno.ENOSPC: "no-space",
    errno.EDQUOT: "no-space",
    errno.EACCES: "not-writable",
    errno.EPERM: "not-writable",
    errno.EROFS: "not-writable",
    errno.ELOOP: "not-regular",
    errno.ENOENT: "changed",
    errno.ENOTDIR: "changed",
}


def refused(path: str, error: OSError, state: str) -> WriteRefused:
    """The refusal for an error of the system; `state` is a sentence on what the note holds."""
    if isinstance(error, FileNotFoundError):
        return WriteRefused(f"`{path}` is gone: it was moved or deleted meanwhile.", code="changed")
    code = _CODES.get(error.errno or 0, "io")
    return WriteRefused(f"`{path}`: {error.strerror or error}. {state}", code=code)


def changed(path: str) -> WriteRefused:
    """The refusal where a note no longer holds what it held when it was read."""
    message = f"`{path}` has changed since it was read: it was left alone. Run the command again."
    return WriteRefused(message, code="changed")


@contextmanager
def refusing(path: str, state: str = AS_IT_WAS) -> Iterator[None]:
    """Turn errors of the system into `WriteRefused`."""
    try:
        yield
    except OSError as error:
        raise refused(path, error, state) from error


def close(descriptor: int) -> None:
    """Close what was only read; a disk that complains about that changes nothing."""
    with contextlib.suppress(OSError):
        os.close(descriptor)
