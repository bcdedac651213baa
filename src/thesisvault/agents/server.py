"""``thesis mcp``: the tools, resources and prompts over standard input and output.

The official SDK's low-level server: schemas come from our reports, and not from the signatures of
functions. Its loop only passes messages on; the vault belongs to one thread of its own, which
answers one question after the other.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.session import ServerSession
from mcp.server.stdio import stdio_server
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler, ResourceUpdated
from mcp.shared.exceptions import MCPError

from thesisvault import __version__
from thesisvault.agents import prompts, resources
from thesisvault.agents.calls import Calls, Listed, said
from thesisvault.agents.data import fenced, short
from thesisvault.agents.gate import Gate
from thesisvault.agents.guide import instructions
from thesisvault.agents.keep import Keep
from thesisvault.model.errors import ThesisVaultError
from thesisvault.storage import memory

T = TypeVar("T")
Context = ServerRequestContext[Any, Any]
LOOK = 1.0
"""Seconds between two looks at the vault while somebody has subscribed to a resource."""
_MOST = 100
"""Completions of one answer, by the protocol."""


def serve(
    root: Path, *, proposing: bool = False, as_of: dt.date | None = None, gate: Gate | None = None
) -> None:
    """Answer a client until it closes standard input."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    served = Served(Keep(root, gate, as_of, _tell), proposing=proposing)
    memory.settle()
    try:
        anyio.run(served.run)
    finally:
        served.close()


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Served:
    """One server over one vault."""

    def __init__(self, keep: Keep, *, proposing: bool) -> None:
        """The vault is opened by the first question."""
        self._keep = keep
        self._calls = Calls(keep, proposing=proposing, tell=_tell)
        self._owner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vault")
        self._subscribed: dict[str, list[ServerSession]] = {}
        self._bus = _Bus()
        self._tools = [_tool(item) for item in self._calls.listed()]
        self.server: Server[Any] = Server(
            "thesis",
            version=__version__,
            title="Investment theses",
            instructions=instructions(proposing=proposing),
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
            on_subscribe_resource=self._subscribe,
            on_unsubscribe_resource=self._unsubscribe,
            on_subscriptions_listen=ListenHandler(self._bus),
            on_list_prompts=self._list_prompts,
            on_get_prompt=self._get_prompt,
            on_completion=self._complete,
        )

    async def run(self) -> None:
        """Serve standard input and output."""
        async with stdio_server() as (reads, writes), anyio.create_task_group() as tasks:
            tasks.start_soon(self._follow)
            tasks.start_soon(self._rest)
            await self.server.run(reads, writes, self.server.create_initialization_options())
            tasks.cancel_scope.cancel()

    def close(self) -> None:
        """Let go of the vault, in its own thread."""
        self._owner.submit(self._keep.close)
        self._owner.shutdown()

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._owner, question)

    async def _asked(self, question: Callable[[], T]) -> T:
        """The same, where a fault is an error of the protocol and not a tool's result."""

        def asked() -> T:
            try:
                return question()
            finally:
                self._keep.release()

        try:
            return await self._ask(asked)
        except ThesisVaultError as fault:
            raise MCPError(types.INVALID_PARAMS, said(fault)) from None
        except OSError as error:
            raise MCPError(types.INTERNAL_ERROR, f"It cannot be read: {error.strerror}.") from None

    async def _list_tools(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=self._tools)

    async def _call_tool(
        self, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        client = _client(ctx)
        found = await self._ask(
            lambda: self._calls.call(params.name, params.arguments or {}, client)
        )
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=found.text)],
            structured_content=found.document,
            is_error=found.document is None,
        )

    async def _list_resources(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        cursor = params.cursor if params else None
        found, more = await self._asked(lambda: resources.listed(self._keep, cursor))
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=item.uri, name=item.name, mime_type=item.kind) for item in found
            ],
            next_cursor=more,
        )

    async def _list_templates(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=f"{resources.THESIS}{{name}}",
                    name="A thesis with its evidence",
                    mime_type="application/json",
                ),
                types.ResourceTemplate(
                    uri_template=f"{resources.NOTE}{{+path}}",
                    name="A note as it is written",
                    mime_type="text/markdown",
                ),
            ]
        )

    async def _read_resource(
        self, ctx: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        text, kind = await self._asked(lambda: resources.read(self._keep, uri))
        if uri.startswith(resources.NOTE):
            text = fenced(text)
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=uri, text=text, mime_type=kind)]
        )

    async def _subscribe(
        self, ctx: Context, params: types.SubscribeRequestParams
    ) -> types.EmptyResult:
        sessions = self._subscribed.setdefault(str(params.uri), [])
        if ctx.session not in sessions:
            sessions.append(ctx.session)
        self._bus.wake()
        return types.EmptyResult()

    async def _unsubscribe(
        self, ctx: Context, params: types.UnsubscribeRequestParams
    ) -> types.EmptyResult:
        self._subscribed.pop(str(params.uri), None)
        return types.EmptyResult()

    async def _follow(self) -> None:
        """Say which resources have changed, as long as somebody wants to know."""
        before: dict[str, str] = {}
        while True:
            if not (self._subscribed or self._bus.is_heard):
                before = {}
                await self._bus.woken()
            now = await self._states()
            for uri in sorted(now.keys() | before.keys()) if before and now else ():
                if now.get(uri) != before.get(uri):
                    for session in self._subscribed.get(uri, ()):
                        await session.send_resource_updated(uri)
                    await self._bus.publish(ResourceUpdated(uri))
            before = now or before
            await anyio.sleep(LOOK)

    async def _rest(self) -> None:
        while True:
            await anyio.sleep(memory.LOOK)
            await self._ask(self._keep.look)

    async def _states(self) -> dict[str, str]:
        try:
            return await self._asked(lambda: resources.states(self._keep))
        except MCPError:  # it cannot be read now: looked at again
            return {}

    async def _list_prompts(
        self, ctx: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[_prompt(item) for item in prompts.PROMPTS.values()])

    async def _get_prompt(
        self, ctx: Context, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        try:
            text = prompts.text_of(params.name, params.arguments or {})
        except ThesisVaultError as fault:
            raise MCPError(types.INVALID_PARAMS, said(fault)) from None
        content = types.TextContent(type="text", text=text)
        return types.GetPromptResult(messages=[types.PromptMessage(role="user", content=content)])

    async def _complete(
        self, ctx: Context, params: types.CompleteRequestParams
    ) -> types.CompleteResult:
        asked = params.argument
        found = await self._asked(lambda: resources.completed(self._keep, asked.name, asked.value))
        return types.CompleteResult(
            completion=types.Completion(
                values=found[:_MOST], total=len(found), has_more=len(found) > _MOST
            )
        )


class _Bus(InMemorySubscriptionBus):
    """Knows whether anybody listens, and wakes who looks at the vault."""

    def __init__(self) -> None:
        super().__init__()
        self._wake = anyio.Event()

    @property
    def is_heard(self) -> bool:
        return bool(self._listeners)

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        found = super().subscribe(listener)
        self.wake()
        return found

    def wake(self) -> None:
        self._wake.set()

    async def woken(self) -> None:
        await self._wake.wait()
        self._wake = anyio.Event()


def _client(ctx: Context) -> str:
    known = ctx.session.client_params
    return short(known.client_info.name) if known else "a client"


def _tool(item: Listed) -> types.Tool:
    return types.Tool(
        name=item.name,
        description=item.does,
        input_schema=item.asked,
        output_schema=item.answered,
        annotations=types.ToolAnnotations(
            read_only_hint=item.reads,
            destructive_hint=None if item.reads else False,
            idempotent_hint=item.reads,
            open_world_hint=False,
        ),
    )


def _prompt(item: prompts.Prompt) -> types.Prompt:
    argument = types.PromptArgument(name=item.argument, description=item.meaning, required=True)
    return types.Prompt(
        name=item.name, description=item.does, arguments=[argument] if item.argument else []
    )
