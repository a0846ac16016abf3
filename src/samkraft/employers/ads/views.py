"""The page of job ads: those that are kept, and a search at the employment service where it is turned on."""

from django import forms
from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow
from samkraft.core.clock import today
from samkraft.core.forms import Form
from samkraft.core.pages import other_params, paginate
from samkraft.core.words import short_date
from samkraft.employers import pages as shared
from samkraft.employers.ads import client
from samkraft.employers.ads.actions import REGION
from samkraft.employers.fields import field_choices
from samkraft.employers.models import JobAd, JobAdFetch
from samkraft.employers.perms import can_see_employers


class AdForm(Form):
    """What to look for."""

    marks_optional = False
    q = forms.CharField(label=gettext_lazy("Yrke eller arbetsgivare"), required=False, max_length=60)
    field = forms.ChoiceField(label=gettext_lazy("Yrkesområde"), required=False)
    municipality = forms.CharField(label=gettext_lazy("Kommun"), required=False, max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices(gettext_lazy("Alla"))


@require_safe
@allow(can_see_employers)
def ads(request):
    """Job ads of the region; nothing about a person is asked or shown."""
    form = AdForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    live, sorry = _live(given) if request.GET.get("direkt") else (None, "")
    page = paginate(_kept(given), request)
    page.object_list = [line_of(ad) for ad in page]
    state = JobAdFetch.objects.filter(pk=1).first()
    context = {
        "form": form, "page": page, "params": other_params(request), "crumbs": shared.crumbs(), "sorry": sorry,
        "live": [line_of(ad) for ad in live.ads] if live else [], "found": live.total if live else None,
        "is_on": client.is_on(), "read_until": state.read_until if state else None,
        "stream_problem": state.problem if state else "",
    }  # fmt: skip
    return render(request, "employers/ads.html", context)


def _kept(given):
    rows = JobAd.objects.filter(Q(deadline=None) | Q(deadline__gte=today()))
    for name, lookup in (("field", "field"), ("municipality", "municipality__iexact")):
        if given.get(name):
            rows = rows.filter(**{lookup: given[name].strip()})
    words = (given.get("q") or "").strip()
    found = Q(headline__icontains=words) | Q(occupation__icontains=words) | Q(employer_name__icontains=words)
    return rows.filter(found) if words else rows


def _live(given):
    words = " ".join(filter(None, [given.get("q"), given.get("municipality")]))
    try:
        return client.search(words, field=given.get("field", ""), region=REGION), ""
    except client.NoAnswer as problem:
        return None, _("%(why)s Du ser de annonser som redan är hämtade.") % {"why": problem}


def line_of(ad):
    """One line of a list, for an ad that is kept or that a search has just given."""
    said = [ad.employer_name, ad.municipality, ad.occupation]
    if ad.extent_min or ad.extent_max:
        said.append(_("%(n)s procent") % {"n": extent_words(ad.extent_min, ad.extent_max)})
    if ad.needs_licence or ad.licences:
        said.append(_("körkort %(words)s") % {"words": ", ".join(ad.licences)})
    if ad.languages:
        said.append(_("språk: %(words)s") % {"words": ", ".join(ad.languages)})
    end = _("sök senast %(day)s") % {"day": short_date(ad.deadline)} if ad.deadline else ""
    return {"url": ad.url, "title": ad.headline, "sub": " · ".join(filter(None, said)), "end": end}


def extent_words(least, most):
    """50–75, or 100."""
    known = [str(n) for n in dict.fromkeys([least, most]) if n]
    return "–".join(known)
