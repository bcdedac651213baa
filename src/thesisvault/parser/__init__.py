"""Text in, `Note` out: one reader of notes for every face of the house.

`note.parse_note` is the way in. It never opens a file, never raises about content, and reads
the same bytes to the same note whatever the day.
"""

from thesisvault.parser.note import parse_note

__all__ = ["parse_note"]
