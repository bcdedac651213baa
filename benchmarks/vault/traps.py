"""Text that a quick reader of Markdown gets wrong."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.vault.words import pick

Trap = Callable[[str], str]
"""From the note's text to the text with the trap in it."""

BROKEN = "properties that stand twice"
"""The one trap that is an error: no property of the note is read."""


def _append(block: str) -> Trap:
    return lambda text: f"{text}\n{block}\n"


TRAPS: dict[str, Trap] = {
    "a link in a code fence": _append("~~~~md\n[[No link in a fence]]\n```\n~~~~"),
    "a link in a code span": _append("As text: ``[[No link in a ` span]]`` and `[[nor here]]`."),
    "a link in indented code": _append("Then:\n\n    [[No link when indented]]"),
    "a link in math": _append("$$\nx = [[No link in math]]\n$$\n\nAnd $y = [[nor here]]$ too."),
    "a link in a comment": _append("<!-- [[No link in HTML]] -->\n\n%% [[A link all the same]] %%"),
    "a tag of digits": _append("Filed under #2026 and #y2026, not under # 7."),
    "a deep quote": _append("> " * 12 + "[[Very deep]]\n> " + "> " * 3 + "back again"),
    "escaped brackets": _append(r"\[\[No link]] and \[no link](a.md), but [[Half \] open]]."),
    "brackets within brackets": _append("[[Outer [[Inner]] tail]] and [[ ]] and [[#]] and [[|x]]."),
    "a link that answers to nothing": _append(
        "[[../Nowhere/At all.md#Part|gone]] and [x](gone.md)"
    ),
    "a pipe in a cell": _append("| A | B |\n|---|---|\n| `a \\| b` | [[Split\\|in two]] | extra |"),
    "entities": _append("&#91;&#91;No link]] &amp; [[AT&amp;T note]] &lt;b&gt; <b>[[In HTML]]</b>"),
    "long lines of marks": _append("*" * 60 + " _a_ **b [[Within bold]]** " + "_" * 60),
    "another line ending": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    BROKEN: lambda text: text.replace("---\n", "---\ntags: [again]\n", 1),
}
"""Each trap under its name."""

SHARE = 0.03
"""Notes with a trap, of all notes."""


def draw(rng: Random, *, properties: bool) -> str | None:
    """The name of a note's trap; mostly there is none. Without properties none can be broken."""
    if rng.random() >= SHARE:
        return None
    name = pick(rng, tuple(TRAPS))
    return None if name == BROKEN and not properties else name
