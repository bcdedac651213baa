"""What is wrong across notes: links that lead nowhere, names that match nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from thesisvault.graph.folding import fold, heading_key, last_part
from thesisvault.graph.vault import Vault
from thesisvault.model.diagnostics import Diagnostic, Finding
from thesisvault.model.facts import Flow, Reference
from thesisvault.model.note import Kind, Link, Note
from thesisvault.model.text import Span

_MOST_NAMED = 20
"""Notes of one name that a message lists: n notes may each use a name that all n have."""


def check(vault: Vault) -> tuple[Finding, ...]:
    """Everything that any note's reader or resolver had to say, by note and line."""
    known = Known.of(vault)
    found = (item for note in vault.notes.values() for item in of_note(vault, note, known))
    return tuple(sorted(found, key=lambda item: item.note))


def of_note(vault: Vault, note: Note, known: Known | None = None) -> tuple[Finding, ...]:
    """The findings of one note, by line. `known` is shared by those who ask for many notes."""
    known = known or Known()
    found = (
        *note.diagnostics,
        *_links(vault, note, known),
        *_facts(vault, note),
        *_twins(vault, note, known),
    )
    return tuple(Finding(note.path, item) for item in sorted(found, key=lambda item: item.span))


class Known(Struct):
    """What the checks of one note find out that those of another need too."""

    places: dict[str, _Places] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)
    """By folded path, the first note that has it."""

    @classmethod
    def of(cls, vault: Vault) -> Known:
        """Each note's path is looked at once, for who asks for the findings of all notes."""
        known = cls()
        for path in vault.notes:
            known.firsts.setdefault(fold(path), path)
        return known


_DAY = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-(?:\d\d|W\d\d|Q[1-4])")
"""The name of a daily, weekly, monthly or quarterly note: its neighbors are not typing errors."""


class _Places(Struct, frozen=True):
    """What a subpath can lead to in a note: made once a note, not once a link."""

    headings: frozenset[str]
    blocks: frozenset[str]


def _places(note: Note) -> _Places:
    return _Places(
        frozenset(heading_key(heading.text) for heading in note.headings),
        frozenset(block.id.casefold() for block in note.block_ids),
    )


def _links(vault: Vault, note: Note, known: Known) -> Iterator[Diagnostic]:
    places = known.places
    in_cells: frozenset[Span] | None = None
    for link, path in vault.resolved(note):
        if link.managed:
            continue
        if path is None:
            in_cells = note.links_in_cells() if in_cells is None else in_cells
            yield _unresolved(vault, note, link, "\\|" if link.span in in_cells else "|")
        elif link.subpath and (target := vault.notes.get(path)):
            if path not in places:
                places[path] = _places(target)
            yield from _subpath(link, target, places[path])


def _unresolved(vault: Vault, note: Note, link: Link, pipe: str) -> Diagnostic:
    names, target = vault.names, link.target
    if len(owners := names.by_alias(target)) == 1:
        told = _by_another_name(vault, note, target, owners[0], "an alias", pipe)
        return Diagnostic("link-alias", told, link.span)
    if not owners and len(owners := names.by_ticker(target)) == 1:
        told = _by_another_name(vault, note, target, owners[0], "the ticker", pipe)
        return Diagnostic("link-ticker", told, link.span)
    near = "" if _DAY.fullmatch(last_part(target)) else suggestion(target, vault)
    code = "link-unresolved" if near else "link-unwritten"
    return Diagnostic(code, f"No note named `{target}`{near or ' yet'}.", link.span)


def _by_another_name(
    vault: Vault, note: Note, target: str, owner: str, what: str, pipe: str
) -> str:
    """What to write in a note for a link by the alias or the ticker of another."""
    title = vault.notes[owner].title
    opens = vault.names.resolve(title, note.path) == owner
    return (
        f"`{target}` is {what} of `{title}`; Obsidian does not follow it in a link. "
        f"Write `[[{title if opens else owner[:-3]}{pipe}{target}]]`."
    )


def suggestion(name: str, vault: Vault) -> str:
    """``; the nearest names are …`` for a name that matches nothing, or empty."""
    near = vault.names.similar(name)
    if not near:
        return ""
    shown = ", ".join(f"`{item}`" for item in near)
    return (
        f"; the nearest name is {shown}" if len(near) == 1 else f"; the nearest names are {shown}"
    )


def _subpath(link: Link, target: Note, places: _Places) -> Iterator[Diagnostic]:
    last = link.subpath.rpartition("#")[2].strip()
    if last.startswith("^"):
        if last[1:].casefold() not in places.blocks:
            message = f"`{target.title}` has no block `{last}`."
            yield Diagnostic("link-block-missing", message, link.span)
    elif last and heading_key(last) not in places.headings:
        message = f"`{target.title}` has no heading `{last}`."
        yield Diagnostic("link-heading-missing", message, link.span)


def _facts(vault: Vault, note: Note) -> Iterator[Diagnostic]:
    for table, reference in _named(note):
        if reference.linked or reference.is_symbol:
            continue
        matches = vault.names.named(reference.name)
        if len(matches) > 1:
            shown = ", ".join(matches[:_MOST_NAMED])
            if len(matches) > _MOST_NAMED:
                shown += f" and {len(matches) - _MOST_NAMED} more"
            message = f"`{reference.name}` names {len(matches)} notes ({shown}): link one of them."
            yield Diagnostic("name-ambiguous", message, reference.span)
        elif not matches and vault.node_id(reference, note.path).startswith('"'):
            near = suggestion(reference.name, vault)
            message = f"`{reference.name}` is named in {table} without a note{near}."
            yield Diagnostic("name-unmatched", message, reference.span)
    if note.kind is Kind.ROTATION and not note.facts.scenarios and note.facts.flows:
        message = "This rotation has no scenario: its evidence fades at the default half-life."
        yield Diagnostic("rotation-no-scenario", message, Span(0, 0, 0, 0))
    is_thesis = note.kind is Kind.THESIS or note.facts.is_thesis
    if is_thesis and note.facts.exposures and not note.facts.says_sides:
        message = "No side is stated, so it is read as long: write `side: long` or `side: short`."
        yield Diagnostic("side-assumed", message, note.facts.exposures[0].span)
    said = (*note.facts.stated_moves, *note.facts.stated_impacts)
    is_dated = note.date is not None or note.facts.started is not None
    if (said and not any(fact.date() for fact in said)) or (note.facts.flows and not is_dated):
        message = "The facts in this note have no date: add one, such as `created: 2026-01-08`."
        yield Diagnostic("note-undated", message, Span(0, 0, 0, 0))


def _named(note: Note) -> Iterator[tuple[str, Reference]]:
    seen: set[str] = set()
    for fact in note.facts.all():
        for reference in fact.references() if fact.named_in else ():
            if isinstance(
                fact, Flow
            ):  # they name the same few groups row by row: each is told once
                if fold(reference.name) in seen:
                    continue
                seen.add(fold(reference.name))
            yield ("a list of theses" if fact.rule == "thesis_list" else fact.named_in), reference


def _twins(vault: Vault, note: Note, known: Known) -> Iterator[Diagnostic]:
    """Notes whose paths differ only in case or Unicode form: one name on many file systems."""
    firsts, folded = known.firsts, fold(note.path)
    if folded not in firsts:
        for path in sorted(vault.names.by_title(note.title)):
            firsts.setdefault(fold(path), path)
    if (first := firsts.get(folded, note.path)) != note.path:
        message = f"Its name differs from `{first}` only in case or Unicode form: rename one."
        yield Diagnostic("name-twins", message, Span(0, 0, 0, 0))
