"""The tools that put a proposal before the user. None of them applies one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from thesisvault.actions import proposals as actions
from thesisvault.actions.proposals import Section, Setting
from thesisvault.agents.asking import meant
from thesisvault.agents.data import plain, short
from thesisvault.agents.keep import Keep
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import Kind
from thesisvault.render.proposals import Proposed, Waiting, proposed, waiting
from thesisvault.reports import registry
from thesisvault.storage.writing import proposals
from thesisvault.storage.writing.proposals import Proposal

_MAKES = Literal["thesis", "stock", "sector", "catalyst", "rotation", "concept", "source"]


class LogLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A line for a thesis's log."""

    thesis: str
    text: Annotated[str, Meta(description="one line")]
    date: Annotated[dt.date | None, Meta(description="not after the review's day")] = None


class NewNote(Struct, frozen=True, forbid_unknown_fields=True):
    """A note that does not exist yet."""

    kind: _MAKES
    title: str
    sections: tuple[Section, ...] = ()
    properties: tuple[Setting, ...] = ()


class PropertyValue(Struct, frozen=True, forbid_unknown_fields=True):
    """A property of a note."""

    note: str
    key: Literal["review", "status", "outcome"]
    value: str


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to ask."""


class Which(Struct, frozen=True, forbid_unknown_fields=True):
    """One proposal."""

    id: str


class Withdrawn(Struct, frozen=True):
    """A proposal that was taken back."""

    id: str
    note: str


class Proposing(Struct, frozen=True):
    """A tool, and what it does."""

    name: str
    does: str
    ask: type[Struct]
    answer: type[Struct]
    run: Callable[[Keep, Any, str], Struct]
    reads: bool = False


def _log_line(keep: Keep, asked: LogLine, client: str) -> Struct:
    view = keep.view(None)
    thesis = meant(view, asked.thesis, (Kind.THESIS,))
    day = keep.day(None)
    found = actions.for_log(view.workspace, client, thesis, asked.text, asked.date or day, day)
    return _kept(keep, found)


def _new_note(keep: Keep, asked: NewNote, client: str) -> Struct:
    workspace = keep.open()  # before its day is asked for, which its config may set
    found = actions.for_note(
        workspace, client, asked.kind, asked.title, asked.sections, keep.day(None), asked.properties
    )
    if not keep.gate.lets(found.note):
        raise UsageFault(f"This server may not make notes in `{short(found.note)}`.")
    return _kept(keep, found)


def _property(keep: Keep, asked: PropertyValue, client: str) -> Struct:
    view = keep.view(None)
    name = meant(view, asked.note)
    return _kept(keep, actions.for_property(view.workspace, client, name, asked.key, asked.value))


def _list(keep: Keep, asked: Nothing, client: str) -> Struct:
    return waiting(keep.open(), keep.gate.lets)


def _withdraw(keep: Keep, asked: Which, client: str) -> Struct:
    found = proposals.named(keep.root, asked.id)
    if found.client != client or not keep.gate.lets(found.note):
        raise UsageFault(
            f"The proposal {found.id} was made by another client: only the user can discard it."
        )
    proposals.drop(keep.root, found.id)
    return Withdrawn(found.id, found.note)


TOOLS = (
    Proposing(
        "propose_log_line",
        "Propose a dated line for a thesis's log. The user applies it, or not.",
        LogLine, Proposed, _log_line,
    ),
    Proposing(
        "propose_note",
        "Propose a new note from its kind's template, with sections. The person applies it, "
        "or not.",
        NewNote, Proposed, _new_note,
    ),
    Proposing(
        "propose_property",
        "Propose a value for `review` or `status` of a thesis, or `outcome` of a catalyst. The "
        "person applies it, or not.",
        PropertyValue, Proposed, _property,
    ),
    Proposing(
        "list_proposals", "List the proposals that wait for the user.",
        Nothing, Waiting, _list, reads=True,
    ),
    Proposing(
        "withdraw_proposal", "Take back a proposal of your own.", Which, Withdrawn, _withdraw
    ),
)  # fmt: skip


def called(keep: Keep, tool: Proposing, given: Mapping[str, Any], client: str) -> dict[str, Any]:
    """The document of a call. Raises `ThesisVaultError`."""
    try:
        asked = msgspec.convert(dict(given), tool.ask)
    except msgspec.ValidationError as error:
        why = str(error).replace(" - at `$.", " at `")
        raise UsageFault(
            f"`{tool.name}`: {short(why)}. The tool's schema says what fits."
        ) from None
    found: dict[str, Any] = plain(registry.document(tool.run(keep, asked, client)))
    return found


def _kept(keep: Keep, found: Proposal) -> Proposed:
    workspace = keep.open()
    shown = proposed(workspace, found)
    actions.keep(workspace, found)
    return shown
