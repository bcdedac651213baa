"""Tables that are too wide, too long, half drawn, or full of formulas."""

from __future__ import annotations

from hostile.nasty import note

_COLUMNS = 5000
_MOVES = "| Stock | Move |\n|---|---|\n"
_DATED = "---\ncreated: 2026-01-08\n---\n"
_FORMULAS = (
    *(
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "-2+3",
        '=HYPERLINK("http://x","y")',
        "\t=1",
        "%0A=1",
    ),
)

ENTRIES = (
    note(
        "table-wide",
        "|a" * _COLUMNS
        + "|\n"
        + "|-" * _COLUMNS
        + "|\n"
        + "|[[b]]"
        + "|b" * (_COLUMNS - 1)
        + "|\n",
        links=("b",),
    ),
    note("table-wide-pipes", "|" * _COLUMNS + "\n" + "|-" * _COLUMNS + "|\n", links=()),
    note("table-long", "| a | b |\n|---|---|\n" + "| c | d |\n" * 20_000, links=()),
    note("table-stated", f"{_DATED}{_MOVES}" + "| nobody | +1% |\n" * 500),
    note(
        "table-formulas",
        f"{_DATED}{_MOVES}"
        + "".join(f"| nobody | {text.replace('|', chr(92) + '|')} |\n" for text in _FORMULAS),
        hints=("move-unparsed",),
    ),
    note(
        "table-formulas-in-names",
        f"{_DATED}{_MOVES}"
        + "".join(f"| {text.replace('|', '&#124;')} | +1% |\n" for text in _FORMULAS),
    ),
    note(
        "table-escapes",
        f"{_DATED}{_MOVES}| \x1b[31mred | \x1b[2J+1% |\n| \u202ered | \u202e+1% |\n",
    ),
    note(
        "table-ragged", f"{_DATED}{_MOVES}| nil |\n| nil | 1% | [[c]] | d |\n||\n|\n", links=("c",)
    ),
    note("table-headless", "|---|---|\n| [[a]] | b |\n", links=("a",)),
    note("table-of-nothing", "||\n|-|\n||\n|\n", links=()),
    note(
        "table-pipes",
        "| [[a|b]] | `c|d` |\n|---|---|\n| [[e\\|f]] | x |\n",
        "link-split",
        links=("e",),
    ),
    note("table-html", f"{_DATED}{_MOVES}| <script>x</script> | <b>+1%</b> |\n"),
    note(
        "table-headers-twice",
        f"{_DATED}| Stock | Stock | Move | Move |\n|-|-|-|-|\n| nil | nix | 1% | 2% |\n",
    ),
    note("table-undated", f"{_MOVES}| nobody | +1% |\n", "note-undated"),
    note("table-in-table", "| a |\n|---|\n| | b |\n| |---|\n| | [[c]] |\n", links=("c",)),
    note(
        "table-flows",
        f"{_DATED}| Flow | Detail |\n|---|---|\n| Into | " + "nobody, " * 3000 + "|\n",
    ),
    note(
        "table-weights",
        "---\nopened: 2026-01-08\n---\n| Exposure | Weight |\n|---|---|\n"
        "| nobody | NaN |\n| noone | inf |\n| none | 1e400 |\n| no | -5% |\n| nil | "
        + "9" * 400
        + " |\n",
        path="Theses/Long hostile weights.md",
        hints=("weight-unparsed",),
    ),
    note(
        "table-impacts",
        f"{_DATED}| Thesis | Impact |\n|---|---|\n| nobody | " + "not " * 5000 + "|\n"
        "| noone | " + "near-term pressure, " * 2000 + "|\n",
    ),
)
