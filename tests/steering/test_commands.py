"""``manage scorecard`` and ``manage make_snapshots``: figures, or one line that says what is wrong."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from samkraft.access.commands import as_system
from samkraft.access.models import ReadLog
from samkraft.programmes.models import Programme
from samkraft.steering import cuts
from samkraft.steering.models import FlowSnapshot, IndicatorSnapshot, ManualValue
from samkraft.steering.scorecard import scorecard
from samkraft.steering.snapshots import make_snapshot
from tests.situations import DAY, branch, programme, staff
from tests.steering.register import Register, days_ago

SLUG = "malmokraften-2.0"


@pytest.fixture
def register(committed):
    register = Register(staff("af"))
    for sex in ("woman", "woman", "man"):
        register.person(sex=sex)
    return register


def printed(**options):
    out = StringIO()
    call_command("scorecard", programme=SLUG, on="2021-06-30", format="json", stdout=out, **options)
    told = json.loads(out.getvalue())
    return told, {row["code"]: row for row in told["indicators"]}


def test_every_indicator_is_printed_with_definition_target_signal_and_source(register):
    told, rows = printed()
    definition = programme().version_on(DAY).definition
    assert list(rows) == [row.code for row in definition.indicators]
    plan = rows["plan_30"]
    assert plan["definition"] and plan["target_to_date"] == 0.9 and plan["source"] == "cases"
    assert told["definition_version"] == 1 and plan["signal"] in ("met", "near", "off", "none")


def test_small_numbers_are_null_with_the_reason(register):
    enrolled = printed()[1]["enrolled"]
    assert enrolled["numerator"] is None and enrolled["women"]["numerator"] is None
    assert "färre än fem" in enrolled["hidden"]["total"]


def test_unsuppressed_figures_take_a_reason_and_leave_it_in_the_log(register):
    enrolled = printed(unsuppressed=True, reason="Revision")[1]["enrolled"]
    assert (enrolled["numerator"], enrolled["women"]["numerator"], enrolled["men"]["numerator"]) == (3, 2, 1)
    with as_system(branch("af")):
        assert ReadLog.objects.filter(event="EXC-2", object_type="scorecard", reason="Revision").count() == 1


WRONG = (
    ({"programme": "okänt"}, "finns inte"),
    ({"programme": SLUG, "on": "2021-06-31"}, "går inte att läsa"),
    ({"programme": SLUG, "on": "2019-01-01"}, "började"),
    ({"programme": SLUG, "unsuppressed": True}, "--reason"),
    ({"programme": SLUG, "unsuppressed": True, "reason": "  "}, "--reason"),
    ({"programme": SLUG, "reason": "Bara skäl"}, "--unsuppressed"),
)


def test_bad_arguments_end_with_one_line(committed):
    for options, words in WRONG:
        with pytest.raises(CommandError, match=words) as problem:
            call_command("scorecard", **options)
        assert "\n" not in str(problem.value), options


def test_snapshots_keep_each_month_end_and_can_be_made_again(register):
    call_command("make_snapshots", programme=SLUG, until="2021-06-30", verbosity=0)
    rows = IndicatorSnapshot.objects.filter(indicator="enrolled")
    assert rows.count() == 17 and rows.get(on=DAY).numerator == 3 and rows.get(on="2021-04-30").numerator == 0
    made_at = rows.get(on=DAY).made_at
    register.person()
    make_snapshot(programme(), DAY)
    again = rows.get(on=DAY)
    assert again.numerator == 4 and again.made_at > made_at and again.version.number == 1
    assert FlowSnapshot.objects.filter(on=DAY).count() == 1


def test_every_programme_gets_its_snapshots(committed):
    call_command("make_snapshots", verbosity=0)
    assert set(IndicatorSnapshot.objects.values_list("programme", flat=True)) == set(
        Programme.objects.values_list("pk", flat=True)
    )


def test_a_dated_value_counts_from_its_day(committed):
    for on, value in ((days_ago(40), 20), (days_ago(5), 24)):
        ManualValue.objects.create(
            programme=programme(), indicator="employer_time", on=on, numerator=value, denominator=100, source="Tidbok"
        )
    now, before = (scorecard(programme(), day).row("employer_time") for day in (DAY, days_ago(6)))
    assert (now.value * 100, now.signal, before.value * 100, before.signal) == (24, "near", 20, "off")
    assert now.source == "Tidbok" and now.measured_on == days_ago(5)
    assert scorecard(programme(), days_ago(41)).row("employer_time").value is None


def test_a_large_register_is_read_from_last_nights_snapshot(register, monkeypatch):
    make_snapshot(programme(), days_ago(1))
    register.person()
    monkeypatch.setattr("samkraft.steering.scorecard.LIVE_AT_MOST", 2)
    assert scorecard(programme(), DAY, suppressed=False).row("enrolled").figure.numerator == 3
    assert scorecard(programme(), DAY, suppressed=False, fresh=True).row("enrolled").figure.numerator == 4


def test_the_parts_of_a_large_registers_figure_are_counted_on_the_figures_own_day(register, monkeypatch):
    """Counted today they would tell, beside last night's whole, who has come since (SEK-15)."""
    make_snapshot(programme(), days_ago(1))
    register.person(ago=0)
    monkeypatch.setattr("samkraft.steering.scorecard.LIVE_AT_MOST", 2)
    card = scorecard(programme(), DAY)
    parts = cuts._numbers(card, card.row("enrolled").indicator, "0")
    assert sum(people for people, _of in parts.values()) == 3
    assert card.counted_on == days_ago(1) and card.snapshot_at is not None
