"""What changes a vault, one verb a file: every note through the one writer."""
