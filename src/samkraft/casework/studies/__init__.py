"""Study counselling: study plans, which are counted, and talks alone or in a group (P-025, P-073)."""
