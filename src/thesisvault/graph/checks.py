"""What is wrong across notes: links that lead nowhere, names that match nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from thesisvault.graph.folding import fold
from thesisvault.graph.vault import Vault
from thesisvault.model.facts import Reference
from thesisvault.model.note import Kind, Link, LinkKind, Note
from thesisvault.model.text import Diagnostic, Severity, Span, TextEdit

_SPECIALS = re.compile(r"[#|^:%\[\]\\*_`~=]+")


_MOST_NAMED = 20
"""Notes of one name that a message lists: n notes may each use a name that all n have."""


class Finding(Struct, frozen=True):
    """A diagnostic with the note it stands in."""

    note: str
    diagnostic: Diagnostic


def check(vault: Vault) -> tuple[Finding, ...]:
    """Everything that any note's reader or resolver had to say, by note and line."""
    found = []
    places: dict[str, _Places] = {}
    for note in vault.notes.values():
        for diagnostic in (*note.diagnostics, *_links(vault, note, places), *_facts(vault, note)):
            found.append(Finding(note.path, diagnostic))
    found += _twins(vault)
    return tuple(sorted(found, key=lambda item: (item.note, item.diagnostic.span)))


class _Places(Struct, frozen=True):
    """What a subpath can lead to in a note: made once a note, not once a link."""

    headings: frozenset[str]
    blocks: frozenset[str]


def _places(note: Note) -> _Places:
    return _Places(
        frozenset(_plain(heading.text) for heading in note.headings),
        frozenset(block.id.casefold() for block in note.block_ids),
    )


def _links(vault: Vault, note: Note, places: dict[str, _Places]) -> Iterator[Diagnostic]:
    for link, path in vault.resolved(note):
        if link.managed:
            continue
        if path is None:
            yield _unresolved(vault, link)
        elif link.subpath and (target := vault.notes.get(path)):
            if path not in places:
                places[path] = _places(target)
            yield from _subpath(link, target, places[path])


def _unresolved(vault: Vault, link: Link) -> Diagnostic:
    names, target = vault.names, link.target
    if len(owners := names.by_alias(target)) == 1:
        told, fix = _by_another_name(vault, link, owners[0], "alias")
        return Diagnostic("link-alias", Severity.WARNING, told, link.span, fix)
    if not owners and len(owners := names.by_ticker(target)) == 1:
        told, fix = _by_another_name(vault, link, owners[0], "ticker")
        return Diagnostic("link-ticker", Severity.WARNING, told, link.span, fix)
    near = suggestion(link.target, vault)
    message = f"No note answers `{link.target}`{near or ': a note yet to be written'}."
    return Diagnostic("link-unresolved", Severity.INFO, message, link.span)


def _by_another_name(
    vault: Vault, link: Link, owner: str, what: str
) -> tuple[str, TextEdit | None]:
    """What to write for a link by the alias or the ticker of a note."""
    title, target = vault.notes[owner].title, link.target
    told = (
        f"`{target}` is {'an' if what == 'alias' else 'the'} {what} of `{title}`: "
        f"Obsidian resolves no link by {what}. Write `[[{title}|{target}]]`."
    )
    if link.kind is not LinkKind.WIKILINK or link.subpath:
        return told, None
    return told, TextEdit(link.span, f"[[{title}|{link.display or target}]]")


def suggestion(name: str, vault: Vault) -> str:
    """``; the nearest names are …`` for a name that matches nothing, or empty."""
    near = vault.names.similar(name)
    if not near:
        return ""
    shown = ", ".join(f"`{item}`" for item in near)
    return f"; the nearest name is {shown}" if len(near) == 1 else f"; near it are {shown}"


def _subpath(link: Link, target: Note, places: _Places) -> Iterator[Diagnostic]:
    last = link.subpath.rpartition("#")[2].strip()
    if last.startswith("^"):
        if last[1:].casefold() not in places.blocks:
            message = f"`{target.title}` has no block `{last}`."
            yield Diagnostic("link-block-missing", Severity.WARNING, message, link.span)
    elif last and _plain(last) not in places.headings:
        message = f"`{target.title}` has no heading `{last}`."
        yield Diagnostic("link-heading-missing", Severity.WARNING, message, link.span)


def _plain(heading: str) -> str:
    return " ".join(_SPECIALS.sub(" ", fold(heading)).split())


def _facts(vault: Vault, note: Note) -> Iterator[Diagnostic]:
    for table, reference in _named(note):
        if reference.linked:
            continue
        matches = vault.names.named(reference.name)
        if len(matches) > 1:
            shown = ", ".join(matches[:_MOST_NAMED])
            if len(matches) > _MOST_NAMED:
                shown += f" and {len(matches) - _MOST_NAMED} more"
            message = f"`{reference.name}` names {len(matches)} notes ({shown}): link one of them."
            yield Diagnostic("name-ambiguous", Severity.WARNING, message, reference.span)
        elif not matches and vault.node_id(reference, note.path).startswith('"'):
            near = suggestion(reference.name, vault)
            message = f"`{reference.name}` is named in {table} without a note{near}."
            yield Diagnostic("name-unmatched", Severity.INFO, message, reference.span)
    if note.kind is Kind.ROTATION and not note.facts.scenarios and note.facts.flows:
        message = "This rotation names no scenario: its evidence fades by the default half-life."
        yield Diagnostic("rotation-no-scenario", Severity.INFO, message, Span(0, 0, 0, 0))
    dates = [fact.date for fact in note.facts.stated_moves]
    dates += [fact.date for fact in note.facts.stated_impacts]
    if dates and not any(dates):
        message = "What this note states has no date: `created: 2026-01-08` gives it one."
        yield Diagnostic("note-undated", Severity.WARNING, message, Span(0, 0, 0, 0))


def _named(note: Note) -> Iterator[tuple[str, Reference]]:
    facts = note.facts
    yield from (("a move table", move.subject) for move in facts.stated_moves)
    yield from (("an impact table", impact.thesis) for impact in facts.stated_impacts)
    yield from (("an exposure table", exposure.subject) for exposure in facts.exposures)
    yield from (("a property", relation.other) for relation in facts.relations)
    seen: set[str] = set()
    for flow in facts.flows:
        if fold(flow.group.name) not in seen:
            seen.add(fold(flow.group.name))
            yield "a flow or sector table", flow.group


def _twins(vault: Vault) -> Iterable[Finding]:
    """Notes whose paths differ only in case or Unicode form: one name on many file systems."""
    seen: dict[str, str] = {}
    for path in vault.notes:
        first = seen.setdefault(fold(path), path)
        if first != path:
            message = f"Its name differs from `{first}` in case or Unicode form only: rename one."
            found = Diagnostic("name-twins", Severity.WARNING, message, Span(0, 0, 0, 0))
            yield Finding(path, found)
