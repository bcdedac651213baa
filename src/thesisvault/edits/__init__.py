"""What is to be written into people's notes, worked out to the byte: managed blocks above all.

Pure: bytes in, bytes out. The workspace brings what there is to say, storage writes it.
"""
