"""The cases that are written out in full."""

PORTRAITS = []
