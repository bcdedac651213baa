"""Answers as people and programs take them: lines of text, pictures, calendars. Nothing prints."""
