"""How flows reach theses: flow, group, name, thesis, from the left to the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import TypeVar

from msgspec import Struct

from thesisvault.render.charts.labels import spread
from thesisvault.render.charts.measure import fit
from thesisvault.render.charts.picture import Picture, n, nothing, path, text

Key = TypeVar("Key")
_ROW, _TOP = 21.0, 34.0
_COLUMNS = (0.0, 0.16, 0.47, 0.76)
"""Where flows, groups, names and theses begin, as shares of the width."""
_NARROW, _NARROW_COLUMNS = 560.0, (0.0, 0.0, 0.35, 0.69)
"""Below that width the flow is a sign before its group, and ribbons are short: names are read."""
_SIGNS = {1: ("+ into", "for"), -1: ("− out of", "against")}


class Step(Struct, frozen=True):
    """A name of a group that money flows into (1) or out of (-1), held by a thesis or by none."""

    sign: int
    group: str
    name: str
    thesis: str | None
    share: float = 0.0
    """Its share of the thesis: 0 to 1."""


class Outcome(Struct, frozen=True):
    """The words below a thesis, which carry its sign too."""

    words: str
    sign: int = 0


def reach(
    steps: Sequence[Step],
    verdicts: Mapping[str, Outcome],
    *,
    title: str,
    about: str,
    width: float = 800,
    notes: Sequence[str] = (),
) -> Picture:
    """A ribbon a step, as thick as the share; `verdicts`: the words below each thesis."""
    if not steps:
        return nothing("reach", width, title, about, "No flow reaches a known name.")
    is_narrow = width < _NARROW
    x = [share * width for share in (_NARROW_COLUMNS if is_narrow else _COLUMNS)]
    run, small, title_of = (16, "t-small", "") if is_narrow else (120, "", "t-name")
    rows = list(dict.fromkeys((s.sign, s.group, s.name) for s in steps))
    rows.sort(key=lambda row: (-row[0], row[1], row[2]))
    name_at = {row: _TOP + _ROW * (at + 0.5) for at, row in enumerate(rows)}
    bottom = _TOP + _ROW * len(rows) + 8
    groups = _middles(((sign, group), name_at[sign, group, name]) for sign, group, name in rows)
    flows = _middles((sign, at) for (sign, _), at in groups.items())
    held = [(s, s.thesis) for s in steps if s.thesis is not None]
    theses = _middles((thesis, name_at[s.sign, s.group, s.name]) for s, thesis in held)
    order = sorted(theses, key=lambda key: theses[key])
    places = spread([theses[key] for key in order], 34, _TOP + 8, max(bottom - 12, _TOP + 8))
    thesis_at = dict(zip(order, places, strict=True))
    heads = list(zip(x, ("Flow", "Group", "Name", "Thesis"), strict=True))[is_narrow:]
    body = [text(at, 12, word, "t-soft t-small") for at, word in heads]
    for (sign, group), at in groups.items():
        limit = x[2] - x[1] - run - 8
        if is_narrow:
            word, hue = _SIGNS[sign]
            body.append(text(x[1], at + 4, f"{word[0]} {group}", f"t-{hue} {small}", limit))
            continue
        body.append(_ribbon(x[0] + 62, flows[sign], x[1] - 8, at, sign, 0.8))
        body.append(text(x[1], at + 4, group, "t-name", limit))
    for row, at in name_at.items():
        share = max((s.share for s, _ in held if (s.sign, s.group, s.name) == row), default=None)
        body.append(_ribbon(x[2] - run, groups[row[:2]], x[2] - 6, at, row[0], share or 0.0))
        classes = f"{'' if share is not None else 't-soft'} {small}".strip()
        body.append(text(x[2], at + 4, row[2], classes, x[3] - x[2] - run - 6))
    for step, thesis in held:
        begin = name_at[step.sign, step.group, step.name]
        body.append(_ribbon(x[3] - run, begin, x[3] - 8, thesis_at[thesis], step.sign, step.share))
    for sign, at in () if is_narrow else flows.items():
        word, hue = _SIGNS[sign]
        body.append(text(x[0], at + 4, word, f"t-{hue}"))
    for thesis, at in thesis_at.items():
        body.append(text(x[3], at + 1, fit(thesis, width - x[3], title_of), title_of))
        if thesis in verdicts:
            hue = {1: "for", -1: "against"}.get(verdicts[thesis].sign, "soft")
            body.append(text(x[3], at + 15, verdicts[thesis].words, f"t-{hue} t-small"))
    return Picture("reach", width, bottom, title, about, tuple(body), tuple(notes))


def _middles(found: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    """The middle of the places of each key, in the order of the keys."""
    places: dict[Key, list[float]] = {}
    for key, at in found:
        places.setdefault(key, []).append(at)
    return {key: fmean(many) for key, many in places.items()}


def _ribbon(x: float, y: float, u: float, v: float, sign: int, share: float) -> str:
    thickness = 1 + sum(share >= step for step in (0.15, 0.35, 0.7))
    middle = (x + u) / 2
    d = f"M{n(x)} {n(y)}C{n(middle)} {n(y)} {n(middle)} {n(v)} {n(u)} {n(v)}"
    return path(d, f"r-{'for' if sign > 0 else 'against'} w-{thickness}")
