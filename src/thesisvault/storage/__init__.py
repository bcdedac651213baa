"""The disk, and nothing but the disk. No other room opens a file."""
