"""A handler's daily work: the day, the work list, the search, the participant page."""
