"""What is wrong in an open note: what `check` says of it, and what the review says of its lines."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types
from msgspec import Struct

from thesisvault.lsp.desk import Screen
from thesisvault.lsp.kept import kept_lines
from thesisvault.lsp.moves import shown_moves
from thesisvault.lsp.texts import Text
from thesisvault.model.diagnostics import Diagnostic, Severity
from thesisvault.model.review import Citation, Standing
from thesisvault.model.text import Span

SOURCE = "thesis"
_LEVELS = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_YET_TO_BE_WRITTEN = frozenset({"link-unwritten", "link-unresolved", "name-unmatched"})
"""Codes that only ask for a note that nobody has written yet."""
_REVIEWED = {
    "tripwire-broken": types.DiagnosticSeverity.Warning,
    "target-reached": types.DiagnosticSeverity.Information,
    "buy-reached": types.DiagnosticSeverity.Information,
    "thesis-closed": types.DiagnosticSeverity.Information,
    "tripwire-near": types.DiagnosticSeverity.Information,
    "review-overdue": types.DiagnosticSeverity.Warning,
    "catalyst-passed": types.DiagnosticSeverity.Warning,
    "scenario-expired": types.DiagnosticSeverity.Information,
    "conflict": types.DiagnosticSeverity.Warning,
    "disagreement": types.DiagnosticSeverity.Information,
}
"""What a review says of single lines. A failed move has its own place, the cell."""


class Found(Struct, frozen=True):
    """One thing to say about a place of a note."""

    code: str
    message: str
    span: Span
    severity: types.DiagnosticSeverity


def diagnostics(screen: Screen, text: Text) -> list[types.Diagnostic]:
    """All that is to be said of an open note of a vault, by line."""
    found = [*checked(screen, text), *_reviewed(screen, text), *_failed(screen, text)]
    return _sorted(text, found)


def alone(text: Text) -> list[types.Diagnostic]:
    """What the parser says of a note that lies in no vault, or whose vault is being read yet."""
    return _sorted(text, [of_check(item) for item in text.note.diagnostics])


def checked(screen: Screen, text: Text) -> list[Found]:
    """What `check` would say if the note were saved as it is."""
    return [of_check(item.diagnostic) for item in screen.findings_on(text)]


def of_check(item: Diagnostic) -> Found:
    """A finding of `check`, with the weight it has beside a text that is being written."""
    level = _LEVELS[item.severity]
    if item.code in _YET_TO_BE_WRITTEN:
        level = types.DiagnosticSeverity.Hint
    return Found(item.code, item.message, item.span, level)


def _reviewed(screen: Screen, text: Text) -> Iterator[Found]:
    is_kept = kept_lines(screen, text)
    for code, message, cited in _lines_of_review(screen, text.path):
        line = cited.line - 1
        if cited.note == text.path and is_kept(line):
            yield Found(code, message, text.lines.whole(line), _REVIEWED[code])


def _lines_of_review(screen: Screen, path: str) -> Iterator[tuple[str, str, Citation]]:
    report = screen.report
    if report is None:
        return
    for item in report.attention:
        if item.code in _REVIEWED:
            yield item.code, item.message, item.citation
    for wire in screen.tripwires_on(path):
        if wire.state.state is Standing.NEAR:
            left, right = wire.state.value_left, wire.state.value_right
            values = f": {left:.4g} against {right:.4g}" if left and right else ""
            message = f"`{wire.tripwire.condition}` is near{values}"
            yield "tripwire-near", message, wire.citation


def _failed(screen: Screen, text: Text) -> Iterator[Found]:
    for shown in shown_moves(screen, text):
        if shown.fails:
            level = types.DiagnosticSeverity.Warning
            yield Found("claim-failed", shown.fault, shown.place, level)


def _sorted(text: Text, found: list[Found]) -> list[types.Diagnostic]:
    return [_shown(text, item) for item in sorted(found, key=lambda item: item.span)]


def _shown(text: Text, item: Found) -> types.Diagnostic:
    return types.Diagnostic(
        range=text.lines.range(item.span),
        message=item.message,
        severity=item.severity,
        code=item.code,
        source=SOURCE,
    )
