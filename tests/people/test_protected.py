"""Protected identity: what doesn't cross, what isn't found, what nobody opens by exception (SKY-01, SKY-02)."""

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from samkraft.access.choices import Role
from samkraft.people.models import CaseFile
from samkraft.site.database_url import address
from tests import situations as s

NUMBER = "19850312T915"


def _protect(case, database):
    """No page sets the mark yet: the administrator does."""
    with psycopg.connect(make_conninfo(**address() | {"dbname": database}), autocommit=True) as admin:
        admin.execute("select set_config('samkraft.actor', '1', false)")
        admin.execute("update people_casefile set is_pseudonymous = true where case_id = %s and is_origin", [case.pk])


def _known_to_soc(case):
    with s.as_(s.staff("soc"), "soc"):
        file = CaseFile.objects.get(case=case)
        told = (file.first_name, file.last_name, file.sort_name, file.phone, file.email, file.identity_hash)
        return "".join(told) + bytes(file.identity_sealed).decode("latin-1"), file


@pytest.mark.parametrize("marked", ["before", "after"])
def test_neither_name_nor_number_nor_contact_crosses(committed, marked):
    """SKY-01: the other branches' files are pseudonymous, and are emptied when the minimum is sent again."""
    karin = s.staff("af")
    case = s.enrolled_case(karin, number=NUMBER, phone="070-1740605")
    if marked == "after":
        s.joined_branch(karin, case, "soc")
        assert "Haddad" in _known_to_soc(case)[0]
    _protect(case, committed)
    s.joined_branch(karin, case, "soc")
    told, file = _known_to_soc(case)
    assert told == "" and file.is_pseudonymous and file.name == "Skyddad person"
    assert (file.sex, file.birth_year) == ("woman", 1985)


def test_nobody_opens_her_by_exception_and_no_search_finds_her(committed):
    """SKY-02; EXC-2 is forbidden for protected cases."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER)
    case = s.enrolled_case(karin, number=NUMBER)
    _protect(case, committed)
    manager = s.log_in(Client(), boss)
    manager.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Jag vill titta lite grann"})
    assert manager.get(reverse("people:case", args=[case.pk])).status_code == 404
    handler = s.log_in(Client(), karin)
    assert handler.get(reverse("people:case", args=[case.pk])).status_code == 200
    for term in (NUMBER, case.number, "Haddad"):
        assert handler.post(reverse("people:search"), {"q": term}).status_code == 200
