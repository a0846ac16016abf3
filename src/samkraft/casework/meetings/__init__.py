"""Meetings with the person, the page of the meeting and each authority's own note."""
