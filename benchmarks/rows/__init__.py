"""The measurements, one file each. Each returns rows; none prints."""
