"""The draft of a rotation's note, from what its groups did: a proposal, and no evidence yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from thesisvault.actions.new import check_new, put_note
from thesisvault.edits.words import Wikilinks
from thesisvault.market.claim_windows import percent
from thesisvault.market.dispersion import PricedGroup
from thesisvault.model.errors import UsageFault
from thesisvault.model.market import Detection, GroupMove
from thesisvault.model.note import Kind
from thesisvault.reports.detection import detected, groups_of, priced
from thesisvault.workspace.names import FOLDERS
from thesisvault.workspace.open import Workspace

_NOTE = """\
---
type: rotation
created: {today}
started: {day}
draft: true
tags: [rotation]
---

# {name}

Drafted from prices: they show what moved, not why. {said} Correct this note, then delete the \
line `draft: true`: until then it does not count as evidence.

## What's happening

| Flow | Detail |
|------|--------|
| **Out of** | {out} |
| **Into** | {into} |

## Key moves ({day})

| Group | Move | Note |
|-------|------|------|
{moves}

## Drivers

## Implications for theses

| Thesis | Impact |
|--------|--------|

## How long does it last?

| Scenario | Duration |
|----------|----------|

<!-- thesis:moves -->
<!-- /thesis:moves -->

<!-- thesis:backlinks -->
<!-- /thesis:backlinks -->
"""


def draft_rotation(
    workspace: Workspace, day: dt.date, today: dt.date, title: str | None = None
) -> str:
    """Draft a rotation's note from prices up to `day`, with the groups of `today`; return its path.

    Raises `UsageFault` where that is not a session, or no group moved beyond chance.
    """
    name = (title or f"Rotation {day}").strip()
    check_new(workspace, name)
    path = f"{FOLDERS[Kind.ROTATION]}/{name}.md"
    if day > today:
        raise UsageFault(f"`--from-prices {day}` must not be after the review's day, {today}.")
    vault, prices = workspace.on(today).vault, workspace.on(day).prices
    benchmark = prices.benchmark(day)
    if not benchmark.dates or benchmark.dates[-1] != day:
        before = f": the last one before is {benchmark.dates[-1]}" if benchmark.dates else ""
        raise UsageFault(f"{benchmark.symbol} has no session on {day}{before}.")
    groups = {node.name: node.id for node in reversed(groups_of(vault))}
    series: list[PricedGroup] = [priced(vault, node, prices) for node in groups_of(vault)]
    found = detected(workspace.settings, series, benchmark, day)[-1]
    if not found.into and not found.out:
        why = f" ({found.reason})" if found.reason else ""
        raise UsageFault(
            f"No group moved beyond chance by {day}{why}: no draft was written. "
            f"`thesis rotation --detect --as-of {day}` shows the figures."
        )
    links = Wikilinks(workspace.vault)
    linked = {name: links.to(node, path, in_table=True) for name, node in groups.items()}
    text = _NOTE.format(
        today=today,
        day=day,
        name=name,
        said=_said(found),
        out=", ".join(linked[move.name] for move in found.out) or "—",
        into=", ".join(linked[move.name] for move in found.into) or "—",
        moves="\n".join(_rows(found, linked, benchmark.symbol)),
    )
    return put_note(workspace, path, text)


def _said(found: Detection) -> str:
    if found.verdict == "cannot tell":
        return f"Whether the day was unusual is unknown: {found.reason}."
    told = f"The groups moved apart more than on {found.rank:.0%} of the {found.days} days before"
    return (
        f"{told}."
        if found.verdict == "rotation"
        else f"{told}, which is not enough for a rotation."
    )


def _rows(found: Detection, linked: Mapping[str, str], benchmark: str) -> Iterator[str]:
    """The day's move of each group, with the window in which it is surest."""
    of_the_day = {move.name: move for move in found.moves if move.sessions == 1}
    for move in _by_size((*found.out, *found.into)):
        today = of_the_day[move.name].simple_return
        shown = "—" if today is None else percent(today)
        yield f"| {linked[move.name]} | {shown} | {_surest(move, benchmark)} |"


def _surest(move: GroupMove, benchmark: str) -> str:
    over = "on the day" if move.sessions == 1 else f"over {move.sessions} sessions"
    tested = "" if move.adjusted_p is None else f", adjusted p {move.adjusted_p:.4f}"
    told = "" if move.abnormal is None else f"{percent(move.abnormal)} against {benchmark} "
    return f"{told}{over}, t {move.t:.2f}{tested}"


def _by_size(moves: Sequence[GroupMove]) -> list[GroupMove]:
    return sorted(moves, key=lambda move: move.t or 0.0)
