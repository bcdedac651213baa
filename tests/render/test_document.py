"""Documents are written as the JSON library writes them, by shorter ways."""

from __future__ import annotations

import json
from typing import Any

import pytest

from thesisvault.render.document import indented, on_one_line

ODD = "".join(map(chr, range(0x250))) + "\u2028\ufeff\ufffe\U0001f6e2\U0010ffff"


@pytest.mark.parametrize(
    "document",
    [ODD, {ODD: [ODD, 1, -1, True, None, [], {}, ""]}, "half a letter \ud800", {"\udfff": 1}, []],
)
def test_bytes_are_those_of_the_json_library(document: Any) -> None:
    assert on_one_line(document) == json.dumps(document)
    assert indented(document) == json.dumps(document, indent=2)
