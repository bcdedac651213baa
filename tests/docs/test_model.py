"""The worked example of model.md: its figures are those of `thesis explain`, to the digit."""

from __future__ import annotations

import json
import re
from pathlib import Path

from msgspec.structs import fields

from docs.console import Console
from docs.pages import codes, prose, read, rows, section
from thesisvault.model.settings import ImpactSettings


def test_the_worked_example_adds_up(tmp_path: Path) -> None:
    console = Console(tmp_path / "reader")
    console.bring_vault()
    line = 'thesis --vault vault explain --json "Long big technology" --as-of 2020-11-13'
    thesis = json.loads(console.run(line))
    near, structural, inferred, measured = thesis["evidence"]
    study = measured["measurement"]["decisive"]
    expected = study["alpha"] + study["beta"] * study["benchmark_return"]
    near_decay, decay = 2 ** (-4 / 7), 2 ** (-4 / 91)
    assert abs(near["decay"] - near_decay) < 1e-6
    assert all(abs(item["decay"] - decay) < 1e-6 for item in (structural, inferred, measured))
    assert abs(study["return"] - expected - study["abnormal"]) < 1e-9
    p = measured["measurement"]["adjusted_p"]
    assert abs(measured["strength"] - (1 - p / ImpactSettings().false_discovery_rate)) < 1e-6
    adds = [0.4 * 2 / 3 * near_decay, 0.2 * 0.5 * decay, 0.4 * measured["strength"] * decay]
    assert abs(sum(adds) - thesis["negative"]) < 1e-6
    text = prose(section(read("model.md"), "By hand"))
    shown = [
        f"2^(-4/7) = {near_decay:.3f}",
        f"2^(-4/91) = {decay:.3f}",
        f"lost {-study['return']:.2%}".replace("%", " %"),
        f"rose by {study['benchmark_return']:.2%}".replace("%", " %"),
        f"α = {study['alpha']:.3%}".replace("%", " %"),
        f"β = {study['beta']:.3f}",
        f"= {expected:.3%}".replace("%", " %"),
        f"= {study['abnormal']:.3%}".replace("%", " %"),
        f"t = {study['t']:.3f}",
        f"1 - {p:.4f} / 0.1 = {measured['strength']:.3f}",
        *(f"= {part:.3f}" for part in adds),
        f"Negative: {thesis['negative']:.3f}",
        f"Score: {thesis['score']:.1f}",
    ]
    assert [item for item in shown if item not in text] == []


def test_every_number_of_the_model_has_a_source_or_is_called_a_choice() -> None:
    listed = rows(section(read("model.md"), "Where each part comes from"))
    for part, _, origin in listed:
        assert "choice" in origin or re.search(r"\(\d{4}\)", origin), part
    named = {code: part for row in listed for part in row for code in codes(part)}
    defaults = {item.name: item.default for item in fields(ImpactSettings)}
    assert set(defaults) <= set(named)
    shown = {"½": 0.5}
    for name, default in defaults.items():
        figure = re.search(rf"`{name}` ([\d.]+|½)", named[name])
        if figure:
            assert shown.get(figure[1]) == default or float(figure[1]) == default, name
