"""Changes to a generated vault, as a person makes them: a sentence with a link, somewhere."""

from __future__ import annotations

from pathlib import Path
from random import Random


class Editor:
    """Changes notes of one vault; each change is a new one."""

    def __init__(self, vault: Path, seed: int = 1) -> None:
        """Looks up the notes once."""
        self._rng = Random(seed)
        self._notes = notes_of(vault)
        self._count = 0

    def change(self, count: int) -> None:
        """Append a sentence with a link to `count` different notes."""
        for path in self._rng.sample(self._notes, count):
            append(path, self.sentence(self._rng.choice(self._notes).stem))

    def sentence(self, target: str) -> str:
        """A sentence that stands nowhere else, with a link to the note named `target`."""
        self._count += 1
        return f"Seen again in [[{target}]], remark {self._count}."


def append(path: Path, sentence: str) -> None:
    """Save the note anew with a paragraph more, in place, as editors do."""
    path.write_bytes(path.read_bytes() + f"\n{sentence}\n".encode())


def notes_of(vault: Path) -> list[Path]:
    """The notes of a vault, sorted; not what stands in hidden folders, as earlier versions do."""
    found = (path.relative_to(vault) for path in vault.rglob("*.md"))
    return [vault / path for path in sorted(found) if not path.parts[0].startswith(".")]
