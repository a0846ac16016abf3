"""A participant with a page of her own, and those who work with her."""

import time
import uuid

from django.test import Client

from samkraft.casework.models import Minutes, Plan, PlanVersion
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.people.case_access import OpenCase
from samkraft.people.models import Case, CaseFile
from samkraft.people.vault import person_key
from samkraft.portal.citizen import keys_of
from samkraft.portal.session import KEY
from samkraft.sharing import door
from tests import situations as s

GOAL = "Jag vill arbeta i kök"
NUMBER = "19850312T914"
STRANGER = "19850312T934"


class Own:
    """Karin leads for af, Jonas works for soc; Samira has the number, and a plan that Karin's branch has published."""

    def __init__(self, number=NUMBER, kind="DEMO", **person):
        self.number = number
        self.team = s.team()
        self.karin = s.staff("af", first_name="Karin", last_name="Ledare", in_team=self.team)
        self.jonas = s.staff("soc", first_name="Jonas", last_name="Socionom", in_team=self.team)
        self.case = enrolled(self.karin, number, **person)
        s.joined_branch(self.karin, self.case, "soc", self.jonas)
        self.line = s.consent(self.karin, self.case, "soc", "plan")
        self.plan = self.published(self.karin)

    def published(self, person, branch_code="af", goal=GOAL):
        """A plan that a branch has published."""
        with s.as_(person, branch_code):
            file = CaseFile.objects.get(case=self.case, owner_branch=s.branch(branch_code))
            given = {"owner_branch": s.branch(branch_code), "case": self.case, "file": file}
            steps = (
                StepContent(
                    str(uuid.uuid4()), "Praktik i ett kök", branch_name="Arbetsförmedlingen", state="under_way"
                ),
                StepContent(str(uuid.uuid4()), "Kurs i svenska", by_participant=True, state="done"),
            )
            content = PlanContent(goal, steps).published(1, s.DAY, person.name, True)
            plan = Plan.objects.create(goal=goal, **given)
            PlanVersion.objects.create(
                plan=plan, number=1, content=content.to_json(), published_on=s.DAY, published_by=person, **given
            )
            return plan

    def note(self, **fields):
        """A note of Karin's from a meeting."""
        with s.as_(self.karin):
            given = {"title": "Om praktiken", "text": "Vi kom överens om en praktik.", "held_on": s.DAY} | fields
            return Minutes.objects.create(
                owner_branch=s.branch("af"), case=self.case, file=CaseFile.objects.get(case=self.case),
                written_by=self.karin, written_on=s.DAY, **given,
            )  # fmt: skip

    def opened(self, branch_code="af"):
        """The case as a view opens it; inside ``s.as_``."""
        case = Case.objects.select_related("programme_version", "team", "leader", "leader_branch").get(pk=self.case.pk)
        return OpenCase(case, CaseFile.objects.get(case=case, owner_branch=s.branch(branch_code)))


def enrolled(person, number, branch_code="af", **fields):
    """A case whose number the door knows, as by a referral that came in the usual way."""
    referral = s.referral(person, branch_code, number=number, **fields)
    with s.as_(person, branch_code):
        door.call("note_person", s.programme().pk, person_key(s.PROGRAMME, number), referral.pk)
        key = door.call("open_case", referral.pk, s.DAY, "MK", "1")
        door.call("assign", key, person.pk, s.branch(branch_code).pk, "", s.DAY)
        door.call("set_leader", key, person.pk, s.branch(branch_code).pk)
        return Case.objects.get(pk=key)


def citizen(number=NUMBER, **said):
    """A browser that a citizen has logged in with."""
    client, now = Client(), int(time.time())
    session = client.session
    session[KEY] = {"keys": keys_of(number), "started": now, "seen": now} | said
    session.save()
    return client
