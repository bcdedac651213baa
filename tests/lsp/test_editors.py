"""What every editor sees, whatever it can do."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.client import Client
from thesisvault.lsp.rename import can_rename_files

ROTATION = "Rotations/Sector Rotation January 2026.md"
THESIS = "Theses/Long NVIDIA.md"


def test_the_true_move_stands_beside_the_stated_one(editor: Client) -> None:
    text = editor.open(ROTATION)
    editor.until(lambda: editor.hints(ROTATION))
    shown = dict(editor.labels(ROTATION))
    assert shown[27] == " was -2.15%"
    assert shown[35] == " was +2.39% ✗"
    hint = next(item for item in editor.hints(ROTATION) if item.position.line == 34)
    assert "close to close +2.39% on 2026-01-08" in str(hint.tooltip)
    assert hint.position == editor.at(text, "+8%", 3)


def test_a_failed_move_is_told_on_its_cell(editor: Client) -> None:
    text = editor.open(ROTATION)
    editor.until(lambda: (35, "claim-failed") in editor.codes(ROTATION))
    found = next(item for item in editor.diagnostics(ROTATION) if item.range.start.line == 34)
    assert found.severity is types.DiagnosticSeverity.Warning
    assert found.source == "thesis"
    assert found.message.startswith("Northrop Grumman stated +8%, was +2.39% at the close; ")
    assert (found.range.start, found.range.end) == (
        editor.at(text, "+8%"),
        editor.at(text, "+8%", 3),
    )


def test_a_thesis_shows_its_verdict_once(editor: Client) -> None:
    editor.open(THESIS)
    said = "pressured −34 · confidence low · 3 lines of evidence · review 4 days overdue"
    text_document = editor.capabilities.text_document
    if text_document and text_document.code_lens:
        editor.until(lambda: editor.lens(THESIS))
        assert editor.lens(THESIS) == [(12, said)]
        assert not [label for _, label in editor.labels(THESIS) if "pressured" in label]
    else:
        editor.until(lambda: editor.labels(THESIS))
        assert (12, f" {said}") in editor.labels(THESIS)


def test_positions_count_in_what_the_editor_counts_in(editor: Client) -> None:
    path = "Theses/Emoji.md"
    text = "# 🚀 first\n\n🚀🚀 [[NVIDIA]] and [[Nowhere 🚀 at all]]\n"
    editor.open(path, text)
    found = editor.until(lambda: editor.diagnostics(path))
    at = next(item for item in found if item.code == "link-unwritten")
    assert at.range.start == editor.at(text, "[[Nowhere")
    assert at.range.end == editor.at(text, "at all]]", 8)
    assert at.severity is types.DiagnosticSeverity.Hint
    assert "**NVIDIA** · stock · NVDA" in editor.hover(path, editor.at(text, "[[NVIDIA", 4))
    editor.close(path)


def test_a_link_completes_in_the_order_of_our_rank(editor: Client) -> None:
    path = "Theses/Typing.md"
    text = "# Typing\n\n🚀 buys [[nvid"
    editor.open(path, text)
    position = editor.at(text, "[[nvid", 6)
    items = editor.until(lambda: editor.complete(path, position))
    assert items[0].label == "NVIDIA"
    assert items == sorted(items, key=lambda item: item.sort_text or "")
    assert {item.filter_text for item in items} == {"nvid"}
    edit = items[0].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.range.start, edit.range.end) == (editor.at(text, "nvid"), position)
    assert edit.new_text == "NVIDIA]]"
    editor.close(path)


def test_a_name_of_several_words_is_a_snippet_where_the_editor_knows_them(editor: Client) -> None:
    path = "Theses/Typing.md"
    text = "[[long nvid"
    editor.open(path, text)
    items = editor.until(lambda: editor.complete(path, editor.at(text, text, len(text))))
    item = next(item for item in items if item.label == "Long NVIDIA")
    completion = editor.capabilities.text_document
    able = completion and completion.completion and completion.completion.completion_item
    knows = bool(able and able.snippet_support)
    snippet = types.InsertTextFormat.Snippet
    assert (item.insert_text_format is snippet) is knows
    assert isinstance(item.text_edit, types.TextEdit)
    assert item.text_edit.new_text == "Long NVIDIA]]"
    editor.close(path)


def test_outside_of_a_link_nothing_is_offered(editor: Client) -> None:
    path = "Theses/Typing.md"
    for text in ("plain words", "[[NVIDIA]] and", "`[[nv", "```\n[[nv", "~~~sh\nif [[ -f\n"):
        editor.open(path, text)
        assert editor.complete(path, editor.at(text, text, len(text))) == []
        editor.close(path)


def test_a_link_opens_its_note_and_lists_who_links_it(editor: Client) -> None:
    text = editor.open(THESIS)
    where = editor.at(text, "[[NVIDIA]]", 4)
    document = editor.document(THESIS)

    async def ask() -> tuple[Any, Any, Any]:
        lsp = editor.lsp
        return (
            await lsp.text_document_definition_async(types.DefinitionParams(document, where)),
            await lsp.text_document_references_async(
                types.ReferenceParams(types.ReferenceContext(False), document, where)
            ),
            await lsp.text_document_document_highlight_async(
                types.DocumentHighlightParams(document, where)
            ),
        )

    editor.until(lambda: editor.hover(THESIS, where))
    location, references, highlights = editor.wait_for(ask())
    assert isinstance(location, types.Location)
    assert location.uri == editor.uri("Stocks/NVIDIA.md")
    assert len(references) > 5
    assert len(highlights) == text.count("[[NVIDIA")


def test_a_rename_says_all_edits_first_and_the_file_last(editor: Client) -> None:
    text = editor.open(THESIS)
    where = editor.at(text, "[[AI ROI audit]]", 4)
    editor.until(lambda: editor.hover(THESIS, where))
    asked = types.RenameParams(editor.document(THESIS), where, "AI return audit")
    if not can_rename_files(editor.capabilities):
        with pytest.raises(JsonRpcException, match="cannot rename files: run `thesis rename`"):
            editor.wait_for(editor.lsp.text_document_rename_async(asked))
        return
    edit = editor.wait_for(editor.lsp.text_document_rename_async(asked))
    assert edit is not None and edit.document_changes is not None
    *edits, last = edit.document_changes
    assert isinstance(last, types.RenameFile)
    assert last.old_uri.endswith("AI%20ROI%20audit.md")
    assert last.new_uri.endswith("AI%20return%20audit.md")
    own = [item for item in edits if isinstance(item, types.TextDocumentEdit)]
    assert len(own) == len(edits) >= 2
    mine = next(item for item in own if item.text_document.uri == editor.uri(THESIS))
    assert mine.text_document.version == 1
    assert {item.new_text for item in mine.edits if isinstance(item, types.TextEdit)} == {
        "AI return audit"
    }
