"""What looks like a fact in prose, where none is read: who looks at a vault is told of it.

A mention is never evidence. Code, addresses, the targets of links, tables, front matter and managed
blocks are stepped over.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.note import Head
from thesisvault.model.text import Span
from thesisvault.parser.body.block import Block, Heading, Text
from thesisvault.parser.body.managed import managed_ranges
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.body.positions import Positions, find_columns
from thesisvault.parser.decoding import LARGEST, decode
from thesisvault.parser.facts.dates import find_days
from thesisvault.parser.facts.identity import DOLLAR, LISTED
from thesisvault.parser.facts.prices import price_of
from thesisvault.parser.facts.vocabulary import Vocabulary
from thesisvault.parser.frontmatter import read_front_matter

_HIDDEN = re.compile(
    r"(?<!`)`+[^`]+`+|!?\[\[[^\[\]]*\]\]|(?<=\])\((?:[^()\s]|\([^()\s]*\))*\)|https?://\S+|<[^<>\n]*>|%%[^%]*%%"
)
_HIDING = ("`", "[[", "](", "http", "<", "%%")
"""One of these is in each text of which something is hidden."""
_SENTENCE = re.compile(r"[^\n.。!！?？;；]+(?:[.](?=\S)[^\n.。!！?？;；]+)*")
_WORD = re.compile(r"\w+")
# A search is quick where a pattern begins with a set: what stands before is looked at behind it.
_FIGURE = re.compile(
    r"[A-Z$€£¥₹+\-−\d](?<![\w.,].)(?:"
    r"(?:(?<=[A-Z])[A-Z]{0,2}[$€£¥₹]|(?<=[$€£¥₹]))\s?\d[\d,.]*|"
    r"(?:(?<=[+\-−])\d|(?<=\d))[\d,.]*\s?"
    r"(?:%|percent\b|billion\b|million\b|trillion\b|bn\b|bps\b|[亿万億억]))"
)
_LEFT = (
    r"(?:exit|sell|cut|bail(?: out)?|kill|close|cover|invalid(?:ated)?|(?:thesis (?:is )?)?"
    r"(?:dead|broken|wrong|invalid))"
)
_STOP = re.compile(
    r"(?i)(?<![\w$])(?:(?:(?:trailing|hard|mental|protective) )?"
    r"(?:stop(?:[- ](?:loss|limit|level|price|ratio))?|t?sl|s/l)(?:\s(?:on|for)\s\S+)?\s{0,3}"
    r"(?:(?:is|was|sits|stands)\s|(?:now|moved|raised|lowered|trailed|set)\s"
    r"(?:(?:up|down)\s)?(?:from\s[$€£¥₹]?\s?[\d,.]+\s)?(?:to\s)?)?"
    r"(?:at|@|:|=|→|->|below|above|under|of)?|"
    r"(?:line in the sand|uncle point|pain threshold|bail-?out|risk level)\s?[:=]|"
    r"(?:invalidation|kill|exit)\s(?:level|price)\s?[:=]?(?:\s[A-Z]{2,5})?|"
    r"(?:sell|exit)\s(?:below|under)|out\s<|"
    rf"(?m:(?<=^)|(?<=\n)|(?<=\*\*)){_LEFT}\s(?:it\s|if\s|when\s)?(?:below|under|<|(?<=cover\s)(?:above|over))|"
    r"(?m:(?<=^)|(?<=\n)|(?<=\*\*))(?:out|cut|kill)\s(?:at|@)|"
    r"trailing(?=\s{0,3}\d[\d.]*\s?%\s*(?:\Z|\n|from|below|off|stop))|"
    r"(?:if|once|when)(?:\s[^\W\d]+){1,4}\s(?:below|under|above|over)(?=[^.;\n]{1,24}\b(?:out|sell|exit)\b)|"
    r"(?:close\s)?(?:below|under)(?=[^.;\n]{1,16}\bout\b)|"
    r"(?:(?:get|am|be|stopped) out\s(?:if|when|at|below|under|above)|out\s(?:if|below|under))"
    r"(?:\s[^\W\d]+){0,5}?)"
    r"\s{0,3}[-−–~≈]?(?=[$€£¥₹]?\s?\d)"
)
_NO_LEVEL = re.compile(r"\d[\d.,]*\s?(?:%|[-–/]\s?[$€£¥₹]?\d)")
"""`Stop: -8%`, `Stop: $95-97`: how far it is, or between which prices."""
_NO_PRICE = re.compile(r"\s?(?:[ap]\.?m\b|o'clock|[:/]\d|pips?\b|points?\b|ticks?\b)", re.I)
"""What makes a figure behind `stop` a time of the day, or a distance."""
_NO_EVENT = re.compile(
    r"(?i)\b(?:(?:as[- ]of|as at|since|from|until|to|through|between|and|vs|versus|latest|close|"
    r"ended|ending)(?: on| at)?|(?:updated?|published|retrieved|accessed|dated?|created|written|"
    r"posted|recorded|ingested|refreshed|verified|checked|reviewed|pulled|captured|snapshot|source|"
    r"sources|bought|sold|added|last)\b[^,;]*)[\s:*_]*\Z"
)
"""What stands before a date that says when something was written or done, or that ends a span."""
_MAY_COUNT = re.compile(r"[$€£¥₹%(（\d](?:(?<=[$€£¥₹%])|(?<=[(（])[A-Z]|(?<=\d) ?[bmtp亿万億억])")
_MAY_HIDE = re.compile(r"[`<]|%%|http")
_NEAR = 60
"""Characters before a date that are looked at."""
_LABEL = 4
"""Words of a field's name at most."""
_LEAST = 3
"""Letters of a symbol that is sought by itself, in capitals."""
_LEAST_NAME = 4
_DIGIT = re.compile(r"\d")
_SAID = ("criterion", "thesis")
CODES = frozenset({"ticker", "figure", "move", "stop", "date", *_SAID})
"""The kinds of mentions."""


class Mention(Struct, frozen=True):
    """One thing that looks like a fact."""

    code: str
    """``ticker``, ``move``, ``stop``, ``criterion``, ``date``, ``thesis`` or ``figure``."""
    text: str
    """A symbol, also with its move, a name, an ISO date, or the words themselves."""
    span: Span
    day: dt.date | None = None
    """Of a date."""


Names = Mapping[str, Sequence[tuple[str, str]]]
"""By the first word: each name as it is spelled, the longest first, with its symbol."""


def names_by_word(named: Iterable[tuple[str, str]]) -> Names:
    """An index of names of securities, given with their symbols; names too short to tell are out.

    Each is found as it is spelled only: `Target` is a company, and `target` is not one.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for name, symbol in dict.fromkeys(named):
        first = _WORD.match(name)
        least = _LEAST if name == symbol and name.isupper() else _LEAST_NAME
        if first is not None and len(name) >= least and not name.isdigit():
            found.setdefault(first[0], []).append((name, symbol))
    return {word: sorted(names, key=lambda item: -len(item[0])) for word, names in found.items()}


def skim(
    data: bytes,
    words: Vocabulary,
    names: Names | None = None,
    codes: Collection[str] = CODES,
) -> list[Mention]:
    """The mentions of these kinds in the bytes of a note; none of a file that is too large to be
    read as one.
    """
    if len(data) > LARGEST or not codes:
        return []
    text, _ = decode(data)
    front = read_front_matter(text)
    body = text.split("\n")[front.body_line :]
    return find_mentions(read_blocks(body).found, body, front.body_line, words, names, codes)


def find_mentions(
    blocks: Sequence[Block],
    lines: Sequence[str],
    first_line: int,
    words: Vocabulary,
    names: Names | None = None,
    codes: Collection[str] = CODES,
) -> list[Mention]:
    """The mentions of these kinds in the texts of a body, in order; `lines` are the body's, of
    which the first is line `first_line` of the note. Takes time in proportion to their length.
    """
    managed = frozenset(at for found in managed_ranges(blocks) for at in found)
    kinds = (Text, Heading) if "stop" in codes else (Text,)
    texts = [
        block
        for block in blocks
        if isinstance(block, (Text, Heading))
        and type(block) in kinds
        and block.first not in managed
    ]
    # Of a whole body first: most hold none of the words, and then no text of theirs is asked.
    body = "\n".join(block.text for block in texts)
    may_label = _SAID[0] in codes and (":" in body or "：" in body)
    codes = {code for code in codes if code not in _SAID or _may_say(body, words, code)}
    found: list[Mention] = []
    for block in texts:
        places: Positions | None = None
        shown = block.text
        if any(mark in shown for mark in _HIDING):
            shown = _HIDDEN.sub(lambda match: " " * len(match[0]), shown)
        sought = codes if type(block) is Text else codes & {"stop"}
        read = _in_text(shown, words, names or {}, sought)
        labels = _labels(shown, words) if may_label and type(block) is Text else ()
        for code, text, start, end, day in (*read, *labels):
            if places is None:
                first, columns = find_columns(block.text, lines, block.first, block.end)
                places = Positions(block.text, first_line + first, columns)
            found.append(Mention(code, text, places.span(start, end), day))
    return found


def no_facts(path: str, blocks: Sequence[Block], first_line: int) -> Iterator[Diagnostic]:
    """Tell that a note states no fact, where tickers or figures are in its texts.

    `first_line` is the note's line on which its body begins. Every source is read so: only what
    is counted is looked for.
    """
    managed: frozenset[int] | None = None
    symbols: set[str] = set()
    figures, first = 0, -1
    for block in blocks:
        if type(block) is not Text or not _MAY_COUNT.search(block.text):
            continue
        if managed is None:
            managed = frozenset(at for found in managed_ranges(blocks) for at in found)
        if block.first in managed:
            continue
        text = block.text
        shown = _HIDDEN.sub(" ", text) if _MAY_HIDE.search(text) else text
        named = set()
        if "(" in shown or "（" in shown:
            named = {match["symbol"] for match in LISTED.finditer(shown)}
        if "$" in shown:
            named |= {match["symbol"] for match in DOLLAR.finditer(shown)}
        counted = len(_FIGURE.findall(shown))
        if (named or counted) and first < 0:
            first = first_line + block.first
        symbols |= named
        figures += counted
    counts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in ((len(symbols), "ticker"), (figures, "figure"))
        if count
    ]
    if counts:
        title = shlex.quote(Head(path).title)
        message = f"No facts were read from this note, but it has {' and '.join(counts)}: "
        place = Span(first, 0, first, 0)
        yield Diagnostic("no-facts", f"{message}`thesis propose {title}` reads them.", place)


_Found = tuple[str, str, int, int, dt.date | None]


def _in_text(
    text: str, words: Vocabulary, names: Names, codes: Collection[str]
) -> Iterator[_Found]:
    if "ticker" in codes:
        yield from _tickers(text, names)
    has_digit = _DIGIT.search(text) is not None
    for match in _FIGURE.finditer(text) if "figure" in codes and has_digit else ():
        yield "figure", match[0], match.start(), match.end(), None
    for match in _STOP.finditer(text) if "stop" in codes and has_digit else ():
        at, end = match.start(), match.end()
        said = text[end : end + 24]
        number = re.match(r"[$€£¥₹]?\s?[\d,.]+(?:\s?%)?", said)
        is_level = price_of(said) is not None or _NO_LEVEL.match(said.lstrip("$€£¥₹ ")) is not None
        if number and is_level and not _NO_PRICE.match(said, number.end()):
            yield "stop", text[at : end + number.end()].rstrip(",. "), at, end, None
    for match in _MOVE.finditer(text) if "move" in codes and "%" in text else ():
        yield "move", f"{match['symbol']} {match['move']}", match.start(), match.end(), None
    spoken = [code for code in _SAID if code in codes and _may_say(text, words, code)]
    dated = "date" in codes and ("20" in text or "19" in text)
    for sentence in _SENTENCE.finditer(text) if spoken or dated else ():
        yield from _in_sentence(sentence[0], sentence.start(), words, spoken, dated)


def _labels(text: str, words: Vocabulary) -> Iterator[_Found]:
    """The lines that begin with a label for criteria, where no word of a sentence tells them."""
    for match in _LABELLED.finditer(text):
        start, said = match.start("said"), match["said"].rstrip(" *_")
        key, _, value = said.replace("：", ":", 1).partition(":")
        value = value.strip(" :*_")
        is_level = not value or price_of(value) is not None  # then it is a stop
        if not is_level and words.heading(key.strip("*_ ")) == "criteria":
            yield _SAID[0], " ".join(said.split()), start, start + len(said), None


_STATISTICS = (
    "AI|ARR|ASP|AUM|CAGR|CAPEX|COGS|CPI|DAU|EBIT|EPS|EV|FCF|FX|FY|GAAP|GDP|GM|GMV|IRR|IV|LTM|MAU|MOM"
    "|MTD|NAV|NFP|NII|NIM|NPS|NRR|OI|OP|OPM|PCE|PE|PMI|PPI|PT|QOQ|QTD|ROE|ROI|ROIC|RPO|RS|SBC|TAM"
    "|TTM|UP|WOW|WTD|YOY|YTD|YTM"
)
"""What has a change in percent beside it, and no price."""
_MOVE = re.compile(
    rf"(?<![\w$.^/-])\$?(?P<symbol>(?!(?:{_STATISTICS})\b)\^?[A-Z]{{2,5}}(?:\.[A-Z]{{1,3}})?)\s?[(（:：]?\s?"
    r"(?P<move>[+\-−–]\s?\d{1,3}(?:[.,]\d{1,2})?\s?%)(?![-–/\w])"
)
_LABELLED = re.compile(r"(?m)^[^\w\n]*(?P<said>[^\W\d_][^:：\n]{1,40}[:：].+)$")


def _may_say(text: str, words: Vocabulary, code: str) -> bool:
    """Whether one of the words may be in a text: of thousands of texts hardly one has any."""
    if not text.isascii():  # what equals what in any case is the pattern's to tell
        return True
    folded = text.casefold()
    if code == _SAID[0] and any(f" {word}" in folded for word in words.words("conditions", "if")):
        return True
    for word in words.words("mentions", code):
        if word.removesuffix("*") in folded or not word.isascii():
            return True
    return False


def _tickers(text: str, names: Names) -> Iterator[_Found]:
    spans = []
    for pattern, marks in ((LISTED, "(（"), (DOLLAR, "$")):
        for match in pattern.finditer(text) if any(mark in text for mark in marks) else ():
            if match["symbol"].strip("XYN"):  # `$XX` stands for any
                spans.append((match.start(), match.end()))
                yield "ticker", match["symbol"], match.start(), match.end(), None
    taken = {at for start, end in spans for at in range(start, end)}
    is_named = not names.keys().isdisjoint(_WORD.findall(text)) if names else False
    for match in _WORD.finditer(text) if is_named else ():
        if match.start() in taken:
            continue
        for name, symbol in names.get(match[0], ()):
            end = match.start() + len(name)
            is_whole = end >= len(text) or not (text[end].isalnum() or text[end] == "_")
            if is_whole and text.startswith(name, match.start()):
                taken.update(range(match.start(), end))
                yield "ticker", symbol, match.start(), end, None
                break


def _in_sentence(
    sentence: str, start: int, words: Vocabulary, said: Sequence[str], dated: bool
) -> Iterator[_Found]:
    for code in said:
        begun = words.condition_at(sentence, _begin(sentence)) if code == _SAID[0] else None
        if match := begun or words.finder("mentions", code).search(sentence):
            text = sentence[match.start() :].strip(" *_,)")
            end = start + match.start() + len(text)
            yield code, " ".join(text.split()), start + match.start(), end, None
    if dated and ("20" in sentence or "19" in sentence):
        for at, behind, day in find_days(sentence):
            before, after = sentence[max(at - _NEAR, 0) : at], sentence[behind : behind + 3]
            if _is_event(before, after):
                yield "date", day.isoformat(), start + at, start + behind, day
                break


def _begin(sentence: str) -> int:
    """Where the first word is."""
    match = _WORD.search(sentence)
    return match.start() if match else 0


def _is_event(before: str, after: str) -> bool:
    """Whether a date between these may be that of an event: none that begins a line, none that a
    field or a bracket holds, none that says when something was written.
    """
    said = before.rstrip(" *_`")
    is_label = said.endswith((":", "：")) and len(said.split()) <= _LABEL
    is_cited = said.endswith((",", "|", "(")) and not after.strip(" *_`")[:1].isalnum()
    in_bracket = after.lstrip(" *_`").startswith((")", "]", "）"))
    begins = not said.strip(" *_-–—([>•")
    return not (begins or is_label or is_cited or in_bracket or _NO_EVENT.search(before))
