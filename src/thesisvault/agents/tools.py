"""The tools that read: which report each asks, and what it is for. A new report is a new row."""

from __future__ import annotations

from typing import cast

from msgspec import Struct

from thesisvault.agents import note
from thesisvault.reports import registry


class Tool(Struct, frozen=True):
    """A tool, and the report that answers it."""

    name: str
    does: str
    report: str = ""
    """The report's name in the registry; that of the tool where it is empty."""
    items: str = ""
    """The list of the document that is paged."""
    fixed: tuple[tuple[str, object], ...] = ()
    """What is always asked, and not offered."""
    needs: tuple[str, ...] = ()
    """What must be said, although the report would do without."""
    brief: tuple[str, ...] = ()
    """Keys that an answer leaves out, however deep, unless `detail` is asked for."""
    keys: tuple[str, ...] = ()
    """The part of the document that is given; all of it where empty."""
    picks: str = ""
    """A field of the rows by which some can be asked for."""
    dated: bool = True
    """Whether it is asked as of a day."""


_READING = (
    Tool(
        "status",
        "Review the open theses as of a day, the most pressured first: verdicts, what needs "
        "attention, broken and near tripwires, each with its note and line. Start here. `explain` "
        "gives all the evidence of one thesis.",
        items="theses",
        fixed=(("since", None), ("history", False)),
        brief=(
            *("evidence", "flows", "tripwires", "criteria", "not_watched", "horizons"),
            *("flag_details", "confidence_reason", "positive", "negative", "unmeasured"),
        ),
        picks="verdict",
    ),
    Tool(
        "explain",
        "Give every piece of evidence for and against one thesis, with its line, strength, decay "
        "and weight, and its tripwires.",
        items="evidence",
        brief=("measurement", "stated", "rotation", "horizons", "silent", "judged_on", "rule"),
    ),
    Tool(
        "changes",
        "Say which verdicts changed since a day, and which evidence came and went.",
        report="status",
        items="changes",
        fixed=(("history", False), ("watchlist", False)),
        needs=("since",),
        keys=("schema", "as_of", "changes"),
        brief=("measurement", "path", "rotation", "silent", "expired", "decay", "horizon"),
    ),
    Tool(
        "search",
        'Find notes with the lines that match: words, "phrases", OR, -not, tag:, kind:, '
        "line:(…), [property:value].",
        items="notes",
    ),
    Tool("like", "Find notes like one note.", items="notes"),
    Tool(
        "note",
        "Read a note's lines by number, its properties and headings.",
        items="lines",
        dated=False,
    ),
    Tool("links", "List what a note links, by line.", items="links", dated=False),
    Tool("backlinks", "List the lines that link a note.", items="links", dated=False),
    Tool("mentions", "List where a note is named and not linked.", items="mentions", dated=False),
    Tool("graph", "Show the notes around a note, and the lines that link them.", items="nodes"),
    Tool("path", "Show how one note acts on another, step by step.", items="ways"),
    Tool("hubs", "List the notes that most verdicts depend on.", items="hubs"),
    Tool("clusters", "Group theses that rest on the same things.", items="clusters"),
    Tool(
        "list_notes",
        "List notes by kind or tag, or names without a note.",
        report="list",
        items="notes",
        dated=False,
    ),
    Tool(
        "moves",
        "Measure returns and abnormal returns around an event, with a test of significance.",
        items="rows",
    ),
    Tool(
        "claims",
        "Check the moves that notes state against prices.",
        items="claims",
        picks="verdict",
    ),
    Tool(
        "flows",
        "Check the flows that rotations state against prices.",
        items="flows",
        picks="verdict",
    ),
    Tool(
        "calendar",
        "List catalysts and reviews, ahead and overdue.",
        items="events",
        picks="state",
        brief=("uid", "start", "end"),
    ),
    Tool(
        "rotation",
        "Place each group against the benchmark: its quadrant and its path.",
        items="groups",
    ),
    Tool("crowding", "Show how much the open theses overlap.", items="pairs"),
    Tool("contradictions", "List figures on which sources disagree.", items="contradictions"),
    Tool("record", "Score forecasts, theses and rotations.", items="implications"),
    Tool("history", "Show the days on which a thesis's verdict changed, and why.", items="turns"),
    Tool(
        "what_if",
        "Show which verdicts would change if capital flowed that way. Nothing is written.",
        report="what-if",
        items="turns",
    ),
    Tool(
        "check",
        "List what is wrong in notes, and what to do.",
        items="diagnostics",
        picks="severity",
        dated=False,
    ),
    Tool("survey", "Say what was read from the notes, by which rule, and what was not."),
    Tool(
        "facts_in",
        "Propose rows of known tables from a note's prose, each with its words. They count as "
        "facts only once the user accepts them.",
        report="propose",
        items="proposals",
        dated=False,
    ),
)


def reading() -> dict[str, Tool]:
    """The tools by name; those whose report this version lacks are left out."""
    return {tool.name: tool for tool in _READING if report_of(tool) is not None}


def report_of(tool: Tool) -> registry.Report | None:
    """The report that answers a tool; None where there is none yet."""
    if tool.name == "note":
        return cast("registry.Report", note)
    name = tool.report or tool.name
    return registry.load(name) if name in registry.REPORTS else None
