"""The recorded metrics of a vault, each source's figure once.

A figure copied into a second note is still one statement by its source. The words for a basis or
a universe that is not given count as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from thesisvault.graph import Vault
from thesisvault.graph.folding import fold
from thesisvault.impact.figures.statements import Recorded, Statement, value
from thesisvault.model.facts import Interval, Metric, QuantityKind, Reference
from thesisvault.model.note import Kind, Profile
from thesisvault.model.review import Citation
from thesisvault.model.text import Span

_ASIDE = re.compile(r"\s*[(（].*|\s+[-–—:|]\s+.*")
_WITHIN = re.compile(r"[(（](?:[A-Z]+:\s*)?([^()（）]+)[)）]")
"""`Quartz Analytics (QQZA)` names a company twice."""
_NOT_GIVEN = frozenset({"", "not given", "not stated", "none given", "unknown", "unspecified"})


def recorded(vault: Vault) -> tuple[Recorded, ...]:
    """Every metric with a value, each source's figure once, by place."""
    rows = [
        _read(vault, note, metric, several)
        for note in vault.noted_facts.values()
        if (several := _sections(note)) is not None
        for metric in note.facts.metrics
        if metric.quantity.kind is not QuantityKind.ABSENT
    ]
    # A source's own lines come first, those with a date before those without: copies fold in.
    rows.sort(
        key=lambda row: (
            row.statement.citation.note != row.source_id,
            row.as_of is None,
            row.statement.citation.note,
            row.statement.citation.line,
        )
    )
    kept: dict[tuple[object, ...], Recorded] = {}
    firsts: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        figure = (row.like, fold(row.basis), row.source_id, value(row.quantity))
        dates = (row.as_of.start, row.as_of.end) if row.as_of else None
        key: tuple[object, ...] = (*figure, dates)
        if dates is None:
            key = firsts.get(figure, key)
        firsts.setdefault(figure, key)
        if (first := kept.get(key)) is None:
            kept[key] = row
        else:
            copies = (*first.statement.copies, row.statement.citation)
            kept[key] = replace(first, statement=replace(first.statement, copies=copies))
    return tuple(
        sorted(
            kept.values(),
            key=lambda row: (row.statement.citation.note, row.statement.citation.line),
        )
    )


def _sections(note: Profile) -> bool | None:
    """Whether the figures that name no entity stand under several headings; None: no figures."""
    if not note.facts.metrics:
        return None
    return len({item.section for item in note.facts.metrics if not item.entity}) > 1


def _entity(vault: Vault, note: Profile, metric: Metric, several: bool) -> tuple[str, str]:
    """The node that a figure is of, and its name: what the row names, else the heading above it.

    A heading that names nothing parts the figures of a note all the same: those under another one
    may be of another company, or of another quarter.
    """
    if metric.entity:
        return _named(vault, note, metric.span, metric.entity), metric.entity
    heading = metric.section.strip("*_ ")
    for name in (heading, *_ASIDE.split(heading), *_WITHIN.findall(heading)):
        if name.strip() and (found := vault.names.named(name.strip())):
            return found[0], vault.nodes[found[0]].name
    if several and heading:
        return f"{note.path}#{fold(heading)}", heading
    return note.path, note.title


def _read(vault: Vault, note: Profile, metric: Metric, several: bool) -> Recorded:
    source_id, source = _source(vault, note, metric)
    said_in = vault.notes.get(source_id, note)
    day = said_in.date or note.date
    as_of = metric.as_of
    entity_id, entity = _entity(vault, note, metric, several)
    basis, universe = _given(metric.basis), _given(metric.universe)
    shown = f"{metric.name} {metric.entity}: {metric.quantity.text}".replace("  ", " ")
    return Recorded(
        metric=metric.name,
        entity=entity,
        basis=basis,
        universe=universe,
        quantity=metric.quantity,
        as_of=as_of,
        dates=as_of or (Interval(day, day, "") if day else None),
        entity_id=entity_id,
        source_id=source_id,
        statement=Statement(
            value=metric.quantity.text,
            basis=basis,
            source=source,
            as_of=as_of.text if as_of else "",
            citation=Citation(shown, note.path, metric.span.shown_line),
        ),
    )


def _source(vault: Vault, note: Profile, metric: Metric) -> tuple[str, str]:
    """Who says it. In a source's own note, other words than a source's name are a place in it."""
    words = metric.source
    for shown, target in _links(vault, note, metric.span):
        if words and shown and shown in words and target in vault.notes:
            return target, vault.notes[target].title
    for path in vault.names.named(words) if words else ():
        if note.kind is not Kind.SOURCE or vault.notes[path].kind is Kind.SOURCE:
            return path, vault.notes[path].title
    if not words or note.kind is Kind.SOURCE:
        return note.path, note.title
    return f'"{fold(words)}"', words


def _named(vault: Vault, note: Profile, span: Span, name: str) -> str:
    for shown, target in _links(vault, note, span):
        if shown == name:
            return target
    return vault.node_id(Reference(name, linked=False, span=span), note.path)


def entity_named(vault: Vault, row: Recorded, name: str) -> str:
    """The node that a name within a row's own words stands for."""
    note = vault.notes[row.statement.citation.note]
    return vault.node_id(Reference(name, linked=False, span=Span(0, 0, 0, 0)), note.path)


def _links(vault: Vault, note: Profile, span: Span) -> Iterator[tuple[str, str]]:
    for link, target in zip(note.links, vault.targets[note.path], strict=True):
        if link.span.line == span.line:
            yield link.display or link.target, target


def _given(text: str) -> str:
    return "" if fold(text.strip()) in _NOT_GIVEN else text
