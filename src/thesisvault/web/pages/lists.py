"""Pages that are one report as a table, some with its chart."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from thesisvault.model.calendar import EventState
from thesisvault.model.errors import UsageFault
from thesisvault.render import pictures
from thesisvault.render.charts.bars import share_bar
from thesisvault.web.pages.page import (
    ASIDE,
    MOST_HOLDERS,
    WIDE,
    Asked,
    Page,
    Part,
    chart,
    drawn,
    held_by_theses,
)  # fmt: skip
from thesisvault.web.pages.review import nearest, row

A_PAGE, A_CHECK, A_KIND, A_LIST = 20, 100, 60, 200
"""On a page: notes of a search, of a check, of each kind, of one kind alone, or theses.

Each list of a survey, flows, pairs and contradictions show as many as a check; events, claims and
a record as many as theses.
"""
ON_MAP, ON_TREE, MOST_DRAWN = 300, 60, 100
"""Nodes that a map, nodes that a tree, events that a timeline can still show."""
_IN_ORDER = (
    EventState.OVERDUE, EventState.RUNNING, EventState.AHEAD, EventState.UNDATED, EventState.DONE,
    EventState.GONE,
)  # fmt: skip
YEAR = dt.timedelta(days=366)
"""How far back a history goes that nobody asks to be longer: each day of it is a review."""


def theses(asked: Asked) -> Page:
    """Every thesis, with those that are over."""
    status = asked.answer("status", survey=False)
    record = asked.answer("record")
    returns = {item.note: item for item in record.returns}
    part = asked.part((*status.theses, *status.closed), A_LIST)
    opened, closed = part.split(len(status.theses))
    values = {
        "status": status,
        "rows": [row(item.thesis, item, asked.view.as_of) for item in opened],
        "closed": closed,
        "returns": returns,
        "part": part,
    }
    return Page("theses.html", "Theses", values, lambda: asked.answer("status"))


def calendar(asked: Asked) -> Page:
    """What is overdue, runs and comes; ``?all=1``: also what is done."""
    is_all = asked.query.get("all") == "1"
    found = asked.answer("calendar", all=is_all) if is_all else asked.answer("calendar")
    shown = asked.answer("calendar", days=84)
    near = nearest(shown, MOST_DRAWN)
    events = sorted(found.events, key=lambda event: _IN_ORDER.index(event.state))
    every = found if found.events or is_all else asked.answer("calendar", all=True)
    values = {
        "found": found,
        "hidden": len(every.events) - len(found.events),
        "part": asked.part(events, A_LIST),
        "is_all": is_all,
        "chart": chart(lambda width: pictures.calendar(near, width), 1160),
        "left_out": len(shown.events) - len(near.events),
    }
    return Page("calendar.html", "Calendar", values, found)


def claims(asked: Asked) -> Page:
    """Every stated move by its note, in the order of its lines; ``?show=fails``: some of them."""
    found = asked.answer("claims")
    show = asked.choice("show", "all", "fails", "holds", "unchecked")
    rows = [one for one in found.claims if show in ("all", one.verdict)]
    count = {
        name: sum(one.verdict == name for one in found.claims)
        for name in ("holds", "fails", "unchecked")
    }
    part = asked.part(rows, A_LIST)
    by_note = [(note, list(of)) for note, of in groupby(part.items, lambda one: one.note)]
    values = {"part": part, "by_note": by_note, "show": show, "count": count}
    return Page("claims.html", "Claims", values, found)


def graph(asked: Asked) -> Page:
    """What lies around a note: as a map, which a script lays out, or a tree; and as a table."""
    note = asked.query.get("at", "").strip()
    depth = asked.choice("depth", "1", "2", "3")
    if not note:
        names = asked.answer("list").notes
        return Page("graph.html", "Graph", {"found": None, "names": names, "depth": depth}, None)
    is_typed = asked.query.get("typed") == "1"
    asks = {"note": note, "depth": int(depth), "typed": is_typed}
    found = asked.answer("graph", **asks, most=ON_MAP)
    tree = found if len(found.nodes) <= ON_TREE else asked.answer("graph", **asks, most=ON_TREE)
    values = {
        "found": found,
        "depth": depth,
        "at": note,
        "typed": is_typed,
        "shape": asked.choice("shape", "map", "tree"),
        "names": {node.id: node for node in found.nodes},
        "chart": chart(lambda width: pictures.graph(tree, width), 1160),
    }
    return Page("graph.html", f"Around {found.note}", values, found)


def search(asked: Asked) -> Page:
    """Notes by Obsidian's query language, twenty a page."""
    query = asked.query.get("q", "").strip()
    if not query:
        return Page("search.html", "Search", {"query": "", "found": None, "fault": ""}, None)
    at = asked.number("page")
    try:
        found = asked.answer("search", query=query, limit=at * A_PAGE, dated=asked.is_past)
    except UsageFault as fault:  # half a query, as it is typed
        said = {"query": query, "found": None, "fault": str(fault)}
        return Page("search.html", f"Search: {query}", said, None)
    values = {
        "query": query,
        "found": found,
        "fault": "",
        "part": Part(found.notes[(at - 1) * A_PAGE :], at, (at - 1) * A_PAGE, found.total),
        "named": _named(asked, query) if at == 1 else None,
    }
    return Page("search.html", f"Search: {query}", values, found)


def _named(asked: Asked, query: str) -> Any:
    """The note that is called so, and where others name it without a link; None: there is none."""
    names = asked.view.whole.names.named(query)
    node = asked.view.whole.nodes.get(names[0]) if len(names) == 1 else None
    if node is None or node.note is None:
        return None
    return node, asked.answer("mentions", note=node.note.path).mentions


def notes(asked: Asked) -> Page:
    """Every note by its kind, the first of each; ``?kind=note``: all of one, a page at a time."""
    found = asked.answer("list")
    kinds: dict[str, list[Any]] = {}
    for item in found.notes:
        kinds.setdefault(item.kind.value, []).append(item)
    kind = asked.query.get("kind", "")
    part = asked.part(kinds.get(kind, []), A_LIST) if kind else None
    shown = [
        (name, len(items), part.items if part else items[:A_KIND])
        for name, items in sorted(kinds.items())
        if kind in ("", name)
    ]
    values = {"kinds": shown, "found": found, "kind": kind, "part": part}
    return Page("notes.html", "Notes", values, found)


def check(asked: Asked) -> Page:
    """What is wrong in notes, a page at a time."""
    found = asked.answer("check", fixes=False)
    rows: dict[str, list[Any]] = {}
    for item in found.diagnostics:
        rows.setdefault(item.note, []).append(item)
    values = {"found": found, "part": asked.part(tuple(rows.items()), A_CHECK)}
    return Page("check.html", "Check", values, found)


def crowding(asked: Asked) -> Page:
    """How far the theses overlap."""
    found = asked.answer("crowding")
    pairs = [pair for pair in found.pairs if pair.names]
    part = asked.part(sorted(pairs, key=lambda pair: -pair.overlap), A_CHECK)
    values = {
        "found": found,
        "bets": found.distinct_bets,
        "part": part,
        "pairs": [(pair, drawn(share_bar(pair.overlap))) for pair in part.items],
        "chart": chart(lambda width: pictures.crowding(found, width), WIDE, 640)
        if found.theses
        else None,
    }
    return Page("crowding.html", "Crowding", values, found)


def contradictions(asked: Asked) -> Page:
    """Figures and views on which sources disagree."""
    found = asked.answer("contradictions")
    part = asked.part(found.contradictions, A_CHECK)
    return Page("contradictions.html", "Contradictions", {"found": found, "part": part}, found)


def record(asked: Asked) -> Page:
    """What forecasts, theses and rotations were worth."""
    found = asked.answer("record")
    part = asked.part((*found.forecasts, *found.returns), A_LIST)
    forecasts, returns = part.split(len(found.forecasts))
    values = {
        "found": found,
        "forecasts": forecasts,
        "returns": returns,
        "part": part,
        "chart": drawn(pictures.record(found, ASIDE)) if found.score.count else None,
    }
    return Page("record.html", "Record", values, found)


def flows(asked: Asked) -> Page:
    """Every flow of the rotations in force, and what prices say of it."""
    found = asked.answer("flows")
    count = {
        word: sum(row.verdict.value == word for row in found.flows)
        for word in ("holds", "opposite", "not confirmed", "unknown")
    }
    values = {"found": found, "part": asked.part(found.flows, A_CHECK), "count": count}
    return Page("flows.html", "Flows", values, found)


def holdings(asked: Asked) -> Page:
    """What is held, with a thesis and without, with its levels; and the names that theses hold."""
    status = asked.answer("status", watchlist=True, survey=False)
    held: dict[str, list[tuple[str, Any]]] = {}
    holders, unseen = held_by_theses(asked, status.theses)
    for thesis, item in holders:
        held.setdefault(item.symbol or item.name, []).append((thesis, item))
    day = asked.view.as_of
    values = {
        "theirs": [(item.thesis, held) for item in status.theses for held in item.holdings],
        "positions": [row(item.position, item, day) for item in status.positions],
        "watched": [row(item.position, item, day) for item in status.watchlist],
        "held": sorted(held.values(), key=lambda many: (-len(many), many[0][1].name)),
        "unseen": unseen,
    }
    return Page("holdings.html", "Holdings", values, lambda: asked.answer("status", watchlist=True))


def what_if(asked: Asked) -> Page:
    """The review as if money flowed as the form says; nothing is written."""
    form = {key: asked.query.get(key, "").strip() for key in ("flows", "since", "lasts")}
    form["strength"] = asked.choice("strength", "strong", "mild")
    values: dict[str, Any] = {"form": form, "found": None, "fault": ""}
    if not form["flows"]:
        return Page("what_if.html", "What if", values, None)
    try:
        since = asked.day("since")
        values["found"] = asked.answer("what-if", **{**form, "since": since})
    except UsageFault as fault:  # said beside the form, which stays as it was filled in
        values["fault"] = str(fault)
    return Page("what_if.html", "What if", values, values["found"])


def history(asked: Asked) -> Page:
    """The days on which a thesis's verdict turned; ``?since=``: from another day on."""
    since = asked.day("since")
    day = asked.view.as_of
    if since is None and asked.query.get("all") != "1":
        since = day - YEAR if day - dt.date.min > YEAR else dt.date.min
    found = asked.answer("history", thesis=asked.name, since=since)
    values = {
        "found": found,
        "is_all": asked.query.get("all") == "1",
        "chart": chart(lambda width: pictures.turns(found, width), 1160),
    }
    return Page("history.html", f"{found.thesis}: verdict history", values, found)


def survey(asked: Asked) -> Page:
    """What is read of the notes, by which rule, and what is not."""
    found = asked.answer("survey")
    part = asked.part(found.theses.read, MOST_HOLDERS)
    values = {"found": found, "part": part, "most": A_CHECK}
    return Page("survey.html", "Survey", values, found)
