"""Two cases of one branch that are one person's: found, compared, merged by two people and undone (T10, M14)."""
