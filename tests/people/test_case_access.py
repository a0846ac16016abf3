"""What a unit manager reads of a case that she has opened with a reason: her own branch's part, and no more."""

import pytest
from django.urls import reverse

from samkraft.access.choices import Role
from samkraft.casework.models import MappingSection, Minutes, Plan, PlanVersion
from samkraft.casework.plan.content import PlanContent, StepContent
from samkraft.people.models import CaseFile
from samkraft.sharing import door
from samkraft.sharing.models import ReceivedCopy
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
THEIRS = "Vad den andra verksamheten skrev"
OWN = "Vad vi skrev"


@pytest.fixture
def jonas():
    return s.staff("soc", Role.HANDLER, Role.UNIT_MANAGER)


@pytest.fixture
def case(jonas):
    """Two branches' case; each has written, and the first has shared a section and a note."""
    karin = s.staff("af")
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    for category in ("labour_market", "minutes"):
        s.consent(karin, case, "soc", category)
    with s.as_(karin):
        file = CaseFile.objects.get(case=case)
        mine = {"owner_branch": file.owner_branch, "case": case, "file": file, "written_by": karin, "written_on": s.DAY}
        section = MappingSection.objects.create(area="work", text=THEIRS, **mine)
        note = Minutes.objects.create(held_on=s.DAY, title="Möte", text=THEIRS, **mine)
        _share(case, "labour_market", "mapping", section.item, "Kartläggning", {"area": "work"})
        _share(case, "minutes", "minutes", note.item, "Anteckning", {"title": "Möte", "held_on": "2021-06-01"})
    return case


def _share(case, category, kind, item, title, content):
    content |= {"text": THEIRS, "written_on": "2021-06-01", "written_by": "Karin"}
    door.call("release", case.pk, s.branch("soc").pk, category, kind, item, 1, title, content, "consent", None)


@pytest.fixture
def manager(client, case):
    """The manager's browser, with the case opened by a reason."""
    boss = s.staff("soc", Role.UNIT_MANAGER)
    web = s.log_in(client, boss, "soc")
    web.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Klagomål från personen"})
    return web


PAGES = (
    "people:case", "people:case_history", "casework:mapping", "casework:meetings", "casework:plan", "activities:list",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_others_disclosed_is_read_by_exception(manager, case, jonas, page):
    """Table B: a unit manager has no disclosed items; and she isn't written down as their first reader (DISC-4)."""
    shown = manager.get(reverse(page, args=[case.pk]))
    assert shown.status_code == 200 and "Öppnat med skäl" in shown.content.decode()
    assert THEIRS not in shown.content.decode() and "delade" not in shown.content.decode()
    with s.as_(jonas, "soc"):
        copies = ReceivedCopy.objects.filter(case_id=case.pk).exclude(item_kind="identity")
        assert [copy.first_read_at for copy in copies] == [None, None]


def test_who_is_assigned_reads_what_was_disclosed(client, jonas, case):
    """Also when she manages the unit."""
    web = s.log_in(client, jonas, "soc")
    shown = web.get(reverse("casework:mapping", args=[case.pk])).content.decode()
    assert THEIRS in shown and "Öppnat med skäl" not in shown


def test_the_number_is_not_revealed_by_exception(client):
    """ACC-3, table B."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER)
    case = s.enrolled_case(karin)
    web = s.log_in(client, boss)
    web.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Klagomål från personen"})
    reveal = reverse("people:reveal_number", args=[case.pk])
    assert reveal not in web.get(reverse("people:case", args=[case.pk])).content.decode()
    assert web.post(reveal).status_code == 404


def test_the_own_plan_shows_how_the_steps_stand_and_no_more(client):
    """Table B: step status."""
    karin, boss = s.staff("af"), s.staff("af", Role.UNIT_MANAGER)
    case = s.enrolled_case(karin)
    with s.as_(karin):
        file = CaseFile.objects.get(case=case)
        mine = {"owner_branch": file.owner_branch, "case": case, "file": file}
        step = StepContent("a", "Praktik hos Lönngården", staff_name="Leila Berg", state="under_way")
        content = PlanContent(OWN, (step,), number=1, published_on=s.DAY).to_json()
        plan = Plan.objects.create(goal=OWN, **mine)
        PlanVersion.objects.create(plan=plan, number=1, content=content, published_on=s.DAY, published_by=karin, **mine)
    web = s.log_in(client, boss)
    web.post(reverse("people:open_with_reason"), {"number": case.number, "reason": "Klagomål från personen"})
    for page in ("casework:plan", "people:case"):
        shown = web.get(reverse(page, args=[case.pk])).content.decode()
        assert "Steg 1" in shown
        assert not [text for text in (OWN, "Lönngården", "Leila Berg") if text in shown]
    for page in ("casework:plan_versions", "casework:plan_paper"):
        assert web.get(reverse(page, args=[case.pk])).status_code == 404
