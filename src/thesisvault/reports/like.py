"""The notes most like one: by the rare words and the links that they share with it."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from typing import Annotated

from msgspec import Meta, Struct

from thesisvault.graph.vault import Vault
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.parser.decoding import decode
from thesisvault.parser.query.folding import fold_text, words_of
from thesisvault.workspace.names import to_make
from thesisvault.workspace.view import View

TERMS = 20
"""The words of a note by which others are found: the most characteristic ones."""
SHOWN = 6
"""Words and links that are named as the reason."""
CANDIDATES = 200
LINK = 2.0
"""What a shared link counts, in words of the note's own heaviest."""


class Ask(Struct, frozen=True):
    """The note to compare with."""

    note: str
    limit: Annotated[int, Meta(ge=1)] = 20
    dated: bool = False


class Row(Struct, frozen=True):
    """A similar note, and why."""

    name: str
    kind: Kind
    path: str
    score: float
    words: tuple[str, ...]
    """The words that both have, the rarest first."""
    links: tuple[str, ...]
    """What both link, by name."""


class Answer(Struct, frozen=True):
    """The notes, the most similar first."""

    note: str
    notes: tuple[Row, ...]


def report(view: View, ask: Ask) -> Answer:
    """Words by how often the note has them and how few others do; no model, no learning.

    Raises `UsageFault` for a name without a note.
    """
    node = view.workspace.find(ask.note)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet. {to_make(node)}")
    vault = view.vault if ask.dated else view.whole
    path, words = node.note.path, view.workspace.fulltext
    many = len(vault.heads)

    def said(note: str) -> list[str]:
        lines = view.known_lines(note, decode(view.read(note))[0].split("\n"), dated=ask.dated)
        return words_of(fold_text("\n".join(lines)))

    # On an earlier day no word of a later note or line may count, and the index knows no days.
    known = Counter(word for note in vault.heads for word in set(said(note))) if ask.dated else None
    counts = Counter(said(path))
    weight: dict[str, float] = {}
    for word, count in counts.items():
        others = words.notes_with(word) if known is None else known[word]
        # A word of one note finds nothing; a number or a letter alone says nothing.
        if 1 < others <= many / 2 and len(word) > 2 and not word.isdigit():
            weight[word] = (1 + math.log(count)) * math.log((many + 1) / others)
    heaviest = sorted(weight, key=lambda word: (-weight[word], word))[:TERMS]
    # What only generated blocks link, and no note answers, is not a node.
    linked = {at for at in vault.targets[path] if at != path and at in vault.nodes}
    candidates = dict.fromkeys(source for target in linked for source in _linking(vault, target))
    if heaviest:
        match = "{head tag body} : (" + " OR ".join(f'"{word}"' for word in heaviest) + ")"
        likely = (note for note in words.proposed(match) if note in vault.heads)
        # On an earlier day later notes must not decide which are looked at.
        for found in likely if ask.dated else islice(likely, CANDIDATES):
            candidates[found] = None
    top = max(weight.values(), default=0.0)
    rows = []
    for other in candidates:
        head = vault.heads.get(other)
        if other == path or head is None or head.is_template:
            continue
        own = set(said(other))
        shared = [word for word in heaviest if word in own]
        links = sorted(vault.nodes[at].name for at in linked.intersection(vault.targets[other]))
        score = sum(weight[word] for word in shared) + LINK * top * len(links)
        if score:
            rows.append(
                Row(
                    head.title,
                    head.kind,
                    other,
                    round(score, 3),
                    tuple(shared[:SHOWN]),
                    tuple(links[:SHOWN]),
                )
            )
    rows.sort(key=lambda row: (-row.score, row.path))
    return Answer(path, tuple(rows[: ask.limit]))


def _linking(vault: Vault, node: str) -> list[str]:
    return list(dict.fromkeys(link.source for link in vault.backlinks.get(node, ())))[:50]
