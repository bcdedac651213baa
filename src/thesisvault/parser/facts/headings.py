"""What a heading says of the lines and tables below it: whose they are, and whether of now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from thesisvault.parser.facts.identity import DOLLAR, LISTED, NO_UNIT, is_symbol
from thesisvault.parser.facts.vocabulary import Vocabulary

BELOW_HEADING = "heading under "
"""What the rule begins with of a heading that names a security below `Longs` or `Positions`."""
HEADED = "heading of a security"
"""The rule of what a heading that names a security has below it."""
OPEN_TRADE = "open trade"
"""The rule of what a note about one trade holds (`properties.trade`)."""
NAMED = "line that begins with a security"
_NUMBERED = re.compile(
    r"(?i)[^\w$]*(?:#?\d{1,2}(?:[.)]|\.\d{1,2}[.)]?)\s+)?"
    r"(?:(?:trade|position|operación|posición|pick|idea|stock|holding)\s*#?\d{1,3}\s*[:.–—-]\s+)?"
    r"[^\w$]*"
)
"""What stands before a name: `2.`, `4.1`, `Trade #3:`, a picture."""
_TITLE = re.compile(
    r"\$?(?P<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)"
    r"(?=\Z|\s*[(（:：\[]|\s+[-–—|@·•])"
)
_TITLED = re.compile(
    r"(?!(?:A|ALL|BEAR|BEST|BULL|CORE|CPO|CURRENT|DRAM|EACH|EVERY|FIRST|FULL|GPU|HBM|I|KEY|LAST|"
    r"LLM|MACRO|MAIN|MY|NAND|NEW|NEXT|NO|OLD|OPEN|OUR|PEST|RISK|SAAS|SEC|SWOT|TAM|THE|THIS|TOP|"
    r"WHY|YOUR)\b)"
    r"\$?(?P<symbol>[A-Z][A-Z0-9]{0,5}(?:[.-][A-Z]{1,3})?)"
    r"\s+(?i:position|trade|thesis|investment thesis|detailed analysis|deep dive|holding|swing"
    r"|breakout)\b"
)
"""`NVDA position thesis`, and what may be in capitals before such a word without being a symbol."""
_FORMULA = re.compile(r"\$[^$\s]+\$")
_IN_BRACKETS = re.compile(
    rf"[(（]{NO_UNIT}\$?(?P<symbol>[A-Z][A-Z0-9]{{0,5}}(?:[.-][A-Z]{{1,3}})?)[)）]"
)
_NO_SECURITY = re.compile(
    r"ADX|AI|AM|API|ATH|ATR|BE|BUY|CAGR|CPI|DCA|DCF|DD|DMA|EMA|EOD|EPS|ETF|EV|FAQ|FCF|FED|"
    r"FOMC|FOMO|GDP|HOD|IPO|IRA|IV|LOD|LONG|MA|MACD|NAV|NFP|NOTE|NOTES|OR|ORB|PDT|PE|PEG|"
    r"PL|PLAN|PM|PNL|POC|PPI|PT|Q1|Q2|Q3|Q4|R|ROI|ROIC|RR|RSI|RULE|RULES|SELL|SETUP|SHORT|"
    r"SL|SMA|STEP|STOP|TA|TBD|TODO|TP|TRADE|USD|VAR|VIX|VWAP|WACC|WATCH|YTD"
)
"""What a heading in capitals may be called beside a security."""
_PAST = re.compile(
    r"(?i)\b(?:past|previous|old|former|history|historical|lessons?|post[- ]?mortem|retrospective"
    r"|review of|example|examples|hypothetical|template|backtests?|completed)\b"
)
"""Words of a heading below which nothing is of now."""


def symbol_in(heading: str) -> str | None:
    """The symbol that a heading begins with: `NVDA (258 shares)`, `2. Nvidia (NVDA) — core`."""
    if match := LISTED.search(heading) or DOLLAR.search(heading):
        return match["symbol"]
    bare = heading[match.end() :] if (match := _NUMBERED.match(heading)) else heading
    if _FORMULA.match(bare):
        return None
    match = _TITLE.match(bare) or _TITLED.match(bare)
    behind = _IN_BRACKETS.search(bare, match.end() if match else 0)
    if behind is not None and _is_its_symbol(bare, match, behind):
        match = behind
    symbol = match["symbol"] if match else ""
    return symbol if is_symbol(symbol) and not _NO_SECURITY.fullmatch(symbol) else None


_OF_TRADE = re.compile(r"ADD|BTST|CNC|FNO|MIS|MTF|NRML|TRIM")
"""What brackets behind a name in capitals say of the trade: how it is paid, or what to do."""
_LEAST_NAME = 5
"""Letters of a name in capitals; fewer are a symbol."""


def _is_its_symbol(heading: str, word: re.Match[str] | None, behind: re.Match[str]) -> bool:
    """Whether brackets hold the symbol of the name before them: `NVIDIA (NVDA)`, `VISA (V)`, and
    not `NVDA (CORE)` or `INOXINDIA (MTF)`. `word`: what could be a symbol itself.
    """
    symbol, before = behind["symbol"], heading[: behind.start()].rstrip()
    is_remark = before.isupper() and _OF_TRADE.fullmatch(symbol) is not None
    if word is None or is_remark:
        return not is_remark
    name = word["symbol"]
    is_name = len(name) >= max(_LEAST_NAME, len(symbol)) or len(symbol) == 1
    is_of_it = is_name and name[0] == symbol[0] and before == heading[: word.end()]
    return is_of_it and not _NO_SECURITY.fullmatch(symbol)


def is_past(heading: str, words: Vocabulary) -> bool:
    """Whether what a heading has below it is of the past, or an example."""
    return bool(_PAST.search(heading)) or words.says_closed(heading)


_HELD = re.compile(
    r"(?i)(?:(?:current|open|active|full|core|my|our|existing|main|long|short|stock|equity|etf|income"
    r"|dividend|growth|value|long-term|retirement|pension|roth|ira|isa|sipp|tfsa|rrsp|401k|taxable"
    r"|brokerage|family|personal|crypto|satellite|swing|trading|investment) ){0,3}"
    r"(?:(?:portfolio|holdings|positions|positionen|bestände|posiciones(?: abiertas| actuales)?)"
    r"(?=\s*(?:[(:—–-]|by\b|\Z))|(?:当前)?(?:持仓|持倉)(?:快照|明细|清单)?(?=\s*(?:[(（:：—–-]|\Z))|保有(?:銘柄|株)?\Z)"
)
_NOT_HELD = re.compile(
    r"(?i)\b(?:paper|model|sample|target|mock|test|proposed|suggested|recommended|ideal|simulated"
    r"|watch(?:list)?|closed|planned|candidate|candidates)\b"
)


def is_held(headings: Sequence[str], words: Vocabulary) -> bool:
    """Whether the nearest heading that speaks of holdings says that they are one's own, and now:
    `Core holdings`, and neither `Model portfolio` nor `Past positions`.
    """
    if any(_NOT_HELD.search(heading) or is_past(heading, words) for heading in headings):
        return False
    return any(_HELD.match(_NUMBERED.sub("", heading, count=1)) for heading in headings[1:])
