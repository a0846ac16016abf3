"""A case that two branches work with, and what the casework tests do with it."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from samkraft.people.case_access import OpenCase
from samkraft.people.models import Case, CaseFile
from tests import situations as s

AREAS = ("plan", "own_words", "labour_market", "minutes", "social")


class Scene:
    """Karin leads for af, Jonas works for soc; af has confirmed lines to soc for the usual categories."""

    def __init__(self, *, lines=AREAS, **person):
        self.team = s.team()
        self.karin = s.staff("af", first_name="Karin", in_team=self.team)
        self.jonas = s.staff("soc", first_name="Jonas", in_team=self.team)
        self.case = s.enrolled_case(self.karin, **person)
        s.joined_branch(self.karin, self.case, "soc", self.jonas)
        self.lines = {category: s.consent(self.karin, self.case, "soc", category) for category in lines}

    def url(self, name, *args):
        return reverse(f"casework:{name}", args=[self.case.pk, *args])

    def opened(self, branch_code="af"):
        """The case as a view opens it; inside ``s.as_``."""
        case = Case.objects.select_related("programme_version", "team", "leader", "leader_branch").get(pk=self.case.pk)
        return OpenCase(case, CaseFile.objects.get(case=case, owner_branch=s.branch(branch_code)))

    def as_karin(self):
        return s.as_(self.karin)

    def as_jonas(self):
        return s.as_(self.jonas, "soc")


def step_form(**change):
    """What the form of a step posts."""
    return {"title": "Svenska för vården", "activity_type": "", "who": "b:soc", "state": "agreed", "reason": "",
            "starts_on": "", "ends_on": "30 september 2021", "why": "", "revision": "1"} | change  # fmt: skip


def publish_form(revision, *receivers, **change):
    """What publishing posts."""
    return {"revision": revision, "present": "on", "review_on": "", "receiver": list(receivers)} | change


TEST_ONLY = ("SAVEPOINT", "RELEASE SAVEPOINT", "select set_config('samkraft.branch', ''")


def counted(queries):
    """The queries of a request, without those that only a test's own transaction makes."""
    return [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(TEST_ONLY)]


def at(day, hour):
    """A moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def later(days):
    return s.DAY + timedelta(days=days)
