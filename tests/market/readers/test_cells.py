"""Dates and numbers as they stand in cells, and which of them are refused."""

from __future__ import annotations

from datetime import date

import pytest

from market.readers.builders import rows_of
from thesisvault.market.readers import PriceFormatError, ReadOptions, read_rows
from thesisvault.market.readers.cells import date_reader, decimal_sign, read_number


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-08",
        "2026-01-08 16:00:00",
        "2026-01-08T00:00:00.000Z",
        "20260108",
        "Jan 08, 2026",
        "Jan 8, 2026",
        "January 8, 2026",
        "8 Jan 2026",
        "08-Jan-2026",
        "08-Jan-26",
        "08.01.2026",
        "8.1.26",
    ],
)
def test_dates_that_can_only_be_one_day(text: str) -> None:
    assert date_reader([text], None)(text) == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("samples", "text", "wanted"),
    [
        (["01/08/2026", "01/13/2026"], "01/08/2026", date(2026, 1, 8)),
        (["08/01/2026", "13/01/2026"], "08/01/2026", date(2026, 1, 8)),
        (["8.1.2026", "13.1.2026"], "8.1.2026", date(2026, 1, 8)),
        (["01/13/2026"], "1/8/2026 16:00", date(2026, 1, 8)),
    ],
)
def test_one_day_past_the_twelfth_decides_slashed_dates(
    samples: list[str], text: str, wanted: date
) -> None:
    assert date_reader(samples, None)(text) == wanted


def test_ambiguous_slashed_dates_are_asked_about_not_guessed() -> None:
    with pytest.raises(ValueError, match="--dates mdy"):
        date_reader(["01/08/2026", "02/08/2026"], None)
    assert date_reader(["01/08/2026"], "mdy")("01/08/2026") == date(2026, 1, 8)
    assert date_reader(["01/08/2026"], "dmy")("01/08/2026") == date(2026, 8, 1)


def test_a_year_of_two_digits_is_last_where_somebody_says_so() -> None:
    with pytest.raises(ValueError, match="two digits: use `--dates mdy`"):
        date_reader(["01/13/26"], None)
    assert date_reader(["01/13/26"], "mdy")("01/13/26") == date(2026, 1, 13)
    assert date_reader(["13/01/99"], "dmy")("13/01/99") == date(1999, 1, 13)


def test_slashed_dates_of_both_orders_are_asked_about() -> None:
    with pytest.raises(ValueError, match="month or day first"):
        date_reader(["13/01/2026", "01/13/2026"], None)


def test_a_later_date_of_the_other_order_is_an_error_with_its_line() -> None:
    rows = ["Date,Close", *(["13/01/2026,1"] * 401), "01/13/2026,1"]
    with pytest.raises(PriceFormatError, match="`01/13/2026` is not a date") as caught:
        rows_of("\n".join(rows))
    assert caught.value.line == 403


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("185.04", 185.04),
        (" 185.04 ", 185.04),
        ("1,234,567.5", 1234567.5),
        ("$258.80", 258.8),
        ("€12", 12.0),
        ("12.5 €", 12.5),
        ("1.2M $", 1.2e6),
        ("-$37.63", -37.63),
        ("−37.63", -37.63),
        ("1.2M", 1.2e6),
        ("3K", 3e3),
        ("2.5B", 2.5e9),
        ("1e-7", 1e-7),
        ("-0.10%", -0.1),
    ],
)
def test_numbers(text: str, wanted: float) -> None:
    assert read_number(text) == pytest.approx(wanted, rel=1e-15)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "n/a", "NA", "null", "None"])
def test_cells_that_say_nothing_are_absent_never_zero(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    "text", ["zz", "1.2.3", "12 USD", "$1 $", "1$2", "--5", "(1.5)", "1.2T", "#REF!"]
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "wanted"), [("1.234,5", 1234.5), ("185,04", 185.04), ("€ 7,5", 7.5), ("12", 12.0)]
)
def test_numbers_with_decimal_comma(text: str, wanted: float) -> None:
    assert read_number(text, ",") == wanted


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2026-01-09,zz", "`zz` is not a number"),
        ("2026-01-09,1e400", "`1e400` is more than any figure"),
        (f"2026-01-09,1.{'0' * 1000}", "`1.0{198}` is not a number"),
        ("2026-13-09,1", "`2026-13-09` is not a date"),
        (",1", "`` is not a date"),
        ("yesterday,1", "`yesterday` is not a date"),
    ],
)
def test_an_error_names_its_line(line: str, message: str) -> None:
    with pytest.raises(PriceFormatError, match=message) as caught:
        rows_of(f"# remark\n\nDate,Close\n2026-01-08,1\n\n{line}\n")
    assert caught.value.line == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("# only\n# remarks\n", "the file is empty"),
        ("Foo,Close\n1,2\n", "no column holds a date: the header is `Foo,Close`"),
        ("Date,Volume\n2026-01-08,1\n", "no column holds a close"),
        ("Date,Symbol,Close\n2026-01-08,,1\n", "the row names no symbol"),
        ("2026-01-08 price NVDA 1.2.3 USD\n", "is not a price"),
        ("2026-02-30 price NVDA 1 USD\n", "is not a price"),
        ("2026-01-08 price NVDA 185,04 USD\n", "is not a price"),
        ("Date,Close\n01/02/2026,1\n", "use `--dates mdy` or `dmy`"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(PriceFormatError, match=message):
        rows_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Date\tClose\n2026-01-08\t185,04\n",
        'Date,Price\n"Jan 08, 2026","185,04"\n',
    ],
)
def test_a_decimal_comma_is_read_or_refused_but_never_dropped(text: str) -> None:
    try:
        closes = [row.bar.close for row in rows_of(text)]
    except PriceFormatError:
        return
    assert closes == [185.04]


def test_a_decimal_point_stays_one_beside_thousands_with_commas() -> None:
    text = "Date;Close;Volume\n2026-01-08;185.04;1,200\n"
    try:
        closes = [row.bar.close for row in rows_of(text)]
    except PriceFormatError:
        return
    assert closes == [185.04]


def test_slashed_dates_with_the_year_first_have_one_meaning() -> None:
    assert date_reader(["2026/01/08"], None)("2026/01/08") == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("cells", "delimiter", "sign"),
    [
        (["185,04"], "\t", ","),
        (["185.04", "1,200"], ";", "."),
        (["1.234,5"], ",", ","),
        (["1,234.5"], ";", "."),
        (["1,234,567"], ";", "."),
        (["1.234.567"], ";", ","),
        (["0,125"], ";", ","),
        (["1234.567"], ";", "."),
        (["1.234"], ",", "."),
        (["12", "", "-"], ";", "."),
        (["$1,2M"], ",", ","),
    ],
)
def test_the_decimal_sign_of_a_file(cells: list[str], delimiter: str, sign: str) -> None:
    assert decimal_sign(cells, delimiter) == sign


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('Date,Price\n2026-01-08,"1,200"\n', "`1,200` could be thousands or a decimal"),
        ("Date;Price\n2026-01-08;1.200\n", "use `--decimal point` or `comma`"),
        ("Date;Price\n2026-01-08;1.5\n2026-01-09;1,5\n", "write one"),
    ],
)
def test_an_undecidable_decimal_sign_is_asked_for(text: str, message: str) -> None:
    with pytest.raises(PriceFormatError, match=message) as caught:
        rows_of(text)
    assert caught.value.line == 1


def test_a_cell_beyond_the_sample_is_never_read_otherwise() -> None:
    rows = ["Date;Close", *(["2026-01-08;185.04"] * 401), "2026-01-09;185,04"]
    with pytest.raises(PriceFormatError, match="`185,04` is not a number"):
        rows_of("\n".join(rows))


def test_what_is_told_of_the_decimal_sign_decides() -> None:
    options = ReadOptions("X", decimal=",")
    [row] = read_rows(["Date;Close\n", "2026-01-08;1.200\n"], "x", options)
    assert row.bar.close == 1200.0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Date,Close\n2026-01-08,1\n2026-01-09," + "9" * 200_000 + "\n", 3),
        ("Date," + "x" * 200_000 + "\n", 1),
    ],
)
def test_a_cell_that_is_too_large_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(PriceFormatError, match="field limit") as fault:
        list(read_rows(text.splitlines(keepends=True), "X", ReadOptions()))
    assert fault.value.line == line
