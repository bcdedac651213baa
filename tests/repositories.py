"""Repositories of a vault, made by a script: its notes are back-dated, edited, renamed, deleted."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

FIRST = dt.date(2026, 1, 5)
Tree = dict[str, str]


def git(root: Path, *arguments: str, feed: bytes | None = None, **environment: str) -> str:
    """What git says, with a name of its own and no config of anybody's."""
    own = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        **{
            f"GIT_{who}_{what}": "a@example.com" if what == "EMAIL" else "a"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }
    done = subprocess.run(
        ["git", "-C", str(root), *arguments],
        input=feed,
        capture_output=True,
        env={**os.environ, **own, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def record(root: Path, trees: Iterable[tuple[str, Mapping[str, str]]], folder: str = "") -> None:
    """Commit trees, each at its time (`2026-01-05T10:00:00+0100`), and check the last one out."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    parts = []
    for when, tree in trees:
        at = dt.datetime.fromisoformat(f"{when[:-2]}:{when[-2:]}")
        parts.append(
            f"commit refs/heads/main\ncommitter a <a@example.com> {int(at.timestamp())} "
            f"{when[-5:]}\ndata 1\nx\ndeleteall\n"
        )
        for path, text in tree.items():
            size = len(text.encode())
            parts.append(f'M 100644 inline "{folder}{path}"\ndata {size}\n{text}\n')
    git(root, "fast-import", "--quiet", feed="".join(parts).encode())
    git(root, "reset", "-q", "--hard")


def commits(count: int, seed: int = 1) -> Iterator[tuple[str, Tree]]:
    """That many commits of a vault, a day or so apart, in two zones."""
    chance = random.Random(seed)
    tree = _start()
    day = FIRST
    for number in range(count):
        hour, zone = chance.choice([(9, "+0100"), (23, "-0500"), (0, "+0900")])
        yield f"{day}T{hour:02}:{number % 60:02}:00{zone}", dict(tree)
        day += dt.timedelta(days=chance.choice([0, 1, 1, 2]))
        for _ in range(chance.randint(1, 3)):
            chance.choice(_CHANGES)(tree, day, chance)


def _start() -> Tree:
    rows = "".join(
        f"{FIRST - dt.timedelta(days=back)},{100 + back % 7}\n" for back in range(200, 0, -1)
    )
    return {
        "Theses/Long A.md": "---\ntype: thesis\nside: long\nopened: 2025-12-01\n---\n"
        "| Exposure | Weight |\n|---|---|\n| [[A]] | 100% |\n\n## Log\n\n"
        "- 2026-01-02: Thesis impact: supported\n",
        "Theses/Short B.md": "---\ntype: thesis\nside: short\nopened: 2025-12-01\nstop: 140\n---\n"
        "| Exposure | Weight |\n|---|---|\n| [[B]] | 100% |\n",
        "Stocks/A.md": "---\nticker: AAA\n---\n# A\n\nPart of [[Metals]].\n",
        "Stocks/B.md": "---\nticker: BBB\n---\n# B\n",
        "Sectors/Metals.md": "# Metals\n\n## Members\n\n- [[A]]\n- [[B]]\n",
        "prices/AAA.csv": f"date,close\n{rows}",
        "prices/SPY.csv": f"date,close\n{rows}",
        "Files/paper.pdf": "not read",
    }


def _rotation(tree: Tree, day: dt.date, chance: random.Random) -> None:
    back = day - dt.timedelta(days=chance.randint(-4, 9))  # some are dated ahead
    way, other = chance.sample(["Into", "Out of"], 2)
    thesis, said = chance.choice(["Long A", "Short B"]), chance.choice(["supported", "pressured"])
    tree[f"Rotations/{day} {chance.randint(1, 99)}.md"] = (
        f"---\ntype: rotation\ncreated: {back}\nstarted: {back}\n---\n"
        f"| Flow | Detail |\n|---|---|\n| {way} | [[Metals]] |\n| {other} | [[B]] |\n\n"
        f"| Thesis | Impact |\n|---|---|\n| [[{thesis}]] | {said} |\n"
    )


def _edit(tree: Tree, day: dt.date, chance: random.Random) -> None:
    path = chance.choice([path for path in tree if path.endswith(".md")])
    words = {"supported": "pressured", "pressured": "supported", "Into": "Out of"}
    old = chance.choice(list(words))
    tree[path] = tree[path].replace(old, words[old]) + f"\n- {day}: Thesis impact: mixed\n"


def _rename(tree: Tree, day: dt.date, chance: random.Random) -> None:
    path = chance.choice([path for path in tree if path.endswith(".md")])
    folder, _, name = path.rpartition("/")
    new = f"Moved/{name}" if chance.random() < 0.5 else f"{folder}/{day} {name}"
    tree[new] = tree.pop(path)


def _delete(tree: Tree, day: dt.date, chance: random.Random) -> None:
    old = [path for path in tree if path.startswith(("Rotations", "Moved"))]
    if old:
        del tree[chance.choice(old)]


def _price(tree: Tree, day: dt.date, chance: random.Random) -> None:
    tree["prices/AAA.csv"] += f"{day},{chance.randint(80, 150)}\n"


def _config(tree: Tree, day: dt.date, chance: random.Random) -> None:
    tree[".thesis/config.toml"] = f"[impact]\nneutral_below = 0.{chance.randint(1, 3)}\n"


def _note(tree: Tree, day: dt.date, chance: random.Random) -> None:
    tree[f"Notes/{day}.md"] = f"---\ndate: {day}\n---\n[[A]] and [[Long A]]\n"


def _link(tree: Tree, day: dt.date, chance: random.Random) -> None:
    """A name that only prose links, or that a note answers, or that is an alias, or none of it."""
    ahead = day + dt.timedelta(days=chance.randint(0, 5))
    tree["Notes/Names.md"] = chance.choice(
        ("[[Gold]]\n", "Gold\n", "---\naliases: [Gold]\n---\n", f"## {ahead}\n\n[[Gold]]\n")
    )
    if chance.random() < 0.3:
        tree["Sectors/Gold.md"] = "---\nmembers: [A]\n---\n"
    elif chance.random() < 0.3:
        tree.pop("Sectors/Gold.md", None)
    rows = "".join(
        f"| {chance.choice(('Into', 'Out of'))} | {name} |\n" for name in ("Gold", "Metals", "A")
    )
    tree["Rotations/Gold.md"] = (
        f"---\ntype: rotation\nstarted: {day}\n---\n| Flow | Detail |\n|---|---|\n{rows}"
    )


_CHANGES = (_link, _rotation, _rotation, _edit, _edit, _rename, _delete, _price, _config, _note)
