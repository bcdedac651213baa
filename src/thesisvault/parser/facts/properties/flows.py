"""What money leaves and enters, among the properties of a note on the market."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from thesisvault.model.facts import Flow
from thesisvault.model.note import MARKETS, Kind, Unread
from thesisvault.parser.facts.properties.context import Context
from thesisvault.parser.facts.references import AMOUNT, plain_reference, scalar_pieces

_SEVERAL = re.compile(r"[,;、]\s*")


def read_flows(note: Context, kind: Kind, date: dt.date | None) -> Iterator[Flow]:
    """`**Into:** energy, [[Staples]]`, `out_of: [tech, semis]`."""
    for key, direction in (("into", 1), ("out_of", -1)) if kind in MARKETS else ():
        for scalar, rule in note.properties.all(key):
            for piece, links in scalar_pieces(scalar):
                names = [link.target for link in links] or _SEVERAL.split(piece)
                for name in filter(note.says, names):
                    if AMOUNT.match(name):
                        note.unread.append(Unread("value", f"{rule}: {name}", scalar.span))
                        continue
                    group = plain_reference(name, scalar.span, linked=bool(links))
                    yield Flow(group, direction, date, span=scalar.span, rule=rule)
