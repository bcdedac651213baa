"""Words joined to a config: what stands in it stays, to the byte but for the lists that grow."""

from __future__ import annotations

import tomllib

import pytest

from thesisvault.edits.config import taught
from thesisvault.model.errors import WriteRefused
from thesisvault.parser.facts.teaching import Lesson

TARGET = Lesson("properties", "target", "px_target")
MOVE = Lesson("tables.moves", "move", "delta")
WANTED = {"properties": {"target": ["px_target"]}, "tables": {"moves": {"move": ["delta"]}}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# mine\n",
        'as_of = "2026-01-09"\n\n[impact]\nstated_weight = 0.5  # mine\n',
        "[vocabulary.tables.moves]\nmove = []\n",
        "[vocabulary.properties] # mine\r\n\r\n[market]\r\nminimum = 100\r\n",
        "[market]\nminimum = 100",
    ],
)
def test_what_stands_there_stays(text: str) -> None:
    before = tomllib.loads(text)
    after = taught(text, [MOVE, TARGET])
    said = tomllib.loads(after)
    assert said.pop("vocabulary") == WANTED
    before.pop("vocabulary", None)
    assert said == before
    assert all(line in after for line in text.split("\n") if "move" not in line)
    assert taught(after, [MOVE, TARGET]) == after


@pytest.mark.parametrize(
    "list_", ['["own"]', '[ "own" ]  # mine', '[\n  "own",  # mine\n]', '[\n  "own"\n]']
)
def test_a_list_grows(list_: str) -> None:
    after = taught(f"[vocabulary.properties]\ntarget = {list_}\nstop = ['s']\n", [TARGET])
    found = tomllib.loads(after)["vocabulary"]["properties"]
    assert sorted(found["target"]) == ["own", "px_target"]
    assert found["stop"] == ["s"]
    assert "mine" in after or "mine" not in list_


@pytest.mark.parametrize(
    "text",
    [
        "[vocabulary]\nproperties = { target = ['own'] }\n",
        "vocabulary.properties.target = ['own']\n",
        "[vocabulary.properties]\n\"target\" = ['own']\n",
    ],
)
def test_another_form_is_left_alone(text: str) -> None:
    with pytest.raises(WriteRefused, match="by hand") as told:
        taught(text, [TARGET])
    assert 'target = ["px_target"]' in str(told.value)
