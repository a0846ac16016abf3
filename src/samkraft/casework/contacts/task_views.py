"""Tasks: in a case with their words; across cases by case and day only (REG-02)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.casework.contacts import contacts
from samkraft.casework.contacts.forms import TaskForm
from samkraft.casework.models import Task
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.perms import can_work_with_people


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def tasks(request, case_id):
    """The branch's tasks in a case, and a new one."""
    opened = open_case_for_work(request, case_id, "tasks")
    colleagues = contacts.colleagues_of(opened)
    initial = {"assigned_to": str(request.user.public_id)}
    form = TaskForm(request.POST if request.method == "POST" else None, initial=initial, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = next(one for one in colleagues if str(one.public_id) == given["assigned_to"])
        contacts.make_task(opened, given["title"], given["due_on"], person)
        receipt(request, _("Uppgiften är sparad. %(name)s har den.") % {"name": person.name})
        return redirect("casework:tasks", case_id)
    open_tasks, done_tasks = contacts.tasks_of(opened)
    context = {
        "header": case_header(request, opened, "casework:tasks", short=True),
        "opened": opened,
        "form": form,
        "open_tasks": open_tasks,
        "done_tasks": done_tasks,
        "branch": request.acting.branch,
        "back": reverse("people:case", args=[case_id]),
    }
    return render(request, "casework/tasks.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_work_with_people)
def settle_task(request, case_id, pk, how):
    """Mark a task of the branch as done, or take that back."""
    opened = open_case_for_work(request, case_id, "tasks")
    mine = Task.objects.filter(case=opened.case, owner_branch=request.acting.branch)
    contacts.settle_task(opened, found_or_denied(request, mine, rule="not a task here", pk=pk), how == "klar")
    if how == "klar":
        undo = reverse("casework:settle_task", args=[case_id, pk, "inte-klar"])
        receipt(request, _("Uppgiften är klar."), undo_url=undo)
    else:
        receipt(request, _("Uppgiften är inte klar."))
    return redirect("casework:tasks", case_id)


@require_safe
@allow(can_work_with_people)
def my_tasks(request):
    """All of one's own tasks by day: case and day, the words stand in the case."""
    page = paginate(contacts.my_tasks(request), request)
    items = [contacts.task_item(*pair) for pair in page]
    log_list("tasks", {item["case_id"] for item in items})
    return render(request, "casework/my_tasks.html", {"page": page, "items": items, "params": other_params(request)})
