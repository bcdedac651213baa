"""Lines of a thesis or a stock that state something by themselves, whatever their heading: a stop,
a target, a criterion, a task with a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import CatalystDate, Figure, Reference, Side
from thesisvault.model.note import Heading, Kind, Unread
from thesisvault.model.text import Span
from thesisvault.parser.body.passages import LEVELS, Passage, may_state
from thesisvault.parser.facts.criteria import criterion_of, is_criterion, stop_of
from thesisvault.parser.facts.currencies import BEFORE
from thesisvault.parser.facts.dates import find_day, read_interval
from thesisvault.parser.facts.headings import is_past
from thesisvault.parser.facts.lists.headed import security_of
from thesisvault.parser.facts.lists.levels import Level, levels_in, levels_of, pair_in
from thesisvault.parser.facts.lists.reading import SEPARATORS, Reader, shown, words_of
from thesisvault.parser.facts.lists.stops import should_state
from thesisvault.parser.facts.vocabulary import Vocabulary

_DUE = re.compile(r"(?:[📅📆🗓]️?\s*|[\[(]due::\s*)(?P<day>\d{4}-\d\d-\d\d)[\])]?")
_TASK_SIGN = re.compile(
    r"[⏳⌛🛫➕✅❌📅📆🗓]️?\s*(?:\d{4}-\d\d-\d\d)?|[🔺⏫🔼🔽⏬]️?|🔁[^📅📆🗓⏳🛫➕✅❌]*|[🆔⛔]️?\s*\S+|🏁\s*\S+"
    r"|[\[(](?:due|scheduled|start|created|completion|cancelled|priority|repeat|id)::[^\])]*[\])]"
    r"|(?<!\S)#task(?![\w/-])"
)
"""What the Tasks plugin writes behind a task."""
_NEXT_LINE = re.compile(r"[.!?:;。！？][*_)]*[ \t]*\n|\n(?=[*_>(\[]*[^\W\d_a-zß-öø-ÿ])")
"""Where a line does not go on: behind the end of a sentence, or before a capital."""
_CANCELLED = re.compile(r"❌|[\[(]cancelled::")


def read_line(reader: Reader, passage: Passage, symbol: str) -> bool:
    """What a line of a thesis or a stock states; False where it states nothing by itself.

    Under a heading of another security, of a day, or of what is over, it says nothing of now.
    """
    headed = reader.words.level(passage.section.name) if passage.section.role == LEVELS else ""
    if not headed and not may_state(passage.text, reader.words):
        return False
    if _is_task(reader, passage):
        return True
    if passage.is_item and not should_state(passage):
        return False  # a detail of the item above it, which may be of another security
    if not is_of_now(passage.section.trail, reader.words, symbol):
        return False
    _, text = words_of(passage)
    opened = list(_opened(reader, passage))
    lines = {span.line for _, span in opened}
    labelled = [item for item in _labelled(reader, passage) if item[1].line not in lines]
    for said, span in (*opened, *labelled):
        criterion = criterion_of(said, span, _rule(reader, passage), reader.words)
        reader.facts.add("criteria", criterion)
    if opened:
        return True
    found = bool(labelled)
    named = map(security_of, reversed(passage.section.trail))
    held = next(filter(None, named), None)
    levels = _levels(reader, passage, headed)
    # Beside a stop or a target, a thesis's entry is a part of its plan; alone it may be anything.
    is_plan = reader.kind is Kind.THESIS and len({level.name for level, _, _ in levels}) > 1
    wanted = (*_LEAVING, "entry", "buy") if is_plan or headed else _LEAVING
    if not levels and (pair := pair_in(text, reader.words)):
        reader.facts.tell("item", text, passage.span)
        said = f"`{text}` states two levels, of which neither is taken: write each on its own line."
        reader.facts.diagnostics.append(Diagnostic("figure-unparsed", said, passage.span))
        return pair
    for level, start, end in levels:
        if level.name not in wanted:
            continue
        if level.is_label and passage.section.has_labels_only and passage.section.holds_labels:
            continue  # it is a property
        span, rule = passage.places.span(start, end), _rule(reader, passage)
        if held is not None and not symbol:  # one of several that a thesis holds
            if level.name == "stop":
                reader.facts.add("tripwires", stop_of(held.name, level.text, span, rule))
                found = True
            continue
        figure = Figure(level.name, level.text, level.value, span=span, rule=rule)
        earlier = reader.facts.found.get("lines", ()) if headed == "target" else ()
        is_next = any(item.rule == rule for item in earlier)  # of several targets, each counts
        reader.facts.add("more_targets" if level.is_numbered or is_next else "lines", figure)
        found = True
    return found


_LEAVING = ("stop", "target", "exit")
"""Levels that are a plan alone."""


def _levels(reader: Reader, passage: Passage, headed: str) -> list[tuple[Level, int, int]]:
    """The levels of a passage with their places, also one whose name the heading above gives."""
    side = Side.SHORT if reader.is_short else Side.LONG
    found = list(levels_in(passage, reader.words, side))
    if headed and not found:
        key = "buy zone" if headed == "buy" else headed
        said = f"{key}: {words_of(passage)[1]}"
        found = [(level, 0, len(passage.text)) for level in levels_of(said, reader.words, side)]
    return found


_LONGEST = 160
"""Characters of a line that may be a level: more is prose."""
_MONEY = re.compile(rf"(?:{BEFORE})\s?\d")


def tell_level(reader: Reader, passage: Passage) -> None:
    """Tell of a price below a heading that is called as a level is, since it was not read."""
    if len(passage.text) <= _LONGEST and _MONEY.search(passage.text):
        reader.facts.tell("item", shown(passage.text), passage.span)


def _opened(reader: Reader, passage: Passage) -> Iterator[tuple[str, Span]]:
    """What begins a line, behind the end of a sentence, as criteria begin: `Exit if …`."""
    starts = [passage.task()[1], *(match.end() for match in _NEXT_LINE.finditer(passage.text))]
    for start, end in pairwise((*starts, len(passage.text))):
        said = shown(passage.text[start:end])
        is_read = passage.text.startswith("**", start) and not passage.is_item
        opening = None if is_read and start else reader.words.condition_at(said)
        if opening and len(said) > opening.end() + 1 and not said.endswith(("?", ":")):
            yield said, passage.span if len(starts) == 1 else passage.places.span(start, end)


def _labelled(reader: Reader, passage: Passage) -> Iterator[tuple[str, Span]]:
    """What a label of criteria has behind it in words: `Invalidation: …`."""
    labels = list(passage.labels())
    for label in labels:
        is_read = label.is_marked and not passage.is_item  # as what opens a section
        if not is_read and is_criterion(label, reader.words):
            # Alone on its line, it goes on over those that do not begin anything.
            begun = passage.text[passage.task()[1] :]
            first = shown(_NEXT_LINE.split(begun, maxsplit=1)[0])
            is_alone = len(labels) == 1 and first.startswith(label.key)
            yield first if is_alone else f"{label.key}: {label.value}", label.span


def _rule(reader: Reader, passage: Passage) -> str:
    return reader.rule(passage) if passage.section.name else "line"


def _is_task(reader: Reader, passage: Passage) -> bool:
    """A task with the day on which it is due: `- [ ] 10-Q check 📅 2026-11-10`."""
    mark, start = passage.task()
    due = _DUE.search(passage.text, start) if mark else None
    window = read_interval(due["day"]) if due else None
    if due is None or window is None:
        return False
    said = passage.text[start:]
    title = shown(_TASK_SIGN.sub(" ", said)).strip(SEPARATORS)
    if mark == "-" or _CANCELLED.search(said) or not title:
        return True
    link = passage.links[0] if passage.links else None
    subject = Reference(title, linked=False, span=passage.span)
    if link is not None and title == (link.display or link.target):
        subject = Reference(link.target, linked=True, span=link.span)
    reader.facts.add(
        "catalysts",
        CatalystDate(
            subject,
            window,
            due["day"],
            "",
            "done" if reader.words.is_done(mark) else "",
            asks_outcome=True,
            span=passage.span,
            rule="task",
        ),
    )
    return True


def is_of_now(trail: tuple[Heading, ...], words: Vocabulary, symbol: str) -> bool:
    """Whether what stands under these headings may be of the note's own security, and of today."""
    for heading in trail[1:] if trail and trail[0].level == 1 else trail:
        text, named = shown(heading.text), security_of(heading)
        is_other = named is not None and symbol not in ("", named.name)
        is_logged = words.heading(heading.text) == "log" or find_day(text) is not None
        if is_other or is_logged or is_past(text, words):
            return False
    return True


def settle(
    stated: Sequence[Figure], lines: Sequence[Figure], side: Side | None
) -> tuple[list[Figure], list[Diagnostic], list[Unread]]:
    """What lines add to the figures of properties and tables: the first of a name counts.

    An exit is a stop where it can be nothing else: on the far side of each target and entry.
    """
    sign = (side or Side.LONG).sign
    known = [item for item in (*stated, *lines) if item.name in ("target", "entry", "buy", "price")]
    added: list[Figure] = []
    said: list[Diagnostic] = []
    unread: list[Unread] = []
    for line in lines:
        figure = line
        if line.name == "exit":
            level = line.value or 0.0
            if any(sign * (level - item.value) >= 0 for item in known if item.value):
                unread.append(Unread("value", f"exit: {line.text}", line.span))
                continue
            figure = replace(line, name="stop")
        earlier = (item for item in (*stated, *added) if item.name == figure.name)
        first = next((item for item in earlier if item.value is not None), None)
        if first is None:
            added.append(figure)
        elif first.value != figure.value:
            message = (
                f"`{figure.name} {figure.text}` disagrees with line {first.span.shown_line}, which "
                f"says `{first.text}`: that one counts."
            )
            said.append(Diagnostic("facts-disagree", message, figure.span))
    return added, said, unread
