"""The symbol of what a note is about: in a property, beside a name, in a title, a file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from thesisvault.model.note import THESES, Heading, Kind
from thesisvault.model.symbols import has_market
from thesisvault.model.text import Span
from thesisvault.parser.facts.currencies import CODES
from thesisvault.parser.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    # The graph asks for names only: it must not load the front matter's YAML.
    from thesisvault.parser.facts.properties import Properties

_EXCHANGES = (
    "NYSE|NASDAQ|NYSEARCA|AMEX|NYSEAMERICAN|OTC|OTCMKTS|TSX|TSXV|TSE|LSE|AIM|ASX|HKEX|HKG|SEHK|SSE|"
    "SZSE|SHA|SHE|KRX|KOSPI|KOSDAQ|TYO|TPE|TWSE|NSE|BSE|XETRA|ETR|FRA|FWB|EPA|AMS|BIT|BME|SIX|SWX|"
    "STO|CPH|OSL|HEL|WSE|GPW|SGX|IDX|CBOE|ARCA|BMV|TASE|B3|JSE|NZX"
)
_SYMBOL = r"[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?|\d{4,6}(?:\.[A-Z]{1,4})?"
LISTED = re.compile(rf"[(（](?P<exchange>{_EXCHANGES})\s*[:：]\s*(?P<symbol>{_SYMBOL})\s*[)）]")
"""`(NYSE: CAT)`: a security that is certainly meant."""
_BEHIND_EXCHANGE = re.compile(
    rf"\b(?P<exchange>{_EXCHANGES})\s*[:：]\s*\$?(?P<symbol>{_SYMBOL})(?!\w|\.\w)"
)
NO_UNIT = r"(?!\$(?:[KMBT]|MM|MN|BN|TN)\b)"
"""Behind a bracket: `Revenue ($B)` names a unit."""
DOLLAR = re.compile(
    rf"(?<![\w$])(?:(?<![(（])(?<!\bin )|{NO_UNIT})"
    r"\$(?P<symbol>[A-Z]{1,6}(?:[.-][A-Z]{1,2})?)(?![\w$(])"
)
"""`$NVDA`; no unit, as in `Revenue ($B)` and `all in $K`, and no formula, as `$O(n)$`."""
_TITLE_END = re.compile(
    rf".+?\s*[(（]{NO_UNIT}\$?(?P<symbol>{_SYMBOL})[)）](?=\s*(?:[-–—:：|]|\Z|[\u3040-\u30ff\u4e00-\u9fff]))"
)
"""`Name (TICK)`, with a remark behind it that a sign, or a script without spaces, sets off."""
_TITLE_START = re.compile(rf"\$?(?P<symbol>{_SYMBOL})(?:\s+[-–—:|]+\s+\S|\s*[:：]\s+\S|\s*\Z)")
_STEM = re.compile(rf"\$?(?P<symbol>{_SYMBOL})(?:\s+[-–—]+\s+\S.*|-(?=\d{{4}}-).*|\s*\Z)")
_DAY_OF_STEM = re.compile(
    r"\A(?:19|20)\d\d-?\d\d-?\d\d[\s_-]+|[\s_-]+(?:19|20)\d\d-?\d\d(?:-?\d\d)?\Z"
)
"""What the name of a note has beside a symbol: `CRWD_2025-09-16`."""
PICTURES = re.compile("[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+")
"""Pictures next to a symbol: `NVDA 🚀`."""
_TICKER = re.compile(r"\$?(?P<symbol>[A-Z]{1,5}(?:\.[A-Z]{1,3})?)")
_CODED = re.compile(r"(?P<symbol>\d{5,6})[_ -]+\D.*")
_CODE = re.compile(
    r"(?P<symbol>\d{4,6}|\d{3}[ACDFGHJKLMNPRSTUWXY])(?=[\s_-]+(?:[^\W\d]|\d{4}-\d\d)|\Z)", re.I
)
"""`6146 Disco`: in a title and in the name of its file, a code of an exchange that has numbers."""
_PLAIN = re.compile(
    rf"(?:(?:{_EXCHANGES}|(?-i:[A-Z][a-z]+)(?: \w+)?)\s*[:：]\s*)?"
    r"\$?(?P<symbol>[^\s$,;:：()（）\[\]]+)",
    re.I,
)
_ASCII = re.compile(r"[A-Za-z0-9]")
_NAME_AND_CODE = re.compile(r"[^\x00-\x7f]+ ?(?P<symbol>\d{4,6}(?:\.[A-Z]{1,4})?)")
_PLACEHOLDERS = frozenset(
    {
        *("XXX", "XXXX", "TICK", "TICKER", "SYMBOL", "TBD", "N/A"),
        *("xxx", "tick", "ticker", "symbol", "none", "n/a", "na", "tbd", "-", "–", "—"),
        *("private", "unlisted", "delisted", "acquired", "defunct", "pre-ipo"),
    }
)
"""What is written for a symbol where there is none; in capitals a word may be one: `NONE`."""
_NAME = re.compile(r"[A-Z][a-z]{5,}\Z|[A-Z][a-z]+ [a-z]")
"""Words, such as the name of a company: `Google`, `Part of it`."""
_SAYS_NOTHING = frozenset(
    {"README", "TODO", "INDEX", "MOC", "NOTES", "AI", "FAQ", "API", "US", "USA", "EU", "UK", "CEO"}
)
"""Words in capitals that a file or a title may be, and that no one calls a stock by."""


class Identity(Struct, frozen=True):
    """A symbol, and the rule that read it."""

    symbol: str
    rule: str
    span: Span


def read_symbol(text: str) -> str | None:
    """The symbol that a property's text is, or ends in behind a name: `$NVDA`, `NASDAQ: NVDA`,
    `[[NVDA]]`, `삼성전자(005930)`, `台積電 2330`.
    """
    if match := LISTED.search(text):
        return match["symbol"]
    bare = text.strip("[]*_`\"' \u00a0")
    match = _PLAIN.match(bare)
    symbol = match["symbol"].strip("*_`|") if match else ""
    is_named = re.fullmatch(_SYMBOL, symbol) is None
    if is_named and (named := _TITLE_END.fullmatch(bare) or _NAME_AND_CODE.fullmatch(bare)):
        return named["symbol"] if _is_symbol(named["symbol"]) else None
    if symbol[:1].isalpha() and not _ASCII.search(symbol):
        return None  # a name in letters that no exchange gives
    if not symbol or is_placeholder(symbol) or "{{" in text or symbol.startswith("<"):
        return None
    return None if _NAME.match(symbol) or _NAME.match(text.strip("*_` ")) else symbol


def is_symbol(text: str) -> bool:
    """Whether a text is in the form of a symbol: capitals, or digits with a market's letters."""
    return re.fullmatch(_SYMBOL, text) is not None and _is_symbol(text)


_OWN = "|".join(("PR[A-Z]", "WTS", "RTS", "UNT", "USDT", "USDC", "BTC", "ETH", *CODES))
_STRATEGY = re.compile(rf"([A-Z][A-Z0-9]{{0,5}})-(?!(?:{_OWN})\Z)[A-Z]{{3,}}")
"""A class of shares has one or two letters (`BRK-B`); preferred shares, warrants, rights, units and
pairs of currencies are securities of their own.
"""


def before_strategy(symbol: str) -> str:
    """The symbol before the name of a strategy, if one is behind it: `NVDA` of `NVDA-DIP`."""
    match = _STRATEGY.fullmatch(symbol)
    return match[1] if match else ""


def says_no_symbol(text: str) -> bool:
    """Whether a property's text is there to name a symbol, and names none: no word for none."""
    if read_symbol(text) is not None or "{{" in text:
        return False
    bare = text.strip("[]*_`\"' ")
    first = bare.split(maxsplit=1)[0].rstrip(",;:") if bare else ""
    return bool(first) and not is_placeholder(first) and not bare.startswith("<")


def is_placeholder(text: str) -> bool:
    """Whether a text stands where a symbol could, and says that there is none."""
    return (text if text.isupper() else text.casefold()) in _PLACEHOLDERS


def bare_name(text: str) -> str:
    """A name in a table without the pictures and the marks around it."""
    return PICTURES.sub("", text).strip("*$` ")


def symbol_listed(text: str) -> str | None:
    """The symbol behind its exchange, or with the mark of its market: `NASDAQ:NVDA`, `HK.00700`."""
    if match := _BEHIND_EXCHANGE.fullmatch(text):
        return _without_exchange(match)
    return text if has_market(text) else None


def without_exchanges(text: str) -> str:
    """A text in which each symbol comes without its exchange."""
    return _BEHIND_EXCHANGE.sub(_without_exchange, text)


def _without_exchange(match: re.Match[str]) -> str:
    marked = f"{match['symbol']}.{match['exchange']}"
    return marked if has_market(marked) else match["symbol"]  # a number alone may be another one's


def symbol_named(text: str) -> str | None:
    """The symbol that a name in a table is, or ends in: `NVDA`, `Caterpillar (CAT)`."""
    if match := LISTED.search(text) or _TITLE_END.fullmatch(text):
        return match["symbol"]
    symbol = read_symbol(text)
    return symbol if symbol == text else None


def find_identity(
    kind: Kind, path: str, properties: Properties, titles: Sequence[Heading], words: Vocabulary
) -> Identity | None:
    """What is said first: a property, a name with its exchange, the title, the file, the folder.

    Only notes about a security, or a thesis on one, have one.
    """
    return next(_stated(properties, titles), None) or (
        next(_named(path, titles, words), None) if kind in THESES else None
    )


def _stated(properties: Properties, titles: Sequence[Heading]) -> Iterator[Identity]:
    for scalar, rule in properties.all("symbol"):
        if symbol := read_symbol(scalar.text):
            yield Identity(_as_titled(symbol, titles), rule, scalar.span)
    several = [(scalar, rule) for scalar, rule in properties.all("tickers")]
    if len(several) == 1 and not re.search(r"[,;、]", several[0][0].text):
        scalar, rule = several[0]
        symbol = read_symbol(scalar.text)
        if symbol and re.fullmatch(_SYMBOL, symbol):
            yield Identity(symbol, rule, scalar.span)
    for scalar, rule in properties.all("company"):
        match = LISTED.search(scalar.text) or _TITLE_END.fullmatch(scalar.text.strip())
        if match is None and rule.casefold().endswith("stock"):  # a company may be `GEICO`
            match = _TICKER.fullmatch(scalar.text.strip("[]*_` "))
        if match and _is_symbol(match["symbol"]):
            yield Identity(match["symbol"], rule, scalar.span)
    for heading in titles:
        if match := LISTED.search(heading.text):
            yield Identity(match["symbol"], "title", heading.span)


def _as_titled(symbol: str, titles: Sequence[Heading]) -> str:
    """Without the name of a strategy, where a title names the symbol before it."""
    head = before_strategy(symbol)
    own = re.compile(rf"(?<![\w$.-]){re.escape(head)}(?![\w.-])") if head else None
    return head if own and any(own.search(title.text) for title in titles) else symbol


def _named(path: str, titles: Sequence[Heading], words: Vocabulary) -> Iterator[Identity]:
    for heading in titles:
        title = _bare_title(heading)
        match = _TITLE_END.match(title) or _TITLE_START.match(title)
        if match and _is_symbol(match["symbol"]):
            yield Identity(match["symbol"], "title", heading.span)
    *folders, name = path.split("/")
    stem = name.removesuffix(".md")
    top = Span(0, 0, 0, 0)
    for heading in titles:
        if (code := _code_in(stem)) and code == _code_in(heading.text.strip("*_ ")):
            yield Identity(code, "title", heading.span)
    match = _STEM.fullmatch(stem)
    if match and _is_symbol(match["symbol"]):
        yield Identity(match["symbol"], "name of the file", top)
    for text, rule, span in (
        *((item.text, "title", item.span) for item in titles),
        (stem, "name of the file", top),
    ):
        if len(marked := {found["symbol"] for found in DOLLAR.finditer(text)}) == 1:
            yield Identity(marked.pop(), rule, span)
    if not folders:
        return
    above = words.kind_of_folder(folders[-2]) if len(folders) > 1 else None
    match = _CODED.fullmatch(folders[-1])
    if match is None and (above in THESES or words.kind_of_stem(stem)):
        match = _STEM.fullmatch(folders[-1])
    if match and _is_symbol(match["symbol"]):
        yield Identity(match["symbol"], "name of the folder", top)


def _code_in(text: str) -> str | None:
    """The code that a name begins with, where it is no year."""
    match = _CODE.match(text)
    return match["symbol"].upper() if match and not _is_year(match["symbol"]) else None


def names_stock(folder: str) -> bool:
    """Whether a folder is called by a security's code and name: `600809_山西汾酒`."""
    return _CODED.fullmatch(folder) is not None


def title_names_stock(stem: str, folders: Sequence[str], title: Heading) -> bool:
    """Whether a title alone tells that a note is about a security: it names the exchange, or the
    file, or the folder, is named after the same symbol.
    """
    if title.level != 1:
        return False
    if LISTED.search(title.text):
        return not re.search(r"\d{4}-\d\d", stem)  # a note of a day is about that day
    text = _bare_title(title)
    titled = _TITLE_END.match(text) or _TITLE_START.match(text)
    if titled is None or not _is_symbol(titled["symbol"]):
        return False
    names = (_DAY_OF_STEM.sub("", stem), *folders[-1:])
    named = [match["symbol"] for name in names if (match := _STEM.match(name))]
    return titled["symbol"] in named


def _bare_title(heading: Heading) -> str:
    """Without marks around it, and a picture before it: `🟠 NVDA — Nvidia`."""
    text = heading.text.strip("*_ ")
    return text[match.end() :].lstrip() if (match := PICTURES.match(text)) else text


def _is_symbol(text: str) -> bool:
    return not is_placeholder(text) and text not in _SAYS_NOTHING and not _is_year(text)


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and text[:2] in ("19", "20")
