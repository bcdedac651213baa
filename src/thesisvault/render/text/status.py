"""The review as a page for a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from thesisvault.model.review import NO_EXPOSURE, Outcome, Standing
from thesisvault.model.settings import EvidenceClass
from thesisvault.render.lines import Page, Segment, clean, fit, pad, place, plural, width, wrap
from thesisvault.render.sparkline import sparkline
from thesisvault.render.text.flows import add_decided, counts
from thesisvault.reports.status import Answer, Changed, Counts, History
from thesisvault.reports.thesis import Evidence, Holding, Position, Reviewed, Thesis, Tripwire
from thesisvault.reports.urgency import Urgency

if TYPE_CHECKING:
    from thesisvault.impact.changes import Change

COLOURS = {
    Outcome.SUPPORTED: "green",
    Outcome.PRESSURED: "red",
    Outcome.MIXED: "",
    Outcome.NEUTRAL: "",
    Outcome.UNKNOWN: "dim",
}
"""Red is for what is pressured or broken alone, yellow for what is near or overdue."""
MARKS = {
    Outcome.PRESSURED: "-",
    Outcome.MIXED: "±",
    Outcome.SUPPORTED: "+",
    Outcome.NEUTRAL: "=",
    Outcome.UNKNOWN: "?",
}
"""Also the order in which a review counts them."""
_URGENT = {Urgency.BROKEN: "red", Urgency.PRESSURED: "red", Urgency.OVERDUE: "yellow"}
"""What is marked with `!`, and the color of its mark."""
_STANDING = {Standing.BROKEN: "red", Standing.NEAR: "yellow"}
"""Tripwires that a review shows."""
_CODES = {"tripwire-broken": "red", "review-overdue": "yellow"}
"""What cannot wait among what needs doing."""
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


class Places:
    """Lines of notes in few letters: the note's name once, then the line alone."""

    def __init__(self, name: Callable[[str], str]) -> None:
        """`name` shortens a note's path to what `open` takes."""
        self._name, self._last = name, ""

    def short(self, note: str, line: int) -> str:
        """``Sector Rotation:90``, and ``:13`` where the last one was of the same note."""
        if not note:
            return ""
        named = "" if note == self._last else self._name(note)
        self._last = note
        return f"{named}:{line}"

    def forget(self) -> None:
        """Name the next note again: another thesis begins."""
        self._last = ""


def text(
    page: Page, answer: Answer, wanted: Wanted = _SHORT, name: Callable[[str], str] = str
) -> None:
    """Counts, then a line a thesis by urgency, with the most telling reason.

    `name` shortens the path of a note to a name that commands take.
    """
    places = Places(name)
    _add_stale(page, answer)
    if wanted.since is not None and answer.changes is not UNSET:
        _add_changes(page, answer, answer.changes, wanted.since, places)
        return
    _add_head(page, answer, named=wanted.named, tabled=not wanted.attention)
    if wanted.attention:
        _add_attention(page, answer, places, wanted.most)
        return
    _add_tables(page, answer, wanted, places)
    if wanted.everything or wanted.verbose:
        _add_flows(page, answer, places)
    if wanted.everything:
        _add_attention(page, answer, places)
    if wanted.everything or wanted.named:
        _add_not_watched(page, answer, places)
    if wanted.everything:
        _add_closed(page, answer, places)
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
    if found.not_understood and not named:
        places = plural(found.not_understood, "place")
        page.wrapped(f"{places} in the notes not understood: `thesis survey`")
    elif in_words := sum(len(item.criteria) for item in (*answer.theses, *answer.positions)):
        criteria = plural(in_words, "criterion in words is", "criteria in words are")
        page.wrapped(f"{criteria} not watched: `thesis survey`")
    elif not found.attention and not urgent:
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
            _add_reasons(page, thesis, places, history.get(name), named=wanted.named)
    if folded := len(rows) - len(shown):
        others = plural(folded, "other")
        page.line((f"  and {others} unknown for the same reason: `thesis status --all`", "dim"))
    _add_more(page, count, wanted.most)


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


def shown_score(thesis: Reviewed) -> str:
    """A score as a whole number, `weak` for one that is less precise than that; else nothing."""
    if thesis.score is None:
        return ""
    return "weak" if thesis.weak else signed(thesis.score)


def signed(score: float) -> str:
    """A score as a whole number with its sign; zero has none."""
    return f"{score:+.0f}" if round(score) else "0"


def _add_reasons(
    page: Page, thesis: Reviewed, places: Places, history: History | None, *, named: bool
) -> None:
    """What a verdict rests on: each line with its place, and how sure it is."""

    def add(text: str, style: str = "", note: str = "", line: int = 0) -> None:
        page.wrapped(text, indent=4, style=style, end=places.short(note, line))

    if isinstance(thesis, Position):
        add_holding(page, thesis.holding, places)
    elif thesis.held is False:
        add("watched only, not held")
    if "side-assumed" in thesis.flags:
        add("no side is stated: read as long")
    for wire in thesis.tripwires:
        if wire.state in _STANDING:
            then = f": {wire.action}" if wire.action else ""
            when = f" since {wire.broke_on}" if wire.broke_on else ""
            gone = ", but no longer holds" if wire.holds is False and wire.broke_on else ""
            text = f"tripwire {wire.state.value}{when}{gone}: `{wire.condition}`{then}"
            add(text, _STANDING[wire.state], wire.note, wire.line)
    if named:
        _add_watched(page, thesis, places)
    for flag in thesis.flag_details:
        if flag.code != "side-assumed":
            add(flag.message, note=flag.note, line=flag.line)
    is_known = thesis.verdict is not Outcome.UNKNOWN  # else its own line says why
    for item in strongest(thesis.evidence):
        # “no test” is in its words; a t without a say needs the reason.
        tested = item.measurement is None or item.measurement.decisive.t is not None
        why = f" (not counted: {item.reason})" if item.silent and is_known and tested else ""
        add(f"{describe(item)}{why}", note=item.note, line=item.line)
    horizons = " · ".join(
        f"{item.horizon} expired {item.expired}"
        if item.expired
        else f"{item.horizon} {item.verdict.value}"
        for item in thesis.horizons
    )
    if horizons:
        add(horizons)
    if thesis.verdict is Outcome.UNKNOWN:
        add(f"unknown: {thesis.confidence_reason}")
    else:
        score = thesis.score or 0.0
        shown = f"about {signed(round(score, -1))} (weak)" if thesis.weak else signed(score)
        add(f"score {shown}, confidence {thesis.confidence.value}: {thesis.confidence_reason}")
    if thesis.next_review:
        add(f"next review {thesis.next_review}")
    if history is not None and len(history.points) > 1:
        _add_history(page, history, places)


def _add_watched(page: Page, thesis: Reviewed, places: Places) -> None:
    """The tripwires that are watched and still far, and how far."""
    for wire in thesis.tripwires:
        if wire.state in _STANDING or wire.unwatched:
            continue
        away = ""
        if wire.distance is not None:
            points = wire.distance_in == "points"
            away = f", {100 * wire.distance:.1f}{' points' if points else '%'} away"
        text = f"tripwire watched: `{wire.condition}`{away}"
        page.wrapped(text, indent=4, end=places.short(wire.note, wire.line))


def _add_history(page: Page, history: History, places: Places) -> None:
    """The scores as bars, since when the verdict has been what it is, and the note of that day."""
    bars = sparkline([point.score for point in history.points], -100, 100)
    last, since = history.points[-1], history.since
    path = next((point.path for point in history.points if point.day == since), "")
    places.forget()
    told = f"{bars} from {history.points[0].day}; {last.verdict.value} since {since}"
    page.wrapped(told, indent=4, end=places.short(path, 1) if path else "")


def _add_attention(page: Page, answer: Answer, places: Places, most: int | None = None) -> None:
    """What needs doing, the most urgent first; the claims that fail in one line."""
    page.line()
    if not answer.attention:
        page.line("Nothing to do.")
        return
    page.line((f"To do ({len(answer.attention)})", "bold"))
    failed = sum(item.code == "claim-failed" for item in answer.attention)
    single = [item for item in answer.attention if item.code != "claim-failed"]
    for item in single[:most]:
        subject = f"{item.thesis}: " if item.thesis else ""
        end = places.short(item.note, item.line)
        style = _CODES.get(item.code, "")
        first = "! " if style else ""
        page.wrapped(f"{subject}{item.message}", indent=2, style=style, first=first, end=end)
    _add_more(page, len(single), most)
    if failed:
        moves = plural(failed, "stated move fails", "stated moves fail")
        page.wrapped(f"{moves} in notes that these theses rest on: `thesis claims`", indent=2)


def _add_more(page: Page, count: int, most: int | None) -> None:
    """How many were not shown, since fewer were asked for."""
    if most is not None and count > most:
        page.line((f"  and {count - most} more", "dim"))


def _add_not_watched(page: Page, answer: Answer, places: Places) -> None:
    if not answer.not_watched:
        return
    page.line()
    found = answer.counts
    head = f"{found.not_watched} of {plural(found.tripwires, 'tripwire')} not watched"
    page.line((head, "bold"))
    for item in answer.not_watched:
        end = places.short(item.path, item.line)
        page.wrapped(f"{item.name}: `{item.condition}`: {item.reason}", indent=2, end=end)


def _add_flows(page: Page, answer: Answer, places: Places) -> None:
    """Whether the flows of each rotation are true, with those that prices say something of."""
    told = [item for item in answer.rotations if item.flows]
    if not told:
        return
    page.line()
    page.line(("Rotations", "bold"))
    for item in told:
        page.wrapped(f"{item.rotation}: flows: {counts(item.flows)}", indent=2)
        add_decided(page, item.flows)


def _add_closed(page: Page, answer: Answer, places: Places) -> None:
    if not answer.closed:
        return
    page.line()
    names = ", ".join(item.thesis for item in answer.closed)
    page.wrapped(f"{len(answer.closed)} closed: {names}")
    for item in answer.closed:
        if by := item.supported_by:
            said = f"{item.thesis} is supported again: {by.text}"
            page.wrapped(said, indent=2, end=places.short(by.path, by.line))


def _add_pointers(page: Page, answer: Answer, wanted: Wanted) -> None:
    """What to type for more."""
    found = answer.counts
    lines = []
    if not found.not_understood and (count := sum(map(_is_blank, answer.theses))):
        theses = plural(count, "thesis is", "theses are")
        lines.append(f"{theses} unknown for lack of evidence: `thesis survey` shows what was read")
    elif answer.theses and not answer.rotations and not any(map(_has_evidence, answer.theses)):
        lines.append(f'No note says yet what moved: `thesis new rotation "{answer.as_of:%B %Y}"`')
    again = [item.thesis for item in answer.closed if item.supported_by]
    if again and not wanted.everything:
        told = again[:_MOST_AGAIN]
        more = [f"{len(again) - _MOST_AGAIN} more"] if len(again) > _MOST_AGAIN else []
        lines.append(f"Closed, and supported again: {', '.join((*told, *more))}")
    stale = answer.stale_prices
    if stale is not None and stale.last is None and not stale.tripwires:
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


def add_holding(page: Page, holding: Holding, places: Places | None = None) -> None:
    """From which lines it is held, how far its levels are, and what is ahead of it."""

    def add(text: str, note: str, line: int) -> None:
        if places is None:
            page.wrapped(text, indent=4, style="dim", cite=place(note, line))
        else:
            page.wrapped(text, indent=4, end=places.short(note, line))

    for line in holding.lines:
        add(line.text, line.note, line.line)
    for level in holding.levels:
        if level.distance is not None:
            since = "since the cost" if level.name == "cost" else f"to the {level.name}"
            text = f"{level.distance:+.1%} {since} {level.value:,g}, at {level.last_close:.2f}"
            add(text, level.note, level.line)
        elif level.name != "cost":
            text = f"{level.name} {level.value:,g}: no price to compare it with"
            add(text, level.note, level.line)
    for item in holding.catalysts:
        add(f"ahead: {item.text}", item.note, item.line)


def strongest(evidence: tuple[Evidence, ...], most: int = 3) -> list[Evidence]:
    """The items behind a verdict, one for each line of a note, the weightiest first."""
    ranked = sorted(evidence, key=lambda item: -abs(item.contribution))
    seen: set[tuple[str, int]] = set()
    chosen = []
    for item in ranked:
        if item.measurement is not None and item.measurement.decisive.simple_return is None:
            continue  # nothing was measured: `explain` says why
        key = (item.note, item.line)
        if key not in seen:
            seen.add(key)
            chosen.append(item)
    return chosen[:most]


def describe(item: Evidence) -> str:
    """One item in a line: its class and what it says, through what it is held."""
    text = f"“{item.text}”" if item.kind is EvidenceClass.STATED else item.text
    ended = f", expired {item.expired}" if item.expired else ""
    return f"{item.kind.value}: {text}{ended}"


def _add_changes(
    page: Page, answer: Answer, found: Sequence[Changed], since: dt.date, places: Places
) -> None:
    broke = _broke(answer, since)
    if not (found or broke):
        page.line(f"Nothing changed since {since}.")
        return
    page.line((f"Changed since {since}", "bold"))
    for name, wire in broke:
        then = f": {wire.action}" if wire.action else ""
        page.wrapped(
            f"{name}: `{wire.condition}` broke on {wire.broke_on}{then}",
            indent=2,
            style=_STANDING[Standing.BROKEN],
            first="! ",
            end=places.short(wire.note, wire.line),
        )
    for change in sorted(found, key=lambda change: change.before is change.after):
        places.forget()
        page.flowing("  ", (change.thesis, "bold"), f": {turn(change)}")
        for mark, items in (("+", change.came), ("-", change.went)):
            for item in {(describe(item), item.note, item.line): item for item in items}.values():
                end = places.short(item.note, item.line)
                page.wrapped(describe(item), indent=6, first=f"    {mark}", end=end)


def _broke(answer: Answer, since: dt.date) -> list[tuple[str, Tripwire]]:
    """The tripwires that broke after that day, each with the name that it belongs to."""
    named: list[tuple[str, Reviewed]] = [(item.thesis, item) for item in answer.theses]
    named += [(item.position, item) for item in answer.positions]
    return [
        (name, wire)
        for name, item in named
        for wire in item.tripwires
        if wire.broke_on is not None and wire.broke_on > since
    ]


def turn(change: Changed | Change) -> str:
    """Both verdicts, or the one that stayed."""
    before = change.before.value if change.before else "not under review"
    after = change.after.value if change.after else "not under review"
    return f"still {after}" if change.before is change.after else f"{before} → {after}"
