"""What a client's configuration must say to start `thesis mcp`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec import Struct


class Client(Struct, frozen=True):
    """A client, the file that it reads, and the key under which servers stand."""

    file: str
    key: str
    kind: str = ""
    """What the entry must call its transport, where it must."""


CLIENTS = {
    "claude": Client("claude_desktop_config.json, or .mcp.json for Claude Code", "mcpServers"),
    "cursor": Client("~/.cursor/mcp.json", "mcpServers"),
    "vscode": Client(".vscode/mcp.json", "servers", "stdio"),
}


def snippet(name: str, program: str, arguments: Sequence[str]) -> str:
    """The JSON for a client's file."""
    client = CLIENTS[name]
    entry: dict[str, object] = {"type": client.kind} if client.kind else {}
    entry |= {"command": program, "args": list(arguments)}
    return json.dumps({client.key: {"thesis": entry}}, indent=2, ensure_ascii=False)
