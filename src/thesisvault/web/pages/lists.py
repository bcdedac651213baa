"""Pages that are one report as a table, some with its chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from thesisvault.model.errors import UsageFault
from thesisvault.render import pictures
from thesisvault.render.charts.bars import share_bar
from thesisvault.render.charts.reach import Step, reach
from thesisvault.web.pages.page import WIDE, Asked, Page, chart, drawn
from thesisvault.web.pages.review import moves, row
from thesisvault.web.templating import SIGNS, signed

A_PAGE = 20
"""Notes of a search."""


def theses(asked: Asked) -> Page:
    """Every thesis, with those that are over."""
    status = asked.answer("status")
    record = asked.answer("record")
    returns = {item.note: item for item in record.returns}
    rows = [row(item.thesis, item, asked.view.as_of) for item in status.theses]
    values = {"status": status, "rows": rows, "returns": returns}
    return Page("theses.html", "Theses", values, status)


def calendar(asked: Asked) -> Page:
    """What is overdue, runs and comes; ``?all=1``: also what is done."""
    is_all = asked.query.get("all") == "1"
    found = asked.answer("calendar", all=is_all) if is_all else asked.answer("calendar")
    shown = asked.answer("calendar", days=84)
    values = {
        "found": found,
        "is_all": is_all,
        "chart": chart(lambda width: pictures.calendar(shown, width), 1160),
    }
    return Page("calendar.html", "Calendar", values, found)


def claims(asked: Asked) -> Page:
    """Every stated move; ``?show=fails``: some of them."""
    found = asked.answer("claims")
    show = asked.choice("show", "all", "fails", "holds", "unchecked")
    rows = [one for one in found.claims if show in ("all", one.verdict)]
    count = {
        name: sum(one.verdict == name for one in found.claims)
        for name in ("holds", "fails", "unchecked")
    }
    values = {"rows": rows, "show": show, "count": count, "moves": moves(found.claims)}
    return Page("claims.html", "Claims", values, found)


def rotation(asked: Asked) -> Page:
    """Where the groups stand; of one rotation, its flows and scenarios."""
    found = asked.answer("rotation")
    status = asked.answer("status")
    stated = {item.note: item for item in status.rotations}
    chosen = [item for item in found.rotations if asked.name in ("", item.rotation)]
    if asked.name and not chosen:
        names = ", ".join(f"`{item.rotation}`" for item in found.rotations) or "none"
        raise UsageFault(f"No rotation is named `{asked.name}` on this day. There are: {names}.")
    values: dict[str, Any] = {
        "found": found,
        "chosen": chosen,
        "stated": stated,
        "name": asked.name,
        "is_placed": any(group.quadrant for group in found.groups),
        "chart": chart(lambda width: pictures.rotation(found, width), 560),
        "reach": _reach(asked, chosen, status.theses),
    }
    return Page("rotation.html", asked.name or "Rotation", values, found)


def _reach(asked: Asked, rotations: list[Any], theses: Sequence[Any]) -> Markup | None:
    """How the flows of these rotations reach the open theses, by the symbols of their groups."""
    holders: dict[str, list[tuple[str, str, float]]] = {}
    for thesis in theses:
        if thesis.note:
            for held in asked.answer("course", thesis=thesis.note).holdings:
                if held.symbol:
                    place = (thesis.thesis, held.name, abs(held.share))
                    holders.setdefault(held.symbol, []).append(place)
    steps = []
    for flow in (flow for rotation in rotations for flow in rotation.flows):
        sign = 1 if flow.direction == "into" else -1
        for symbol in flow.symbols:
            for thesis, name, share in holders.get(symbol, [(None, symbol, 0.0)]):
                steps.append(Step(sign, flow.group, name, thesis, share))
    verdicts = {
        one.thesis: f"{SIGNS[one.verdict.value]} {one.verdict.value} {signed(one.score)}"
        for one in theses
    }
    if not steps:
        return None
    return chart(
        lambda width: reach(
            list(dict.fromkeys(steps)),
            verdicts,
            title="How flows reach theses",
            about="From each flow to its groups, their names, and the theses that hold them.",
            width=width,
        ),
        1160,
    )


def graph(asked: Asked) -> Page:
    """What lies around a note, as a picture and as a table."""
    note = asked.query.get("at", "").strip()
    depth = asked.choice("depth", "1", "2", "3")
    if not note:
        names = asked.answer("list").notes
        return Page("graph.html", "Graph", {"found": None, "names": names, "depth": depth}, None)
    found = asked.answer(
        "graph", note=note, depth=int(depth), typed=asked.query.get("typed") == "1"
    )
    values = {
        "found": found,
        "depth": depth,
        "at": note,
        "typed": asked.query.get("typed") == "1",
        "names": {node.id: node for node in found.nodes},
        "chart": chart(lambda width: pictures.graph(found, width), 1160),
    }
    return Page("graph.html", f"Around {found.note}", values, found)


def search(asked: Asked) -> Page:
    """Notes by Obsidian's query language, twenty a page."""
    query = asked.query.get("q", "").strip()
    if not query:
        return Page("search.html", "Search", {"query": "", "found": None, "fault": ""}, None)
    number = asked.query.get("page", "1")
    at = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    try:
        found = asked.answer("search", query=query, limit=at * A_PAGE, dated=asked.is_past)
    except UsageFault as fault:  # half a query, as it is typed
        said = {"query": query, "found": None, "fault": str(fault)}
        return Page("search.html", f"Search: {query}", said, None)
    values = {
        "query": query,
        "found": found,
        "fault": "",
        "notes": found.notes[(at - 1) * A_PAGE :],
        "at": at,
        "first": (at - 1) * A_PAGE + 1,
        "has_next": found.total > at * A_PAGE,
    }
    return Page("search.html", f"Search: {query}", values, found)


def notes(asked: Asked) -> Page:
    """Every note by its kind."""
    found = asked.answer("list")
    kinds: dict[str, list[Any]] = {}
    for item in found.notes:
        kinds.setdefault(item.kind.value, []).append(item)
    return Page("notes.html", "Notes", {"kinds": sorted(kinds.items()), "found": found}, found)


def check(asked: Asked) -> Page:
    """What is wrong in notes."""
    found = asked.answer("check", fixes=False)
    rows: dict[str, list[Any]] = {}
    for item in found.diagnostics:
        rows.setdefault(item.note, []).append(item)
    return Page("check.html", "Check", {"found": found, "notes": rows}, found)


def crowding(asked: Asked) -> Page:
    """How far the theses overlap."""
    found = asked.answer("crowding")
    pairs = sorted(found.pairs, key=lambda pair: -pair.overlap)
    values = {
        "found": found,
        "pairs": [(pair, drawn(share_bar(pair.overlap))) for pair in pairs if pair.names],
        "chart": chart(lambda width: pictures.crowding(found, width), WIDE, 640)
        if found.theses
        else None,
    }
    return Page("crowding.html", "Crowding", values, found)


def contradictions(asked: Asked) -> Page:
    """Figures and views on which sources disagree."""
    found = asked.answer("contradictions")
    return Page("contradictions.html", "Contradictions", {"found": found}, found)


def record(asked: Asked) -> Page:
    """What forecasts, theses and rotations were worth."""
    found = asked.answer("record")
    values = {
        "found": found,
        "forecasts": found.forecasts,
        "chart": chart(lambda width: pictures.record(found, width), 480)
        if found.score.count
        else None,
    }
    return Page("record.html", "Record", values, found)


def survey(asked: Asked) -> Page:
    """What is read of the notes, by which rule, and what is not."""
    found = asked.answer("survey")
    return Page("survey.html", "Survey", {"found": found}, found)
