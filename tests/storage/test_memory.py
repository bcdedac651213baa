"""When a server comes to rest."""

from __future__ import annotations

import pytest

from thesisvault.storage import memory


def test_a_server_comes_to_rest_once_after_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = memory.Rest()
    assert not rest.begins()
    monkeypatch.setattr(memory, "REST", 0.0)
    assert [rest.begins(), rest.begins()] == [True, False]
    rest.disturb()
    assert [rest.begins(), rest.begins()] == [True, False]
