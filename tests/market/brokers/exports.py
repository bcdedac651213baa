"""Exports of each broker in the forms that they have, with figures of our own."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data"
ALL = {path.stem: path for path in sorted(FOLDER.iterdir())}
"""By name, such as `schwab-positions`."""
