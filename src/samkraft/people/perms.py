"""Who may do what with people. Plain functions ``can_…(request)``; each docstring is the rule."""

from samkraft.access.choices import Role
from samkraft.people.first_page import first_page


def can_work_with_people(request):
    """Handlers, in the branch that they act for."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER)


def can_start(request):
    """Everyone who is logged in has a start page; what it holds depends on the roles."""
    return request.user.is_authenticated


def finds_day_in_menu(request):
    """The start page is everyone's; in the menu of those whom it doesn't send on to another of its pages."""
    return can_start(request) and not first_page(request)


def can_open_with_reason(request):
    """Unit managers open another case of their own branch with a reason, for an hour; handlers ask them to (EXC-1)."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER, Role.HANDLER)


def can_manage_branch(request):
    """Unit managers: who in the branch has which case and place in a team, who may open with a reason (table B)."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER)


def can_move_cases(request):
    """Unit managers their branch's cases; handlers what they themselves lead and have to do (table B, ADM-3)."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)


def can_see_teams(request):
    """Project leaders, who propose, and unit managers, who approve, see who is in which team (table B)."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER, Role.PROJECT_LEADER)


def can_see_openings(request):
    """Every opening with a reason in the branch: managers, who are told, and the data protection officer (EXC-1)."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER, Role.DATA_PROTECTION_OFFICER)


def can_explain_access(request):
    """Why somebody sees a case: data protection officer and log reviewer, of the branch that they act for (table B)."""
    return request.acting is not None and request.acting.has_role(Role.DATA_PROTECTION_OFFICER, Role.LOG_REVIEWER)


def can_see_cases(request):
    """Handlers their assigned cases; they and unit managers those that they have opened with a reason."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)


def can_administer_intake(request):
    """The project administrator: intake, draw and placing for the branch that she acts for."""
    return request.acting is not None and request.acting.has_role(Role.PROJECT_ADMINISTRATOR)


def can_refer(request):
    """An officer of any authority who refers one person at a time, and handlers (P-013)."""
    return request.acting is not None and request.acting.has_role(
        Role.REFERRER, Role.HANDLER, Role.PROJECT_ADMINISTRATOR
    )


def can_decide_protection(request):
    """Who says yes or no for the branch to a protected case's list of names: unit manager and access administrator."""
    deciders = (Role.UNIT_MANAGER, Role.ACCESS_ADMINISTRATOR)
    return request.acting is not None and request.acting.has_role(*deciders)


def can_settle_protection(request):
    """A removal is settled by another who works with the case, or by who decides; the door knows which (SKY-04)."""
    return can_decide_protection(request) or can_work_with_people(request)


def can_count_anonymous(request):
    """How many are protected or refuse statistics, for who reports it: leader and administrator of the project."""
    reports = (Role.PROJECT_ADMINISTRATOR, Role.PROJECT_LEADER)
    return request.acting is not None and request.acting.has_role(*reports)


def can_compare_cases(request):
    """Whether two cases are one person's: unit managers and project administrators of all in their branch, handlers of
    two that both are their own (T10)."""
    compares = (Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR, Role.HANDLER)
    return request.acting is not None and request.acting.has_role(*compares)


def can_merge_cases(request):
    """The second person who merges, and who undoes it: unit manager or project administrator of the branch (T10)."""
    return request.acting is not None and request.acting.has_role(Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR)


def can_see_winding_down(request):
    """Who still has no receiver: handlers their own, unit managers and project leaders as counts (P-038)."""
    may = (Role.HANDLER, Role.UNIT_MANAGER, Role.PROJECT_LEADER)
    return request.acting is not None and request.acting.has_role(*may)


def can_receive(request):
    """Receivers in ordinary services: only the handovers that are addressed to them (P-038)."""
    return request.acting is not None and request.acting.has_role(Role.RECEIVER)


def can_handle_rights(request):
    """The data protection officer and the registrar take and answer requests for their branch (GDPR-02)."""
    handled_by = (Role.DATA_PROTECTION_OFFICER, Role.REGISTRAR)
    return request.acting is not None and request.acting.has_role(*handled_by)


def can_make_package(request):
    """The access package is read through and let out by the data protection officer (table B, GDPR-06)."""
    return request.acting is not None and request.acting.has_role(Role.DATA_PROTECTION_OFFICER)


def can_read_archive(request):
    """Handlers what they had when it closed; unit managers their branch's; with a logged reason (CON-07)."""
    return request.acting is not None and request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)


def can_list_records(request):
    """The registrar lists the records of a case of her branch, by case number: what and when, no content (table B)."""
    return request.acting is not None and request.acting.has_role(Role.REGISTRAR)


def can_archive(request):
    """The registrar makes archive packages of her branch's closed cases (table B: export, archive package)."""
    return request.acting is not None and request.acting.has_role(Role.REGISTRAR)
