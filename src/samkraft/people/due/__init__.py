"""Deadlines as lists: what is due, over or put off, of one's own, of a branch and of the programme (P-030 – P-036)."""
