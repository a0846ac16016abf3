"""Public identifiers as they come in from outside: in an address, a form or a parameter."""

from uuid import UUID


def uuid_or_none(text: str | None) -> UUID | None:
    """The identifier that a text spells, or None: a malformed one is like one that isn't there."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
