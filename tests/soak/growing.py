"""How each command's time grows with a note: ``python -m soak.growing [NAMES] [--sizes 16,64]``.

The time is the processor's, of a process a command: nothing that runs beside it counts.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import math
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from thesisvault.cli.main import _COMMANDS, main, thesis

Files = Mapping[str, str]
Build = Callable[[int], Files]
Line = tuple[str, ...]

SIZES = (16, 64, 256)
"""Thousands of bytes."""
STEEPEST = 1.2
NOISE = 0.1
"""Seconds; what takes less at the largest size has no growth to speak of."""
_LONGEST = 120
_TURNS = 5
_EARLIER = 1_700_000_000
_DAY = dt.date(2026, 1, 30)
_NOTE = "Theses/Long n.md"
_BLOCKS = "".join(
    f"<!-- thesis:{name}{options} -->\n<!-- /thesis:{name} -->\n\n"
    for name, options in (
        ("backlinks", ""),
        ("impact", ""),
        ("moves", " symbols=NN event=2026-01-08"),
    )
)
_PRICES = "date,close\n" + "".join(
    f"{_DAY - dt.timedelta(days)},{100 + days * days % 11}\n"
    for days in range(400, -1, -1)
    if (_DAY - dt.timedelta(days)).weekday() < 5
)
_BASE = {
    "Stocks/N.md": f"---\nticker: NN\n---\n\n[[Long n]] [[H]]\n\n{_BLOCKS}",
    "H.md": f"# H\n\n{_BLOCKS}",
    "prices/NN.csv": _PRICES,
    "prices/SPY.csv": _PRICES,
}

_READING: tuple[Line, ...] = (
    ("list",),
    ("list", "--orphans"),
    ("list", "--placeholders"),
    ("list", "--tag", "tag"),
    ("status",),
    ("status", "--all", "--explain"),
    ("status", "--since", "2026-01-02"),
    ("check",),
    ("links", "Long n"),
    ("backlinks", "Long n"),
    ("backlinks", "H"),
    ("backlinks", "n0"),
    ("explain", "Long n"),
    ("moves",),
    ("moves", "--event", "2026-01-08"),
    ("claims",),
    ("calendar", "--all"),
    ("calendar", "--all", "--ics", "-"),
    ("crowding",),
    ("contradictions",),
    ("survey",),
    ("record",),
    ("rotation",),
    ("propose", "Long n"),
    ("prices", "status"),
    ("doctor",),
    *(("export", form) for form in ("json", "dot", "graphml", "mermaid", "jsonl")),
    ("open", "--print", "Long"),
    ("restore", "Long n", "--list"),
    ("log", "Long n", "text", "--dry-run"),
    ("update", "--dry-run"),
    ("check", "--fix", "--dry-run"),
    ("rename", "Long n", "Moved", "--dry-run"),
    ("new", "--missing"),
    ("search", "the w"),
    ("search", "--like", "Long n"),
    ("mentions", "H"),
    ("mentions", "--all"),
    ("path", "Long n", "N"),
    ("hubs", "--all"),
    ("clusters",),
    ("what-if", "out of N"),
    ("graph", "Long n"),
    ("graph", "Long n", "--svg", "-"),
    ("history", "Long n"),
    ("proposals",),
    ("undo", "--dry-run"),
)
_WRITING: tuple[Line, ...] = (
    ("update",),
    ("new", "--missing", "--yes"),
    ("rename", "Long n", "Moved"),
    ("check", "--fix"),
    ("log", "Long n", "text"),
    ("propose", "Long n", "--write", "--accept", "all"),
)


def text(pattern: str, end: str = "", head: str = "ticker: NN\nopened: 2026-01-02\n") -> Build:
    """One note of a thesis that is full of the pattern; `{n}` in it is a number."""
    before = f"---\n{head}---\n{_BLOCKS}"

    def build(size: int) -> Files:
        if "{n}" not in pattern:
            return {_NOTE: before + pattern * (size // max(len(pattern), 1)) + end}
        times = size // len(pattern.replace("{n}", "12345"))
        return {_NOTE: before + "".join(pattern.replace("{n}", str(n)) for n in range(times)) + end}

    return build


def rows(row: Callable[[int], str]) -> Build:
    """A thesis with a table of weights that is so long."""
    head = f"{text('')(0)[_NOTE]}| Stock | Weight |\n|---|---|\n"
    return lambda size: {_NOTE: head + "".join(map(row, range(size // len(row(12345)))))}


def notes(build_one: Callable[[int], tuple[str, str]], each: int) -> Build:
    """Many notes of about `each` bytes."""
    return lambda size: dict(build_one(n) for n in range(size // each))


def _near(n: int) -> str:
    return f"the long name of the company that is number {n:05} of all of these and many others too"


def _near_names(size: int) -> Files:
    times = size // 200
    aliases = "".join(f"- {_near(n)}\n" for n in range(times))
    links = "".join(f"[[{_near(n)}s]]\n" for n in range(times))
    return {_NOTE: f"---\naliases:\n{aliases}---\n{links}"}


def _held(size: int) -> Files:
    rows = "".join(f"| A{n} | 0.1% |\n" for n in range(size // 16))
    head = "---\ntags: [portfolio]\n---\n\n| Ticker | Weight |\n|---|---|\n"
    return {"Portfolio.md": f"{head}{rows}"}


def _thesis(n: int) -> tuple[str, str]:
    rows = f"| Stock | Weight |\n|---|---|\n| NN | 50% |\n| [[S{n}]] | 50% |\n"
    return f"Theses/Long t{n}.md", f"---\nopened: 2026-01-02\nside: long\n---\n\n{rows}"


_ROWS = "| Stock | Weight |\n|---|---|\n"
NAMED: Mapping[str, Build] = {
    "quoted heading, then a line": text("> # h\nx\n"),
    "quoted table, then a line": text("> |a|\n> |-|\nx\n"),
    "quoted question, answer": text("> ## Question\nanswer\n"),
    "links on one line": text("[[H]] w "),
    "links on many lines": text("[[H]] w\n"),
    "links with text on one line": text("[[H|h]] "),
    "tildes and a bar": text("~", "|"),
    "footnote in a list": text("- [^1]: x\ny\n"),
    "comment at brackets": text("[ <!--", "-->"),
    "brackets and a comment": text("[ ", "<!-- x -->"),
    "unresolved on one line": text("[[n{n}]] "),
    "unresolved on many lines": text("[[n{n}]]\n"),
    "unresolved, one key": text("[[f{n}/n0]]\n"),
    "exposures without a note": rows(lambda n: f"| name {n} | 1% |\n"),
    "exposures linked without a note": rows(lambda n: f"| [[name {n}]] | 1% |\n"),
    "one exposure again and again": rows(lambda n: "| [[n]] | 1% |\n"),
    "one alias given and linked": notes(
        lambda n: (f"a{n}.md", "---\naliases: [one]\n---\n[[one]]\n"), 32
    ),
    "long near names": _near_names,
    "held rows": _held,
    "theses": notes(_thesis, 110),
}


@dataclass(frozen=True)
class Cost:
    """What a command took, in seconds of the processor; beyond its start where said so."""

    line: Line
    seconds: float
    first: float
    """What reading the vault for the first time took, which somebody has to."""
    code: int


def _child(root: Path, line: Line, cache: Path) -> None:
    """Become the command."""
    resource.setrlimit(resource.RLIMIT_CPU, (_LONGEST, _LONGEST))
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(sink, stream)
    os.environ["XDG_CACHE_HOME"] = str(cache)
    os.chdir(root)
    main(line)


def run(root: Path, line: Line, cache: Path) -> tuple[float, int]:
    """The processor's time of a command, without its start; and how it ended."""
    pid = os.fork()
    if not pid:
        code = 70
        try:
            _child(root, line, cache)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        finally:
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    return used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status)


def _fill(root: Path, files: Files) -> None:
    # The note that commands name is in every vault: what they do must be what they do at the start.
    least = {**_BASE, **text("x\n")(100)}
    for path, content in {**least, **files, ".thesis/config.toml": ""}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
        os.utime(root / path, (_EARLIER, _EARLIER))


def costs(files: Files, lines: Iterable[Line] = (*_READING, *_WRITING)) -> Iterator[Cost]:
    """What each command takes in a vault of these files; those that write have one of their own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shared = _Vault(place / "shared", files)
        for at, line in enumerate(lines):
            vault = _Vault(place / str(at), files) if line in _WRITING else shared
            yield Cost(line, *vault.cost(line))
            if vault is not shared:
                shutil.rmtree(vault.root)


class _Vault:
    def __init__(self, root: Path, files: Files) -> None:
        self.root, self.cache = root, root.parent / f"{root.name} cache"
        _fill(root, files)
        self.first, _ = run(root, ("list",), self.cache)

    def cost(self, line: Line) -> tuple[float, float, int]:
        seconds, code = run(self.root, line, self.cache)
        return seconds, self.first, code


def load() -> None:
    """Import what commands import, here: the children need not."""
    for name in _COMMANDS:
        thesis.get_command(None, name)  # type: ignore[arg-type]
    with contextlib.suppress(SystemExit), tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), {})


def exponent(small: float, large: float, times: float) -> float:
    """How steeply it grows; 0 where there is no growth to speak of."""
    return 0.0 if large < NOISE else math.log(large / max(small, NOISE / times), times)


@dataclass(frozen=True)
class Row:
    """One command over one pattern, at each size."""

    pattern: str
    costs: Sequence[Cost]
    slope: float

    @property
    def is_odd(self) -> bool:
        """Whether it grows too fast, or did not end as a command ends."""
        return self.slope > STEEPEST or any(cost.code not in range(5) for cost in self.costs)

    def __str__(self) -> str:
        mark = "**" if self.is_odd else ""
        seconds = " | ".join(f"{cost.seconds:.2f}" for cost in self.costs)
        first = " ".join(f"{cost.first:.2f}" for cost in self.costs)
        line = " ".join(self.costs[0].line)
        return f"| {self.pattern} | {line} | {seconds} | {first} | {mark}{self.slope:.2f}{mark} |"


def starts() -> Mapping[Line, float]:
    """What each command takes where there is next to nothing."""
    return {cost.line: cost.seconds for cost in costs({})}


def rows_of(name: str, sizes: Sequence[int], start: Mapping[Line, float]) -> Iterator[Row]:
    """Each command over a named pattern."""
    found = [list(costs(NAMED[name](size * 1000))) for size in sizes]
    for measured in zip(*found, strict=True):
        row = _row(name, measured, sizes, start)
        yield _again(row, sizes) if row.slope > STEEPEST else row


def _again(row: Row, sizes: Sequence[int]) -> Row:
    """The growth of what looks steep at sizes four times as large, by the least of some times for
    each: at the first ones a start that takes a moment longer than the last makes one.

    They take turns: what else the machine does must not be at the start's expense alone.
    """
    line, larger = row.costs[0].line, [size * 4 for size in sizes]
    asked = [{}, *(NAMED[row.pattern](size * 1000) for size in larger)]
    turns = [[cost for files in asked for cost in costs(files, [line])] for _ in range(_TURNS)]
    start, *measured = (
        min(each, key=lambda cost: cost.seconds) for each in zip(*turns, strict=True)
    )
    again = _row(row.pattern, measured, larger, {line: start.seconds})
    return again if again.is_odd else replace(row, slope=again.slope)


def _row(
    name: str, measured: Sequence[Cost], sizes: Sequence[int], start: Mapping[Line, float]
) -> Row:
    beyond = [max(cost.seconds - start[cost.line], 0.0) for cost in measured]
    return Row(name, measured, exponent(beyond[0], beyond[-1], max(sizes[-1] / sizes[0], 2)))


def _main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("names", nargs="*")
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    given = asked.parse_args()
    load()
    start, sizes = starts(), [int(size) for size in given.sizes.split(",")]
    print(f"| pattern | command |{'|'.join(f' {size} KB ' for size in sizes)}| first | exponent |")
    for name in NAMED:
        if not given.names or any(part in name for part in given.names):
            for row in rows_of(name, sizes, start):
                print(row, flush=True)


if __name__ == "__main__":
    _main()
