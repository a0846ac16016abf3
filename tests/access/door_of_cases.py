"""Where the door of cases refuses a stranger, its no is the same code for every view: strangers take turns there."""

import random

import pytest

from samkraft.people import case_access


def strangers_to(first, *others):
    """Who is to try an address: the first always, and after her one of the others, drawn by the run's seed.

    But all of the others, where what refused the first was not the door of cases. Another run draws others.
    """
    refused, deny = [], case_access.deny
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case_access, "deny", lambda request, rule: refused.append(rule) or deny(request, rule))
        yield first
    yield from [random.choice(others)] if refused else others
