"""A picture as it is put together, and as it is written: within a page, or to stand alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from msgspec import Struct

from thesisvault.render.charts.measure import SIZE, SIZES, fit, wrap
from thesisvault.render.lines import one_line

_LIGHT = {
    "paper": "#fffef9", "band": "#f6f4ec", "rule": "#dcd9ce", "faint": "#b9b6aa",
    "soft": "#66645d", "ink": "#1d1c1a", "for": "#0b5c9e", "for-wash": "#d5e5f2",
    "against": "#b0440c", "against-wash": "#f7dfd1", "warn": "#7d5a00",
}  # fmt: skip
_DARK = {
    "paper": "#171613", "band": "#201f1b", "rule": "#3a3832", "faint": "#5d5a52",
    "soft": "#a8a59a", "ink": "#e9e6dc", "for": "#78b7ee", "for-wash": "#1f3d57",
    "against": "#f09a66", "against-wash": "#56301b", "warn": "#e0b54a",
}  # fmt: skip
_FONT = (
    'font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", '
    '"Liberation Sans", sans-serif'
)
_SERIF = (
    'font-family: Charter, "Bitstream Charter", "Iowan Old Style", Cambria, "Noto Serif", '
    "Georgia, serif"
)
_FILLS = {
    "text": "ink", ".t-soft": "soft", ".t-for": "for", ".t-against": "against", ".t-warn": "warn",
    ".f-paper": "paper", ".f-band": "band", ".f-rule": "rule", ".f-soft": "soft", ".f-ink": "ink",
    ".f-for": "for", ".f-against": "against", ".f-warn": "warn", ".w-for": "for-wash",
    ".w-against": "against-wash",
}  # fmt: skip
_STROKES = {
    ".halo": "paper", ".axis": "faint", ".grid": "rule", ".l-ink": "ink", ".l-soft": "soft",
    ".l-for": "for", ".l-against": "against", ".l-warn": "warn", ".r-for": "for",
    ".r-against": "against", ".r-none": "faint", ".o-for": "for", ".o-against": "against",
}  # fmt: skip
_SHAPES = (
    f"text {{ {_FONT}; font-size: {SIZE}px; font-variant-numeric: tabular-nums lining-nums }}",
    f".t-title {{ {_SERIF}; font-size: {SIZES['t-title']:g}px; font-style: italic }}",
    f".t-name {{ {_SERIF}; font-size: {SIZES['t-name']:g}px }}",
    f".t-small {{ font-size: {SIZES['t-small']:g}px }}",
    ".end { text-anchor: end } .mid { text-anchor: middle }",
    ".halo { paint-order: stroke; stroke-width: 3.5px; stroke-linejoin: round }",
    ".axis, .grid, .l-ink, .l-soft, .l-for, .l-against, .l-warn, .r-for, .r-against, .r-none, "
    ".o-for, .o-against "
    "{ fill: none; stroke-linejoin: round }",
    ".l-ink, .l-for, .l-against, .l-warn { stroke-width: 1.6 } .l-soft { stroke-width: 1.2 }",
    ".r-for, .r-against, .r-none { stroke-linecap: round; opacity: .5 }",
    ".dash { stroke-dasharray: 3 3 }",
    ".open { stroke-width: 1.4 }",
    ".age-1 { opacity: .8 } .age-2 { opacity: .55 } .age-3 { opacity: .36 } .age-4 { opacity: .2 }",
    ".q-1 { opacity: .16 } .q-2 { opacity: .32 } .q-3 { opacity: .52 } .q-4 { opacity: .78 }",
    ".w-1 { stroke-width: 1.4 } .w-2 { stroke-width: 2.6 } .w-3 { stroke-width: 4.5 } "
    ".w-4 { stroke-width: 7 }",
)


def _colours(palette: dict[str, str]) -> str:
    fills = (f"{name} {{ fill: {palette[hue]} }}" for name, hue in _FILLS.items())
    strokes = (f"{name} {{ stroke: {palette[hue]} }}" for name, hue in _STROKES.items())
    return "\n".join((*fills, *strokes))


# Colors are spelled out: not every program that shows SVG knows variables.
SHEET = "\n".join(
    (
        *_SHAPES,
        _colours(_LIGHT),
        "@media (prefers-color-scheme: dark) {",
        _colours(_DARK),
        "}",
    )
)
"""The sheet of a picture in a file of its own; in a page, the page's sheet replaces it."""
MARGIN = 16
"""Of a picture in a file of its own."""


class Picture(Struct, frozen=True):
    """A chart, from (0, 0) to its width and height."""

    kind: str
    width: float
    height: float
    title: str
    about: str
    """What is drawn, in words: for who cannot see it, and under the title of a file."""
    body: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What the picture leaves out or needs said, a sentence each."""

    def inline(self) -> str:
        """The chart for a page, which has a heading of its own."""
        return "\n".join((*self._head(0, 0, self.width, self.height), *self.body, "</svg>"))

    def file(self) -> str:
        """The chart as a file: with its title, a sheet for light and dark, and its margins."""
        lines, top = self._heading()
        notes, foot = self._footing()
        width, height = self.width + 2 * MARGIN, self.height + top + foot + MARGIN
        return "\n".join(
            (
                *self._head(-MARGIN, -top, width, height),
                f"<style>\n{SHEET}\n</style>",
                rect(-MARGIN, -top, width, height, "f-paper"),
                *lines,
                *self.body,
                *notes,
                "</svg>\n",
            )
        )

    def _head(self, left: float, top: float, width: float, height: float) -> tuple[str, ...]:
        said = " ".join((self.about, *self.notes)).strip()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="thesis-chart {self.kind}" '
            f'width="{n(width)}" height="{n(height)}" '
            f'viewBox="{n(left)} {n(top)} {n(width)} {n(height)}" role="img">',
            f"<title>{clean_text(self.title)}</title>",
            *((f"<desc>{clean_text(said)}</desc>",) if said else ()),
        )

    def _heading(self) -> tuple[list[str], float]:
        titles = wrap(self.title, self.width, "t-title")
        lines = wrap(self.about, self.width)
        top = MARGIN + 22.0 * len(titles) + 16 * len(lines) + 8
        y, drawn = 14.0 + MARGIN - top, []
        for line in titles:
            drawn.append(text(0, y, line, "t-title"))
            y += 22
        for line in lines:
            drawn.append(text(0, y - 4, line, "t-soft"))
            y += 16
        return drawn, top

    def _footing(self) -> tuple[list[str], float]:
        lines = [line for note in self.notes for line in wrap(note, self.width)]
        y = self.height + 20
        drawn = [text(0, y + 16 * at, line, "t-soft") for at, line in enumerate(lines)]
        return drawn, 16.0 * len(lines) + 12 if lines else 0


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so is a picture of ours, of this version or of one before."""
    old = (b"<title>RS quadrants, ", b"<title>Calibration as of ")
    known = b'class="thesis-chart ' in head or any(title in head for title in old)
    return head.startswith(b"<svg") and known


def n(value: float) -> str:
    """A number of the paper: to a tenth, without a needless zero."""
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def clean_text(value: str) -> str:
    """A text as XML holds it, on one line."""
    return escape(one_line(value), quote=False)


def text(
    x: float,
    y: float,
    value: str,
    classes: str = "",
    room: float | None = None,
    after: tuple[str, str] | None = None,
) -> str:
    """A text, cut to its room where one is given; `after`: a second text and its classes."""
    shown = clean_text(value if room is None else fit(value, room, classes))
    if after is not None:
        shown += f'<tspan{_class(after[1])} dx="7">{clean_text(after[0])}</tspan>'
    return f'<text{_class(classes)} x="{n(x)}" y="{n(y)}">{shown}</text>'


def line(points: Iterable[tuple[float, float]], classes: str) -> str:
    """A line through points; nothing through fewer than two."""
    places = [f"{n(x)} {n(y)}" for x, y in points]
    return f'<path{_class(classes)} d="M{"L".join(places)}"/>' if len(places) > 1 else ""


def path(d: str, classes: str) -> str:
    """A path as it is."""
    return f'<path{_class(classes)} d="{d}"/>'


def circle(x: float, y: float, radius: float, classes: str) -> str:
    """A dot."""
    return f'<circle{_class(classes)} cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"/>'


def rect(x: float, y: float, width: float, height: float, classes: str) -> str:
    """A rectangle, never of negative size."""
    width, height = max(width, 0.0), max(height, 0.0)
    return f'<rect{_class(classes)} x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"/>'


def nothing(kind: str, width: float, title: str, about: str, why: str) -> Picture:
    """A picture with nothing to draw, which says why."""
    lines = wrap(why, width)
    drawn = tuple(text(0, 20 + 16 * at, part, "t-soft") for at, part in enumerate(lines))
    return Picture(kind, width, 16.0 * len(lines) + 16, title, about, drawn)


def _class(classes: str) -> str:
    return f' class="{classes}"' if classes else ""
