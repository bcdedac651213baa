"""Evidence for and against a thesis, one class a file."""
