"""``thesis check``."""

from __future__ import annotations

import click

from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import plural, say, say_json, say_wrapped
from thesisvault.model.text import Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


@click.command("check")
@click.argument("notes", metavar="[NOTE]...", nargs=-1)
@json_option
@pass_session
def command(session: Session, notes: tuple[str, ...], as_json: bool) -> None:
    """List everything that is wrong in the vault, where, and what to do.

    Exits with 1 where there are errors or warnings; hints alone exit with 0.
    """
    workspace = session.open()
    findings = workspace.findings()
    if notes:
        wanted = {workspace.find(name).id for name in notes}
        findings = tuple(item for item in findings if item.note in wanted)
    if as_json:
        rows = [
            {
                "note": item.note,
                "line": item.diagnostic.span.shown_line,
                "column": item.diagnostic.span.column,
                "code": item.diagnostic.code,
                "severity": item.diagnostic.severity.value,
                "message": item.diagnostic.message,
                "fix": item.diagnostic.fix.text if item.diagnostic.fix else None,
            }
            for item in findings
        ]
        say_json({"diagnostics": rows})
    else:
        for item in findings:
            found = item.diagnostic
            place = f"{item.note}:{found.span.shown_line}: "
            say((place, "bold"), (f"{found.severity.value} {found.code}", _COLOURS[found.severity]))
            say_wrapped(found.message, indent=4)
        counts = [
            plural(sum(item.diagnostic.severity is level for item in findings), word)
            for level, word in (
                (Severity.ERROR, "error"),
                (Severity.WARNING, "warning"),
                (Severity.INFO, "hint"),
            )
        ]
        scope = "in what was asked" if notes else f"in {plural(len(workspace.notes), 'note')}"
        say(f"{', '.join(counts)} {scope}.")
    if any(item.diagnostic.severity is not Severity.INFO for item in findings):
        raise click.exceptions.Exit(1)
