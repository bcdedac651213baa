"""`--as-recorded`: what git recorded by a day, byte for byte as a checkout of that day says it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from repositories import FIRST, commits, git, record
from sizes import share

from .conftest import Command


def differing(thesis: Command, folder: Path, count: int, days: int, seed: int) -> list[dt.date]:
    """The days on which a copy and a checkout do not say the same."""
    made, checkout = folder / "made", folder / "checkout"
    record(made, commits(count, seed), "vault/")
    git(folder, "clone", "-q", str(made), str(checkout))
    (made / "vault" / "Theses" / "Uncommitted.md").write_text("---\ntype: thesis\n---\n")
    log = git(made, "log", "--first-parent", "--reverse", "--format=%H %cd", "--date=short")
    by_day, latest = [], ""
    for line in log.splitlines():
        commit, own = line.split()
        latest = max(latest, own)  # a commit counts from no earlier day than those before it
        by_day.append((latest, commit))
    found = []
    for number in range(days):
        day = FIRST + dt.timedelta(days=number * count // days)
        commit = [commit for when, commit in by_day if when <= str(day)][-1]
        git(checkout, "checkout", "-q", commit)
        asked = ("status", "--as-of", str(day), "--json")
        then = thesis("--vault", str(checkout / "vault"), *asked)
        recorded = thesis("--vault", str(made / "vault"), *asked, "--as-recorded")
        assert (then.code, recorded.code) == (0, 0), recorded.err
        if then.out != recorded.out:
            found.append(day)
    return found


def test_it_says_what_a_checkout_says(thesis: Command, tmp_path: Path) -> None:
    assert differing(thesis, tmp_path, share(20, 60), share(8, 30), 1) == []
