"""Put every note into a full-text table as zk has it, with stems: ``python zk_schema.py DIR``.

zk's table has title, body and path, the tokenizer ``porter unicode61`` and the notes' text beside.
"""

import os
import sqlite3
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    db = sqlite3.connect(os.path.join(folder, "notes.db"))
    db.executescript(
        """
        CREATE TABLE notes (id INTEGER PRIMARY KEY, path TEXT, title TEXT, body TEXT);
        CREATE VIRTUAL TABLE notes_fts USING fts5(
            path, title, body, content = notes, content_rowid = id,
            tokenize = "porter unicode61 remove_diacritics 1 tokenchars '''&/'"
        );
        CREATE TRIGGER added AFTER INSERT ON notes BEGIN
            INSERT INTO notes_fts (rowid, path, title, body)
            VALUES (new.id, new.path, new.title, new.body);
        END;
        """
    )
    pending = [sys.argv[1]]
    while pending:
        for entry in os.scandir(pending.pop()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif entry.name.endswith(".md"):
                with open(entry.path, encoding="utf-8", errors="replace", newline="") as file:
                    row = (entry.path, entry.name[:-3], file.read())
                db.execute("INSERT INTO notes (path, title, body) VALUES (?, ?, ?)", row)
    db.commit()
