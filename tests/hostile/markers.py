"""Markers of ours, half deleted, nested, hidden, or with options that mean harm."""

from __future__ import annotations

from hostile.nasty import Nasty, note

_START, _END = "<!-- thesis:backlinks -->\n", "<!-- /thesis:backlinks -->\n"


def _option(name: str, option: str, *wrong: str) -> Nasty:
    text = f"<!-- thesis:moves {option} -->\n<!-- /thesis:moves -->\n"
    return note(f"marker-{name}", text, *wrong)


ENTRIES = (
    note("marker-unclosed", f"{_START}[[x]]\n", "marker-unclosed", links=("x",)),
    note("marker-unopened", f"[[x]]\n{_END}", "marker-unopened", links=("x",)),
    note(
        "marker-half",
        "<!-- thesis:backlinks\n[[x]]\n<!-- /thesis:backlinks -->\n",
        "marker-misplaced",
    ),
    note("marker-cut", "<!-- thesis:backlinks --\n[[x]]\n", "marker-misplaced"),
    note("marker-cut-last", "[[x]]\n\n<!-- thesis:backlinks --", "marker-misplaced"),
    note(
        "marker-nested",
        f"{_START}<!-- thesis:moves -->\n<!-- /thesis:moves -->\n{_END}",
        "marker-nested",
    ),
    note(
        "marker-crossed",
        f"{_START}<!-- thesis:moves -->\n{_END}<!-- /thesis:moves -->\n",
        "marker-nested",
        "marker-unclosed",
        "marker-unopened",
    ),
    note("marker-doubled", f"{_START}{_END}{_START}{_END}", "marker-doubled"),
    note("marker-in-fence", f"```\n{_START}{_END}```\n", hints=("marker-in-code",)),
    note("marker-in-quote", "".join(f"> {line}" for line in (_START, _END)), "marker-misplaced"),
    note("marker-in-list", f"- a\n  {_START}  {_END}", "marker-misplaced"),
    note("marker-in-comment", f"%%\n{_START}{_END}%%\n", "marker-misplaced"),
    note("marker-in-math", f"$$\n{_START}{_END}$$\n", "marker-misplaced"),
    note("marker-in-front", f"---\na: '{_START.strip()}'\n---\n[[x]]\n", "marker-misplaced"),
    note("marker-in-table", f"| a |\n|---|\n| {_START.strip()} |\n", "marker-misplaced"),
    note("marker-unknown", "<!-- thesis:../../x -->\n<!-- /thesis:../../x -->\n", "marker-unknown"),
    note("marker-edited", f"<!-- thesis:backlinks hash=0123456789ab -->\nmine\n{_END}"),
    note("marker-hash-bomb", f"<!-- thesis:backlinks hash={'0' * 40_000} -->\nmine\n{_END}"),
    note("marker-crlf", (_START + _END).replace("\n", "\r\n")),
    note("marker-bom", f"\ufeff{_START}{_END}"),
    note(
        "marker-latin-1",
        f"é\n{_START}{_END}".encode("latin-1"),
        "encoding-invalid",
        "marker-unread",
    ),
    note("marker-nul", f"\0\n{_START}{_END}", "encoding-nul", "marker-unread"),
    note("marker-conflict", f"<<<<<<< HEAD\n{_START}{_END}", "conflict-marker", "marker-unread"),
    note("marker-many", _START * 3000, "marker-doubled", "marker-unclosed"),
    note("marker-separators", f"a\u2028{_START}{_END}", "marker-misplaced", "marker-unopened"),
    note("marker-good", f"# Good\n\n{_START}{_END}\nend"),
    note(
        "marker-good-moves",
        "<!-- thesis:moves symbols=NVDA event=2026-01-08 -->\n<!-- /thesis:moves -->\n",
    ),
    note("marker-good-impact", "<!-- thesis:impact -->\n<!-- /thesis:impact -->\n"),
    _option("window-huge", "window=-999999999999,999999999999", "marker-option"),
    _option("window-backwards", "window=5,-5", "marker-option"),
    _option("window-wide", "window=-9999,9999"),
    _option("symbols-empty", "symbols=,,,", "marker-option"),
    _option("symbols-upwards", "symbols=../../../etc/passwd,\x1b[31m"),
    _option("event-never", "event=9999-99-99", "marker-option"),
    _option("event-first", "event=0001-01-01"),
    _option("event-last", "event=9999-12-31"),
    _option("option-unknown", "exec=rm", "marker-option"),
    _option("option-twice", "window=0,1 window=0,2", "marker-option"),
    _option("option-many", " ".join(f"k{at}=v" for at in range(5000)), "marker-option"),
)
