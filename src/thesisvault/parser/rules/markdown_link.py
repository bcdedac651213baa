"""Markdown links and images with their place, and their address as the author wrote it."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link


def _located(rule, opening: str):  # type: ignore[no-untyped-def]  # markdown-it's own rule type
    def locate(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before : before + 2]:  # pending text may come first
                if token.type == opening:
                    token.meta = {**token.meta, "start": start, "end": state.pos}
                if token.type == opening == "link_open":
                    # The rule has just asked this, as it does: it is known.
                    label = state.md.helpers.parseLinkLabel(state, start, True)
                    token.meta["label"] = label
        return True

    return locate


def install(md: MarkdownIt) -> None:
    """Addresses stay as written: we look them up in the vault, we do not serve them."""
    md.inline.ruler.at("link", _located(link, "link_open"))
    md.inline.ruler.at("image", _located(image, "image"))
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]
    md.validateLink = lambda url: True  # type: ignore[method-assign]
