"""Mathematics is opaque; money is not mathematics."""

from __future__ import annotations

import pytest

from parser.reading import tags, targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$[[x]]$", []),
        ("a$[[x]]$b", []),
        ("$a\n[[x]]$", []),
        ("$5 [[x]] and $6", ["x"]),
        ("costs $5 [[x]] and x$", []),
        ("$ [[x]]$", ["x"]),
        ("$[[x]] $", ["x"]),
        (r"\$[[x]]$", ["x"]),
        ("$[[x]]", ["x"]),
        ("$[[x]]$5", ["x"]),
        ("$[[x]]$a", []),
        ("a $$[[x]]$$ b", []),
        ("a $$ [[x]] $$ [[y]]", ["y"]),
        ("$$[[x]]$$ [[y]]", ["y"]),
        ("$$\n[[x]]\n$$\n[[y]]", ["y"]),
        ("$$\n[[x]]\n\n[[z]]\n$$\n\n[[y]]", ["y"]),
        ("$$\n[[x]]\n\n[[y]]", []),
        ("> $$\n> [[x]]\n\n[[y]]", ["y"]),
        ("- $$\n  [[x]]\n\n[[y]]", ["y"]),
        ("para\n$$\n[[x]]\n$$\n[[y]]", ["y"]),
    ],
)
def test_links_and_mathematics(text: str, expected: list[str]) -> None:
    assert targets(text) == expected


def test_tags_and_mathematics() -> None:
    assert tags("$#a$ #b $5 #c $6") == ["b", "c"]
