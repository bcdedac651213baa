"""Changes that an agent proposes, and that a person applies or discards."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct

from thesisvault.actions.log import draft, drafted_bytes
from thesisvault.actions.new import check_new, kind_called, spelled_by_links, text_of
from thesisvault.edits.destination import check_name
from thesisvault.edits.properties import with_property
from thesisvault.model.errors import UsageFault, WriteRefused
from thesisvault.model.note import THESES, Kind
from thesisvault.storage import scan
from thesisvault.storage.writing import proposals
from thesisvault.storage.writing.faults import changed
from thesisvault.storage.writing.idle import SYSTEM
from thesisvault.storage.writing.journal import bytes_of
from thesisvault.storage.writing.plans import Change
from thesisvault.storage.writing.proposals import Proposal, digest_of, proposal
from thesisvault.workspace.names import FOLDERS
from thesisvault.workspace.open import Workspace
from thesisvault.workspace.writing import Writing

PROPERTIES = {
    "review": (Kind.THESIS,),
    "status": THESES,
    "outcome": (Kind.CATALYST,),
}
"""The properties that may be proposed, and the kinds of note that have them."""
_LONGEST = 500
"""Characters of a line of a log, or of a property."""
_HIDES = ("<!--", "-->", "%%")
"""What begins or ends a comment, or the block of a command."""


class Setting(Struct, frozen=True):
    """A property of a new note."""

    key: str
    value: str


class Section(Struct, frozen=True):
    """What stands under a heading of a new note."""

    heading: str
    text: str


class Applied(Struct, frozen=True):
    """A proposal, and whether it had been applied before it was forgotten."""

    proposal: Proposal
    again: bool = False


def for_log(
    workspace: Workspace, client: str, thesis: str, text: str, date: dt.date, day: dt.date
) -> Proposal:
    """A dated line for a thesis's log. Raises `UsageFault`."""
    _check_line(text, "A line of a log")
    if date > day:
        raise UsageFault(f"A line of a log must not be dated after {day}.")
    found = draft(workspace, thesis, text, date)
    before, after = drafted_bytes(workspace.root, found)
    what = f"A line of {date} for the log of {found.note}"
    return proposal(client, what, found.note, before, after, SYSTEM.now())


def for_property(workspace: Workspace, client: str, name: str, key: str, value: str) -> Proposal:
    """A property of a note. Raises `UsageFault`."""
    kinds = PROPERTIES.get(key)
    if kinds is None:
        raise UsageFault(f"`{key[:80]}` cannot be proposed: {', '.join(PROPERTIES)} can.")
    node = workspace.find(name)
    if node.note is None:
        raise UsageFault(f"`{node.name}` has no note yet: propose the note first.")
    if node.note.kind not in kinds:
        listed = " or ".join(kind.value for kind in kinds)
        raise UsageFault(f"`{key}` belongs to a {listed}; `{node.note.path}` is not one.")
    _check_line(value, f"`{key}`")
    if key == "review":
        _check_date(value)
    before = scan.note_bytes(workspace.root, node.note.path)
    after = with_property(before, key, value.strip())
    what = f"`{key}` of {node.note.path}"
    return proposal(client, what, node.note.path, before, after, SYSTEM.now(), key)


def for_note(
    workspace: Workspace,
    client: str,
    kind_name: str,
    title: str,
    sections: Sequence[Section],
    day: dt.date,
    properties: Sequence[Setting] = (),
) -> Proposal:
    """A new note of a kind, by its template and `new`'s rules. Raises `UsageFault`."""
    kind = kind_called(kind_name)
    check_name(title.strip())
    name = spelled_by_links(workspace, title.strip())
    check_new(workspace, name)
    text = text_of(workspace.root, kind, name, day)
    for section in sections:
        text = _with_section(text, section)
    for one in properties:
        text = _with_setting(text, one)
    path = f"{FOLDERS[kind]}/{name}.md"
    what = f"A new {kind.value} note, {path}"
    return proposal(client, what, path, None, text.encode(), SYSTEM.now())


def keep(workspace: Workspace, found: Proposal) -> None:
    """Put a proposal before the person. Raises `UsageFault`, `WriteRefused`."""
    proposals.keep(workspace.root, found, SYSTEM.now())


def both(vault: Workspace, found: Proposal) -> tuple[bytes, bytes]:
    """The note without and with a proposal. Raises `WriteRefused` where it fits no more."""
    # The path comes out of `.thesis`: no link on its way is followed.
    now = bytes_of(vault.root, found.note)
    after = found.applied_to(now or b"") if (now is None) == (not found.before) else None
    if after is None:
        if now is not None and digest_of(now) == found.after:
            return now, now
        raise changed(found.note) if now is not None else _gone(found)
    return now or b"", after


def apply(vault: Writing, shown: Proposal) -> Applied:
    """Write what a proposal says, as it was shown. `vault` must be locked before it is read.

    What was written before a crash is known by its digest. Raises `UsageFault` for a proposal that
    has gone, is too old, or is another by now, and `WriteRefused` where its note is another.
    """
    found = proposals.named(vault.root, shown.id)
    if found != shown:
        raise UsageFault(f"The proposal {shown.id} has changed since: look at it again.")
    if found.ends.timestamp() <= SYSTEM.now():
        proposals.drop(vault.root, found.id)
        raise UsageFault(
            f"The proposal {found.id} is older than {proposals.DAYS} daysand was discarded: "
            "ask for a new one."
        )
    before, after = both(vault.workspace, found)
    if before == after:
        proposals.carry_on(vault.root, found, after)
        proposals.drop(vault.root, found.id)
        return Applied(found, again=True)
    change = Change(found.note, before, after)
    if found.before:
        with vault.recording([change]) as recorder:
            recorder.replace(found.note, before, after)
        proposals.carry_on(vault.root, found, after)
    else:
        check_new(vault.workspace, found.note.rpartition("/")[2][: -len(".md")])
        with vault.recording([], [change]) as recorder:
            if not recorder.create(found.note, after.decode()):
                raise changed(found.note)
    proposals.drop(vault.root, found.id)
    return Applied(found)


def _gone(found: Proposal) -> WriteRefused:
    message = f"`{found.note}` was moved or deleted since this was proposed. Discard the proposal."
    return WriteRefused(message, code="changed")


def _check_line(text: str, what: str) -> None:
    if not text.strip() or len(text) > _LONGEST:
        raise UsageFault(f"{what} must have 1 to {_LONGEST} characters.")
    _check_seen(text, what)


def _check_seen(text: str, what: str) -> None:
    """A person must see all of what is applied."""
    hidden = next((char for char in text if _is_hidden(char)), None)
    if hidden is not None:
        raise UsageFault(f"{what} holds a character that cannot be seen, U+{ord(hidden):04X}.")
    if mark := next((mark for mark in _HIDES if mark in text), None):
        raise UsageFault(f"{what} cannot hold `{mark}`: it would hide what follows.")


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def _check_date(value: str) -> None:
    try:
        dt.date.fromisoformat(value.strip())
    except ValueError:
        raise UsageFault("`review` must be a date such as 2026-01-31.") from None


def _with_setting(text: str, setting: Setting) -> str:
    """The text with a property that the kind's template has left open."""
    front = text.removeprefix("---\n").partition("\n---")[0]
    open_keys = [line[:-1] for line in front.split("\n") if re.fullmatch(r"\w+:", line)]
    if setting.key not in open_keys:
        listed = ", ".join(open_keys) or "none"
        raise UsageFault(f"`{setting.key[:80]}` cannot be filled in here. These can: {listed}.")
    _check_line(setting.value, f"`{setting.key}`")
    return with_property(text.encode(), setting.key, setting.value.strip()).decode()


def _with_section(text: str, section: Section) -> str:
    """The text with a section: under its heading where the template has it, else at the end."""
    heading = section.heading.strip()
    _check_line(heading, "A heading")
    if heading.startswith("#"):
        raise UsageFault("Give the heading without `#`.")
    rows = section.text.strip("\n").split("\n")
    for row in rows:
        _check_seen(row.replace("\t", " "), f"The section {heading!r}")
    lines = text.rstrip("\n").split("\n")
    wanted = re.compile(rf"#{{1,6}} +{re.escape(heading)} *", re.IGNORECASE)
    at = next((number for number, line in enumerate(lines) if wanted.fullmatch(line)), None)
    if at is None:
        return "\n".join([*lines, "", f"## {heading}", "", *rows, ""])
    left = lines[at + 1 :]
    if rows[0].startswith("|"):  # the template's own table is empty: it gives way
        left = _without_empty_table(left)
    return "\n".join([*lines[: at + 1], "", *rows, *left, ""])


def _without_empty_table(lines: list[str]) -> list[str]:
    """The lines, without a table that begins them and has no row."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    table = list(takewhile(lambda line: line.startswith("|"), lines[first:]))
    is_empty = len(table) == 2 and not set(table[1]) - set("|-: ")
    return lines[first + 2 :] if is_empty else lines
