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


def modules() -> Iterator[tuple[str, list[ast.AST]]]:
    """Every module of the package, as (path, its nodes).

    The nodes are not kept: a million of them would be searched whenever memory is tidied.
    """
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), nodes(path.read_text(encoding="utf-8"))


def nodes(source: str) -> list[ast.AST]:
    """Every node of a module: as `ast.walk`, in half its time."""
    found: list[ast.AST] = [ast.parse(source)]
    for node in found:  # which grows meanwhile
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and value._fields:
                found.append(value)
    return found


@cache
def _said() -> tuple[tuple[tuple[str, str, str], ...], dict[str, frozenset[str]]]:
    """Every call as (module's path, the called name, its first argument where that is a text);
    and the text constants of each module.
    """
    calls, constants = [], {}
    for path, found in modules():
        constants[path] = frozenset(text for node in found if (text := text_of(node)))
        for node in found:
            if isinstance(node, ast.Call) and node.args and (text := text_of(node.args[0])):
                called = node.func
                if isinstance(called, ast.Attribute):
                    calls.append((path, called.attr, text))
                elif isinstance(called, ast.Name):
                    calls.append((path, called.id, text))
    return tuple(calls), constants


def text_of(node: ast.AST) -> str | None:
    """The text of a constant, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def raised(codes: Collection[str]) -> set[str]:
    """Those of the diagnostics' codes that stand in a module other than their table."""
    _, constants = _said()
    elsewhere = (texts for path, texts in constants.items() if path != "model/diagnostics.py")
    return set(codes) & frozenset().union(*elsewhere)


def review_codes(kind: str) -> set[str]:
    """The codes of all `Flag` or `Attention` calls."""
    return {code for _, called, code in _said()[0] if called == kind}


def texts(path: str) -> frozenset[str]:
    """Every text constant of a module."""
    return _said()[1][path]


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
        for path, called, code in _said()[0]
        if called == "PriceProblem" or (called == "note" and path == "market/adjust.py")
    }
