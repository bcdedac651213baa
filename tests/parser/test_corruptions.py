"""Of each form of a fact, whatever slips into its line: it is read, or it is said; never silent."""

from __future__ import annotations

from parser.corruptions import FORMS, Outcome, corruptions, outcome, stated
from sizes import share
from thesisvault.parser.note import parse_note

COUNT = share(10, 400)


def test_each_form_states_a_fact() -> None:
    """Without its line the note says less, so that a line that is lost is seen."""
    for form in FORMS:
        lines = form.text.split("\n")
        del lines[form.at]
        whole = parse_note(form.path, form.text.encode())
        without = parse_note(form.path, "\n".join(lines).encode())
        assert stated(whole) != stated(without), form.name
        assert not [item for item in whole.unread if item.span.line == form.at], form.name


def test_corrupted_lines_are_read_or_said() -> None:
    silent = [
        (form.name, line)
        for form in FORMS
        for line in dict.fromkeys(corruptions(form, COUNT))
        if outcome(form, line) is Outcome.SILENT
    ]
    assert silent == []


def test_corruptions_are_seen() -> None:
    """A reader that says nothing and reads nothing would be caught."""
    form = next(form for form in FORMS if form.name == "exposures")
    assert outcome(form, "| QQZA | 4x0% |") is Outcome.SAID
    assert outcome(form, "| QQZx | 40% |") is Outcome.READ
    assert outcome(form, "") is Outcome.SILENT


def test_kinds_of_corruption() -> None:
    """Letters, blanks, quotes and other scripts are all among them."""
    lines = [line for form in FORMS for line in corruptions(form, 20)]
    assert sum("x" in line for line in lines) > 50
    assert sum("\u00a0" in line for line in lines) > 20
    assert sum(any(quote in line for quote in "“”’«`") for line in lines) > 50
    assert sum(any(char in "०३१Жληあ中０４" for char in line) for line in lines) > 50
