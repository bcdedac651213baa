"""Plain English of the field, in pages, notes, templates and strings: the phrases we do without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import code
from docs.pages import DOCS, ROOT, prose

KINDS = {
    "say what it is, not that it `is no X`": (
        r"(?<!there )(?<!There )\b(?:is|are|was|were) no "
        r"(?!longer|more|less|better|worse|other|need|way|reason)(?=[a-z])"
        r"|(?<!there )(?<!There )\b(?:is|are) none\b"
    ),
    "`separated`, `split`": r"\bparted\b",
    "`checked against`, `compared with`": r"\bh(?:e|o)ld(?:s|ing)? against\b|\bheld against\b"
    r"|\b[Hh]olds? (?:every|all|each|stated|them|moves)\b[^.]{0,40}\bagainst\b",
    "`is reported`": r"\b(?:is|are|was|were) told\b(?! to)",
    "`shows`, `says which`": r"\btells (?:what|which|how|of|both|why|nothing)\b",
    "`counts`, `does not count`": r"\b(?:has|have|with) (?:a|no) say\b|\bshown only\b",
    "`already set up`": r"\bEverything stands\b|\bthings made\b|\bmeans nothing is\b",
    "`No note named X yet`": r"\bNo note answers\b|\byet to be written\b",
    "`not a date`": r"\bnames no exposure\b|\bas one knows now\b|\bare one bet\b",
    "begin with the subject": r"(?:^|[.:] )Of (?:a|an|the|each|one|two|those|it|which|such)\b"
    r"[^.,:]{0,40}, (?:it|its|the|one|whole|what)\b",
    "`is`, `is written`": r"\bstands? (?:in|beside|between|there|behind|below|above|for itself)\b"
    r"(?! line)",
    "`wants`: `needs`": r"\bwants an? (?:outcome|answer|note|look|reason)\b",
    "`dear`, `pressed on`": r"\bdearer?\b|\bpressed (?:on|for now|in)\b",
}
"""What to write instead, and the pattern of what is not written."""

PATTERNS = {better: re.compile(pattern, re.MULTILINE) for better, pattern in KINDS.items()}

_GENERATED = re.compile(r"<!-- generated:.*?<!-- /generated -->", re.DOTALL)
_BLOCK = re.compile(r"^<!-- thesis:(\w+).*?^<!-- /thesis:\1 -->$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")

TEXTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DOCS.glob("*.md")),
    *sorted((ROOT / "templates").glob("*.md")),
    *sorted((ROOT / "vault").rglob("*.md")),
)


def found(text: str) -> list[str]:
    """Every phrase of the table in a text, with what to write instead."""
    return [
        f"{match.group()!r} in {text[max(0, match.start() - 30) : match.end() + 30]!r}: {better}"
        for better, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]


def written(path: Path) -> str:
    """A page without what the program printed or generated: those words are the program's."""
    text = _BLOCK.sub("", _GENERATED.sub("", path.read_text(encoding="utf-8")))
    return _CODE.sub("``", prose(text))


def strings(tree: ast.Module) -> Iterator[str]:
    """The string literals of a module, but the docstrings of modules and private names."""
    nodes = list(ast.walk(tree))
    ours = {
        id(node.body[0].value)
        for node in nodes
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and getattr(node, "name", "_").startswith("_")
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ours:
            yield node.value


def test_what_people_read_is_plain_english() -> None:
    wrong = [f"{path.relative_to(ROOT)}: {line}" for path in TEXTS for line in found(written(path))]
    assert not wrong, "\n".join(wrong)


def test_what_the_program_says_is_plain_english() -> None:
    wrong = []
    for path, tree in code.modules():
        texts = list(strings(tree))
        if found("\n".join(texts)):  # no phrase is lost by a line before or behind it
            lines = (line for text in texts for line in found(text))
            wrong += [f"{path}: {line}" for line in lines]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "`yesterday` is no date",
        "These files are no notes.",
        "Cells are parted by commas.",
        "It is held against prices.",
        "A config that means nothing is told.",
        "Hold every move that notes state against prices",
        "shown only: it has no say",
        "No note answers `X`: a note yet to be written",
        "The figure stands in the table.",
        "Of a thesis, its side is read.",
        "17 things made.",
    ],
)
def test_the_table_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "There is no price. It is no longer near.",
        "The comma separates cells; there are none in it",
        "Investors were told to sell. Hold the line against inflation.",
        "Of the 14 theses, 5 are closed.",
        "It stands out. It is not a date.",
    ],
)
def test_plain_sentences_pass(text: str) -> None:
    assert found(text) == []
