"""What the author says a rotation does to a thesis: a phrase to signs for horizons."""

from __future__ import annotations

import re

from thesisvault.model.facts import Label
from thesisvault.parser.facts.vocabulary import Vocabulary

_REASON = re.compile(r"\s*(?:—|–|:|\s-\s)\s*")
_CLAUSE = re.compile(r"\s*(?:[,;]|\bbut\b|\bwhile\b|\balthough\b)\s*", re.IGNORECASE)
_WORD = re.compile(r"[\w'’-]+")


def read_impact(text: str, vocabulary: Vocabulary) -> tuple[Label, ...]:
    """The statements in `text`, one a horizon at most; empty where none is understood.

    What follows a dash is the reason, and is read only for a horizon that is not labelled yet.
    A negated or conditional statement counts nothing: it is not the opposite of what it denies.
    """
    labels: dict[str, Label] = {}
    head, *reasons = _REASON.split(text.strip())
    for part in (head, *reasons):
        in_reason = bool(labels) and part is not head
        for clause in _CLAUSE.split(part):
            label = _read_clause(clause, vocabulary)
            if label is None or label.horizon in labels or (in_reason and not label.horizon):
                continue
            labels[label.horizon] = label
    return tuple(labels.values())


def horizon_of(text: str, vocabulary: Vocabulary) -> str:
    """The horizon that `text` names, or empty."""
    for name in vocabulary.sections["horizons"]:
        if vocabulary.finder("horizons", name).search(text):
            return str(name)
    return ""


def _read_clause(clause: str, vocabulary: Vocabulary) -> Label | None:
    words = {word.casefold().replace("’", "'") for word in _WORD.findall(clause)}
    if words.intersection(vocabulary.words("impact", "negations")):
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
