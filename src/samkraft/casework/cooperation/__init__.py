"""The strengthened cooperation of AF and FK: its steps in a case, in the order of the programme file (P-037)."""
