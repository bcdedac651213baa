"""What a save has turned, in the words of `watch`."""

from __future__ import annotations

from collections.abc import Iterator

from thesisvault.impact.changes import changes
from thesisvault.model.review import StatusReport
from thesisvault.render.text.verdicts import turn


def news(before: StatusReport, after: StatusReport) -> Iterator[tuple[str, str]]:
    """``show`` or ``log``, and a sentence: a verdict that turned, or a tripwire that broke."""
    for item in changes(before, after):
        if item.turned:
            # A thesis that is new, or has another name, is no news to whoever wrote it.
            kind = "show" if item.before and item.after else "log"
            yield kind, f"{item.thesis}: {turn(item)}"
    known = {(item.code, item.thesis, item.message) for item in before.attention}
    for found in after.attention:
        if (found.code, found.thesis, found.message) not in known:
            kind = "show" if found.code == "tripwire-broken" else "log"
            subject = f"{found.thesis}: " if found.thesis else ""
            place = f"{found.citation.note}:{found.citation.line}"
            yield kind, f"{subject}{found.message} [{place}]"
