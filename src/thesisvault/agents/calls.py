"""One call of a tool, whichever it is: the gate through which all of them go."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from thesisvault.agents import asking, proposing, reading, schemas, tools
from thesisvault.agents.data import short
from thesisvault.agents.keep import Keep
from thesisvault.model.errors import ThesisVaultError, UsageFault
from thesisvault.render.lines import one_line
from thesisvault.workspace.open import Tell

_LONGEST = 1_000
"""Characters of a sentence that says what went wrong."""


class Listed(Struct, frozen=True):
    """A tool as a client sees it."""

    name: str
    does: str
    asked: dict[str, Any]
    answered: dict[str, Any]
    reads: bool
    """Whether it records nothing at all."""


class Result(Struct, frozen=True):
    """What a call gives; without a document it failed, and the text says what to do."""

    text: str
    document: dict[str, Any] | None = None


class Calls:
    """The tools of one server. All calls come from the thread that owns the vault."""

    def __init__(self, keep: Keep, *, proposing: bool, tell: Tell) -> None:
        """Without `proposing` no tool that records anything exists."""
        self._keep, self._tell = keep, tell
        self._reading = tools.reading()
        self._proposing = _PROPOSING if proposing else {}

    def listed(self) -> list[Listed]:
        """All tools."""
        found = [
            Listed(tool.name, tool.does, schemas.of_question(tool), schemas.of_answer(tool), True)
            for tool in self._reading.values()
        ]
        found += [
            Listed(item.name, item.does, *schemas.of_structs(item.ask, item.answer), item.reads)
            for item in self._proposing.values()
        ]
        return found

    def call(self, name: str, given: Mapping[str, Any], client: str) -> Result:
        """Answer a call; whatever goes wrong is a result that says so."""
        try:
            return self._called(name, given, client)
        except ThesisVaultError as fault:
            return Result(said(fault))
        except OSError as error:
            where = f": {short(str(error.filename))}" if error.filename else ""
            return Result(f"The vault could not be read ({error.strerror}{where}). Try again.")
        except Exception as error:
            self._tell(traceback.format_exc())
            return Result(f"`{short(name)}` failed ({type(error).__name__}): report it as a bug.")
        finally:
            self._keep.settle()

    def _called(self, name: str, given: Mapping[str, Any], client: str) -> Result:
        if tool := self._reading.get(name):
            found = asking.answered(self._keep, tool, given)
            return Result(reading.reading(tool, found), found.document)
        if item := self._proposing.get(name):
            document = proposing.called(self._keep, item, given, client)
            return Result(reading.of_document(document), document)
        known = [*self._reading, *self._proposing]
        raise UsageFault(f"No tool is called `{short(name)}`. There are: {', '.join(known)}.")


def said(fault: Exception) -> str:
    """A fault's sentence: bounded, without what could steer a reader."""
    text = "\n".join(map(one_line, str(fault).split("\n")))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_PROPOSING = {item.name: item for item in proposing.TOOLS}
