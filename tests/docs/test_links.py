"""Links within the documentation lead somewhere, and it speaks of the project alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docs.pages import PAGES, anchors, prose

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`[^`\n]*`")
_UNTIDY = {
    "blanks at the end": re.compile(r"[ \t]$", re.MULTILINE),
    "a merge is not finished": re.compile(r"^(?:<{7}|={7}|>{7})", re.MULTILINE),
    "a path of one computer": re.compile(r"(?<![\w.])/(?:work|home|root|tmp|usr)/"),
}


def test_links_resolve() -> None:
    wrong = [f"{page.name}: {address}" for page in PAGES for address in _leading_nowhere(page)]
    assert not wrong, "\n".join(wrong)


def _leading_nowhere(page: Path) -> Iterator[str]:
    text = _CODE.sub("", prose(page.read_text(encoding="utf-8")))
    for address in _LINK.findall(text):
        if address.startswith("https://"):
            continue
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            yield address


def test_pages_are_tidy() -> None:
    wrong = [f"{page.name}: {said}" for page in PAGES for said in _untidy(page)]
    assert not wrong, "\n".join(wrong)


def _untidy(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    if not text.startswith("# "):
        yield "it does not begin with its title"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "it does not end with one line break"
    if text.count("```") % 2:
        yield "a fenced block is not closed"
    for said, pattern in _UNTIDY.items():
        for match in pattern.finditer(text):
            yield f"line {text.count(chr(10), 0, match.start()) + 1}: {said}"
