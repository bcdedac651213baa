"""Answers to lines for a terminal, one report a file: `text(answer, page)`."""
