"""The reports by name: what may be asked, what is answered, and the document that an answer is.

A report is a module of this room with three names: `Ask`, what may be asked; `Answer`, whose
msgspec encoding is the JSON document; and ``report(view, ask) -> Answer``. Every face serves the
same reports: a module is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

import msgspec

from thesisvault.model.errors import UsageFault

if TYPE_CHECKING:
    from thesisvault.workspace.view import View

SCHEMA = 1
"""The number of all documents: keys are added under it, never renamed or taken away."""

REPORTS = (
    *("status", "explain", "moves", "claims", "flows", "rotation", "detection", "calendar"),
    *("crowding", "contradictions", "propose", "record", "prices", "links", "backlinks"),
    *("search", "like", "mentions", "graph", "path", "hubs", "clusters", "what-if"),
    *("history", "rewritten", "course", "list", "check", "survey"),
)

KEPT = frozenset({"claims", "crowding", "history", "hubs", "survey"})
"""Those whose answer is kept (`reports.kept`): with the reviews, all that a first page shows."""
LONG = frozenset({"check", "history", "hubs", "survey"})
"""Those that take seconds where there are thousands of notes: a server has a child of its own for
each (`reports.aside`). What `check` finds is kept by the workspace.
"""


class Report(Protocol):
    """A module of this room."""

    Ask: type[msgspec.Struct]
    Answer: type[msgspec.Struct]

    def report(self, view: View, ask: Any) -> msgspec.Struct:
        """Answer what is asked. Raises `UsageFault` where it cannot be answered so."""


def load(name: str) -> Report:
    """The report of that name. Raises `UsageFault` with the names that there are."""
    if name not in REPORTS:
        raise UsageFault(f"No report is named `{name}`: {', '.join(sorted(REPORTS))}.")
    return cast("Report", import_module(f"thesisvault.reports.{name.replace('-', '_')}"))


def answer(view: View, name: str, asked: Mapping[str, Any]) -> msgspec.Struct:
    """The answer of a report; `asked` holds the fields of its `Ask`, as values or as text.

    Raises `UsageFault`.
    """
    return answer_to(view, name, ask_of(name, asked))


def ask_of(name: str, asked: Mapping[str, Any]) -> msgspec.Struct:
    """The same fields as the report's `Ask`. Raises `UsageFault`."""
    try:
        return msgspec.convert(asked, load(name).Ask, strict=False)
    except msgspec.ValidationError as error:
        raise UsageFault(f"The options for `{name}` are not valid: {error}.") from None


def answer_to(view: View, name: str, ask: msgspec.Struct) -> msgspec.Struct:
    """The answer to an `Ask` of that report; of a long one perhaps out of the index."""
    report = load(name)
    if name not in KEPT:
        return report.report(view, ask)
    from thesisvault.reports.kept import kept

    return kept(view, name, ask, report.Answer, lambda: report.report(view, ask))


def document(answer: msgspec.Struct) -> dict[str, Any]:
    """Return an answer as its JSON document: its fields, in order, as plain values."""
    return {"schema": SCHEMA, **msgspec.to_builtins(answer)}


def schemas(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON schemas of what may be asked and of what is answered."""
    report = load(name)
    return msgspec.json.schema(report.Ask), msgspec.json.schema(report.Answer)
