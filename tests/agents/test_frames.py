"""Bytes that are no protocol: nothing but JSON-RPC is ever answered, and the server goes on."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from agents import small
from agents.talking import Pipe
from agents.test_tools import ASKED
from sizes import share
from thesisvault.agents.tools import reading

_SEEDS: list[dict[str, Any]] = [
    {"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": {}},
    {"jsonrpc": "2.0", "id": 8, "method": "resources/list", "params": {"cursor": "x"}},
    {"jsonrpc": "2.0", "id": 9, "method": "resources/read", "params": {"uri": "thesis://review"}},
    {"jsonrpc": "2.0", "id": 10, "method": "prompts/get", "params": {"name": "weekly_review"}},
    {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}},
    *(
        {
            "jsonrpc": "2.0",
            "id": 20 + number,
            "method": "tools/call",
            "params": {"name": name, "arguments": ASKED.get(name, {})},
        }
        for number, name in enumerate(("list_notes", "note", "links", "calendar", "check"))
    ),
]
_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1e400,
    "",
    "x" * 999,
    [],
    {},
    [[[]]],
    "\0",
    "../..",
)


def mutated(chance: random.Random) -> bytes:
    """A frame with something wrong in it."""
    frame: Any = json.loads(json.dumps(chance.choice(_SEEDS)))
    for _ in range(chance.randint(1, 3)):
        holder = chance.choice([frame, frame.get("params") or frame])
        if isinstance(holder, dict) and holder:
            key = chance.choice([*holder, "extra"])
            holder[key] = chance.choice(_VALUES)
        if not isinstance(frame.get("params"), dict):
            break
    data = bytearray(json.dumps(frame).encode())
    if chance.random() < 0.5:
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
    return bytes(data).replace(b"\n", b" ") + b"\n"


def test_garbage(tmp_path: Path) -> None:
    pipe = Pipe(small.make(tmp_path / "vault"))
    pipe.begin()
    chance = random.Random(20)
    for _ in range(share(50, 1_000)):
        pipe.send(mutated(chance))
    pipe.send(
        b'{"jsonrpc":"2.0","id":30,"method":"' + b"x" * share(1_000_000, 10_000_000) + b'"}\n'
    )
    pipe.send(b"\n\xff\xfe\n[]\n{}\n")
    pipe.request(1_001, "tools/call", name="list_notes", arguments={})
    pipe.request(1_002, "tools/call", name="crowding", arguments={})
    pipe.send(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1002}}\n')
    pipe.request(1_003, "tools/call", name="calendar", arguments={})
    assert not pipe.answer(1_001)["result"].get("isError")
    assert not pipe.answer(1_003)["result"].get("isError")
    pipe.send(b'{"jsonrpc":"2.0","id":99')  # half a line, and the end
    assert pipe.end() == 0
    for row in pipe.lines:
        assert json.loads(row)["jsonrpc"] == "2.0"


def test_there_is_something_to_ask() -> None:
    assert len(reading()) > 20
