"""Completion of properties, headings and tables: words that the parser reads, by the kind of note.

Keys, headings and tables are those of the kind's template, the vault's own or ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from thesisvault.graph.folding import fold
from thesisvault.lsp.context import Context
from thesisvault.lsp.desk import Screen
from thesisvault.lsp.hover import meanings
from thesisvault.lsp.items import Item
from thesisvault.lsp.texts import Text
from thesisvault.lsp.vocabulary import DURATIONS, days, phrases, symbols, tags
from thesisvault.model.errors import ThesisVaultError
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Kind, Note
from thesisvault.parser.note import parse_note
from thesisvault.storage.writing.create import read_template

_DATES = frozenset({"created", "date", "published", "opened", "closed", "review", "started"})
_WORDS = {
    "type": tuple(str(kind) for kind in Kind),
    "side": tuple(str(side) for side in Side),
    "status": tuple(str(status) for status in Status),
    "conviction": ("high", "medium", "low"),
    "after_close": ("yes", "no"),
    "draft": ("true", "false"),
}
_LINKED = {
    "groups": Kind.SECTOR,
    "sector": Kind.SECTOR,
    "members": Kind.STOCK,
    "theses": Kind.THESIS,
}
"""Properties that name notes, and of which kind."""
_PRICED = frozenset({"symbol", "tickers", "proxy"})


def keys(screen: Screen, text: Text, context: Context, *, ending: str = ": ") -> Iterator[Item]:
    """The properties of the note's kind that it does not have yet."""
    note = _closed(screen, text, context)
    has = {prop.key.casefold() for prop in note.properties if prop.span.line != context.line}
    typed = fold(context.typed.strip())
    for template in _templates(screen, note):
        for prop in template.properties:
            key = prop.key
            if key.casefold() not in has and fold(key).startswith(typed):
                has.add(key.casefold())
                kind = types.CompletionItemKind.Property
                detail = f"property of a {template.kind}"
                about = meanings()["properties"].get(screen.words.property(key) or key, "")
                yield Item(key, f"{key}{ending}", detail, kind=kind, about=about)


def _closed(screen: Screen, text: Text, context: Context) -> Note:
    """The note; while its properties have no end yet, as if they ended at the cursor's line."""
    lines = [text.lines.line(number) for number in range(len(text.lines))]
    if any(line.rstrip() == "---" for line in lines[1:]):
        return text.note
    so_far = "\n".join((*lines[: context.line], "---", ""))
    return parse_note(text.path, so_far.encode("utf-8", "replace"), screen.words)


def values(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """What a property may say: known words, days, or the notes that it names."""
    name = screen.words.property(context.target)
    typed = fold(context.typed)
    found: Iterator[Item] = iter(())
    if context.target.casefold() == "tags":
        found = tags(screen, context)
    elif name in _WORDS:
        kind = types.CompletionItemKind.EnumMember
        found = (Item(word, word, kind=kind) for word in _WORDS[name])
    elif name in ("impact", "horizon"):
        kind = types.CompletionItemKind.Value
        said = (Item(word, word, kind=kind) for word in DURATIONS)
        found = phrases(screen) if name == "impact" else said
    elif name in _PRICED:
        found = symbols(screen)
    elif name in _DATES:
        found = days(screen.as_of, text.note)
        if name == "review":  # the last of these is the likeliest
            found = reversed(list(found))
    elif name in _LINKED:
        found = _links(screen, _LINKED[name])
    yield from (item for item in found if typed in fold(item.label))


def _links(screen: Screen, kind: Kind) -> Iterator[Item]:
    for head in screen.of_kind(kind):
        if '"' not in head.title:
            yield Item(head.title, f'"[[{head.title}]]"', head.path, head.path)


def tables(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """The tables that are read in a note of this kind, as they begin; that of the heading first."""
    has = {tuple(table.heads) for table in text.note.tables}
    typed = fold(context.typed.strip("| "))
    above = [item.text for item in text.note.headings if item.span.line < context.line]
    under = fold(above[-1].strip()) if above else ""
    for template in _templates(screen, text.note):
        for table in sorted(
            template.tables, key=lambda table: under not in map(fold, table.headings[-1:])
        ):
            head = [cell.text for cell in table.header]
            if tuple(table.heads) not in has and fold(head[0]).startswith(typed):
                has.add(tuple(table.heads))
                kind = types.CompletionItemKind.Struct
                names = screen.words.tables_with(table.heads)[:1]
                about = "".join(meanings()["tables"].get(name, "") for name in names)
                detail = f"table of a {template.kind}"
                yield Item(" | ".join(head), _table(head), detail, kind=kind, about=about)


def sections(screen: Screen, text: Text, context: Context) -> Iterator[Item]:
    """The headings of the note's kind that it does not have yet."""
    has = {fold(item.text.strip()) for item in text.note.headings if item.span.line != context.line}
    typed = fold(context.typed.strip())
    for template in _templates(screen, text.note):
        for heading in template.headings:
            name = heading.text.strip()
            if heading.level > 1 and fold(name).startswith(typed) and fold(name) not in has:
                has.add(fold(name))
                kind = types.CompletionItemKind.Module
                yield Item(name, name, f"heading of a {template.kind}", kind=kind)


def _table(head: list[str]) -> str:
    rule = "|".join("-" * (len(name) + 2) for name in head)
    return f"| {' | '.join(head)} |\n|{rule}|\n| "


def _templates(screen: Screen, note: Note) -> Iterator[Note]:
    """That of the note's kind; those of all kinds where it has none of its own."""
    known = [_template(screen, kind) for kind in Kind]
    templates = [template for template in known if template is not None]
    own = [template for template in templates if template.kind is note.kind]
    yield from own or templates


def _template(screen: Screen, kind: Kind) -> Note | None:
    try:
        written = read_template(screen.root, str(kind))
    except (ThesisVaultError, KeyError, OSError):
        return None
    return parse_note(f"{kind}.md", written.encode(), screen.words)
