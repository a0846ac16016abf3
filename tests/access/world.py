"""One small world for walking the site: a case with everything on it, and everyone who may not see it.

Made once and committed; each test undoes what it does. Whatever is personal about the case holds one of
``SECRETS``, so that a page that leaks says which.
"""

import time
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samkraft.access import file_store
from samkraft.access.choices import FindingKind, Role
from samkraft.access.incidents import actions as incidents
from samkraft.access.incidents.choices import IncidentKind
from samkraft.access.log_models import LogFinding, LogOpening
from samkraft.access.unit_models import CareUnit
from samkraft.activities import actions as activities
from samkraft.activities.catalogue import planning
from samkraft.activities.content import content_of
from samkraft.activities.models import Activity, ActivityMove, SessionProvider
from samkraft.casework.documents import document_content
from samkraft.casework.models import (
    CarePaper,
    Contact,
    HistoryEntry,
    MappingSection,
    Meeting,
    MeetingGuest,
    MeetingInvitation,
    Message,
    Minutes,
    MoneySheet,
    Plan,
    PlanStep,
    PlanVersion,
    Room,
    StepMove,
    StepReport,
    StudyPlan,
    Task,
    TextTemplate,
)
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.employers.models import (
    ContactPerson,
    Employer,
    EmployerContact,
    Invitation,
    MunicipalEmployment,
    Need,
    Placement,
    RecruitmentMeeting,
)
from samkraft.exchange.models import HistoryFile, Upload
from samkraft.people.case_access import OpenCase
from samkraft.people.choices import ReferralState
from samkraft.people.deadlines import dues_by_case
from samkraft.people.models import (
    ArchivePackage,
    Arrangement,
    BenefitFact,
    CareBlock,
    Case,
    CaseFile,
    CaseMerge,
    CaseMove,
    CaseOpening,
    ConsentPaper,
    Document,
    Draw,
    FollowUp,
    Handover,
    LeaderChange,
    MovedCase,
    NamedPerson,
    PlacingProposal,
    Protection,
    PutOff,
    Representative,
    ReturnSignal,
    RightsRequest,
    SavedView,
    Support,
    SupportTalk,
)
from samkraft.people.protection import actions as protection
from samkraft.people.rights.package import Package
from samkraft.people.rights.redaction import hash_of
from samkraft.portal.models import OwnPageCopy
from samkraft.programmes import changes
from samkraft.programmes.models import Team, TeamMember, TeamProposal
from samkraft.sharing import advice, door, retention, reviews
from samkraft.sharing.models import ConsentLine, ReceivedCopy, Release, RetentionHold
from samkraft.site.models import GateRecord
from samkraft.steering.obstacles import actions as obstacles
from samkraft.voices.models import Answer, AnswerSet
from tests import situations as s

OTHER_PROGRAMME = "malmo-langtid-2023"
# The name and the phone of somebody who was known before she became protected: they may stand on no page (SKY-01).
HIDDEN_NAME, HIDDEN_PHONE = "Gömdsson", "070-1740612"
NAME, PHONE, TEXT = "Hemligsson", "070-1740611", "Hemlig text om personen"
NUMBER = "19850312T915"
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Reading:
    """What somebody was answered: the status, all that was told, and the view that she came to at last."""

    status: int
    told: str = field(repr=False)
    came_to: str


@dataclass
class World:
    """People by what they are to the case, and the keys that addresses are made of."""

    people: dict = field(default_factory=dict)
    roles: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    sessions: dict = field(default_factory=dict)
    requests: dict = field(default_factory=dict)
    readings: dict = field(default_factory=dict)
    secrets: tuple = ()

    def client(self, who):
        """A client logged in as one of the people, acting where she acts; the login itself is made once."""
        if who not in self.sessions:
            self.sessions[who] = self._log_in(*self.people.get(who, self.roles.get(who)))
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def reading(self, who, url):
        """A page as somebody reads it in the world as it was made: asked for once, whichever tests look at it.

        For a test that has changed nothing. What the asking itself leaves, in the log, is taken back.
        """
        if (who, url) not in self.readings:
            with transaction.atomic():
                first = self.client(who).get(url)
                last = self.client(who).get(url, follow=True) if first.status_code == 302 else first
                transaction.set_rollback(True)
            told = last.content.decode(errors="replace") + str(first.headers) + str(last.headers)
            self.readings[who, url] = Reading(first.status_code, told, last.resolver_match.view_name)
        return self.readings[who, url]

    def newcomer(self):
        """A client of the handler's, who has logged in and chosen no branch."""
        if "newcomer" not in self.sessions:
            client = Client()
            client.force_login(self.people["handler"][0])
            self.sessions["newcomer"] = client.session.session_key
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions["newcomer"]
        return client

    def is_past_the_guard(self, who, view):
        """Whether the guard around a view lets somebody past, asked without walking through the whole site.

        What the page itself then refuses is another matter: who is past must be walked.
        """
        if who not in self.requests:
            self.requests[who] = self.client(who).get(reverse("core:data_use")).wsgi_request
        rule = getattr(view, "allowed_by", None)
        return rule is None or bool(rule(self.requests[who]))

    def log_everyone_in(self):
        for who in [*self.people, *self.roles]:
            self.client(who)
        self.newcomer()

    @staticmethod
    def _log_in(person, branch, programme):
        client = Client()
        client.force_login(person)
        session = client.session
        session["samkraft_acting"] = f"{branch}:{programme}"
        # The tests of one process may take longer than a session lasts.
        later = int(time.time()) + 86400
        session["samkraft_login"] |= {"started": later, "seen": later, "fresh": later}
        session.save()
        return session.session_key


@transaction.atomic
def make_world():
    """Everything, in an order where each thing can stand on the one before."""
    world = World()
    _staff(world)
    _case(world)
    _work(world)
    _employers(world)
    _answers(world)
    _sharing(world)
    _documents(world)
    _before_enrolment(world)
    _upload(world)
    _after_discharge(world)
    _to_review(world)
    _asks_for_rights(world)
    _protected(world)
    _incident(world)
    _obstacle(world)
    _catalogue(world)
    _to_destroy(world)
    _archived(world)
    _arrangement(world)
    _openings(world)
    _places(world)
    _deadlines(world)
    _handed_over(world)
    _moved(world)
    _texts(world)
    _on_another_ground(world)
    _twins(world)
    world.log_everyone_in()
    return world


def _staff(world):
    team, mk = s.team(), s.PROGRAMME
    make = {
        "handler": ("af", team), "colleague": ("af", team), "former": ("af", team), "jonas": ("soc", team),
        "no_file": ("fk", team), "withdrawn": ("vux", team),
    }  # fmt: skip
    for name, (branch, of_team) in make.items():
        world.people[name] = (s.staff(branch, Role.HANDLER, in_team=of_team), branch, mk)
    for role in Role:
        world.roles[role] = (s.staff("af", role, last_name=f"Rollsson{role.value.title()}"), "af", mk)
    world.roles[Role.HANDLER] = world.people["handler"]
    world.people["manager"] = world.roles[Role.UNIT_MANAGER]
    handler = world.people["handler"][0]
    _role_in(handler, OTHER_PROGRAMME)
    world.people["other_programme"] = (handler, "af", OTHER_PROGRAMME)
    world.keys |= {"staff": handler.public_id, "report_month": "2021-05"}
    _a_role_to_end(world)


def _role_in(person, programme):
    from samkraft.access.models import RoleAssignment

    given = {"role": Role.HANDLER, "branch": s.branch("af"), "valid_from": s.DAY - timedelta(days=400)}
    RoleAssignment.objects.create(staff=person, programme=programme, **given)


def _a_role_to_end(world):
    from samkraft.access.models import RoleAssignment

    person = s.staff("af", Role.ECONOMIST)
    world.keys["role"] = RoleAssignment.objects.get(staff=person).pk
    resting = s.staff("af", Role.ECONOMIST)
    resting.is_active, resting.lapsed_on = False, s.DAY
    resting.save()
    world.keys["resting"] = resting.pk


def _case(world):
    handler, jonas = world.people["handler"][0], world.people["jonas"][0]
    case = s.enrolled_case(handler, last_name=NAME, number=NUMBER, phone=PHONE, on=s.DAY - timedelta(days=100))
    world.keys |= {"case": case.pk, "archived": case.pk, "nobody": NOBODY}
    world.secrets = (NAME, PHONE, NUMBER, NUMBER[-4:], case.number, TEXT)
    s.joined_branch(handler, case, "soc", jonas)
    _former_and_withdrawn(world, handler, case)
    other = s.enrolled_case(world.people["colleague"][0], last_name="Annansson")
    world.keys["other_case"] = other.pk
    world.case = case


def _former_and_withdrawn(world, handler, case):
    former, vux = world.people["former"][0], world.people["withdrawn"][0]
    with s.as_(handler):
        door.call("assign", case.pk, former.pk, s.branch("af").pk, "", s.DAY - timedelta(days=50))
        door.call("end_assignment", case.pk, former.pk, s.DAY - timedelta(days=5))
        world.keys["assignment"] = case.assignments.get(staff=handler).pk
    s.joined_branch(handler, case, "vux", vux)
    with s.as_(handler):
        line = ConsentLine.objects.get(case_id=case.pk, to_branch=s.branch("vux"))
        door.call("withdraw_consent", line.line)
        door.call("close_uncovered_files", case.pk)


def _work(world):
    """Rows of the leader's branch in its own file."""
    handler, case = world.people["handler"][0], world.case
    file = s.file_of(case, handler)
    mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
    by = {"written_by": handler, "written_on": s.DAY - timedelta(days=10)}
    with s.as_(handler):
        section = MappingSection.objects.create(area="work", text=TEXT, **mine, **by)
        minutes = Minutes.objects.create(held_on=s.DAY - timedelta(days=9), title="Möte", text=TEXT, **mine, **by)
        plan = Plan.objects.create(goal=TEXT, **mine)
        step = PlanStep.objects.create(plan=plan, title="Praktik", **mine)
        moved = StepMove.objects.create(
            step=step, from_state="proposed", to_state="agreed", moved_by=handler, moved_on=s.DAY, **mine
        )
        version = PlanVersion.objects.create(
            plan=plan, number=1, content=_plan_content(step), published_on=s.DAY - timedelta(days=8),
            published_by=handler, **mine
        )  # fmt: skip
        meeting = Meeting.objects.create(
            kind="follow_up", starts_at=_moment(10), ends_at=_moment(11), staff=handler, with_interpreter=True,
            agenda=TEXT, **mine
        )  # fmt: skip
        contact = Contact.objects.create(held_on=s.DAY - timedelta(days=3), kind="phone", staff=handler, **mine)
        task = Task.objects.create(title="Ring", due_on=s.DAY, assigned_to=handler, made_by=handler, **mine)
        activity = Activity.objects.create(
            type="work_practice", title="Praktik", provider_branch=s.branch("af"), deciding_branch=s.branch("af"),
            asked_on=s.DAY - timedelta(days=5), provider=TEXT, placed_by=handler, **mine
        )  # fmt: skip
        asked = ActivityMove.objects.create(
            activity=activity, to_state="asked", revision=1, moved_by=world.people["colleague"][0], moved_on=s.DAY,
            **mine
        )  # fmt: skip
        spokesman = Representative.objects.create(
            name=TEXT, mandate="god_man", scope=TEXT, evidence=TEXT, valid_from=s.DAY, covers_consent=True,
            recorded_by=handler, **mine
        )  # fmt: skip
        benefit = BenefitFact.objects.create(category="labour_market", kind="registered", valid_from=s.DAY, **mine)
        money = MoneySheet.objects.create(
            category="labour_market", question="work", about=TEXT, texts={"stops": TEXT}, written_by=handler,
            written_on=s.DAY, **mine
        )  # fmt: skip
        message = uuid.uuid4()
        Message.objects.create(
            item=message, thread=message, to_branch=s.branch("soc"), category="plan", text=TEXT, wants_answer=True,
            answer_by=s.DAY, written_by=handler, written_at=_moment(9), **mine
        )  # fmt: skip
        told = HistoryEntry.objects.create(
            kind="effort", effort="work_practice", starts_on=s.DAY - timedelta(days=900), title=TEXT, note=TEXT,
            mark="signal", mark_why=TEXT, **mine, **by
        )  # fmt: skip
        paper = CarePaper.objects.create(
            paper="care_plan", asked_of=TEXT, why=TEXT, category="work_ability", asked_on=s.DAY, asked_by=handler,
            answer_by=s.DAY, **mine
        )  # fmt: skip
        studies = StudyPlan.objects.create(
            education="Svenska", place=TEXT, category="labour_market", made_on=s.DAY, made_by=handler, **mine
        )
        copy = OwnPageCopy.objects.create(
            item_kind="minutes", item_id=uuid.uuid4(), version=1, title=TEXT, content={"title": TEXT, "text": TEXT},
            put_by=handler, made_available_at=_moment(9), **mine
        )  # fmt: skip
        view = SavedView.objects.create(
            owner_branch=file.owner_branch, staff=handler, programme=s.PROGRAMME, name="Min vy", query=""
        )
    world.keys |= {
        "representative": spokesman.pk, "section": section.item, "minutes": minutes.item,
        "plan": plan.pk, "step": step.pk, "version": version.number,
        "meeting": meeting.pk, "contact": contact.pk, "task": task.pk, "activity": activity.pk, "view": view.pk,
        "care_paper": paper.item, "study_plan": studies.item, "own_page_copy": copy.pk,
        "thread": message, "line_to_ask": "care_coordinator",
        "benefit": benefit.item, "told": told.item, "money_sheet": money.item,
        "step_move": moved.pk, "activity_move": asked.pk,
        "area": "work", "draft": "plan-goal", "held": "genomfort", "done": "klar", "yes": "ja",
    }  # fmt: skip


def _employers(world):
    """An employer whom all know, and the person's place, employment and invitation in our own file."""
    handler, case = world.people["handler"][0], world.case
    file = s.file_of(case, handler)
    mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
    soon = s.DAY + timedelta(days=5)
    with s.as_(handler):
        employer = Employer.objects.create(name="Möllans bageri", added_by=handler, added_on=s.DAY)
        person = ContactPerson.objects.create(employer=employer, name="Petra Ax", used_on=s.DAY)
        need = Need.objects.create(
            employer=employer, kind="practice", title="Bagare", confirmed_on=s.DAY, added_by=handler
        )
        contact = EmployerContact.objects.create(
            programme=s.programme(), employer=employer, on=s.DAY, way="phone", purpose="places", minutes=30,
            staff=handler, branch=file.owner_branch,
        )  # fmt: skip
        meeting = RecruitmentMeeting.objects.create(
            programme=s.programme(), employer=employer, title="Träff", on=soon, starts_at=time_of_day(10),
            place="Sal 1", seats=5, arranged_by=handler,
        )  # fmt: skip
        placement = Placement.objects.create(
            employer=employer, type="work_practice", title="Arbetspraktik", aim=TEXT, supervisor=TEXT,
            person_agreed_on=s.DAY, placed_by=handler, **mine
        )  # fmt: skip
        employment = MunicipalEmployment.objects.create(
            form="no_support", workplace=TEXT, extent=100, starts_on=s.DAY, placed_by=handler, **mine
        )
        invitation = Invitation.objects.create(meeting=meeting, invited_on=s.DAY, invited_by=handler, note=TEXT, **mine)
    world.keys |= {
        "employer": employer.pk, "employer_person": person.pk, "employer_need": need.pk, "employment": employment.pk,
        "employer_contact": contact.pk, "recruitment_meeting": meeting.pk, "placement": placement.pk,
        "invitation": invitation.pk,
    }  # fmt: skip


def _answers(world):
    """What the person has answered before, of a meeting that nobody booked here."""
    handler, case = world.people["handler"][0], world.case
    file = s.file_of(case, handler)
    mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
    with s.as_(handler):
        answers = AnswerSet.objects.create(
            questionnaire="on_the_way", form_version=1, answered_on=s.DAY - timedelta(days=80), present=TEXT,
            written_by=handler, written_on=s.DAY - timedelta(days=80), **mine
        )  # fmt: skip
        Answer.objects.create(
            answers=answers, question="wants_help_with", place=1, kind="text", words="Vad vill du ha hjälp med?",
            said=TEXT, **mine
        )  # fmt: skip
    world.keys["answers"] = answers.item


def _plan_content(step):
    """One step, which the other branch does."""
    soc = {"branch_code": "soc", "branch_name": s.branch("soc").name, "branch_mark": s.branch("soc").mark}
    return PlanContent(TEXT, (StepContent(str(step.pk), step.title, **soc),), number=1, published_on=s.DAY).to_json()


def _moment(hour):
    return datetime(s.DAY.year, s.DAY.month, s.DAY.day, hour, tzinfo=UTC)


def _invited(handler, jonas, case):
    """Jonas asks the handler to a meeting that his branch has booked; the key of what she got."""
    file = s.file_of(case, jonas, "soc")
    with s.as_(jonas, "soc"):
        mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
        meeting = Meeting.objects.create(
            kind="plan", starts_at=_moment(13), ends_at=_moment(14), place=TEXT, staff=jonas, **mine
        )
        MeetingGuest.objects.create(meeting=meeting, staff=handler, branch=s.branch("af"), **mine)
        door.call("invite", meeting.pk, handler.pk, s.branch("af").pk)
    with s.as_(handler):
        return MeetingInvitation.objects.get(case=case).pk


def _sharing(world):
    """A line from and to each other, an item released to us, one that we released."""
    handler, jonas, case = world.people["handler"][0], world.people["jonas"][0], world.case
    world.keys["line"] = s.consent(handler, case, "soc", "plan")
    with s.as_(handler):
        world.keys["consent"] = ConsentLine.objects.filter(line=world.keys["line"]).values_list("consent", flat=True)[0]
    s.consent_record(handler, case, world.keys["consent"], evidence_place=TEXT)
    s.consent(jonas, case, "af", "minutes", branch_code="soc")
    s.consent(jonas, case, "soc", "minutes", branch_code="soc", from_="af")  # waits for us to confirm it
    s.consent(jonas, case, "af", "labour_market", branch_code="soc")
    s.consent(jonas, case, "af", "plan", branch_code="soc")
    world.keys["asked_to"] = _invited(handler, jonas, case)
    world.keys["room"] = Room.objects.create(branch=s.branch("af"), name="Rum Sippa").public_id
    item, report = s.item(jonas, case, "minutes", "soc"), uuid.uuid4()
    with s.as_(jonas, "soc"):
        StepReport.objects.create(
            owner_branch=s.branch("soc"), case=case, file=CaseFile.objects.get(case=case), item=report, title="Praktik",
            written_by=jonas, written_on=s.DAY,
        )  # fmt: skip
        world.keys["asked"] = _asked_of_us(case, jonas)
        _release(
            case, "af", "minutes", "minutes", item, "Möte", {"title": "Möte", "text": TEXT, "held_on": "2021-06-20"}
        )
        _release(case, "af", "plan", "step_report", report, "Steg", {"title": "Praktik", "text": TEXT, "state": "done"})
    with s.as_(handler):
        world.keys["report"] = ReceivedCopy.objects.get(item_id=report).release
        world.keys["release"] = ReceivedCopy.objects.get(item_id=item).release
        version = PlanVersion.objects.get(case=case)
        _release(case, "soc", "plan", "plan", version.plan_id, "Plan", version.content)
        world.keys["sent"] = Release.objects.get(case_id=case.pk).release
        _on_its_way(world, case)


def _on_its_way(world, case):
    """A section of ours in the outbox."""
    s.consent(world.people["handler"][0], case, "soc", "labour_market")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.outbox', '10', true)")
    _release(
        case, "soc", "labour_market", "mapping", world.keys["section"], "Kartläggning", {"area": "work", "text": TEXT}
    )
    world.keys["waiting"] = Release.objects.get(case_id=case.pk, item_kind="mapping").release


def _documents(world):
    """A file in the branch's own hands, and one received."""
    handler, jonas, case = world.people["handler"][0], world.people["jonas"][0], world.case
    with s.as_(jonas, "soc"):
        theirs = _document(case, jonas, "soc")
        content = {"title": TEXT, "kind": "pdf", "size": 4, "stored": file_store.keep(s.branch("af"), b"%PDF")}
        _release(case, "af", "minutes", "document", theirs.item, "Dokument", content)
    with s.as_(handler):
        world.keys["document"] = _document(case, handler, "af").item
        world.keys["consent_scan"] = ConsentPaper.objects.create(
            owner_branch=s.branch("af"), case_id=case.pk, consent=world.keys["consent"], kind="pdf", size=4,
            content_hash="0" * 64, stored=file_store.keep(s.branch("af"), b"%PDF"), added_by=handler, added_on=s.DAY,
        ).paper  # fmt: skip
        world.keys["received_document"] = ReceivedCopy.objects.get(item_id=theirs.item).release


def _document(case, person, branch_code):
    owner = s.branch(branch_code)
    return Document.objects.create(
        owner_branch=owner, case=case, file=CaseFile.objects.get(case=case), title=TEXT, category="minutes", kind="pdf",
        size=4, content_hash="0" * 64, stored=file_store.keep(owner, b"%PDF"), added_by=person, added_on=s.DAY,
    )  # fmt: skip


def _asked_of_us(case, jonas):
    """An activity of the other branch that waits for our decision."""
    soc, file = s.branch("soc"), CaseFile.objects.get(case=case)
    asked = Activity.objects.create(
        type="work_practice", title="Fråga", provider_branch=soc, deciding_branch=s.branch("af"), provider=TEXT,
        asked_on=s.DAY - timedelta(days=5), placed_by=jonas, owner_branch=soc, case=case, file=file,
    )  # fmt: skip
    _release(case, "af", "labour_market", "activity", asked.pk, asked.title, content_of(asked))
    return asked.pk


def _release(case, to, category, kind, item, title, content):
    door.call("release", case.pk, s.branch(to).pk, category, kind, item, 1, title, content, "consent", None)


def _before_enrolment(world):
    handler, boss = world.people["handler"][0], world.roles[Role.PROJECT_ADMINISTRATOR][0]
    called = s.referral(handler, last_name="Kalladsson", phone=PHONE)
    waiting = s.referral(boss, state=ReferralState.WAITING, in_frame=True, priority="high")
    undecided = s.referral(boss, state=ReferralState.UNDECIDED, last_name="Oklarsson")
    unplaced = s.referral(boss, last_name="Placerasson")
    team = s.team()
    with s.as_(boss):
        placing = PlacingProposal.objects.create(
            owner_branch=s.branch("af"), referral=unplaced, batch=uuid.uuid4(), proposed_team=team, team=team,
            made_on=s.DAY,
        )  # fmt: skip
        draw = Draw.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), frozen_on=s.DAY, frozen_by=boss,
            frozen=[[waiting.pseudonym, "high/woman"]], list_hash="0" * 64, people=1,
        )  # fmt: skip
    world.keys |= {"referral": called.pk, "undecided": undecided.pk, "placing": placing.pk, "draw": draw.pk}


def _upload(world):
    boss, version = world.roles[Role.PROJECT_ADMINISTRATOR][0], s.programme().version_on(s.DAY)
    with s.as_(boss):
        upload = Upload.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), programme_version=version, uploaded_by=boss,
            uploaded_at=_moment(8), file_name="anvisningar.csv", content_hash="0" * 64, layout="ais",
        )  # fmt: skip
    handler = world.people["handler"][0]
    with s.as_(handler):
        file = HistoryFile.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), uploaded_by=handler, uploaded_at=_moment(8),
            file_name="historik.csv", layout="samkraft_history",
        )  # fmt: skip
    world.keys["history_file"] = file.pk
    boss = world.roles[Role.PROJECT_ADMINISTRATOR][0]
    with s.as_(boss):
        file = HistoryFile.objects.create(
            owner_branch=s.branch("af"), programme=s.programme(), uploaded_by=boss, uploaded_at=_moment(8),
            file_name="ersattningar.csv", layout="samkraft_facts", of_branch=True,
        )  # fmt: skip
    world.keys["branch_file"] = file.pk
    manual = next(each.code for each in version.definition.indicators if each.figures_from == "manual")
    world.keys |= {"upload": upload.pk, "indicator": "to_work_or_studies", "manual_indicator": manual}


def _after_discharge(world):
    """A handover to the receiver, and a follow-up that is due."""
    handler, case = world.people["handler"][0], world.case
    receiver = world.roles[Role.RECEIVER][0]
    file = s.file_of(case, handler)
    mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
    content = {"name": f"Samira {NAME}", "case": case.number, "programme": "Malmökraften 2.0", "parts": []}
    with s.as_(handler):
        handover = Handover.objects.create(
            receiver=receiver, receiver_branch=file.owner_branch, receiver_name=receiver.name, receiver_unit="AF",
            content=content, sent_on=s.DAY, sent_by=handler, **mine
        )  # fmt: skip
        follow = FollowUp.objects.create(kind=_a_follow_up(case), due_on=s.DAY, **mine)
        done = FollowUp.objects.create(
            kind=_a_follow_up(case), due_on=s.DAY, done_on=s.DAY, outcome="still_work", **mine
        )
        door.call("release", case.pk, file.owner_branch_id, "discharge", "handover", handover.pk, 1, "Överlämning",
                  content, "no_harm_assessed", receiver.pk)  # fmt: skip
        support = Support.objects.create(
            kind="work", place=TEXT, begun_on=s.DAY, until=s.DAY + timedelta(days=90), contact=handler, **mine
        )
        SupportTalk.objects.create(support=support, due_on=s.DAY, **mine)
        signal = ReturnSignal.objects.create(
            source="follow_up", source_key=str(follow.item), kind="job_seeker", since=s.DAY, found_on=s.DAY, **mine
        )
        outside = Handover.objects.create(
            receiver_name="Eva Lind", receiver_unit="Kontoret", content=content, sent_on=s.DAY, sent_by=handler,
            assessment=TEXT, state="accepted", answered_on=s.DAY, **mine
        )  # fmt: skip
        door.call("hand_over_outside", outside.pk, None, "Kontoret", "Överlämning")
    world.keys |= {
        "handover": handover.pk, "follow_up": follow.pk, "followed_up": done.pk, "handover_outside": outside.pk,
        "support": support.pk, "return_signal": signal.pk,
    }  # fmt: skip


def _twins(world):
    """Two cases that look like one person's, and a proposal to merge one of them with a third (T10)."""
    handler = world.people["handler"][0]
    given = {"first_name": "Yasmin", "birth_year": 1979}
    one, two, third = (
        s.enrolled_case(handler, last_name=name, number=f"19790312T90{n}", **given)
        for n, name in enumerate(("Tvillander", "Tvilander", "Berg"), 1)
    )
    with s.as_(handler):
        merge = CaseMerge.objects.create(
            owner_branch=s.branch("af"), case=world.case, file=s.file_of(world.case, handler), other_case=third.pk,
            other_number=third.number, checked="document", reason=TEXT, proposed_by=handler,
        )  # fmt: skip
    world.keys |= {"twin_one": one.pk, "twin_two": two.pk, "merge": merge.public_id}


def _to_review(world):
    """A finding of the log review on the handler's reading of the case."""
    with s.as_(world.people["handler"][0]):
        found = LogFinding.objects.create(
            owner_branch=s.branch("af"), kind=FindingKind.SAMPLE, staff=world.people["handler"][0],
            case_id=world.case.pk, since=s.DAY, until=s.DAY, readings=1, due_on=s.DAY,
        )  # fmt: skip
        world.keys["log_opening"] = LogOpening.objects.create(
            owner_branch=s.branch("af"), finding=found, reason="Frist", asked_at=timezone.now(),
            asked_by=world.roles[Role.LOG_REVIEWER][0],
        ).public_id  # fmt: skip
    world.keys["finding"] = found.public_id


def _asks_for_rights(world):
    """A request for the person's data, which every authority answers for itself."""
    officer, days = world.roles[Role.DATA_PROTECTION_OFFICER][0], {"received_on": s.DAY, "due_on": s.DAY}
    with s.as_(officer):
        asked = RightsRequest.objects.create(
            owner_branch=s.branch("af"), recorded_branch=s.branch("af"), recorded_by=officer, programme=s.PROGRAMME,
            kind="access", case_id=world.case.pk, wish=TEXT, **days,
        )  # fmt: skip
    with s.as_(world.people["handler"][0]) as who:
        unit = CareUnit.objects.create(branch=who.branch, name="Enheten")
        kept = CareBlock.objects.create(
            owner_branch=who.branch, case=world.case, unit=unit, set_on=s.DAY, set_by=who.staff
        )
        world.keys["care_block"] = kept.public_id
    with s.as_(officer) as acting:
        texts = Package(asked, acting).texts
        world.keys["package_file"] = next(hash_of(text.told.text) for text in texts if text.stored)
    gate = GateRecord.objects.create(
        gate="RETENTION_DECISION_REF", reference="Dnr 1", decided_on=s.DAY,
        recorded_by=world.roles[Role.SYSTEM_MANAGER][0],
    )  # fmt: skip
    with s.as_(world.roles[Role.SYSTEM_MANAGER][0]) as manager:
        change = changes.propose_content(manager, s.PROGRAMME, "ändrad.toml", "0" * 64, {"name": "Malmökraften"})
    world.keys |= {
        "change": change.pk,
        "rights_request": asked.request,
        "pdf": "pdf",
        "record_kind": "minutes",
        "record_version": 1,
        "quarter": "2021-2",
        "gate": gate.pk,
    }


def _incident(world):
    """Somebody has told of the handler's reading of the case."""
    days = {"since": s.DAY, "until": s.DAY}
    with s.as_(world.people["handler"][0]):
        told = incidents.register(
            kind=IncidentKind.READING, found_at=timezone.now(), description="Någon undrar över en läsning.",
            about_staff=world.people["handler"][0], case_id=world.case.pk, **days,
        )  # fmt: skip
    world.keys |= {"incident": told.public_id, "incident_entry": "bedom"}


def _catalogue(world):
    """An entry of the catalogue with a session, kept by the branch's unit manager."""
    words = {"type": "work_practice", "title": "Praktik i butik", "content": "Tolv veckor i butik."}
    manager = world.roles[Role.UNIT_MANAGER][0]
    with s.as_(manager) as acting:
        offering = planning.add_offering(acting, s.programme().version_on(s.DAY).definition, words)
        session = planning.add_session(offering, {"starts_on": s.DAY + timedelta(days=9), "capacity": 2})
        led = planning.add_session(offering, {"starts_on": s.DAY - timedelta(days=9), "capacity": 1})
        SessionProvider.objects.create(offering=offering, staff=world.roles[Role.PROVIDER][0])
    world.keys |= {"offering": offering.pk, "session": session.pk, "led": led.pk, "system": "ais"}
    world.keys["begun"] = _begun(world, offering, led)


def _begun(world, offering, session):
    """An activity under way in the session that the provider leads."""
    handler = world.people["handler"][0]
    with s.as_(handler):
        opened = OpenCase(world.case, CaseFile.objects.get(case=world.case))
        given = {"asked_on": s.DAY, "decided_on": s.DAY, "offering": offering, "session": session}
        activity = activities.place(opened, given)
        activities.answer_offer(opened, activity.pk, True, s.DAY)
        return activities.start(opened, activity.pk, s.DAY, s.DAY).pk


def _obstacle(world):
    """An obstacle between rules, which nobody has done anything about."""
    with s.as_(world.people["handler"][0]) as acting:
        words = {"title": "Två regler", "story": "De krockar.", "rules": "", "remover": "state"}
        world.keys["obstacle"] = obstacles.tell(acting, s.programme(), **words).public_id


def _to_destroy(world):
    """Two referrals whose time is out: one proposed, one destroyed; and a case on hold."""
    boss, registrar = world.roles[Role.PROJECT_ADMINISTRATOR][0], world.roles[Role.REGISTRAR][0]
    waiting, gone = (s.referral(boss, state=ReferralState.NOT_ELIGIBLE).pk for _ in range(2))
    late = date(2025, 1, 2)
    with s.as_(registrar, day=late) as who:
        proposals = [retention.propose(s.PROGRAMME, "Beslut 2020/17", [key]) for key in (waiting, gone)]
        hold = RetentionHold.objects.create(
            owner_branch=who.branch, case_id=world.keys["other_case"], number="MK", reason="Tvist", placed_on=s.DAY,
            placed_by=registrar,
        )  # fmt: skip
    with s.as_(world.people["manager"][0], day=late):
        retention.decide(proposals[1], approve=True)
        certificate = retention.destroy(proposals[1])
    world.keys |= {
        "destruction": proposals[0].public_id, "certificate": certificate.public_id, "hold": hold.public_id
    }  # fmt: skip


def _arrangement(world):
    """What the controllers tell, confirmed at another authority."""
    written = {"written_on": s.DAY, "written_by": s.staff("soc"), "written_branch": s.branch("soc")}
    given = {"confirmed_on": s.DAY, "confirmed_by": s.staff("af"), "confirmed_branch": s.branch("af"), "reference": "1"}
    world.keys["arrangement"] = Arrangement.objects.create(number=1, text="Var och en.", **written, **given).number


def _archived(world):
    """A closed case, and the package that it went in."""
    handler, registrar = world.people["handler"][0], world.roles[Role.REGISTRAR][0]
    case = s.enrolled_case(handler)
    s.joined_branch(handler, case, "soc")
    with s.as_(handler):
        door.call("close_case", case.pk, s.DAY)
    with s.as_(registrar) as who:
        package = ArchivePackage.objects.create(
            owner_branch=who.branch, case_id=case.pk, number=case.number, made_at=timezone.now(), made_by=registrar,
            files=9, size=9, package_hash="0" * 64,
        )  # fmt: skip
    world.keys |= {"closed_case": case.pk, "package": package.public_id}


def _openings(world):
    """One that a handler asks for, and one that she has open."""
    handler, colleague = world.people["handler"][0], world.people["colleague"][0]
    of = {"owner_branch": s.branch("af"), "case_id": world.keys["other_case"], "reason": "Kollegan är sjuk i dag"}
    now = timezone.now()
    with s.as_(handler):
        asked = CaseOpening.objects.create(staff=handler, **of)
        opened = CaseOpening.objects.create(staff=colleague, opened_at=now, until=now + timedelta(hours=8), **of)
    world.keys |= {"opening": opened.pk, "opening_asked": asked.pk}


def _handed_over(world):
    """A note to the handler from who led before, that she hasn't read."""
    handler, colleague = world.people["handler"][0], world.people["colleague"][0]
    with s.as_(handler):
        LeaderChange.objects.create(
            owner_branch=s.branch("af"), case_id=world.keys["case"], file=CaseFile.objects.get(case=world.keys["case"]),
            changed_on=s.DAY, from_staff=colleague, to_staff=handler, to_branch=s.branch("af"), note=TEXT,
            changed_by=colleague,
        )  # fmt: skip


def _moved(world):
    """A case that a unit manager has moved to the handler, who hasn't read the note."""
    handler, colleague = world.people["handler"][0], world.people["colleague"][0]
    with s.as_(handler):
        move = CaseMove.objects.create(
            owner_branch=s.branch("af"), programme=s.PROGRAMME, from_staff=colleague, to_staff=handler, note=TEXT,
            moved_by=world.roles[Role.UNIT_MANAGER][0], moved_on=s.DAY, reason="away", stays=True,
        )  # fmt: skip
        MovedCase.objects.create(
            owner_branch=s.branch("af"), case_id=world.keys["case"], file=CaseFile.objects.get(case=world.keys["case"]),
            move=move, given=False, ended=False, led=True,
        )  # fmt: skip
    world.keys |= {"move": move.pk}


def _texts(world):
    """Two texts of the branch: one in use, one taken away."""
    handler = world.people["handler"][0]
    by = {"owner_branch": s.branch("af"), "text": "Hej.", "written_by": handler, "written_on": s.DAY}
    with s.as_(handler):
        used = TextTemplate.objects.create(name="Inledning", place="minutes", **by)
        gone = TextTemplate.objects.create(name="Gammal", place="anywhere", removed_on=s.DAY, **by)
        view = SavedView.objects.create(
            owner_branch=s.branch("af"), staff=handler, programme=s.PROGRAMME, name="Borta", removed_on=s.DAY
        )
    world.keys |= {"view_gone": view.pk, "no_day": "ingen"}
    world.keys |= {"colleague_key": world.people["colleague"][0].public_id}
    world.keys |= {"text": used.pk, "text_gone": gone.pk, "text_place": "minutes"}


def _deadlines(world):
    """A deadline of the handler's case that may be put off, and one that waits."""
    handler = world.people["handler"][0]
    with s.as_(handler):
        case = Case.objects.select_related("programme_version").get(pk=world.keys["case"])
        _facts, dues = dues_by_case([case])[case.pk]
        due, waiting = [due for due in dues if due.can_wait and due.who == "process_leader"][:2]
        PutOff.objects.create(
            owner_branch=s.branch("af"), case=case, file=s.file_of(case, handler), code=waiting.code,
            due_on=waiting.due_on, until=s.DAY + timedelta(days=5), reason="En tid är bokad", put_off_by=handler,
            put_off_on=s.DAY,
        )  # fmt: skip
    world.keys |= {"due_code": due.code, "due_on": due.due_on.isoformat()}
    world.keys |= {"waiting_code": waiting.code, "waiting_on": waiting.due_on.isoformat()}


def _places(world):
    """A place in a team that isn't the case's, and somebody who is proposed for one."""
    other = Team.objects.filter(programme=s.programme()).exclude(pk=s.team().pk).first()
    person = s.staff("af", Role.HANDLER, in_team=other)
    of = {"branch": s.branch("af"), "profession": "", "valid_from": s.DAY}
    proposed = TeamProposal.objects.create(
        team=other, staff=world.people["colleague"][0], proposed_by=world.roles[Role.PROJECT_LEADER][0], **of
    )
    world.keys |= {"place": TeamMember.objects.get(staff=person).pk, "proposal": proposed.pk}


def _on_another_ground(world):
    """The handler asks the legal approver to let a note go without consent."""
    with s.as_(world.people["handler"][0]):
        asked = reviews.Asked(
            case_id=world.case.pk, to_branch=s.branch("soc"), category="minutes", item_kind="minutes",
            item_id=world.keys["minutes"], version=1, title="Anteckning", content={"title": "Möte", "text": TEXT},
            ground="own_task", reason=TEXT, answer_by=s.DAY,
        )  # fmt: skip
        world.keys["review"] = reviews.ask(asked).public_id
        paper = Document.objects.get(item=world.keys["document"])
        held = document_content(paper, paper.stored)
        about_file = replace(asked, item_kind="document", item_id=paper.item, content=held)
        world.keys["file_review"] = reviews.ask(about_file).public_id
        world.keys["advice"] = advice.ask(s.branch("soc"), "Hur räknas arbetsträning?", s.DAY).advice


def _a_follow_up(case):
    return case.programme_version.definition.follow_ups[0].code


__all__ = ["NAME", "NOBODY", "NUMBER", "OTHER_PROGRAMME", "TEXT", "Team", "TeamMember", "World", "make_world"]


def _protected(world):
    """A case with a file in two branches and something shared, protected since: the handler has it, by name."""
    handler, jonas = world.people["handler"][0], world.people["jonas"][0]
    case = s.enrolled_case(handler, last_name=HIDDEN_NAME, phone=HIDDEN_PHONE, on=s.DAY - timedelta(days=50))
    s.joined_branch(handler, case, "soc", jonas)
    s.consent(handler, case, "soc", "minutes")
    minutes = s.item(handler, case, "minutes")
    with s.as_(handler):
        content = {"title": HIDDEN_NAME, "text": HIDDEN_NAME, "held_on": s.DAY.isoformat()}
        door.call("release", case.pk, s.branch("soc").pk, "minutes", "minutes", minutes, 1, "Möte", content, "consent")
        door.call("assign", case.pk, world.people["colleague"][0].pk, s.branch("af").pk, "", s.DAY)
        protection.protect(case.pk, "mark")
        protection.propose_named(case.pk, world.people["colleague"][0], "Ersätter")
        world.keys["name"] = NamedPerson.objects.get(approved_by=None, staff=world.people["colleague"][0]).public_id
        world.keys["mark"] = Protection.objects.get().public_id
    world.keys |= {"hidden": case.pk, "protected_case": case.pk}
    world.hidden = case
