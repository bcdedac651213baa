"""What money leaves and enters, among the properties of a note on the market, and what moved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from thesisvault.model.facts import Flow, Reference, StatedMove
from thesisvault.model.note import MARKETS, Kind, Unread
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.references import AMOUNT, plain_reference, scalar_pieces

_MOVE = re.compile(r"\$?(?P<symbol>[A-Z][A-Z0-9.]{0,5})\s+\(?(?P<move>[+\-−]\d[\d.,]*\s?%)\)?")
_SEVERAL = re.compile(r"[,;、]\s*")


def read_flows(note: Context, kind: Kind, date: dt.date | None) -> Iterator[Flow]:
    """`**Into:** energy, [[Staples]]`, `out_of: [tech, semis]`."""
    for key, direction in (("into", 1), ("out_of", -1)) if kind in MARKETS else ():
        for scalar, rule in note.properties.all(key):
            for piece, links in scalar_pieces(scalar):
                names = [link.target for link in links] or _SEVERAL.split(piece)
                for name in filter(note.says, names):
                    if _MOVE.fullmatch(name):
                        continue  # how far it went is no reason why
                    if AMOUNT.match(name):
                        note.unread.append(Unread("value", f"{rule}: {name}", scalar.span))
                        continue
                    group = plain_reference(name, scalar.span, linked=bool(links))
                    yield Flow(group, direction, date, span=scalar.span, rule=rule)


def read_moves(note: Context, kind: Kind, date: dt.date | None) -> Iterator[StatedMove]:
    """`Winners: XLU +1.2%, JNJ +2%`: how far each moved on the day of the note."""
    if kind not in MARKETS or date is None:
        return
    for key in ("into", "out_of"):
        for scalar, rule in note.properties.all(key):
            for match in filter(None, map(_MOVE.fullmatch, _SEVERAL.split(scalar.text))):
                subject = Reference(match["symbol"], False, scalar.span, is_symbol=True)
                quantity = read_quantity(match["move"], note.words)
                yield StatedMove(subject, quantity, "", date, span=scalar.span, rule=rule)
