"""Renaming a part of notes: a heading with every link to it, or a tag with those below it.

Each plan is of whole notes, read once more after the edits: what would read otherwise than meant
is refused, and then nothing should be written. Managed blocks are left alone: `update` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from thesisvault.edits.links import Form, Place, Source, locate, write_target
from thesisvault.edits.markers import find_markers
from thesisvault.edits.rename import Rewrite, shape
from thesisvault.graph.folding import fold, heading_key
from thesisvault.graph.vault import Vault
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.note import Heading, Link, Note
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.note import parse_note

Read = Callable[[str], bytes | None]
"""The bytes of a note; None where it cannot be read."""

_NOT_IN_LINKS = re.compile(r"[#|^\\:%\[\]]+")
"""What a link to a heading cannot hold; Obsidian leaves it out."""
_ENDS = {
    Form.WIKI: re.compile(r"\\?\||\]\]"),
    Form.POINTED: re.compile(r">"),
    Form.BARE: re.compile(r"[\s)]"),
}


def heading_text(heading: str) -> str:
    """A heading as a link to it is written."""
    return " ".join(_NOT_IN_LINKS.sub(" ", heading).split())


def find_heading(note: Note, text: str) -> Heading | None:
    """The heading that a link with this text leads to: the first one of that name."""
    wanted = heading_key(text)
    found = (item for item in note.headings if heading_key(item.text) == wanted)
    return next(found, None) if wanted else None


def plan_heading(
    vault: Vault, path: str, heading: Heading, new: str, read: Read
) -> tuple[Rewrite, ...]:
    """The notes that change where `heading` of the note at `path` reads `new`, by path.

    Of several headings of one name links lead to the first, and stay with it. Raises `UsageFault`
    where no heading can read so, and `WriteRefused` where a link to it cannot.
    """
    new = " ".join(new.split())
    if not new or not new.isprintable():
        raise UsageFault("A heading needs a text on one line.")
    own = vault.notes[path]
    is_linked = find_heading(own, heading.text) == heading
    renamed = _Heading(vault, path, heading, new if is_linked else "")
    found = [renamed.rewrite(other, read) for other in vault.linking(path) if other != path]
    linked = [item for item in found if item is not None]
    mine = renamed.rewrite(path, read, new)
    assert mine is not None
    taken = find_heading(own, new)
    if taken is not None and taken != heading and (linked or len(mine.edits) > 1):
        raise UsageFault(f"`{own.title}` has a heading `{taken.text}` already: links would mix.")
    return tuple(sorted((*linked, mine), key=lambda item: item.path))


class _Heading:
    """A heading that is renamed, and the links that lead there."""

    def __init__(self, vault: Vault, path: str, heading: Heading, linked_as: str) -> None:
        """`linked_as`: what links are to say; empty where none leads there."""
        self._vault, self._path, self._heading = vault, path, heading
        self._key, self._new = heading_key(heading.text), heading_text(linked_as)
        if linked_as and not self._new:
            raise UsageFault(f"No link can point to a heading `{linked_as}`: it needs a letter.")

    def rewrite(self, path: str, read: Read, own: str = "") -> Rewrite | None:
        """A note with its links written anew, and the heading itself where it is to read `own`."""
        note = self._vault.notes[path]
        data, source = _source(path, note, read)
        wanted = list(note.links)
        edits = []
        for number, link in enumerate(note.links):
            leads_here = self._vault.targets[path][number] == self._path
            subpath = self._renewed(link) if leads_here and not link.managed else link.subpath
            if subpath != link.subpath:
                wanted[number] = Link(link.kind, link.target, subpath, link.display, link.span)
                edits.append(_subpath_edit(path, source, link, subpath))
        headings = [item.text for item in note.headings]
        if own:
            edits.append(self._own_edit(source, own))
            headings[note.headings.index(self._heading)] = own
        if not edits:
            return None
        after = source.apply(edits)
        read_again = parse_note(path, after)
        is_meant = (
            [item.text for item in read_again.headings] == headings
            and list(map(_said, read_again.links)) == list(map(_said, wanted))
            and shape(read_again) == shape(note)
        )
        return _meant(path, data, after, edits, is_meant)

    def _renewed(self, link: Link) -> str:
        parts = link.subpath.split("#")
        if not self._new or parts[-1].strip().startswith("^"):
            return link.subpath
        return "#".join(self._new if heading_key(p) == self._key and p else p for p in parts)

    def _own_edit(self, source: Source, new: str) -> TextEdit:
        span, old = self._heading.span, self._heading.text.strip()
        start = _only_place(source, span, old)
        if start is None:
            raise WriteRefused(f"{self._path}:{span.shown_line}: rename this heading by hand.")
        return TextEdit(source.span(start, start + len(old)), new)


def _subpath_edit(path: str, source: Source, link: Link, subpath: str) -> TextEdit:
    place = locate(source, link)
    start = source.text.find("#", place.end) if place is not None else -1
    end = _ENDS[place.form].search(source.text, start) if place is not None and start >= 0 else None
    written = None
    if place is not None and end is not None:
        raw = Place(start, end.start(), place.form, source.text[start : end.start()], place.quote)
        parts = [write_target(raw, part) if part else "" for part in subpath.split("#")]
        written = "#".join(part for part in parts if part is not None)
        written = written if None not in parts else None
    if written is None or end is None:
        raise WriteRefused(
            f"{path}:{link.span.shown_line}: the link to `{link.subpath}` cannot be rewritten. "
            "Change that line by hand first; nothing was renamed."
        )
    return TextEdit(source.span(start, end.start()), written)


def plan_tag(paths: Iterable[str], old: str, new: str, read: Read) -> tuple[Rewrite, ...]:
    """The notes at `paths` that change where the tag `old`, and each `old/…`, is called `new`.

    Raises `UsageFault` where no tag can be called so, and `WriteRefused` where a note cannot be
    written so.
    """
    new = new.strip().removeprefix("#")
    if [tag.name for tag in parse_note("a.md", f"#{new}".encode()).tags] != [new]:
        raise UsageFault(
            f"`{new}` cannot be a tag: tags have letters, digits, `-`, `_` and `/` alone."
        )
    found = (_retagged(path, old, new, read) for path in sorted(paths))
    return tuple(item for item in found if item is not None)


def _retagged(path: str, old: str, new: str, read: Read) -> Rewrite | None:
    data, source = _source(path, None, read)
    note = parse_note(path, data)
    blocks = find_markers(data).blocks
    names, edits = [tag.name for tag in note.tags], []
    for number, tag in enumerate(note.tags):
        line = tag.span.line
        if not is_below(tag.name, old) or any(b.line <= line <= b.end_line for b in blocks):
            continue
        start = _only_place(source, tag.span, tag.name)
        if start is None:
            raise WriteRefused(f"{path}:{tag.span.shown_line}: change this tag by hand first.")
        edits.append(TextEdit(source.span(start, start + len(old)), new))
        names[number] = new + tag.name[len(old) :]
    if not edits:
        return None
    after = source.apply(edits)
    read_again = parse_note(path, after)
    is_meant = (
        [tag.name for tag in read_again.tags] == names
        and list(map(_said, read_again.links)) == list(map(_said, note.links))
        and shape(read_again)[1:] == shape(note)[1:]
    )
    return _meant(path, data, after, edits, is_meant)


def is_below(tag: str, name: str) -> bool:
    """Whether a tag is the one of that name, or one below it."""
    folded, wanted = fold(tag), fold(name)
    return folded == wanted or folded.startswith(f"{wanted}/")


def _source(path: str, note: Note | None, read: Read) -> tuple[bytes, Source]:
    data = read(path)
    if data is None:
        raise WriteRefused(f"{path} could not be read; nothing was renamed.")
    if note is not None and parse_note(path, data).links != note.links:
        raise WriteRefused(f"{path} changed while it was read; nothing was renamed.")
    try:
        return data, Source(data)
    except UnicodeDecodeError:
        raise WriteRefused(f"{path} is not UTF-8: save it as UTF-8 first.") from None


def _only_place(source: Source, span: Span, text: str) -> int | None:
    """Where a text stands in a span, as an offset; None where it does not stand there once."""
    written = source.slice(span)
    if written.count(text) != 1:
        return None
    return source.offset(span.line, span.column) + written.index(text)


def _meant(
    path: str, before: bytes, after: bytes, edits: list[TextEdit], is_meant: bool
) -> Rewrite:
    if not is_meant:
        raise WriteRefused(
            f"{path}:{edits[0].span.shown_line}: this would not read as meant. Change that line by "
            "hand first; nothing was renamed."
        )
    return Rewrite(path, before, after, tuple(edits))


def _said(link: Link) -> tuple[object, ...]:
    return link.kind, link.target, link.subpath, link.display, link.managed
