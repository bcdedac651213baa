"""The review as a page for a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import UNSET, Struct

from thesisvault.model.review import NO_EXPOSURE, Outcome, Standing
from thesisvault.render.lines import Page, Segment, clean, fit, pad, plural, width, wrap
from thesisvault.render.text.attention import (
    add_attention,
    add_closed,
    add_flows,
    add_more,
    add_not_watched,
)
from thesisvault.render.text.reasons import Places, add_reasons
from thesisvault.render.text.since import add_changes
from thesisvault.render.text.verdicts import COLOURS, MARKS, shown_score
from thesisvault.reports.status import Answer, Counts, History
from thesisvault.reports.thesis import Position, Reviewed, Thesis
from thesisvault.reports.urgency import Urgency

_URGENT = {Urgency.BROKEN: "red", Urgency.PRESSURED: "red", Urgency.OVERDUE: "yellow"}
"""What is marked with `!`, and the color of its mark."""
_MOST_ROWS = 16
"""What a screen has room for: of more, those that are unknown alike are not all shown."""
_MOST_ALIKE = 3


_FIXED = 2 + 2 + 11 + 5 + 2
"""The columns of a row beside the name and the reason."""
_MOST_AGAIN = 3
"""Closed theses named on the first screen."""
_FEW_POSITIONS = 3
"""Positions that the table shows at a glance, so that no line counts them."""


class Wanted(Struct, frozen=True):
    """What of a review is to be shown."""

    verbose: bool = False
    """The reasons of each thesis, with their lines."""
    attention: bool = False
    """What needs doing, and nothing else."""
    everything: bool = False
    """Also what needs doing, what is not watched, what is closed."""
    since: dt.date | None = None
    """The changes since then, and nothing else."""
    named: bool = False
    """Somebody asked for certain theses: nothing else is mentioned."""
    most: int | None = None
    """Rows at most, and things to do."""
    frozen: bool = False
    """Whether the config sets the day."""

    @property
    def places(self) -> bool:
        """Whether lines of notes are shown."""
        others = self.attention or self.everything or self.since is not None
        return self.verbose or others


_SHORT = Wanted()


def text(
    page: Page, answer: Answer, wanted: Wanted = _SHORT, name: Callable[[str], str] = str
) -> None:
    """Counts, then a line a thesis by urgency, with the most telling reason.

    `name` shortens the path of a note to a name that commands take.
    """
    places = Places(name)
    _add_stale(page, answer)
    if wanted.since is not None and answer.changes is not UNSET:
        add_changes(page, answer, answer.changes, wanted.since, places)
        return
    _add_head(page, answer, named=wanted.named, tabled=not wanted.attention)
    if wanted.attention:
        add_attention(page, answer, places, wanted.most)
        return
    _add_tables(page, answer, wanted, places)
    if wanted.everything or wanted.verbose:
        add_flows(page, answer, places)
    if wanted.everything:
        add_attention(page, answer, places)
    if wanted.everything or wanted.named:
        add_not_watched(page, answer, places)
    if wanted.everything:
        add_closed(page, answer, places)
    if not wanted.named:
        _add_pointers(page, answer, wanted)


def _add_stale(page: Page, answer: Answer) -> None:
    stale = answer.stale_prices
    if stale is None or (stale.last is None and not stale.tripwires):
        return
    wires = plural(stale.tripwires, "tripwire is", "tripwires are")
    dead = f": {wires} not watched" if stale.tripwires else ""
    ended = "No prices"
    if stale.last is not None and stale.days is not None:
        ended = f"Prices end {stale.last} ({plural(stale.days, 'day')} ago)"
    page.wrapped(f"{ended}{dead}. `thesis prices fetch`", style="bold")


def _add_head(page: Page, answer: Answer, *, named: bool, tabled: bool) -> None:
    found = answer.counts
    each = [(getattr(found.verdicts, item.value), item.value) for item in MARKS]
    told = [f"{count} {verdict}" for count, verdict in each if count]
    verdicts = f": {' · '.join(told)}" if told else ""
    if found.theses or not answer.positions:
        subjects = plural(found.theses, "thesis", "theses")
        page.line((f"{subjects} on {answer.as_of}", "bold"), verdicts)
    seen_below = found.theses and tabled and len(answer.positions) <= _FEW_POSITIONS
    if answer.positions and not seen_below:
        day = "" if found.theses else f" on {answer.as_of}"
        page.line(_positions(answer.positions) + day)
    urgent = _urgent_counts(found)
    unread = []
    if found.not_understood and not named:
        unread.append(f"{plural(found.not_understood, 'place')} in the notes not understood")
    if in_words := sum(len(item.criteria) for item in (*answer.theses, *answer.positions)):
        criteria = plural(in_words, "criterion in words", "criteria in words")
        unread.append(f"{criteria} not watched")
    if unread:
        page.wrapped(f"{', '.join(unread)}: `thesis survey`")
    elif not found.attention and not urgent and not answer.is_mostly_unknown:
        urgent = ["Nothing needs attention."]
    page.listed(urgent)


def _positions(found: Sequence[Position]) -> str:
    """How many positions have each verdict: those of theses are counted apart."""
    verdicts = Counter(item.verdict for item in found)
    told = " · ".join(f"{verdicts[item]} {item.value}" for item in MARKS if verdicts[item])
    return f"{plural(len(found), 'position')} without a thesis: {told}"


def _urgent_counts(found: Counts) -> list[Segment]:
    """Tripwires and reviews in the order of their urgency; nothing where there are none."""
    parts: list[Segment] = []
    named = ""
    for count, word, style in ((found.broken, "broken", "red"), (found.near, "near", "yellow")):
        if count:
            named = "" if parts else f" {'tripwire' if count == 1 else 'tripwires'}"
            parts.append((f"{count}{named} {word}", style))
    if found.not_watched:
        parts.append(f"{found.not_watched} of {plural(found.tripwires, 'tripwire')} not watched")
    if found.overdue:
        parts.append((f"{plural(found.overdue, 'review')} overdue", "yellow"))
    return parts


def _add_tables(page: Page, answer: Answer, wanted: Wanted, places: Places) -> None:
    watched = () if answer.watchlist is UNSET else answer.watchlist
    history = {} if answer.history is UNSET else {item.name: item for item in answer.history}
    if answer.theses:
        page.line()
        _add_rows(
            page, "THESIS", [(item.thesis, item) for item in answer.theses], wanted, places, history
        )
    elif not answer.positions and not watched:
        page.line()
        page.line(
            'No thesis is under review on that day. `thesis new thesis "Long copper"` starts one.'
        )
    for title, rows in (("HELD WITHOUT A THESIS", answer.positions), ("ON A WATCHLIST", watched)):
        if rows:
            page.line()
            _add_rows(page, title, [(item.position, item) for item in rows], wanted, places, {})


def _add_rows(
    page: Page,
    head: str,
    rows: Sequence[tuple[str, Reviewed]],
    wanted: Wanted,
    places: Places,
    history: dict[str, History],
) -> None:
    longest = max(width(clean(text)) for text in (head, *(name for name, _ in rows)))
    columns = min(longest, max(min(page.width - 48, 40), 14))
    header = f"  {pad(head, columns)}  {pad('VERDICT', 11)}SCORE  WHY"
    page.line((header, "dim"))
    count, rows = len(rows), rows[: wanted.most]
    in_full = wanted.verbose or wanted.everything or len(rows) <= _MOST_ROWS
    shown = rows if in_full else _few_unknown(rows)
    for name, thesis in shown:
        _add_row(page, name, thesis, columns)
        if wanted.verbose:
            places.forget()
            add_reasons(page, thesis, places, history.get(name), named=wanted.named)
    if folded := len(rows) - len(shown):
        others = plural(folded, "other")
        page.line((f"  and {others} unknown for the same reason: `thesis status --all`", "dim"))
    add_more(page, count, wanted.most)


def _few_unknown(rows: Sequence[tuple[str, Reviewed]]) -> list[tuple[str, Reviewed]]:
    """The rows without the many that are unknown for one and the same reason."""
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for name, thesis in rows:
        if thesis.verdict is Outcome.UNKNOWN and thesis.urgency is Urgency.NONE:
            seen[thesis.why] += 1
        if seen[thesis.why] <= _MOST_ALIKE:
            kept.append((name, thesis))
    return kept


def _add_row(page: Page, name: str, thesis: Reviewed, columns: int) -> None:
    """One line; a second one where what broke, or is pressured, has more to say."""
    urgent = _URGENT.get(thesis.urgency, "")
    room = max(page.width - columns - _FIXED, 16)
    lines = _reason(thesis, room, 2 if urgent == "red" else 1)
    near = any(wire.state is Standing.NEAR for wire in thesis.tripwires)
    style = _URGENT.get(thesis.urgency, "yellow" if near else "")
    is_unknown = thesis.verdict is Outcome.UNKNOWN and not urgent
    page.line(
        (("! " if urgent else "  "), urgent),
        (pad(fit(clean(name), columns), columns), "bold"),
        "  ",
        (pad(f"{MARKS[thesis.verdict]} {thesis.verdict.value}", 11), COLOURS[thesis.verdict]),
        pad(shown_score(thesis), 5, right=True),
        "  ",
        (lines[0], "dim" if is_unknown else style),
    )
    for line in lines[1:]:
        page.line(" " * (page.width - room), (line, style))


def _reason(thesis: Reviewed, columns: int, most: int) -> list[str]:
    """As many reasons as there is room for, at least the first; the second may take a new line."""
    found = [clean(" ".join(item.split())) for item in thesis.why] or [""]
    told = found[0]
    for at, item in enumerate(found[1:]):
        room = most if at == 0 else len(wrap(told, columns))
        if len(wrap(f"{told}; {item}", columns)) <= room:
            told = f"{told}; {item}"
    lines = wrap(told, columns)
    return [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), columns)][: len(lines)]


def _add_pointers(page: Page, answer: Answer, wanted: Wanted) -> None:
    """What to type for more."""
    found, stale = answer.counts, answer.stale_prices
    has_none = stale is not None and stale.last is None
    lines = []
    if not found.not_understood and (count := sum(map(_is_blank, answer.theses))):
        theses = plural(count, "thesis is", "theses are")
        lines.append(f"{theses} unknown for lack of evidence: `thesis survey` shows what was read")
    elif answer.theses and not answer.rotations and not any(map(_has_evidence, answer.theses)):
        what = (
            f'`thesis new rotation "{answer.as_of:%B %Y}"`'
            if has_none
            else "`thesis rotation --detect` looks for one"
        )
        lines.append(f"No note links a move to a thesis yet: {what}")
    again = [item.thesis for item in answer.closed if item.supported_by]
    if again and not wanted.everything:
        left = f" and {len(again) - _MOST_AGAIN} more" if len(again) > _MOST_AGAIN else ""
        lines.append(f"Closed, and supported again: {', '.join(again[:_MOST_AGAIN])}{left}")
    if stale is not None and has_none and not stale.tripwires:
        lines.append("No prices: moves are not measured. `thesis prices fetch`")
    if found.moves_failed:
        moves = plural(found.moves_checked, "stated move")
        lines.append(f"{found.moves_failed} of {moves} fail at the close: `thesis claims`")
    more = [] if wanted.verbose else ["-v: reasons"]
    if answer.attention and not wanted.everything:
        more.append(f"--attention: {len(answer.attention)} to do")
    rest = ["unwatched"] * bool(found.not_watched) + ["closed"] * bool(answer.closed)
    if rest and not wanted.everything:
        more.append(f"--all: {', '.join(rest)}")
    if more and (answer.theses or answer.positions):
        lines.append(f"`thesis status` {' · '.join(more)}")
    if wanted.frozen:
        lines.append(f"The day is set in .thesis/config.toml: as_of = {answer.as_of}")
    if lines:
        page.line()
    for line in lines:
        page.wrapped(line, style="dim")


def _has_evidence(thesis: Thesis) -> bool:
    return bool(thesis.evidence)


def _is_blank(thesis: Thesis) -> bool:
    """Whether nothing is known of a thesis that may say more: it has no side, or holds nothing."""
    is_unread = "side-assumed" in thesis.flags or thesis.unmeasured == NO_EXPOSURE
    return thesis.verdict is Outcome.UNKNOWN and not thesis.evidence and is_unread
