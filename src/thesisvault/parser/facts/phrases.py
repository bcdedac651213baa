"""What the author says a rotation does to a thesis: a phrase to signs for horizons."""

from __future__ import annotations

import re

from msgspec.structs import replace

from thesisvault.model.facts import Label
from thesisvault.parser.facts.vocabulary import Vocabulary

_REASON = re.compile(r"—|–| - ")
_CLAUSE = re.compile(r"[,;]|\b(?:but|while|although)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")


def read_impact(text: str, vocabulary: Vocabulary) -> tuple[Label, ...]:
    """The statements in `text`, one a horizon at most; empty where none is understood.

    What follows a dash is the reason, and is read only for a horizon that is not labelled yet.
    Two statements of opposite sign for one horizon are mixed. A negated or conditional statement
    counts nothing: it is not the opposite of what it denies.
    """
    labels: dict[str, Label] = {}
    head, *reasons = _REASON.split(" ".join(text.split()))
    for part in (head, *reasons):
        in_reason = bool(labels) and part is not head
        for clause in _CLAUSE.split(part):
            label = _read_clause(clause, vocabulary)
            if label is None or (in_reason and (not label.horizon or label.horizon in labels)):
                continue
            earlier = labels.get(label.horizon)
            labels[label.horizon] = _joined(earlier, label) if earlier else label
    return tuple(labels.values())


def _joined(one: Label, other: Label) -> Label:
    if sum(one.signs) * sum(other.signs) >= 0:
        return one
    return Label(f"{one.text}, {other.text}", (0.5, -0.5), one.horizon)


def horizon_of(text: str, vocabulary: Vocabulary) -> str:
    """The horizon that `text` names, or empty."""
    for name in vocabulary.sections["horizons"]:
        if vocabulary.finder("horizons", name).search(text):
            return str(name)
    return ""


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
    words = {word.casefold().replace("’", "'") for word in _WORD.findall(clause)}
    negations = words.intersection(vocabulary.words("impact", "negations"))
    if negations or any(word.endswith("n't") for word in words):
        return None
    said = {
        name
        for name in ("supports", "pressures", "intact", "mixed")
        if vocabulary.finder("impact", name).search(clause)
    }
    horizon = horizon_of(clause, vocabulary)
    match sorted(said):
        case ["supports"]:
            signs: tuple[float, ...] = (1.0,)
        case ["pressures"]:
            signs = (-1.0,)
        case ["intact"]:
            signs, horizon = (0.0,), horizon or "structural"
        case names if "mixed" in names:
            signs = (0.5, -0.5)
        case _:
            return None  # nothing said, or two things that only a reader can weigh
    return Label(clause.strip(), signs, horizon)
