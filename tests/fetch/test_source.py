"""The sources of prices by their names."""

from __future__ import annotations

import sys

import pytest

from thesisvault.fetch import source
from thesisvault.fetch.source import SOURCES, Source, open_source
from thesisvault.fetch.yahoo import Yahoo
from thesisvault.model.errors import UsageFault


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_answers_as_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIINGO_API_KEY", "abc")
    monkeypatch.setenv("ALPHAVANTAGE_API_KEY", "abc")
    found: Source = open_source(name, "http://127.0.0.1:1")
    assert found.name and callable(found.fetch)
    found.close()


def test_an_unknown_source_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageFault, match=r"is called `bloomberg`: choose from `yahoo`, `stooq`"):
        open_source("bloomberg")


def test_only_the_source_that_is_asked_for_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(source.SOURCES, "broken", "Broken")
    monkeypatch.setitem(sys.modules, "thesisvault.fetch.broken", None)
    assert isinstance(open_source("yahoo"), Yahoo)
    with pytest.raises(ImportError):
        open_source("broken")
