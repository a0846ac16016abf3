"""Dialogue between the branches of a case: messages that cross by release, and who waits for whom (P-021)."""
