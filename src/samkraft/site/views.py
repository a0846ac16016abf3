"""The site's own pages: the register of processing."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from samkraft.access.models import Branch
from samkraft.site.register import as_json, register_of, security


@login_not_required
@require_safe
def register(request):
    """Whose registers there are (art. 30)."""
    branches = Branch.objects.select_related("authority").order_by("pk")
    return render(request, "site/register.html", {"branches": branches})


@login_not_required
@require_safe
def register_of_branch(request, code):
    """One controller's register of processing, for anybody to read: it tells of no person."""
    branch = get_object_or_404(Branch.objects.select_related("authority"), code=code)
    return render(request, "site/register_branch.html", {"register": register_of(branch), "security": security()})


@login_not_required
@require_safe
def register_file(request, code):
    """The same as a file."""
    branch = get_object_or_404(Branch.objects.select_related("authority"), code=code)
    answer = JsonResponse(as_json(register_of(branch)), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="register-{branch.code}.json"'
    return answer
