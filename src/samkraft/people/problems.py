"""What can't be done and why, in words for the person: raised by actions, shown at the field by views."""


class NotPossible(Exception):
    """A rule says no. ``field`` names the form field that it is about, or is None for the form as a whole."""

    def __init__(self, message, field=None):
        self.field = field
        super().__init__(str(message))


def show_on(form, problem):
    """Put a :class:`NotPossible`, or the door's refusal, where the person looks."""
    field = getattr(problem, "field", None)
    form.add_error(field if field in form.fields else None, str(problem))


def raise_first(problems):
    """Raise the first of ``{field: sentence}`` that says something, if there is one."""
    for field, message in problems.items():
        if message:
            raise NotPossible(message, field)
