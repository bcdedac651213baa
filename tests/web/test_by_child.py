"""A child that makes a long report, and the request that waits for it."""

from __future__ import annotations

import asyncio
import gc
import sys
from typing import Any

import pytest
from msgspec import Struct

from thesisvault.reports import aside
from thesisvault.web import app


def test_a_child_is_ended_and_awaited_with_its_request(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Else the loop that ends first complains of the child's pipes on the terminal."""
    sleeps = "import sys, time; sys.stdin.buffer.read(); time.sleep(600)"
    monkeypatch.setattr(aside, "COMMAND", (sys.executable, "-c", sleeps))
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def remembered(*command: str, **pipes: Any) -> asyncio.subprocess.Process:
        started.append(await start(*command, **pipes))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remembered)

    async def asked() -> None:
        making = asyncio.create_task(app._by_child(aside.Long("survey", Struct()), b""))
        while not started:
            await asyncio.sleep(0)
        making.cancel()

    asyncio.run(asked())
    assert started[0].returncode is not None
    gc.collect()
    assert capfd.readouterr().err == ""
