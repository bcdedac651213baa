"""Bars to moves: adjusted returns, the event study, claims, rotation. Pure.

Nothing here opens a file, prints, sleeps or asks the time: bars come in, values go out. The
room needs the standard library only: an event study is a regression on one regressor over 250
sessions, which Python does in less time than numpy takes to import, and `math.fsum` keeps every
sum exactly rounded. Import the module that is needed; this one imports none of them.
"""
