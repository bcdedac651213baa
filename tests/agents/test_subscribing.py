"""A client that subscribes to a resource hears when that changes, and of no other."""

from __future__ import annotations

import json
import sys
import time
from itertools import count
from pathlib import Path

import anyio
from anyio.abc import TaskStatus

from agents import small
from agents.talking import PROGRAM, Pipe, Talk, talk
from thesisvault.agents import server

# A second between two looks would be most of what these tests take.
_LOOKS_OFTEN = (sys.executable, "-c", f"import {server.__name__} as s; s.LOOK = 0.1; {PROGRAM}")
_URI = "thesis://note/Portfolio.md"


def test_a_listener_hears_of_a_save(tmp_path: Path) -> None:
    root = small.make(tmp_path / "vault")
    with talk(root, apart=True, program=_LOOKS_OFTEN) as talking:
        assert talking.ask(_heard, talking, root) == _URI


async def _heard(talking: Talk, root: Path) -> str:
    async def save_on(*, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
        task_status.started()
        for number in count():
            _save(root, number)
            await talking.client.list_tools(cache_mode="bypass")
            await anyio.sleep(0.05)

    with anyio.fail_after(90):
        async with (
            talking.client.listen(resource_subscriptions=[_URI]) as events,
            anyio.create_task_group() as tasks,
        ):
            await tasks.start(save_on)
            async for event in events:
                tasks.cancel_scope.cancel()
                return str(getattr(event, "uri", ""))
    raise AssertionError("the stream ended")


def test_a_subscriber_of_an_earlier_revision_hears_of_a_save(tmp_path: Path) -> None:
    root = small.make(tmp_path / "vault")
    pipe = Pipe(root, program=_LOOKS_OFTEN)
    pipe.begin()
    pipe.request(1, "resources/subscribe", uri=_URI)
    pipe.answer(1)
    for number in range(2, 2_000):
        _save(root, number)
        pipe.request(number, "tools/call", name="list_notes", arguments={})
        pipe.answer(number)
        frames = [json.loads(row) for row in pipe.lines]
        told = [one for one in frames if one.get("method") == "notifications/resources/updated"]
        if told:
            break
        time.sleep(0.03)
    assert pipe.end() == 0
    assert {one["params"]["uri"] for one in told} == {_URI}


def _save(root: Path, number: int) -> None:
    (root / "Portfolio.md").write_text(f"# Portfolio\n\n{number}\n")
    (root / "Notes/Talk.md").write_text(f"{number}\n")
