"""``thesis doctor``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from thesisvault.cli.session import json_option
from thesisvault.cli.text import say, say_json, say_wrapped, terminal_width
from thesisvault.render.lines import plural
from thesisvault.reports.doctor import Report, examine

_VARIABLES = ("VISUAL", "EDITOR", "THESIS_PAGER", "PAGER", "NO_COLOR", "LC_ALL", "LC_CTYPE", "LANG")
"""What steers a terminal; of the programs among them, only the name is shown."""
_PROGRAMS = frozenset(_VARIABLES[:4])


@click.command("doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Print versions and limits for a bug report, and how large the vault is.

    Shows no note content, and no name or path in the vault. Works without a vault.
    """
    report = examine(ctx.find_root().params.get("vault"), os.environ, Path.cwd())
    terminal = _terminal()
    if as_json:
        say_json(_document(report, terminal))
        return
    for title, lines in _blocks(report, terminal):
        say((title, "bold"))
        for name, value in lines:
            say_wrapped(value, indent=22, first=f"  {name}:")


def _blocks(
    report: Report, terminal: dict[str, Any]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield (
        f"thesisvault {report.version}",
        [
            ("Python", report.python),
            ("system", report.system),
            *((name, version or "not installed") for name, version in report.libraries),
            ("libyaml", "in use" if report.libyaml else "missing: front matter is read slowly"),
        ],
    )
    yield "Vault", _vault(report)
    yield (
        "Watching",
        [
            ("watches", _known(report.watches, "max_user_watches")),
            ("instances", _known(report.instances, "max_user_instances")),
        ],
    )
    yield (
        "Terminal",
        [
            ("output", "a terminal" if terminal["tty"] else "not a terminal"),
            ("encoding", terminal["encoding"]),
            ("columns", str(terminal["columns"])),
            *((item["name"], item["value"]) for item in terminal["variables"]),
        ],
    )


def _vault(report: Report) -> list[tuple[str, str]]:
    vault, index = report.vault, report.index
    if vault is None or index is None:
        return [("vault", str(report.no_vault))]
    config = "present" if vault.has_config else "none"
    exchange = {True: "works", False: "not available", None: "not tested"}[vault.exchange]
    size = "" if index.bytes is None else f", {plural(index.bytes, 'byte')}"
    age = "" if index.age is None else f", {_age(index.age)} old"
    return [
        ("notes", f"{vault.notes}, {plural(vault.bytes, 'byte')}"),
        ("attachments", str(vault.attachments)),
        ("skipped", str(vault.skipped)),
        ("config", config if vault.config_fault is None else vault.config_fault),
        ("file system", f"{vault.file_system or 'unknown'}, RENAME_EXCHANGE: {exchange}"),
        ("index", f"{index.state}{size}{age}"),
        ("index folder", index.folder),
    ]


def _known(value: int | None, name: str) -> str:
    return f"{name} is {'unknown' if value is None else value}"


def _age(seconds: int) -> str:
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, word)
    return plural(seconds, "second")


def _terminal() -> dict[str, Any]:
    found = []
    for name in ("TERM", *_VARIABLES):
        if value := os.environ.get(name, "").strip():
            value = os.path.basename(value.split()[0]) if name in _PROGRAMS else value
            found.append({"name": name, "value": value})
    return {
        "tty": sys.stdout.isatty(),
        "encoding": str(sys.stdout.encoding),
        "columns": terminal_width(),
        "variables": found,
    }


def _document(report: Report, terminal: dict[str, Any]) -> dict[str, Any]:
    vault, index = report.vault, report.index
    return {
        "version": report.version,
        "python": report.python,
        "system": report.system,
        "libraries": [{"name": name, "version": version} for name, version in report.libraries],
        "libyaml": report.libyaml,
        "watching": {"watches": report.watches, "instances": report.instances},
        "vault": vault
        and {
            "notes": vault.notes,
            "bytes": vault.bytes,
            "attachments": vault.attachments,
            "skipped": vault.skipped,
            "config": vault.has_config,
            "config_fault": vault.config_fault,
            "file_system": vault.file_system,
            "exchange": vault.exchange,
        },
        "index": index
        and {
            "folder": index.folder,
            "state": index.state,
            "bytes": index.bytes,
            "age": index.age,
        },
        "terminal": terminal,
    }
