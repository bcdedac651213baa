"""What stands at a place we name is read or made within the vault only, and never waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from thesisvault.model.errors import ConfigFault, PriceFault, UsageFault, WriteRefused
from thesisvault.storage.config import read_settings
from thesisvault.storage.inside import is_inside, read_inside
from thesisvault.storage.prices.folder import PriceFolder
from thesisvault.storage.prices.writing import one_writer
from thesisvault.storage.writing import create, journal, plans
from thesisvault.storage.writing.create import read_template


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret", encoding="ascii")
    root = tmp_path / "vault"
    (root / ".thesis").mkdir(parents=True)
    return root


def test_inside_follows_links(vault: Path) -> None:
    (vault / "out").symlink_to("../outside")
    (vault / "in").symlink_to(".thesis")
    (vault / "loop").symlink_to("loop")
    assert is_inside(vault, vault / "not there yet" / "x")
    assert is_inside(vault, vault / "in" / "x")
    assert not is_inside(vault, vault / "out" / "x")
    assert not is_inside(vault, vault / ".." / "outside")
    assert not is_inside(vault, vault.with_name("vault2"))
    with pytest.raises(OSError, match="symbolic links"):
        read_inside(vault, vault / "loop")


def test_a_config_is_a_plain_file_of_the_vault(vault: Path) -> None:
    config = vault / ".thesis" / "config.toml"
    config.symlink_to("../../outside/secret")
    with pytest.raises(ConfigFault, match="a link that points outside the vault"):
        read_settings(vault)
    config.unlink()
    os.mkfifo(config)
    with pytest.raises(ConfigFault, match="not a regular file"):
        read_settings(vault)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = " + "[" * 30_000, "too deep"),
        ("a" + ".a" * 30_000 + " = 1", "too many parts"),
        ("[market]\ngap = " + "9" * 10_000, "digits"),
        ("[market]\ngap = 0x" + "f" * 10_000, "from 0 to 10000"),
        ("[market]\nwindow = [-99999999999, 0]", "window"),
        ("# " + "x" * 70_000, "larger than 64 KB"),
    ],
)
def test_a_config_that_asks_for_too_much(vault: Path, text: str, reason: str) -> None:
    (vault / ".thesis" / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigFault, match=reason):
        read_settings(vault)


def test_a_template_is_a_plain_file_of_the_vault(vault: Path) -> None:
    (vault / "templates").mkdir()
    template = vault / "templates" / "thesis.md"
    template.symlink_to("../../outside/secret")
    with pytest.raises(UsageFault, match="a link that points outside the vault"):
        read_template(vault, "thesis")
    template.unlink()
    os.mkfifo(template)
    with pytest.raises(UsageFault, match="not a regular file"):
        read_template(vault, "thesis")
    template.unlink()
    template.write_bytes(b"a\r\nb\r\n")
    assert read_template(vault, "thesis") == "a\nb\n"


def test_nothing_is_made_through_a_link_out_of_the_vault(vault: Path) -> None:
    (vault / "Theses").symlink_to("../outside")
    with pytest.raises(WriteRefused, match="`Theses` is a link or a file"):
        create.create_file(vault, "Theses/Long x.md", "x")
    with pytest.raises(WriteRefused, match="`Theses` is a link or a file"):
        create.create_folder(vault, "Theses/new")
    assert sorted(os.listdir(vault.parent / "outside")) == ["secret"]


@pytest.mark.parametrize("link", ["prices", "prices/X.csv"])
def test_prices_out_of_the_vault_are_left_out_by_name(vault: Path, link: str) -> None:
    if link != "prices":
        (vault / "prices").mkdir()
    target = "outside" if link == "prices" else "outside/secret"
    (vault / link).symlink_to(vault.parent / target)
    folder = PriceFolder(vault)
    assert folder.symbols() == ()
    assert list(folder.left_out) == [link]
    assert "is a link that points outside the vault" in folder.left_out[link]
    if link == "prices":
        with (
            pytest.raises(PriceFault, match="is a link that points outside the vault"),
            one_writer(vault),
        ):
            pass


def test_a_journal_out_of_the_vault_is_not_looked_at(vault: Path) -> None:
    entry = vault.parent / "outside" / "entry.json"
    entry.write_text("{}", encoding="ascii")
    (vault / plans.JOURNAL).symlink_to(entry.parent)
    assert not journal.pending(vault)
