"""One page a file: what is asked of the registry, and the values that its template shows."""
