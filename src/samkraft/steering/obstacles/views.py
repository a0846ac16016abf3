"""The improvement log: the list, one obstacle, telling of one, and what became of it."""

from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import Denied, allow, found_or_denied
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.people.problems import NotPossible
from samkraft.programmes.models import Programme
from samkraft.steering.obstacles import actions
from samkraft.steering.obstacles.choices import Turn
from samkraft.steering.obstacles.forms import ObstacleForm, TurnForm
from samkraft.steering.obstacles.models import Obstacle
from samkraft.steering.perms import can_follow_obstacles, can_see_obstacles


def _of_programme(request):
    rows = Obstacle.objects.filter(programme__slug=request.acting.programme)
    return rows.select_related("authority", "branch", "told_by").with_turn()


@require_safe
@allow(can_see_obstacles)
def obstacles(request):
    """All of the programme, the newest first, with how each stands and how many there are of each."""
    rows = _of_programme(request)
    counts = rows.aggregate(
        all=Count("pk"), waiting=Count("pk", filter=Q(turn__isnull=True) | Q(turn=Turn.REOPENED)),
        passed=Count("pk", filter=Q(turn=Turn.PASSED)), removed=Count("pk", filter=Q(turn=Turn.REMOVED)),
    )  # fmt: skip
    page = paginate(rows, request)
    words = {"page": page, "counts": counts, "params": other_params(request)}
    return render(request, "steering/obstacles.html", words | {"rows": [(row, standing(row)) for row in page]})


def standing(obstacle) -> str:
    """How it stands, in words."""
    return Turn(obstacle.turn).label if obstacle.turn else _("Ingen har tagit tag i det än")


@require_http_methods(["GET", "POST"])
@allow(can_see_obstacles)
def tell(request):
    """A new obstacle, told from any page by the link at its foot."""
    form = ObstacleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme = Programme.objects.filter(slug=request.acting.programme).first()
        if programme is None:
            raise Denied
        made = actions.tell(request.acting, programme, **form.cleaned_data)
        receipt(request, _("Hinder %(number)s står i förbättringsloggen.") % {"number": made.number})
        return redirect("steering:obstacle", made.public_id)
    return render(request, "steering/obstacle_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@allow(can_see_obstacles)
def obstacle(request, obstacle):
    """One obstacle and what became of it; leaders write the next turn here."""
    found = _found(request, obstacle)
    form = TurnForm(standing=found.turn) if can_follow_obstacles(request) else None
    return _shown(request, found, form)


@require_POST
@allow(can_follow_obstacles)
def follow(request, obstacle):
    """What became of it, in the leader's words."""
    found = _found(request, obstacle)
    form = TurnForm(request.POST, standing=found.turn)
    if form.is_valid():
        try:
            actions.turn(request.acting, found, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Det är sparat i förbättringsloggen."))
            return redirect("steering:obstacle", found.public_id)
    return _shown(request, found, form)


def _found(request, key):
    return found_or_denied(request, _of_programme(request), rule="obstacle of another programme", public_id=key)


def _shown(request, found, form):
    turns = found.turns.select_related("written_by")
    words = {"obstacle": found, "standing": standing(found), "form": form, "turns": turns}
    return render(request, "steering/obstacle.html", words, status=422 if form and form.is_bound else 200)
