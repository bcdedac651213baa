"""Every page by its name, and a page as bytes: what a server answers and what is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from markupsafe import Markup, escape

from thesisvault.model.errors import UsageFault
from thesisvault.reports import registry
from thesisvault.web.links import Links
from thesisvault.web.pages import lists, note, review, rotation, thesis
from thesisvault.web.pages.page import Asked, Maker, Page
from thesisvault.web.templating import environment
from thesisvault.workspace.turning import steps
from thesisvault.workspace.view import View

PAGES: Mapping[str, Maker] = {
    "review": review.page,
    "theses": lists.theses,
    "rotation": rotation.page,
    "calendar": lists.calendar,
    "claims": lists.claims,
    "graph": lists.graph,
    "notes": lists.notes,
    "check": lists.check,
    "search": lists.search,
    "crowding": lists.crowding,
    "contradictions": lists.contradictions,
    "record": lists.record,
    "survey": lists.survey,
    "flows": lists.flows,
    "holdings": lists.holdings,
    "what-if": lists.what_if,
}
NAMED: Mapping[str, Maker] = {
    "thesis": thesis.page,
    "history": lists.history,
    "rotation": rotation.page,
    "note": note.page,
}
"""Pages of one thing, whose name follows that of the page."""
HEAD = (
    *(("review", "Review"), ("theses", "Theses"), ("rotation", "Rotation")),
    *(("calendar", "Calendar"), ("claims", "Claims"), ("graph", "Graph")),
    *(("notes", "Notes"), ("check", "Check")),
)
MORE = (
    *(("holdings", "Holdings"), ("flows", "Flows"), ("what-if", "What if")),
    *(("crowding", "Crowding"), ("contradictions", "Contradictions")),
    *(("record", "Record"), ("survey", "Survey")),
)
UNDATED = frozenset({"note", "notes", "check"})
"""Pages of the vault as it is written, which take no day."""
_UNDER = {"thesis": "theses", "history": "theses", "note": "notes"}


class Around:
    """What surrounds a page's own values: one value for all pages of an answer."""

    def __init__(self, links: Links, vault: str, *, live: bool = True, **values: Any) -> None:
        """`live`: with scripts, a search and the address of JSON."""
        self.links = links
        self.values: dict[str, Any] = {
            "vault": vault, "links": links, "pages": HEAD, "more": MORE, "live": live,
            "version": "", "read_at": "", "trouble": "", "as_of": None,
            "here_now": "", "today": None, "json": None, "ics": None, "editor": None,
            "reading": False, "steps": None, "marked": marked, "here": "", **values,
        }  # fmt: skip

    def plain(self, heading: str, *sentences: str, reading: bool = False) -> bytes:
        """A page of sentences alone."""
        values = {"title": heading, "heading": heading, "sentences": sentences, "reading": reading}
        return _filled("plain.html", {**self.values, **values})


def split(path: str) -> tuple[str, str]:
    """The page and the name behind it of an address; the page is empty where there is none.

    >>> split("/thesis/Long NVIDIA"), split("/"), split("/calendar")
    (('thesis', 'Long NVIDIA'), ('review', ''), ('calendar', ''))
    """
    name, _, rest = path.removeprefix("/").partition("/")
    if rest:
        return (name, rest) if name in NAMED else ("", "")
    if path == "/":
        return "review", ""
    return (name, "") if name in PAGES else ("", "")


def made(page: str, asked: Asked) -> Page:
    """A page's values. Raises `UsageFault` for what cannot be asked so, or is not there."""
    return (NAMED[page] if asked.name else PAGES[page])(asked)


def filled(
    view: View, found: Page, around: Around, page: str, address: str, last: dt.date
) -> bytes:
    """A page as HTML; `address` is its own, to step from it to other days up to `last`."""
    dated = page not in UNDATED
    values = {
        "day": view.as_of,
        "today": last,
        "frozen": view.settings.as_of == view.as_of,
        "here": _UNDER.get(page, page),
        "here_on": lambda day: _with_day(address, day),
        "here_now": _with_day(address, None),
        "steps": steps(view, last) if dated and address else None,
        "title": found.title,
    }
    return _filled(found.template, {**around.values, **values, **found.values})


def document(found: Page) -> dict[str, Any]:
    """The JSON document beside a page."""
    if found.answer is None:
        raise UsageFault("This page has no JSON without a note: name one.")
    return registry.document(found.answer() if callable(found.answer) else found.answer)


def _filled(template: str, values: Mapping[str, Any]) -> bytes:
    return environment().get_template(template).render(values).encode("utf-8", "replace")


def _with_day(address: str, day: dt.date | None) -> str:
    path, _, query = address.partition("?")
    asked = [(key, value) for key, value in parse_qsl(query) if key != "as_of"]
    if day is not None:
        asked.append(("as_of", day.isoformat()))
    return path + (f"?{urlencode(asked)}" if asked else "")


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> Markup:
    """A line of a search with what was found marked."""
    parts, at = [], 0
    for start, length in spans:
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:length])]
        at = length
    return Markup("").join((*parts, escape(text[at:])))


def editor_links(root: str, form: str) -> Callable[[str], str] | None:
    """The address that opens a note in an editor, by the config; None where it names none."""
    forms = {
        "obsidian": "obsidian://open?path={path}",
        "vscode": "vscode://file{path}:{line}",
        "": "",
    }
    pattern = forms.get(form, form)
    if not pattern:
        return None

    def link(path: str, line: int = 1) -> str:
        whole = quote(f"{root}/{path}", safe="/" if "vscode" in pattern else "")
        return pattern.replace("{path}", whole).replace("{line}", str(line))

    return link
