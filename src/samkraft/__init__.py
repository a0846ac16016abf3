"""Samkraft: one joint plan with each person, across authorities."""
