"""Which kind of table it is: by its heading, its header, the kind of its note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from thesisvault.model.facts import QuantityKind
from thesisvault.model.note import ACCOUNTS, MARKETS, QUOTING, THESES, Kind, Table
from thesisvault.parser.facts.position import PRICES
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.tables.row import TableFacts
from thesisvault.parser.facts.vocabulary import TableForm, Vocabulary

_MOST_COLUMNS = 12
MOST_ADVISED = 20
"""Rows of a note for which the nearest known words are looked for."""


def advise(table: Table, heads: Sequence[str], words: Vocabulary, facts: TableFacts) -> None:
    """Say which header makes a table one that is read, where a slip of the hand is all it lacks."""
    if not 2 <= len(heads) <= _MOST_COLUMNS or len(facts.diagnostics) >= MOST_ADVISED:
        return
    if (found := words.remembered(tuple(heads), _nearest)) is not None:
        number, said = found
        message = f"`{signature(table)}` is not read as a table: {said}"
        facts.hint("table-near", message, table.header[number].span)


def _nearest(heads: tuple[str, ...], words: Vocabulary) -> tuple[int, str] | None:
    """What a header lacks to make a table that is read, and the column to say it of."""
    for number, head in enumerate(heads):
        for known in words.nearly(head):
            if _is_read((*heads[:number], known, *heads[number + 1 :]), words):
                return number, f"did you mean `{known.capitalize()}`?"
    for form in words.tables.values():
        best = {
            head: form.roles[head][0] for head in heads if form.roles.get(head, ("", 1))[1] == 0
        }
        lacking = set(form.required).difference(best.values())
        if len(form.required) > 2 and len(lacking) == 1 and form.without.isdisjoint(heads):
            name = next(head for head, (role, _) in form.roles.items() if role in lacking)
            return -1, f"it needs a column `{name.capitalize()}`."
    return None


def _is_read(heads: Sequence[str], words: Vocabulary) -> bool:
    forms = words.tables
    return any(columns_of(heads, forms[name]) for name in words.tables_with(heads))


def signature(table: Table) -> str:
    """Its header as one text."""
    return " | ".join(cell.text for cell in table.header)


_BY_HEADING = {
    "criteria": ("tripwires", "criteria"),
    "exposures": ("exposures", "vehicles"),
    "log": ("log",),
    "members": ("members",),
}
"""What a heading makes of a table, before its header is asked for anything else."""
_BY_KIND = {
    Kind.PORTFOLIO: ("holdings",),
    Kind.WATCHLIST: ("holdings",),
    Kind.SECTOR: ("members",),
}
"""What a note's kind makes of a table that is nothing else."""
_PERIOD = re.compile(r"(?i)\b(?:fy ?\d{2,4}|[1-4]q ?\d{2,4}|q[1-4]|[12]h ?\d{2,4}|h[12]|20\d\d)\b")
_HELD = (*THESES, Kind.TRADE)
"""Kinds of notes that have criteria and levels."""
_OF_HELD = ("criteria", "levels", "sales")
_OF_MARKETS = ("swaps", "group_flows", "fund_flows", "group_moves")
"""Tables whose headers mean anything elsewhere: `From`, `To`."""
MOVES = ("moves", "group_moves")
"""Tables of how far something moved on a day."""
_VIEWS = frozenset({"bull", "bullish", "bear", "bearish", "overweight", "underweight"})
_COUNT = frozenset({"", "#", "no", "no.", "nr", "nr.", "id", "n°", "nº", "序号", "序號", "番号"})
"""Headers of a column that counts the rows."""
_MILLION = 1e6
_AS_PRICES_MOVE = (QuantityKind.CHANGE, QuantityKind.RELATIVE, QuantityKind.STREAK)
_SPAN = re.compile(
    r"(?i)\b(?:ytd|mtd|qtd|year[- ]to[- ]date|month[- ]to[- ]date|since inception|all[- ]time"
    r"|(?:weekly|monthly|quarterly|annual|yearly|lifetime)|(?:this|last|past) (?:week|month|quarter"
    r"|year)|(?:trailing|\d+)[- ]?(?:days?|weeks?|months?|years?|mo|yrs?|[ym]))\b"
)
"""`YTD leaders`, `12-month winners`: over how long something moved."""
_ORDERS = re.compile(r"(?i)\b(?:orders|pending (?:buys?|orders?|fills?))\b")
"""`Open orders`: what is below such a heading is not held yet."""
_HELD_BELOW = re.compile(r"(?i)\b(?:positions?|holdings?|portfolio|what (?:i|we) (?:own|hold))\b")
"""`Existing positions`: what is below such a heading is held."""


def recognise(
    table: Table, heads: Sequence[str], role: str, kind: Kind, words: Vocabulary
) -> tuple[str, dict[str, int]] | None:
    """The kind of a table with its columns: by its heading, its header, its note's kind."""
    forms = words.tables
    is_kept = kind in ACCOUNTS  # what is under `Holdings` there is held
    for name in () if is_kept and role == "members" else _BY_HEADING.get(role, ()):
        if name == "criteria" and kind not in _HELD:
            continue
        if (columns := _heading_columns(name, heads, words)) is not None:
            return name, columns
    if role == "catalysts" and (columns := _event_columns(table, words.tables[role])) is not None:
        return role, columns
    for name in words.tables_with(heads):
        if (is_kept and name == "exposures") or (name in _OF_HELD and kind not in _HELD):
            continue
        if name in _OF_MARKETS and kind not in MARKETS:
            continue
        if name == "thesis_list" and kind in QUOTING:
            continue
        if name == "catalysts" and role == "log":
            continue  # what has happened
        columns = columns_of(heads, forms[name])
        if name == "levels" and not (columns and _names_levels(table, columns, words)):
            continue
        if columns is None or _means_value(heads, columns, words):
            continue
        if name == "holdings" and kind is not Kind.TRADE and tells_trades(table, heads, words):
            return None
        if name == "holdings" and any(map(_ORDERS.search, table.headings[1:][-1:])):
            return None
        if name not in MOVES or _moves_a_day(table, columns, words):
            return name, columns
    for name in _BY_KIND.get(kind, ()):
        if (columns := _kind_columns(name, heads, kind, words)) is not None:
            return name, columns
    return None


def side_column(table: Table, columns: Mapping[str, int], words: Vocabulary) -> int | None:
    """The column whose every cell is a side, whatever it is called: else a short is held long.

    Views are left out: an analyst may be bearish on what is held.
    """
    said = [
        at
        for at in range(len(table.heads))
        if at not in columns.values()
        and (cells := [row[at].text for row in table.rows if at < len(row) and row[at].text])
        and all(words.side(cell) and cell.casefold() not in _VIEWS for cell in cells)
    ]
    return said[0] if len(said) == 1 else None


def _names_levels(table: Table, columns: dict[str, int], words: Vocabulary) -> bool:
    """Whether a row is called by a level that is held by: a stop, a target, an entry."""
    at = columns["level"]
    return any(words.property(row[at].text) in PRICES for row in table.rows if at < len(row))


def _means_value(heads: Sequence[str], columns: dict[str, int], words: Vocabulary) -> bool:
    """Whether a column that could name a security holds values: `Wert`, `Valor` say either, and
    what a row is about stands first.
    """
    at = columns.get("subject", 0)
    return at > 0 and words.tables["metrics"].roles.get(heads[at], ("",))[0] == "value"


def tells_trades(table: Table, heads: Sequence[str], words: Vocabulary) -> bool:
    """Whether each row is a trade of a day, of which there may be several of one security."""
    dates = words.tables["log"].roles
    if not any(dates.get(head, ("",))[0] == "date" for head in heads):
        return False
    said = [[row[at].text for row in table.rows if at < len(row)] for at in range(len(heads))]
    return any(column and all(map(words.is_trade, column)) for column in said)


def columns_of(heads: Sequence[str], form: TableForm) -> dict[str, int] | None:
    """Each role's column, by the header that says it best; None where one that it needs lacks."""
    best: dict[str, tuple[int, int]] = {}
    if not form.without.isdisjoint(heads):
        return None
    for number, head in enumerate(heads):
        if (found := form.roles.get(head)) is not None:
            role, rank = found
            best[role] = min(best.get(role, (rank, number)), (rank, number))
    for number, head in enumerate(heads) if not form.also.keys().isdisjoint(heads) else ():
        other = form.also.get(head, "")
        if other in best or not other:
            continue
        role = form.roles[head][0]
        named = [
            (form.roles[word][1], at)
            for at, word in enumerate(heads)
            if at != number and form.roles.get(word, ("",))[0] == role
        ]
        if named:  # by a header that can be nothing else
            best[other], best[role] = (0, number), min(named)
    if not all(role in best for role in form.required):
        return None
    return {role: number for role, (_, number) in best.items()}


def _heading_columns(name: str, heads: Sequence[str], words: Vocabulary) -> dict[str, int] | None:
    """The columns of a table that its heading makes what it is."""
    form = words.tables[name]
    if name == "criteria":
        text = next((at for at, head in enumerate(heads) if head not in _COUNT), None)
        found = {} if text is None else {"text": text}
        known = [(form, "level"), (words.tables["tripwires"], "condition")]
        levels = [
            at
            for form, role in known
            for at, head in enumerate(heads)
            if at != text and form.roles.get(head, ("",))[0] == role
        ]
        return found | {"level": levels[0]} if found and levels else found or None
    columns = columns_of(heads, TableForm((), form.without, form.roles))
    if columns is None or name == "tripwires":
        return columns_of(heads, form)
    if name == "log":
        return columns if "date" in columns else None
    return columns if all(role in columns for role in form.required) else None


def _event_columns(table: Table, form: TableForm) -> dict[str, int] | None:
    """The columns of a table of events that only its heading tells: `When | What`.

    What happens stands in the column that is nothing else and says most, else whose it is.
    """
    columns = columns_of(table.heads, TableForm(("date",), form.without, form.roles))
    if columns is None or "catalyst" in columns:
        return columns
    said = {
        at: sum(len(row[at].text) for row in table.rows if at < len(row))
        for at in range(len(table.heads))
        if at not in columns.values()
    }
    best = max(said, key=said.__getitem__, default=None)
    if best is None or said[best] < _LEAST_SAID * len(table.rows):
        best = columns.get("about", best)
    return None if best is None else {**columns, "catalyst": best}


_LEAST_SAID = 6
"""Characters a row of a column that tells events, on average: `Pre`, `Post` tell none."""


def _kind_columns(
    name: str, heads: Sequence[str], kind: Kind, words: Vocabulary
) -> dict[str, int] | None:
    form = words.tables[name]
    if name == "holdings":  # there a weight, a cost, a target say as much as a number of shares
        columns = columns_of(heads, TableForm(("subject",), form.without, form.roles, form.also))
        enough = 1 if kind is Kind.WATCHLIST else 2
        return columns if columns is not None and len(columns) >= enough else None
    return columns_of(heads, form)


def _moves_a_day(table: Table, columns: dict[str, int], words: Vocabulary) -> bool:
    """Whether a change in it can be that of a price on the day that dates it.

    It is not where two columns are of periods, where the heading or the caption says how long it
    took, or where changes are millions, as those of a holding are.
    """
    if sum(1 for cell in table.header if _PERIOD.search(cell.text)) > 1:
        return False
    above = table.headings[1:][-1:]
    if any(map(_SPAN.search, (table.caption, *above))):
        return False
    at = columns["move"]
    if table.header[at].text.casefold() == "return" and any(map(_HELD_BELOW.search, above)):
        return False  # since it was bought
    stated = [read_quantity(cells[at].text, words) for cells in table.rows if at < len(cells)]
    is_large = any(
        item.kind is QuantityKind.AMOUNT and abs(item.low or 0.0) >= _MILLION for item in stated
    )
    return not is_large or any(item.kind in _AS_PRICES_MOVE for item in stated)
