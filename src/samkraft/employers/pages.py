"""What the room's pages share: the way back, a page that is one form, and what another has written meanwhile."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.words import joined


def crumbs(*more):
    """The way back from a page of employers: (url, label) of what lies between."""
    items = [(reverse("employers:list"), _("Arbetsgivare")), *more]
    return [{"url": url, "label": label} for url, label in items]


def status_of(form):
    """422 for a form that was sent and can't be taken."""
    return 422 if form is not None and form.is_bound and form.errors else 200


def form_page(request, form, *, title, lede, back, submit, trail=None, **more):
    """A page that is one form. *more*: ``revision`` it was made from, ``theirs``, ``sees``, ``danger`` and ``note``."""
    context = {"form": form, "title": title, "lede": lede, "back": back, "submit": submit, "crumbs": trail or crumbs()}
    usual = {"revision": "", "theirs": [], "sees": _("alla som arbetar i programmet"), "note": "", "second": ""}
    return render(request, "employers/form.html", usual | context | more, status=status_of(form))


def revision_of(request):
    """The revision that the form sent was made from; 0, which no row has, where it says none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def differences(form, row):
    """What another has saved meanwhile, where it differs from what was typed: label and the words that stand now."""
    found = []
    for name, field in form.fields.items():
        if hasattr(row, name) and getattr(row, name) != form.cleaned_data.get(name):
            value = getattr(row, name)
            shown = joined(value) if isinstance(value, list) else dict(getattr(field, "choices", ())).get(value, value)
            found.append({"label": field.label, "value": shown or _("tomt")})
    return found
