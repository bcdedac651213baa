"""New bytes from old bytes: blocks filled by offset, and everything else as it was."""

from __future__ import annotations

from collections.abc import Sequence

from thesisvault.edits.markers import Block, body_hash, find_markers, outside


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
        pieces.append(digest.encode() if _has_hash(block) else f" hash={digest}".encode())
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


def _has_hash(block: Block) -> bool:
    return block.hash is not None


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
        if not _has_hash(block):
            before[2 * number] += b" hash="
    if before != after:
        raise UnsafeSplice("bytes outside of the blocks would change")
