"""Put stories into the database: each branch writes its own rows, everything that crosses goes through the door."""

from datetime import timedelta

from django.db import connection

from samkraft.access.acting import acting
from samkraft.access.sealed_fields import sealed_for
from samkraft.activities.models import Activity
from samkraft.casework import models as casework
from samkraft.people import models as people
from samkraft.people.vault import lookup_hash, seal
from samkraft.sharing import door
from samkraft.site.demo import bulk, plan
from samkraft.site.demo.telling import tell

# In the order that keys ask for.
MODELS = {
    "MappingSection": casework.MappingSection,
    "Plan": casework.Plan,
    "PlanStep": casework.PlanStep,
    "StepMove": casework.StepMove,
    "PlanVersion": casework.PlanVersion,
    "StepReport": casework.StepReport,
    "Meeting": casework.Meeting,
    "Minutes": casework.Minutes,
    "Contact": casework.Contact,
    "Task": casework.Task,
    "Message": casework.Message,
    "HistoryEntry": casework.HistoryEntry,
    "HistoryVersion": casework.HistoryVersion,
    "CarePaper": casework.CarePaper,
    "StudyPlan": casework.StudyPlan,
    "GuidanceTalk": casework.GuidanceTalk,
    "CooperationStep": casework.CooperationStep,
    "Activity": Activity,
    "BenefitFact": people.BenefitFact,
    "PhaseMove": people.PhaseMove,
    "ExtensionDecision": people.ExtensionDecision,
    "Discharge": people.Discharge,
    "Handover": people.Handover,
    "FollowUp": people.FollowUp,
    "LeaderChange": people.LeaderChange,
    "PutOff": people.PutOff,
    "NoticeGiven": people.NoticeGiven,
}


def write_told(stories, definition, roster, programme) -> int:
    """Tell what happened in opened cases of Malmökraften 2.0, and write it. Gives back how many there are."""
    for story in stories:
        tell(story, definition)
    CaseWriter(stories, roster, programme, plan.DAY).write()
    for story in stories:
        story.rows, story.releases, story.lines = [], [], []  # thousands of cases together would fill the memory
    return len(stories)


class CaseWriter:
    """Writes some hundred opened cases. One transaction for each branch, in three rounds."""

    def __init__(self, stories, roster, programme, day):
        self.stories, self.roster, self.day, self.programme = stories, roster, day, programme
        self.ids = {code: branch.pk for code, branch in roster.branches.items()}
        self._pending: list[tuple] = []
        self._given: dict[str, tuple] = {}
        self.here = sorted({branch for story in stories for branch in story.joins})

    def write(self):
        """Files, assignments and leader; then everyone's own rows and releases; then what receivers do."""
        for branch in self.here:
            with self._acting(branch):
                self._found([story for story in self.stories if story.origin == branch])
        for branch in self.here:
            with self._acting(branch):
                self._work(branch)
        for branch in self.here:
            with self._acting(branch):
                self._answer(branch)
                self._read(branch)

    def _acting(self, branch):
        staff = next(story.staff[branch] for story in self.stories if branch in story.staff)
        return acting(self.roster.branches[branch], staff, programme=self.programme, day=self.day)

    def _found(self, stories):
        """The enrolling branch: consent, the minimum to the others, who works with the case, who leads it."""
        for story in stories:
            self._record(story, story.origin)
        self._flush_consents()
        files = []
        for story in stories:
            for to, on in story.joins.items():
                if to != story.origin:
                    files.append((self._file(story, to, on), None))
        bulk.at_the_door("make_files", files)
        bulk.at_the_door("assign_many", [(item, None) for story in stories for item in self._people(story)])
        bulk.each_on_its_day(
            'door.set_leader(r."case", r.staff, r.branch)',
            '"case" uuid, staff bigint, branch int',
            [
                {
                    "day": story.opened,
                    "case": story.case_id,
                    "staff": story.leader.pk,
                    "branch": self.ids[story.leader_branch],
                }
                for story in stories
            ],
        )

    def _record(self, story, branch):
        consents = {}
        for line in story.lines:
            if line.recorded_by != branch:
                continue
            consent = consents.setdefault(line.since, str(story.key()))
            if story.is_present:
                self._given[consent] = (_how_it_was_given(story, branch, line.since, consent), story.staff[branch].pk)
            self._pending.append(
                (
                    {
                        "day": line.since,
                        "clock": "09:30",
                        "case": str(story.case_id),
                        "consent": consent,
                        "from": self.ids[line.from_branch],
                        "to": self.ids[line.to_branch],
                        "category": line.category,
                        "purpose": "planning",
                        "valid_from": line.since.isoformat(),
                        "valid_until": line.until.isoformat(),
                        "form": _form(story, branch),
                        "reservation": "",
                    },
                    story.staff[branch].pk if story.is_present else None,
                )
            )

    def _flush_consents(self):
        bulk.at_the_door("record_consents", self._pending)
        bulk.at_the_door("note_consents", list(self._given.values()))
        self._pending, self._given = [], {}

    def _file(self, story, to, on):
        receiver, number = self.roster.branches[to], story.person.number
        return {
            "case": str(story.case_id),
            "to": receiver.pk,
            "on": on,
            "day": on,
            "sealed": seal(receiver, number).hex(),
            "hash": lookup_hash(receiver, number),
        }

    def _people(self, story):
        """Assignments last until the follow-ups after a discharge are over."""
        until = story.assigned_until
        for branch, staff in story.staff.items():
            yield {
                "case": str(story.case_id),
                "staff": staff.pk,
                "branch": self.ids[branch],
                "profession": self.roster.profession_of(staff),
                "from": story.joins[branch].isoformat(),
                "until": until.isoformat() if until and branch != story.leader_branch else None,
            }

    def _work(self, branch):
        mine = [story for story in self.stories if branch in story.joins]
        for story in mine:
            if story.origin != branch:
                self._record(story, branch)
        self._flush_consents()
        self._files_of(branch, mine)
        self._rows(branch, mine)
        self._release(branch, mine)
        self._withdraw(branch, mine)
        self._lead(branch, [story for story in mine if story.leader_branch == branch])

    def _files_of(self, branch, stories):
        cases = {story.case_id: story for story in stories}
        with connection.cursor() as cursor:
            cursor.execute("select set_config('samkraft.archive', 'on', true)")  # some consents have ended since
            cursor.execute("select case_id, id from people_casefile where case_id = any(%s)", [list(cases)])
            for case_id, file_id in cursor.fetchall():
                cases[case_id].files[branch] = file_id
            cursor.execute("select set_config('samkraft.archive', '', true)")

    def _rows(self, branch, stories):
        gathered = {name: [] for name in MODELS}
        owner = self.ids[branch]
        for story in stories:
            common = {"owner_branch": owner, "case": story.case_id, "file": story.files[branch]}
            for model, of, values in story.rows:
                if of == branch:
                    gathered[model].append(common | values)
        for name, rows in gathered.items():
            bulk.insert(MODELS[name], rows, self.ids)

    def _release(self, branch, stories):
        """To each receiver by itself: what she gets is sealed with her branch's key (ARK-05)."""
        items = [
            (self._item(story, item, to, branch), None)
            for story in stories
            for item in story.releases
            if item.from_branch == branch
            for to in item.to_branches
        ]
        bulk.at_the_door("release_many", items)

    def _item(self, story, item, to, branch):
        return {
            "day": item.on,
            "clock": "13:20",
            "case": story.case_id,
            "to": [self.ids[to]],
            "category": item.category,
            "kind": item.kind,
            "item": item.item,
            "version": item.version,
            "title": item.title[:200],
            "content": sealed_for(self.roster.branches[to], item.content),
            "ground": "consent",
            "addressed_to": item.addressed_to.pk if item.addressed_to else None,
            "by": story.staff[branch].pk,
        }

    def _withdraw(self, branch, stories):
        cases = [story.case_id for story in stories if any(line.is_withdrawn for line in story.lines)]
        categories = list({line.category for s in stories for line in s.lines if line.is_withdrawn})
        if cases:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select door.withdraw_consent(line) from sharing_consentline where owner_branch_id = %s"
                    " and from_branch_id = %s and case_id = any(%s) and category = any(%s)",
                    [self.ids[branch], self.ids[branch], cases, categories],
                )

    def _lead(self, branch, stories):
        """What the process leader's branch tells the shell: phases, next talk, the end."""
        moves = [
            {"day": story.led_on(on), "case": story.case_id, "phase": phase, "on": on}
            for story in stories
            for phase, on in story.phases[1:]
        ]
        bulk.each_on_its_day('door.move_phase(r."case", r.phase, r."on")', '"case" uuid, phase text, "on" date', moves)
        talks = [
            {"day": story.led_on(self.day), "case": story.case_id, "on": story.next_talk}
            for story in stories
            if story.next_talk
        ]
        bulk.each_on_its_day('door.set_next_talk(r."case", r."on")', '"case" uuid, "on" date', talks)
        ends = [{"day": story.closed, "case": story.case_id, "on": story.closed} for story in stories if story.closed]
        bulk.each_on_its_day('door.close_case(r."case", r."on")', '"case" uuid, "on" date', ends)

    def _answer(self, branch):
        """Receivers in ordinary services accept or return (P-038)."""
        answers = []
        for story in self.stories:
            for item in story.releases:
                if branch in item.to_branches and item.answer and item.answer[0] != "sent":
                    state, on, why = item.answer
                    answers.append(
                        {
                            "day": on,
                            "actor": str(item.addressed_to.pk),
                            "handover": item.item,
                            "state": state,
                            "why": why,
                        }
                    )
        bulk.each_on_its_day(
            "door.answer_handover(r.handover, r.state, r.why)", "handover uuid, state text, why text", answers
        )

    def _read(self, branch):
        """What came more than nine days ago has been read; the rest is new."""
        door.rows("note_readings", [story.case_id for story in self.stories], self.day - timedelta(days=9))


def _form(story, branch):
    """In writing, but for some of the newest, who said yes to the labour market department and have yet to sign."""
    newest = story.is_present and (story.day - story.opened).days < 25
    return "oral" if branch == "ama" and newest and story.number % 4 == 0 else "written"


def _how_it_was_given(story, branch, on, consent):
    """What a consent's record says: read through in Swedish, or with an interpreter beside the form in Arabic."""
    form, needs = _form(story, branch), story.person.needs_interpreter
    return {
        "day": on,
        "clock": "09:30",
        "case": str(story.case_id),
        "consent": consent,
        "form": form,
        "spoken_reason": "Vill komma igång i dag" if form == "oral" else "",
        "template": "malmo",
        "template_version": 1,
        "language": "ar" if needs and story.person.language == "arabiska" else "sv",
        "interpreter": "present" if needs else "none",
        "explained": ["what", "who", "withdrawal", "consequences"],
        "giver": "self",
        "evidence_place": "" if form == "oral" else f"Samtyckespärm {on.year}, {branch}",
    }
