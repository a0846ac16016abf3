"""Pages that everyone may read, signed in or not, and the form language in demo."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import BadHeaderError, send_mail
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from samkraft.core import samples
from samkraft.core.clock import on_day
from samkraft.core.glossary import TERMS
from samkraft.core.public_forms import AccessibilityMessageForm
from samkraft.core.statement import accessibility_statement


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the site answers and its database too; no details."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "down", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True})


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (TIL-02, TIL-03)."""
    is_sent = "skickat" in request.GET
    return render(request, "core/accessibility.html", {"statement": accessibility_statement(), "is_sent": is_sent})


# Without a token: it needs no session, acts for nobody and changes nothing here.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def accessibility_message(request: HttpRequest) -> HttpResponse:
    """A message about accessibility, without login, answered by the provider (TIL-02)."""
    form = AccessibilityMessageForm(request.POST or None)
    statement = accessibility_statement()
    if request.method == "POST" and form.is_valid():
        if _send(form.as_text(), statement.contact_email):
            return redirect(reverse("core:accessibility") + "?skickat")
        form.add_error(None, _("Meddelandet kunde inte skickas nu. Ring oss eller försök igen senare."))
    return render(request, "core/accessibility_message.html", {"form": form, "statement": statement})


def _send(text: str, to: str) -> bool:
    try:
        return bool(send_mail("Tillgänglighet i Samkraft", text, None, [to]))
    except (OSError, BadHeaderError):
        return False


@login_not_required
@require_GET
def data_use(request: HttpRequest) -> HttpResponse:
    """How data about people is handled, in plain words."""
    return render(request, "core/data_use.html", {"statement": accessibility_statement()})


@login_not_required
@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """What the words mean."""
    return render(request, "core/glossary.html", {"terms": TERMS})


def _demo_only() -> None:
    """The form language is shown where nothing is real."""
    if getattr(settings, "MODE", "") not in ("demo", "test"):
        raise Http404


@login_not_required
@require_GET
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every part of staff pages at once, with invented content."""
    _demo_only()
    with on_day(samples.TODAY):
        return render(request, "core/style_guide.html", samples.staff())


@login_not_required
@require_GET
def style_guide_citizen(request: HttpRequest) -> HttpResponse:
    """The parts of the participant's pages."""
    _demo_only()
    return render(request, "core/style_guide_citizen.html", samples.citizen())


@login_not_required
@require_GET
def style_guide_meeting(request: HttpRequest) -> HttpResponse:
    """The shared screen of a meeting."""
    _demo_only()
    return render(request, "core/style_guide_meeting.html", samples.meeting())


@login_not_required
@require_GET
def style_guide_paper(request: HttpRequest) -> HttpResponse:
    """The plan on paper."""
    _demo_only()
    return render(request, "core/style_guide_paper.html", samples.paper())
