"""What can be wrong in a note: the one table of all diagnostics, and a diagnostic in its place."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct

from thesisvault.model.text import Span


class Severity(StrEnum):
    """How much a finding matters: an error hides content, a warning misleads, a hint informs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Diagnostic(Struct, frozen=True, array_like=True, gc=False):
    """One thing wrong in one note, and what to do. Content faults are values, never raised."""

    code: str
    """A key of `RULES`. Stable."""
    message: str
    """What is wrong, and what to do, in a sentence or two."""
    span: Span

    def __post_init__(self) -> None:
        """Raises `ValueError` for a code that the table does not have."""
        if self.code not in RULES:
            raise ValueError(f"no diagnostic is called {self.code!r}")

    @property
    def severity(self) -> Severity:
        """How much it matters, by the table."""
        return RULES[self.code].severity


class Finding(Struct, frozen=True, gc=False):
    """A diagnostic with the note it is in."""

    note: str
    diagnostic: Diagnostic


class Rule(Struct, frozen=True):
    """What all diagnostics of one code have in common."""

    severity: Severity
    title: str
    """What is wrong, whatever the note."""
    section: str
    """The heading's anchor in `docs/diagnostics.md`."""
    fixable: bool
    """Whether `edits.fixes` knows a mend for some of them."""


SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
"""The worst first."""
QUIET = {
    "link-unwritten": (
        "link to a note that is not written yet",
        "links to notes that are not written yet",
    )
}
"""Codes that are counted in a list of findings, in these words; listed where somebody asks."""

_Row = tuple[str, Severity, str] | tuple[str, Severity, str, bool]
_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_FIXABLE: Final = True

_TABLE: dict[str, tuple[_Row, ...]] = {
    "files-and-encoding": (
        ("file-skipped", _WARNING, "The file was skipped"),
        ("possible-copy", _INFO, "The file is named like a copy of another file"),
        ("name-twins", _WARNING, "Two notes' paths differ only in case or Unicode form"),
        ("note-too-large", _ERROR, "The file is larger than 8 MB and was not read"),
        ("encoding-utf16", _ERROR, "The file is UTF-16"),
        ("encoding-invalid", _ERROR, "A byte is not UTF-8"),
        ("line-ends", _WARNING, "A carriage return is on its own"),
        ("encoding-nul", _ERROR, "The text contains a NUL byte"),
        ("conflict-marker", _ERROR, "A git merge left `<<<<<<<` or `>>>>>>>`"),
        ("fence-unclosed", _WARNING, "A code fence is never closed"),
        ("nesting-deep", _ERROR, "Quotes and lists nest deeper than 100 levels"),
        ("row-unread", _INFO, "A line looks like a table row but is not in a table"),
        ("tag-digits", _INFO, "Obsidian does not read a tag that is all digits"),
    ),
    "front-matter": (
        (
            "frontmatter-unclosed",
            _WARNING,
            "No `---` closes the `---` of the first line",
        ),
        ("frontmatter-late", _WARNING, "Properties do not begin the note"),
        ("frontmatter-invalid", _ERROR, "It is not valid YAML"),
        ("frontmatter-duplicate", _ERROR, "A key occurs twice"),
        ("frontmatter-too-large", _ERROR, "It is larger than 64 KB"),
        ("frontmatter-deep", _ERROR, "It nests deeper than 24 levels"),
        ("frontmatter-alias", _ERROR, "It uses a YAML anchor or alias (`&x`, `*x`)"),
        ("frontmatter-tag", _ERROR, "It uses a YAML type tag"),
        ("frontmatter-merge", _ERROR, "It uses a YAML merge key (`<<`)"),
        ("property-singular", _WARNING, "`tag` or `alias` is not read"),
        (
            "property-unquoted-link",
            _WARNING,
            "An unquoted `[[link]]` is a list in a list",
            _FIXABLE,
        ),
        ("property-unparsed", _WARNING, "A property's value is not understood"),
        ("facts-disagree", _WARNING, "Two places of a note disagree about one property"),
    ),
    "links-and-names": (
        ("link-unresolved", _INFO, "No note has that name, but others are near it"),
        ("link-unwritten", _INFO, "The link points to a note that is not written yet"),
        ("link-alias", _WARNING, "The link's target is an alias", _FIXABLE),
        ("link-ticker", _WARNING, "The link's target is the ticker of a note", _FIXABLE),
        ("link-split", _WARNING, "A bare pipe in a table ends the cell within a link", _FIXABLE),
        ("link-heading-missing", _WARNING, "The note has no such heading"),
        ("link-block-missing", _WARNING, "The note has no such block id"),
        ("name-unmatched", _INFO, "Plain words in a table or property match no note"),
        ("name-ambiguous", _WARNING, "Plain words fit more than one note"),
    ),
    "facts": (
        ("table-near", _INFO, "A table is nearly a known one"),
        ("heading-near", _INFO, "A heading is nearly a known one"),
        ("move-unparsed", _INFO, "A move is not a change, a relative change or a streak"),
        ("impact-unparsed", _INFO, "An impact contains no known word"),
        ("flow-unparsed", _INFO, "A flow row says neither `Out of` nor `Into`"),
        ("duration-unparsed", _INFO, "A scenario's duration is not understood"),
        ("weight-units", _INFO, "A weight is in another unit than the others"),
        (
            "weight-unparsed",
            _INFO,
            "A weight is missing or not a single figure",
        ),
        ("status-unparsed", _INFO, "A thesis's status does not begin with a known word"),
        (
            "figure-unparsed",
            _INFO,
            "A level or size of a holding is not a figure",
        ),
        ("date-unparsed", _INFO, "A catalyst's date is not understood"),
        ("tripwire-unparsed", _WARNING, "A tripwire's condition cannot be read"),
        ("tripwire-unwatched", _WARNING, "A stop or tripwire cannot be watched as written"),
        ("metric-series", _WARNING, "A CSV in `metrics/` is not read, or not all of it"),
        ("rotation-draft", _WARNING, "A rotation is a draft and is not used"),
        ("rotation-no-scenario", _INFO, "A rotation with flows names no scenario"),
        ("no-facts", _INFO, "A source has tickers or figures, but no facts were read"),
        ("side-assumed", _INFO, "The thesis states no side and is read as long"),
        ("note-undated", _WARNING, "What the note says of moves or flows has no date"),
    ),
    "markers": (
        ("marker-unclosed", _WARNING, "A block has no end marker"),
        ("marker-unopened", _WARNING, "An end marker has no start marker"),
        ("marker-nested", _WARNING, "A block starts within another one"),
        ("marker-doubled", _WARNING, "The note has the same block twice"),
        ("marker-unknown", _WARNING, "No block has that name"),
        ("marker-option", _WARNING, "A marker's option is unknown"),
        ("marker-misplaced", _WARNING, "A marker is in a place where it does not work"),
        ("marker-in-code", _INFO, "A marker is inside code"),
        ("marker-edited", _WARNING, "Somebody edited a block"),
        ("marker-no-room", _WARNING, "A block cannot be put at the note's end"),
        ("marker-unread", _WARNING, "The note is too large, or not UTF-8"),
        ("marker-unsafe", _ERROR, "The new text would not read back correctly"),
    ),
}

RULES: Final = {
    code: Rule(severity, title, section, bool(fixable))
    for section, rows in _TABLE.items()
    for code, severity, title, *fixable in rows
}
"""Each code that there is, with its rule. A code never changes its name."""
