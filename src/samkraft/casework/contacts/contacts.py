"""Contacts with the person and tasks of the branch: what changes them, and what the day and the deadlines ask."""

from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.choices import MeetingState
from samkraft.casework.models import Contact, Meeting, Task
from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.people.models import CaseAssignment
from samkraft.people.own_cases import kept_of_own

TASKS_SHOWN = 10
AHEAD = timedelta(days=7)


@transaction.atomic
def record_contact(opened, kind, held_on):
    """A contact with the person: when and how, nothing of what was said."""
    acting = current_acting()
    contact = Contact.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, kind=kind, held_on=held_on, staff=acting.staff
    )
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="contact")
    return contact


@transaction.atomic
def take_back_contact(opened, contact):
    """Undo a contact that was written by mistake; the history of the row is kept by the database."""
    contact.delete()
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="contact_taken_back")


def contacts_of(opened):
    """The branch's contacts and held meetings with the person, the latest first."""
    mine = {"case": opened.case, "owner_branch": opened.file.owner_branch_id}
    contacts = Contact.objects.filter(**mine).select_related("staff").order_by("-held_on", "-pk")
    meetings = Meeting.objects.filter(**mine, state=MeetingState.HELD).select_related("staff").order_by("-starts_at")
    rows = [{"moment": c.held_on, "text": f"{c.get_kind_display()}, {c.staff.name}"} for c in contacts[:100]]
    rows += [{"moment": m.starts_at.date(), "text": f"{m.get_kind_display()}, {m.staff.name}"} for m in meetings[:100]]
    return sorted(rows, key=lambda row: row["moment"], reverse=True)


def colleagues_of(opened):
    """Who in the branch may be given a task in the case: those who have it today."""
    rows = CaseAssignment.objects.filter(case=opened.case, branch=opened.file.owner_branch_id).in_force()
    return [row.staff for row in rows.select_related("staff").order_by("staff__last_name", "staff__first_name", "pk")]


@transaction.atomic
def make_task(opened, title, due_on, assigned_to):
    """Something to do by a day, by one who has the case."""
    acting = current_acting()
    task = Task.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, title=title, due_on=due_on,
        assigned_to=assigned_to, made_by=acting.staff,
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="task")
    return task


@transaction.atomic
def settle_task(opened, task, done):
    """Done, or not done after all."""
    task.done_on = today() if done else None
    task.save(update_fields=["done_on"])
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="task")


def tasks_of(opened):
    """The branch's tasks in a case: those to do first by day, then the latest done."""
    rows = Task.objects.filter(case=opened.case, owner_branch=opened.file.owner_branch_id)
    rows = rows.select_related("assigned_to")
    return list(rows.filter(done_on=None).order_by("due_on", "pk")), list(
        rows.exclude(done_on=None).order_by("-done_on", "-pk")[:20]
    )


class OpenTask(NamedTuple):
    """A task that isn't done: day, key and whose. The title may be sensitive and stands in the case alone (REG-02)."""

    due_on: date
    pk: int
    assigned_to: int


def my_tasks(request):
    """The person's own tasks in the cases that she has today, by day, each with its case."""
    found = kept_of_own(request, "tasks", _read_open_tasks)
    return sorted(((task, case) for case, task in found if task.assigned_to == request.user.pk), key=itemgetter(0))


def _read_open_tasks(keys):
    rows = Task.objects.filter(done_on=None, case__among=keys)
    for case_id, due_on, key, assigned_to in rows.values_list("case_id", "due_on", "pk", "assigned_to_id"):
        yield case_id, OpenTask(due_on, key, assigned_to)


def tasks_of_the_day(request):
    """Tasks of the coming week, for the day."""
    near = [(task, case) for task, case in my_tasks(request) if task.due_on <= today() + AHEAD]
    return {
        "title": _("Uppgifter"),
        "items": [task_item(*pair) for pair in near[:TASKS_SHOWN]],
        "count": len(near),
        "empty": _("Ingen uppgift för den närmaste veckan."),
        "url": reverse("casework:my_tasks"),
        "url_label": _("Alla uppgifter"),
    }


def tasks_held(cases, staff):
    """The open tasks that a person of the branch has in these cases: pairs of case and key. They go along with them."""
    rows = Task.objects.filter(case__in=cases, assigned_to=staff, done_on=None, owner_branch=current_acting().branch)
    return rows.order_by("due_on", "pk").values_list("case_id", "pk")


def give_tasks(keys, staff):
    """These open tasks are a colleague's from now on."""
    Task.objects.filter(pk__in=keys, done_on=None, owner_branch=current_acting().branch).update(assigned_to=staff)


def task_words(n):
    """How many tasks."""
    return ngettext("%(n)s uppgift", "%(n)s uppgifter", n) % {"n": n}


def task_item(task, case):
    """A task as an item of core/parts/queue.html, named by case only."""
    return {
        "url": address_of("casework:tasks", case.pk),
        "title": _("Uppgift för %(name)s") % {"name": case.name},
        "sub": case.number,
        "due": task.due_on,
        "case_id": case.pk,
    }
