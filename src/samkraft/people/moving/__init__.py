"""Many cases at once from one colleague to another, with a preview, one note and a way back (M1, P-024)."""
