"""The lines of a note's log: read, and composed so that they read back as they were meant.

A log is what stands under a heading `Log`. Its entries are list items, not nested, that begin
with a full date. Three forms mean more than their words:

    - 2026-01-09: forecast: NVDA close > 200 by 2026-06-30 (55%)
    - 2026-06-30: outcome: NVDA close > 200 by 2026-06-30: yes
    - 2026-06-30: outcome: NVDA close > 200 by 2026-06-30: no, 197.20 was the best close
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from thesisvault.model.log import Answer, Forecast, Log, LogEntry, LogPlace, Settlement
from thesisvault.model.text import Span
from thesisvault.parser.body.block import Block, Heading
from thesisvault.parser.body.managed import managed_ranges
from thesisvault.parser.body.markdown import read_blocks, read_tokens
from thesisvault.parser.facts.dates import find_interval, read_interval, strokes_of
from thesisvault.parser.frontmatter import read_front_matter

HEADING = "Log"

LONGEST = 2000
"""Characters of a forecast or an outcome; a longer one is prose, and is not taken apart."""

_OPENING = re.compile(r"([*_]{0,3})(\[\[)?")
_SEPARATOR = re.compile(r"\s*[:.：]|\s+[-–—](?=\s)|(?=\s)|\Z")
_KEYWORD = re.compile(r"(?P<word>forecast|outcome)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
_FORECAST = re.compile(
    r"(?P<claim>.+)\s+by\s+(?P<due>[^()]+?)\s*\((?P<percent>[0-9]+(?:[.,][0-9]+)?)\s*%\)\s*\.?",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"(?P<claim>.+)\s+by\s+(?P<due>[^:]+?)\s*:\s*(?P<answer>yes|no|void)"
    r"(?:(?:\s*[,;.:]|\s+[-–—](?=\s))\s*(?P<remark>.*))?",
    re.IGNORECASE,
)


class Unwritable(ValueError):
    """A text that cannot are in one line of a log and still mean what it should."""


def read_log(text: str) -> Log:
    """The log of a note's whole text (line ends ``\\n``); no heading, no entries."""
    first_line = read_front_matter(text).body_line
    lines = text.split("\n")[first_line:]
    blocks = read_blocks(lines).found
    managed = frozenset(at for found in managed_ranges(blocks) for at in found)
    entries: list[LogEntry] = []
    place: LogPlace | None = None
    # More than one heading `Log`: all are read, and the last one goes on.
    written = [block for block in blocks if block.first not in managed]
    for start, stop in _sections(written, len(lines)):
        end = None
        for first, last, content in _items(read_tokens(lines[start:stop]), start):
            if first in managed:
                continue
            last = max(_without_blank_lines(lines, last), first + 1)
            span = Span(first_line + first, 0, first_line + last - 1, len(lines[last - 1]))
            with strokes_of(text):
                entry = read_entry(content, span)
            if entry is not None:
                entries.append(entry)
                end = last
            elif end is not None:
                end = last  # an undated item between dated ones belongs to the list
        if end is not None:
            place = LogPlace(first_line + end)
        else:
            place = _first_line(lines, start, first_line)
    return Log(tuple(entries), place or new_section(HEADING, blocks, lines, first_line))


def read_entry(content: str, span: Span) -> LogEntry | None:
    """A list item's text as an entry; None where it does not begin with a full date."""
    line = " ".join(content.split())
    opening = _OPENING.match(line)
    assert opening is not None  # it also matches nothing at all
    marks, linked = opening.groups()
    interval = find_interval(line[opening.end() :])
    if interval is None or interval.start != interval.end:
        return None
    rest = line[opening.end() + len(interval.text) :]
    if linked and not rest.startswith("]]"):
        return None
    rest = rest.removeprefix("]]") if linked else rest
    closed = rest.startswith(marks)
    rest = rest[len(marks) :] if closed else rest
    separator = _SEPARATOR.match(rest)
    if separator is None:
        return None
    text = rest[separator.end() :]
    text = (text if closed else text.removeprefix(marks)).strip()
    return entry_of(interval.start, text, span)


def entry_of(date: dt.date, text: str, span: Span) -> LogEntry:
    """What an entry of that date says: a forecast, an outcome, or what happened."""
    match = _KEYWORD.fullmatch(text)
    if match is None:
        return LogEntry(date, text, span)
    if match["word"].casefold() == "forecast":
        forecast, problem = _read_forecast(match["rest"])
        return LogEntry(date, text, span, forecast=forecast, problem=problem)
    settlement, problem = _read_outcome(match["rest"])
    return LogEntry(date, text, span, settlement=settlement, problem=problem)


def is_forecast(text: str) -> bool:
    """Whether a text begins as a forecast or an outcome does."""
    return _KEYWORD.fullmatch(text) is not None


def looks_forecast(entry: LogEntry) -> bool:
    """Whether an entry reads as a forecast or an outcome but for the word before it."""
    is_plain = entry.forecast is None and entry.settlement is None and len(entry.text) <= LONGEST
    return is_plain and any(form.fullmatch(entry.text) for form in (_FORECAST, _OUTCOME))


def _read_forecast(text: str) -> tuple[Forecast | None, str]:
    match = _FORECAST.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None, "write a forecast as `forecast: CLAIM by 2026-06-30 (55%)`"
    due = read_interval(match["due"])
    if due is None:
        return None, f"`{match['due']}` is not a date"
    percent = float(match["percent"].replace(",", "."))
    if percent > 100:
        return None, f"a probability is at most 100%, not {match['percent']}%"
    return Forecast(match["claim"], due.end, round(percent / 100, 12)), ""


def _read_outcome(text: str) -> tuple[Settlement | None, str]:
    match = _OUTCOME.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None, "write an outcome as `outcome: CLAIM by 2026-06-30: yes` (or no, or void)"
    due = read_interval(match["due"])
    if due is None:
        return None, f"`{match['due']}` is not a date"
    answer = Answer(match["answer"].casefold())
    return Settlement(match["claim"], due.end, answer, match["remark"] or ""), ""


def compose(date: dt.date, meaning: str | Forecast | Settlement) -> str:
    """One line for a log, as a list item, that reads back as `date` and `meaning`.

    White space is drawn together, so that it is one line. Raises `Unwritable` where the text
    would be read as something else, or holds what no note should.
    """
    match meaning:
        case Forecast(claim, due, probability):
            percent = f"{round(100 * probability, 10):.10g}"
            text = f"forecast: {_one_line(claim)} by {due.isoformat()} ({percent}%)"
        case Settlement(claim, due, answer, remark):
            text = f"outcome: {_one_line(claim)} by {due.isoformat()}: {answer.value}"
            text += f", {_one_line(remark)}" if remark.strip() else ""
        case str():
            text = _one_line(meaning)
    line = f"- {date.isoformat()}: {text}"
    entries = read_log(f"# {HEADING}\n\n{line}\n").entries
    if len(entries) != 1 or entries[0].date != date or not _means(entries[0], meaning):
        raise Unwritable(f"`{text}` would not be read back as you mean it: reword it.")
    return line


def _means(entry: LogEntry, meaning: str | Forecast | Settlement) -> bool:
    match meaning:
        case Forecast(claim, due, probability):
            wanted = Forecast(_one_line(claim), due, round(probability, 12))
            return entry.forecast == wanted
        case Settlement(claim, due, answer, remark):
            said = Settlement(_one_line(claim), due, answer, _one_line(remark))
            return entry.settlement == said
    plain = entry.forecast is None and entry.settlement is None and not entry.problem
    return plain and entry.text == _one_line(meaning) != ""


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in line):
        raise Unwritable("A log line cannot contain control characters.")
    if line.count("%%") % 2:
        raise Unwritable("`%%` starts a comment that would hide the rest of the note.")
    return line


def appended(text: str, line: str, before: Log) -> tuple[str, int, Log]:
    """The note's text with `line` at the end of its log, the line's number, and the log it makes.

    `before` is the log that `text` has. Raises `Unwritable` where anything else in the note's log
    would then read differently.
    """
    place = before.place
    lines = text.split("\n")
    added = (*place.before, line, *place.after)
    after = "\n".join((*lines[: place.line], *added, *lines[place.line :]))
    at = place.line + len(place.before)
    said = [(entry.date, entry.text) for entry in before.entries]
    log = read_log(after)
    new = [entry for entry in log.entries if entry.span.line == at]
    kept = [(entry.date, entry.text) for entry in log.entries if entry.span.line != at]
    if len(new) != 1 or kept != said or new[0].span.end_line != at:
        raise Unwritable("The line would not stay separate at the end of the log: reword it.")
    return after, at, log


def _sections(blocks: Sequence[Block], count: int) -> Iterator[tuple[int, int]]:
    """Each log: the line below its heading, and the one behind its last; the body has `count`."""
    opened: Heading | None = None
    for block in blocks:
        if not isinstance(block, Heading) or block.depth:
            continue
        if opened is not None and block.level <= opened.level:
            yield opened.end, block.first
            opened = None
        if opened is None and block.text.strip(" *_:").casefold() == HEADING.casefold():
            opened = block
    if opened is not None:
        yield opened.end, count


def _items(tokens: Sequence[Token], above: int) -> Iterator[tuple[int, int, str]]:
    """The list items that are not nested: first line, the line after the last, first text.

    There are so many lines `above` what the tokens were read from.
    """
    item: Token | None = None
    for token in tokens:
        if token.type == "list_item_open" and token.level == 1:
            item = token
        elif token.type == "inline" and item is not None and token.level == 3:
            assert item.map is not None
            yield above + item.map[0], above + item.map[1], token.content
            item = None
        elif token.type == "list_item_close" and token.level == 1:
            item = None


def _first_line(lines: Sequence[str], below: int, first_line: int) -> LogPlace:
    """The place of a log's first line; `below` is the line under its heading."""
    blank = below < len(lines) and not lines[below].strip()
    if blank and below + 1 < len(lines):
        return LogPlace(first_line + below + 1, (), ("",) if lines[below + 1].strip() else ())
    return LogPlace(first_line + below, ("",), () if blank or below >= len(lines) else ("",))


def new_section(
    title: str, blocks: Sequence[Block], lines: Sequence[str], first_line: int
) -> LogPlace:
    """A place for a section: above the managed blocks that end a note, else at its end."""
    starts = {block.stop: block.start - 1 for block in managed_ranges(blocks)}
    heading = (f"## {title}", "")
    below, end = len(lines), _without_blank_lines(lines, len(lines))
    while end - 1 in starts:
        below = starts[end - 1]
        end = _without_blank_lines(lines, below)
    if below == len(lines):
        return LogPlace(first_line + end, ("", *heading) if end else heading)
    return LogPlace(first_line + below, ("", *heading) if 0 < end == below else heading, ("",))


def _without_blank_lines(lines: Sequence[str], end: int) -> int:
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    return end
