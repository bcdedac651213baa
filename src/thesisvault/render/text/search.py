"""What a search found: a note a line, and below it the lines that say so."""

from __future__ import annotations

from thesisvault.render.lines import Page, Segment, clean, excerpt, place, plural, width
from thesisvault.reports.search import Answer, Line, Row


def text(page: Page, answer: Answer, *, explain: bool = False) -> None:
    """The notes with their lines, the words that were found marked; then how many there are."""
    if explain:
        for line in answer.read_as:
            page.line((line, "dim"))
    if answer.inside_words:
        page.line("No word starts with this; these contain it inside a word:")
    for row in answer.notes:
        head = f"{row.name}  {row.kind.value}"
        is_wide = width(clean(f"{head}  {row.path}")) > page.width
        path = "" if is_wide else f"  {row.path}"
        page.line((row.name, "bold"), f"  {row.kind.value}", (path, "dim"))
        if is_wide and not row.lines:  # else the lines below begin with it
            page.line((f"  {row.path}", "dim"))
        for found in row.lines:
            page.line("  ", *_shown(page, row, found))
        if row.more:
            page.line(("  … " + plural(row.more, "more line"), "dim"))
    shown = len(answer.notes)
    if answer.total > shown:
        about = "" if answer.exact else "about "
        page.line(f"{shown} of {about}{answer.total:,} notes; --limit {2 * shown} shows more.")


def _shown(page: Page, row: Row, found: Line) -> list[Segment]:
    where = f"{place(row.path, found.line)}: "
    first = found.spans[0][0] if found.spans else 0
    room = max(page.width - width(where) - 2, 20)
    line = excerpt(found.text, first, room)
    return [(where, "dim"), *_marked(line, found)]


def _marked(line: str, found: Line) -> list[Segment]:
    """The excerpt with the words that were found in bold, as far as they can be seen in it."""
    segments: list[Segment] = []
    at = 0
    for start, end in found.spans:
        word = clean(found.text[start:end])
        place_ = line.find(word, at)
        if place_ < 0:
            continue
        segments += [line[at:place_], (word, "bold")]
        at = place_ + len(word)
    return [*segments, line[at:]]
