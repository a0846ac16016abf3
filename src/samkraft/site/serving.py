"""What a server does once, before the first person of the day."""

import gc

from django.urls import get_resolver

# A page makes some tens of thousands of objects and drops them again; looking for circles after each 700 of them took
# a tenth of its time.
_BETWEEN_LOOKS = (50_000, 20, 50)


def make_ready() -> None:
    """Read every room's pages, which takes two seconds, and let what is there for good be looked through no more."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_BETWEEN_LOOKS)
