"""The promises of `promises`, tried on texts made of what each reader looks for."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hostile import promises
from hostile.catalogue import TOGETHER
from sizes import share

quick = settings(
    max_examples=share(20, 600), deadline=None, suppress_health_check=list(HealthCheck)
)


def _of(*pieces: str, most: int = 12) -> st.SearchStrategy[str]:
    """Pieces in any order, with any text between them."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=most).map("".join)


_FIGURES = _of(
    *("1", "9" * 31, "1,234", ".5", "-", "−", "+", "%", " ", "to", "bps", "pp", "vs ", "vs. the "),
    *(
        "Nasdaq",
        "$",
        "x",
        "T",
        "bn",
        "~",
        "up ",
        "down ",
        " days",
        " straight",
        " in a row",
        "flat",
    ),
    *("٣", "²", "n/a", "1e999", "inf", "nan", "\n", "\x00"),
)
_DATES = _of(
    *(
        "2026",
        "1900",
        "2099",
        "-01",
        "-08",
        "-31",
        "-00",
        "Jan",
        "February ",
        "sept. ",
        " 8",
        "8th",
    ),
    *(
        ",",
        " ",
        "Q1",
        "H2",
        "early ",
        "mid-",
        "late ",
        "end of ",
        "first week of ",
        "T10:00",
        "weeks",
    ),
    *("1-2", " to ", "full ", "a ", "year", "+", " or more", "9" * 7, "day", "month", "٢", "²"),
)
_CONDITIONS = _of(
    *(
        "NVDA",
        " close",
        " open",
        "high(20)",
        "average(",
        "return since opened",
        "relative ",
        "drawdown",
    ),
    *(
        " < ",
        " >= ",
        " and ",
        " or ",
        "not ",
        "(",
        ")",
        "-",
        "−",
        "*",
        "/",
        "1",
        "50%",
        '"S&P 500"',
        "“",
    ),
    *("benchmark ", "basket ", "volatility(20)", "P/E", "a - b", "999", "0.5", "\u202e", "'", "$"),
    most=20,
)
_MARKED = _of(
    *(
        "<!-- thesis:backlinks -->\n",
        "<!-- /thesis:backlinks -->\n",
        "<!-- thesis:moves window=0, -->\n",
    ),
    *("<!-- /thesis:moves -->\n", "<!-- thesis:impact hash=00 -->\n", "<!-- /thesis:impact -->\n"),
    *(
        "<!-- thesis:",
        "<!--",
        "-->",
        "\n",
        "\r\n",
        "\r",
        "> ",
        "- ",
        "```\n",
        "%%\n",
        "$$\n",
        "---\n",
    ),
    *(
        "old\n",
        "[[a]] #t\n",
        "| a |\n|---|\n",
        "\u2028",
        "\ufeff",
        "hash=",
        "    ",
        "<div>\n",
        "</div>\n",
    ),
    most=14,
)


@quick
@given(_FIGURES)
def test_any_quantity(text: str) -> None:
    promises.quantity(text)


@quick
@given(_DATES)
def test_any_date(text: str) -> None:
    promises.date(text)


@quick
@given(_CONDITIONS)
def test_any_condition(text: str) -> None:
    promises.tripwire(text)


@quick
@example("<!-- thesis:backlinks --")
@given(_MARKED)
def test_any_markers(text: str) -> None:
    promises.edit(text.encode("utf-8", "surrogatepass"))


@settings(quick, max_examples=share(15, 400))
@given(_MARKED, st.binary(max_size=6), _MARKED)
def test_any_note(before: str, middle: bytes, after: str) -> None:
    promises.reader(before.encode() + middle + after.encode())


def test_the_inputs_keep_the_promises_too() -> None:
    for nasty in TOGETHER[:: share(3, 1)]:
        for data in nasty.files.values():
            if isinstance(data, bytes) and len(data) < 20_000:
                promises.reader(data)
                promises.edit(data)
