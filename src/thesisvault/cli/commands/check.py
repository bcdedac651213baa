"""``thesis check``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from thesisvault.cli.naming import completes
from thesisvault.cli.session import Session, json_option, pass_session
from thesisvault.cli.text import say, say_json, say_wrapped, show, warn
from thesisvault.graph.checks import Finding
from thesisvault.model.diagnostics import Diagnostic, Severity
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.workspace import Workspace

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


@click.command("check")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
@click.option("--fix", is_flag=True, help="Mend what can be mended for certain; list the rest.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the difference; write nothing.")
@json_option
@pass_session
def command(
    session: Session, notes: tuple[str, ...], fix: bool, dry_run: bool, as_json: bool
) -> None:
    """List everything that is wrong in the vault, where, and what to do.

    Exits with 1 where there are errors or warnings; hints alone exit with 0.
    """
    if dry_run and not fix:
        raise UsageFault("`--dry-run` belongs to `--fix`: `thesis check --fix --dry-run`.")
    if fix and as_json:
        raise UsageFault("`--fix` prints for people: `thesis check --json` shows what is left.")
    refused = _fix(session, notes, dry_run=dry_run) if fix else False
    workspace = session.open()
    findings = _wanted(workspace, notes)
    if as_json:
        from thesisvault.actions.fix import plan_fixes

        fixes = {item.path: item.replacements() for item in plan_fixes(workspace, findings)}
        say_json({"diagnostics": [_row(item, fixes.get(item.note, {})) for item in findings]})
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
        scope = "in what was asked" if notes else f"in {plural(workspace.index.count(), 'note')}"
        say(f"{', '.join(counts)} {scope}.")
    if refused:
        raise click.exceptions.Exit(4)
    if any(item.diagnostic.severity is not Severity.INFO for item in findings):
        raise click.exceptions.Exit(1)


def _wanted(workspace: Workspace, notes: Sequence[str]) -> tuple[Finding, ...]:
    findings = workspace.findings()
    if not notes:
        return findings
    wanted = {workspace.find(name).id for name in notes}
    return tuple(item for item in findings if item.note in wanted)


def _row(item: Finding, fixes: Mapping[Diagnostic, str]) -> dict[str, Any]:
    return {
        "note": item.note,
        "line": item.diagnostic.span.shown_line,
        "column": item.diagnostic.span.column,
        "code": item.diagnostic.code,
        "severity": item.diagnostic.severity.value,
        "message": item.diagnostic.message,
        "fix": fixes.get(item.diagnostic),
    }


def _fix(session: Session, notes: Sequence[str], *, dry_run: bool) -> bool:
    """Mend, and say what was mended; True where a note could not be written."""
    from thesisvault.actions.fix import fix, plan_fixes
    from thesisvault.render.text import difference

    if dry_run:
        workspace = session.open()
        for item in plan_fixes(workspace, _wanted(workspace, notes)):
            show(difference.text, item.path, item.before, item.after)
        warn("Nothing was written.")
        return False
    with session.writing(lock_first=True) as vault:
        mended = fix(vault, _wanted(vault.workspace, notes))
    for item in mended.fixed:
        for found in item.mends:
            say(
                (f"{item.path}:{found.span.shown_line}: ", "bold"), (f"fixed {found.code}", "green")
            )
    for error in mended.refused:
        warn(f"thesis: {error}")
    return bool(mended.refused)
