"""One program a peer: each indexes a vault in the way its own documentation shows."""
