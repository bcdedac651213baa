"""Which names of files are no evidence."""

from __future__ import annotations

import unicodedata

import pytest

from thesisvault.model.filenames import is_conflict_copy, passed_over, perhaps_copies

COPIES = """\
Oil_conflict-20260108-101010
Oil (Conflict a4ab3033)
Oil (Conflict 1)
Oil (Copie en conflit de Zoé 2026-01-08)
Oil (In Konflikt stehende Kopie von Zoé 2026-01-08)
Oil (Zoés in Konflikt stehende Kopie 2026-01-08)
Oil (Copia en conflicto de Zoé 2026-01-08)
Oil (Copia conflictiva de Zoé)
Oil (Copia in conflitto di Zoé 2026-01-08)
Oil (Cópia em conflito de Zoé 2026-01-08)
Oil (cópia conflitante de Zoé 2026-01-08)
Oil (conflicterende kopie van Zoé 2026-01-08)
Oil (Zoés konfliktkopia 2026-01-08)
Oil (Zoés motstridiga kopia 2026-01-08)
Oil (Zoés motstridende kopi 2026-01-08)
Oil (Zoés modstridende kopi 2026-01-08)
Oil (kopia powodująca konflikty użytkownika Zoé 2026-01-08)
Oil (конфликтующая копия с Zoé 2026-01-08)
Oil (конфліктна копія Zoé 2026-01-08)
Oil (Zoé の競合コピー 2026-01-08)
Oil (Zoé 上の問題のあるコピー 2026-01-08)
Oil (Zoé 的冲突副本 2026-01-08)
Oil (Zoé 的衝突複本 2026-01-08)
Oil (Zoé의 충돌된 사본 2026-01-08)
Oil (สำเนาที่ขัดแย้งกันของ Zoé 2026-01-08)
Oil (salinan konflik Zoé 2026-01-08)
Oil (Salinan bercanggah Zoé 2026-01-08)
Oil (Zoén ristiriitainen kopio 2026-01-08)
Oil (Zoé ütköző másolata 2026-01-08)
Oil (Zoé çakışan kopyası 2026-01-08)
Oil (αντίγραφο σε διένεξη του Zoé 2026-01-08)
Oil (bản sao xung đột của Zoé 2026-01-08)
Oil (עותק מתנגש של Zoé 2026-01-08)
Oil (نسخة متعارضة Zoé 2026-01-08)
Oil (# Name clash 2026-01-08 tZCP4Z #)
Oil (# Edit conflict 2026-01-08 tZCP4Z #)
Oil.REMOTE.1234
Oil (Zoé (work)'s conflicted copy 2026-01-08)
Oil (Zoé's conflicted copy 2026-01-08 (1))
Oil (Zoé's conflicted copy 2026-01-08) (1)
Oil (Case Conflict)
Oil (Case Conflict (1))
Oil (Unicode Encoding Conflict)
Oil (SFConflict zoe@example.com 2026-01-08-10-10-10)
Oil (conflicted copy 2026-01-08 101010)
Oil (conflicted copy Zoé 2026-01-08 101010)
Oil (case clash from Zoé 2026-01-08 101010)
Oil-DESKTOP-4F2K9QL
Oil-LAPTOP-AB12CD34-2
Oil_Andy-PC_Jan-03-0901-2026_CaseConflict_1
Oil_DiskStation_Mar-25-153200-2026_Conflict
Oil_WEBER_oct.-05-085858-2026_WhiteSpaceConflict
Oil.Conflict
Oil.Conflict1
Oil.Conflict.Conflict
Oil (Conflicted copy iPhone 202601081010)
Oil.sync-conflict-20260108-101010-ABCDEFG
Oil (conflict 2026-01-08 10-10-10)
Oil (conflict #1 on 2026-01-08)
Oil [conflicted]
Oil [Conflict 2]
Oil_LOCAL_1234""".splitlines()

NAMES = """\
Sudan (conflict)
Sudan (Conflict 2026)
Sudan (conflict 2026-01-08)
Conflict of interest (copy)
Patents (conflict over copyright)
War (Conflict 1973)
Iran-conflict-2026-01-08
Trade conflict
NVDA_Conflict
Copper (copy trading)
Name clash (court)
Oil (1)
Oil-ZOE
BRK-B
WIN-WIN
Moody's""".splitlines()


@pytest.mark.parametrize("ending", [".md", ".MD", ".csv", ".beancount"])
def test_second_copies_of_every_sync_tool_are_no_evidence(ending: str) -> None:
    for form in ("NFC", "NFD"):
        named = [unicodedata.normalize(form, name) + ending for name in COPIES]
        assert [name for name in named if not passed_over(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_names_that_people_give_are_read(name: str) -> None:
    assert passed_over(f"{name}.md") is None
    assert not is_conflict_copy(name)


def test_other_files_may_be_called_as_they_like() -> None:
    assert passed_over("chart (conflicted copy 2026-01-08).png") is None


def test_a_stub_of_icloud_names_the_file_that_is_missing() -> None:
    assert "`Oil.md`" in (passed_over(".Oil.md.icloud") or "")
    assert [passed_over(name) for name in (".a.png.icloud", ".icloud", ".Oil.md")] == [""] * 3


def test_brackets_may_be_those_of_chinese() -> None:
    assert passed_over("Oil（Zoe 的冲突副本 2026-01-08）.md")


def test_names_that_may_be_copies_of_what_stands_beside_them() -> None:
    beside = {"a/Oil.md", "BRK.md", "prices/X.csv"}
    copies = {
        "a/Oil (1).md",
        "a/Oil 2.md",
        "a/Oil - Copy.md",
        "a/Oil-ZOESPC.md",
        "a/Oil-ZOE-PC-Conflict.md",
        "a/Oil-MacBook Pro de Zoé.md",
        "a/Oil.dup.md",
        "a/Oil_conflict_copy.md",
        "a/Oil.sync.conflict.md",
        "a/Oil 冲突 2.md",
        "a/Copy of Oil.md",
        "a/Kopie (2) von Oil.md",
        "a/Копия Oil.md",
        "a/Oil – Copie.md",
        "a/Oil (kopie).md",
        "a/Oil (another copy).md",
        "a/Oil (3rd copy).md",
        "a/Oil (copy 2).md",
        "a/Oil — копия (2).md",
        "a/Oilのコピー.md",
        "a/Oil - 副本.md",
        "a/Oil 副本 2.md",
        "a/Oil.bak.md",
        "a/Oil~.md",
        "prices/X (1).csv",
    }
    plain = {
        "Oil (1).md",
        "BRK-B.md",
        "a/Oil-prices.md",
        "a/Oil 1973.md",
        "a/Oil (1).csv",
        "b/Oil 2.md",
        "a/Oilconflict.md",
        "a/Oilcopy.md",
        "a/Oil copybook.md",
        "a/Trade-Conflict.md",
    }
    found = dict(perhaps_copies(beside | copies | plain))
    assert found.keys() == copies
    assert set(found.values()) == {"a/Oil.md", "prices/X.csv"}
