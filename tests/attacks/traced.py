"""The program in a process that is watched; its arguments are LOG, CACHE, ROOT, and its own.

`line` is how it is started: somewhere else, in the vault's folder, which stands on no path.
"""

from __future__ import annotations

import atexit
import os
import sys
from pathlib import Path

from cli.conftest import REPOSITORY
from hostile.trace import Trace, python
from thesisvault.cli.main import main as thesis

SEEN = "seen: "
"""Begins the log's last line: how many events were looked at."""
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(REPOSITORY / 'tests')!r}); "
    "from attacks.traced import main; main()"
)


def line(root: Path, log: Path, *arguments: str) -> list[str]:
    """The command line of a traced program, with the arguments of `thesis`."""
    cache = os.environ["XDG_CACHE_HOME"]
    return [sys.executable, "-P", "-c", _PROGRAM, str(log), cache, str(root), *arguments]


def main() -> None:
    """Become `thesis`, watched."""
    log, cache, root, *arguments = sys.argv[1:]
    places = [*python(), Path(cache), Path(root)]
    trace = Trace(places, os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    trace.command = " ".join(arguments)
    sys.argv = ["thesis", *arguments]
    os.makedirs(cache, exist_ok=True)
    atexit.register(lambda: os.write(trace.log, f"{SEEN}{trace.seen}\n".encode()))
    trace.start()
    thesis()
