"""The graph for other tools."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count
from typing import Any
from xml.sax.saxutils import escape

from thesisvault.graph import Relation, Vault
from thesisvault.graph.network import to_rows
from thesisvault.model.note import Note, PropertyValue, Scalar
from thesisvault.render.document import indented
from thesisvault.render.lines import clean

_ENTITY = re.compile(r"&(?=#?\w+;)")
"""What begins an entity, in a name that means no such thing."""
_GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)
_KEYS = {
    "d0": ("node", "name", "string"),
    "d1": ("node", "kind", "string"),
    "d2": ("node", "path", "string"),
    "d3": ("node", "placeholder", "boolean"),
    "d4": ("edge", "relation", "string"),
    "d5": ("edge", "sign", "double"),
    "d6": ("edge", "weight", "double"),
    "d7": ("edge", "note", "string"),
    "d8": ("edge", "line", "long"),
    "d9": ("edge", "column", "long"),
}
"""What GraphML is told of nodes and edges, and of which type that is."""


def jsonl(vault: Vault) -> Iterator[str]:
    """One object a line, one line a note, sorted by path."""
    for note in vault.notes.values():
        yield json.dumps(_note(vault, note), ensure_ascii=True)


def _note(vault: Vault, note: Note) -> dict[str, Any]:
    return {
        "path": note.path,
        "title": note.title,
        "kind": note.kind.value,
        "aliases": list(note.aliases),
        "tags": list({tag.name.casefold(): tag.name for tag in reversed(note.tags)}.values())[::-1],
        "headings": [
            {"level": item.level, "text": item.text, "line": item.span.shown_line}
            for item in note.headings
        ],
        "links": [
            {
                "kind": link.kind.value,
                "target": link.target,
                "subpath": link.subpath,
                "display": link.display,
                "line": link.span.shown_line,
                "column": link.span.column,
                "resolved": resolved,
            }
            for link, resolved in vault.resolved(note)
            if not link.managed
        ],
        "properties": {prop.key: _value(prop.value) for prop in note.properties},
        "diagnostics": [
            {
                "code": item.code,
                "severity": item.severity.value,
                "line": item.span.shown_line,
                "message": item.message,
            }
            for item in note.diagnostics
        ],
    }


def _value(value: PropertyValue) -> Any:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    return None


def node_link(vault: Vault) -> Iterator[str]:
    """One document: nodes, and edges with relation, sign, weight and the line that says so."""
    rows = to_rows(vault)
    yield indented(
        {
            "schema": 1,
            "directed": True,
            "multigraph": True,
            "nodes": [{"id": node, **data} for node, data in rows.nodes.items()],
            "edges": [
                {"source": source, "target": target, **data}
                for source, target, data in rows.edges()
            ],
        }
    )


def graphml(vault: Vault) -> Iterator[str]:
    """GraphML, as Gephi, yEd and Cytoscape read it."""
    rows = to_rows(vault)
    yield _GRAPHML
    for key, (scope, name, kind) in reversed(_KEYS.items()):
        yield f'  <key id="{key}" for="{scope}" attr.name="{name}" attr.type="{kind}" />'
    yield '  <graph edgedefault="directed">'
    ids = {node: _xml(name) for node, name in _ids(rows.nodes).items()}
    for node, data in rows.nodes.items():
        yield from _element("node", f'id="{ids[node]}"', data)
    seen: Counter[tuple[str, str]] = Counter()
    for source, target, data in rows.edges():
        ends = ids[source], ids[target]
        yield from _element(
            "edge", f'source="{ends[0]}" target="{ends[1]}" id="{seen[ends]}"', data
        )
        seen[ends] += 1
    yield "  </graph>"
    yield "</graphml>"


def _element(scope: str, attributes: str, data: dict[str, Any]) -> Iterator[str]:
    yield f"    <{scope} {attributes}>"
    for key, (of, name, _) in _KEYS.items():
        if of == scope:
            text = _xml(str(data[name]))
            yield (
                f'      <data key="{key}">{text}</data>' if text else f'      <data key="{key}" />'
            )
    yield f"    </{scope}>"


def _xml(text: str) -> str:
    """XML cannot hold control characters, and a note's name can."""
    return escape(clean(text), {'"': "&quot;"}).encode("ascii", "xmlcharrefreplace").decode()


def _ids(nodes: Iterable[str]) -> dict[str, str]:
    """An id for each node that can be printed: where two would have one, a number tells them
    apart.
    """
    names = list(nodes)
    taken = {name for name in names if clean(name) == name}
    ids: dict[str, str] = {}
    for name in names:
        found = clean(name)
        if found != name:
            numbered = (f"{found} ({number})" for number in count(2))
            found = next(one for one in chain((found,), numbered) if one not in taken)
            taken.add(found)
        ids[name] = found
    return ids


def dot(vault: Vault) -> Iterator[str]:
    """Graphviz; names without a note are dashed."""
    yield "digraph vault {"
    yield "  rankdir=LR;"
    rows = to_rows(vault)
    ids = _ids(rows.nodes)
    for node, data in rows.nodes.items():
        style = ", style=dashed" if data["placeholder"] else ""
        label = _quoted(_ENTITY.sub("&amp;", data["name"]))
        yield f"  {_quoted(ids[node])} [label={label}, class={data['kind']}{style}];"
    for source, target, data in rows.edges():
        label = _edge_label(data)
        shown = f" [label={_quoted(label)}]" if label else ""
        yield f"  {_quoted(ids[source])} -> {_quoted(ids[target])}{shown};"
    yield "}"


def mermaid(vault: Vault) -> Iterator[str]:
    """A Mermaid flowchart, which Obsidian and GitHub draw; names without a note are round."""
    yield "graph LR"
    rows = to_rows(vault)
    ids = {node: f"n{number}" for number, node in enumerate(rows.nodes)}
    for node, data in rows.nodes.items():
        name = _entities(data["name"])
        yield f'  {ids[node]}("{name}")' if data["placeholder"] else f'  {ids[node]}["{name}"]'
    for source, target, data in rows.edges():
        label = _edge_label(data)
        arrow = f'-- "{_entities(label)}" -->' if label else "-->"
        yield f"  {ids[source]} {arrow} {ids[target]}"


def _edge_label(data: dict[str, Any]) -> str:
    if data["relation"] == Relation.RELATES.value:
        return ""
    sign = "" if not data["sign"] else " +" if data["sign"] > 0 else " -"
    return f"{data['relation']}{sign}"


def _quoted(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entities(text: str) -> str:
    """Mermaid takes a backtick behind a quote for Markdown, and reads `%%{…}` anywhere."""
    text = _ENTITY.sub("#amp;", clean(text).replace("#", "#35;"))
    text = text.replace('"', "#quot;").replace("<", "#lt;").replace("`", "#96;")
    return text.replace("%%", "%#37;")


RENDERERS: dict[str, Callable[[Vault], Iterator[str]]] = {
    "jsonl": jsonl,
    "json": node_link,
    "graphml": graphml,
    "dot": dot,
    "mermaid": mermaid,
}
"""Format to renderer."""
