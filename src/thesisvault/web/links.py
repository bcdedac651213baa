"""Where pages are: the addresses that templates put into links."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from urllib.parse import quote, urlencode


class Links(Protocol):
    """How one page leads to another: in a server, or in a folder of files."""

    def page(self, name: str, **query: object) -> str | None:
        """The address of a page by its name: ``review``, ``calendar`` …; None: there is none."""

    def named(self, page: str, name: str) -> str | None:
        """The address of the page of one thesis or rotation; None where it has none."""

    def note(self, path: str, line: int | None = None) -> str | None:
        """The address of a note, and of a line in it; None where it has no page."""

    def file(self, path: str) -> str | None:
        """The address of a picture or another file of the vault; None where it has none."""

    def static(self, name: str) -> str:
        """The address of a file of ours."""


class Served:
    """Addresses of the server's pages; the day that was asked for stays asked for."""

    def __init__(self, as_of: dt.date | None, stamp: str) -> None:
        """`stamp` is a part of the addresses of what never changes."""
        self._as_of, self._stamp = as_of, stamp

    def page(self, name: str, **query: object) -> str:
        """``/calendar?as_of=2026-01-09``."""
        return ("/" if name == "review" else f"/{name}") + self._query(query)

    def named(self, page: str, name: str) -> str:
        """``/thesis/Long%20NVIDIA``."""
        return f"/{page}/{quote(name, safe='')}" + self._query({})

    def note(self, path: str, line: int | None = None) -> str | None:
        """``/note/Theses/Long%20NVIDIA.md#L8``."""
        return f"/note/{quote(path)}" + self._query({}) + (f"#L{line}" if line else "")

    def file(self, path: str) -> str | None:
        """``/file/pictures/chart.png``."""
        return f"/file/{quote(path)}"

    def static(self, name: str) -> str:
        """``/static/3f2a…/thesis.css``."""
        return f"/static/{self._stamp}/{name}"

    def _query(self, query: dict[str, object]) -> str:
        asked = {key: value for key, value in query.items() if value not in (None, "")}
        if self._as_of is not None and "as_of" not in query:
            asked["as_of"] = self._as_of
        return f"?{urlencode(asked)}" if asked else ""
