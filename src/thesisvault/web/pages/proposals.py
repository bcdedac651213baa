"""What agents have proposed, each with its difference, to be applied or discarded by a person.

Nothing here writes: who starts the server says what a decision does (`Decide`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.web.pages.page import Asked, Page

if TYPE_CHECKING:
    from thesisvault.render.proposals import Proposed

VERBS = ("apply", "discard")
PATHS = frozenset(f"/proposals/{verb}" for verb in VERBS)
"""Where decisions are posted: the only addresses that take anything."""


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page posts: the proposal as it was shown, and its seal."""

    id: str
    after: str
    """SHA-256 of the note with it: another proposal by that id is not meant."""
    seal: str


Decide = Callable[[str, str, str], str]
"""Carry out a verb on a proposal by its id and `after`; what was done, as a sentence.

Raises `ThesisVaultError`.
"""


class Seals:
    """Words that only a page of this start can know.

    Each fits one verb, one proposal, and what that makes of its note.
    """

    def __init__(self) -> None:
        """Those of another start fit nothing."""
        self._secret = secrets.token_bytes(32)

    def of(self, verb: str, proposal: str, after: str) -> str:
        """The seal of a decision."""
        text = "\0".join((verb, proposal, after)).encode("utf-8", "replace")
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()

    def fits(self, verb: str, given: Decision) -> bool:
        """Whether a page of ours has offered this."""
        known = self.of(verb, given.id, given.after)
        return hmac.compare_digest(known.encode(), given.seal.encode("utf-8", "replace"))


def page(asked: Asked, seals: Seals, last: str) -> Page:
    """What waits; `last`: what was done by the decision before."""
    from thesisvault.render.proposals import waiting

    found = waiting(asked.view.workspace)

    def seal(verb: str, item: Proposed) -> str:
        return seals.of(verb, item.id, item.after)

    return Page("proposals.html", "Proposals", {"found": found, "seal": seal, "last": last}, found)
