"""Refresh the generated parts of the docs: ``python -m tools.reference``; ``make docs`` runs it.

What code knows is written from the code: words and their lists, config keys and their defaults,
and the index of all pages. What only a person knows, the column of meanings, is kept by key. A
key without a meaning, or a page without a question, is left empty, and the suite asks for it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import NODEFAULT, Struct, inspect
from msgspec.structs import fields

from thesisvault.model.settings import (
    ImpactSettings,
    MarketSettings,
    SearchSettings,
    Settings,
    WebSettings,
)
from thesisvault.reports import registry
from tools import regions

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_GROUP_OF_NEW_PAGES = "do"
_LARGE = 10
"""Fields."""
_CELL_ENDS = re.compile(r"(?<!\\) *\| *")
_GROUPS = ("learn", "do", "look-up", "understand")


def words(_: str) -> str:
    """All words of the vocabulary that ships, a row a list."""
    file = ROOT / "src" / "thesisvault" / "parser" / "vocabulary.toml"
    rows = []
    for section, lists in tomllib.loads(file.read_text(encoding="utf-8")).items():
        rows += list(_rows_of_words(section, lists))
    return regions.table(("section", "list", "words"), rows)


def _rows_of_words(name: str, lists: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """A row a list; of a table, its columns: those that it needs not are optional."""
    needed = (*lists.get("required", lists), "without")
    for key, found in lists.items():
        if isinstance(found, dict):
            yield from _rows_of_words(f"{name}.{key}", found)
        elif key != "required":
            role = f"`{key}`" if key in needed else f"`{key}` (optional)"
            yield f"`{name}`", role, _listed(found)


def _listed(found: list[str]) -> str:
    return ", ".join(f"`{word}`" if word else "(empty)" for word in found)


def settings(kind: type[Struct]) -> Callable[[str], str]:
    """A filler for a table of config keys: keys and defaults from code, meanings kept."""

    def refresh(old: str) -> str:
        kept = {row[0]: row[2] for row in regions.cells(old)}
        rows = []
        for field in fields(kind):
            key = f"`{field.name}`"
            a_table = kind is Settings and field.default is NODEFAULT
            rows.append((key, "a table" if a_table else _default(field.default), kept.get(key, "")))
        return regions.table(("key", "default", "means"), rows)

    return refresh


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return json.dumps(list(value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else "none"


def document(report: str) -> Callable[[str], str]:
    """A filler for a table of a document's keys: keys from the report's answer, meanings kept."""

    def refresh(old: str) -> str:
        kept = {row[0]: row[1] for row in regions.cells(old)}
        known = {row for name in registry.REPORTS if name != report and (row := _row(name))}
        answer = inspect.type_info(registry.load(report).Answer)
        keys = ["schema", *_keys(answer, "", known - {_row(report)})]
        rows = [(f"`{key}`", kept.get(f"`{key}`", "")) for key in keys]
        return regions.table(("key", "holds"), rows)

    return refresh


def _row(report: str) -> type[Struct] | None:
    """What a report has many of: it is described there, and nowhere else."""
    return getattr(registry.load(report), "Row", None)


def _keys(kind: inspect.Type, prefix: str, known: set[type[Struct]]) -> Iterator[str]:
    """The keys of a struct and of what it holds; a large one is described where it comes first."""
    if not isinstance(kind, inspect.StructType) or kind.cls in known:
        return
    if len(kind.fields) >= _LARGE:
        known.add(kind.cls)
    for field in kind.fields:
        held, key = field.type, f"{prefix}{field.encode_name}"
        if isinstance(held, inspect.UnionType):
            held = next(one for one in held.types if not isinstance(one, inspect.NoneType))
        if isinstance(held, inspect.VarTupleType | inspect.TupleType):
            key += "[]"
            held = held.item_type if isinstance(held, inspect.VarTupleType) else held.item_types[0]
        yield key
        yield from _keys(held, f"{key}.", known)


def index(group: str) -> Callable[[str], str]:
    """A filler for one part of the index: what stands there is kept; new pages join one part."""

    def refresh(old: str) -> str:
        rows = [(row[0], row[1]) for row in regions.cells(old) if (DOCS / _page(row[0])).exists()]
        if group == _GROUP_OF_NEW_PAGES:
            listed = {page for pages in navigation().values() for _, page in pages}
            rows += [
                (f"[{title_of(path)}]({path.name})", "")
                for path in sorted(DOCS.glob("*.md"))
                if path.name not in {*listed, "README.md"}
            ]
        return regions.table(("page", "answers"), rows)

    return refresh


def _page(cell: str) -> str:
    return cell.rpartition("(")[2].rstrip(")")


def title_of(path: Path) -> str:
    """A page's title: its first line."""
    return path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").replace("`", "")


def navigation() -> dict[str, list[tuple[str, str]]]:
    """The index's parts in order, each with its pages as (title, file name)."""
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    return {
        group: [
            (row[0][1:].partition("]")[0], _page(row[0]))
            for row in regions.cells(regions.body(text, f"index-{group}"))
        ]
        for group in _GROUPS
    }


PARTS: dict[str, dict[str, Callable[[str], str]]] = {
    "notes.md": {"words": words},
    "config.md": {
        "config": settings(Settings),
        "config-impact": settings(ImpactSettings),
        "config-market": settings(MarketSettings),
        "config-search": settings(SearchSettings),
        "config-web": settings(WebSettings),
    },
    "json.md": {f"json-{name}": document(name) for name in registry.REPORTS},
    "README.md": {f"index-{group}": index(group) for group in _GROUPS},
}
"""The generated parts of each page in ``docs/``."""


MEANINGS = ROOT / "src" / "thesisvault" / "lsp" / "meanings.toml"
"""What an editor says of a property and a table, in the words of notes.md."""


def meanings() -> str:
    """`MEANINGS` as it should be: the rows of the page, without its links."""
    page = (DOCS / "notes.md").read_text(encoding="utf-8")
    page = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", page)
    parts = dict(part.partition("\n")[::2] for part in page.split("\n## "))
    lines = ["# What a property and a table mean, out of notes.md: `make docs` writes it."]
    for title, column in (("Properties", 2), ("Tables", 3)):
        lines += ["", f"[{title.casefold()}]"]
        for line in parts[title].splitlines():
            if line.startswith("| `"):
                cells = [cell.replace("\\|", "|") for cell in _CELL_ENDS.split(line)[1:-1]]
                told = json.dumps(cells[column], ensure_ascii=False)
                lines += [f"{name} = {told}" for name in re.findall(r"`(\w+)`", cells[0])]
    return "\n".join(lines) + "\n"


def refreshed(page: str) -> str:
    """The page as it should be."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, filler in PARTS[page].items():
        text = regions.fill(text, name, filler(regions.body(text, name)))
    return text


def main() -> None:
    """Write what is not as it should be."""
    for page in PARTS:
        path = DOCS / page
        new = refreshed(page)
        if new != path.read_text(encoding="utf-8"):
            path.write_text(new, encoding="utf-8")
            print(f"docs/{page}")
    if (new := meanings()) != MEANINGS.read_text(encoding="utf-8"):
        MEANINGS.write_text(new, encoding="utf-8")
        print(MEANINGS.relative_to(ROOT))


if __name__ == "__main__":
    main()
