"""Evidence for and against a thesis, one class a file: ``gather(view, thesis)``.

A new class is a member of `EvidenceClass`, with its weight beside it, a module here, and a row in
`EVIDENCE`. The columns of the review and the arithmetic of the verdict follow from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from thesisvault.graph import Node
from thesisvault.impact.evidence import inferred, measured, stated
from thesisvault.impact.evidence.view import EvidenceView
from thesisvault.model.review import Evidence
from thesisvault.model.settings import EvidenceClass

EVIDENCE: Mapping[EvidenceClass, Callable[[EvidenceView, Node], Iterable[Evidence]]] = {
    EvidenceClass.STATED: stated.gather,
    EvidenceClass.INFERRED: inferred.gather,
    EvidenceClass.MEASURED: measured.gather,
}
"""The classes in the order in which they are shown."""
