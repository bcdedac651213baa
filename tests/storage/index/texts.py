"""Notes by chance: every way of naming another note, and every table that states something."""

from __future__ import annotations

import unicodedata
from random import Random

NFD = unicodedata.normalize("NFD", "Société")
FOLDERS = ("", "Theses", "Stocks", "x/y", "templates")
NAMES = (
    *("Apple", "apple", "Long Apple", "long Apple", "Long Apple.md", "Short Société"),
    *(
        f"Short {NFD}",
        "Société",
        NFD,
        "ΑΣ",
        "Oil",
        "v1.2",
        "Rotation",
        "Long ",
        "Ann's conflicted copy 1",
    ),
)
NOTES = tuple(f"{folder}/{name}.md".lstrip("/") for folder in FOLDERS for name in NAMES)
OTHERS = (
    *("pic.png", "x/y/pic.png", "Stocks/Apple", "Oil.canvas", "Long Oil"),
    *("metrics/rate.csv", "metrics/Apple.csv", "metrics/deep/rate.csv"),
)
TARGETS = (
    *("Apple", "APPLE", "apple.md", "Stocks/Apple", "./Apple", "../Apple", "/Apple", "y/Apple"),
    *("Long Apple", "long apple", "Long Apple.md", "Long Apple.md.md", "Theses/Long Apple"),
    *("Short Société", f"short {NFD}", "Société", "ασ", "ΑΣ", "ας", "Oil", "v1.2", "Rotation"),
    *("pic.png", "Oil.canvas", "Long Oil", "LONG OIL", "x/Long Oil", "Long Copper", "AAPL"),
    *("Cupertino", "Long", "Long Apple ", "metrics/rate.csv", "Nothing", ""),
)
WORDS = (*(target for target in TARGETS if target), "Gold", "Cuper", "bee")
DATES = ("2026-01-08", "2026-01-09", "2026-03-01", "2027-06-30")


def note(seed: int) -> str:
    """A note; the same one for the same seed."""
    rng = Random(seed)
    blocks = [rng.choice(_BLOCKS)(rng) for _ in range(rng.randrange(5))]
    return _head(rng) + "\n\n".join(blocks) + "\n"


def series(seed: int) -> str:
    """A metric's history."""
    rng = Random(seed)
    rows = (f"{rng.choice(DATES)},{rng.randrange(9)}%\n" for _ in range(rng.randrange(4)))
    return rng.choice(("date,value\n", "date,value\n", "day\n")) + "".join(rows)


def _name(rng: Random) -> str:
    target = rng.choice(TARGETS)
    return rng.choice((f"[[{target}]]", target)) if target else "[[#x]]"


def _head(rng: Random) -> str:
    if rng.random() < 0.3:
        return ""
    lines = ["---"]
    for line, chance in (
        (f"type: {rng.choice(('thesis', 'stock', 'rotation', 'catalyst', 'note'))}", 0.5),
        (f"created: {rng.choice(DATES)}", 0.5),
        (f"symbol: {rng.choice(('AAPL', 'bee', 'Oil'))}", 0.2),
        ("aliases: [Cupertino, cupertino, bee]", 0.2),
        (f'aliases: ["{rng.choice(TARGETS)}"]', 0.2),
        (f"closed: {rng.choice(DATES)}", 0.1),
        (f'groups: ["{_name(rng)}"]', 0.2),
        (f'stocks: ["{_name(rng)}", "see {_name(rng)} there"]', 0.3),
        (f'benefits: "{_name(rng)}"', 0.2),
        (f'theses: "{_name(rng)}"', 0.2),
        ("tags: [thesis, macro]", 0.1),
    ):
        if rng.random() < chance and line.partition(":")[0] not in "\n".join(lines):
            lines.append(line)
    return "\n".join([*lines, "---", ""])


_SHAPES = ("[[{}]]", "[[{}]]", "![[{}]]", "[[{}|shown]]", "[[{}#Head]]", "[x]({})")


def _links(rng: Random) -> str:
    found = []
    for _ in range(rng.randrange(1, 5)):
        target = rng.choice(TARGETS)
        shape = rng.choice(
            ("[[{}]]", "[[{}]]", "![[{}]]", "[[{}|shown]]", "[[{}#Head]]", "[x]({})")
        )
        spelled = target.replace(" ", "%20") if shape == "[x]({})" else target
        found.append(shape.format(spelled or "#Head"))
    return " and ".join(found)


def _table(head: str, cell: str) -> str:
    columns = head.split("|")
    return f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n{cell}"


def _rows(rng: Random, second: tuple[str, ...]) -> str:
    rows = range(rng.randrange(1, 4))
    return "".join(f"| {_name(rng)} | {rng.choice(second)} |\n" for _ in rows)


def _moves(rng: Random) -> str:
    when = f"## {rng.choice(('Jan 8, 2026', 'Jan 9, 2026', 'Later'))}\n\n"
    return when + _table("Stock|Move", _rows(rng, ("1%", "-2%", "flat")))


def _impacts(rng: Random) -> str:
    return _table("Thesis|Impact", _rows(rng, ("mixed", "pressure", "tailwind")))


def _flows(rng: Random) -> str:
    rows = f"| in | {_name(rng)}, {_name(rng)} |\n| out | {_name(rng)} |\n"
    return rng.choice(("#rotation\n\n", "")) + _table("Flow|Detail", rows)


def _exposures(rng: Random) -> str:
    return _table("Stock|Weight", _rows(rng, ("10%", "20", "0", "-5%")))


def _catalysts(rng: Random) -> str:
    return _table("Catalyst|Date", _rows(rng, DATES))


def _managed(rng: Random) -> str:
    return f"<!-- thesis:backlinks -->\n- {_name(rng)}\n<!-- /thesis:backlinks -->"


def _scenarios(rng: Random) -> str:
    rows = (("Relief", "2-4 weeks"), ("Slide", "6 months"), ("Base", "long"))
    return _table(
        "Scenario|Duration", "".join(f"| {a} | {b} |\n" for a, b in rows[rng.randrange(3) :])
    )


def _tripwires(rng: Random) -> str:
    conditions = ("closes below 100", "rate > 3%", "no update in 90 days", "who knows")
    rows = f"| {_name(rng)} | {rng.choice(conditions)} | sell |\n"
    return _table("Signal|Condition|Action", rows)


def _figures(rng: Random) -> str:
    rows = f"| rate | {rng.randrange(9)}% | {rng.choice(DATES)} |\n| {_name(rng)} | 5 | Q1 2026 |\n"
    return _table("Metric|Value|As of", rows)


def _log(rng: Random) -> str:
    return f"## Log\n\n- {rng.choice(DATES)}: bullish on {_name(rng)}, 70%"


def _plain(rng: Random) -> str:
    return rng.choice(("#thesis #macro", "# Head\n\ntext ^id", "#12", "a:: [[Oil]]", "- [ ] do"))


_BLOCKS = (
    *(_links, _links, _links, _moves, _impacts, _flows, _exposures, _catalysts),
    *(_managed, _plain, _scenarios, _tripwires, _figures, _log),
)
