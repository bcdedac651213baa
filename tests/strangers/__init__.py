"""Vaults as other people keep them. All names, companies and figures are ours."""

from pathlib import Path

PROSE = Path(__file__).parent / "prose"
"""The notebook of an invented investor: prose, labels, bullets; no form of the sample vault."""
