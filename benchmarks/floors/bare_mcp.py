"""The least server for agents: the official SDK with one tool that answers nothing."""

from typing import Any

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server


async def tools(context: Any, params: Any) -> types.ListToolsResult:
    """One tool."""
    return types.ListToolsResult(tools=[types.Tool(name="nothing", input_schema={})])


async def run() -> None:
    """Serve standard input and output."""
    server: Server[Any] = Server("floor", on_list_tools=tools)
    async with stdio_server() as (reads, writes):
        await server.run(reads, writes, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(run)
