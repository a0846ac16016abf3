"""How long until people leave, where to, and whether groups differ.

Times are durations since time zero, in any unit; a cause of 0 (or none) is a person whose exit isn't known yet.
"""

__all__: list[str] = []
