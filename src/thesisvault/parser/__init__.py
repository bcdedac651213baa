"""Text in, `Note` out: one reader of notes for every face of the house.

`note.parse_note` is the way in. It never opens a file, never raises about content, and reads
the same bytes to the same note whatever the day. Nothing is imported here: most commands read no
note, and should not pay for what reads them.
"""
