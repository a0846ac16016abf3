"""What casework brings to other pages: panels, lists of the day, events, names and readers for the inbox."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.casework import documents
from samkraft.casework.choices import MeetingState, StepState
from samkraft.casework.drafts import ageing_drafts
from samkraft.casework.mapping import sections
from samkraft.casework.mapping.pages import map_rows
from samkraft.casework.mapping.sections import whole_text
from samkraft.casework.meetings import meetings
from samkraft.casework.models import MappingSection, Minutes, Plan, PlanVersion
from samkraft.casework.plan import plans
from samkraft.casework.plan.content import from_json
from samkraft.casework.plan.pages import in_short, step_rows, timeline
from samkraft.casework.plan.views import plan_context
from samkraft.casework.rules import draft_goes_on
from samkraft.core.addresses import address_of
from samkraft.core.clock import as_of_today
from samkraft.core.file_checking import KINDS
from samkraft.core.words import as_date, swedish_date
from samkraft.people.own_cases import has_open_file, kept_of_own, own_cases
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import Archived, ItemContent, Unshared
from samkraft.sharing.models import Release

SHOWN = 5
# What has happened in cases as casework knows it, for the deadlines.
EVENTS = """
    select case_id, 'plan_published' collate "C", published_on from casework_planversion where case_id = any(%(cases)s)
    union
    select case_id, case item_kind when 'plan' then 'plan_published' else 'mapping_shared' end,
        (made_available_at at time zone %(zone)s)::date
    from sharing_receivedcopy where case_id = any(%(cases)s) and item_kind in ('plan', 'mapping')
    union
    select case_id, 'mapping_started', written_on from casework_mappingsection
    where case_id = any(%(cases)s) and version = 1
    union
    select case_id, 'mapping_shared', (decided_at at time zone %(zone)s)::date from sharing_release
    where case_id = any(%(cases)s) and item_kind = 'mapping' and stopped_at is null
    union
    select case_id, 'contact', held_on from casework_contact where case_id = any(%(cases)s)
    union
    select case_id, 'contact', (starts_at at time zone %(zone)s)::date from casework_meeting
    where case_id = any(%(cases)s) and state = 'held'
    union
    select case_id, 'plan_review_set', review_on from (
        select distinct on (case_id) case_id, review_on from casework_planversion where case_id = any(%(cases)s)
        order by case_id, number desc) newest
    where review_on is not null
    union
    select case_id, case state when 'under_way' then 'effort_goes_on' else 'effort_stopped' end,
        max(coalesce(state_since, ends_on, starts_on)) from casework_planstep
    where case_id = any(%(cases)s) and state in ('under_way', 'done', 'interrupted')
        and coalesce(state_since, ends_on, starts_on) <= %(today)s
    group by 1, 2
"""


def written_here(case_id):
    """What the branch itself has written in a case, for the archive of a closed file (CON-07)."""
    sections = MappingSection.objects.filter(case_id=case_id, is_current=True)
    minutes = Minutes.objects.filter(case_id=case_id, is_current=True)
    plans_made = PlanVersion.objects.filter(case_id=case_id)
    return [
        *(Archived(_("Kartläggning"), row.written_on, whole_text(row)) for row in sections),
        *(Archived(row.title, row.held_on, row.text) for row in minutes),
        *(
            Archived(_("Plan version %(n)s") % {"n": row.number}, row.published_on, _plan_text(row))
            for row in plans_made
        ),
    ]


def _plan_text(row):
    content = from_json(row.content)
    return "\n".join([content.goal, *(f"{step.title}, {step.branch_name}" for step in content.steps)])


def plan_panel(request, opened):
    """The newest plan on the overview."""
    held = plans.newest_plan(opened.case.pk, opened.received(ItemKind.PLAN))
    plans.note_read(opened, held)
    context = plan_context(opened, held, request.acting, shown_of=in_short)
    paper = "" if opened.by_exception else reverse("casework:plan_paper", args=[opened.case.pk])
    context |= {"leads": opened.is_led_by(request.acting), "url": reverse("casework:plan", args=[opened.case.pk]),
                "print_url": paper}  # fmt: skip
    return "casework/panels/plan.html", context


def mapping_panel(request, opened):
    """The areas that hold something for this branch; the rest stand on the mapping's own page."""
    views = sections.mapping_of(opened)
    note_first_read(opened.case.pk, [copy for view in views for copy in view.received])
    rows = map_rows([view for view in views if not view.is_empty], opened, request.acting)
    url = reverse("casework:mapping", args=[opened.case.pk])
    return "casework/panels/mapping.html", {"rows": rows, "url": url, "rest": len(views) - len(rows)}


def meetings_queue(request):
    """The person's meetings of today, the next one first in view."""
    items, is_next = [], True
    for meeting in meetings.todays_meetings(request):
        planned = meeting.state == MeetingState.PLANNED and not meeting.is_invitation
        items.append(
            {
                "start": meeting.starts_at,
                "end": meeting.ends_at,
                "title": own_cases(request)[meeting.case_id].name,
                "sub": _meeting_sub(meeting),
                "url": address_of("casework:meeting", meeting.case_id, meeting.pk)
                if planned
                else address_of("casework:meetings", meeting.case_id),
                "action": _("Öppna mötet") if planned else "",
                "is_next": planned and is_next,
                "case_id": meeting.case_id,
            }
        )
        is_next = is_next and not planned
    paper = {"url": reverse("casework:calendar"), "url_label": _("Hela veckan")}
    return {"title": _("Möten i dag"), "part": "today", "items": items, "empty": _("Inga möten i dag.")} | paper


def _meeting_sub(meeting):
    words = meetings.about(meeting)
    if meeting.state != MeetingState.PLANNED:
        words += ", " + str(MeetingState(meeting.state).label).lower()
    return words


def drafts_queue(request):
    """One's own autosaved texts that will soon be taken away; nothing when there are none."""
    drafts = ageing_drafts(request.acting)
    names = own_cases(request) if drafts else {}
    found = [draft for draft in drafts if draft.case_id in names][:SHOWN]
    if not found:
        return None
    items = [
        {
            "url": names[draft.case_id].url,
            "title": _("Utkast om %(name)s") % {"name": names[draft.case_id].name},
            "sub": _("Tas bort %(day)s om du inte sparar.")
            % {"day": swedish_date(draft_goes_on(as_date(as_of_today(draft.updated_at))))},
            "case_id": draft.case_id,
        }
        for draft in found
    ]
    return {"title": _("Utkast som snart tas bort"), "items": items, "empty": ""}


def not_shared(request):
    """Notes, sections and plans of the person's cases that no other branch has got."""
    found = kept_of_own(request, "not_shared", _read_not_shared, has_open_file)
    return [
        item for case, item in found
        if not item.is_led or case.leader_branch_id == request.acting.branch.pk
    ]  # fmt: skip


def _read_not_shared(keys):
    """Three queries for any number of cases."""
    return ((item.case_id, item) for item in [*_notes(keys), *_sections(keys), *_plans(keys)])


def _unreleased(rows):
    released = Release.objects.filter(item_id=OuterRef("item"), version=OuterRef("version"), stopped_at=None)
    return rows.filter(~Exists(released))


def _notes(keys):
    """A note's own title may tell of anything, and isn't read (REG-02)."""
    rows = _unreleased(Minutes.objects.current().filter(case__among=keys, keep_own=False)).defer("text")
    return [Unshared(row.case_id, meetings.minutes_title(row), row.written_on, _url_of_note(row)) for row in rows]


def _url_of_note(row):
    return reverse("casework:minutes", args=[row.case_id, row.item])


def _sections(keys):
    """Named by kind alone: an area's name may tell of health or benefits (REG-02)."""
    rows = _unreleased(MappingSection.objects.current().filter(case__among=keys)).defer("text", "strengths")
    return [Unshared(row.case_id, _("Kartläggning"), row.written_on, _url_of_section(row)) for row in rows]


def _url_of_section(row):
    return reverse("casework:mapping_edit", args=[row.case_id, row.area])


def _plans(keys):
    rows = Plan.objects.filter(case__among=keys, changed_since_published=True)
    return [_unpublished(row.case_id, row.changed_on or row.created_at) for row in rows]


def _unpublished(case_id, changed):
    """Changes in a plan: for the branch that leads."""
    url = reverse("casework:plan_publish", args=[case_id])
    return Unshared(case_id, _("Ändringar i planen"), changed, url, is_led=True)


def read_plan(copy):
    """A received plan."""
    content = from_json(copy.content)
    return {"plan": content, "steps": step_rows(content), "gantt": timeline(content.steps)}


def read_section(copy):
    """A received section of the mapping."""
    return {
        "text": copy.content.get("text", ""),
        "strengths": copy.content.get("strengths", ""),
        "is_own_words": copy.content.get("own_words", False),
    }


def read_text(copy):
    """A received note, report or proposal. What a note is about stands here, not in its title (REG-02)."""
    state = copy.content.get("state")
    return {
        "about": copy.content.get("title", "") if copy.item_kind == ItemKind.MINUTES else "",
        "text": copy.content.get("text", ""),
        "state": str(StepState(state).label) if state else "",
    }


def read_document(copy):
    """A received document: what it is, and where the file is fetched."""
    kind = KINDS.get(copy.content.get("kind"))
    return {
        "title": copy.content.get("title", ""),
        "label": kind.label if kind else "",
        "size": copy.content.get("size", 0),
        "download": reverse("casework:document_received", args=[copy.case_id, copy.release]) if copy.release else "",
    }


def document_to_release(_opened, row):
    """What a release of a document holds; ``stored`` is the branch's own file until there is a copy (``documents``)."""
    return ItemContent(_("Dokument"), documents.document_content(row, row.stored), row.category)


def section_to_release(opened, row):
    """What a release of a section holds."""
    area = next((one for one in opened.definition.mapping_areas if one.code == row.area), None)
    if area is None:
        return None
    return ItemContent(sections.section_title(area), sections.section_content(row, area), area.category)


def note_to_release(opened, row):
    """What a release of a note holds; a note of the people room is of a case's way, and goes with the plan."""
    if not isinstance(row, Minutes):
        return None
    return ItemContent(meetings.minutes_title(row), meetings.minutes_content(row), ItemKind.MINUTES.value)
