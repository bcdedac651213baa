"""A stop that cannot be watched is told among the criteria, with the reason."""

from __future__ import annotations

import pytest

from cli.conftest import Command, Write


@pytest.mark.parametrize(("tickers", "told"), [("NVDA, AMD", True), ("NVDA", False)])
def test_a_stop_of_several_things(write: Write, thesis: Command, tickers: str, told: bool) -> None:
    head = f"---\ntype: thesis\nside: long\ntickers: {tickers}\nstop: 88\n---\n"
    write({"Theses/Long chips.md": head})
    shown = " ".join(thesis("explain", "Long chips", "--as-of", "2026-01-09").out.split())
    assert ("stop 88 (not watched, since it does not hold one security" in shown) is told
