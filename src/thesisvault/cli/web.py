"""What the pages need beyond the rest: the extra ``thesisvault[web]``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from thesisvault.fetch.extra import WEB, how_to_install
from thesisvault.model.errors import UsageFault

_MODULES = frozenset({"starlette", "uvicorn", "jinja2", "markupsafe", "nh3"})


@contextmanager
def needing_web(command: str) -> Iterator[None]:
    """Say how to install what is not there, where something is imported."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in _MODULES:
            raise
        how = how_to_install(needed=WEB)
        raise UsageFault(f"`thesis {command}` needs `{error.name}`. Type: {how}") from None
