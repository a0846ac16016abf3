"""Addresses of rooms that may not be there: the first that exists, so that no page breaks by what comes later."""

from django.urls import NoReverseMatch, reverse


def first_url(names, *args, default=""):
    """The address of the first of *names* that can be reversed with *args*."""
    for name in names:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return default
