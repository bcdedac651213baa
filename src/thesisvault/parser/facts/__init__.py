"""From what a note holds to what it states: kinds, dates, figures, recognized tables."""
