"""Links within the documentation lead somewhere, and it speaks of the project alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import PAGES, anchors, prose

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path) -> None:
    text = _CODE.sub("", prose(page.read_text(encoding="utf-8")))
    for address in _LINK.findall(text):
        if address.startswith("https://"):
            continue
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {address}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page.name}: {address}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_are_tidy(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert text.count("```") % 2 == 0
    assert not re.search(r"^(?:<{7}|={7}|>{7})", text, re.MULTILINE), "a merge is not finished"
    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|usr)/", text)
