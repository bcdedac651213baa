"""Print the oldest versions that pyproject.toml allows, one requirement a line.

``make oldest`` installs them in an environment of its own and runs the suite there, so a lower
bound is a promise that is kept. Bounds of what users install count, not those of our own tools.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")
EXTRAS = ("web", "lsp", "mcp", "yahoo")
"""Extras of users; ``dev`` and ``docs`` are ours, and may be as new as they like."""


def oldest() -> list[str]:
    """``name==version`` for each dependency; one without a lower bound is an error."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in EXTRAS:
        wanted += project["optional-dependencies"][extra]
    found = []
    for requirement in wanted:
        match = _BOUND.match(requirement)
        if match is None:
            raise SystemExit(f"no lower bound: {requirement}")
        found.append(f"{match[1]}=={match[2]}")
    return found


if __name__ == "__main__":
    print("\n".join(oldest()))
