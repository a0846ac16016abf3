"""Who may see the figures and who may enter values. Each docstring is the rule."""

from samkraft.access.choices import Role

# Steering group and evaluators have no person pages at all; here they see sums (design "Roles").
SEE = (
    Role.PROJECT_LEADER,
    Role.STEERING,
    Role.EVALUATOR,
    Role.ECONOMIST,
    Role.PROJECT_ADMINISTRATOR,
    Role.UNIT_MANAGER,
    Role.HANDLER,
)
# Who judges the programme without working in it.
OUTSIDE = (Role.STEERING, Role.EVALUATOR, Role.ECONOMIST)


def can_see_scorecard(request):
    """Leaders, steering group, evaluators, economists, administrators, unit managers and handlers: sums only."""
    return request.acting is not None and bool(request.acting.programme) and request.acting.has_role(*SEE)


def sees_the_day(request):
    """Those who work in the programme see the figures of the day; the others those of the latest month end.

    From one day to the next a figure moves by one person, whom somebody may know to have left that day.
    """
    return request.acting.has_role(*(role for role in SEE if role not in OUTSIDE))


def finds_flow_in_menu(request):
    """Those who lead and follow up; others reach it from the scorecard."""
    return can_see_scorecard(request) and request.acting.has_role(*(role for role in SEE if role != Role.HANDLER))


def can_enter_values(request):
    """The project leader enters the dated values of indicators whose source is manual."""
    return can_see_scorecard(request) and request.acting.has_role(Role.PROJECT_LEADER)


def can_open_own_cases(request):
    """A handler sees which of her own cases a figure counts; leaders and evaluators never see cases."""
    return can_see_scorecard(request) and request.acting.has_role(Role.HANDLER)


def can_see_obstacles(request):
    """Everybody who acts in a programme reads the improvement log and adds to it: it tells of rules, of no person."""
    return request.acting is not None and bool(request.acting.programme)


def can_follow_obstacles(request):
    """The project leader and unit managers say what became of an obstacle, for the steering group as well."""
    return can_see_obstacles(request) and request.acting.has_role(Role.PROJECT_LEADER, Role.UNIT_MANAGER)


def finds_obstacles_in_menu(request):
    """Those who follow up; the others find the log by the link at the foot of every page."""
    return can_see_obstacles(request) and request.acting.has_role(Role.PROJECT_LEADER, Role.STEERING)


def can_report_counts(request):
    """Who reports numbers to the coordination association: project leader and project administrator (INT-04)."""
    return can_see_scorecard(request) and request.acting.has_role(Role.PROJECT_LEADER, Role.PROJECT_ADMINISTRATOR)
