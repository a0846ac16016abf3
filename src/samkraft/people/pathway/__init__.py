"""A case's way: phases, limits and deadlines, discharge, handover, follow-up."""
