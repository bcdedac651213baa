"""The one table of diagnostics."""

from __future__ import annotations

import msgspec
import pytest

from thesisvault.model.diagnostics import RULES, Diagnostic, Severity
from thesisvault.model.text import Span

PLACE = Span(0, 0, 0, 1)


def test_a_diagnostic_matters_as_much_as_the_table_says() -> None:
    assert Diagnostic("encoding-nul", "", PLACE).severity is Severity.ERROR
    assert Diagnostic("tag-digits", "", PLACE).severity is Severity.INFO


def test_there_is_no_diagnostic_that_the_table_does_not_have() -> None:
    with pytest.raises(ValueError, match="no diagnostic is called 'of-ours'"):
        Diagnostic("of-ours", "", PLACE)
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(b'["of-ours", "", [0, 0, 0, 1]]', type=Diagnostic)


def test_titles_tell_the_codes_apart() -> None:
    assert len({rule.title for rule in RULES.values()}) == len(RULES)
    assert all(len(rule.title) <= 60 and rule.title[-1] not in ".:;" for rule in RULES.values())
