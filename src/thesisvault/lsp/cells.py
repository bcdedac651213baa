"""Completion of what a note's body says: tables, impacts, tripwires, the log, tags, callouts.

Every word is one that the parser reads: phrases are read back before they are offered, so that a
vault's own vocabulary counts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

from lsprotocol import types
from msgspec.structs import replace

from thesisvault.graph.folding import fold
from thesisvault.impact.tripwires.syntax import PERIODS, PLAIN, RESERVED, WINDOWED
from thesisvault.lsp import words
from thesisvault.lsp.context import Context
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.hover import meanings
from thesisvault.lsp.items import Item, is_writable, target_of
from thesisvault.lsp.texts import Text
from thesisvault.lsp.vocabulary import (
    DURATIONS,
    days,
    phrases,
    quarter_end,
    symbols,
    without_prices,
)
from thesisvault.model.facts import Side, Status
from thesisvault.model.log import Answer
from thesisvault.model.note import Kind
from thesisvault.parser.facts.log import read_log
from thesisvault.parser.facts.vocabulary import TableForm

_CALLOUTS = (
    *("note", "abstract", "info", "todo", "tip", "success", "question", "warning", "failure"),
    *("danger", "bug", "example", "quote"),
)
"""The kinds that Obsidian draws."""
_WINDOWS = {"high": 63, "low": 63, "average": 200, "return": 63, "volatility": 20}
"""Sessions that a tripwire's function is offered with."""
_CONDITIONS = (
    "{} close < ",
    "{} close < 0.85 * high(63)",
    "{} close < average(200)",
    "relative return since opened < -15%",
)
_AGAINST_A_SHORT = (
    "{} close > ",
    "{} close > 1.15 * low(63)",
    "{} close > average(200)",
    "relative return since opened < -15%",
)
"""A short loses where its security rises; what the thesis holds falls then, as for a long."""
_LINKED = {
    "thesis": (Kind.THESIS,),
    "group": (Kind.SECTOR,),
    "detail": (Kind.SECTOR,),
    "subject": (Kind.STOCK, Kind.SECTOR),
    "member": (Kind.STOCK,),
    "mentioned": (Kind.STOCK,),
}
"""Columns that name notes, and of which kinds."""
_PRICED = frozenset({"subject", "member", "mentioned"})
"""Columns that may name a symbol too."""
_LAST_WORD = re.compile(r"[\w.^&/-]*\Z")
_VALUE, _WORD = types.CompletionItemKind.Value, types.CompletionItemKind.EnumMember


def narrowed(screen: Screen, context: Context) -> Context:
    """The last word alone, where a condition is being typed."""
    if _role(screen, context)[1] != "condition":
        return context
    found = _LAST_WORD.search(context.typed)
    typed = found[0] if found else ""
    start = context.end - len(typed)
    is_begun = bool(context.typed.strip())
    # What is begun is more than one word can end.
    closing = "" if is_begun else context.closing
    return replace(context, typed=typed, start=start, closing=closing, target="begun" * is_begun)


def cells(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """What a cell may say, by its column."""
    table, role = _role(screen, context)
    typed = fold(context.typed.lstrip("["))
    found = _of_role(screen, text, context, table, role)
    fitting = (item for item in found if typed in fold(item.label))
    if role == "condition":  # few words, and short ones: what begins so is meant
        yield from sorted(fitting, key=lambda item: not fold(item.label).startswith(typed))
    else:
        yield from fitting


def _of_role(screen: Screen, text: Text, context: Context, table: str, role: str) -> Iterator[Item]:
    if role == "condition":
        yield from _conditions(screen, text, context)
    elif role == "impact" or (table, role) == ("log", "status"):
        yield from phrases(screen)
    elif role == "flow":
        for way in ("out", "into"):
            said = screen.words.words("flows", way)[0].capitalize()
            yield Item(said, said, kind=_WORD)
    elif role == "duration":
        yield from (Item(said, said, kind=_VALUE) for said in DURATIONS)
    elif role == "side":
        yield from (Item(side, side, kind=_WORD) for side in map(str, Side))
    elif role == "status":
        states = ("done",) if table == "catalysts" else tuple(map(str, Status))
        yield from (Item(word, word, kind=_WORD) for word in states)
    elif role in ("date", "as_of"):
        yield from days(screen.as_of, text.note)
    elif role == "after_close":
        yield Item("yes", "yes", "after the close", kind=_WORD)
    elif (table, role) == ("card", "field"):
        yield from words.keys(screen, text, replace(context, typed=""), ending="")
    elif (table, role) == ("card", "value"):
        key = context.row[0] if context.row else ""
        yield from words.values(screen, text, replace(context, typed="", target=key))
    if role in _LINKED:
        yield from _notes(screen, text, _LINKED[role], fold(context.typed.lstrip("[")))
    if role in _PRICED:
        yield from symbols(screen)


def _role(screen: Screen, context: Context) -> tuple[str, str]:
    """The table and the column that a cell is of; empty where that is unknown."""
    heads = [head.casefold().strip("*_ ") for head in context.heads]
    at = len(context.row) - 1
    known = screen.words
    for name in (*known.tables_with(heads), "card", "members"):
        form = known.tables[name]
        roles = {form.roles[head][0] for head in heads if head in form.roles}
        if not roles.issuperset(form.required):
            continue
        found = form.roles.get(heads[at]) if 0 <= at < len(heads) else None
        return name, found[0] if found else ""
    return "", ""


def _notes(screen: Screen, text: Text, kinds: tuple[Kind, ...], typed: str) -> Iterator[Item]:
    """Those that fit alone: how each is linked takes its time."""
    for head in (head for kind in kinds for head in screen.of_kind(kind)):
        if typed in fold(head.title):
            target = target_of(screen, head.path, text.path)
            if target is not None and is_writable(target):
                yield Item(head.title, f"[[{target}]]", head.path, head.path)


def impacts(screen: Screen, context: Context) -> Iterator[Item]:
    """The same, by what has been typed."""
    typed = fold(context.typed)
    yield from (item for item in phrases(screen) if fold(item.label).startswith(typed))


def _conditions(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """Whole conditions first; then what may stand in one."""
    priced = list(symbols(screen))
    held = list(_held(screen, text, {item.label for item in priced}))
    if not context.target:
        symbol, is_short = held[0] if held else ("", False)
        for form in _AGAINST_A_SHORT if is_short else _CONDITIONS:
            whole = form.format(symbol).strip()
            level = "${1:level}" if whole.endswith(("<", ">")) else ""
            written = f"{whole} " if level else whole
            snippet = written + level
            yield Item(whole, written, "condition", kind=_VALUE, snippet=snippet)
    kind = types.CompletionItemKind.Function
    for name in PLAIN:
        yield Item(name, name, "price of a day", kind=kind)
    for period in PERIODS:
        yield Item(f"{period} close", f"{period} close", "of one that is over", kind=kind)
    for name in WINDOWED:
        for prefix in ("", "relative ") if name == "return" else ("",):
            label = f"{prefix}{name}"
            written = f"{label}({_WINDOWS[name]})"
            snippet = f"{label}(${{1:{_WINDOWS[name]}}})"
            yield Item(written, written, "over so many sessions", kind=kind, snippet=snippet)
            if name == "return":
                said = f"{label} since opened"
                yield Item(said, said, "since the thesis was opened", kind=kind)
    for name in ("basket", "benchmark", *RESERVED):
        yield Item(name, name, kind=types.CompletionItemKind.Keyword)
    own = [symbol.casefold() for symbol, _ in held]
    known = {item.label.casefold(): item for item in (*priced, *without_prices(screen))}
    yield from (known[symbol] for symbol in dict.fromkeys(own) if symbol in known)
    yield from (item for symbol, item in known.items() if symbol not in own)


def _held(screen: Screen, text: Text, priced: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The symbols of what a thesis holds, each with whether it loses where that rises."""
    facts = text.note.facts
    if facts.symbol:
        yield facts.symbol, False
    names = screen.vault.names
    for item in facts.exposures:
        name = item.subject.name
        path = names.resolve(name, text.path) if item.subject.linked else None
        paths = [path] if path else list(names.named(name))
        profile = screen.vault.profile(paths[0]) if paths else None
        symbol = profile.facts.symbol if profile else None
        if symbol is None and not item.subject.linked:
            is_priced = screen.on(screen.as_of).price_folder.holding(name) in priced
            symbol = name if item.subject.is_symbol or is_priced else None
        if symbol:
            yield symbol, (item.side or facts.side) is Side.SHORT


def columns(screen: Screen, context: Context) -> Iterator[Item]:
    """The headers that may follow in a table that begins so, those that it needs first."""
    before = [head.casefold().strip("*_ ") for head in context.row[:-1]]
    typed, seen = fold(context.typed), set()
    for needed in (True, False):
        for name, form in screen.words.tables.items():
            for role, head in _missing(form, before, needed=needed):
                if head not in seen and fold(head).startswith(typed):
                    seen.add(head)
                    detail = f"column of {name.replace('_', ' ')}{', needed' * needed}"
                    kind = types.CompletionItemKind.Field
                    about = meanings()["tables"].get(name, "")
                    yield Item(head.capitalize(), head.capitalize(), detail, kind=kind, about=about)
                    assert role


def _missing(form: TableForm, before: list[str], *, needed: bool) -> Iterator[tuple[str, str]]:
    if any(head not in form.roles for head in before) or not form.without.isdisjoint(before):
        return
    has = {form.roles[head][0] for head in before}
    for head, (role, rank) in form.roles.items():
        if rank == 0 and role not in has and (role in form.required) is needed:
            yield role, head


def callouts(context: Context) -> Iterator[Item]:
    """The kinds of callouts."""
    for name in _CALLOUTS:
        if name.startswith(context.typed.casefold()):
            yield Item(name, name, "callout", kind=_WORD)


def log_lines(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """Dated lines, forecasts, and the outcomes of those that are open; below a log's heading."""
    above = (item for item in text.note.headings if item.span.line < context.line)
    last = max(above, key=lambda item: item.span.line, default=None)
    if last is None or screen.words.heading(last.text) != "log":
        return
    day = "" if context.target else f"{screen.as_of}: "
    due = quarter_end(screen.as_of + dt.timedelta(days=45))
    lines = [
        ("forecast", f"forecast: ${{1:claim}} by ${{2:{due}}} (${{3:50}}%)"),
        ("thesis impact", "thesis impact: ${1:intact}"),
        *(("outcome", said) for said in _outcomes(text)),
    ]
    if day:
        lines.insert(0, ("", "${1:what happened}"))
    typed = fold(context.typed)
    for label, snippet in lines:
        plain = re.sub(r"\$\{\d:([^{}]*)\}", r"\1", snippet)
        if typed in fold(day + plain):
            label = f"{day}{label}".strip() if label != "outcome" else day + plain
            kind = types.CompletionItemKind.Snippet
            yield Item(label, day + plain, "line of the log", kind=kind, snippet=day + snippet)


def _outcomes(text: Text) -> Iterator[str]:
    log = read_log(text.text)
    settled = {
        (e.settlement.claim, e.settlement.due) for e in log.entries if e.settlement is not None
    }
    answers = "|".join(map(str, Answer)).replace("|", ",")
    for entry in log.entries:
        made = entry.forecast
        if made is not None and (made.claim, made.due) not in settled:
            choice = f"${{1|{answers}|}}"
            yield f"outcome: {made.claim} by {made.due}: {choice}"
