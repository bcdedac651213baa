"""What lies around a note, as a tree: each relation with its sign, and the line that states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thesisvault.render.lines import Page, fit, one_line, place, plural, width

if TYPE_CHECKING:
    from thesisvault.reports.graph import Answer, Link, Node


def text(page: Page, report: Answer) -> None:
    """The note, then what leads from it and to it, and so on."""
    middle = report.nodes[0]
    page.flowing((one_line(middle.name), "bold"), (f"  {middle.kind}", "dim"))
    links = {frozenset((link.source, link.target)): link for link in report.links}
    children: dict[str, list[Node]] = {}
    for node in report.nodes[1:]:
        children.setdefault(node.parent or "", []).append(node)
    _branches(page, children, links, middle.id, "")
    if len(report.nodes) == 1:
        page.line("Nothing links to it, and it links to nothing.")
    if report.left_out:
        page.line()
        page.wrapped(
            f"{plural(report.left_out, 'more node')} within {plural(report.depth, 'step')}, "
            "linked less strongly, are not shown: --depth 1 or --typed shows fewer.",
            style="dim",
        )


def _branches(
    page: Page,
    children: dict[str, list[Node]],
    links: dict[frozenset[str], Link],
    parent: str,
    lead: str,
) -> None:
    rows = children.get(parent, ())
    for at, node in enumerate(rows):
        last = at == len(rows) - 1
        _row(page, node, links[frozenset((parent, node.id))], lead + ("└ " if last else "├ "))
        _branches(page, children, links, node.id, lead + ("  " if last else "│ "))


def _row(page: Page, node: Node, link: Link, lead: str) -> None:
    words = relation(link, outward=link.target == node.id)
    cite = f"[{place(link.lines[0].path, link.lines[0].line)}]"
    name = one_line(node.name)
    missing = " (no note yet)" if node.path is None else ""
    room = max(page.width - width(lead) - width(words) - 1, 12)
    page.line((lead, "dim"), (words, _colour(link)), " ", (fit(name + missing, room), "bold"))
    below = lead[:-2] + ("│ " if lead.endswith("├ ") else "  ")
    page.line((f"{below}    {cite}", "dim"))


def relation(link: Link, *, outward: bool) -> str:
    """``→ exposure + 25%``; the arrow is the statement's, seen from the tree's upper node."""
    sign = "" if not link.sign else " +" if link.sign > 0 else " −"
    share = f" {link.weight:.0%}" if link.relation == "exposure" and link.sign else ""
    return f"{'→' if outward else '←'} {WORDS.get(link.relation, link.relation.value)}{sign}{share}"


WORDS = {"relates": "links", "member_of": "member of", "benefits_from": "benefits from",
         "hurt_by": "hurt by", "matters_to": "matters to"}  # fmt: skip
"""Relations whose names are not words."""


def _colour(link: Link) -> str:
    return "dim" if not link.sign else "green" if link.sign > 0 else "red"
