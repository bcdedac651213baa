"""A vault behind its pages, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from thesisvault.model.settings import Settings
from thesisvault.web.app import Pages
from thesisvault.web.guard import App, Guard
from thesisvault.web.owner import Owner

PORT = 8377
DAY = dt.date(2026, 1, 9)


def day_of(settings: Settings) -> dt.date:
    return settings.as_of or DAY


@contextlib.contextmanager
def owned(root: Path) -> Iterator[Owner]:
    """An owner that has read its vault."""
    owner = Owner(root, day_of, lambda: dt.datetime(2026, 1, 9, 12, 4, 31), lambda _: None)
    owner.start()
    try:
        wait_past(owner, 0)
        yield owner
    finally:
        owner.close()


def wait_past(owner: Owner, version: int) -> None:
    """Until there is a later version; it fails where none comes."""
    until = time.monotonic() + 60
    while owner.version <= version:
        assert time.monotonic() < until, "nothing was read"
        time.sleep(0.01)


class Answer(Struct):
    """What came back."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """A browser without a network: what it sends is what is asked, byte for byte."""

    def __init__(self, app: App) -> None:
        self._app = app

    def get(self, path: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> Answer:
        return self.request("GET", path, headers)

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Answer:
        sent = list(headers.items() if isinstance(headers, Mapping) else headers)
        if not any(name == "host" for name, _ in sent):
            sent.append(("host", f"127.0.0.1:{PORT}"))
        where, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": "http", "path": unquote(where), "raw_path": where.encode(),
            "query_string": query.encode(), "root_path": "", "server": ("127.0.0.1", PORT),
            "client": ("127.0.0.1", 1), "headers": [(n.encode(), v.encode()) for n, v in sent],
        }  # fmt: skip
        return asyncio.run(self._answered(scope, body))

    async def _answered(self, scope: dict[str, Any], body: bytes) -> Answer:
        found = Answer(0, {}, b"")

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                found.status_code = message["status"]
                found.headers = {n.decode(): v.decode() for n, v in message["headers"]}
            else:
                found.content += message.get("body", b"")

        await self._app(scope, receive, send)
        return found


@contextlib.contextmanager
def served(root: Path, key: str | None = None) -> Iterator[Client]:
    """A client of the pages of a vault."""
    with owned(root) as owner:
        yield Client(Guard(Pages(owner, patience=None).app(), PORT, key))
