"""A cut gives nobody away, not even to one who reads two of its pages side by side (SEK-15)."""

from datetime import date
from types import SimpleNamespace

import pytest

from samkraft.steering import cuts, flow, pages
from samkraft.steering.waits import WaitGroup
from tests import situations as s

pytestmark = pytest.mark.django_db

# Of twelve women in the first group nine came to work or studies: three did not.
REACHED = {(0, "woman"): (9, 12), (0, "man"): (30, 60), (1, "woman"): (25, 70), (1, "man"): (40, 90),
           (2, "woman"): (20, 60), (2, "man"): (30, 80)}  # fmt: skip


def _by_group(_programme, _definition, _on, indicator, _group):
    is_share = cuts.kind_of(indicator) == "share"
    return [(i, sex, n, d if is_share else 0) for (i, sex), (n, d) in REACHED.items()]


def test_a_count_does_not_tell_what_its_share_hides(monkeypatch):
    """The rest of a share is small: with the number enrolled beside it the count would tell it."""
    monkeypatch.setattr(cuts, "by_group", _by_group)
    definition = s.programme().version_on(s.DAY).definition
    card = SimpleNamespace(programme=SimpleNamespace(pk=1), definition=definition, counted_on=date(2021, 6, 30))
    cut = next(cut for cut in definition.cuts if cut.code == "education")
    shown = {
        row.code: cuts.divided(card, row, cut)[0].women
        for row in definition.indicators
        if row.code in ("to_work_or_studies", "outcome_share")
    }
    assert shown == {"to_work_or_studies": None, "outcome_share": None}


def test_those_who_wait_are_not_told_by_all_waits_less_those_enrolled():
    """304 waits of which 300 are over: 300 are enrolled, so four still wait."""
    wait = SimpleNamespace(code="called_enrolled", name="Kallelse", by_branch=False)
    row = next(iter(flow._wait_rows(wait, [WaitGroup(14, 300, "done"), WaitGroup(3, 4, "waiting")], {})))
    shown = pages._wait_row(row)
    assert (shown["waiting"], shown["people"]) == ("–", "–")


def test_few_who_wait_are_not_told_by_the_share_that_waits_long():
    """SEK-15: of 104 a hundred have come through; the share that waits long would tell of the four."""
    wait = SimpleNamespace(code="x", name="x", by_branch=False)
    groups = [WaitGroup(10, 94, "done"), WaitGroup(95, 6, "done"), WaitGroup(5, 4, "waiting")]
    row = next(iter(flow._wait_rows(wait, groups, {})))
    assert row.waiting.over and pages._wait_row(row)["over"] == "–"


def test_many_waits_of_few_people_are_few():
    wait = SimpleNamespace(code="asked_decided", name="Beslut", by_branch=True)
    groups = [
        WaitGroup(10, 90, "done", "woman", 1),
        WaitGroup(12, 40, "done", "man", 2),
        WaitGroup(9, 9, "done", "man", 3),
    ]
    persons = {(None, None): 120, (None, 1): 80, (None, 2): 40, (None, 3): 2}
    shown = [pages._wait_row(row) for row in flow._wait_rows(wait, groups, {1: "AF", 2: "FK", 3: "Region"}, persons)]
    assert shown[3]["people"] == "Färre än fem" and shown[3]["median"] == "–"
    assert sum(row["people"].isdigit() for row in shown) <= 2


def test_the_longest_waits_are_told_of_fifty_or_more():
    """Nine of ten within so many days: of fewer, that is the days of one to four people."""
    wait = SimpleNamespace(code="x", name="x", by_branch=False)
    rows = [next(iter(flow._wait_rows(wait, [WaitGroup(n, 1, "done") for n in range(many)], {}))) for many in (49, 50)]
    assert [pages._wait_row(row)["late"] for row in rows] == ["–", "44 dagar"]


def test_a_small_authority_is_not_told_by_subtracting_the_others_from_the_whole():
    wait = SimpleNamespace(code="asked_decided", name="Beslut", by_branch=True)
    groups = [
        WaitGroup(10, 90, "done", "woman", 1),
        WaitGroup(12, 40, "done", "man", 2),
        WaitGroup(9, 3, "done", "man", 3),
    ]
    shown = [pages._wait_row(row)["people"] for row in flow._wait_rows(wait, groups, {1: "AF", 2: "FK", 3: "Region"})]
    assert shown[3] == "Färre än fem"
    assert sum(number.isdigit() for number in shown) <= 2, shown


def test_a_cut_that_is_wholly_hidden_says_why_and_is_no_table_of_dashes():
    """SEK-15: three tables of dashes alone look like a fault; where one number stands the table stays."""
    definition = s.programme().version_on(s.DAY).definition
    indicator = next(one for one in definition.indicators if one.code == "enrolled")
    row, cut = SimpleNamespace(kind="count"), definition.cuts[0]
    hidden, seen = cuts.Group("15–24 år", None, None, None), cuts.Group("25–54 år", 60, None, None)
    unknown = cuts.Group("Född utanför Europa", None, None, None, is_known=False)
    alone = pages.cut_table(indicator, row, cut, [hidden, unknown])
    assert alone["rows"] == [] and alone["is_hidden"] and alone["unknown"] == "Född utanför Europa"
    beside = pages.cut_table(indicator, row, cut, [hidden, seen])
    assert len(beside["rows"]) == 2 and not beside["is_hidden"]
    assert not pages.cut_table(indicator, row, cut, [unknown])["is_hidden"]
