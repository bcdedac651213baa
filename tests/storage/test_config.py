"""``.thesis/config.toml``: every fault names the file and the key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from thesisvault.model.errors import ConfigFault
from thesisvault.model.settings import Settings
from thesisvault.storage.config import read_settings


def settings(root: Path, text: str) -> Settings:
    (root / ".thesis").mkdir(exist_ok=True)
    (root / ".thesis" / "config.toml").write_text(text, encoding="utf-8")
    return read_settings(root)


def test_none_is_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()
    assert settings(tmp_path, "") == Settings()
    assert read_settings(tmp_path / "nowhere") == Settings()


def test_values(tmp_path: Path) -> None:
    text = (
        'as_of = "2026-01-09"\n[impact]\nstated_weight = 1\nlongest_path = 2\n'
        '[vocabulary.kinds]\nthesis = ["idea"]\n[market]\nbenchmark = "X"\nwindow = [-1, 1]\n'
        'renamed = { FB = "META" }\n'
    )
    found = settings(tmp_path, text)
    assert found.as_of == dt.date(2026, 1, 9)
    assert (found.impact.stated_weight, found.impact.longest_path) == (1, 2)
    assert found.vocabulary == {"kinds": {"thesis": ["idea"]}}
    assert (found.market.benchmark, found.market.window) == (("X",), (-1, 1))
    assert found.market.renamed == {"FB": "META"}
    assert settings(tmp_path, "as_of = 2026-01-09").as_of == dt.date(2026, 1, 9)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as_off = 1", "as_off"),
        ("as_of = 5", "as_of"),
        ('as_of = "soon"', "as_of"),
        ('as_of = "2026-1-9"', "as_of"),
        ("as_of = 2026-01-08T10:00:00", "as_of"),
        ("impact = 3", "impact"),
        ("vocabulary = 3", "vocabulary"),
        ("market = 3", "market"),
        ("[impact]\nweight = 1", "weight"),
        ("[impact]\nstated_weight = -0.1", "stated_weight"),
        ('[impact]\nstated_weight = "1"', "stated_weight"),
        ("[impact]\nstated_weight = true", "stated_weight"),
        ("[impact]\nlongest_path = 1.5", "longest_path"),
        ("[impact]\ndefault_half_life = 0", "default_half_life"),
        ("[market]\nwindows = 1", "windows"),
        ("[market]\nbenchmark = []", "benchmark"),
        ("[market]\nbenchmark = [1]", "benchmark"),
        ("[market]\nwindow = [1]", "window"),
        ("[market]\nwindow = [4, 0]", "window"),
        ("[market]\nestimation = -1", "estimation"),
        ("[market]\nestimation = true", "estimation"),
        ("[market]\nrenamed = 1", "renamed"),
        ("[market]\nrenamed = { A = 1 }", "renamed"),
        ("[market]\nconfirmed_jumps = 1", "confirmed_jumps"),
    ],
)
def test_a_value_that_means_nothing_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigFault, match=rf"\.thesis/config\.toml.*`{named}\b"):
        settings(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "\nas_off = 1",
            ":2: `as_off` is unknown; did you mean `as_of`? Known keys: as_of, impact",
        ),
        ("[impact]\n\nhop_factr = 1", ":3: `hop_factr` is unknown; did you mean `hop_factor`?"),
        ("[impact]\nfoo = 1", ":2: `foo` is unknown; known keys: stated_weight, "),
        ("market.window = [4, 0]", ":1: `window = [4, 0]` must be two sessions, the earlier first"),
        ("[impact]\nhop_factor = 2", ":2: `hop_factor = 2` must be a number from 0 to 1"),
        ("[market.renamed]\nFB = 1", ':1: `renamed` must be a table, such as { FB = "META" }'),
        ("market = { window = [4, 0] }", ": `window = [4, 0]` must be two sessions"),
    ],
)
def test_a_fault_names_its_line_and_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigFault) as caught:
        settings(tmp_path, text)
    assert str(caught.value).startswith(f".thesis/config.toml{said}")


@pytest.mark.parametrize("data", [b"=", b"a = 1\na = 2", b"[impact", b"\0"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / ".thesis" / "config.toml").write_bytes(data)
    with pytest.raises(ConfigFault, match=r"^\.thesis/config\.toml cannot be read"):
        read_settings(tmp_path)


def test_a_file_that_is_not_utf8_is_told_how_to_be_saved(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / ".thesis" / "config.toml").write_bytes("as_of = 2026-01-09".encode("utf-16"))
    with pytest.raises(ConfigFault, match=r"^\.thesis/config\.toml is not UTF-8: save it"):
        read_settings(tmp_path)


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    (tmp_path / ".thesis").mkdir()
    (tmp_path / ".thesis" / "config.toml").write_bytes(b"\xef\xbb\xbfas_of = 2026-01-09\r\n")
    assert read_settings(tmp_path).as_of == dt.date(2026, 1, 9)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / ".thesis" / "config.toml").mkdir(parents=True)
    with pytest.raises(ConfigFault):
        read_settings(tmp_path)


@pytest.mark.parametrize("value", ["nan", "inf", "+inf", "-nan"])
def test_a_weight_is_a_finite_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigFault, match="stated_weight"):
        settings(tmp_path, f"[impact]\nstated_weight = {value}")


@pytest.mark.parametrize("value", ["5", '"soon"', '["soon"]'])
def test_bug_confirmed_jumps_are_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigFault, match="confirmed_jumps"):
        settings(tmp_path, f"[market]\nconfirmed_jumps = {{ X = {value} }}")
