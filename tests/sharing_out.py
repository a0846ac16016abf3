"""How the tests are shared out when several processes run them: what leans on one database stays together.

A file's tests share what the file makes; those of the demo share one register of 3,700 cases, and those that look at
each page as everybody reads it share the readings. What takes longest
goes first, so that nobody waits for it at the end; all else keeps its random order. While one process makes the empty
database, on which nearly all stands, another runs the analysis, which needs none.
"""

from xdist.scheduler.loadscope import LoadScopeScheduling

TOGETHER = (
    ("tests/demo/",),
    ("tests/browser/register/",),
    ("tests/access/test_every_url.py", "tests/attacks/test_protected.py"),
)
LONGEST_FIRST = (
    "tests/demo/",
    "tests/analysis/",
    "tests/browser/register/",
    "tests/attacks/test_every_form.py",
    "tests/access/test_every_url.py",
    "tests/attacks/test_every_address.py",
    "tests/browser/",
)


class ByFile(LoadScopeScheduling):
    """Hands out whole files, and what stands in one line of ``TOGETHER`` to the same process."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # by the number of tests, which tells nothing of their length

    def _split_scope(self, nodeid):
        file = nodeid.split("::", 1)[0]
        return next((group[0] for group in TOGETHER if file.startswith(group)), file)


def place(item):
    """Where in the queue a test's file comes."""
    places = (place for place, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start))
    return next(places, len(LONGEST_FIRST))


def reads_backwards(config):
    """Whether this process reads the files from the last: two that begin at each end compile half of them each.

    Only where the order is drawn by lot afterwards, for it must be the same in both.
    """
    is_second = getattr(config, "workerinput", {}).get("workerid") == "gw1"
    return is_second and config.getoption("randomly_reorganize", default=False)
