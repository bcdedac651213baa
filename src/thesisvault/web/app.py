"""Addresses to answers: pages, their documents, files of the vault, and the stream of changes."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import secrets
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.render.document import indented
from thesisvault.reports import aside
from thesisvault.storage import inside
from thesisvault.web import book, static
from thesisvault.web.links import Served
from thesisvault.web.owner import Owner
from thesisvault.web.pages import proposals
from thesisvault.web.pages.page import Asked, Needed, read_day
from thesisvault.web.pages.proposals import Decide, Decision, Seals
from thesisvault.workspace.view import View

T = TypeVar("T")
_OF_PACKED = frozenset({"content-encoding", "content-length"})
Made: TypeAlias = Mapping[tuple[str, str], Struct]
"""Long reports by name and `Ask`."""
KEPT = 64
"""Pages that are kept as they were made and packed, until anything changes."""
GZIP, LEAST_PACKED = 31, 1024
"""What `zlib` calls the form, and bytes from which packing saves anything."""
MOST_STREAMS = 64
LARGEST_FILE = 10 * 1024 * 1024
PATIENCE = 2.0
"""Seconds after which a page that is still being made says so, and comes by itself."""
PULSE = 15.0
"""Seconds between two signs of life of a stream."""


class Signal:
    """Wakes all who wait for a change; of the event loop's thread alone."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._event = asyncio.Event()

    def give(self) -> None:
        """Wake them."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> None:
        """Until a change, or so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


class Pages:
    """The application behind the guard; asked by the event loop's thread alone."""

    def __init__(
        self, owner: Owner, decide: Decide | None = None, patience: float | None = PATIENCE
    ) -> None:
        """`owner` is asked for all that is of the vault; `decide` about proposals, if anything;
        `patience` None: a page is waited for.
        """
        self.owner, self._decide, self.patience = owner, decide, patience
        self._seals, self._decided, self._deciding = Seals(), "", asyncio.Lock()
        self.signal = Signal()
        self.is_ending = False
        self._start = secrets.token_hex(4)
        self._streams = 0
        self._kept: OrderedDict[tuple[str, str], Response] = OrderedDict()
        self._kept_of = -1
        self._making: dict[tuple[int, str, str], asyncio.Task[Response]] = {}

    def app(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                Route("/healthz", self.health),
                Route("/version", self.version),
                Route("/events", self.events),
                Route("/static/{stamp}/{name:path}", self.static),
                Route("/file/{path:path}", self.file),
                Route("/calendar.ics", self.ics),
                *self._of_proposals(),
                Route("/{path:path}", self.page),
            ]
        )

    def _of_proposals(self) -> Iterator[Route]:
        if self._decide is not None:
            yield Route("/proposals", self.proposals)
            yield Route("/proposals/{verb}", self.decided, methods=["POST"])

    def end(self) -> None:
        """End the streams, and wait for no page, so that the server can end."""
        self.is_ending = True
        for making in self._making.values():
            making.cancel()
        self.signal.give()

    @property
    def stamp(self) -> str:
        """The version; those of an earlier start differ."""
        return f"{self._start}-{self.owner.version}"

    async def health(self, request: Request) -> Response:
        """``ok``."""
        return PlainTextResponse("ok\n")

    async def version(self, request: Request) -> Response:
        """A word that changes whenever a page may."""
        return PlainTextResponse(f"{self.stamp}\n")

    async def events(self, request: Request) -> Response:
        """The versions, one after another, as they come."""
        if self._streams >= MOST_STREAMS:
            return PlainTextResponse("Too many streams.\n", 503)
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        self._streams += 1
        said = ""
        try:
            yield "retry: 2000\n\n"
            while not self.is_ending:
                if self.stamp != said:
                    said = self.stamp
                    yield f"id: {said}\nevent: version\ndata: {said}\n\n"
                else:
                    yield ": still here\n\n"
                await self.signal.wait(PULSE)
        finally:
            self._streams -= 1

    async def static(self, request: Request) -> Response:
        """A file of ours; its address changes with it."""
        name = request.path_params["name"]
        data = static.files().get(name)
        if data is None or request.path_params["stamp"] != static.stamp():
            return self._plain(request, 404, "Not found", "There is no such file.")
        kind = static.TYPES["." + name.rpartition(".")[2]]
        headers = {"cache-control": "public, max-age=31536000, immutable", "content-type": kind}
        return _as_asked(request, _packed(data, headers))

    async def file(self, request: Request) -> Response:
        """A picture of the vault; any other file as a download."""
        path = request.path_params["path"]

        def read(view: View) -> bytes | None:
            is_known = path in view.whole.attachments and inside.is_visible(path)
            if not is_known or path.lower().endswith(".md"):
                return None
            try:
                with inside.place_in(view.root, path) as place:
                    return inside.read_plain(place, LARGEST_FILE)
            except OSError:
                return None

        try:
            data = await self._ask(read) if self.owner.version else None
        except ThesisVaultError as fault:
            return self._plain(request, 503, "Not available now", str(fault))
        if data is None:
            return self._plain(request, 404, "Not found", "The vault has no such file.")
        from thesisvault.web.html import sniffed

        kind = sniffed(data[:16])
        headers = {"content-type": kind or "application/octet-stream"}
        if kind is None:
            name = quote(path.rpartition("/")[2])
            headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
        return Response(data, headers=headers)

    async def ics(self, request: Request) -> Response:
        """The calendar for calendar programs."""
        from thesisvault.render.ics import ics
        from thesisvault.reports.calendar import Ask, report

        try:
            day = read_day(request.query_params.get("as_of", ""), "as_of")
            data = await self._ask(lambda view: ics(report(view, Ask())), day)
        except ThesisVaultError as fault:
            return self._plain(request, 404, "Not found", str(fault))
        return Response(data, media_type="text/calendar")

    async def proposals(self, request: Request) -> Response:
        """What waits, as it is on the disk now: a version says nothing of proposals."""
        if not self.owner.version:
            return self._reading(request)

        def made(view: View) -> bytes:
            asked = Asked(view, Served(None, static.stamp()))
            found = proposals.page(asked, self._seals, self._decided)
            return book.filled(view, found, self._around(), "proposals", "", view.as_of)

        try:
            return Response(await self._ask(made), media_type="text/html")
        except ThesisVaultError as fault:
            return self._plain(request, 503, "Not available now", str(fault))

    async def decided(self, request: Request) -> Response:
        """Apply or discard, after the guard: what was posted must bear our seal."""
        verb = request.path_params["verb"]
        try:
            given = msgspec.json.decode(await request.body(), type=Decision)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return PlainTextResponse("The request is neither apply nor discard.\n", 400)
        if self._decide is None or not self._seals.fits(verb, given):
            return PlainTextResponse(
                "The page is from before `thesis serve` was last started: load it again.\n", 403
            )
        async with self._deciding:
            try:  # not by the owner's thread: a writer waits for others
                self._decided = await asyncio.to_thread(self._decide, verb, given.id, given.after)
            except ThesisVaultError as fault:
                return PlainTextResponse(f"{fault}\n", 409)
        return PlainTextResponse(f"{self._decided}\n")

    async def page(self, request: Request) -> Response:
        """A page, or the document beside it."""
        path, query = request.scope["path"], dict(request.query_params)
        if not self.owner.version:
            return self._reading(request)
        if self._kept_of != self.owner.version:
            self._kept.clear()
            self._kept_of = self.owner.version
        answer = self._kept.get((path, str(request.url.query)))
        if answer is None:
            making = self._begun(request, path, query)
            patience = None if path.endswith(".json") else self.patience
            done, _ = await asyncio.wait({making}, timeout=patience)
            if not done or making.cancelled():  # the latter at Ctrl-C
                return self._reading(request)
            answer = making.result()
        if request.headers.get("if-none-match") == answer.headers.get("etag", "none"):
            return Response(status_code=304, headers={"etag": answer.headers["etag"]})
        return _as_asked(request, answer)

    def _begun(
        self, request: Request, path: str, query: Mapping[str, str]
    ) -> asyncio.Task[Response]:
        """A page that is being made; who asks for it again waits for the same one."""
        key = self.owner.version, path, str(request.url.query)
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._made(request, path, query))
            making.add_done_callback(lambda made: self._keep(key, made))
        return making

    def _keep(self, key: tuple[int, str, str], made: asyncio.Task[Response]) -> None:
        del self._making[key]
        version, path, query = key
        if version == self._kept_of and not made.cancelled() and made.result().status_code == 200:
            self._kept[path, query] = made.result()
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    async def _made(self, request: Request, path: str, query: Mapping[str, str]) -> Response:
        is_document = path.endswith(".json")
        page, name = book.split(path.removesuffix(".json"))
        if not page:
            return self._plain(request, 404, "Not found", "No page has this address.")
        try:
            day = read_day(query.get("as_of", ""), "as_of") if page not in book.UNDATED else None
            body, kind = await self._whole(
                lambda view, made: self._body(
                    view, day, request, page, name, query, made, is_document
                ),
                day,
            )
        except UsageFault as fault:
            return self._failed(request, 404, "Not found", str(fault), is_document)
        except ThesisVaultError as fault:
            return self._failed(request, 503, "Not available now", str(fault), is_document)
        except Exception as error:  # ours: the page that was there stays
            told = f"{type(error).__name__}: {error}"
            said = f"This page could not be made: {told}. Please report it."
            return self._failed(request, 500, "A bug in thesisvault", said, is_document)
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        return _packed(body, {"etag": etag, "content-type": kind})

    def _body(
        self,
        view: View,
        day: dt.date | None,
        request: Request,
        page: str,
        name: str,
        query: Mapping[str, str],
        made: Made,
        is_document: bool,
    ) -> tuple[bytes, str]:
        today = self.owner.day(view.workspace)
        asked = day if day != today else None
        links = Served(asked, static.stamp())
        reader, is_past = self.owner.reader, asked is not None
        found = book.made(page, Asked(view, links, name, query, is_past, reader, made))
        if is_document:
            text = indented(book.document(found))
            return f"{text}\n".encode(), "application/json"
        address = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
        around = self._around(
            asked,
            json=_document_of(address) if found.answer is not None else None,
            ics=f"/calendar.ics{f'?as_of={asked}' if asked else ''}",
            editor=book.editor_links(str(view.root.absolute()), view.settings.web.editor),
        )
        return (
            book.filled(view, found, around, page, address, max(today, view.as_of)),
            "text/html; charset=utf-8",
        )

    def _around(self, day: dt.date | None = None, **values: Any) -> book.Around:
        owner = self.owner
        return book.Around(
            Served(day, static.stamp()),
            owner.root.absolute().name or "vault",
            version=self.stamp,
            read_at=f"{owner.read_at:%H:%M:%S}" if owner.read_at else "",
            trouble=owner.trouble,
            pages=book.HEAD if self._decide is None else (*book.HEAD, ("proposals", "Proposals")),
            as_of=day,
            **values,
        )

    def _reading(self, request: Request) -> Response:
        owner = self.owner
        if owner.version:
            heading, done = "Almost there", "All notes are read; the page is being prepared."
        else:
            done = f"Reading {owner.read:,} of {owner.whole:,} notes." if owner.whole else ""
            heading, done = "Reading the vault", done or "Looking for notes."
        if request.scope["path"].endswith(".json"):  # a program cannot read a sentence
            said = owner.trouble or f"{heading}: ask again in a second. {done}"
            answer = self._failed(request, 503, heading, said, is_document=True)
            answer.headers["retry-after"] = "1"
            return answer
        body = self._around().plain(
            heading,
            done,
            "This page loads by itself.",
            reading=True,
        )
        return Response(body, media_type="text/html")

    def _plain(self, request: Request, status: int, heading: str, said: str) -> Response:
        return Response(self._around().plain(heading, said), status, media_type="text/html")

    def _failed(
        self, request: Request, status: int, heading: str, said: str, is_document: bool
    ) -> Response:
        if is_document:
            text = indented({"error": said})
            return Response(f"{text}\n", status, media_type="application/json")
        return self._plain(request, status, heading, said)

    async def _whole(self, question: Callable[[View, Made], T], day: dt.date | None) -> T:
        """What a question is answered that may need long reports: a child makes each of them, and
        the vault's thread answers others meanwhile.
        """
        made: dict[tuple[str, str], Struct] = {}
        while True:
            try:
                found: T = await self._ask(lambda view: question(view, made), day)
                return found
            except Needed as needed:
                long, asked = needed.long, needed.question
            made[long.report, repr(long.ask)] = await _by_child(long, asked)
            self.owner.catch_up()

    async def _ask(self, question: Callable[[View], Any], day: dt.date | None = None) -> Any:
        return await asyncio.wrap_future(self.owner.ask(question, day))


async def _by_child(long: aside.Long, question: bytes) -> Struct:
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *aside.COMMAND, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        said, errors = await child.communicate(question)
        return aside.answer_of(long, said, errors, child.returncode)
    finally:
        if child.returncode is None:  # nobody waits any more
            child.kill()
            await child.wait()  # a loop that ends with a child's pipes open complains of them


def _packed(body: bytes, headers: Mapping[str, str]) -> Response:
    """An answer as it is kept; none that holds a seal, of which its length would tell."""
    if len(body) < LEAST_PACKED:
        return Response(body, headers=dict(headers))
    packed = {**headers, "content-encoding": "gzip", "vary": "accept-encoding"}
    return Response(zlib.compress(body, wbits=GZIP), headers=packed)


def _as_asked(request: Request, answer: Response) -> Response:
    """The answer for who has not said that he unpacks: as it was before."""
    takes = request.headers.get("accept-encoding", "")
    if "gzip" in takes or "content-encoding" not in answer.headers:
        return answer
    headers = {name: value for name, value in answer.headers.items() if name not in _OF_PACKED}
    return Response(zlib.decompress(bytes(answer.body), GZIP), answer.status_code, headers)


def _document_of(address: str) -> str:
    path, mark, query = address.partition("?")
    return f"{'/review' if path == '/' else path}.json{mark}{query}"
