"""What the author says a rotation does to a thesis: a phrase to signs for horizons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec.structs import replace

from thesisvault.model.facts import Duration, Label, Side
from thesisvault.parser.facts.slips import is_near
from thesisvault.parser.facts.vocabulary import Vocabulary

MILD, PLAIN, STRONG = 1 / 3, 2 / 3, 1.0
"""What a statement counts: ``slight pressure``, ``pressure``, ``severe pressure``."""

_REASON = re.compile(r"—|–| - ")
_CLAUSE = re.compile(r"[,;，；。、]|\b(?:but|while|although)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")
_ASIDE = re.compile(r"\([^()]*\)")
SAID = ("supports", "pressures", "intact", "neutral", "mixed")
"""The lists of words that state an impact."""
_BETWEEN = "is|are|was|were|remains?|a|an|the|very|only|thesis|case"
"""Words that may be between a degree and what it belongs to, beside those of a horizon."""
_OF_THE_THESIS = "for|than|to|on|and|thesis|case"
"""What may follow a quality that is the thesis's own: ``good for``, not ``good weather``."""
_PHRASE = re.compile(r"[\w'’]+(?:[ -][\w'’]+){0,3}")
_LONGEST_WORD = 40


def read_impact(text: str, vocabulary: Vocabulary) -> tuple[Label, ...]:
    """The statements in `text`, one a horizon at most; empty where none is understood.

    What follows a dash is the reason, and is read only for a horizon that is not labeled yet.
    What is in brackets is a reason too, unless it names a horizon, a degree, or a condition.
    Two statements of opposite sign for one horizon are mixed. A negated or conditional statement
    counts nothing: it is not the opposite of what it denies.
    """
    labels: dict[str, Label] = {}
    plain = _ASIDE.sub(lambda aside: _binding(aside[0], vocabulary), " ".join(text.split()))
    head, *reasons = _REASON.split(plain)
    for part in (head, *reasons):
        in_reason = bool(labels) and part is not head
        for clause in _CLAUSE.split(part):
            label = _read_clause(clause, vocabulary)
            alone = vocabulary.named("horizons", clause) if label is None else None
            if alone and not in_reason and "" in labels:
                label = replace(labels.pop(""), horizon=alone)  # ``supported, near-term``
            if label is None or (in_reason and (not label.horizon or label.horizon in labels)):
                continue
            earlier = labels.get(label.horizon)
            labels[label.horizon] = _joined(earlier, label) if earlier else label
    return tuple(labels.values())


_CONFIRMED = "✅☑✔"
_ARROWS = re.compile(r"\s*(?:([↑⬆⇧📈]\ufe0f?)+|([↓⬇⇩📉]\ufe0f?)+)")


def read_sign(text: str, side: Side | None) -> tuple[Label, ...]:
    """What a mark says before words that say nothing: `✅` that a thesis is confirmed; an arrow,
    which way what it holds goes, and so what it does to a thesis that is long by its name.
    """
    if text.lstrip()[:1] in _CONFIRMED and text.strip():
        return (Label(text.strip(), (PLAIN,), ""),)
    arrow = _ARROWS.match(text) if side is Side.LONG else None
    if arrow is None:
        return ()
    size = STRONG if len(arrow[0].replace("\ufe0f", "").strip()) > 1 else PLAIN
    return (Label(text.strip(), (size if arrow[1] else -size,), ""),)


def read_implication(text: str, vocabulary: Vocabulary) -> tuple[Label, ...]:
    """What the meaning of an observation says of the thesis in whose log it stands.

    It may be of anything that the thesis speaks of. What is confirmed or intact is a premise of
    the thesis; what is under pressure may be its rival, unless the thesis is named.
    """
    labels = read_impact(text, vocabulary)
    is_of_it = _OWN.search(text) or len(text.split()) <= _VERDICT
    return labels if is_of_it or all(sum(label.signs) >= 0 for label in labels) else ()


_OWN = re.compile(r"\b(?:thesis|case|position)\b", re.IGNORECASE)
_VERDICT = 2
"""Words that are a verdict by themselves: `Bearish`, `Thesis weakened`."""


def _binding(aside: str, vocabulary: Vocabulary) -> str:
    degrees = (vocabulary.finder("impact", name).search(aside) for name in ("mild", "strong"))
    binds = horizon_of(aside, vocabulary) or _negation(aside, vocabulary) or any(degrees)
    return aside if binds else " "


def _joined(one: Label, other: Label) -> Label:
    if sum(one.signs) * sum(other.signs) >= 0:
        return one if any(one.signs) else other
    alike = sum(one.signs) + sum(other.signs) == 0
    signs = (0.5, -0.5) if alike else one.signs + other.signs
    return Label(f"{one.text}, {other.text}", signs, one.horizon)


def horizon_of(text: str, vocabulary: Vocabulary) -> str:
    """The horizon that `text` names, or empty."""
    for name in vocabulary.sections["horizons"]:
        if vocabulary.finder("horizons", name).search(text):
            return str(name)
    return ""


def is_near_horizon(text: str, labels: Sequence[Label], vocabulary: Vocabulary) -> bool:
    """Whether `labels` of `text` have no horizon, and a word of it is nearly one."""
    horizons = vocabulary.sections["horizons"]
    known = {word for name in horizons for word in vocabulary.words("horizons", name)}
    return not any(label.horizon for label in labels) and is_near(text, known)


def _read_clause(clause: str, vocabulary: Vocabulary) -> Label | None:
    """``near-term: pressure`` names its horizon first; ``mixed: a reason`` its reason last."""
    before, colon, after = clause.partition(":")
    label = _read_words(before, vocabulary)
    if not colon or label is not None:
        return label
    label = _read_words(after, vocabulary)
    horizon = horizon_of(before, vocabulary)
    return replace(label, horizon=horizon) if label is not None and horizon else label


def _read_words(clause: str, vocabulary: Vocabulary) -> Label | None:
    if _negation(clause, vocabulary):
        return None
    said, horizon = _said(clause, vocabulary), horizon_of(clause, vocabulary)
    match sorted(said):
        case ["supports" | "pressures" as name]:
            size = _degree(clause, name, vocabulary)
            signs: tuple[float, ...] = (size if name == "supports" else -size,)
        case ["intact"] | ["intact", "neutral"]:
            signs, horizon = (0.0,), horizon or "structural"
        case ["neutral"]:
            signs = (0.0,)
        case names if "mixed" in names:
            signs = (0.5, -0.5)
        case _:
            return None  # nothing said, or two things that only a reader can weigh
    return Label(clause.strip(), signs, horizon)


def _said(clause: str, vocabulary: Vocabulary) -> set[str]:
    own = _quality_of_another(vocabulary).sub(" ", clause)
    return {name for name in SAID if vocabulary.finder("impact", name).search(own)}


def _negation(clause: str, vocabulary: Vocabulary) -> str:
    """The word that denies or conditions what the clause says; ``no change`` denies nothing."""
    rest = vocabulary.finder("impact", "neutral").sub(" ", clause)
    negations = vocabulary.words("impact", "negations")
    for word in _WORD.findall(rest):
        folded = word.casefold().replace("’", "'")
        if folded in negations or folded.endswith("n't"):
            return str(word)
    return ""


def _degree(clause: str, name: str, vocabulary: Vocabulary) -> float:
    """By the degree beside the word, or in it (``broken``); two that disagree are none."""
    itself = vocabulary.finder("impact", "strong").fullmatch
    words = vocabulary.finder("impact", name).finditer(clause)
    is_mild = _is_beside("mild", clause, name, vocabulary)
    is_strong = _is_beside("strong", clause, name, vocabulary) or any(
        itself(word[0]) for word in words
    )
    return PLAIN if is_mild is is_strong else MILD if is_mild else STRONG


def _is_beside(degree: str, clause: str, name: str, vocabulary: Vocabulary) -> bool:
    finder = vocabulary.finder("impact", degree)
    if not finder.search(clause):
        return False  # as most clauses: what looks beside it takes 4 ms to compile
    return bool(_beside(finder.pattern, *_patterns(name, vocabulary)).search(clause))


def _patterns(name: str, vocabulary: Vocabulary) -> tuple[str, str]:
    horizons = (vocabulary.finder("horizons", it).pattern for it in vocabulary.sections["horizons"])
    return vocabulary.finder("impact", name).pattern, "|".join(horizons)


@cache
def _beside(degree: str, word: str, horizons: str) -> re.Pattern[str]:
    between = rf"(?:\W+(?:(?:{_BETWEEN})(?!\w)|{horizons}))*\W+"
    both = rf"(?:{degree}){between}(?:{word})|(?:{word}){between}(?:{degree})"
    return re.compile(both, re.IGNORECASE)


def _quality_of_another(vocabulary: Vocabulary) -> re.Pattern[str]:
    return _before_another(vocabulary.finder("impact", "qualities").pattern)


@cache
def _before_another(quality: str) -> re.Pattern[str]:
    return re.compile(rf"{quality}(?=[ -]+(?!(?:{_OF_THE_THESIS})(?!\w))\w)", re.IGNORECASE)


def not_understood(text: str, vocabulary: Vocabulary) -> str:
    """Say why `read_impact` finds nothing in `text`, and what to write or to add instead."""
    shown = " ".join(text.split())
    head = _REASON.split(shown)[0]
    opening = f"The impact `{shown}` is not understood and does not count."
    if negation := _negation(head, vocabulary):
        return (
            f"{opening} `{negation}` does not say what the effect is: write what it is now, "
            "such as `neutral` or `pressure`."
        )
    if len(_said(head, vocabulary)) > 1:
        return f"{opening} It says two things: write `mixed`, or a horizon for each of them."
    near = _nearest(head, vocabulary)
    known = ", ".join(f"`{word}`" for word in near or ("support", "pressure", "neutral", "mixed"))
    lists = dict.fromkeys((*near.values(), "supports", "pressures"))
    taught = " or ".join(f'`{name} = ["{_phrase(head, vocabulary)}"]`' for name in lists)
    return (
        f"{opening} {'Nearest known words' if near else 'Known words'}: {known}. To have it "
        f"read, add to `[vocabulary.impact]` in `.thesis/config.toml`: {taught}."
    )


def _phrase(head: str, vocabulary: Vocabulary) -> str:
    """The words to teach: those of the first clause, without its horizon."""
    rest = _CLAUSE.split(head)[0]
    for name in vocabulary.sections["horizons"]:
        rest = vocabulary.finder("horizons", name).sub(" ", rest)
    match = _PHRASE.search(" ".join(rest.split()).casefold())
    return match[0] if match else "..."


def _nearest(text: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Known words like those of `text`, at most three, each with the name of its list."""
    import difflib

    known = {word.rstrip("*"): name for name in SAID for word in vocabulary.words("impact", name)}
    words = [word.casefold() for word in _WORD.findall(text) if len(word) <= _LONGEST_WORD][:10]
    near = (like for word in words for like in difflib.get_close_matches(word, known, 2, 0.7))
    return {word: known[word] for word in list(dict.fromkeys(near))[:3]}


def horizon_by_length(duration: Duration) -> str:
    """The horizon of a scenario whose name says none: up to two months, up to nine, or longer."""
    if duration.upper is None or duration.upper > 274:
        return "structural"
    return "near-term" if duration.upper <= 62 else "medium-term"
