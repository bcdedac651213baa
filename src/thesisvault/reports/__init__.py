"""What a person asks of a vault, one question a file: `Ask` in, `Answer` out, nothing written."""
