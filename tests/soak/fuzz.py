"""One fuzzer: ``python -m soak.fuzz TARGET SECONDS FOLDER``, guided by what our code covers.

It ends with an error, and keeps the input in FOLDER, where a promise is broken, anything is
raised, or one input takes longer than `SLOWEST`.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

SLOWEST = 20
"""Seconds for an input of at most `LONGEST` bytes."""
LONGEST = 4096
TARGETS = ("reader", "quantity", "date", "tripwire", "edit")
_OF_TEXT = ("quantity", "date", "tripwire")


def _seeds(folder: Path) -> None:
    """What we know to be nasty is where the search begins."""
    from hostile.catalogue import TOGETHER

    folder.mkdir(exist_ok=True)
    for nasty in TOGETHER:
        for data in nasty.files.values():
            if isinstance(data, bytes):
                piece = data[:LONGEST]
                (folder / hashlib.sha256(piece).hexdigest()[:16]).write_bytes(piece)


def main(target: str, seconds: str, folder: Path) -> None:
    """Fuzz until the time is over; the process then ends."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["thesisvault"]):
        from hostile import promises

        promise: Callable[[Any], None] = getattr(promises, target)

    def try_one(data: bytes) -> None:
        promise(data.decode("utf-8", "replace") if target in _OF_TEXT else data)

    corpus = folder / "corpus"
    _seeds(corpus)
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
