"""How a rotation's evidence ages: it halves, and it ends."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from thesisvault.model.facts import Scenario
from thesisvault.model.note import Profile
from thesisvault.model.review import RotationState, ScenarioState
from thesisvault.model.settings import ImpactSettings


class Ageing(Struct, frozen=True):
    """What time has left of evidence: a factor from 1 to 0, and when it ended if it has."""

    decay: float
    expired: dt.date | None


def rotation_state(note: Profile, day: dt.date) -> RotationState:
    """The scenarios of a rotation on `day`, in the order of its table."""
    start = started(note)
    states = tuple(_state(scenario, start, day) for scenario in note.facts.scenarios)
    return RotationState(note.title, note.path, start, states)


def started(note: Profile) -> dt.date | None:
    """The day by which a rotation had certainly begun: the last of a fuzzy start, else its date."""
    return note.facts.started.end if note.facts.started else note.date


def ageing(
    note: Profile,
    horizon: str,
    day: dt.date,
    settings: ImpactSettings,
    since: dt.date | None = None,
) -> Ageing:
    """What is left on `day` of evidence that `note` brings for `horizon`.

    decay = 2^(-days since the start / half-life); the half-life is half of the scenario's lower
    bound, and the evidence ends at its upper bound. Evidence with no horizon of its own lasts as
    long as the longest scenario. A note without scenarios has the default half-life and no end.
    """
    start = since or started(note)
    if start is None:
        return Ageing(1.0, None)
    age = max((day - start).days, 0)
    scenario = _scenario_for(note.facts.scenarios, horizon)
    if scenario is None:
        return Ageing(2.0 ** (-age / settings.default_half_life), None)
    state = _state(scenario, start, day)
    if state.expired:
        return Ageing(0.0, state.expires)
    return Ageing(2.0 ** (-age / state.half_life), None)


def _state(scenario: Scenario, start: dt.date | None, day: dt.date) -> ScenarioState:
    upper = scenario.duration.upper
    expires = start + dt.timedelta(days=upper) if start and upper is not None else None
    return ScenarioState(
        name=scenario.name,
        horizon=scenario.horizon,
        half_life=max(scenario.duration.lower / 2, 0.5),
        expires=expires,
        expired=expires is not None and day > expires,
    )


def _scenario_for(scenarios: tuple[Scenario, ...], horizon: str) -> Scenario | None:
    if not scenarios:
        return None
    for scenario in scenarios:
        if horizon and scenario.horizon == horizon:
            return scenario
    return max(scenarios, key=lambda item: (item.duration.upper is None, item.duration.upper or 0))
