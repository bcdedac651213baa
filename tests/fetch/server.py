"""A real HTTP server on 127.0.0.1 that answers as Yahoo's chart service does."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

NEW_YORK = -18_000
"""Seconds east of Greenwich, as the service gives them in January."""


@dataclass(frozen=True)
class Answer:
    """What the server says: `wait` seconds late."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass
class Server:
    """Answers by symbol; every request that came in, as symbol and parameters."""

    answers: dict[str, Answer]
    url: str = ""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


UNKNOWN = Answer(
    404,
    json.dumps(
        {
            "chart": {
                "result": None,
                "error": {
                    "code": "Not Found",
                    "description": "No data found, symbol may be delisted",
                },
            }
        }
    ).encode(),
)


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[Server]:
    """The server while the block runs; a symbol without an answer is unknown."""
    server = Server(dict(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            symbol = unquote(parts.path.removeprefix("/v8/finance/chart/"))
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            server.requests.append((symbol, asked))
            server.agents.append(self.headers.get("User-Agent", ""))
            answer = server.answers.get(symbol, UNKNOWN)
            server.closing.wait(answer.wait)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that went away
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()


def opening(day: dt.date, offset: int = NEW_YORK) -> int:
    """The session's opening at half past nine there, in seconds of the epoch."""
    local = dt.datetime.combine(day, dt.time(9, 30), tzinfo=dt.UTC)
    return int(local.timestamp()) - offset


def chart(
    days: Sequence[dt.date],
    closes: Sequence[float | None],
    *,
    currency: str | None = "USD",
    offset: int = NEW_YORK,
    splits: Mapping[dt.date, tuple[float, float]] | None = None,
    dividends: Mapping[dt.date, float] | None = None,
) -> Answer:
    """An answer with bars: opens 1 % below, highs 2 % above, lows 2 % below the closes.

    A fixed sum is traded each day, so that volumes go against prices as in a split.
    """

    def shifted(by: float) -> list[float | None]:
        return [None if close is None else close * (1.0 + by) for close in closes]

    events: dict[str, Any] = {}
    if dividends:
        events["dividends"] = {
            str(opening(day, offset)): {"amount": amount, "date": opening(day, offset)}
            for day, amount in dividends.items()
        }
    if splits:
        events["splits"] = {
            str(opening(day, offset)): {
                "date": opening(day, offset),
                "numerator": new,
                "denominator": old,
                "splitRatio": f"{new:g}:{old:g}",
            }
            for day, (new, old) in splits.items()
        }
    result: dict[str, Any] = {
        "meta": {"currency": currency, "gmtoffset": offset, "instrumentType": "EQUITY"},
        "timestamp": [opening(day, offset) for day in days],
        "indicators": {
            "quote": [
                {
                    "open": shifted(-0.01),
                    "high": shifted(0.02),
                    "low": shifted(-0.02),
                    "close": list(closes),
                    "volume": [None if close is None else 1e5 / close for close in closes],
                }
            ],
            "adjclose": [{"adjclose": [None if c is None else c - 0.5 for c in closes]}],
        },
    }
    if events:
        result["events"] = events
    return said({"chart": {"result": [result], "error": None}})


def said(document: Any, status: int = 200) -> Answer:
    """Any document as an answer."""
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
