"""One stock's note in the words of several languages: the same facts, each with its line."""

from __future__ import annotations

import pytest

from parser.reading import cut, read
from thesisvault.model.facts import Side, Status
from thesisvault.model.note import Kind, Note

SPANISH = (
    "---\nticker: QQZA\nvaloracion: alcista\nestado: seguimiento\nentrada_max: 41.50\n"
    "fecha: 2031-02-03\n---\n# Cuarzo (QQZA)\n\n## Tesis de inversión\n\nEl foso aguanta.\n\n"
    "### Señales de alerta — revisar tesis si:\n\n- Los pedidos caen dos trimestres\n\n"
    "## KPIs\n\n| KPI | Frecuencia | Umbral de alerta |\n|---|---|---|\n| Margen | anual | <20% |\n"
)
JAPANESE = (
    "---\nticker: QQZA\nポジション: ロング\n状態: 監視中\n買値: 41.50\n日付: 2031-02-03\n---\n"
    "# 石英（QQZA）\n\n## 投資仮説\n\n堀は深い。\n\n## 撤退条件\n\n- 受注が二四半期続けて減る\n\n"
    "## 指標\n\n| 指標 | 撤退ライン |\n|---|---|\n| 利益率 | <20% |\n"
)
CHINESE = (
    "---\nticker: QQZA\n方向: 做多\n状态: 观察\n买入价: 41.50\n日期: 2031-02-03\n---\n"
    "# 石英 (QQZA) 投资价值分析\n\n## 1.2 投资逻辑\n\n护城河深。\n\n"
    "## 7.1 退出信号（按重要性排序）\n\n- 订单连续两季下滑\n\n"
    "## 指标\n\n| 指标 | 预警线 |\n|---|---|\n| 毛利率 | <20% |\n"
)
GERMAN = (
    "---\nticker: QQZA\nrichtung: bullisch\nstatus: beobachtet\neinstieg: 41.50\n"
    "datum: 2031-02-03\n---\n# Quarz (QQZA)\n\n## Investmentthese\n\nDer Graben hält.\n\n"
    "## Ausstiegskriterien\n\n- Die Aufträge fallen zwei Quartale\n\n"
    "## Kennzahlen\n\n| Kennzahl | Warnsignal |\n|---|---|\n| Marge | <20% |\n"
)


@pytest.mark.parametrize(
    ("text", "level"),
    [(SPANISH, "buy"), (JAPANESE, "entry"), (CHINESE, "entry"), (GERMAN, "entry")],
)
def test_a_thesis_in_a_stocks_note(text: str, level: str) -> None:
    note = read(text, "Stocks/Quartz.md")
    facts = note.facts
    assert (note.kind, facts.is_thesis, facts.symbol) == (Kind.STOCK, True, "QQZA")
    assert (facts.side, facts.status, str(note.date)) == (Side.LONG, Status.WATCHED, "2031-02-03")
    [entry] = (item.value for item in facts.figures if item.name == level)
    row, bullet = facts.criteria
    assert entry == 41.5
    assert bullet.text in cut(text, bullet.span)
    assert row.text.endswith(": <20%")


@pytest.mark.parametrize(
    ("text", "side", "status"),
    [
        ("outlook: bearish", Side.SHORT, None),
        ("view: watching", None, Status.WATCHED),
        ("valoracion: PER de 15x", None, None),
        ("direction: long\noutlook: bearish", Side.LONG, None),
    ],
)
def test_a_view_may_tell_side_or_status_and_is_never_blamed_for_neither(
    text: str, side: Side | None, status: Status | None
) -> None:
    note = read(f"---\nticker: QQZA\nstop: 4\n{text}\n---\n## Thesis\n\nRocks.\n", "Stocks/Q.md")
    assert (note.facts.side, note.facts.status) == (side, status)
    assert not [item for item in note.diagnostics if "side" in item.message]


@pytest.mark.parametrize(
    "title", ["石英 (609991) 投资价值分析", "石英（609991）の分析", "Quartz (609991) — note"]
)
def test_a_title_may_go_on_behind_its_symbol(title: str) -> None:
    assert read(f"# {title}\n", "Stocks/x.md").facts.symbol == "609991"


@pytest.mark.parametrize("key", ["stopLoss", "stop_loss", "Stop loss"])
def test_the_words_of_a_key_may_be_set_off_by_capitals(key: str) -> None:
    [stop] = (item for item in read(f"---\n{key}: 88\n---\n", "Theses/Q.md").facts.figures)
    assert (stop.name, stop.value) == ("stop", 88.0)


def held(table: str) -> list[str]:
    return [item.subject.name for item in read(table, "Portfolio/Depot.md").facts.holdings]


def test_what_a_savings_plan_will_buy_is_not_held() -> None:
    assert held("| ETF | Anteil |\n|---|---|\n| Welt | 25 % |\n") == ["Welt"]
    assert held("| ETF | Sparrate | Anteil |\n|---|---|---|\n| Welt | 25 € | 25 % |\n") == []


def moves(text: str) -> list[str]:
    note: Note = read(f"---\ndate: 2031-02-03\n---\n{text}", "Daily/2031-02-03.md")
    return [item.subject.name for item in note.facts.stated_moves]


def test_a_word_for_a_security_that_also_means_a_value_names_one_only_in_front() -> None:
    assert moves("| Wert | Bewegung |\n|---|---|\n| Quarz | +2 % |\n") == ["Quarz"]
    assert moves("| 종목 | 종가 | 등락 |\n|---|---|---|\n| QQZA | 97 | +3.4% ★ |\n") == ["QQZA"]
    assert moves("| 종목 | 평단가 | 등락 |\n|---|---|---|\n| QQZA | 97 | +3.4% |\n") == []
    assert moves("| 标的 | 现价 | 今日涨跌 |\n|---|---|---|\n| QQZA | 28 | +2.4% |\n") == ["QQZA"]
    assert moves("| Merkmal | Wert | Bewegung |\n|---|---|---|\n| Kasse | 3 | +2 % |\n") == []


def test_a_paragraph_behind_the_word_for_a_weight_is_no_weight() -> None:
    text = "**Peso:** " + "los factores pesan " * 12 + "62%\n"
    note = read(f"---\nticker: QQZA\n---\n{text}", "Stocks/Q.md")
    assert not [item for item in note.facts.figures if item.name == "weight"]
    assert [item.code for item in note.unread if "Peso" in item.text] == ["value"]


@pytest.mark.parametrize(
    "name", ["Quartz (week)", "Quarz (Juli)", "Quarz (Fr.)", "Cuarzo (semana)"]
)
def test_a_move_of_another_day_is_not_of_the_notes(name: str) -> None:
    table = f"| Stock | Move |\n|---|---|\n| {name} | +2% |\n| Peat | +1% |\n"
    text = f"---\ndate: 2031-02-03\n---\n{table}"
    other, own = read(text, "Daily/2031-02-03.md").facts.stated_moves
    assert (other.day, str(own.day)) == (None, "2031-02-03")


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("category: Turnaround (heavy debt)", []),
        ("category: Semis", ["Semis"]),
        ("sector: Cyclical", ["Cyclical"]),
    ],
)
def test_a_category_of_style_is_no_group(line: str, groups: list[str]) -> None:
    note = read(f"---\nticker: QQZA\n{line}\n---\n", "Stocks/Q.md")
    assert [item.other.name for item in note.facts.relations] == groups


@pytest.mark.parametrize("heads", ["指标 | 原值 | 新值", "指標 | 上次 | 今回 | 差"])
def test_what_compares_two_states_is_no_card(heads: str) -> None:
    rule = "|".join("---" for _ in heads.split("|"))
    rows = "".join(f"| {word} | 41.50 | **38** |\n" for word in ("买入价", "目标价", "现价"))
    text = f"# 石英 (609991)\n\n| {heads} |\n|{rule}|\n{rows}"
    assert [item.name for item in read(text, "Stocks/x.md").facts.figures] == ["symbol"]
    alone = text.replace("**38**", "备注")
    names = [item.name for item in read(alone, "Stocks/x.md").facts.figures]
    assert set(names) == {"symbol", "entry", "target", "price"}
