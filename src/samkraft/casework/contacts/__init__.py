"""Contacts with the person, and things to do by a day."""
