"""The body of a note: text to blocks, and blocks to what they hold."""
