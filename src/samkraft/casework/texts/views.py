"""The branch's text templates: all of them to copy, one to change, those of a place to put in."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.casework.choices import TextPlace
from samkraft.casework.conflicts import Conflict
from samkraft.casework.models import TextTemplate
from samkraft.casework.perms import can_use_texts
from samkraft.casework.texts import texts
from samkraft.casework.texts.forms import TextTemplateForm
from samkraft.core.receipts import problem, receipt
from samkraft.people.own_cases import own_cases
from samkraft.people.problems import NotPossible, show_on


@require_safe
@allow(can_use_texts)
def all_texts(request):
    """Every text of the branch in use, whole, so that it can be copied where nothing puts it in."""
    rows = list(texts.own_texts().select_related("written_by"))
    groups = [(label, [row for row in rows if row.place == place]) for place, label in TextPlace.choices]
    context = {"groups": [group for group in groups if group[1]], "count": len(rows), "branch": request.acting.branch}
    return render(request, "casework/texts/texts.html", context)


@require_safe
@allow(can_use_texts)
def texts_for(request, place):
    """Those of one place, as a piece of a page: fetched when somebody asks for them."""
    if place not in TextPlace:
        raise Http404
    return render(request, "casework/texts/choose.html", {"rows": list(texts.texts_for(place))})


@require_http_methods(["GET", "POST"])
@allow(can_use_texts)
def write(request):
    """A new text."""
    return _write(request, None)


@require_http_methods(["GET", "POST"])
@allow(can_use_texts)
def change(request, pk):
    """Change a text of the branch."""
    return _write(request, found_or_denied(request, texts.own_texts(), rule="not a text here", pk=pk))


def _write(request, template):
    before = {"place": TextPlace.ANYWHERE, "revision": 0}
    if template:
        before = {name: getattr(template, name) for name in ("name", "place", "text", "revision")}
    names = [case.name for case in own_cases(request).values()]
    form = TextTemplateForm(request.POST or None, initial=before, names=names)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            texts.write(form.cleaned_data, template, form.cleaned_data["revision"] or 0)
        except Conflict as found:
            conflict = found
            form = TextTemplateForm(_on_top_of(request.POST, found.now), names=names)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Textmallen är sparad. Alla i er verksamhet kan använda den."))
            return redirect("casework:texts")
    context = {"form": form, "template": template, "conflict": conflict, "mine": request.POST.get("text", "")}
    return render(request, "casework/texts/write.html", context, status=422 if form.is_bound else 200)


def _on_top_of(posted, now):
    """What was typed, ready to be saved over what somebody else saved in between."""
    data = posted.copy()
    data["revision"] = str(now.revision)
    return data


@require_POST
@allow(can_use_texts)
def remove(request, pk):
    """Take a text out of use; the receipt brings it back."""
    texts.remove(found_or_denied(request, texts.own_texts(), rule="not a text here", pk=pk))
    receipt(request, _("Textmallen är borttagen."), undo_url=reverse("casework:text_bring_back", args=[pk]))
    return redirect("casework:texts")


@require_POST
@allow(can_use_texts)
def bring_back(request, pk):
    """Put a removed text in use again."""
    gone = TextTemplate.objects.filter(owner_branch=request.acting.branch).exclude(removed_on=None)
    try:
        texts.bring_back(found_or_denied(request, gone, rule="not a removed text", pk=pk))
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Textmallen är tillbaka."))
    return redirect("casework:texts")
