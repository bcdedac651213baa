"""Which block rules a line can be for: its first character rules out most of them.

markdown-it asks every rule about every line. Here a line is shown only to those rules that can
begin with its first character, in the same order: the tokens are the same, at half the price.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from thesisvault.parser.rules import callout, comment, footnote, math

Rule = Callable[[StateBlock, int, int, bool], bool]

FIRST = {
    "callout": callout.FIRST,
    "math_block": math.FIRST,
    "comment_block": comment.FIRST,
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote": footnote.FIRST,
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""What a rule's first line begins with."""

ANY = ("table", "lheading", "paragraph")
"""The rules that any line may be for; `code` is the one left, for lines that are indented."""

CHAINS = ("", "paragraph", "reference", "blockquote", "list")
"""markdown-it's lists of rules: what may begin, and what may end each of these blocks."""


class ChosenRules:
    """Stands where the block rules' own `Ruler` stood, and gives out one rule that asks them."""

    def __init__(self, md: MarkdownIt) -> None:
        """All rules of `md` must have been installed."""
        ruler = md.block.ruler
        self.get_active_rules = ruler.get_active_rules
        names = dict(zip(ruler.getRules(""), ruler.get_active_rules(), strict=True))
        self._chains: dict[str, list[Rule]] = {
            chain: [_chooser(ruler.getRules(chain), names)] for chain in CHAINS
        }

    def getRules(self, chainName: str = "") -> list[Rule]:
        """The one rule."""
        return self._chains[chainName]


def _chooser(rules: Sequence[Rule], names: dict[Rule, str]) -> Rule:
    def asked_for(first: str) -> tuple[Rule, ...]:
        return tuple(
            rule for rule in rules if names[rule] in ANY or first in FIRST.get(names[rule], ())
        )

    chosen = {first: asked_for(first) for first in "".join(FIRST.values())}
    others = asked_for("\n")

    def choose(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
        if state.sCount[line] - state.blkIndent >= 4:
            asked: Sequence[Rule] = rules
        else:
            start = state.bMarks[line] + state.tShift[line]
            asked = chosen.get(state.src[start : start + 1], others)
        for rule in asked:  # noqa: SIM110  # `any` costs a generator for every line
            if rule(state, line, end_line, silent):
                return True
        return False

    return choose


def install(md: MarkdownIt) -> None:
    """Last of all, over the rules that `md` has."""
    md.block.ruler = ChosenRules(md)  # type: ignore[assignment]  # it is asked for nothing else
