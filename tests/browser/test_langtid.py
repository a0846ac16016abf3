"""The follow-on programme of 2023 goes its own way: no draw, five stages, a direction of the plan (P-039)."""

from datetime import date

import pytest

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment
from samkraft.programmes.models import Programme, Team, TeamMember
from tests import situations as s

PROGRAMME = "malmo-langtid-2023"
START = date(2023, 1, 1)


@pytest.fixture(scope="module")
def people(database):
    programme = Programme.objects.get(slug=PROGRAMME)
    made = {
        "sara": _staff("soc", "Sara", "Dahlö", Role.HANDLER, Role.REFERRER),
        "boss": _staff("soc", "Bodil", "Rosenby", Role.PROJECT_ADMINISTRATOR),
    }
    TeamMember.objects.create(
        team=Team.objects.get(programme=programme), staff=made["sara"], branch=s.branch("soc"),
        profession="social_worker", valid_from=START,
    )  # fmt: skip
    return made


def _staff(branch, first, last, *roles):
    person = s.Staff.objects.create(username=f"{first}.{last}@{branch}", first_name=first, last_name=last)
    for role in roles:
        RoleAssignment.objects.create(
            staff=person, role=role, branch=s.branch(branch), programme=PROGRAMME, valid_from=START
        )
    return person


def test_one_person_is_referred_placed_and_goes_through_the_stages(visitor, people):
    sara = visitor().is_(people["sara"], "soc", PROGRAMME)
    boss = visitor().is_(people["boss"], "soc", PROGRAMME)
    sara.go("/anvisningar/ny/")
    print(sara.reads())
    boss.go("/anvisningar/")
    print(boss.reads())
