"""Counts for the coordination association's follow-up: numbers, no persons, whole quarters (INT-04)."""

from datetime import date

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Role
from samkraft.access.models import ReadLog
from samkraft.site.database_url import address
from samkraft.steering import finsam
from tests.people.logged_in import logged_in
from tests.situations import DAY, as_, programme, staff
from tests.steering.register import Register, definition

# Counted once more, by another way: as the server's own person, row by row.
_BY_HAND = """select f.sex, count(*) from people_case c join people_casefile f on f.case_id = c.id and f.is_origin
    where c.opened_on between '2021-04-01' and '2021-06-30' and f.allows_statistics group by 1"""


@pytest.fixture
def register(committed):
    """Ten women and nine men began this spring, two of the women young; nine are in practice, three men among them."""
    register = Register(staff("af", first_name="Karin"))
    women = [register.person(ago=60, sex="woman", birth_year=2000 if i < 2 else 1985) for i in range(10)]
    men = [register.person(ago=60, sex="man", birth_year=1960 if i < 5 else 1980) for i in range(9)]
    for case in [*women[:6], *men[:3]]:
        register.activity(case, started=40, type="work_practice")
    for case in women[:3]:
        register.activity(case, started=40, type="coaching")
    register.refuse_statistics(register.person(ago=60))
    return register


def lines(quarter="2021-2"):
    chosen = next(one for one in finsam.quarters(definition().start, DAY) if one.code == quarter)
    return {(one.effort, one.state): one for one in finsam.lines(programme().pk, definition(), chosen, DAY)}


def test_int04_whole_quarters_that_are_over_alone():
    codes = [one.code for one in finsam.quarters(date(2020, 2, 3), DAY)]
    assert codes == ["2021-2", "2021-1", "2020-4", "2020-3", "2020-2", "2020-1"]
    assert finsam.quarters(date(2020, 2, 3), date(2021, 6, 29))[0].code == "2021-1"
    assert finsam.quarters(date(2021, 6, 1), date(2021, 6, 29)) == []


def test_int04_counts_by_effort_sex_and_age_and_tells_of_no_few(register):
    found = lines()
    began = found[finsam.WHOLE, "began"]
    with psycopg.connect(
        make_conninfo(**address() | {"dbname": connection.settings_dict["NAME"]}), autocommit=True
    ) as admin:
        assert dict(admin.execute(_BY_HAND).fetchall()) == began.sexes == {"woman": 10, "man": 9}
    assert began.total == 19 and began.cells["under-30", "woman"] is None
    shown = [number for (_band, sex), number in began.cells.items() if sex == "woman" and number is not None]
    assert began.sexes["woman"] - sum(shown) not in range(1, 5), "what is hidden can't be worked out"
    practice = found["work_practice", "began"]
    assert practice.total == 9 and set(practice.sexes.values()) == {None} == set(practice.cells.values())
    assert found["coaching", "began"].total is None
    assert (finsam.WHOLE, "discharged") not in found


def test_int04_a_small_quarter_is_not_told_by_the_rest(register):
    """The sums over time stand on the scorecard: a quarter with one person hides with another."""
    register.person(ago=100, sex="woman", birth_year=1985)
    spring, winter = lines()[finsam.WHOLE, "began"], lines("2021-1")[finsam.WHOLE, "began"]
    assert winter.total is None and set(winter.sexes.values()) == {None}
    assert spring.total is None or set(spring.sexes.values()) == {None}


def test_int04_the_page_and_the_file_are_for_those_who_report(register):
    leader = staff("af", Role.PROJECT_LEADER)
    client = logged_in(leader)
    assert "/styrkort/finsam/" in client.get("/styrkort/").content.decode()
    page = client.get("/styrkort/finsam/").content.decode()
    assert "kvartal 2 2021" in page and "visas inte" in page and "Efternamn" not in page and "Haddad" not in page
    file = client.get("/styrkort/finsam/2021-2.csv").content.decode("utf-8-sig").splitlines()
    assert file[0] == "Insats;Inriktning;Period;Läge;Kön;Ålder;Antal"
    assert f"{programme().name};Individinriktad;2021-2;Började;kvinnor;alla;10" in file
    with as_(leader):
        assert ReadLog.objects.filter(event="OUT-2", items=["finsam:2021-2"]).exists()
    for wrong in ("/styrkort/finsam/?kvartal=2021-3", "/styrkort/finsam/2021-3.csv", "/styrkort/finsam/x.csv"):
        assert client.get(wrong).status_code == 404
    for role in (Role.STEERING, Role.HANDLER, Role.EVALUATOR):
        assert logged_in(staff("af", role)).get("/styrkort/finsam/").status_code == 404
