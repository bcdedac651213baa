"""How to install what an extra brings, in a command that works where this program is installed."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import metadata
from pathlib import Path

PACKAGE = "thesisvault"
EXTRAS = ("web", "lsp", "mcp", "yahoo")
"""Those of users; ``all`` is all of them."""
_OF_EXTRA = re.compile(r"([^;]+?)\s*;\s*extra\s*==\s*['\"]([\w-]+)['\"]")
_NAME = re.compile(r"[\w.-]+")


def how_to_install(extra: str, prefix: str = sys.prefix, base: str = sys.base_prefix) -> str:
    """The command: that of pipx, of uv, or of the Python that runs this."""
    where, wanted = Path(prefix), _requirements(extra)
    above = {part.name for part in where.parents}
    if {"pipx", "venvs"} <= above:
        return shlex.join(("pipx", "inject", where.name, *wanted))
    if {"uv", "tools"} <= above:
        # It takes away what an earlier command has brought and this one does not name.
        kept = (_requirements(other) for other in EXTRAS if _is_there(other))
        every = dict.fromkeys((*wanted, *(one for several in kept for one in several)))
        return shlex.join(("uv", "tool", "install", where.name, "--with", ",".join(every)))
    if _is_of_uv(where):
        return shlex.join(("uv", "pip", "install", "--python", prefix, *wanted))
    # A system's own Python refuses to be changed; what is the user's own is not a part of it.
    of_system = prefix == base and any(where.glob("lib/python3*/EXTERNALLY-MANAGED"))
    user = ("--user", "--break-system-packages") if of_system else ()
    return shlex.join((sys.executable or "python3", "-m", "pip", "install", *user, *wanted))


def _requirements(extra: str) -> tuple[str, ...]:
    """What an extra brings, as the installed package states it; a mere checkout is named itself."""
    try:
        stated = metadata.requires(PACKAGE) or ()
    except metadata.PackageNotFoundError:
        return "--editable", f"{Path(__file__).parents[3]}[{extra}]"
    found = (_OF_EXTRA.fullmatch(line) for line in stated)
    return tuple(match[1] for match in found if match and match[2] == extra)


def _is_there(extra: str) -> bool:
    """Whether all that an extra brings is installed."""
    names = (_NAME.match(requirement) for requirement in _requirements(extra))
    return all(name and any(metadata.distributions(name=name[0])) for name in names)


def _is_of_uv(prefix: Path) -> bool:
    """Whether uv made this environment, which then may have no pip."""
    try:
        lines = (prefix / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    made = any(line.partition("=")[0].strip() == "uv" for line in lines)
    return made and not any(prefix.glob("lib/python3*/site-packages/pip"))
