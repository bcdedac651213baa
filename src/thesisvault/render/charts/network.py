"""What lies around a note, as a tree from the left; links beside the tree are dashed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from thesisvault.render.charts.measure import text_width
from thesisvault.render.charts.picture import Picture, circle, n, nothing, path, text
from thesisvault.render.lines import one_line

_ROW = 21.0
_MOST_BESIDE = 12
"""Links beside the tree that can still be followed by eye."""


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
    wide = width > 560
    known = {frozenset((link.source, link.target)): link for link in links}
    columns = _columns(nodes, known, depths, deepest, width) if wide else ()
    places = {
        key: (columns[depths[key]][0] if wide else 8 + depths[key] * 22.0, 12 + row * _ROW)
        for key, row in rows.items()
    }
    branches = {frozenset((node.key, node.parent)) for node in nodes}
    beside = [
        link for pair, link in known.items() if pair <= places.keys() and pair not in branches
    ]
    body = []
    if len(beside) <= _MOST_BESIDE:
        body += [_beside(places[link.source], places[link.target], link) for link in beside]
    drawn = [node for node in nodes if node.key in places]
    for node in drawn:
        link_ = known.get(frozenset((node.key, node.parent or "")))
        if node.parent in places and link_ is not None:
            begin = columns[depths[node.parent]][1] if wide else None
            body.append(_branch(places[node.parent], places[node.key], link_, begin))
    for node in drawn:
        room = width - places[node.key][0] - 10
        if wide:
            x, end = columns[depths[node.key]]
            room = end - x - 9
        link_ = known.get(frozenset((node.key, node.parent or "")))
        body += _label(node, places[node.key], link_, room)
    said = [*notes, *_legend(len(beside))]
    return Picture("network", width, height + 8, title, about, tuple(body), tuple(said))


def _legend(beside: int) -> list[str]:
    legend = ["+ supports, − pressures; thicker: a larger share. A ring: a name without a note."]
    if beside > _MOST_BESIDE:
        legend.append(f"{beside} links among these are not drawn: too many.")
    elif beside:
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


def _columns(
    nodes: Sequence[Node],
    known: Mapping[frozenset[str], Link],
    depths: Mapping[str, int],
    deepest: int,
    width: float,
) -> list[tuple[float, float]]:
    """Where each ring's names begin and end: as wide as they need where there is room for all."""
    most = (width - 8 - 50.0 * deepest) / (deepest + 1)
    needed = [60.0] * (deepest + 1)
    for node in nodes:
        if node.key in depths:
            link = known.get(frozenset((node.key, node.parent or "")))
            words = link.words if link else node.kind
            wide = text_width(one_line(node.name), "t-name") + text_width(words, "t-small") + 26
            needed[depths[node.key]] = max(needed[depths[node.key]], min(wide, most))
    gap = min((width - 8 - sum(needed)) / max(deepest, 1), 120.0)
    found, x = [], 8.0
    for wide in needed:
        found.append((x, x + wide))
        x += wide + gap
    return found


def _thickness(link: Link) -> int:
    return 1 + sum(link.weight >= step for step in (0.15, 0.35, 0.7)) if link.sign else 1


def _hue(sign: int) -> str:
    return "for" if sign > 0 else "against" if sign < 0 else "none"


def _branch(
    one: tuple[float, float], other: tuple[float, float], link: Link, begin: float | None
) -> str:
    (x, y), (u, v) = one, other
    thickness = _thickness(link)
    if begin is None:
        return path(f"M{n(x)} {n(y)}V{n(v)}H{n(u)}", f"r-{_hue(link.sign)} w-{min(thickness, 2)}")
    middle = (begin + u) / 2
    d = f"M{n(begin)} {n(y)}C{n(middle)} {n(y)} {n(middle)} {n(v)} {n(u)} {n(v)}"
    return path(d, f"r-{_hue(link.sign)} w-{thickness}")


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
    classes = f"t-{hue} t-small"
    fits = text_width(name, "t-name") + 10 + text_width(words, classes) <= room
    after = (words, classes) if fits else None
    if sign and not fits:  # never by color alone
        after, room = ("+" if sign > 0 else "−", classes), room - 18
    return [dot, text(x + 9, y + 4, name, "t-name halo", room, after)]
