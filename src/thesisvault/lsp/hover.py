"""What a note knows of the thing under the cursor."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from lsprotocol import types

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.kept import kept_lines
from thesisvault.lsp.marks import verdict_line
from thesisvault.lsp.moves import shown_moves
from thesisvault.lsp.texts import Text, is_in
from thesisvault.market.claim_windows import percent, points
from thesisvault.model.facts import StatedImpact
from thesisvault.model.note import Note
from thesisvault.model.review import Evidence, ThesisReview, TripwireReview
from thesisvault.model.text import Span

_MOST_EVIDENCE = 5
_WINDOWS = (1, 5, 63)
"""Sessions over which a card shows a stock's move."""
_LONGEST = 400
"""Letters of a first paragraph."""


def hover(screen: Screen, text: Text, position: types.Position) -> types.Hover | None:
    """What is known of a link, a stated move, a tripwire, a stated impact, a key or a header."""
    line, column = text.lines.place(position)
    link = text.link_at(line, column)
    if link is not None:
        path = screen.vault.names.resolve(link.target, text.path)
        said = card(screen, path) if path else _no_note(screen, link.target)
        return _hover(text, said, link.span)
    found = (
        *(*_moves(screen, text), *_tripwires(screen, text), *_impacts(screen, text)),
        *(*_keys(screen, text, line), *_headers(screen, text, line)),
    )
    for about, place in found:
        if is_in(place, line, column):
            return _hover(text, about, place)
    return None


def _hover(text: Text, said: str, place: Span) -> types.Hover:
    content = types.MarkupContent(types.MarkupKind.Markdown, said)
    return types.Hover(content, text.lines.range(place))


def card(screen: Screen, path: str) -> str:
    """A note in a few lines: what it is, its price, its verdict, who links it."""
    note = screen.vault.notes.get(path)
    if note is None:
        return f"**{path.rpartition('/')[2]}** · attachment"
    symbol = note.facts.symbol
    head = [f"**{note.title}**", str(note.kind), *([symbol] if symbol else [])]
    parts = [" · ".join(head)]
    parts += [line for line in (_price(screen, symbol) if symbol else "",) if line]
    if (thesis := screen.thesis_of(path)) is not None:
        parts.append("\n".join(_verdict(screen, thesis)))
    parts += [line for line in (_first_paragraph(screen, note),) if line]
    count = len(screen.vault.backlinks.get(path, ()))
    parts.append(f"{count} {'backlink' if count == 1 else 'backlinks'} · `{path}`")
    return "\n\n".join(parts)


def _no_note(screen: Screen, name: str) -> str:
    near = ", ".join(f"`{item}`" for item in screen.vault.names.similar(name))
    return f"**{name}** · no note yet" + (f"\n\nNear it: {near}" if near else "")


def _price(screen: Screen, symbol: str) -> str:
    series = screen.on(screen.as_of).prices.adjusted(symbol)
    if not series.dates or series.bars[-1].close is None:
        return ""
    closes = series.closes
    moves = [
        f"{percent(closes[-1] / closes[-1 - back] - 1)} in {back} "
        f"{'session' if back == 1 else 'sessions'}"
        for back in _WINDOWS
        if len(closes) > back
    ]
    return " · ".join((f"{series.bars[-1].close:.6g} on {series.dates[-1]}", *moves))


def _verdict(screen: Screen, thesis: ThesisReview) -> Iterator[str]:
    yield verdict_line(thesis, screen.as_of)
    yield ""
    counting = sorted(
        (item for item in thesis.evidence if item.counts), key=lambda i: -abs(i.contribution)
    )
    for item in counting[:_MOST_EVIDENCE]:
        yield f"- {_evidence(item)}"


def _evidence(item: Evidence) -> str:
    cite = item.citation
    sign = {1: "supports", -1: "pressures"}.get(item.sign, "neither")
    tested = item.measurement.decisive.abnormal if item.measurement else None
    figures = ""
    if tested is not None and tested.car is not None:
        figures = f", abnormal {percent(tested.car)}"
        figures += f", t {tested.t:.2f}" if tested.t is not None else ", no test"
    return f"{sign}, {item.kind}: {cite.text}{figures} `{cite.note}:{cite.line}`"


def _first_paragraph(screen: Screen, note: Note) -> str:
    text = screen.text_of(note.path) or ""
    lines = [line.strip() for line in text.splitlines()]
    start = max((prop.span.end_line + 2 for prop in note.properties), default=0)
    found: list[str] = []
    for line in lines[start:]:
        if found and not line:
            break
        if line and line[0] not in "#|-*>`<!%" and not line.startswith("---"):
            found.append(line)
        elif found:
            break
    said = " ".join(found)
    return said if len(said) <= _LONGEST else said[:_LONGEST].rpartition(" ")[0] + " …"


def _moves(screen: Screen, text: Text) -> Iterator[tuple[str, Span]]:
    """Each stated move with every window that was tried."""
    for shown in shown_moves(screen, text):
        row = shown.row
        symbol = f" ({row.symbol})" if row.symbol else ""
        said = points if row.kind == "relative" else percent
        lines = [f"**{row.name}**{symbol} stated {row.text}: {row.verdict}", "", row.reason, ""]
        for figure in row.figures:
            value = said(figure.value) if figure.value is not None else "unknown"
            days = f"{figure.start}"
            if figure.start != figure.end:
                days += f" to {figure.end}"
            lines.append(f"- {figure.label}: {value} ({days})")
        yield "\n".join(lines), shown.place


def _tripwires(screen: Screen, text: Text) -> Iterator[tuple[str, Span]]:
    is_kept = kept_lines(screen, text)
    for item in screen.tripwires_on(text.path):
        line = item.citation.line - 1
        if is_kept(line):
            yield _tripwire(item), text.lines.whole(line)


def _tripwire(item: TripwireReview) -> str:
    state = item.state
    lines = [f"`{item.tripwire.condition}`: **{state.state}**"]
    if state.value_left is not None and state.value_right is not None:
        values = f"{state.value_left:.6g} against {state.value_right:.6g}"
        lines.append(f"{values} on {state.judged_on}" if state.judged_on else values)
    if state.broke_on is not None:
        now = "still holds" if state.holds else "no longer holds"
        lines.append(f"broke on {state.broke_on}, {now}")
    if state.reason:
        lines.append(state.reason)
    if item.tripwire.action:
        lines.append(f"planned: {item.tripwire.action}")
    return "\n\n".join(lines)


def _impacts(screen: Screen, text: Text) -> Iterator[tuple[str, Span]]:
    for fact in text.note.facts.stated_impacts:
        yield _impact(fact), text.lines.whole(fact.span.line)


def _impact(fact: StatedImpact) -> str:
    if not fact.labels:
        return f"“{fact.text}” contains no known word, so it does not count."
    lines = [f"“{fact.text}” is read as:", ""]
    for label in fact.labels:
        signs = " and ".join(f"{sign:+.2g}" for sign in label.signs)
        lines.append(f"- {label.text}: {signs} ({label.horizon or 'every horizon'})")
    return "\n".join(lines)


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """What each property and each table means, in a line."""
    source = resources.files("thesisvault.lsp").joinpath("meanings.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _keys(screen: Screen, text: Text, line: int) -> Iterator[tuple[str, Span]]:
    """The key of a property, with what it means."""
    for prop in text.note.properties:
        if prop.span.line != line:
            continue
        name = screen.words.property(prop.key) or prop.key.casefold()
        means = meanings()["properties"].get(name)
        if means is not None:
            key = prop.key if prop.key.casefold() == name else f"{prop.key}, read as {name}"
            place = Span(line, prop.span.column, line, prop.span.column + len(prop.key))
            yield f"**{key}**: {means}", place


def _headers(screen: Screen, text: Text, line: int) -> Iterator[tuple[str, Span]]:
    """The header of a table, with what the table means and which columns it needs."""
    for table in text.note.tables:
        if table.span.line != line:
            continue
        heads = table.heads
        for name in screen.words.tables_with(heads)[:1]:
            form = screen.words.tables[name]
            needed = [
                cell.text
                for cell, head in zip(table.header, heads, strict=True)
                if form.roles.get(head, ("",))[0] in form.required
            ]
            about = f"{meanings()['tables'][name]}\n\nneeds {', '.join(needed)}"
            for cell, head in zip(table.header, heads, strict=True):
                role = form.roles.get(head, ("no column that is read",))[0].replace("_", " ")
                yield f"**{name.replace('_', ' ')}** · {role}: {about}", cell.span
