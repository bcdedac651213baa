"""A note as it is written, with what links to it and what names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.web.pages.page import Asked, Page

if TYPE_CHECKING:
    from thesisvault.web.markdown import Place, Rendered


def page(asked: Asked) -> Page:
    """The note at a path of the vault; no other file is one."""
    path = asked.name
    node = asked.view.whole.nodes.get(path)
    if node is None or node.note is None:
        raise UsageFault(f"There is no note at `{path}`: the search finds a note by its name.")
    backlinks = asked.answer("backlinks", note=path)
    values: dict[str, Any] = {
        "path": path,
        "node": node,
        "thesis": _reviewed(asked, path) if node.kind is Kind.THESIS else None,
        "note": rendered(asked, path),
        "backlinks": backlinks,
        "mentions": asked.answer("mentions", note=path, most=21).mentions,
        "findings": asked.answer("check", notes=(path,), fixes=False).diagnostics,
    }
    return Page("note.html", node.name, values, backlinks)


def _reviewed(asked: Asked, path: str) -> str | None:
    """The name under which the note is under review: that of its folder tells namesakes apart."""
    theses = asked.answer("status", survey=False).theses
    return next((one.thesis for one in theses if one.note == path), None)


def rendered(asked: Asked, path: str, *, plain: bool = False) -> Rendered:
    """A note of the vault as HTML; `plain`: without what our markers enclose."""
    from thesisvault.web.markdown import render  # a parser, which the first page needs not

    return render(asked.view.read(path), _place_of(asked, path, plain))


def _place_of(asked: Asked, path: str, plain: bool) -> Place:
    """How links of a note are followed: as Obsidian does."""
    from thesisvault.web.markdown import Place

    names, links = asked.view.whole.names, asked.links

    def note(found: str, subpath: str) -> str | None:
        return links.note(found)

    return Place(
        path,
        names.resolve,
        note,
        links.file,
        lambda query: links.page("search", q=query),
        asked.view.workspace.read,
        path.rpartition("/")[2].removesuffix(".md"),
        plain,
    )
