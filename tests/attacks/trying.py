"""What is tried in a crafted vault, and what must hold after it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from attacks.crafted import Bring, Crafted, by_archive, picture
from attacks.faces import FACES
from attacks.traced import SEEN
from hostile import plan, stage
from hostile.nasty import SECRET
from hostile.plan import Line
from hostile.stage import Swept
from hostile.sweep import Job
from sizes import WHOLE
from thesisvault.storage.recorded.repository import OPTIONS

GIT = ", ".join(map(repr, OPTIONS))
_LISTENS = re.compile(r": socket\.(?:__new__ |bind .*, \('127\.0\.0\.1', \d+\)\)$)")
_NOTE, _THESIS = "Hostile stock", "Long hostile"


def every(made: Path) -> Iterator[Line]:
    """All commands, in a soak with all that they can do."""
    reading = [*plan.reading(_NOTE, _THESIS)]
    yield from reading if WHOLE else {line[0]: line for line in reading}.values()
    yield from plan.writing(_NOTE, _THESIS, made)
    if WHOLE:
        yield from some(made)


def some(made: Path) -> Iterator[Line]:
    """Those that read every kind of file, and all that write."""
    for name in ("status", "check", "rotation --svg picture.svg", "doctor", "init ."):
        yield tuple(name.split())
    yield ("history", "--rewritten")
    yield ("status", "--as-of", "2026-01-09", "--as-recorded")
    for file in ("dates.ics", "a/dates.ics", str(made / "dates.ics")):
        yield ("calendar", "--all", "--ics", file)
    yield ("new", "--missing", "--yes")
    yield ("survey", "--write-config")
    yield ("prices", "import", "prices/HOSTILE.csv")
    yield ("holdings", "import", "prices/HOSTILE.csv")
    yield ("log", _THESIS, "x", "--write")
    yield ("check", "--fix")
    yield ("update",)
    yield ("restore", "Home")
    yield ("rename", _NOTE, "Moved")
    yield ("rename", "Home", "a/Home")
    yield ("undo",)
    for number in ("00000001", "00000002", "00000003", "00000004", "0abcdef1"):
        yield ("proposals", "apply", number, "--yes")
    yield ("proposals", "discard", "00000002")


@dataclass(frozen=True)
class Tried:
    """What came of the commands, and the homes before and after."""

    swept: Swept
    before: Mapping[str, Mapping[str, tuple[object, ...]]]
    after: Mapping[str, Mapping[str, tuple[object, ...]]]


def attack(folder: Path, vaults: Sequence[Crafted], *, brings: Bring = by_archive) -> Tried:
    """Run the commands in each vault: every one in the first of them, and in the others every
    eighth of those that meet what is crafted, by turns.
    """
    jobs = []
    for number, crafted in enumerate(vaults):
        root, made = crafted.stage(folder / crafted.name, brings), folder / crafted.name / "named"
        made.mkdir()
        lines = [*some(made)][number % 8 :: 8] if number else [*every(made)]
        jobs.append(Job(str(root), lines, (str(made),)))
    homes = [Path(job.root).parent for job in jobs]
    before = {str(home): picture(home) for home in homes}
    swept = stage.sweep(jobs, folder / "cache")
    return Tried(swept, before, {str(home): picture(home) for home in homes})


def _may(stray: str) -> bool:
    """Whether it is what the program starts: a child that makes reviews, which is this program and
    nothing else; git's plumbing, with what keeps it from running anything; a socket that listens
    on this computer alone.
    """
    child, git = f"subprocess.Popen ({sys.executable!r}, [{sys.executable!r}, '-P', ", which("git")
    starts = any(part in stray for part in (child, f"subprocess.Popen ({git!r}, [{git!r}, {GIT}"))
    return starts or bool(_LISTENS.search(stray))


def check(tried: Tried) -> None:
    """Nothing beside a vault was read, changed, removed or run; nothing hung or broke."""
    outcomes = tried.swept.outcomes
    assert [found for found in tried.swept.strays if not _may(found)] == []
    assert tried.after == tried.before
    assert [item.shown for item in outcomes if SECRET in item.out + item.err] == []
    assert [f"{item.shown}\n{item.fault}" for item in outcomes if item.fault] == []
    assert [item.shown for item in outcomes if item.code not in range(5)] == []
    assert [item.shown for item in outcomes if item.code > 1 and not item.err.strip()] == []


def ask(face: str, crafted: Crafted, folder: Path, brings: Bring = by_archive) -> int:
    """Ask all of what stays open over a crafted vault; how many answers, none of which holds
    anything from beside it, and nothing beside it was touched.
    """
    root, log = crafted.stage(folder, brings), folder / "log"
    before = picture(root.parent)
    answers = list(FACES[face](root, log))
    assert [said for said in answers if SECRET in said] == []
    assert picture(root.parent) == before
    *strays, last = log.read_text("utf-8").splitlines()
    assert [found for found in strays if not _may(found)] == []
    assert last.startswith(SEEN) and int(last.removeprefix(SEEN)) > 100, last
    return len(answers)
