"""Every command of the command line, with the arguments that make it do all it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sizes import WHOLE

Line = tuple[str, ...]

_READING: tuple[Line, ...] = (
    ("list",),
    ("list", "--path"),
    ("list", "thesis"),
    ("list", "--orphans"),
    ("list", "--placeholders"),
    ("list", "--tag", "tag"),
    ("check",),
    ("status",),
    ("status", "--all", "--explain", "--since", "2026-01-02"),
    ("calendar",),
    ("calendar", "--all", "--days", "999999999"),
    ("claims",),
    ("survey",),
    ("moves",),
    ("moves", "--basket", "--window", "-9999,9999", "--event", "2026-01-08"),
    ("rotation",),
    ("rotation", "--period", "daily"),
    ("crowding",),
    ("contradictions",),
    ("record",),
    ("search", "tag OR -x"),
    ("prices", "status"),
    ("doctor",),
    ("lsp", "--help"),  # it reads nothing before an editor has opened a note
    ("serve", "--help"),  # it would serve until it is stopped
    ("schema", "links"),
    ("hubs", "--all", "--most", "5"),
    ("clusters",),
    ("proposals",),
    ("proposals", "show", "0abcdef1"),
    ("mcp", "--config", "claude"),
)
_JUDGED: tuple[Line, ...] = (("status", "--json"), ("check", "--json"))
"""What is compared with the sample without them."""
_DAYS = ("0001-01-01", "9999-12-31")
_DATED = (
    "status",
    "calendar",
    "claims",
    "survey",
    "moves",
    "rotation",
    "crowding",
    "contradictions",
    "record",
    "hubs",
    "clusters",
)
_FORMS = ("jsonl", "json", "graphml", "dot", "mermaid")


def reading(note: str, thesis: str) -> Iterator[Line]:
    """What changes nothing, as text and as JSON; `note` and `thesis` are names to ask for."""
    for line in (
        *_READING,
        ("links", note),
        ("backlinks", note),
        ("propose", note),
        ("explain", thesis),
        ("history", thesis),
        ("graph", note),
        ("mentions", note),
        ("mentions", "--all"),
        ("search", "--like", note),
        ("path", thesis, note),
        ("what-if", f"out of {note} into {thesis}"),
    ):
        yield line
        if "--path" not in line and line[0] not in ("proposals", "mcp"):
            yield (*line, "--json")
    yield from (("export", form) for form in _FORMS)
    yield ("calendar", "--all", "--ics", "-")
    yield ("export", "mermaid", "--around", note, "--depth", "1", "--typed")
    yield ("graph", note, "--svg", "-", "--width", "400")
    yield from ((name, "--svg", "-") for name in ("calendar", "crowding", "record", "rotation"))
    yield ("explain", thesis, "--svg", "-")
    yield ("open", "--print", note)
    yield ("completion", "bash")
    yield ("log", thesis, "\x1b[31mred\u202e\n- 2026-01-08: x", "--dry-run")
    yield ("restore", note, "--list")
    yield ("update", "--dry-run")
    yield ("update", "--check")
    yield ("check", "--fix", "--dry-run")
    yield ("rename", note, "Moved hostile", "--dry-run")


def some(lines: Iterable[Line]) -> list[Line]:
    """One line of each command, of every second one that answers as JSON; in a soak, all."""
    found = [*lines]
    if WHOLE:
        return found
    forms: dict[str, list[Line]] = {}
    for line in found:
        forms.setdefault(line[0], []).append(line)
    chosen = []
    for number, of_command in enumerate(forms.values()):
        as_json = [line for line in of_command if "--json" in line]
        chosen.append((as_json if as_json and number % 2 else of_command)[0])
    return [*chosen, *_JUDGED]


def dated(thesis: str) -> Iterator[Line]:
    """Commands about days at the calendar's ends."""
    for day in _DAYS:
        yield from ((name, "--as-of", day) for name in _DATED)
        yield ("moves", "--event", day)
        yield ("history", thesis, "--since", "0001-01-01", "--as-of", day)
        yield ("prices", "status", "--as-of", day)
        yield ("log", thesis, "x", "--probability", "60%", "--by", day, "--date", day, "--dry-run")


def naming(names: tuple[str, ...]) -> Iterator[Line]:
    """Commands that are given names, none of which need fit."""
    for name in names:
        for command in (
            "links",
            "backlinks",
            "graph",
            "explain",
            "status",
            "claims",
            "moves",
            "record",
            "mentions",
            "history",
        ):
            yield (command, "--", name)
        yield ("rotation", "--baskets", name)
        yield ("search", "--", name)
        yield ("path", "--", "Home", name)
        yield ("what-if", "--", f"into {name}")
        yield ("what-if", "--note", "--", name)
        yield ("check", "--", name)
        yield ("rename", "--dry-run", "--", name, "x")
        yield ("rename", "--dry-run", "--", "Home", name)
        yield ("restore", "--list", "--", name)
        yield ("update", "--dry-run", "--", name)
        yield ("new", "thesis", "--", name)
        yield ("log", "--dry-run", "--", name, name)
        yield ("list", "--tag", name)
        yield ("open", "--print", "--", name)
        yield ("publish", "--", name)


NAMES = (
    *(
        "~nobody.md",
        "~nobody/x.md",
        "../../etc/passwd",
        "/etc/passwd.md",
        "",
        " ",
        ".",
        "..",
        "[[",
        "#",
    ),
    *("\x1b[31m", "\u202e", "a\nb", "x" * 5000, "x" * 5000 + ".md", "\udce9.md", "me.md", "a,b,,"),
)
"""What somebody may type, or a script pass on."""


def writing(note: str, thesis: str, outside: Path) -> Iterator[Line]:
    """What changes the vault; the files it is told to write stand in `outside`."""
    yield ("watch", "--poll")
    yield ("init", ".")
    yield ("init", str(outside / "new \x1b[31mvault"))
    yield from (("new", kind, f"Hostile new {kind}") for kind in ("thesis", "stock", "rotation"))
    yield ("new", "thesis", "../../escaped")
    yield ("rotation", "--svg", str(outside / "picture.svg"))
    yield ("calendar", "--all", "--ics", str(outside / "dates.ics"))
    yield ("holdings", "import", str(outside / "secret.csv"))
    # In the suite a thesis is published, with what it rests on.
    yield ("publish", str(outside / "pages"), *(("--all",) if WHOLE else ("--thesis", thesis)))
    yield ("log", thesis, "\x1b[31mred", "--write")
    yield ("check", "--fix")
    yield ("update",)
    # Each a note of its own: what was written a moment ago must be waited for.
    yield ("update", "Home", "--add", "impact")
    yield ("restore", thesis)
    yield ("mentions", note, "--link", "--yes")
    yield ("rename", note, "Moved hostile")
    yield ("undo",)
    yield ("prices", "status", "--json")
    yield ("status", "--json")
    yield ("check", "--json")


def brief(thesis: str, csvs: tuple[Path, ...]) -> Iterator[Line]:
    """What reads or makes each kind of file at a place of its own."""
    for name in ("list", "check", "status", "moves", "prices status", "update"):
        yield tuple(name.split())
    for name in ("status", "moves", "rotation", "record", "crowding", "claims", "prices status"):
        yield (*name.split(), "--json")
    for csv in csvs:
        yield ("prices", "import", str(csv))
        yield ("holdings", "import", str(csv))
    yield ("new", "thesis", "Long new")
    yield ("new", "stock", "New")
    if WHOLE:  # it is watched for a while in each vault
        yield ("watch", "--poll")
    yield ("init", ".")
    yield ("log", thesis, "x", "--write")
    yield ("restore", "Home", "--list")
    yield ("restore", "Home")
    yield ("rename", "Home", "Moved home")
    yield ("undo", "--dry-run")
    yield ("undo",)
