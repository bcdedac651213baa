"""The theses together: what they hold, and how far they are one bet."""
