"""``thesis check``."""

from __future__ import annotations

from collections.abc import Sequence

import click

from thesisvault.cli.naming import completes, spelled_out
from thesisvault.cli.session import Session, json_option, pass_session, tell
from thesisvault.cli.text import say, show, warn
from thesisvault.model.diagnostics import Severity
from thesisvault.model.errors import UsageFault
from thesisvault.render.lines import plural
from thesisvault.reports.check import Answer, Ask, findings_in, plan_fixes, report

_SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "hint": Severity.INFO}


@click.command("check")
@click.argument("notes", metavar="[NOTE]...", nargs=-1, shell_complete=completes())
@click.option("--fix", is_flag=True, help="Apply every safe fix; list the rest.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the difference; write nothing.")
@click.option(
    "--severity",
    type=click.Choice([*_SEVERITIES]),
    metavar="LEVEL",
    help="List errors only (error), warnings too (warning), or every hint (hint).",
)
@click.option("--code", metavar="CODE", help="Only findings with this code; list all of them.")
@click.option("--lines", "as_lines", is_flag=True, help="Print one line per finding, for editors.")
@json_option
@pass_session
def command(
    session: Session,
    notes: tuple[str, ...],
    fix: bool,
    dry_run: bool,
    severity: str | None,
    code: str | None,
    as_lines: bool,
    as_json: bool,
) -> None:
    """List problems in the vault, worst first: where each one is, and what to do.

    Links to notes that are not written yet are counted, not listed. Exits with 1 if errors or
    warnings are listed, and with 0 if only hints are.
    """
    if dry_run and not fix:
        raise UsageFault("`--dry-run` belongs to `--fix`: `thesis check --fix --dry-run`.")
    if fix and as_json:
        raise UsageFault("`--fix` has no JSON output: `thesis check --json` shows what is left.")
    if not fix and notes:
        notes = spelled_out(session.view(None), {"notes": notes})["notes"]
    refused = _fix(session, notes, dry_run=dry_run) if fix else False
    view = session.view(None)
    level = _SEVERITIES[severity or "hint"]
    answer = report(view, Ask(notes, severity=level, code=code, fixes=as_json))
    if as_lines and not as_json:
        from thesisvault.render.text.check import lines

        show(lines, answer)
        _end(answer, refused=refused)
    count = plural(view.workspace.index.count(), "note")
    scope = "in the notes named" if notes else f"in {count}"
    every = bool(code or notes or severity == "hint")
    tell("check", answer, as_json, scope, **({} if as_json else {"every": every}))
    _end(answer, refused=refused)


def _end(answer: Answer, *, refused: bool) -> None:
    found = any(item.severity is not Severity.INFO for item in answer.diagnostics)
    raise click.exceptions.Exit(4 if refused else 1 if found else 0)


def _fix(session: Session, notes: Sequence[str], *, dry_run: bool) -> bool:
    """Fix, and say what was fixed; True where a note could not be written."""
    from thesisvault.actions.fix import fix
    from thesisvault.render.text import difference

    if dry_run:
        workspace = session.open()
        for item in plan_fixes(workspace, findings_in(workspace, notes)):
            show(difference.text, item.path, item.before, item.after)
        workspace.index.release()  # what was found is shown below
        warn("Nothing was written.")
        return False
    with session.writing("check", "--fix", *notes, lock_first=True) as vault:
        mended = fix(vault, findings_in(vault.workspace, notes))
        vault.workspace.index.release()  # where nothing was fixed, what was found is shown below
    for item in mended.fixed:
        for found in item.mends:
            say(
                (f"{item.path}:{found.span.shown_line}: ", "bold"), (f"fixed {found.code}", "green")
            )
    for error in mended.refused:
        warn(f"thesis: {error}")
    return bool(mended.refused)
