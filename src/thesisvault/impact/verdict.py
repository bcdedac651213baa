"""From evidence to a verdict, in steps that a reader can redo by hand, and to flags beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum

from msgspec.structs import replace

from thesisvault.graph import Node, Vault
from thesisvault.impact.positions import disagreements
from thesisvault.impact.scope import Position, side_of
from thesisvault.model.review import Citation, Confidence, Evidence, Flag, Outcome, Verdict
from thesisvault.model.settings import EvidenceClass, ImpactSettings

_HIGH, _MEDIUM = 2 / 3, 1 / 3


def weigh(evidence: Iterable[Evidence], settings: ImpactSettings) -> tuple[Evidence, ...]:
    """The same items, live ones with their weights.

    The class weights are renormalised over the classes that have live evidence. Where the items
    of a class together exceed 1, they share it: ten rows of one table are no ten opinions.
    """
    items = tuple(evidence)
    base = class_weights(settings)
    present = {item.kind for item in items if item.counts}
    total = sum(base[kind] for kind in present)
    scale = {
        kind: base[kind] / total / max(1.0, _size(items, kind)) if total else 0.0
        for kind in present
    }
    return tuple(replace(item, weight=_weight(item, scale)) for item in items)


def class_weights(settings: ImpactSettings) -> dict[EvidenceClass, float]:
    """The weights as configured, before renormalising."""
    return {kind: settings.weight(kind) for kind in EvidenceClass}


def _size(items: Sequence[Evidence], kind: EvidenceClass) -> float:
    return fsum(abs(item.sign) * item.strength * item.decay for item in items if item.kind is kind)


def _weight(item: Evidence, scale: dict[EvidenceClass, float]) -> float:
    return scale.get(item.kind, 0.0) if item.counts else 0.0


def decide(weighed: Sequence[Evidence], settings: ImpactSettings) -> Verdict:
    """positive + negative below `neutral_below`: neutral. The smaller at least `mixed_from` of the
    larger: mixed. Else the larger decides. No live evidence: unknown, never neutral. Nothing but
    moves that may be chance: unknown too, since "cannot tell" is not "no effect".
    """
    live = [item for item in weighed if item.counts]
    if not live:
        reason = "all evidence has expired" if any(i.expired for i in weighed) else "no evidence"
        return Verdict(Outcome.UNKNOWN, 0.0, 0.0, Confidence.NONE, reason)
    if reason := _cannot_tell(live):
        return Verdict(Outcome.UNKNOWN, 0.0, 0.0, Confidence.NONE, reason)
    # fsum: the same verdict whatever the order of the items, on every Python.
    positive = fsum(item.contribution for item in live if item.sign > 0)
    negative = fsum(-item.contribution for item in live if item.sign < 0)
    if positive + negative < settings.neutral_below:
        outcome = Outcome.NEUTRAL
    elif min(positive, negative) >= settings.mixed_from * max(positive, negative):
        outcome = Outcome.MIXED
    else:
        outcome = Outcome.SUPPORTED if positive > negative else Outcome.PRESSURED
    confidence, reason = _confidence(live, positive, negative, settings)
    return Verdict(outcome, positive, negative, confidence, reason)


def _cannot_tell(live: Sequence[Evidence]) -> str:
    measured = [item.measurement for item in live if item.measurement is not None]
    if len(measured) < len(live) or any(item.significant for item in measured):
        return ""
    tests = [(item.decisive.abnormal.t or 0.0, item.adjusted_p) for item in measured]
    t, p = max(tests, key=lambda test: abs(test[0]))
    shown = f", p {p:.2f}" if p is not None else ""
    return f"cannot tell: t {t:.2f}{shown} may be chance, and nothing else speaks"


def _confidence(
    live: Sequence[Evidence], positive: float, negative: float, settings: ImpactSettings
) -> tuple[Confidence, str]:
    base = class_weights(settings)
    present = {item.kind for item in live}
    total = positive + negative
    priced = min(
        (item.measurement.decisive.coverage for item in live if item.measurement), default=1.0
    )
    covered = sum(
        base[kind] * (priced if kind is EvidenceClass.MEASURED else 1.0) for kind in present
    )
    grounds = [
        (covered / sum(base.values()), "coverage", _missing(present, priced)),
        (abs(positive - negative) / total if total else 1.0, "agreement", "evidence disagrees"),
        (max(item.decay for item in live), "freshness", "the evidence has aged"),
    ]
    value, name, why = min(grounds, key=lambda ground: ground[0])
    level = Confidence.LOW
    if EvidenceClass.MEASURED in present:
        if value >= _HIGH:
            level = Confidence.HIGH
        elif value >= _MEDIUM:
            level = Confidence.MEDIUM
    elif value >= _MEDIUM:
        # Nothing else binds: what caps the confidence is that no price confirms it.
        return Confidence.LOW, "no price move is tested"
    if level is Confidence.HIGH:
        # "The evidence has aged" would be odd praise; what is missing is worth a word even here.
        return level, f"{name} {value:.0%}" + (f": {why}" if name == "coverage" else "")
    return level, f"{name} {value:.0%}: {why}"


def _missing(present: set[EvidenceClass], priced: float) -> str:
    missing = [kind.value for kind in EvidenceClass if kind not in present]
    if missing:
        return f"no {' and no '.join(missing)} evidence"
    return f"prices for {priced:.0%} of what is held" if priced < 1 else "all classes present"


def flags(
    vault: Vault, thesis: Node, evidence: Sequence[Evidence], settings: ImpactSettings
) -> Iterator[Flag]:
    """In the order in which they are shown."""
    if isinstance(thesis, Position):
        yield from disagreements(thesis)
    elif thesis.note is None:
        where = _first_mention(vault, thesis, evidence)
        yield Flag("no-note", f'has no note yet: `thesis new thesis "{thesis.name}"`', where)
    elif side_of(thesis) is None:
        where = Citation(thesis.name, thesis.note.path, 1)
        yield Flag("side-assumed", "no side is stated: it is read as long", where)
    for item in evidence:
        if item.kind is EvidenceClass.STATED and item.silent:
            message = f"“{item.citation.text}” is not understood and counts nothing"
            yield Flag("impact-unparsed", message, item.citation)
    live = [item for item in evidence if item.expired is None]
    yield from _against_prices(live, settings)
    yield from _against_flows(live)
    if evidence and not live:
        last = max(item.expired for item in evidence if item.expired)
        message = f"all that was said of it had expired by {last}"
        yield Flag("expired", message, evidence[0].citation)


def _first_mention(vault: Vault, thesis: Node, evidence: Sequence[Evidence]) -> Citation:
    if evidence:
        return evidence[0].citation
    edges = vault.incoming.get(thesis.id, ())
    links = vault.backlinks.get(thesis.id, ())
    places = [(edge.note, edge.span.shown_line) for edge in edges[:1]]
    places += [(item.source, item.link.span.shown_line) for item in links[:1]]
    note, line = min(places, key=lambda place: place[0], default=("", 0))
    return Citation(thesis.name, note, line)


def _said(live: Sequence[Evidence], rotation: str) -> tuple[float, Citation | None]:
    """What the author says of a rotation in all, and the first line that says it."""
    stated = [
        item
        for item in live
        if item.kind is EvidenceClass.STATED and item.rotation == rotation and item.strength
    ]
    total = fsum(item.sign * item.strength * item.decay for item in stated)
    return total, stated[0].citation if stated else None


def _against_prices(live: Sequence[Evidence], settings: ImpactSettings) -> Iterator[Flag]:
    """Prices that contradict the author, or that do not bear the author out."""
    for item in live:
        if item.measurement is None or (t := item.measurement.decisive.abnormal.t) is None:
            continue
        said, citation = _said(live, item.rotation)
        if citation is None or not said:
            continue
        quoted = f"“{citation.text}” ({citation.note}:{citation.line})"
        if abs(t) < settings.confirmed_from:
            message = f"prices do not confirm {quoted}: {item.citation.text}"
            yield Flag("unconfirmed", message, item.citation)
        elif said * t < 0:
            message = f"prices contradict {quoted}: {item.citation.text}"
            yield Flag("conflict", message, item.citation)


def _against_flows(live: Sequence[Evidence]) -> Iterator[Flag]:
    """What the author says of a thesis against what the author's own flows say of it."""
    for item in live:
        if item.kind is not EvidenceClass.INFERRED:
            continue
        said, citation = _said(live, item.rotation)
        if citation is not None and said * item.sign < 0:
            verb = "supports" if said > 0 else "presses"
            message = (
                f"the author says it {verb} (“{citation.text}”, {citation.note}:{citation.line}), "
                f"yet the flow “{item.citation.text}” says otherwise"
            )
            yield Flag("disagreement", message, item.citation)
