"""A generated vault with a past in git: a commit a day, every fifth of them about one thesis."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.edits import Editor, notes_of
from benchmarks.vault.plan import AS_OF

COMMITS, REACHING = 1_000, 5
"""How many commits; one in so many changes what the thesis rests on."""
_ROTATION = (
    "---\ntype: rotation\ncreated: {day}\nstarted: {day}\n---\n\n## What's happening\n\n"
    "| Flow | Detail |\n|---|---|\n| {way} | [[{group}]] |\n\n## Implications for theses\n\n"
    "| Thesis | Impact |\n|---|---|\n| [[{thesis}]] | {said} |\n"
)
_SAID = ("Tailwind for the medium term", "Headwind while rates stay where they are", "Mixed")


def record(vault: Path) -> str:
    """Make a repository of a generated vault; the name of the thesis that its commits concern."""
    past = _Past(vault)
    feed = "".join(past.commits()).encode()
    for command in (["init", "-q", "-b", "main"], ["fast-import", "--quiet"], ["reset", "-q"]):
        part = feed if command[0] == "fast-import" else None
        subprocess.run(["git", "-C", str(vault), *command], input=part, check=True, env=_env())
    return past.thesis.stem


def _env() -> dict[str, str]:
    return os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class _Past:
    def __init__(self, vault: Path) -> None:
        self._rng, self._vault = Random(1), vault
        self._notes, self._editor = notes_of(vault), Editor(vault)
        theses = [path for path in self._notes if path.parent.name == "Theses"]
        opened = [path for path in theses if "closed: " not in path.read_text()]
        self.thesis = min(opened, key=lambda path: path.read_text().partition("opened: ")[2][:10])
        self._others = [path for path in theses if path != self.thesis]
        text = self.thesis.read_text()
        held = [path for path in self._notes if f"[[{path.stem}]] | 60" in text]
        self._held = held[0].stem if held else self.thesis.stem
        self._groups = [path.stem for path in self._notes if path.parent.name == "Sectors"]

    def commits(self) -> Iterator[str]:
        """What `git fast-import` reads."""
        day = AS_OF - dt.timedelta(days=COMMITS)
        changed = [*self._notes, self._vault / ".thesis" / "config.toml"]
        for number in range(COMMITS):
            at = int(dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp())
            yield f"commit refs/heads/main\ncommitter a <a@example.org> {at} +0000\ndata 1\nx\n"
            for path in changed:
                data = path.read_bytes().decode()
                name = path.relative_to(self._vault)
                yield f'M 100644 inline "{name}"\ndata {len(data.encode())}\n{data}\n'
            day += dt.timedelta(days=1)
            changed = list(self._change(number, day))

    def _change(self, number: int, day: dt.date) -> Iterator[Path]:
        """What is written on a day, by the path of each note."""
        if number % REACHING == 0:
            make = (self._speak, self._flow, self._log)[number // REACHING % 3]
            yield make(self.thesis, day, self._held)
        elif number % REACHING == 1:
            make = (self._speak, self._flow, self._log)[number // REACHING % 3]
            yield make(self._rng.choice(self._others), day, self._rng.choice(self._groups))
        for path in self._rng.sample(self._notes, 3):
            if path.parent.name in ("Notes", "Journal", "Meetings", "Inbox"):
                text = self._editor.sentence(self._rng.choice(self._notes).stem)
                path.write_bytes(path.read_bytes() + f"\n{text}\n".encode())
                yield path

    def _speak(self, thesis: Path, day: dt.date, _: str) -> Path:
        return self._rotation(thesis.stem, day, "Mixed flows")

    def _flow(self, thesis: Path, day: dt.date, group: str) -> Path:
        return self._rotation(self._rng.choice(self._others).stem, day, group)

    def _rotation(self, thesis: str, day: dt.date, group: str) -> Path:
        made = self._vault / "Rotations" / f"{day} {group}.md"
        way, said = self._rng.choice(("Into", "Out of")), self._rng.choice(_SAID)
        made.write_text(_ROTATION.format(day=day, way=way, group=group, thesis=thesis, said=said))
        return made

    def _log(self, thesis: Path, day: dt.date, _: str) -> Path:
        said = self._rng.choice(("supported", "pressured", "mixed"))
        line = f"## Log\n\n- {day}: Thesis impact: {said}\n"
        thesis.write_text(thesis.read_text().replace("## Log\n\n", line))
        return thesis
