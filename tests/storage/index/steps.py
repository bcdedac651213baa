"""A vault that somebody works in: one step at a time, each of which can be told and replayed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from msgspec import Struct

from storage.index import texts


class Step(Struct, frozen=True):
    """Something that happens to one file, or to two. It does nothing where it cannot."""

    what: str
    path: str
    other: str
    seed: int


def draw(rng: Random, count: int) -> list[Step]:
    """Steps by chance, over few files, so that they meet."""
    notes = rng.sample(texts.NOTES, 12)
    notes += [_twin(rng, path) for path in rng.sample(notes, 5)]
    pool = (*notes, *rng.sample(texts.OTHERS, 4))
    weights = [weight for weight, _ in _STEPS.values()]
    return [
        Step(what, rng.choice(pool), rng.choice(pool), rng.randrange(1 << 30))
        for what in rng.choices(list(_STEPS), weights, k=count)
    ]


def _twin(rng: Random, path: str) -> str:
    folder, _, name = path.rpartition("/")
    return rng.choice(
        (
            f"{folder}/{name[0].swapcase()}{name[1:]}".lstrip("/"),
            f"{rng.choice(texts.FOLDERS)}/{name}".lstrip("/"),
            f"{path}/inside.md",
        )
    )


def take(root: Path, step: Step) -> set[str]:
    """Do it; the paths that a watch would name. A folder that goes names all that was in it."""
    root = root.resolve()
    before, written = _files(root), os.path.realpath(root / step.path)
    with contextlib.suppress(OSError):
        _STEPS[step.what][1](root, step)
    named = {step.path, step.other, _recased(step.path), os.path.relpath(written, root)}
    return named | before ^ _files(root)


def _files(root: Path) -> set[str]:
    found = set()
    for folder, _, names in os.walk(root):
        found |= {os.path.relpath(os.path.join(folder, name), root) for name in names}
    return found


def _text(path: str, seed: int) -> bytes:
    if path.endswith(".csv"):
        return texts.series(seed).encode()
    return texts.note(seed).encode()


def _write(root: Path, step: Step) -> None:
    file = root / step.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_text(step.path, step.seed))


def _append(root: Path, step: Step) -> None:
    with open(root / step.path, "r+b") as file:
        file.seek(0, os.SEEK_END)
        file.write(_text(step.path, step.seed))


def _retarget(root: Path, step: Step) -> None:
    """One link leads elsewhere; all else stays as it is."""
    file, rng = root / step.path, Random(step.seed)
    parts = re.split(r"(\[\[[^\]|#]*)", file.read_bytes().decode("utf-8", "surrogateescape"))
    if len(parts) > 1:
        parts[rng.randrange(1, len(parts), 2)] = f"[[{rng.choice(texts.TARGETS)}"
        file.write_bytes("".join(parts).encode("utf-8", "surrogateescape"))


def _same_size(root: Path, step: Step) -> None:
    """Another text of the same length, under the old modification time."""
    file, old = root / step.path, os.stat(root / step.path)
    data = file.read_bytes()
    swapped = data.replace(b"Apple", b"\0").replace(b"Long ", b"Apple").replace(b"\0", b"Long ")
    file.write_bytes(swapped if swapped != data else data[::-1])
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))


def _touch(root: Path, step: Step) -> None:
    """The same text under another time: long ago, on a whole second, or to come."""
    moment = (0, 1_700_000_000, 1_700_000_002, 4_000_000_000)[step.seed % 4] * 10**9
    os.utime(root / step.path, ns=(moment, moment))


def _replace(root: Path, step: Step) -> None:
    """As editors save: a new file, renamed over the old one."""
    temporary = root / ".saved"
    temporary.write_bytes(_text(step.path, step.seed))
    os.replace(temporary, root / step.path)


def _swap_in(root: Path, step: Step) -> None:
    """Another file of the same size and modification time takes the place."""
    old, data = os.stat(root / step.path), (root / step.path).read_bytes()
    temporary = root / ".saved"
    temporary.write_bytes(data[::-1])
    os.utime(temporary, ns=(old.st_atime_ns, old.st_mtime_ns))
    os.replace(temporary, root / step.path)


def _delete(root: Path, step: Step) -> None:
    os.unlink(root / step.path)


def _move(root: Path, step: Step) -> None:
    (root / step.other).parent.mkdir(parents=True, exist_ok=True)
    os.replace(root / step.path, root / step.other)


def _exchange(root: Path, step: Step) -> None:
    one, other, aside = root / step.path, root / step.other, root / ".aside"
    if one.is_file() and other.is_file():
        os.replace(one, aside)
        os.replace(other, one)
        os.replace(aside, other)


def _recase(root: Path, step: Step) -> None:
    os.replace(root / step.path, root / _recased(step.path))


def _recased(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.swapcase().replace(".MD", ".md")


def _folder(root: Path, step: Step) -> None:
    """A note becomes a folder that has its name."""
    os.unlink(root / step.path)
    (root / step.path).mkdir()
    (root / step.path / "Inside.md").write_bytes(_text("a.md", step.seed))


def _no_folder(root: Path, step: Step) -> None:
    """The folder that a file stands in goes, and is a note from then on."""
    parent = (root / step.path).parent
    if parent != root and parent.is_dir():
        shutil.rmtree(parent)
        if parent.name.endswith(".md"):
            parent.write_bytes(_text("a.md", step.seed))


def _link(root: Path, step: Step) -> None:
    """A symbolic link to another file of the vault."""
    if step.path != step.other and not os.path.lexists(root / step.path):
        (root / step.path).parent.mkdir(parents=True, exist_ok=True)
        (root / step.path).symlink_to(root / step.other)


_STEPS: dict[str, tuple[int, Callable[[Path, Step], None]]] = {
    "write": (30, _write),
    "append": (6, _append),
    "retarget": (10, _retarget),
    "same size": (8, _same_size),
    "touch": (5, _touch),
    "replace": (6, _replace),
    "swap in": (4, _swap_in),
    "delete": (9, _delete),
    "move": (10, _move),
    "exchange": (4, _exchange),
    "recase": (4, _recase),
    "folder": (3, _folder),
    "no folder": (1, _no_folder),
    "link": (1, _link),
}
