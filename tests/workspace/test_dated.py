"""A vault day by day: each day's is the one that would be made anew, whatever day came before."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from repositories import commits, record
from sizes import share
from thesisvault.graph.near import Near
from thesisvault.graph.vault import Vault
from thesisvault.workspace import open_workspace
from thesisvault.workspace.dated import Days

LATEST = "---\ncreated: 2026-03-01\nsuperseded: 2026-02-31\n---\n[[Nowhere]]\n"
"""A note that links what no other one does."""
UNREADABLE = "---\ndate: 2026-13-40\ntype: rotation\n---\nFrom [[A]] into [[Nowhere]].\n"
"""A note of a day that cannot be read: it is seen from that of the newest one on."""


def test_each_day_is_as_if_it_were_the_only_one(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    record(root, list(commits(share(30, 90), seed=5))[-1:])
    (root / "Late.md").write_text(LATEST)
    (root / "Unreadable.md").write_text(UNREADABLE)
    found = open_workspace(root)
    days = Days(found)
    chance = random.Random(7)
    first = dt.date(2025, 11, 1)
    seen: set[frozenset[str]] = set()
    for _ in range(share(40, 200)):
        day = first + dt.timedelta(chance.randint(0, 180))
        vault, anew = days.on(day).vault, Vault(found.index.source(day))
        assert isinstance(vault, Near) or not seen
        assert dict(vault.noted_facts) == dict(anew.noted_facts)
        assert (vault.outgoing, vault.incoming) == (anew.outgoing, anew.incoming)
        assert dict(vault.stated) == dict(anew.stated)
        assert vault.may_be_theses == anew.may_be_theses
        assert [node.id for node in vault.unwritten()] == [node.id for node in anew.unwritten()]
        seen.add(frozenset(vault.noted_facts))
    assert len(seen) > 5
    found.close()


def test_a_day_that_is_asked_for_again_is_not_made_again(tmp_path: Path) -> None:
    record(tmp_path, list(commits(4))[-1:])
    found = open_workspace(tmp_path)
    days, day = Days(found), dt.date(2026, 1, 6)
    days.on(dt.date(2026, 1, 1))
    assert days.on(day).vault is days.on(day).vault
    found.close()
