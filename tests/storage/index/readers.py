"""Processes of their own that open a vault's index; started by the tests of `test_processes`."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from storage.index.vaults import opened
from thesisvault.graph import Vault
from thesisvault.storage import scan

COUNTERS = tuple(f"Counter {number}" for number in range(4))


def counted(text: str) -> int:
    """The number that a counter's note links, or -1."""
    at = text.find("[[Count ")
    return int(text[at + 8 : text.index("]]", at)]) if at >= 0 else -1


def on_disk(root: Path) -> list[int]:
    """What each counter says now; -1 for one that is not there."""
    return [counted((scan.read_note(root, f"{name}.md") or b"").decode()) for name in COUNTERS]


def in_index(vault: Vault) -> list[int]:
    """The same by the index: by the note, by its link's target and by the node's backlinks."""
    found = []
    for name in COUNTERS:
        path = f"{name}.md"
        note = vault.notes.get(path)
        number = counted(f"[[{note.links[0].target}]]") if note is not None and note.links else -1
        found.append(number)
        if number >= 0:
            sources = [link.source for link in vault.backlinks[f"[[count {number:06}]]"]]
            assert path in sources, (path, number, sources)
    return found


def look_once(root: Path) -> dict[str, object]:
    """One command: what the disk said before, what the index says, what the disk said after."""
    before = on_disk(root)
    with opened(root) as found:
        said = in_index(Vault(found.index.source(None)))
        time.sleep(0.002)
        again = in_index(Vault(found.index.source(None)))
    return {
        "before": before,
        "said": said,
        "again": again,
        "after": on_disk(root),
        "told": found.told,
    }


def main() -> None:
    """Look again and again, each time as a command of its own, until the file `stop` is there."""
    root, stop = Path(sys.argv[1]), Path(sys.argv[2])
    lasting = sys.argv[3] == "lasting"
    if lasting:
        with opened(root) as found:
            while not stop.exists():
                before = on_disk(root)
                names = [f"{name}.md" for name in COUNTERS]
                found.index.refresh_some(names)
                said = in_index(Vault(found.index.source(None)))
                time.sleep(0.01)
                again = in_index(Vault(found.index.source(None)))
                line = {"before": before, "said": said, "again": again, "after": on_disk(root)}
                print(json.dumps({**line, "told": [*found.told]}), flush=True)
                found.told.clear()
        return
    while not stop.exists():
        print(json.dumps(look_once(root)), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, os.fspath(Path(__file__).parents[2]))
    main()
