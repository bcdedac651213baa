"""The server: one socket of this computer, one event loop, one owner of the vault."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn

from thesisvault.model.errors import UsageFault
from thesisvault.storage.memory import settle
from thesisvault.web.app import Pages
from thesisvault.web.guard import Guard
from thesisvault.web.owner import Owner
from thesisvault.web.pages.proposals import PATHS, Decide

PORT, PORTS = 8377, 10
HOST = "127.0.0.1"
"""There is no option for another: the pages are for whoever sits at this computer."""


def listen(port: int | None) -> socket.socket:
    """A socket on the port, else on the next free of ten. Raises `UsageFault`."""
    for number in _ports(port):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, number))
            found.listen(64)
            return found
        except OSError as error:
            found.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    if port is not None:
        raise UsageFault(f"Port {port} is taken or not allowed: give another one with `--port`.")
    raise UsageFault(
        f"The ports {PORT} to {PORT + PORTS - 1} are all taken: give another one with `--port`."
    )


def _ports(port: int | None) -> Iterator[int]:
    yield from (port,) if port is not None else range(PORT, PORT + PORTS)


class _Server(uvicorn.Server):
    """Ends its streams when it is told to end, and waits for nothing else."""

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """At Ctrl-C."""
        self._end()
        super().handle_exit(sig, frame)


def serve(
    owner: Owner, listening: socket.socket, key: str | None, decide: Decide | None = None
) -> None:
    """Serve until Ctrl-C; raises `KeyboardInterrupt` then.

    `decide` carries out what a person decides about proposals; without it nothing is taken.
    """
    asyncio.run(_serve(owner, listening, key, decide))


async def _serve(
    owner: Owner, listening: socket.socket, key: str | None, decide: Decide | None
) -> None:
    pages = Pages(owner, decide)
    loop = asyncio.get_running_loop()

    def tell() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(pages.signal.give)

    owner.on_change = tell
    config = uvicorn.Config(
        Guard(pages.app(), listening.getsockname()[1], key, PATHS if decide else ()),
        http="h11",
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=16 * 1024,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
    )
    settle()
    owner.start()
    await _Server(config, pages.end).serve(sockets=[listening])
