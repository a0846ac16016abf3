"""What one press at the end of a meeting does: the plan, the note, the proposals, the next meeting; all or nothing."""

from django.utils.translation import gettext as _

from samkraft.casework import drafts, other_person
from samkraft.casework.case_page import branches_by_code
from samkraft.casework.choices import MeetingKind, MeetingState
from samkraft.casework.meetings import booking, meetings
from samkraft.casework.meetings.forms import span
from samkraft.casework.meetings.views import share_minutes
from samkraft.casework.plan import planning, plans
from samkraft.casework.plan.edit_views import left_out_words, share_plan, step_values
from samkraft.core.clock import today
from samkraft.core.words import as_date, clock_time, swedish_date
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import shared_words
from samkraft.sharing.sheets import share_chosen


def save(page) -> str:
    """Everything in the request's one transaction. Gives back what was done, in words."""
    talk, acting = page.forms.talk.cleaned_data, page.request.acting
    said = []
    if not page.opened.case.is_open and "goal" in page.request.POST:  # she was discharged while the page stood open
        said.append(_("Personen är utskriven, så planen är inte ändrad."))
    if page.leads and page.has_plan:
        said += _save_plan(page)
    elif not page.leads and not page.request.POST.get("keep"):
        said += _propose(page)
    said += [words for part in page.other_parts if (words := part.save())]
    note = _save_note(page, talk)
    if note:
        said.append(_("Anteckningen: %(what)s") % {"what": _share_note(page, note)})
    if page.meeting.state == MeetingState.PLANNED and as_date(page.meeting.starts_at) <= today():
        meetings.settle(page.opened, acting, page.meeting, MeetingState.HELD)
    said += _book_next(page, talk)
    drafts.discard_draft(page.form_name, page.opened.case.pk, acting)
    return " ".join(said) or _("Mötet är sparat.")


def _save_plan(page):
    acting, opened = page.request.acting, page.opened
    was_new = page.revision == 0
    plan = planning.ensure_draft(opened, acting)
    ids = _new_ids(page, plan) if was_new else {}
    goal = page.forms.goal.cleaned_data
    revision = plan.revision if was_new else goal["revision"]
    changes = list(page.forms.step_changes())
    if changes or goal["goal"] != plan.goal:
        planning.save_goal(opened, acting, revision, goal["goal"], plan.review_on)
        for step_id, given in changes:
            values = given if step_id else step_values(given, branches_by_code()) | {"starts_on": None}
            planning.save_step(opened, acting, None, values, ids.get(step_id, step_id))
        revision = None
    return [_("Utkastet till planen är sparat.")] if page.request.POST.get("keep") else _publish(page, revision)


def _new_ids(page, plan):
    """Steps of the copy that was shown, by their place in the draft that has just been made from it."""
    return {old.id: new.pk for old, new in zip(page.content.steps, plans.steps_of(plan), strict=False)}


def _publish(page, revision):
    review_on = page.forms.talk.cleaned_data.get("next_day") or plans.draft_of_plan(page.opened).review_on
    version = planning.publish(page.opened, page.request.acting, revision, review_on, present=True)
    shared = share_plan(page.request, page.opened, version, page.choices["plan"])
    words = _("Planen är publicerad, version %(n)s.") % {"n": version.number}
    return [words, shared_words(shared) + left_out_words(page.plan_sheet, shared)]


def _propose(page):
    """A branch that doesn't lead sends each new line to the one that does, as a proposal."""
    given = [form.cleaned_data for form in page.forms.new if form.cleaned_data.get("title")]
    if not given:
        return []
    for line in given:
        written = planning.write_report(page.opened, page.request.acting, None, line)
        title = f"{ItemKind.STEP_PROPOSAL.label}: {written.title}"
        shared = share_chosen(
            page.request, page.opened, page.choices["proposal"], ItemKind.STEP_PROPOSAL, written.item, 1, title,
            planning.report_content(written), "plan",
        )  # fmt: skip
    return [_("Förslag till planen: %(what)s") % {"what": shared_words(shared)}]


def _save_note(page, talk):
    text = meetings.talk_text(talk)
    if not text:
        return None
    words = {"kind": page.meeting.get_kind_display(), "day": swedish_date(page.meeting.starts_at)}
    given = {
        "title": _("%(kind)s %(day)s") % words,
        "held_on": as_date(page.meeting.starts_at),
        "text": text,
        "other": page.forms.talk.other_person,
    }
    return meetings.save_minutes(page.opened, page.request.acting, given, meeting=page.meeting)


def _share_note(page, note):
    """Who gets the note; one that names somebody else stays in its file (SEK-12)."""
    if other_person.is_closed(note):
        return _("Den nämner en annan person och stannar i er akt.")
    return shared_words(share_minutes(page.request, page.opened, note, page.choices["note"]))


def _book_next(page, talk):
    if not talk["next_day"]:
        return []
    start, end = span(talk["next_day"], talk["next_at"], 60)
    guests = [guest.staff_id for guest in page.guests] if talk["next_same"] else []
    booked = booking.book(
        page.opened, page.request.acting,
        booking.Wish(
            MeetingKind.FOLLOW_UP, start, end, talk["next_place"], talk["next_room"],
            page.opened.file.needs_interpreter, guests=guests,
        ),
    )  # fmt: skip
    words = {"day": swedish_date(start), "at": clock_time(start)}
    return [_("Nästa möte %(day)s %(at)s.") % words + booked.left_out_words]
