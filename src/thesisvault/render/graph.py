"""The graph for other tools."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import chain, count
from typing import Any, TypeAlias

from msgspec import Struct

from thesisvault.graph import Relation, Vault
from thesisvault.graph.neighbourhood import Pair, around, heaviest, paired
from thesisvault.graph.network import Data, Rows, data_of, to_rows
from thesisvault.graph.statements import Edge
from thesisvault.model.note import Note, PropertyValue, Scalar
from thesisvault.render.document import indented, on_one_line
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
"""The attributes of nodes and edges in GraphML, with their types."""
_NAMED = {
    scope: [(key, name) for key, (of, name, _) in _KEYS.items() if of == scope]
    for scope in ("node", "edge")
}


class Around(Struct, frozen=True):
    """Which part of the graph: what is at most `depth` steps from a node; None: all of it."""

    node: str | None = None
    depth: int = 2
    typed: bool = False
    """Without bare links."""


def _rows(vault: Vault, chosen: Around | None) -> Rows:
    """The nodes and every edge of the part that is chosen."""
    rows = to_rows(vault)
    if chosen is None:
        return rows
    pairs = paired(vault.edges, typed=chosen.typed)
    near = (
        rows.nodes
        if chosen.node is None
        else around(lambda _: pairs, chosen.node, chosen.depth).steps
    )
    leaving: dict[str, dict[str, list[Edge]]] = {}
    for edge in rows.edges():
        source, target, bare = edge.source, edge.target, edge.relation is Relation.RELATES
        if source in near and target in near and not (chosen.typed and bare):
            leaving.setdefault(source, {}).setdefault(target, []).append(edge)
    return Rows({node: data for node, data in rows.nodes.items() if node in near}, leaving)


def jsonl(vault: Vault, chosen: Around | None = None) -> Iterator[str]:
    """One object a line, one line a note, sorted by path."""
    near = vault.notes if chosen is None else _rows(vault, chosen).nodes
    for note in (vault.notes[path] for path in vault.notes if path in near):
        yield on_one_line(_note(vault, note))


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


def node_link(vault: Vault, chosen: Around | None = None) -> Iterator[str]:
    """One document: nodes, and edges with relation, sign, weight and the line that says so."""
    rows = _rows(vault, chosen)
    document = indented(
        {
            "schema": 1,
            "directed": True,
            "multigraph": True,
            "nodes": [{"id": node, **data} for node, data in rows.nodes.items()],
            "edges": [],
        }
    )
    # Edges are many, of few different words, and alike: as text they take a third of the time.
    said = cache(json.dumps)
    edges = ",\n".join(
        "    {\n"
        f'      "source": {said(edge.source)},\n'
        f'      "target": {said(edge.target)},\n'
        f'      "relation": {said(edge.relation.value)},\n'
        f'      "sign": {said(edge.sign)},\n'
        f'      "weight": {said(edge.weight)},\n'
        f'      "note": {said(edge.note)},\n'
        f'      "line": {edge.span.shown_line},\n'
        f'      "column": {edge.span.column}\n'
        "    }"
        for edge in rows.edges()
    )
    yield document.removesuffix("]\n}") + f"\n{edges}\n  ]\n}}" if edges else document


def graphml(vault: Vault, chosen: Around | None = None) -> Iterator[str]:
    """GraphML, as Gephi, yEd and Cytoscape read it."""
    rows = _rows(vault, chosen)
    yield _GRAPHML
    for key, (scope, name, kind) in reversed(_KEYS.items()):
        yield f'  <key id="{key}" for="{scope}" attr.name="{name}" attr.type="{kind}" />'
    yield '  <graph edgedefault="directed">'
    ids = {node: _xml(name) for node, name in _ids(rows.nodes).items()}
    for node, data in rows.nodes.items():
        yield _element("node", f'id="{ids[node]}"', data)
    seen: Counter[tuple[str, str]] = Counter()
    for edge in rows.edges():
        ends = ids[edge.source], ids[edge.target]
        attributes = f'source="{ends[0]}" target="{ends[1]}" id="{seen[ends]}"'
        yield _element("edge", attributes, data_of(edge))
        seen[ends] += 1
    yield "  </graph>"
    yield "</graphml>"


def _element(scope: str, attributes: str, data: dict[str, Any]) -> str:
    lines = [f"    <{scope} {attributes}>"]
    for key, name in _NAMED[scope]:
        text = _xml(str(data[name]))
        lines.append(
            f'      <data key="{key}">{text}</data>' if text else f'      <data key="{key}" />'
        )
    return "\n".join((*lines, f"    </{scope}>"))


@lru_cache(20_000)
def _xml(text: str) -> str:
    """XML cannot hold control characters, and a note's name can."""
    escaped = escape(clean(text), quote=False).replace('"', "&quot;")
    return escaped.encode("ascii", "xmlcharrefreplace").decode()


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


def dot(vault: Vault, chosen: Around | None = None) -> Iterator[str]:
    """Graphviz, one edge a pair, colored by kind; names without a note are dashed."""
    shown = _pairs(vault, chosen)
    yield "digraph vault {"
    yield "  rankdir=LR;"
    yield "  node [shape=box, style=filled, fontname=sans];"
    ids = _ids(shown.nodes)
    for node, data in shown.nodes.items():
        style = ', style="filled,dashed"' if data["placeholder"] else ""
        label = _quoted(_ENTITY.sub("&amp;", data["name"]))
        hue = _COLOURS.get(data["kind"], _PLAIN)
        yield (
            f"  {_quoted(ids[node])} [label={label}, class={data['kind']}, "
            f'fillcolor="{hue}"{style}];'
        )
    for edge in shown.edges:
        label, hue = _edge_label(edge), _hue(edge)
        written = [f"label={_quoted(label)}"] if label else []
        written += [f'color="{hue}", fontcolor="{hue}"'] if hue else []
        attributes = f" [{', '.join(written)}]" if written else ""
        yield f"  {_quoted(ids[edge.source])} -> {_quoted(ids[edge.target])}{attributes};"
    yield "}"


def mermaid(vault: Vault, chosen: Around | None = None) -> Iterator[str]:
    """A Mermaid flowchart, one edge a pair, colored by kind; names without a note are round.

    Obsidian and GitHub draw none of more than 500 edges or 50,000 letters: the heaviest are kept.
    """
    shown = _pairs(vault, chosen, MERMAID_EDGES, MERMAID_LETTERS)
    yield "graph LR"
    if shown.said:
        yield f"  %% {shown.said}"
    ids = {node: f"n{number}" for number, node in enumerate(shown.nodes)}
    for node, data in shown.nodes.items():
        name = _entities(data["name"])
        box = f'("{name}")' if data["placeholder"] else f'["{name}"]'
        yield f"  {ids[node]}{box}:::{data['kind']}"
    for edge in shown.edges:
        label = _edge_label(edge)
        arrow = f'-- "{_entities(label)}" -->' if label else "-->"
        yield f"  {ids[edge.source]} {arrow} {ids[edge.target]}"
    for kind in dict.fromkeys(data["kind"] for data in shown.nodes.values()):
        yield f"  classDef {kind} fill:{_COLOURS.get(kind, _PLAIN)},stroke:#66645d,color:#1d1c1a"
    for hue, sign in (("#0b5c9e", 1), ("#b0440c", -1)):
        numbers = [str(at) for at, edge in enumerate(shown.edges) if edge.sign * sign > 0]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} stroke:{hue}"


MERMAID_EDGES, MERMAID_LETTERS = 399, 45_000
"""What Mermaid draws everywhere, with room to spare for the fence around it."""
_PLAIN = "#f6f4ec"
_COLOURS = {
    "rotation": "#f7dfd1",
    "thesis": "#d5e5f2",
    "catalyst": "#f3e7bd",
    "stock": "#e3edd8",
    "sector": "#d9ebe6",
    "concept": "#e8def0",
    "trade": "#f2dde6",
    "portfolio": "#dfe0f0",
    "watchlist": "#dfe0f0",
    "market": "#f7dfd1",
    "source": "#e6e4dc",
}
"""Of a node, by its kind: light, so that dark words can be read on it."""


class _Shown(Struct, frozen=True):
    nodes: dict[str, Data]
    edges: list[Edge]
    said: str
    """What was left out; empty where nothing was."""


def _pairs(
    vault: Vault, chosen: Around | None, most: int | None = None, letters: int | None = None
) -> _Shown:
    """The nodes, and one edge a pair; the heaviest where only some can be shown."""
    found = to_rows(vault)
    pairs = paired(vault.edges, typed=chosen.typed if chosen else False)
    nodes = found.nodes
    if chosen is not None and chosen.node is not None:
        near = around(lambda _: pairs, chosen.node, chosen.depth)
        pairs = list(near.pairs)
        nodes = {node: data for node, data in nodes.items() if node in near.steps}
    kept = pairs if most is None else heaviest(pairs, most)
    while letters is not None and kept and _letters(nodes, kept) > letters:
        kept = heaviest(kept, len(kept) * 9 // 10)
    edges = [pair.strongest for pair in kept]
    whole = len(kept) == len(pairs)
    if letters is None or (whole and _letters(nodes, kept, alone=True) <= letters):
        return _Shown(nodes, edges, "")
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    linked = {node: data for node, data in nodes.items() if node in ends}
    said = (
        f"{len(pairs) - len(kept)} of {len(pairs)} edges and {len(nodes) - len(linked)} of "
        f"{len(nodes)} nodes left out: Mermaid draws no more. The heaviest are kept."
    )
    return _Shown(linked, edges, said)


def left_out(vault: Vault, form: str, chosen: Around | None = None) -> str:
    """What a format leaves out of this graph, in a sentence; empty where it holds all."""
    if form != "mermaid":
        return ""
    return _pairs(vault, chosen, MERMAID_EDGES, MERMAID_LETTERS).said


def _letters(nodes: Mapping[str, Data], pairs: Sequence[Pair], *, alone: bool = False) -> int:
    """How long the text is at most: of the pairs with their ends, or `alone` with every node."""
    ends = nodes.keys() if alone else {end for pair in pairs for end in (pair.source, pair.target)}
    return 48 * len(pairs) + sum(len(_entities(nodes[end]["name"])) + 28 for end in ends)


def _hue(edge: Edge) -> str:
    return "#0b5c9e" if edge.sign > 0 else "#b0440c" if edge.sign < 0 else ""


def _edge_label(edge: Edge) -> str:
    if edge.relation is Relation.RELATES:
        return ""
    sign = "" if not edge.sign else " +" if edge.sign > 0 else " -"
    return f"{edge.relation.value}{sign}"


def _quoted(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _entities(text: str) -> str:
    """Mermaid takes a backtick behind a quote for Markdown, and reads `%%{…}` anywhere."""
    text = _ENTITY.sub("#amp;", clean(text).replace("#", "#35;"))
    text = text.replace('"', "#quot;").replace("<", "#lt;").replace("`", "#96;")
    return text.replace("%%", "%#37;")


Renderer: TypeAlias = Callable[[Vault, "Around | None"], Iterator[str]]
RENDERERS: dict[str, Renderer] = {
    "jsonl": jsonl,
    "json": node_link,
    "graphml": graphml,
    "dot": dot,
    "mermaid": mermaid,
}
"""Format to renderer."""
