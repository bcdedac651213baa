"""One answer over HTTP, within a bound of time and of bytes, whatever the server does."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import httpx

LONGEST = 30.0
"""Seconds for a whole answer, headers and body. The client's own bound is for each read."""
LARGEST = 8 * 1024 * 1024
"""Bytes of a body, unpacked: fifty years of daily bars are a fifth of it."""


class TooLong(Exception):
    """The answer did not come to its end in time."""


class TooLarge(ValueError):
    """The answer holds more than any that is meant."""


class Answer(Struct, frozen=True):
    """What came."""

    status: int
    body: bytes
    wait: str | None = None
    """Seconds until one may ask again, where the server says it."""


def get(client: httpx.Client, path: str, parameters: dict[str, str | int]) -> Answer:
    """Ask for one document. Raises `TooLong`, `TooLarge`, ValueError, and what the client raises.

    No redirect is followed.
    """
    # A client waits anew for each byte. So the answer is waited for from aside, and not for ever;
    # the thread ends with the program at the latest.
    found: list[Answer] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            found.append(_get(client, path, parameters))
        except Exception as error:
            faults.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(LONGEST)
    if faults:
        raise faults[0]
    if not found:
        raise TooLong
    return found[0]


def _get(client: httpx.Client, path: str, parameters: dict[str, str | int]) -> Answer:
    packed = {"Accept-Encoding": "gzip"}
    with client.stream("GET", path, params=parameters, headers=packed) as answer:
        wait = answer.headers.get("Retry-After", "")
        plain = wait.isascii() and wait.isdecimal() and len(wait) <= 5
        if answer.status_code != 200:
            return Answer(answer.status_code, b"", wait if plain else None)
        encoding = answer.headers.get("Content-Encoding", "identity").strip().casefold()
        return Answer(200, _unpacked(answer.iter_raw(), encoding))


def _unpacked(chunks: Iterable[bytes], encoding: str) -> bytes:
    if encoding not in ("identity", "gzip", ""):
        raise ValueError(f"it is compressed as {encoding[:20]!a}")
    gzip = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    for chunk in chunks:
        # One byte more than is taken, so that what is too large is seen, and not unpacked.
        body += gzip.decompress(chunk, LARGEST + 1 - len(body)) if gzip else chunk
        if len(body) > LARGEST:
            raise TooLarge(f"it is larger than {LARGEST >> 20} MB")
    if gzip and not gzip.eof:
        raise ValueError("it ends too early")
    return bytes(body)
