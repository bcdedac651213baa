"""What can be read by its address: the review, a thesis, a note, the guide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, unquote

from msgspec import Struct

from thesisvault.agents.asking import answered, meant
from thesisvault.agents.data import escaped, plain, short
from thesisvault.agents.guide import GUIDE
from thesisvault.agents.keep import Keep
from thesisvault.agents.sizes import LARGEST, Cursor, mark_of, start_of
from thesisvault.agents.tools import reading
from thesisvault.model.errors import UsageFault
from thesisvault.model.note import is_template
from thesisvault.parser.decoding import decode
from thesisvault.reports.reviews import review

SCHEME = "thesis://"
REVIEW, GUIDE_AT = f"{SCHEME}review", f"{SCHEME}guide"
THESIS, NOTE = f"{SCHEME}thesis/", f"{SCHEME}note/"
PAGE = 200
"""Resources of one list."""


class Resource(Struct, frozen=True):
    """Something that can be read."""

    uri: str
    name: str
    kind: str = "application/json"


def listed(keep: Keep, cursor: str | None) -> tuple[list[Resource], str | None]:
    """A page of all that can be read, and the cursor of the next."""
    keep.open()
    mark = mark_of("resources", None, keep.version)
    start = start_of(cursor, mark) if cursor else 0
    found = list(_all(keep))
    end = start + PAGE
    return found[start:end], Cursor(end, mark).text() if end < len(found) else None


def _all(keep: Keep) -> Iterator[Resource]:
    yield Resource(REVIEW, "The review of the open theses")
    yield Resource(GUIDE_AT, "How to ask and cite", "text/markdown")
    view = keep.view(None)
    for thesis in review(view.workspace, view.as_of).theses:
        yield Resource(f"{THESIS}{quote(thesis.name, safe='')}", short(thesis.name))
    for head in view.whole.heads.values():
        if not is_template(head.path):
            yield Resource(f"{NOTE}{quote(head.path)}", short(head.title), "text/markdown")


def read(keep: Keep, uri: str) -> tuple[str, str]:
    """A resource's text and type. Raises `UsageFault` for any other address."""
    if uri == GUIDE_AT:
        return GUIDE, "text/markdown"
    tools = reading()
    if uri == REVIEW:
        return _json(answered(keep, tools["status"], {}).document)
    if uri.startswith(THESIS):
        asked = {"thesis": unquote(uri.removeprefix(THESIS))}
        return _json(answered(keep, tools["explain"], asked).document)
    if uri.startswith(NOTE):
        return _note(keep, unquote(uri.removeprefix(NOTE))), "text/markdown"
    raise UsageFault(f"`{short(uri)}` is not a resource: ask for the list.")


def _note(keep: Keep, path: str) -> str:
    view = keep.view(None)
    found = meant(view, path)
    if found not in view.whole.notes:
        raise UsageFault(f"`{short(path)}` has no note yet: `list_notes` gives those that have.")
    text = escaped(decode(view.read(found))[0])
    if len(text) > LARGEST:
        text = f"{text[:LARGEST]}\n… ({len(text) - LARGEST} more characters: use the tool `note`)"
    return text


def _json(document: dict[str, object]) -> tuple[str, str]:
    return json.dumps(document, ensure_ascii=False), "application/json"


def states(keep: Keep) -> dict[str, str]:
    """What each resource depends on: where that changes, so has the resource."""
    workspace = keep.open()
    view = keep.view(None)
    found = review(workspace, view.as_of)
    notes = {f"{NOTE}{quote(path)}": str(stamp) for path, stamp in workspace.files.stamps.items()}
    theses = {
        f"{THESIS}{quote(item.name, safe='')}": str(hash(repr(item))) for item in found.theses
    }
    return {REVIEW: str(hash(repr(found))), **theses, **notes}


def completed(keep: Keep, argument: str, start: str) -> list[str]:
    """Names of theses, notes, tags or events that begin with `start`."""
    from thesisvault.graph.folding import fold
    from thesisvault.model.note import Kind

    view = keep.view(None)
    heads = [head for head in view.whole.heads.values() if not head.is_template]
    if argument == "tag":
        names = {tag.name for note in view.whole.notes.values() for tag in note.tags}
    elif argument == "path":
        names = {head.path for head in heads}
    else:
        kinds = {"thesis": Kind.THESIS, "event": Kind.CATALYST}
        kind = kinds.get(argument)
        if argument == "name":
            kind = Kind.THESIS
        names = {head.title for head in heads if kind in (None, head.kind)}
    wanted = fold(start)
    return [plain(name) for name in sorted(names) if fold(name).startswith(wanted)]
