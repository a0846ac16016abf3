"""What all pages of casework on one case have in common: the head with tabs, and the people who work with it."""

from django.urls import reverse

from samkraft.access.models import Branch
from samkraft.people.case_header import case_header
from samkraft.people.links import first_url
from samkraft.people.models import CaseAssignment
from samkraft.programmes.definition import find


def case_url(case_id):
    """The participant's own page."""
    return first_url(["people:case"], case_id, default="/")


def frame(request, opened, current, *trail):
    """Context of a page's head. *current*: url name of its tab; *trail*: (url name, label) between case and page."""
    header = case_header(request, opened, current=current, short=True)
    crumbs = [{"url": case_url(opened.case.pk), "label": opened.file.name}]
    crumbs += [{"url": reverse(name, args=[opened.case.pk]), "label": label} for name, label in trail]
    return {"opened": opened, "case": opened.case, "file": opened.file, "header": header, "crumbs": crumbs}


def branches_by_code():
    """All branches by code; there are few."""
    return {branch.code: branch for branch in Branch.objects.all()}


def team_of(case):
    """Those who work with the case today, the leader first: assignments with person and branch."""
    rows = CaseAssignment.objects.filter(case=case).in_force().select_related("staff", "branch")
    return sorted(rows, key=lambda row: (row.staff_id != case.leader_id, row.branch_id, row.staff.name))


def names_by_branch(team):
    """Names of those who work with the case, by branch key, for the sheet where receivers are chosen."""
    names: dict[int, list[str]] = {}
    for row in team:
        names.setdefault(row.branch_id, []).append(row.staff.name)
    return {branch: ", ".join(people) for branch, people in names.items()}


def category_name(definition, code):
    """What the programme calls a data category in a sentence."""
    return find(definition.data_categories, code).short_name
