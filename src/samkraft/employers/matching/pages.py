"""What the matching page shows: the person's profile, and what may fit with its reasons."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import short_date
from samkraft.employers.choices import NeedKind
from samkraft.employers.fields import FIELD_LIST
from samkraft.employers.matching.rules import Offer, Wanted, match_of, matches
from samkraft.employers.models import JobAd, JobProfile, Need
from samkraft.people.list_of_codes import label_of
from samkraft.people.own_cases import keys_of_own_cases, own_cases

MOST_READ = 500  # ads that are looked through: the newest that share an occupation or a field
SHOWN = 25
REGION_CODE = "12"


def wanted_of(profile) -> Wanted:
    """A saved profile, for the rules."""
    names = ("occupations", "fields", "languages", "licences", "municipalities")
    said = {name: tuple(getattr(profile, name)) for name in names}
    return Wanted(**said, whole_region=profile.whole_region, extent=profile.extent)


def found_for(profile, case):
    """What employers have told us of, and ads: (matches among our own, matches among ads)."""
    wanted = wanted_of(profile)
    kinds = NeedKind if profile.seeks_places else [NeedKind.JOB]
    needs = Need.objects.open().filter(kind__in=kinds, employer__closed_on=None).select_related("employer")
    own = matches(wanted, (offer_of_need(need, case) for need in needs.filter(_shares(wanted, "title"))[:MOST_READ]))
    ads = JobAd.objects.filter(Q(deadline=None) | Q(deadline__gte=today())).order_by("-published_on", "pk")
    ads = ads.filter(_shares(wanted, "headline") | _shares(wanted, "occupation"))[:MOST_READ]
    return own, matches(wanted, map(_of_ad, ads))


def _shares(wanted, name):
    found = Q(field__in=wanted.fields) if wanted.fields else Q(pk__in=[])
    for word in wanted.occupations:
        found |= Q(**{f"{name}__icontains": word})
    return found


def offer_of_need(need, case=None):
    place = reverse("employers:place", args=[case]) if case and need.kind != NeedKind.JOB else ""
    return Offer(
        key=str(need.pk), title=need.title, employer=need.employer.name, what=need.get_kind_display(),
        field=need.field, field_name=label_of(FIELD_LIST, need.field), municipality=need.municipality,
        languages=tuple(need.languages), licences=tuple(need.licences), until=need.until,
        url=reverse("employers:show", args=[need.employer_id]),
        place_url=f"{place}?behov={need.pk}" if place else "",
    )  # fmt: skip


def _of_ad(ad):
    return Offer(
        key=ad.pk, title=ad.headline, employer=ad.employer_name, what=_("Annons"), occupation=ad.occupation,
        field=ad.field, field_name=label_of(FIELD_LIST, ad.field), municipality=ad.municipality,
        in_region=ad.region_code == REGION_CODE, extent_min=ad.extent_min, extent_max=ad.extent_max,
        languages=tuple(ad.languages), licences=tuple(ad.licences), needs_licence=ad.needs_licence,
        until=ad.deadline, url=ad.url,
    )  # fmt: skip


def profile_facts(profile):
    """The profile in one line each."""
    places = [*profile.municipalities, *([_("hela Skåne")] if profile.whole_region else [])]
    facts = [
        (_("Yrken"), ", ".join(profile.occupations)),
        (_("Yrkesområden"), ", ".join(label_of(FIELD_LIST, code) for code in profile.fields)),
        (_("Orter"), ", ".join(places)),
        (_("Språk"), ", ".join(profile.languages)),
        (_("Körkort"), ", ".join(profile.licences)),
        (_("Omfattning"), _("högst %(n)s procent") % {"n": profile.extent}),
        (_("Skriven"), f"{short_date(profile.written_on)}, {profile.written_by.name}"),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def people_for(request, offer):
    """Those of the person's own participants whose profile shares a goal with an offer: (case, match), by name.

    Whose names stand in no list, for they are protected, stand in this neither (SKY-02).
    """
    cases = own_cases(request)
    profiles = JobProfile.objects.filter(case__among=keys_of_own_cases(request))
    found = [
        (cases[profile.case_id], match)
        for profile in profiles
        if profile.case_id in cases and cases[profile.case_id].is_open_for_work
        and (match := match_of(wanted_of(profile), offer))
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (bool(pair[1].checks), pair[0].sort_name, str(pair[0].pk)))


def offer_of_meeting(meeting):
    """A recruitment meeting, for the rules: what the employer works with, and where."""
    employer = meeting.employer
    return Offer(
        key=str(meeting.pk), title=meeting.title, employer=employer.name, what=_("Rekryteringsträff"),
        field=employer.field, field_name=label_of(FIELD_LIST, employer.field), municipality=employer.municipality,
    )  # fmt: skip
