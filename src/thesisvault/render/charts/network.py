"""What lies around a note, as a tree from the left; links beside the tree are dashed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width
from thesisvault.render.charts.picture import Picture, circle, n, nothing, path, text
from thesisvault.render.lines import one_line

_ROW = 21.0


class Node(Struct, frozen=True):
    """A note; `parent` is the key of the node that leads to it, None in the middle."""

    key: str
    name: str
    kind: str
    parent: str | None = None
    written: bool = True


class Link(Struct, frozen=True):
    """How two nodes are linked."""

    source: str
    target: str
    words: str
    sign: int = 0
    weight: float = 1.0
    """0 to 1: how thick it is drawn."""


def network(
    nodes: Sequence[Node],
    links: Sequence[Link],
    *,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """Every node has a row of its own, so that names never meet; nearest rings to the left."""
    if not nodes:
        return nothing("network", width, title, about, "There is nothing to draw.")
    tree: dict[str | None, list[Node]] = {}
    for node in nodes:
        tree.setdefault(node.parent, []).append(node)
    depths: dict[str, int] = {}
    rows: dict[str, float] = {}
    height = _ROW * _lay(nodes[0], tree, depths, rows, 0, 0, wide=width > 560)
    deepest = max(depths.values())
    step = (width - 190) / max(deepest, 1) if width > 560 else 22.0
    places = {key: (8 + depths[key] * step, 12 + row * _ROW) for key, row in rows.items()}
    known = {frozenset((link.source, link.target)): link for link in links}
    body = []
    beside = 0
    for pair, link in known.items():
        if pair <= places.keys() and not _in_tree(link, nodes):
            body.append(_beside(places[link.source], places[link.target], link))
            beside += 1
    drawn = [node for node in nodes if node.key in places]
    for node in drawn:
        link_ = known.get(frozenset((node.key, node.parent or "")))
        if node.parent in places and link_ is not None:
            body.append(_branch(places[node.parent], places[node.key], link_, width > 560))
    for node in drawn:
        room = width - places[node.key][0] - 10
        if width > 560 and tree.get(node.key):
            room = min(room, step - 24)
        link_ = known.get(frozenset((node.key, node.parent or "")))
        body += _label(node, places[node.key], link_, room)
    said = [*notes, *_legend(beside)]
    return Picture("network", width, height + 8, title, about, tuple(body), tuple(said))


def _legend(beside: int) -> list[str]:
    legend = ["+ supports, − presses; thicker: a larger share. A ring: a name without a note."]
    if beside:
        legend.append("Dashed: linked to each other as well.")
    return legend


def _lay(
    node: Node,
    tree: Mapping[str | None, Sequence[Node]],
    depths: dict[str, int],
    rows: dict[str, float],
    depth: int,
    free: float,
    *,
    wide: bool,
) -> float:
    """Give each node its row, and answer the next free one: beside its first leaf where wide."""
    depths[node.key] = depth
    children = [child for child in tree.get(node.key, ()) if child.key not in depths]
    rows[node.key] = free
    if not wide or not children:
        free += 1
    for child in children:
        if child.key not in depths:
            free = _lay(child, tree, depths, rows, depth + 1, free, wide=wide)
    if wide and children:
        rows[node.key] = (rows[children[0].key] + rows[children[-1].key]) / 2
    return free


def _in_tree(link: Link, nodes: Sequence[Node]) -> bool:
    return any(
        (node.key, node.parent) in ((link.source, link.target), (link.target, link.source))
        for node in nodes
    )


def _thickness(link: Link) -> int:
    return 1 + sum(link.weight >= step for step in (0.15, 0.35, 0.7)) if link.sign else 1


def _hue(sign: int) -> str:
    return "for" if sign > 0 else "against" if sign < 0 else "none"


def _branch(one: tuple[float, float], other: tuple[float, float], link: Link, wide: bool) -> str:
    (x, y), (u, v) = one, other
    d = f"M{n(x)} {n(y)}V{n(v)}H{n(u)}"
    if wide:
        middle = u - 46
        d = f"M{n(x)} {n(y)}" if abs(y - v) < 0.05 else f"M{n(middle - 40)} {n(y)}"
        d += f"H{n(u)}" if abs(y - v) < 0.05 else f"C{n(middle)} {n(y)} {n(middle)} {n(v)} {n(u)} {n(v)}"
    return path(d, f"r-{_hue(link.sign)} w-{_thickness(link)}")


def _beside(one: tuple[float, float], other: tuple[float, float], link: Link) -> str:
    (x, y), (u, v) = one, other
    bulge = min(x, u) - min(8 + abs(v - y) / 8, min(x, u) + 4, 60)
    d = f"M{n(x)} {n(y)}C{n(bulge)} {n(y)} {n(bulge)} {n(v)} {n(u)} {n(v)}"
    return path(d, f"r-{_hue(link.sign)} w-1 dash")


def _label(node: Node, at: tuple[float, float], link: Link | None, room: float) -> list[str]:
    x, y = at
    sign = link.sign if link else 0
    hue = {"for": "for", "against": "against", "none": "soft"}[_hue(sign)]
    dot = circle(x, y, 3.6, f"f-{hue}" if node.written else "f-paper l-soft open")
    name = one_line(node.name)
    words = link.words if link else node.kind
    free = room - text_width(name, "t-name") - 8
    drawn = [dot, text(x + 9, y + 4, name, "t-name halo", room)]
    if free > 40:
        after = x + 9 + text_width(name, "t-name") + 4
        classes = "t-soft t-small halo" if not sign else f"t-{hue} t-small halo"
        drawn.append(text(after, y + 4, words, classes, free - 6))
    return drawn
