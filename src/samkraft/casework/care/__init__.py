"""Care coordination: which care plans and certificates were asked for, by whom, what for, since when (P-025)."""
