"""Writing into people's notes: all or nothing, and never a byte lost."""
