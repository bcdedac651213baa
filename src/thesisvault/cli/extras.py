"""What a command needs beyond the rest: an extra such as ``thesisvault[web]``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from thesisvault.model.errors import UsageFault

_MODULES = {
    "web": {"starlette", "uvicorn", "jinja2", "markupsafe", "nh3"},
    "lsp": {"pygls", "lsprotocol"},
    "mcp": {"mcp", "mcp_types", "anyio"},
}


@contextmanager
def needing(extra: str, command: str) -> Iterator[None]:
    """Say how to install what is not there, where something is imported. Raises `UsageFault`."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _MODULES[extra]:
            raise
        from thesisvault.fetch.extra import how_to_install  # it reads what is installed

        how = how_to_install(extra)
        raise UsageFault(f"`thesis {command}` needs `{missing}`. Type: {how}") from None
