"""Beside the reader of notes, no part of us takes more than its share of time for hostile input."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from hostile.growth import STEEPEST, assert_linear, exponent, repeat
from sizes import share
from thesisvault.edits.edit import edit_note
from thesisvault.edits.fixes import fix_note
from thesisvault.graph import Vault, build
from thesisvault.graph.checks import check
from thesisvault.impact.portfolio.baskets import thesis_basket
from thesisvault.impact.tripwires.parser import parse
from thesisvault.impact.tripwires.syntax import ConditionFault
from thesisvault.market.readers import PriceFormatError, ReadOptions, read_rows
from thesisvault.market.readers.canonical import HEADER, read_series
from thesisvault.model.note import Note
from thesisvault.parser.facts.dates import find_day, find_interval, read_duration, read_interval
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.series import read_metric_series
from thesisvault.parser.facts.vocabulary import default_vocabulary
from thesisvault.parser.frontmatter import read_front_matter
from thesisvault.parser.note import parse_note

Text = Callable[[int], str]
_WORDS = default_vocabulary()


def _front(pattern: str, before: str = "") -> Text:
    # No more than is read: the reader refuses what is larger, which would look like no growth.
    return lambda size: f"---\n{before}{repeat(pattern)(min(size, 64_000))}\n---\n"


@pytest.mark.parametrize(
    "pattern",
    [
        "k: v\n",
        "[",
        "{a: ",
        "- ",
        "? ",
        "a: &a\n",
        "'",
        '"',
        "{{t}}",
        "\t",
        "#",
        "a:\n  ",
        ": ",
        "|\n",
    ],
)
def test_front_matter(pattern: str) -> None:
    assert_linear(_front(pattern), read_front_matter, 125)


@pytest.mark.parametrize(
    "build_front",
    [
        lambda size: (
            "---\n" + "".join(f"k{at}: v\n" for at in range(min(size, 64_000) // 12)) + "---\n"
        ),
        lambda size: "---\na: [" + "x, " * (min(size, 64_000) // 3) + "]\n---\n",
        lambda size: "---\n" + "x\n" * (size // 2),
        lambda size: "---\n" * (size // 4),
    ],
    ids=["keys", "list", "unclosed", "fences"],
)
def test_front_matter_of_other_shapes(build_front: Text) -> None:
    assert_linear(build_front, read_front_matter, 125)


_FIGURES = [
    "9",
    "1,",
    "1.",
    "-",
    "+",
    " ",
    "~",
    "1%",
    "1 to ",
    "vs ",
    "$",
    "up ",
    "9 days ",
    "1 straight ",
]


@pytest.mark.parametrize("pattern", _FIGURES)
def test_quantities(pattern: str) -> None:
    assert_linear(repeat(pattern), lambda text: read_quantity(text, _WORDS), share(400, 1000))


@pytest.mark.parametrize(
    "pattern",
    [
        "9",
        "2026",
        "2026-",
        "2026-01-",
        "Jan ",
        "Jan 8, ",
        "early ",
        "8 ",
        "Q1 ",
        " ",
        "a",
        "2026-01-08T00:00",
    ],
)
def test_dates(pattern: str) -> None:
    def read(text: str) -> None:
        read_interval(text)
        find_day(text)
        find_interval(text)
        read_duration(text)

    assert_linear(repeat(pattern), read, share(400, 1000))


@pytest.mark.parametrize("pattern", ["9", "1 ", "1-", "to ", "a ", "week ", "full ", "1 week "])
def test_durations(pattern: str) -> None:
    assert_linear(repeat(pattern), read_duration, share(400, 1000))


@pytest.mark.parametrize(
    "pattern", ["(", "not ", "-", "1 < 2 and ", "9", "a.", "a-", '"', "NVDA ", "1+"]
)
def test_tripwires(pattern: str) -> None:
    def read(text: str) -> None:
        for at in range(0, len(text), 480):
            with contextlib.suppress(ConditionFault):
                parse(text[at : at + 480])

    assert_linear(repeat(pattern), read, share(1000, 2000))


@pytest.mark.parametrize(
    "pattern",
    [
        "<!-- thesis:backlinks -->\n",
        "<!-- /thesis:backlinks -->\n",
        "<!-- thesis:backlinks -->\n<!-- /thesis:backlinks -->\n",
        "<!-- thesis:moves -->\n<!-- thesis:impact -->\n",
        "<!-- thesis:x k=v k=v -->\n",
        "> <!-- thesis:moves -->\n",
        "```\n<!-- thesis:moves -->\n```\n",
        "`<!-- thesis:moves -->` ",
        "<!-- thesis:",
        "<!-- thesis:moves a\n",
    ],
)
def test_markers(pattern: str) -> None:
    assert_linear(
        repeat(pattern), lambda text: edit_note(text.encode(), lambda block: "- x\n"), 700
    )


@pytest.mark.parametrize(
    "build_marker",
    [
        lambda size: f"<!-- thesis:moves {'k=v ' * (size // 4)}-->\n",
        lambda size: (
            f"<!-- thesis:moves symbols={'A,' * (size // 2)}B -->\n<!-- /thesis:moves -->\n"
        ),
        lambda size: f"<!-- thesis:moves hash={'0' * size} -->\n<!-- /thesis:moves -->\n",
        lambda size: (
            f"<!-- thesis:moves -->\n{'x' * 30}\n" * (size // 40) + "<!-- /thesis:moves -->\n"
        ),
        lambda size: "<!-- thesis:moves -->\n" + "- x\n" * (size // 4) + "<!-- /thesis:moves -->\n",
    ],
    ids=["options", "symbols", "hash", "open", "body"],
)
def test_markers_of_other_shapes(build_marker: Text) -> None:
    assert_linear(
        build_marker, lambda text: edit_note(text.encode(), lambda block: "- x\n"), share(350, 700)
    )


def _rows(text: str) -> None:
    try:
        for _ in read_rows(text.splitlines(keepends=True), "X", ReadOptions()):
            pass
    except PriceFormatError:
        pass


@pytest.mark.parametrize(
    ("before", "pattern"),
    [
        ("Date,Close\n", "2026-01-08,1\n"),
        ("Date,Close\n", '"2026-01-08",="1"\n'),
        ("Date,Close\n2026-01-08,", "9"),
        ("Date,Close\n2026-01-08,", "1,"),
        ("Date,Close\n", '"'),
        ("Date", ",X"),
        ("Date,Close", "["),
        ("Date,Close", " x"),
        ("Date,Close", "*x"),
        ("Date,Close\n", "\n"),
        ("", "2026-01-08 price NVDA 1 USD\n"),
        ("", "#"),
        ("", ";"),
    ],
)
def test_prices(before: str, pattern: str) -> None:
    assert_linear(lambda size: before + repeat(pattern)(size), _rows, share(400, 1000))


@pytest.mark.parametrize(
    "row", ["2026-01-08,1,1,1,1,1,1,0,1\n", "2026-01-08,1,1,1,1,1,1,0,1\n0001-01-01\n", "\n"]
)
def test_prices_of_our_own_form(row: str) -> None:
    def read(text: str) -> None:
        with contextlib.suppress(PriceFormatError):
            read_series(text)

    assert_linear(
        lambda size: f"# symbol: X\n{HEADER}\n{repeat(row)(size)}", read, share(400, 1000)
    )


@pytest.mark.parametrize("pattern", ["2026-01-08,1\n", "x,y\n", '"', ",", "\n"])
def test_series_of_figures(pattern: str) -> None:
    assert_linear(
        lambda size: ("date,value\n" + repeat(pattern)(size)).encode(),
        lambda data: read_metric_series("metrics/x.csv", data, _WORDS),
        share(400, 1000),
    )


def _vault(text: str) -> Vault:
    names = parse_note("a.md", text.partition("\0")[0].encode())
    return build((names, parse_note("b.md", text.partition("\0")[2].encode())), ())


def _aliases(count: int) -> str:
    return f"---\naliases: [{', '.join(f'bomb {at}' for at in range(count))}]\n---\n"


@pytest.mark.parametrize(
    "build_notes",
    [
        lambda size: (
            _aliases(size // 30) + "\0" + "".join(f"[[bombs {at}]]\n" for at in range(size // 30))
        ),
        lambda size: (
            "".join(f"# h{at}\n" for at in range(size // 8)) + "\0" + "[[a#h]]\n" * (size // 8)
        ),
        lambda size: (
            "".join(f"x ^b{at}\n\n" for at in range(size // 8)) + "\0" + "[[a#^b]]\n" * (size // 8)
        ),
        lambda size: "\0" + "[[a]]\n" * (size // 6),
    ],
    ids=["unknown names among many", "headings", "blocks", "backlinks"],
)
def test_checks_between_notes(build_notes: Text) -> None:
    assert_linear(lambda size: _vault(build_notes(size)), check, share(1500, 6000))


@pytest.mark.parametrize(
    "text",
    [
        lambda n: " ".join(f"[[n{at}]]" for at in range(n)),
        lambda n: " ".join(f"[[f{at}/same]]" for at in range(n)),
        lambda n: "| Stock | Weight |\n|---|---|\n" + "| [[n]] | 1% |\n" * n,
    ],
    ids=["names", "one key", "one exposure"],
)
def test_names_without_a_note(text: Text) -> None:
    def ask(note: Note) -> None:
        vault = build((note,), ())
        for node in vault.nodes:
            vault.backlinks.get(node)
        assert vault.edges

    assert_linear(lambda size: parse_note("a.md", text(size).encode()), ask, 30)


def test_exposures_to_names_without_a_note() -> None:
    rows = "| Stock | Weight |\n|---|---|\n"

    def note(size: int) -> Note:
        named = "".join(f"| name {at} | 1% |\n" for at in range(size))
        return parse_note("a.md", (rows + named).encode())

    assert_linear(note, lambda found: build((found,), ()).stated, 30)


def test_a_name_in_many_rows_of_a_thesis() -> None:
    def vault(size: int) -> Vault:
        rows = "| Stock | Weight |\n|---|---|\n" + "| [[n]] | 1% |\n" * size
        return build((parse_note("Theses/Long n.md", rows.encode()),), ())

    def ask(found: Vault) -> None:
        assert thesis_basket(found, found.nodes["Theses/Long n.md"]) is not None

    assert_linear(vault, ask, 30)


def test_a_name_that_many_theses_hold() -> None:
    def vault(size: int) -> Vault:
        rows = b"| Stock | Weight |\n|---|---|\n| NN | 50% |\n"
        found = build([parse_note(f"Theses/Long t{at}.md", rows) for at in range(size)], ())
        assert len(found.incoming['"nn"']) == size
        return found

    def ask(found: Vault) -> None:
        for thesis in found.may_be_theses:
            assert thesis_basket(found, thesis) is not None

    assert_linear(vault, ask, 30)


def test_an_alias_that_many_notes_give_and_link() -> None:
    def notes(size: int) -> list[Note]:
        text = b"---\naliases: [one]\n---\n[[one]]\n"
        return [parse_note(f"a{at}.md", text) for at in range(size)]

    assert_linear(notes, lambda found: check(build(found, ())), 30)


def test_fixes() -> None:
    def mend(vault: Vault) -> None:
        found = [item for item in check(vault) if item.note == "b.md"]
        fixed = fix_note(vault, vault.notes["b.md"], found, texts[len(vault.notes["b.md"].links)])
        assert fixed is not None
        assert len(fixed.mends) == len(vault.notes["b.md"].links)

    texts: dict[int, bytes] = {}

    def build_vault(size: int) -> Vault:
        links = size // 8
        texts[links] = b"[[al]]\n\n" * links
        return _vault("---\naliases: [al]\n---\n\0" + texts[links].decode())

    assert_linear(build_vault, mend, 200)


def test_what_is_quadratic_is_seen() -> None:
    def slow(text: str) -> None:
        for at in range(0, len(text), 50):
            for char in text[:at:50]:
                char.isdigit()

    assert exponent(repeat("a"), slow, 2000) > STEEPEST
    with pytest.raises(AssertionError):
        assert_linear(repeat("a"), slow, 2000)
