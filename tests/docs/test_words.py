"""Plain English of the field, in pages, notes, templates and strings: the phrases we do without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import code
from docs.pages import DOCS, ROOT, SOURCE, prose

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
    "`expensive`": r"\bdearer?\b",
}
"""What to write instead, and the pattern of what is not written."""

SAID = {
    "`pressures`, `pressured`": r"\b(?:presses|pressed)\b",
    "a verdict `changes`": r"\bverdicts?(?: that| has| have| may| can| would| was| were)*"
    r"(?: not)? turn(?:s|ed)?\b|\bwhat turned\b",
    "`add the word to the config`": r"\b(?:teach|teaches)(?: it| the program| your| yours)\b",
    "`not checked`": r"\bnot judged\b",
    "bars are `stored`": r"\balready held\b|\bbars (?:are )?held\b|\bheld already\b",
    "a link `points` somewhere": r"\blinks?\b[^.|`]{0,30}\bleads? (?:out|nowhere|elsewhere|to)\b",
    "`exits with 1 if`": r"\b[Ee]xit(?:s with| code) \d where\b",
    "`interrupted`, `again`, `fix`": r"\bbroken[- ]off\b|\banew\b|\bmend(?:s|ed)?\b",
    "`per`": r"\b(?:one|a) (?:line|row|column|verdict|template|process|folder|edge|concern) a "
    r"(?!part\b)\w+\b",
    "`thesis's`": r"\bthesis' ",
    "American spelling": r"(?i)\b(?:un)?(?:colour|favour|behaviour|neighbour|honour|judgement"
    r"|cancelled|labelled|catalogue|licence|towards|learnt|grey\b|centred?\b|programme\b"
    r"|(?:recogn|organ|summar|normal|annual|emphas|capital)is(?:e|ed|es|ing|ation)\b)",
}
"""The same for pages, help and messages alone: docstrings may speak of the code in such words."""


def _compiled(kinds: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {better: re.compile(pattern, re.MULTILINE) for better, pattern in kinds.items()}


PATTERNS = _compiled(KINDS)
ALL = PATTERNS | _compiled(SAID)

_GENERATED = re.compile(r"<!-- generated:.*?<!-- /generated -->", re.DOTALL)
_BLOCK = re.compile(r"^<!-- thesis:(\w+).*?^<!-- /thesis:\1 -->$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")
_TAG = re.compile(r"<[^>]*>")
_EXPRESSION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)

TEXTS = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "DECISIONS.md",
    *sorted(DOCS.glob("*.md")),
    *sorted((ROOT / "templates").glob("*.md")),
    *sorted((ROOT / "vault").rglob("*.md")),
)


def found(text: str, patterns: dict[str, re.Pattern[str]] = ALL) -> list[str]:
    """Every phrase of the tables in a text, with what to write instead."""
    return [
        f"{match.group()!r} in {text[max(0, match.start() - 30) : match.end() + 30]!r}: {better}"
        for better, pattern in patterns.items()
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


def _decorators(node: ast.AST) -> list[str]:
    return [ast.unparse(item) for item in getattr(node, "decorator_list", ())]


def messages(tree: ast.Module) -> Iterator[str]:
    """The sentences that people read, and the help of commands; no other docstring."""
    silent = {
        id(node.value)
        for parent in ast.walk(tree)
        if isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef)
        and not any("command" in name or "reading" in name for name in _decorators(parent))
        for node in parent.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        sentence = " " in node.value and "\\" not in node.value and "(?" not in node.value
        if sentence and id(node) not in silent:
            yield node.value


def shown(template: str) -> str:
    """The words of a page's template, without its tags and expressions."""
    return _TAG.sub(" ", _EXPRESSION.sub("", template))


def test_what_people_read_is_plain_english() -> None:
    wrong = [f"{path.relative_to(ROOT)}: {line}" for path in TEXTS for line in found(written(path))]
    assert not wrong, "\n".join(wrong)


def test_what_the_program_says_is_plain_english() -> None:
    wrong = []
    for path, tree in code.modules():
        texts = list(strings(tree))
        if found("\n".join(texts), PATTERNS):  # no phrase is lost by a line before or behind it
            lines = (line for text in texts for line in found(text, PATTERNS))
            wrong += [f"{path}: {line}" for line in lines]
        wrong += [f"{path}: {line}" for text in messages(tree) for line in found(text)]
    assert not wrong, "\n".join(wrong)


def test_what_the_pages_say_is_plain_english() -> None:
    wrong = [
        f"{path.name}: {line}"
        for path in sorted((SOURCE / "web" / "templates").glob("*.html"))
        for line in found(shown(path.read_text(encoding="utf-8")))
    ]
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
        "The author says it presses the thesis.",
        "Show when a thesis's verdict turned, and why.",
        "`[vocabulary.impact]` with `erodes` teaches it",
        "Not judged before 2026-01-06: no prices.".lower(),
        "7,455 bars added, 0 already held",
        "It is a link that leads out of the vault.",
        "Exits with 1 where a claim fails.",
        "Commands finish a rename that was broken off.",
        "A review has one verdict a thesis.",
        "A thesis' side is long.",
        "Groups are favoured, or of another colour.",
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
