"""Programmes as data: programme files, code lists, eligibility and pace."""
