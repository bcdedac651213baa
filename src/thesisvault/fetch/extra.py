"""How to install what fetching needs, in a command that works where this program is installed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

NEEDED = ("httpx", "tzdata")
"""What the extra `yahoo` brings."""
WEB = ("starlette", "uvicorn", "jinja2", "nh3")
"""What the extra `web` brings."""


def how_to_install(
    prefix: str = sys.prefix, base: str = sys.base_prefix, needed: Sequence[str] = NEEDED
) -> str:
    """The command: that of pipx, of uv, or of the Python that runs this."""
    where = Path(prefix)
    above = {part.name for part in where.parents}
    if {"pipx", "venvs"} <= above:
        return f"pipx inject {where.name} {' '.join(needed)}"
    if {"uv", "tools"} <= above:
        return f"uv tool install {where.name} {' '.join(f'--with {name}' for name in needed)}"
    if _is_of_uv(where):
        return f"uv pip install --python {shlex.quote(prefix)} {' '.join(needed)}"
    python = shlex.quote(sys.executable or "python3")
    # A system's own Python refuses to be changed; what is the user's own is not a part of it.
    of_system = prefix == base and any(where.glob("lib/python3*/EXTERNALLY-MANAGED"))
    user = " --user --break-system-packages" if of_system else ""
    return f"{python} -m pip install{user} {' '.join(needed)}"


def _is_of_uv(prefix: Path) -> bool:
    """Whether uv made this environment, which then may have no pip."""
    try:
        lines = (prefix / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    made = any(line.partition("=")[0].strip() == "uv" for line in lines)
    return made and not any(prefix.glob("lib/python3*/site-packages/pip"))
