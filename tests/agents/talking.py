"""A client of the official SDK that talks to one `thesis mcp`, or a pipe that talks without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, Tool

from sizes import WHOLE
from thesisvault.agents.keep import Keep
from thesisvault.agents.server import Served

PROTOCOLS = ("2025-06-18", "2025-11-25", "2026-07-28")
_HANDSHAKE = "mcp.client.session.LATEST_HANDSHAKE_VERSION"
PROGRAM = "import sys; sys.argv[0] = 'thesis'; from thesisvault.cli.main import main; main()"


_COMMAND = (sys.executable, "-c", PROGRAM)


def line(vault: Path, *options: str, program: Sequence[str] = _COMMAND) -> list[str]:
    """The command line of a server."""
    return [*program, "--vault", str(vault), "mcp", *options]


class Talk:
    """A conversation with a server."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self.client = portal, client
        self.tools: dict[str, Tool] = {
            tool.name: tool for tool in self.ask(client.list_tools).tools
        }

    def ask(self, method: Any, *arguments: Any) -> Any:
        """What a method of the client answers."""
        return self._portal.call(method, *arguments)

    def call(self, name: str, **given: Any) -> CallToolResult:
        """What a tool answers; the client has validated it against the tool's schema."""
        found = self.ask(self.client.call_tool, name, given)
        assert isinstance(found, CallToolResult)
        return found

    def document(self, name: str, **given: Any) -> dict[str, Any]:
        """The document of an answer that must be none of a fault."""
        found = self.call(name, **given)
        assert not found.is_error, text_of(found)
        document: dict[str, Any] = found.structured_content
        return document

    def fault(self, name: str, **given: Any) -> str:
        """The sentence of an answer that must be one of a fault."""
        found = self.call(name, **given)
        assert found.is_error and found.structured_content is None, (name, given)
        return text_of(found)

    def resource(self, uri: str) -> str:
        """A resource's text."""
        text: str = self.ask(self.client.read_resource, uri).contents[0].text
        return text

    def at_once(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> list[CallToolResult]:
        """All of these calls, sent before any is answered."""
        import anyio

        found: dict[int, CallToolResult] = {}

        async def one(at: int, name: str, given: dict[str, Any]) -> None:
            answer = await self.client.call_tool(name, given)
            assert isinstance(answer, CallToolResult)
            found[at] = answer

        async def together() -> None:
            async with anyio.create_task_group() as tasks:
                for at, (name, given) in enumerate(calls):
                    tasks.start_soon(one, at, name, given)

        self._portal.call(together)
        return [found[at] for at in range(len(calls))]


def text_of(found: CallToolResult) -> str:
    """The text of an answer."""
    return found.content[0].text  # type: ignore[union-attr]


@contextmanager
def talk(
    vault: Path,
    *,
    proposing: bool = False,
    protocol: str = PROTOCOLS[-1],
    apart: bool = WHOLE,
    program: Sequence[str] = _COMMAND,
) -> Iterator[Talk]:
    """A server over a vault, and a client that speaks this revision of the protocol.

    `apart`: the server is a process, which takes a second to start; else it is in this one.
    """
    served = None
    if apart:
        command, *arguments = line(vault, *(("--propose",) if proposing else ()), program=program)
        server = StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
    else:
        served = Served(Keep(vault), proposing=proposing)
    mode: Any = "auto" if protocol == PROTOCOLS[-1] else "legacy"
    try:
        with (
            mock.patch(_HANDSHAKE, PROTOCOLS[-2] if mode == "auto" else protocol),
            open(os.devnull, "w") as quiet,
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(
                Client(served.server if served else stdio_client(server, errlog=quiet), mode=mode)
            ) as client,
        ):
            assert client.protocol_version == protocol
            yield Talk(portal, client)
    finally:
        if served:
            served.close()


class Pipe:
    """A server that is fed bytes."""

    def __init__(self, vault: Path, *options: str, program: Sequence[str] = _COMMAND) -> None:
        self.process = subprocess.Popen(
            line(vault, *options, program=program),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        self.lines: list[bytes] = []
        self._got = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for row in self._out:
            with self._got:
                self.lines.append(row)
                self._got.notify_all()

    def send(self, data: bytes) -> None:
        self._in.write(data)
        self._in.flush()

    def request(self, number: int, method: str, **params: Any) -> None:
        """Send a request."""
        frame = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
        self.send(json.dumps(frame).encode() + b"\n")

    def answer(self, number: int) -> dict[str, Any]:
        """The answer to a request, waited for."""

        def known() -> dict[str, Any] | None:
            frames = (json.loads(row) for row in self.lines)
            return next((one for one in frames if one.get("id") == number), None)

        with self._got:
            assert self._got.wait_for(lambda: known() is not None, 60), "no answer"
        found = known()
        assert found is not None
        return found

    def begin(self) -> None:
        """Shake hands."""
        self.request(
            0, "initialize", protocolVersion=PROTOCOLS[1], capabilities={},
            clientInfo={"name": "pipe", "version": "1"},
        )  # fmt: skip
        self.answer(0)
        self.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')

    def end(self) -> int:
        """Close standard input and wait."""
        self._in.close()
        code = self.process.wait(60)
        self._reader.join(60)
        self._out.close()
        return code
