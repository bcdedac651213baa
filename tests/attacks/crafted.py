"""Vaults that somebody else has made to harm who opens them; they come by git, or as an archive."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hostile.nasty import SECRET

Make = Callable[[Path], None]
"""Puts something in a vault, which stands beside the files of a home."""

_VERSION = f"20990101T000000.000000Z-{hashlib.sha256(b'Home.md').hexdigest()[:16]}.md"
"""A version of a note as the history keeps it."""
_EARLIER = 1_700_000_000
_TRIPWIRE = f"import os\nopen(os.environ['RAN'], 'w').write('{SECRET}')\n"
"""What a module of the vault's does when it is imported."""
_MODULES = (
    *("thesisvault", "click", "msgspec", "markdown_it", "yaml", "icalendar", "networkx", "httpx"),
    *("sitecustomize", "usercustomize", "re", "json", "gc", "codecs", "readline", "frontmatter"),
)
_PROGRAMS = ("thesis", "less", "vi", "vim", "git", "sh", "python3", "true")
_NOTES = {
    "Home.md": "[[Hostile stock]] [[../../id_rsa]] ![[../../id_rsa]] [x](../../id_rsa) #tag\n\n"
    "<!-- thesis:impact -->\n<!-- /thesis:impact -->\n\n"
    "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n",
    "Stocks/Hostile stock.md": "---\nticker: HOSTILE\n---\n",
    "Theses/Long hostile.md": '---\nopened: 2026-01-02\nstocks: "[[Hostile stock]]"\n---\n'
    "| Catalyst | Date |\n|---|---|\n| `$(touch $RAN)` <% tp.system %> | Q3 2026 |\n",
    "-$(touch $RAN).md": "---\naliases: ['`touch $RAN`', '-; touch $RAN']\n---\n",
    "$(touch $RAN)\n'\";.md": "x\n",
    ".obsidian/app.json": "{}\n",
}


def home(folder: Path) -> Path:
    """A home whose files no command may read, change or remove."""
    folder.mkdir(parents=True)
    for name in ("id_rsa", ".bashrc", "N.md", "prices.csv", "half.tmp", "thesis-x.part"):
        (folder / name).write_text(f"date,close\n2026-01-08,1\n{SECRET} {name}\n", "utf-8")
    return folder


def picture(folder: Path) -> Mapping[str, tuple[object, ...]]:
    """Each file of a home that is not the vault's: its bytes, its mode, and when it was written."""
    found = {}
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if (above, name) != (str(folder), "vault")]
        for path in (Path(above, name) for name in (*folders, *names)):
            seen = path.lstat()
            data = path.read_bytes() if path.is_file() else b""
            found[str(path)] = (data, seen.st_mode, seen.st_mtime_ns, seen.st_nlink)
    return found


def by_git(home: Path, make: Make) -> Path:
    """The vault as git brings it: committed by its maker, cloned by its victim."""
    if shutil.which("git") is None:
        return by_archive(home, make)
    made = home.parent / "made"
    _write(made, make)
    identity = ("-c", "user.name=x", "-c", "user.email=x", "-c", "commit.gpgsign=false")
    vault = home / "vault"
    for line in (
        ("init", "-q", made),
        ("-C", made, "add", "-Af"),
        (*identity, "-C", made, "commit", "-qm", "x"),
        ("clone", "-q", made, vault),
    ):
        subprocess.run(["git", *line], check=True, capture_output=True, env=_bare(home))
    shutil.rmtree(made)
    return _aged(vault)


def by_archive(home: Path, make: Make) -> Path:
    """The vault as an archive brings it, which can hold pipes."""
    _write(home / "vault", make)
    return _aged(home / "vault")


def _bare(home: Path) -> dict[str, str]:
    null = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return {"PATH": os.environ["PATH"], "HOME": str(home), **null}


def _write(root: Path, make: Make) -> None:
    for path, text in _NOTES.items():
        put(root, path, text)
    (root / ".thesis").mkdir()
    make(root)


def _aged(root: Path) -> Path:
    """No file looks as if somebody were writing it: nothing is waited for."""
    for folder, _, names in os.walk(root):
        for name in names:
            os.utime(Path(folder, name), (_EARLIER, _EARLIER), follow_symlinks=False)
    return root


def put(root: Path, path: str, data: str | bytes) -> None:
    """A file of the vault."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data.encode() if isinstance(data, str) else data)


def link(root: Path, path: str, target: str) -> None:
    """A link of the vault."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).symlink_to(target)


def _entry(old: str | None, new: str | None, *changes: str) -> str:
    """A record of a move that was broken off."""
    texts = {"before": "", "after": base64.b64encode(b"theirs\n").decode()}
    document = {"version": 1, "old": old, "new": new, "digest": "x"}
    return json.dumps(document | {"changes": [{"path": path, **texts} for path in changes]})


def _programs(root: Path) -> None:
    for name in _MODULES:
        put(root, f"{name}.py", _TRIPWIRE)
        put(root, f"Stocks/{name}.py", _TRIPWIRE)
    put(root, "thesisvault/__init__.py", _TRIPWIRE)
    put(root, "x.pth", "import os; open(os.environ['RAN'], 'w')\n")
    for name in _PROGRAMS:
        put(root, name, '#!/bin/sh\ntouch "$RAN"\n')
        (root / name).chmod(0o755)
    put(root, ".env", "PAGER=touch $RAN\nEDITOR=touch $RAN\nPYTHONPATH=.\n")
    put(root, ".envrc", 'touch "$RAN"\n')
    put(root, "hooks/post-checkout", '#!/bin/sh\ntouch "$RAN"\n')


def _links(root: Path) -> None:
    link(root, "a", "..")
    link(root, "Linked.md", "../N.md")
    link(root, "Long linked.md", "../id_rsa")
    link(root, "prices/HOSTILE.csv", "../../prices.csv")
    link(root, "prices/all", "../..")
    link(root, "metrics/x.csv", "../../prices.csv")
    link(root, "templates/thesis.md", "../../id_rsa")
    link(root, "dates.ics", "../.bashrc")
    link(root, "picture.svg", "../made-by-thesis")
    link(root, "Endless.md", "/dev/zero")
    link(root, "prices/endless.csv", "/dev/zero")


def _journal(root: Path) -> None:
    link(root, "a", "..")
    put(root, ".thesis/journal/0.json", _entry("a/id_rsa", "a/id_rsa"))
    put(root, ".thesis/journal/1.json", _entry(None, None, "../N.md", "a/N.md"))
    put(root, ".thesis/journal/2.json", _entry("Home.md", "../taken.md"))
    put(root, ".thesis/journal/3.json", "[" * 100_000)


def _records(root: Path) -> None:
    """What was proposed, and what is to be undone, of files that stand outside."""
    link(root, "a", "..")
    for at, note in enumerate(("../N.md", "a/N.md", "a/new.md", "/tmp/new.md", "~/N.md"), 1):
        put(root, f".thesis/proposals/{at:08x}.json", _proposal(f"{at:08x}", note))
    link(root, ".thesis/proposals/0abcdef1.json", "../../../id_rsa")
    for at, path in enumerate(("../N.md", "a/N.md", "a/id_rsa")):
        plan = json.loads(_entry("a/id_rsa" if at == 2 else None, None, path))
        made = json.loads(_entry(None, None, "a/N.md"))["changes"]
        record = {"command": "update", "plan": plan, "made": made}
        put(root, f".thesis/undo/2099010{at + 1}T000000.000000Z-0abcdef1.json", json.dumps(record))
    link(root, ".thesis/undo/20990105T000000.000000Z-0abcdef1.json", "../../../id_rsa")


def _proposal(number: str, note: str) -> str:
    """A proposal that is due, as another program may write it."""
    put_in = base64.b64encode(b"theirs\n").decode()
    digests = {"before": "", "after": hashlib.sha256(b"theirs\n").hexdigest()}
    named = {"id": number, "client": "x", "made": "2099-01-01T00:00:00Z", "what": "x", "note": note}
    return json.dumps({**named, **digests, "at": 0, "cut": "", "put": put_in})


def _history(root: Path) -> None:
    link(root, f".thesis/history/{_VERSION}", "../../../id_rsa")
    put(root, ".thesis/history/0000000000000000.json", '{"path": "../../id_rsa"}')
    link(root, ".thesis/tmp/thesis-x.swap", "../../../id_rsa")
    link(root, ".thesis/tmp/thesis-y.part", "../../../thesis-x.part")
    put(root, ".thesis/tmp/thesis-z.beside", "../../id_rsa\0")


def _folders(root: Path) -> None:
    for name in ("journal", "history", "tmp", "undo", "proposals"):
        link(root, f".thesis/{name}", "../..")


def _lock(root: Path) -> None:
    link(root, ".thesis/lock", "../../id_rsa")
    link(root, ".thesis/watch", "../../id_rsa")
    link(root, ".thesis/probe", "../../made-by-thesis")


def _config(root: Path) -> None:
    put(root, ".thesis/config.toml", 'pager = "touch $RAN"\neditor = "touch $RAN"\n')


def _linked_config(root: Path) -> None:
    link(root, ".thesis/config.toml", "../../id_rsa")


def _all_linked(root: Path) -> None:
    (root / ".thesis").rmdir()
    link(root, ".thesis", "..")


def _pipes(root: Path) -> None:
    for path in (
        *(".thesis/journal/0.json", f".thesis/history/{_VERSION}", ".thesis/tmp/x.swap"),
        *("prices/PIPE.csv", "metrics/pipe.csv", "templates/thesis.md", "Pipe.md", "dates.ics"),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(root / path)


def _pipe_of_a_config(root: Path) -> None:
    os.mkfifo(root / ".thesis/config.toml")


Bring = Callable[[Path, Make], Path]


@dataclass(frozen=True)
class Crafted:
    """One way to craft a vault, and whether git can bring it."""

    make: Make
    by_git: bool = True

    @property
    def name(self) -> str:
        return self.make.__name__.strip("_")

    def stage(self, folder: Path, brings: Bring = by_archive) -> Path:
        """The vault, in a home of its own."""
        return brings(home(folder / "home"), self.make)


CRAFTED = (
    *map(Crafted, (_programs, _links, _journal, _records, _history, _folders, _lock)),
    *map(Crafted, (_config, _linked_config, _all_linked)),
    Crafted(_pipes, by_git=False),
    Crafted(_pipe_of_a_config, by_git=False),
)
