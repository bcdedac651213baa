"""How wide texts are."""

from __future__ import annotations

import sys

from wcwidth import wcwidth

from thesisvault.cli.text import NARROW, width


def test_what_is_taken_for_narrow_is_narrow() -> None:
    taken = [char for char in map(chr, range(sys.maxunicode + 1)) if NARROW.fullmatch(char)]
    assert len(taken) > 700
    assert {wcwidth(char) for char in taken} == {1}


def test_wide_and_combining_letters() -> None:
    assert (width("日本"), width("e\u0301"), width("a—“b”…")) == (4, 1, 6)
