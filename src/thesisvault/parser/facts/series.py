"""A metric's history: ``metrics/terminal rate.csv`` with the columns ``date,value``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Facts, Metric
from thesisvault.model.note import Kind, Note
from thesisvault.model.text import Span
from thesisvault.parser.decoding import decode
from thesisvault.parser.facts.dates import read_interval
from thesisvault.parser.facts.quantities import read_quantity
from thesisvault.parser.facts.vocabulary import Vocabulary

FOLDER = "metrics"
_OPTIONAL = ("entity", "basis", "universe", "source")


def is_metric_series(path: str) -> bool:
    """True for a CSV directly in the vault's `metrics/` folder."""
    folder, _, name = path.rpartition("/")
    return folder == FOLDER and name.lower().endswith(".csv")


def read_metric_series(path: str, data: bytes, words: Vocabulary) -> Note:
    """The file as a note that states one metric a row, named after the file.

    ``date`` and ``value`` are required; ``entity``, ``basis``, ``universe`` and ``source`` may
    are beside them. What cannot be read is a diagnostic with its line, and counts nothing.
    """
    text, diagnostics = decode(data)
    name = path.rpartition("/")[2][:-4].replace("-", " ").replace("_", " ")
    metrics: list[Metric] = []
    rows = csv.DictReader(io.StringIO(text))
    try:
        for found in _read(rows, path, name, words):
            if isinstance(found, Metric):
                metrics.append(found)
            else:
                diagnostics.append(found)
    except csv.Error as error:
        message = f"The file cannot be read from here on: {error}."
        diagnostics.append(_wrong(message, max(rows.reader.line_num - 1, 0)))
    return Note(
        path, Kind.NOTE, facts=Facts(metrics=tuple(metrics)), diagnostics=tuple(diagnostics)
    )


def _read(
    rows: csv.DictReader[str], path: str, name: str, words: Vocabulary
) -> Iterator[Metric | Diagnostic]:
    rows.fieldnames = [field.strip().casefold() for field in rows.fieldnames or ()]
    if not {"date", "value"} <= set(rows.fieldnames):
        yield _wrong("A metric's CSV needs the columns `date` and `value` in its first line.", 0)
        return
    for row in rows:
        line = rows.line_num - 1
        day = read_interval(row["date"] or "")
        quantity = read_quantity(row["value"] or "", words)
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
