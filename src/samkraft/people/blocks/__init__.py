"""Blocks between units of health care (REG-10)."""
