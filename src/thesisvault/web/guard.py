"""What each request passes first: who may ask, how, and the headers of every answer.

A page that listens on this computer can be asked by any web site that is open in its browser, and
by a name that was made to lead here (DNS rebinding). So the name, the origin and the kind of each
request are looked at before anything else is done.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_HEADERS, MOST_QUERY, MOST_BODY = 8 * 1024, 2 * 1024, 1024
"""Bytes: more is nothing that a browser asks of us."""
COOKIE = "thesis-key"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_FRAMES = frozenset({"iframe", "frame", "embed", "object", "fencedframe"})


class Refusal(Struct, frozen=True):
    """An answer without a page."""

    status: HTTPStatus
    why: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Guard:
    """An ASGI application around the pages; `key`: what a browser must show, None for no key."""

    def __init__(
        self, app: App, port: int, key: str | None = None, posts: Collection[str] = ()
    ) -> None:
        """`port` is the one that is listened on: a Host with another one is not meant for us.

        `posts`: the paths to which a page of ours may post.
        """
        self._app, self._key, self._posts = app, key, posts
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        if port == 80:
            self._hosts |= {"127.0.0.1", "localhost", "[::1]"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let the pages answer; either way with our headers."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a web socket: nothing here speaks it
            await send({"type": "websocket.close", "code": 1008})
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        else:
            await _refuse(refusal, scope["method"] == "HEAD", _with_headers(send))

    def _refusal(self, scope: Scope) -> Refusal | None:
        raw: list[tuple[bytes, bytes]] = scope["headers"]
        if sum(len(name) + len(value) for name, value in raw) > MOST_HEADERS:
            return Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too long.")
        if len(scope["query_string"]) > MOST_QUERY:
            return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, "The query is too long.")
        hosts = [value for name, value in raw if name == b"host"]
        if len(hosts) != 1 or hosts[0].decode("latin-1").lower() not in self._hosts:
            return Refusal(HTTPStatus.MISDIRECTED_REQUEST, "This host is not served here.")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
        return (
            self._of_another(headers)
            or self._by_method(scope, headers)
            or self._without_key(scope, headers)
        )

    def _of_another(self, headers: Mapping[str, str]) -> Refusal | None:
        """A request that another site's page has made."""
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{headers['host'].lower()}":
            return Refusal(HTTPStatus.FORBIDDEN, "The request comes from another site.")
        site = headers.get("sec-fetch-site", "none")
        is_visit = headers.get("sec-fetch-mode", "navigate") == "navigate"
        is_framed = headers.get("sec-fetch-dest", "document") in _FRAMES
        # Another port of this computer is the same site, and may be anybody's program.
        if site not in ("none", "same-origin") and (not is_visit or is_framed):
            return Refusal(HTTPStatus.FORBIDDEN, "The request comes from another site.")
        return None

    def _by_method(self, scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
        if scope["method"] == "POST" and scope["path"] in self._posts:
            return _posted(headers)
        if scope["method"] not in ("GET", "HEAD"):
            return Refusal(
                HTTPStatus.METHOD_NOT_ALLOWED, "Pages are read-only.", ((b"allow", b"GET, HEAD"),)
            )
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Nothing can be posted here.")
        return None

    def _without_key(self, scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
        """A request without the key; a key in the address becomes a cookie."""
        if self._key is None or hmac.compare_digest(_cookie(headers).encode(), self._key.encode()):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for name, value in query if name == "key"), "")
        if not hmac.compare_digest(given.encode(), self._key.encode()):
            why = "A key is needed: open the address that `thesis serve` has printed."
            return Refusal(HTTPStatus.UNAUTHORIZED, why)
        rest = urlencode([(name, value) for name, value in query if name != "key"])
        path = scope.get("raw_path") or b"/"
        if path.startswith(b"//"):  # else it would name another host
            path = b"/"
        cookie = f"{COOKIE}={self._key}; Path=/; HttpOnly; SameSite=Strict"
        where = path + (b"?" + rest.encode() if rest else b"")
        return Refusal(
            HTTPStatus.SEE_OTHER, "", ((b"location", where), (b"set-cookie", cookie.encode()))
        )


def _posted(headers: Mapping[str, str]) -> Refusal | None:
    """What is posted by anything but a script of our own page.

    JSON can be sent by no form, and by no other site without being asked for first.
    """
    # An origin that is there was found to be ours before.
    if "origin" not in headers or headers.get("sec-fetch-site") != "same-origin":
        return Refusal(HTTPStatus.FORBIDDEN, "Only a page of this server can post.")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Only JSON is accepted here.")
    length = headers.get("content-length", "")
    is_short = re.fullmatch(r"[0-9]{1,4}", length) and int(length) <= MOST_BODY
    if not is_short or "transfer-encoding" in headers:
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too long.")
    return None


def _cookie(headers: Mapping[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = list(message.get("headers", ()))
            named = {name.lower() for name, _ in own}
            own += HEADERS
            if b"cache-control" not in named:
                own.append((b"cache-control", b"no-store"))
            message = {**message, "headers": own}
        await send(message)

    return sending


async def _refuse(refusal: Refusal, is_head: bool, send: Send) -> None:
    body = f"{refusal.why}\n".encode() if refusal.why else b""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})
