"""The word of a choice, for rows of a list."""

from functools import cache

from django.utils.encoding import force_str


@cache
def _words_of(field):
    return dict(field.flatchoices)


class ChoiceWords:
    """A model whose ``get_…_display`` looks the word up. Django's own makes every word of the field anew, each time."""

    def _get_FIELD_display(self, field):
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)
