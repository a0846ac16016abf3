"""Facts of a case for tests of figures, each made in the file of the branch that leads it."""

import uuid
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connections
from psycopg.conninfo import make_conninfo

from samkraft.activities.models import Activity
from samkraft.casework.models import Contact, Meeting, Plan, PlanVersion, StudyPlan
from samkraft.people.models import (
    BenefitFact,
    CaseFile,
    Discharge,
    FollowUp,
    Handover,
    LeaderChange,
    PhaseMove,
    ProcessingRestriction,
)
from samkraft.programmes.definition import Indicator, Measure
from samkraft.sharing import door
from samkraft.site.database_url import address
from samkraft.steering.measures import figures
from tests.situations import DAY, as_, branch, enrolled_case, programme

_RELEASE = """insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, category, item_kind,
    item_id, version, title, ground, decided_at, decided_by_id, due_at, made_available_at, stopped_at)
    values (%(owner)s, %(release)s, %(case)s, %(to)s, 'social', 'mapping', %(item)s, 1, '', 'consent', %(at)s, %(by)s,
    %(at)s, %(at)s, %(stopped)s)"""


def days_ago(days):
    return DAY - timedelta(days=days)


def definition():
    return programme().version_on(DAY).definition


def figure(name, on=DAY, **arguments):
    """One measure's figures on a day."""
    row = Indicator(
        code="tested", name="", level="results", group="", definition="", figures_from="cases",
        measure=Measure(name=name, **arguments), unit="count", opens_to="cases", by_sex=True, source="",
    )  # fmt: skip
    return figures(programme().pk, definition(), on, [row])["tested"]


def numbers(name, on=DAY, **arguments):
    """(numerator, denominator) as whole numbers, None kept."""
    found = figure(name, on, **arguments)
    return tuple(None if v is None else int(v) for v in (found.numerator, found.denominator))


class Register:
    """What one handler of AF writes about the people that she has enrolled."""

    def __init__(self, handler):
        self.handler = handler

    def person(self, ago=60, sex="woman", **fields):
        return enrolled_case(self.handler, on=days_ago(ago), sex=sex, **fields)

    def _add(self, model, case, **fields):
        with as_(self.handler):
            file = CaseFile.objects.get(case=case, owner_branch=branch("af"))
            return model.objects.create(owner_branch=branch("af"), case=case, file=file, **fields)

    def refuse_statistics(self, case):
        with as_(self.handler):
            CaseFile.objects.filter(case=case).update(allows_statistics=False)

    def restrict(self, case):
        self._add(ProcessingRestriction, case, reason="Fel i numret", begun_on=DAY, begun_by=self.handler)

    def lift_restriction(self, case):
        with as_(self.handler):
            ProcessingRestriction.objects.filter(case=case).update(lifted_on=DAY, lifted_by=self.handler)

    def plan(self, case, ago):
        draft = self._add(Plan, case)
        self._add(PlanVersion, case, plan=draft, number=1, content={}, published_on=days_ago(ago),
                  published_by=self.handler)  # fmt: skip

    def mapping_shared(self, case, ago, stopped=False):
        """A release of the past as the door would have made it, perhaps stopped while it lay in the outbox."""
        at = datetime.combine(days_ago(ago), datetime.min.time(), UTC) + timedelta(hours=10)
        values = {
            "owner": branch("af").pk, "to": branch("soc").pk, "case": case.pk, "release": uuid.uuid4(),
            "item": uuid.uuid4(), "at": at, "by": self.handler.pk, "stopped": at if stopped else None,
        }  # fmt: skip
        database = connections["default"].settings_dict["NAME"]
        with psycopg.connect(make_conninfo(**address() | {"dbname": database})) as connection:
            connection.execute("set role samkraft_door")
            connection.execute("select set_config('samkraft.actor', %s, true)", [str(self.handler.pk)])
            connection.execute(_RELEASE, values)

    def activity(self, case, asked=50, decided=None, started=None, ended=None, type="work_practice", **fields):
        ago = {"asked_on": asked, "decided_on": decided, "started_on": started, "ended_on": ended}
        dates = {name: None if days is None else days_ago(days) for name, days in ago.items()}
        for name in ("start_talk_on", "end_talk_on"):
            if name in fields:
                fields[name] = days_ago(fields[name])
        state = "completed" if ended is not None else "under_way" if started is not None else "asked"
        return self._add(Activity, case, type=type, title="", provider_branch=branch("af"),
                         deciding_branch=branch("af"), placed_by=self.handler,
                         **{"state": state} | fields, **dates)  # fmt: skip

    def study_plan(self, case, state):
        self._add(StudyPlan, case, education="", category="education", state=state, made_on=DAY, made_by=self.handler)

    def move(self, case, ago, phase="2", talk=None, direction=""):
        with as_(self.handler):
            door.call("move_phase", case.pk, phase, days_ago(ago))
        self._add(PhaseMove, case, phase=phase, moved_on=days_ago(ago), direction=direction,
                  talk_on=None if talk is None else days_ago(talk), moved_by=self.handler)  # fmt: skip

    def discharge(self, case, ago, reason="work", outcome="work_unsupported"):
        self._add(Discharge, case, discharged_on=days_ago(ago), reason=reason, outcome=outcome, decided_by=self.handler)
        with as_(self.handler):
            door.call("close_case", case.pk, days_ago(ago))

    def follow_up(self, case, ago, outcome, kind="day_90", due=None):
        done = None if ago is None else days_ago(ago)
        due = days_ago((ago or 0) if due is None else due)
        self._add(FollowUp, case, kind=kind, due_on=due, done_on=done, outcome=outcome)

    def handover(self, case, sent, state="sent", answered=None):
        answer = None if answered is None else days_ago(answered)
        self._add(Handover, case, receiver_name="Namn", receiver_unit="Enhet", state=state, sent_on=days_ago(sent),
                  sent_by=self.handler, answered_on=answer, receiver_branch=branch("soc"))  # fmt: skip

    def leader_change(self, case, ago, to="af"):
        self._add(LeaderChange, case, changed_on=days_ago(ago), to_staff=self.handler, to_branch=branch(to),
                  changed_by=self.handler)  # fmt: skip

    def contact(self, case, ago):
        self._add(Contact, case, held_on=days_ago(ago), kind="phone", staff=self.handler)

    def benefit(self, case, ago):
        self._add(BenefitFact, case, kind="income_support", valid_from=days_ago(ago))

    def meeting(self, case, ago, state="held"):
        at = datetime.combine(days_ago(ago), datetime.min.time(), UTC) + timedelta(hours=10)
        self._add(Meeting, case, kind="talk", starts_at=at, ends_at=at + timedelta(hours=1), staff=self.handler,
                  state=state)  # fmt: skip
