"""The survey as a page: a section for each thing that was read, or was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from thesisvault.model.note import Kind
from thesisvault.render.lines import Page, clean, fit, pad, place, plural
from thesisvault.reports.survey import (
    Answer,
    Counted,
    Line,
    Other,
    Property,
    Read,
    Rule,
    Silent,
    Thesis,
    UnreadTable,
)

T = TypeVar("T")

MOST = 8
"""Examples shown in a section."""
_FEW_THESES = 5
_FEW_LABELS = 12
_MOST_RULES = 3
_MOST_HELD = 4
_MOST_CONFIG = 24
_QUOTED = 64
"""Columns of a quoted text."""
_REASONS = {
    "ticker": "a ticker",
    "move": "a move",
    "stop": "a stop",
    "criterion": "a criterion",
    "date": "a dated event",
    "thesis": "the word thesis, or a side",
}
_OTHERS = {
    "value": "Values that are not understood",
    "impact": "Impacts that are not understood",
    "undated": "Events without a date that can be read",
    "log": "Entries of logs without a date that can be read",
    "forecast": "Forecasts and outcomes that cannot be read",
    "cell": "Cells of known tables that are not understood",
    "item": "Items of known lists that are not understood",
    "trade": "Stops of trades that may be over (`status: open` or `closed` says so)",
}


def text(page: Page, answer: Answer) -> None:
    """What was read first; then what was not, with an example each."""
    notes = plural(answer.notes, "note")
    page.line((f"Survey as of {answer.as_of}", "bold"), f" · {notes}")
    _add_kinds(page, answer)
    _add_theses(page, answer)
    _add_labels(page, answer.labels)
    _section(page, "Criteria that are not watched", answer.criteria, _line)
    tables = sum(len(table.places) for table in answer.tables)
    rows = plural(len(answer.tables), "header row")
    order = ", the likeliest facts first" if len(answer.tables) > MOST else ""
    _section(page, "Tables that are not read", answer.tables, _table, f"{tables}, {rows}{order}")
    _add_fallback(page, answer.tables)
    reasons = Counter(reason for note in answer.silent for reason in {h.reason for h in note.holds})
    told = ", ".join(f"{reasons[code]} {text}" for code, text in _REASONS.items() if reasons[code])
    title = "Notes with something like a fact, from which nothing was read"
    _section(page, title, answer.silent, _silent, f"{len(answer.silent)}: {told}")
    if answer.silent:
        page.wrapped("`thesis propose NOTE` reads a note's prose.", indent=2, style="dim")
    title = "Thesis headings in stock notes without a side, entry, stop or conviction"
    _section(page, title, answer.headings, _line)
    _section(page, "Properties that look meant for thesisvault", answer.keys, _property)
    for code in dict.fromkeys(item.code for item in answer.unread):
        found = [item for item in answer.unread if item.code == code]
        _section(page, _OTHERS.get(code, f"Not understood: {code}"), found, _other)
    _add_config(page, answer.config)


def _section(
    page: Page,
    title: str,
    items: Sequence[T],
    add: Callable[[Page, T], None],
    count: str = "",
) -> None:
    """A title with a count, the first items, and how many more there are."""
    if not items:
        return
    page.line()
    page.wrapped(f"{title} ({count or len(items)})", style="bold")
    for item in items[:MOST]:
        add(page, item)
    if len(items) > MOST:
        page.line(f"  … and {len(items) - MOST} more: `thesis survey --json`")


def _add_kinds(page: Page, answer: Answer) -> None:
    if not answer.notes:
        return
    page.line()
    page.line(("Notes by kind, and what shows it", "bold"))
    rows = [(found.kind.value, str(found.count), _rules(found, answer)) for found in answer.kinds]
    if answer.nothing:
        rows.append(("nothing", str(len(answer.nothing)), _examples(answer.nothing)))
    for kind, count, rule in rows:
        first = f"  {pad(kind, 10)}{pad(count, 5, right=True)}  "
        page.wrapped(rule, indent=19, first=first)


def _rules(found: Counted, answer: Answer) -> str:
    if found.kind is Kind.NOTE:
        unknown = "nothing shows what they are about"
        if not answer.tags:
            return unknown
        common = ", ".join(f"{item.rule} {item.count}" for item in answer.tags)
        line = f'`stock = ["{answer.tags[0].rule}"]` below `[vocabulary.kinds]`'
        return f"{unknown}; their tags: {common}. If one of these marks stocks, {line} says so"
    rules = found.rules
    if len(rules) == 1:
        return rules[0].rule
    if len(rules) <= _MOST_RULES:
        return ", ".join(f"{item.rule} {item.count}" for item in rules)
    places: dict[str, list[Rule]] = {}
    for item in rules:
        places.setdefault(item.rule.partition(" `")[0], []).append(item)
    return ", ".join(_alike(items) for items in places.values())


def _alike(rules: Sequence[Rule]) -> str:
    """Several rules of one sort, with the most frequent as an example."""
    if len(rules) == 1:
        return f"{rules[0].rule} {rules[0].count}"
    sort, _, example = rules[0].rule.partition(" ")
    such = f", such as {example}" if example else ""
    return f"{sum(item.count for item in rules)} by {sort}{such}"


def _examples(paths: Sequence[str]) -> str:
    more = len(paths) - _MOST_RULES
    shown = ", ".join(paths[:_MOST_RULES]) + (f" and {more} more" if more > 0 else "")
    return f"templates, archives and the like, which state nothing: {shown}"


def _add_theses(page: Page, answer: Answer) -> None:
    found = answer.theses
    page.line()
    page.line(("Theses", "bold"))
    if not found.count:
        page.line("  No thesis notes found.")
        return
    counts = (
        (found.with_side, "with a side"),
        (found.with_exposure, "with something held"),
        (found.with_tripwire, "with a tripwire"),
        (found.with_catalyst, "with catalysts"),
        (found.with_log, "with a log"),
    )
    said = ", ".join(f"{what} {count}" for count, what in counts)
    closed = f"; closed {found.closed}" if found.closed else ""
    page.wrapped(f"{plural(found.count, 'thesis', 'theses')}: {said}{closed}.", indent=2)
    if nothing := found.holding_nothing:
        more = len(nothing) - _MOST_RULES
        names = ", ".join(nothing[:_MOST_RULES]) + (f" and {more} more" if more > 0 else "")
        verb = "holds" if len(nothing) == 1 else "hold"
        page.wrapped(
            f"{len(nothing)} {verb} nothing that is read, so that no price and no flow counts for "
            f"{'it' if len(nothing) == 1 else 'them'}: {names}. `ticker: NVDA` among the "
            "properties, or links below a heading `Exposure`, say what a thesis holds.",
            indent=2,
        )
    if len(found.read) <= _FEW_THESES:
        for thesis in found.read:
            _thesis(page, thesis)


def _thesis(page: Page, thesis: Thesis) -> None:
    said = []
    for name in dict.fromkeys(item.name for item in thesis.read):
        items = [item for item in thesis.read if item.name == name]
        said += [_told(item) for item in items[:_MOST_RULES]]
        if len(items) > _MOST_RULES:
            said.append(f"… {len(items) - _MOST_RULES} more of {name}")
    page.wrapped(f"{thesis.thesis}: {', '.join(said)}", indent=4, first="   ", cite=thesis.note)


_SPEAKS = ("side", "holds", "tripwire")
"""Facts whose text alone says what they are."""


def _told(item: Read) -> str:
    quoted = fit(clean(item.text), _QUOTED // 2)
    shown = f"`{item.text}`" if item.name == "tripwire" else quoted
    name = "" if item.name in _SPEAKS else f"{item.name} "
    return f"{name}{shown} [{item.line}]" if item.line else f"{name}{shown} ({item.rule})"


def _add_labels(page: Page, labels: Sequence[Read]) -> None:
    if not labels:
        return
    page.line()
    page.line((f"Facts about stocks, read from labels and cards ({len(labels)})", "bold"))
    if len(labels) > _FEW_LABELS:
        counts = Counter(item.name for item in labels)
        said = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        first = labels[0]
        page.wrapped(
            f"{said}; the first is {first.name} {first.text}",
            indent=2,
            cite=place(first.note, first.line),
        )
        return
    for item in labels:
        text = fit(clean(f"{item.name} {item.text}"), _QUOTED)
        page.wrapped(text, indent=2, cite=place(item.note, item.line))


def _line(page: Page, item: Line) -> None:
    page.wrapped(
        fit(item.text, 2 * _QUOTED), indent=4, first="  ", cite=place(item.note, item.line)
    )


def _other(page: Page, item: Other) -> None:
    count = f"{item.count} × " if item.count > 1 else ""
    text = f"{count}{fit(item.text, _QUOTED)}"
    page.wrapped(text, indent=4, first="  ", cite=place(item.note, item.line))


def _table(page: Page, item: UnreadTable) -> None:
    first = item.places[0]
    count = f"{len(item.places)} × " if len(item.places) > 1 else ""
    header = fit(clean(item.header), _QUOTED)
    page.wrapped(f"{count}{header}", indent=4, first="  ", cite=place(first.note, first.line))
    if item.row:
        page.line("      ", (fit(clean(item.row), page.width - 6), "dim"))
    if item.nearest:
        lacks = " and ".join(f"`{role}`" for role in item.lacks)
        said = f"closest: `{item.nearest}`, except for {lacks}"
        if item.config:
            said += f"; to read it, add `{', '.join(item.config[1:])}` to `{item.config[0]}`"
        page.wrapped(said, indent=6)


def _add_fallback(page: Page, tables: Iterable[UnreadTable]) -> None:
    """How a table similar to no other one could be read: shown once."""
    found = [item for item in tables if item.as_metrics]
    if not found:
        return
    item = next((one for one in found if one.header.count(" | ") == 1), found[0])
    header = fit(clean(item.header), _QUOTED // 2)
    page.wrapped(
        f"A table without a `closest` is not similar to a known one. If the rows of `{header}` are "
        "figures to record, these lines in .thesis/config.toml make them readable:",
        indent=2,
    )
    for line in item.as_metrics:
        page.line(f"      {line}")


def _silent(page: Page, item: Silent) -> None:
    first = item.holds[0].line
    said = []
    for held in item.holds[:_MOST_HELD]:
        is_word = held.reason in ("criterion", "thesis")
        quoted = fit(clean(held.text), _QUOTED)
        shown = f"“{quoted}”" if is_word else f"{_SHORT.get(held.reason, held.reason)}{quoted}"
        said.append(shown if held.line == first else f"{shown} [{held.line}]")
    if len(item.holds) > _MOST_HELD:
        said.append(f"{len(item.holds) - _MOST_HELD} more")
    said += [f"no {name}" for name in item.lacks]
    page.wrapped(", ".join(said), indent=4, first="  ", cite=place(item.note, first))


_SHORT = {"ticker": "ticker ", "move": "", "date": "an event on ", "stop": ""}


def _property(page: Page, item: Property) -> None:
    count = f" ({item.count} notes)" if item.count > 1 else ""
    said = f"{item.key}: {fit(clean(item.value), 24)}{count}; closest: `{item.nearest}`"
    page.wrapped(said, indent=4, first="  ", cite=place(item.note, item.line))


def _add_config(page: Page, lines: Sequence[str]) -> None:
    if not lines:
        return
    page.line()
    title = "For .thesis/config.toml; `thesis survey --write-config` writes them"
    page.wrapped(title, style="bold")
    for line in lines[:_MOST_CONFIG]:
        page.line(f"  {line}" if line else "")
    if len(lines) > _MOST_CONFIG:
        page.line(f"  … and {plural(len(lines) - _MOST_CONFIG, 'more line')}")
