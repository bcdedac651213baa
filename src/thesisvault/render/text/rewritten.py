"""What was edited in dated notes after their date, as short differences."""

from __future__ import annotations

from thesisvault.render.lines import Page, fit, one_line, plural
from thesisvault.reports.rewritten import Answer, Edit, Line

_WORDS = {"added": "added whole", "deleted": "deleted", "edited": "edited"}


def text(page: Page, answer: Answer) -> None:
    """The edits, newest first, each with the lines that went and came."""
    for edit in answer.edits:
        page.line(f"{edit.day}  ", (one_line(edit.note), "bold"), (f"  {edit.commit}", "dim"))
        page.line("  ", (f"dated {edit.dated}, {_WORDS[edit.what]} {_later(edit)}", "dim"))
        for line in edit.lines:
            _add(page, line)
        if edit.more:
            page.line("  ", (f"and {plural(edit.more, 'more line')}", "dim"))
        page.line()
    page.wrapped(_bounds(answer), style="dim")


def _later(edit: Edit) -> str:
    return f"{plural((edit.day - edit.dated).days, 'day')} later"


def _add(page: Page, line: Line) -> None:
    mark, colour = ("+", "green") if line.came else ("-", "red")
    head = f"  {mark} {line.line}: "
    page.line((head + fit(one_line(line.text), page.width - len(head)), colour))


def _bounds(answer: Answer) -> str:
    edits = plural(len(answer.edits) + answer.left_out, "edit")
    left = f", of which the last {len(answer.edits)} are shown" if answer.left_out else ""
    shallow = (
        " The clone is shallow: `git fetch --unshallow` brings more." if answer.shallow else ""
    )
    found = f"{edits} of dated notes since {answer.since}{left}."
    if not answer.edits:
        found = f"No dated note was edited after its date since {answer.since}."
    return found + shallow
