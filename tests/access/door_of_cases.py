"""Where the door of cases refuses a stranger, its no is the same code for every view: strangers take turns there."""

from zlib import crc32

import pytest

from samkraft.people import case_access


def strangers_to(name, first, *others):
    """Who is to try the address *name*: the first always, and after her one of the others by turns.

    But all of the others, where what refused the first was not the door of cases.
    """
    refused, deny = [], case_access.deny
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case_access, "deny", lambda request, rule: refused.append(rule) or deny(request, rule))
        yield first
    yield from [others[crc32(name.encode()) % len(others)]] if refused else others
