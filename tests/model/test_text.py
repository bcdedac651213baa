"""Places in a text."""

from __future__ import annotations

import pytest

from thesisvault.model.text import Span


def test_lines_are_shown_from_one_and_spans_are_ordered_by_place() -> None:
    assert Span(0, 0, 0, 1).shown_line == 1
    assert sorted([Span(1, 0, 1, 1), Span(0, 5, 0, 6), Span(0, 2, 3, 0)]) == [
        *(Span(0, 2, 3, 0), Span(0, 5, 0, 6), Span(1, 0, 1, 1))
    ]


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Span(0, 0, 0, 0).line = 1  # type: ignore[misc]
