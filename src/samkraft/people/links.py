"""Addresses of rooms that may not be there: the first that exists, so that no page breaks by what comes later."""

from django.urls import NoReverseMatch

from samkraft.core.addresses import address_of


def first_url(names, *keys, default=""):
    """The address of the first of *names* that can be reversed with *keys*."""
    for name in names:
        try:
            return address_of(name, *keys)
        except NoReverseMatch:
            continue
    return default
