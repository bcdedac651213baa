"""Charts: plain numbers to SVG, by classes alone. The same numbers give the same bytes."""
