"""A metric's history: ``metrics/terminal rate.csv`` with the columns ``date,value``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from thesisvault.model.diagnostics import Diagnostic, Finding
from thesisvault.model.facts import Facts, Metric
from thesisvault.model.note import Kind, Note
from thesisvault.model.text import Span
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.dates import read_interval
from thesisvault.parser.facts.quantities import decimal_comma_of, read_quantity
from thesisvault.parser.facts.vocabulary import Vocabulary

FOLDER = "metrics"
_BEYOND = "beyond"
"""The key of the cells that no header is above."""
_OPTIONAL = ("entity", "basis", "universe", "source")


def is_metric_series(path: str) -> bool:
    """True for a CSV directly in the vault's `metrics/` folder."""
    folder, _, name = path.rpartition("/")
    return folder == FOLDER and name.lower().endswith(".csv")


def missed(paths: Iterable[str]) -> Iterator[Finding]:
    """Those of these files that were meant as series, and stand where none is read."""
    for path in paths:
        folder, _, name = path.casefold().partition("/")
        if folder == FOLDER and name.endswith((".csv", ".tsv")) and not is_metric_series(path):
            message = f"It is not read: series are `.csv` files directly in `{FOLDER}/`."
            yield Finding(path, _wrong(message, 0))


def read_metric_series(path: str, data: bytes, words: Vocabulary) -> Note:
    """The file as a note that states one metric a row, named after the file.

    ``date`` and ``value`` are required; ``entity``, ``basis``, ``universe`` and ``source`` may be
    beside them, separated by commas, semicolons or tabs. What cannot be read is a diagnostic with
    its line, and counts nothing.
    """
    text, diagnostics = decode(data)
    name = path.rpartition("/")[2][:-4].replace("-", " ").replace("_", " ")
    found: list[Metric | Diagnostic] = []
    read: list[tuple[int, dict[str, Any]]] = []
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text), restkey=_BEYOND, delimiter=delimiter)
    try:
        rows.fieldnames = [field.strip().casefold() for field in rows.fieldnames or ()]
        for row in rows:
            read.append((rows.line_num - 1, row))
    except csv.Error as error:
        message = f"The file cannot be read from here on: {error}."
        found.append(_wrong(message, max(rows.reader.line_num - 1, 0)))
    if {"date", "value"} <= set(rows.fieldnames or ()):
        found += _figures(read, path, name, words)
    elif not found:
        wanted = "A metric's CSV needs the columns `date` and `value` in its first line."
        found.append(_wrong(wanted, 0))
    metrics = [one for one in found if isinstance(one, Metric)]
    diagnostics += [one for one in found if isinstance(one, Diagnostic)]
    return Note(
        path, Kind.NOTE, facts=Facts(metrics=tuple(metrics)), diagnostics=tuple(diagnostics)
    )


def _figures(
    read: Sequence[tuple[int, dict[str, Any]]], path: str, name: str, words: Vocabulary
) -> Iterator[Metric | Diagnostic]:
    """The figure of each row, or why it has none; each row with the number of its line."""
    has_comma = decimal_comma_of(row["value"] or "" for _, row in read) is True
    for line, row in read:
        if any(cell.strip() for cell in row.get(_BEYOND, ())):
            yield _wrong("The row has more cells than the header: put `4,5` in quotes.", line)
            continue
        day = read_interval(row["date"] or "")
        quantity = read_quantity(row["value"] or "", words, decimal_comma=has_comma)
        if day is None or quantity.low is None:
            shown = f"{row['date']}, {row['value']}"
            yield _wrong(f"`{shown}` is not a date and a figure: the row is left out.", line)
            continue
        told = {key: (row.get(key) or "").strip() for key in _OPTIONAL}
        yield Metric(
            name=name,
            entity=told["entity"],
            quantity=quantity,
            basis=told["basis"],
            universe=told["universe"],
            as_of=day,
            source=told["source"] or path,
            span=Span(line, 0, line, 1),
            rule="series",
        )


def _wrong(message: str, line: int) -> Diagnostic:
    return Diagnostic("metric-series", message, Span(line, 0, line, 1))
