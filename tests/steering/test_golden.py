"""``manage scorecard`` of the demo register against independent SQL, for every indicator counted from cases."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from samkraft.programmes.models import Programme
from tests.steering.independent import CASES, WAITS, Register


@pytest.fixture
def demo(request):
    try:
        return request.getfixturevalue("demo_database")
    except pytest.FixtureLookupError:
        pytest.skip("THE FIXTURE demo_database IS MISSING")


def printed():
    out = StringIO()
    call_command("scorecard", programme="malmokraften-2.0", on="2021-06-30", format="json", unsuppressed=True,
                 reason="Prov mot oberoende SQL", stdout=out)  # fmt: skip
    return {row["code"]: row for row in json.loads(out.getvalue())["indicators"]}


def test_the_printed_scorecard_equals_independent_sql(demo):
    rows = printed()
    from_cases = {code for code, row in rows.items() if row["source"] == "cases"}
    assert from_cases == set(CASES) | set(WAITS)

    register = Register(connection.settings_dict["NAME"])
    definition = Programme.objects.get(slug="malmokraften-2.0").version_on().definition
    needing = [kind.code for kind in definition.activity_types if kind.decides]
    differences = {}
    for code in from_cases:
        expected = register.numbers(code) if code in CASES else register.median(code, *_types(code, needing))
        if _told(rows[code]) != expected:
            differences[code] = (_told(rows[code]), expected)
    assert differences == {}


def _types(code, needing):
    return [needing] if code == "wait_asked_decided" else []


def _told(row):
    parts = (row, row["women"], row["men"])
    return tuple((part["numerator"], part["denominator"]) for part in parts)
