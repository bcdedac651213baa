"""Code actions that add to a thesis: a row of what it holds, the date of the next review."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.items import target_of
from thesisvault.lsp.texts import Text
from thesisvault.lsp.vocabulary import REVIEWED_EVERY
from thesisvault.model.note import Kind, Scalar, Table
from thesisvault.model.text import Span, TextEdit
from thesisvault.parser.facts.log import Unwritable, appended, compose, read_log

DONE = "The review is done."
"""What the log says of it."""


def review_done(
    screen: Screen, text: Text, first: int, last: int
) -> Iterator[tuple[TextEdit, ...]]:
    """On the line of a thesis' `review`: the next date, and a line of the log that says so."""
    due = text.note.find_property("review")
    if due is None or not first <= due.span.line <= last or not isinstance(due.value, Scalar):
        return
    if text.note.kind is not Kind.THESIS:
        return
    day = screen.as_of
    after = TextEdit(due.value.span, str(day + REVIEWED_EVERY))
    try:
        whole, _, _ = appended(text.text, compose(day, DONE), read_log(text.text))
    except Unwritable:
        return
    yield after, _insertion(text.text, whole)


def exposure_row(screen: Screen, text: Text, first: int, last: int) -> Iterator[TextEdit]:
    """In a table of exposures: a further row, of a security that the note links and does not hold.

    The weight is the author's to write.
    """
    for table in text.note.tables:
        form = screen.words.tables["exposures"]
        roles = [form.roles.get(head, ("",))[0] for head in table.heads]
        is_there = first <= _last_line(table) and table.span.line <= last
        if not is_there or not {"subject", "weight"}.issubset(roles):
            continue
        if "exposures" not in screen.words.tables_with(table.heads):
            continue
        name = _not_held(screen, text)
        row = [f" {name} " if role == "subject" and name else "  " for role in roles]
        end = len(text.lines.line(_last_line(table)))
        place = Span(_last_line(table), end, _last_line(table), end)
        yield TextEdit(place, f"\n|{'|'.join(row)}|")


def _last_line(table: Table) -> int:
    return max((row[-1].span.line for row in table.rows if row), default=table.span.line + 1)


def _not_held(screen: Screen, text: Text) -> str:
    names = screen.vault.names
    held: set[str] = set()
    for item in text.note.facts.exposures:
        name = item.subject.name
        path = names.resolve(name, text.path) if item.subject.linked else None
        held.update([path] if path else names.named(name))
    for link, path in screen.vault.resolved(text.note):
        head = screen.profile(path) if path and not link.managed else None
        if head is not None and head.kind is Kind.STOCK and path not in held:
            target = target_of(screen, head.path, text.path)
            return f"[[{target}]]" if target else ""
    return ""


def _insertion(before: str, after: str) -> TextEdit:
    """What `after` has more than `before`: whole lines, or the end of the last one."""
    mark = before.startswith("\ufeff")
    old, new = (
        [line.removesuffix("\r") for line in text[mark:].split("\n")] for text in (before, after)
    )
    pairs = enumerate(zip(old, new, strict=False))
    at = next((number for number, (a, b) in pairs if a != b), len(old))
    count = len(new) - len(old)
    if at == len(old):
        last = len(old) - 1
        return TextEdit(
            Span(last, len(old[-1]), last, len(old[-1])), "".join(f"\n{line}" for line in new[at:])
        )
    return TextEdit(Span(at, 0, at, 0), "".join(f"{line}\n" for line in new[at : at + count]))
