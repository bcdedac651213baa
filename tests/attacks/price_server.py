"""A price server on loopback that means harm: each mode is one way of answering."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fetch.server import chart
from market.readers.builders import weekdays

Talk = Callable[[socket.socket, threading.Event], None]
"""Speaks on a connection, of which the request has been read, until the event is set."""

DAYS = weekdays(5)
CLOSES = (100.0, 101.0, 102.0, 103.0, 104.0)
DRIP = 0.02


def document(change: Callable[[dict[str, Any]], object] = lambda result: None) -> bytes:
    """A right answer, of which `change` spoils the result."""
    found = json.loads(chart(DAYS, CLOSES).body)
    change(found["chart"]["result"][0])
    return json.dumps(found).encode()


def says(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Talk:
    """One whole answer; `length` is what it says of itself."""
    told = len(body) if length is None else length
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {told}", "Connection: close", *headers)

    def talk(connection: socket.socket, closing: threading.Event) -> None:
        connection.sendall("\r\n".join((*lines, "", "")).encode() + body)

    return talk


def sends(data: bytes) -> Talk:
    """Those bytes, and an end."""
    return lambda connection, closing: connection.sendall(data)


def forever(head: bytes, again: bytes, pause: float = DRIP) -> Talk:
    """`head`, then `again` and again until nobody listens."""

    def talk(connection: socket.socket, closing: threading.Event) -> None:
        connection.sendall(head)
        while not closing.wait(pause):
            connection.sendall(again)

    return talk


def spoilt(change: Callable[[dict[str, Any]], object]) -> Talk:
    """A document that is right but for one thing."""
    return says(document(change))


def _figures(result: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = result["indicators"]["quote"][0]
    return found


def _closes(*values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda result: _figures(result).update(close=list(values))


def _meta(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda result: result["meta"].update(values)


def _stamps(*values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda result: result.update(timestamp=list(values))


_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
_BOMB = gzip.compress(b" " * (64 << 20), 1)
_RIGHT = document()
_STAMPS = json.loads(_RIGHT)["chart"]["result"][0]["timestamp"]

ENDLESS: dict[str, Talk] = {
    "body-drip": forever(_OK + b"Content-Length: 1000000000\r\n\r\n", b" "),
    "header-drip": forever(_OK + b"X-Slow: ", b"a"),
    "status-drip": forever(b"HTTP/1.1 2", b""),
    "chunk-drip": forever(_CHUNKED, b"1\r\n \r\n"),
    "informational-flood": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "nothing": forever(b"", b""),
}
"""Modes that only the bound of time ends."""

WRONG: dict[str, Talk] = {
    "huge-body": forever(_OK + b"Content-Length: 8000000000\r\n\r\n", b" " * (1 << 20), 0.0),
    "huge-body-without-length": forever(_OK + b"\r\n", b" " * (1 << 20), 0.0),
    "huge-header": forever(_OK + b"X-Long: ", b"a" * (1 << 16), 0.0),
    "header-flood": forever(_OK, b"X-A: b\r\n" * 4096, 0.0),
    "gzip-bomb": says(_BOMB, "Content-Encoding: gzip"),
    "gzip-cut": says(gzip.compress(_RIGHT)[:-20], "Content-Encoding: gzip"),
    "gzip-nonsense": says(b"\x1f\x8b\x08junk", "Content-Encoding: gzip"),
    "packed-unasked": says(_RIGHT, "Content-Encoding: br"),
    "length-too-long": says(_RIGHT, length=len(_RIGHT) + 100),
    "length-too-short": says(_RIGHT, length=len(_RIGHT) - 100),
    "length-nonsense": sends(_OK + b"Content-Length: many\r\n\r\n{}"),
    "chunked-nonsense": sends(_CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n"),
    "no-http": sends(b"220 mail.example ESMTP\r\n"),
    "cut-in-headers": sends(_OK + b"Content-Le"),
    "cut-at-once": sends(b""),
    "redirect-to-file": says(b"", "Location: file:///etc/passwd", status="302 Found"),
    "redirect-to-host": says(b"", "Location: http://127.0.0.2:9/", status="301 Moved"),
    "redirect-in-a-circle": says(b"", "Location: /v8/finance/chart/X", status="308 Again"),
    "redirect-with-prices": says(_RIGHT, "Location: /", status="302 Found"),
    "error-with-prices": says(_RIGHT, status="500 Oh"),
    "forbidden-with-a-page": says(b"<html>" * 10_000, status="403 No"),
    "empty": says(b""),
    "page": says(b"<!doctype html><title>Consent</title>", "Content-Type: text/html"),
    "json-cut": says(_RIGHT[:-9]),
    "json-deep": says(b"[" * 200_000),
    "json-deep-result": says(b'{"chart":{"result":' + b'[{"a":' * 100_000),
    "byte-order-mark": says(b"\xef\xbb\xbf" + _RIGHT),
    "utf-16": says(_RIGHT.decode().encode("utf-16")),
    "nan": says(_RIGHT.replace(b"101.0", b"NaN")),
    "infinity": says(_RIGHT.replace(b"101.0", b"1e999")),
    "strings-for-numbers": spoilt(_closes(*map(str, CLOSES))),
    "endless-digits": says(_RIGHT.replace(b"101.0", b"1" * 100_000)),
    "negative-price": spoilt(_closes(100.0, -101.0, 102.0, 103.0, 104.0)),
    "price-of-zero": spoilt(_closes(100.0, 0, 102.0, 103.0, 104.0)),
    "fewer-closes": spoilt(_closes(100.0)),
    "more-closes": spoilt(_closes(*CLOSES, 1.0)),
    "no-closes": spoilt(lambda result: _figures(result).update(close=None)),
    "null-stamps": spoilt(lambda result: result.update(timestamp=None)),
    "stamp-of-text": spoilt(_stamps(*map(str, _STAMPS))),
    "day-twice": spoilt(_stamps(_STAMPS[0], *_STAMPS[:1], *_STAMPS[2:])),
    "stamp-beyond-time": spoilt(_stamps(10**18, *_STAMPS[1:])),
    "no-zone": spoilt(lambda result: result["meta"].pop("gmtoffset")),
    "zone-unknown": spoilt(_meta(exchangeTimezoneName="Mars/Olympus")),
    "zone-a-path": spoilt(_meta(exchangeTimezoneName="../../etc/passwd")),
    "zone-a-folder": spoilt(_meta(exchangeTimezoneName="America")),
    "other-symbol": spoilt(_meta(symbol="X\n# currency: EUR")),
    "currency-with-break": spoilt(_meta(currency="USD\n2026-01-01,1,1,1,1,,,,")),
    "currency-with-escape": spoilt(_meta(currency="\x1b[2J")),
    "split-by-zero": spoilt(
        lambda result: result.update(
            events={"splits": {"1": {"date": _STAMPS[1], "numerator": 4, "denominator": 0}}}
        )
    ),
    "dividend-below-zero": spoilt(
        lambda result: result.update(
            events={"dividends": {"1": {"date": _STAMPS[1], "amount": -1.0}}}
        )
    ),
    "error-of-its-own": says(
        json.dumps({"chart": {"error": {"code": "\x1b[2J", "description": "x\n" * 9999}}}).encode()
    ),
}
"""Modes that must end in an error, and nothing stored."""

HARMLESS: dict[str, Talk] = {
    "days-in-1900-and-3000": spoilt(_stamps(-2_208_988_800, *_STAMPS[1:4], 32_503_680_000)),
    "days-out-of-order": spoilt(_stamps(*reversed(_STAMPS))),
}
"""Modes in which what is stored are bars of days that were asked for, in order."""


@contextmanager
def attacking(talk: Talk) -> Iterator[str]:
    """The server's address while the block runs; each connection is spoken to in that way."""
    closing = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                connection.recv(65_536)
                talk(connection, closing)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        closing.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
