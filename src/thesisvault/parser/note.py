"""`parse_note`: the bytes of one file to the `Note` they say."""

from __future__ import annotations

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.facts import Facts
from thesisvault.model.note import Kind, Note
from thesisvault.model.text import Span
from thesisvault.parser.body.collector import Collector
from thesisvault.parser.body.inline import InlineReader
from thesisvault.parser.body.markdown import read_blocks
from thesisvault.parser.decoding import LARGEST, decode
from thesisvault.parser.facts.dates import strokes_of
from thesisvault.parser.facts.headings import symbol_in
from thesisvault.parser.facts.kinds import tags_of_note
from thesisvault.parser.facts.reader import read_facts
from thesisvault.parser.facts.since import known_since
from thesisvault.parser.facts.vocabulary import Vocabulary, default_vocabulary
from thesisvault.parser.frontmatter import property_tags, read_front_matter
from thesisvault.parser.property_links import property_links


def parse_note(
    path: str, data: bytes, words: Vocabulary | None = None, *, exact: bool = False
) -> Note:
    """The note at `path` (relative to the vault, with ``/``), its facts read with `words`.

    Never raises about content, and takes time in proportion to its length. `exact` finds the same
    without short cuts.
    """
    if len(data) > LARGEST:
        message = f"The file is larger than {LARGEST // 2**20} MB and was not read. Split it."
        found = Diagnostic("note-too-large", message, Span(0, 0, 0, 0))
        return Note(path, diagnostics=(found,))
    text, diagnostics = decode(data)
    front = read_front_matter(text, exact=exact)
    lines = text.split("\n")
    body = lines[front.body_line :]
    blocks = read_blocks(body, exact=exact)
    words = words or default_vocabulary()
    reader = InlineReader(blocks)
    contents = Collector(body, front.body_line, reader, words, symbol_in).collect(blocks)
    tags = (*property_tags(front.properties), *contents.tags)
    with strokes_of(text):
        own = tags_of_note(tags, contents.headings, lines)
        reading = read_facts(path, front.properties, contents, own, words)
        dated = known_since(
            contents, front.properties, reading.kind, reading.date, reading.facts, words
        )
    if reading.kind is Kind.SOURCE and reading.facts == Facts():
        # A command waits for every import, and most notes are not source.
        from thesisvault.parser.facts.mentions import no_facts

        reading.diagnostics += no_facts(path, blocks.found, front.body_line)
    headings = contents.headings
    if contents.own_headings:
        headings = sorted((*headings, *contents.own_headings), key=lambda item: item.span)
    return Note(
        path=path,
        kind=reading.kind,
        date=reading.date,
        misdated=reading.misdated,
        properties=front.properties,
        links=(*property_links(front.properties, lines), *contents.links),
        tags=tags,
        headings=tuple(headings),
        tables=tuple(contents.tables),
        tasks=tuple(contents.tasks),
        callouts=tuple(contents.callouts),
        block_ids=tuple(contents.block_ids),
        footnotes=tuple(contents.footnotes),
        fields=tuple(contents.fields),
        facts=reading.facts,
        dated=dated,
        diagnostics=(
            *diagnostics,
            *front.diagnostics,
            *contents.diagnostics,
            *reading.diagnostics,
        ),
        kind_rule=reading.kind_rule,
        unread=tuple(reading.unread),
    )
