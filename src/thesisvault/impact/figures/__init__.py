"""Recorded figures: what each source says, and where sources disagree."""
