"""What the book rests on now: each bet's beta and its part of the risk, and how many bets that is.

Weights are those of the holdings, where these say what is held; else all bets weigh the same.
A bet's share of risk is w (S w) / w' S w, S being the covariance of daily returns: the parts add
up to one. Entropy bets (Meucci 2009, Managing Diversification, Risk 22) are exp(-sum p ln p) over
the shares p of the variance that the principal components of S carry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, exp, fsum, log, sin
from operator import mul
from random import Random

from thesisvault.graph import Node, Vault
from thesisvault.impact.portfolio.baskets import last_close, symbol_held
from thesisvault.impact.portfolio.holdings import holdings
from thesisvault.impact.portfolio.independence import DRAWS, FEWEST, MINIMUM, DailyReturns
from thesisvault.impact.positions import all_positions, amount
from thesisvault.market.adjust import PriceView
from thesisvault.market.returns import align
from thesisvault.model.crowding import Bet, Exposure, LeftOut
from thesisvault.model.market import AdjustedSeries

_NOTHING = 1e-18
_SWEEPS = 60
"""Of rotations at most; a matrix of a hundred bets takes ten."""
_EXACT, _NEAR = 1e-24, 1e-10
"""What may be left beside the diagonal, of all squares: for a figure, and for one of many draws."""
_WORK = 200_000
"""Draws times the cube of the bets, where they are more than `FEWEST`."""
_LARGEST, _LARGEST_DRAWN = 64, 40
"""Bets of which a figure by entropy is taken, and its interval: both grow with their cube."""
Matrix = list[list[float]]


def worth(
    vault: Vault, subjects: Iterable[Node], prices: PriceView, day: dt.date
) -> tuple[dict[str, float], list[LeftOut]]:
    """What is held of each subject, by its id, in one currency; what has no worth, and why.

    What several subjects hold the same way is separated among them by what it is of each. All
    empty where no table and no note says how many shares are held.
    """
    shares = {node.id: holdings(vault, node).names for node in subjects}
    found: dict[str, float] = {}
    left: list[LeftOut] = []
    for position in all_positions(vault):
        held, close = amount(position).shares, last_close(vault, position, prices, day)
        if not held or close is None:
            symbol = symbol_held(vault, position)
            refused = prices.adjusted(symbol).refused if symbol else None
            why = "the number of shares is missing" if not held else refused or "it has no price"
            left.append(LeftOut(position.name, symbol, why.replace("no prices", "it has no price")))
            continue
        target, sign = position.exposure.target, position.side.sign
        parts = {
            subject: abs(names[target].share)
            for subject, names in shares.items()
            if target in names and names[target].share * sign > 0
        }
        whole = fsum(parts.values())
        for subject, part in parts.items():
            found[subject] = found.get(subject, 0.0) + abs(held) * close * part / whole
    return found, left if found else []


def exposure(
    moved: Sequence[DailyReturns],
    values: Sequence[float] | None,
    benchmark: AdjustedSeries,
    sessions: Sequence[dt.date],
    window: int,
    left: Sequence[LeftOut] = (),
) -> Exposure:
    """Over the last `window` of `sessions`; `values` is what each of `moved` is worth, or None."""
    weighted = "equal" if values is None else "holdings"
    worths = [1.0] * len(moved) if values is None else list(values)
    used = [
        (item, value)
        for item, value in zip(moved, worths, strict=True)
        if value and sum(one is not None for one in item.last(window)) >= MINIMUM
    ]
    kept = {item.thesis for item, _ in used}
    told = [*left]
    for item, value in zip(moved, worths, strict=True):
        if item.thesis not in kept and item.thesis not in {one.thesis for one in left}:
            why = (item.reason or "too few prices") if value else "none of it is held"
            told.append(LeftOut(item.thesis, None, why))
    market = align(benchmark, sessions).returns[1:][-window:]
    columns = [item.last(window) for item, _ in used]
    rows = [row for row in zip(market, *columns, strict=True) if None not in row]
    if not used or len(rows) < MINIMUM:
        why = f"{len(rows)} sessions in which all have a return, {MINIMUM} are needed"
        why = why if used else "nothing in it can be measured"
        return Exposure(weighted, len(rows), left_out=tuple(told), reason=why)
    index, *own = ([one or 0.0 for one in column] for column in zip(*rows, strict=True))
    weights = [value / fsum(value for _, value in used) for _, value in used]
    market_moves, moves = _centred(index), [_centred(one) for one in own]
    variance = _covariance(market_moves, market_moves)
    with_market = [_covariance(one, market_moves) for one in moves]
    if variance < _NOTHING:
        why = f"{benchmark.symbol} did not move"
        return Exposure(weighted, len(rows), left_out=tuple(told), reason=why)
    of_book = [fsum(map(mul, weights, row)) for row in zip(*moves, strict=True)]
    pull = [_covariance(one, of_book) for one in moves]
    risk = fsum(w * one for w, one in zip(weights, pull, strict=True))
    betas = [one / variance for one in with_market]
    bets = tuple(
        Bet(item.thesis, w, beta, w * one / risk if risk > _NOTHING else None)
        for (item, _), w, beta, one in zip(used, weights, betas, pull, strict=True)
    )
    book = fsum(w * beta for w, beta in zip(weights, betas, strict=True))
    entropy, low, high, reason = None, None, None, None
    if len(own) > _LARGEST:
        reason = f"bets by entropy are computed for at most {_LARGEST} bets"
    else:
        matrix = covariance(own)
        entropy = entropy_bets(matrix, weights)
        if entropy is not None and len(own) <= _LARGEST_DRAWN:
            low, high = _drawn(own, matrix, weights)
    return Exposure(weighted, len(rows), book, entropy, low, high, bets, tuple(told), reason)


def covariance(columns: Sequence[Sequence[float]]) -> Matrix:
    """Of columns of equal length, about their means, over n - 1."""
    centred = [_centred(column) for column in columns]
    return [[_covariance(one, two) for two in centred] for one in centred]


def _centred(column: Sequence[float]) -> list[float]:
    mean = fsum(column) / len(column)
    return [value - mean for value in column]


def _covariance(one: Sequence[float], two: Sequence[float]) -> float:
    """Of two columns whose means are taken away."""
    return fsum(map(mul, one, two)) / (len(one) - 1)


def entropy_bets(matrix: Matrix, weights: Sequence[float], rest: float = _EXACT) -> float | None:
    """exp of the entropy of the variance over principal components; None where nothing moves."""
    values, vectors = eigen(matrix, rest)
    parts = [
        max(value, 0.0) * fsum(v * w for v, w in zip(vector, weights, strict=True)) ** 2
        for value, vector in zip(values, vectors, strict=True)
    ]
    whole = fsum(parts)
    if whole < _NOTHING:
        return None
    return exp(-fsum(part / whole * log(part / whole) for part in parts if part > 0.0))


def _drawn(
    columns: Sequence[Sequence[float]], matrix: Matrix, weights: Sequence[float]
) -> tuple[float | None, float | None]:
    """The middle 95 % of the entropy bets in draws of whole sessions, with replacement (Efron).

    Told in the components of the whole, in which a draw is all but diagonal already. Fewer draws
    of a large book: one takes as long as the cube of its bets.
    """
    _, vectors = eigen(matrix)
    turned = [_mean_free([_dot(v, row) for row in zip(*columns, strict=True)]) for v in vectors]
    held = [_dot(v, weights) for v in vectors]
    rows = list(zip(*turned, strict=True))
    chance = Random(len(rows))  # the same sessions give the same bytes
    draws = max(FEWEST, min(DRAWS, _WORK // len(columns) ** 3))
    found = sorted(
        bets
        for _ in range(draws)
        if (bets := entropy_bets(_products(chance.choices(rows, k=len(rows))), held, _NEAR))
        is not None
    )
    if not found:
        return None, None
    return found[len(found) // 40], found[len(found) - 1 - len(found) // 40]


def _products(rows: Sequence[Sequence[float]]) -> Matrix:
    """The covariance times n, in plain sums: a draw needs no more."""
    columns = [_mean_free(column) for column in zip(*rows, strict=True)]
    size = len(columns)
    found = [[0.0] * size for _ in range(size)]
    for i, one in enumerate(columns):
        for j in range(i + 1):
            found[i][j] = found[j][i] = _dot(one, columns[j])
    return found


def _mean_free(column: Sequence[float]) -> list[float]:
    mean = sum(column) / len(column)
    return [value - mean for value in column]


def _dot(one: Sequence[float], two: Sequence[float]) -> float:
    return sum(map(mul, one, two), 0.0)


def eigen(matrix: Matrix, rest: float = _EXACT) -> tuple[list[float], Matrix]:
    """Eigenvalues and unit eigenvectors of a symmetric matrix, by Jacobi's rotations (1846)."""
    size = len(matrix)
    a = [list(row) for row in matrix]
    vectors = [[float(i == j) for j in range(size)] for i in range(size)]
    whole = fsum(value * value for row in a for value in row)
    least = rest * whole / size**2  # of so little, all together is left
    for _ in range(_SWEEPS):
        off = fsum(a[i][j] ** 2 for i in range(size) for j in range(size) if i != j)
        if off <= rest * whole:
            break
        for p in range(size - 1):
            for q in range(p + 1, size):
                if a[p][q] ** 2 > least:
                    _rotate(a, vectors, p, q)
    return [a[i][i] for i in range(size)], vectors


def _rotate(a: Matrix, vectors: Matrix, p: int, q: int) -> None:
    """Turn `a` so that its element (p, q) is zero; the rows of `vectors` turn with it."""
    angle = 0.5 * atan2(2 * a[p][q], a[q][q] - a[p][p])
    c, s = cos(angle), sin(angle)
    for row in a:
        row[p], row[q] = c * row[p] - s * row[q], s * row[p] + c * row[q]
    for rows in (a, vectors):
        one, two = rows[p], rows[q]
        rows[p] = [c * x - s * y for x, y in zip(one, two, strict=True)]
        rows[q] = [s * x + c * y for x, y in zip(one, two, strict=True)]


def by_name(values: Mapping[str, float], subjects: Sequence[Node]) -> list[float] | None:
    """What each subject is worth, in their order; None where nothing says so."""
    return [values.get(node.id, 0.0) for node in subjects] if values else None
