"""Words, names and sentences of our own making, drawn by a seeded generator."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")

_WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
_SUBJECTS, _VERBS, _OBJECTS = _WORDS["subjects"], _WORDS["verbs"], _WORDS["objects"]
_ENDINGS, _LEADS = _WORDS["endings"], _WORDS["leads"]
_HEADS, _RESTS, _TAILS = _WORDS["heads"], _WORDS["rests"], _WORDS["tails"]
_ACTS, _UNICODE = _WORDS["acts"], _WORDS["unicode"]
ADJECTIVES, NOUNS, AUTHORS = _WORDS["adjectives"], _WORDS["nouns"], _WORDS["authors"]


def pick(rng: Random, items: Sequence[T]) -> T:
    """One of `items`, each as likely as the next."""
    return items[int(rng.random() * len(items))]


def sentence(rng: Random) -> str:
    """A sentence without a link, 40 to 120 characters."""
    clause = f"{pick(rng, _SUBJECTS)} {pick(rng, _VERBS)} {pick(rng, _OBJECTS)}"
    return f"{clause}{pick(rng, _ENDINGS)}."


def linked(rng: Random, link: str) -> str:
    """A sentence around `link`."""
    if rng.random() < 0.4:
        return f"{pick(rng, _LEADS)} {link}."
    return f"{pick(rng, _SUBJECTS)} {pick(rng, _VERBS)} {link}{pick(rng, _ENDINGS)}."


def phrase(rng: Random) -> str:
    """A few words for a cell or an item, in lower case but for its first letter."""
    text = pick(rng, _OBJECTS)
    return text[0].upper() + text[1:]


def company(rng: Random) -> str:
    """A company's name; may come twice."""
    name = pick(rng, _HEADS) + pick(rng, _RESTS)
    if rng.random() < 0.02:
        name = f"{pick(rng, _UNICODE)} {name}"
    return f"{name} {pick(rng, _TAILS)}" if rng.random() < 0.7 else f"{name} & {pick(rng, AUTHORS)}"


def ticker(rng: Random, name: str) -> str:
    """Three to five capitals that begin as the name does, where it is Latin."""
    head = name[0].upper() if name[0].isascii() else "Z"
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return head + "".join(pick(rng, letters) for _ in range(2 + int(rng.random() * 3)))


def topic(rng: Random) -> str:
    """A title of two or three words; may come twice."""
    noun = pick(rng, _UNICODE) if rng.random() < 0.01 else pick(rng, ADJECTIVES)
    return f"{noun} {pick(rng, NOUNS).lower()} {pick(rng, _ACTS)}"
