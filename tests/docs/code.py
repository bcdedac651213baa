"""What there is to document, read from the code itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

import click

from docs.pages import ROOT, SOURCE
from thesisvault.cli import main


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the package, as (path, syntax tree)."""
    return tuple(
        (str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    )


@cache
def _nodes() -> tuple[tuple[str, ast.Call | ast.Constant], ...]:
    """Every call and every constant, with its module's path."""
    return tuple(
        (path, node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.Constant)
    )


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call as (module's path, the called name, the call)."""
    for path, node in _nodes():
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute):
                yield path, called.attr, node
            elif isinstance(called, ast.Name):
                yield path, called.id, node


def text_of(node: ast.AST | None) -> str | None:
    """The text of a constant, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def raised(codes: Collection[str]) -> set[str]:
    """Those of the diagnostics' codes that stand in a module other than their table."""
    return {
        text
        for path, node in _nodes()
        if path != "model/diagnostics.py" and (text := text_of(node)) in codes and text is not None
    }


def review_codes(kind: str) -> set[str]:
    """The codes of all `Flag` or `Attention` calls."""
    return {
        code
        for _, called, call in calls()
        if called == kind and call.args and (code := text_of(call.args[0]))
    }


def texts(path: str) -> set[str]:
    """Every text constant of a module."""
    tree = dict(modules())[path]
    return {text for node in ast.walk(tree) if (text := text_of(node))}


def template_properties() -> set[str]:
    """The front matter keys of the note templates."""
    found: set[str] = set()
    for path in (ROOT / "templates").glob("*.md"):
        head = path.read_text(encoding="utf-8").split("---\n")[1]
        found |= set(re.findall(r"^(\w+):", head, re.MULTILINE))
    return found


def vocabulary() -> dict[str, dict[str, Any]]:
    """The vocabulary as it ships."""
    file = SOURCE / "parser" / "vocabulary.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def commands() -> dict[str, click.Command]:
    """Every command by its words; a group's own commands follow it (`prices import`)."""
    return dict(_commands(main.thesis, ""))


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield prefix + name, command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix}{name} ")


def options(command: click.Command) -> set[str]:
    """The long and short forms of a command's options; help and hidden ones aside."""
    return {
        form
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for form in (*parameter.opts, *parameter.secondary_opts)
    }


def price_problems() -> set[str]:
    """The codes of what can be odd about a symbol's prices."""
    return {
        code
        for path, called, call in calls()
        if (called == "PriceProblem" or (called == "note" and path == "market/adjust.py"))
        and call.args
        and (code := text_of(call.args[0]))
    }
