"""A price server that means harm: each way of answering ends in a sentence, and stores no lie."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from attacks.price_server import DAYS, ENDLESS, HARMLESS, WRONG, Talk, attacking
from cli.conftest import Command
from market.readers.builders import make_vault
from thesisvault.fetch import bounded, connection
from thesisvault.fetch.yahoo import Yahoo
from thesisvault.model.errors import FetchFault
from thesisvault.storage.prices.folder import PriceFolder

_START = DAYS[0].isoformat()
_MOST = 64 << 20
"""Bytes of memory for one answer of the largest size that is read."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault without prices, which is the current folder; little is read of an answer."""
    monkeypatch.setattr(bounded, "LONGEST", 20.0)
    monkeypatch.setattr(bounded, "LARGEST", 1 << 20)
    made = make_vault(tmp_path / "vault", {})
    monkeypatch.chdir(made)
    return made


@pytest.mark.parametrize("mode", ENDLESS)
def test_an_answer_without_an_end_is_given_up(
    root: Path, thesis: Command, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "LONGEST", 0.1)
    with attacking(ENDLESS[mode]) as url:
        done = thesis("prices", "fetch", "X", "--start", _START, "--base-url", url)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("thesis: Yahoo did not finish its answer within")
    assert not list((root / "prices").iterdir())


@pytest.mark.parametrize("mode", WRONG)
def test_a_wrong_answer_is_an_error_and_stores_nothing(
    root: Path, thesis: Command, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 5.0)
    with attacking(WRONG[mode]) as url:
        done = thesis("prices", "fetch", "X", "--start", _START, "--base-url", url)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("thesis: ") and done.err.count("\n") == 1
    assert len(done.err) < 700 and done.err.rstrip("\n").isprintable()
    assert "did not answer" not in done.err
    assert not list((root / "prices").iterdir())


@pytest.mark.parametrize("mode", HARMLESS)
def test_what_is_odd_and_right_is_stored_in_order(root: Path, thesis: Command, mode: str) -> None:
    with attacking(HARMLESS[mode]) as url:
        done = thesis("prices", "fetch", "X", "--start", _START, "--base-url", url)
    assert done.code == 0
    series = PriceFolder(root).series("X")
    assert series is not None and series.bars
    days = [bar.date for bar in series.bars]
    assert days == sorted(set(days)) and set(days) <= set(DAYS)


@pytest.mark.parametrize("mode", ["huge-body", "gzip-bomb", "huge-header", "json-deep"])
def test_memory_is_bounded(mode: str) -> None:
    assert _memory_of(WRONG[mode]) < _MOST


def _memory_of(talk: Talk) -> int:
    now = dt.datetime(2026, 1, 10, tzinfo=dt.UTC)
    tracemalloc.start()
    try:
        with (
            attacking(talk) as url,
            closing(Yahoo(url)) as source,
            pytest.raises(FetchFault),
        ):
            source.fetch("X", DAYS[0], DAYS[-1], now)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://[",
        "http://a:b:c",
        "http://\x00",
        "http://127.0.0.1:1/\x1b",
        "nothing",
        "file:///etc",
    ],
)
def test_an_address_that_is_none(root: Path, thesis: Command, address: str) -> None:
    done = thesis("prices", "fetch", "X", "--base-url", address)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("thesis: ")
