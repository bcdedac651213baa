"""What is to be done to one note: the new bytes, or why it is left; and the day that dates them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from thesisvault.edits.markers import Block, Markers, body_hash, find_markers, newline_of, outside
from thesisvault.edits.options import BlockName
from thesisvault.graph import Vault
from thesisvault.impact.scenarios import rotation_state
from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Kind, Profile
from thesisvault.model.text import Span

Compose = Callable[[Block], str]
r"""What belongs into a block, its lines ended by ``\n``."""


class Edit(Struct, frozen=True):
    """One note: what it holds, what it would hold, and what stands against it."""

    before: bytes
    after: bytes
    """What is to be written; `before` where nothing is."""
    wanted: bytes
    """What we would have written; other than `after` only where the note is refused."""
    blocks: tuple[BlockName, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    """Why the note is refused; empty where it is not."""

    @property
    def is_refused(self) -> bool:
        """Whether the note must be left as it is."""
        return bool(self.diagnostics)


def edit_note(data: bytes, compose: Compose) -> Edit:
    """Every block of a note filled; nothing at all where one of them cannot be.

    A block is filled where it holds what we last wrote, or nothing. Where the user wrote in it,
    the note is refused, and `wanted` shows what would have stood there.
    """
    return _edit(data, data, find_markers(data), compose)


def _edit(before: bytes, data: bytes, markers: Markers, compose: Compose) -> Edit:
    names = tuple(block.name for block in markers.blocks)
    if markers.faults:
        return Edit(before, before, before, names, markers.faults)
    if not markers.blocks:
        return Edit(before, before, before, names)
    bodies = [(block, compose(block)) for block in markers.blocks]
    try:
        wanted = splice(data, bodies)
    except UnsafeSplice as fault:
        message = f"Nothing was written, since {fault}. Please report this note's blocks."
        found = Diagnostic("marker-unsafe", message, _span(markers.blocks[0]))
        return Edit(before, before, before, names, (found,))
    edited = [block for block, body in bodies if not block.is_ours and block.body != body]
    if edited:
        return Edit(before, before, wanted, names, tuple(_by_hand(block) for block in edited))
    return Edit(before, wanted, wanted, names)


def _by_hand(block: Block) -> Diagnostic:
    message = (
        f"Somebody edited the block `{block.name}`: it is left as it is. Move your text out of "
        "the markers, empty the block, and run `thesis update` again."
    )
    return Diagnostic("marker-edited", message, _span(block))


def _span(block: Block) -> Span:
    return Span(block.line, 0, block.end_line, 0)


def add_block(data: bytes, name: BlockName, compose: Compose) -> Edit:
    """A note with one more block at its end, filled; unchanged where it has that block.

    The note keeps its newline style, and its absent final newline.
    """
    markers = find_markers(data)
    if markers.faults or any(block.name is name for block in markers.blocks):
        return _edit(data, data, markers, compose)
    newline = newline_of(data)
    lines = [f"<!-- thesis:{name} -->", f"<!-- /thesis:{name} -->"]
    final = not data or data.endswith(b"\n")
    gap = "" if not data.strip() else newline if final else newline * 2
    longer = data + (gap + newline.join(lines) + (newline if final else "")).encode()
    found = find_markers(longer)
    if len(found.blocks) != len(markers.blocks) + 1 or found.faults:
        message = (
            "A block cannot be added at the note's end: a fence, a comment or a formula is still "
            "open there. Close it first."
        )
        place = Span(data.count(b"\n"), 0, data.count(b"\n"), 0)
        fault = Diagnostic("marker-no-room", message, place)
        return Edit(data, data, data, (), (fault,))
    return _edit(data, longer, found, compose)


class UnsafeSplice(AssertionError):
    """What was to be written would not read back as the same blocks with the same rest."""


def splice(data: bytes, bodies: Sequence[tuple[Block, str]]) -> bytes:
    r"""`data` with these bodies in its blocks, and their hashes in the start markers.

    `bodies` has every block of the note, in order; a body's lines end in ``\n``. A block whose
    body is unchanged stays to the byte, newline style included, once its hash is right. Raises
    `UnsafeSplice` where a byte outside would change, or the result would not read as it should.
    """
    pieces = []
    at = 0
    for block, body in bodies:
        pieces.append(data[at : block.hash_start])
        digest = body_hash(body)
        pieces.append((digest if block.hash is not None else f" hash={digest}").encode())
        pieces.append(data[block.hash_end : block.start])
        if body == block.body:
            pieces.append(data[block.start : block.end])
        else:
            pieces.append(body.replace("\n", block.newline).encode("utf-8"))
        at = block.end
    pieces.append(data[at:])
    new = b"".join(pieces)
    _check(data, bodies, new)
    return new


def _check(data: bytes, bodies: Sequence[tuple[Block, str]], new: bytes) -> None:
    found = find_markers(new)
    blocks = [block for block, _ in bodies]
    if found.diagnostics or len(found.blocks) != len(blocks):
        raise UnsafeSplice("the result would not hold the same blocks")
    for (block, body), again in zip(bodies, found.blocks, strict=True):
        same = (block.name, block.options, body) == (again.name, again.options, again.body)
        if not same or not again.is_ours:
            raise UnsafeSplice(f"the block {block.name} would not read back as written")
    before = list(outside(data, blocks))
    after = list(outside(new, found.blocks))
    for number, (block, _) in enumerate(bodies):
        if block.hash is None:
            before[2 * number] += b" hash="
    if before != after:
        raise UnsafeSplice("bytes outside of the blocks would change")


def newest_day(vault: Vault, last_session: dt.date | None, as_of: dt.date) -> dt.date:
    """The latest day up to `as_of` that a note, a fact or a price has, or a scenario ended on.

    `as_of` itself where nothing has a date.
    """
    dates = [date for note in vault.noted_facts.values() for date in _dates(note, as_of)]
    if vault.newest is not None:
        dates.append(vault.newest)
    if last_session is not None:
        dates.append(last_session)
    return max((date for date in dates if date <= as_of), default=as_of)


def _dates(note: Profile, as_of: dt.date) -> Iterator[dt.date]:
    found = [note.date, note.facts.opened, note.facts.closed]
    found += [fact.date() for fact in note.facts.all()] + [part.day for part in note.dated]
    if note.kind is Kind.ROTATION:
        # On the day after a scenario's last one, what it says no longer counts: that is news.
        scenarios = rotation_state(note, as_of).scenarios
        found += [item.expires + dt.timedelta(days=1) for item in scenarios if item.expires]
    yield from (date for date in found if date is not None)
