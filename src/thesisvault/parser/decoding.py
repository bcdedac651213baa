"""Bytes to text, whatever somebody's editor made of them."""

from __future__ import annotations

import codecs
import re

from thesisvault.model.diagnostics import Diagnostic
from thesisvault.model.text import Span

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)


LARGEST = 8 * 1024 * 1024
"""Bytes of a note; a larger file is a node of the graph with a diagnostic, and is not read."""


def decode(data: bytes) -> tuple[str, list[Diagnostic]]:
    """The text with ``\\n`` line ends and no byte-order mark, and what was wrong with it.

    Columns count code points, so dropping ``\\r`` at a line's end moves none of them.
    """
    found: list[Diagnostic] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found.append(_at_top("encoding-utf16", "The file is UTF-16: Obsidian reads UTF-8 only."))
        text = data.decode("utf-16", errors="replace")
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start)
            line_start = data.rfind(b"\n", 0, error.start) + 1
            column = len(data[line_start : error.start].decode("utf-8"))
            message = f"Byte {data[error.start]:#04x} is not UTF-8. Save the file as UTF-8."
            place = Span(line, column, line, column + 1)
            found.append(Diagnostic("encoding-invalid", message, place))
            text = data.decode("utf-8", errors="replace")
    # A lone carriage return is white space, not a line's end: lines are counted over `\n` only.
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            line, column = _place(text, text.index("\r"))
            message = (
                "A carriage return on its own does not end a line. Save the file with line feeds."
            )
            place = Span(line, column, line, column + 1)
            found.append(Diagnostic("line-ends", message, place))
        text = text.replace("\r", " ")
    if "\0" in text:
        line, column = _place(text, text.index("\0"))
        message = "The text contains a NUL byte: this may not be a note at all."
        place = Span(line, column, line, column + 1)
        found.append(Diagnostic("encoding-nul", message, place))
        text = text.replace("\0", "\ufffd")
    if ("<<<<<<< " in text or ">>>>>>> " in text) and (conflict := _CONFLICT.search(text)):
        line, column = _place(text, conflict.start())
        message = "A git merge left its markers here: choose one side and remove the markers."
        place = Span(line, 0, line, 7)
        found.append(Diagnostic("conflict-marker", message, place))
    return text, found


def _at_top(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, f"{message} Save it as UTF-8.", Span(0, 0, 0, 1))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)
