"""What the pages of the register show, worked out once in the view."""

from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import decimal, percent, short_date, swedish_date
from samkraft.employers.choices import ContactPurpose, MeetingState, NeedKind
from samkraft.employers.fields import FIELD_LIST
from samkraft.employers.models import Employer, EmployerContact, Need, Placement, RecruitmentMeeting
from samkraft.employers.register import rules
from samkraft.people.list_of_codes import label_of
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.programmes.models import Programme, Team, TeamMember


def found_employers(request, given):
    """The employers of a filter, with their latest contact and open places."""
    rows = Employer.objects.with_latest().filter(closed_on=None)
    if given.get("q"):
        rows = rows.named(given["q"].strip())
    for name in ("field", "interest"):
        if given.get(name):
            rows = rows.filter(**{name: given[name]})
    if given.get("open"):
        rows = rows.filter(pk__in=Need.objects.open().values("employer"))
    return rows.not_seen_since(quiet_since(request)) if given.get("waiting") else rows


def quiet_since(request):
    """Since when nobody has been in touch, for it to be a long time; by the programme's file."""
    work = programme_of(request).version_on().definition.employer_work
    return today() - timedelta(days=work.contact_every_days if work else 365)


def facts_of(employer):
    """The facts of an employer in one line each."""
    facts = [
        (_("Organisationsnummer"), employer.number or _("Enskild firma, inget nummer sparas")),
        (_("Yrkesområde"), label_of(FIELD_LIST, employer.field)),
        (_("Adress"), ", ".join(filter(None, [employer.address, employer.municipality]))),
        (_("Telefon"), employer.phone),
        (_("Intresse"), employer.get_interest_display()),
        (_("Finns inte längre sedan"), employer.closed_on and swedish_date(employer.closed_on)),
        (_("Samordnas av"), employer.coordinator.name if employer.coordinator else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def need_facts(need):
    """One line on what is asked for, and until when."""
    said = [need.municipality, label_of(FIELD_LIST, need.field)]
    if need.languages:
        said.append(_("språk: %(words)s") % {"words": ", ".join(need.languages)})
    if need.licences:
        said.append(_("körkort %(words)s") % {"words": ", ".join(need.licences)})
    if need.since:
        said.append(_("från %(day)s") % {"day": short_date(need.since)})
    if need.until:
        said.append(_("till %(day)s") % {"day": short_date(need.until)})
    said.append(_("stämde %(day)s") % {"day": short_date(need.confirmed_on)})
    return " · ".join(filter(None, said))


def timeline(employer, most=30):
    """Contacts and meetings with an employer, the newest first: what was said, by whom, and how long it took."""
    contacts = EmployerContact.objects.filter(employer=employer).select_related("staff", "branch", "person")[:most]
    lines = [(row.on, _contact_line(row)) for row in contacts]
    meetings = RecruitmentMeeting.objects.filter(employer=employer).exclude(state=MeetingState.PLANNED)
    lines += [(row.on, _meeting_line(row)) for row in meetings.order_by("-on")[:most]]
    return [line for _day, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def _contact_line(row):
    facts = [row.get_way_display(), _("%(n)s min") % {"n": row.minutes}, f"{row.staff.name}, {row.branch.name}"]
    if row.person:
        facts.insert(0, _("med %(name)s") % {"name": row.person.name})
    if row.interest:
        facts.append(_("intresse: %(word)s") % {"word": row.get_interest_display().lower()})
    title = f"{swedish_date(row.on)}: {row.get_purpose_display()}"
    return {"title": title, "sub": " · ".join(facts), "text": row.note, "url": ""}


def _meeting_line(row):
    url = reverse("employers:meeting", args=[row.pk])
    return {"title": f"{swedish_date(row.on)}: {row.title}", "sub": row.get_state_display(), "text": "", "url": url}


def own_people_at(request, employer):
    """Those of the person's own participants who are or were at the employer, for a handler (REG-02: thin)."""
    names = own_cases(request)
    rows = Placement.objects.filter(employer=employer, case__among=keys_of_own_cases(request))
    return [(names[row.case_id], row) for row in rows.order_by("-planned_from", "pk")[:20] if row.case_id in names]


def open_needs(given):
    """Places and jobs that stand open, by a filter."""
    rows = Need.objects.open().filter(employer__closed_on=None).select_related("employer")
    for name in ("kind", "field"):
        if given.get(name):
            rows = rows.filter(**{name: given[name]})
    text = (given.get("q") or "").strip()
    return rows.filter(Q(title__icontains=text) | Q(employer__name__icontains=text)) if text else rows


def need_kind_counts():
    """How many places stand open of each kind, in words."""
    counted = dict(Need.objects.open().order_by().values_list("kind").annotate(n=Sum("places")))
    return [{"label": kind.label, "value": counted.get(kind.value, 0)} for kind in NeedKind]


def time_of_teams(programme, rules_of_teams, month):
    """What each team gave employers in a month against its working time (P-050)."""
    first, last = rules.month_of(month)
    last = min(last, today())
    counted = EmployerContact.objects.filter(programme=programme, on__range=(first, last))
    sums = {key: (minutes, n) for key, minutes, n in _sums(counted)}
    places: dict = {}
    members = TeamMember.objects.filter(team__programme=programme).overlapping(first, last)
    for team, start, end in members.values_list("team_id", "valid_from", "valid_until"):
        places.setdefault(team, []).append((start, end))
    teams = [(team.pk, team.name) for team in Team.objects.filter(programme=programme).overlapping(first, last)]
    others = [(None, _("Utanför teamen"))] if None in sums else []
    return [
        rules.TeamTime(
            name, *sums.get(key, (0, 0)),
            rules.working_hours(places.get(key, []), first, last, rules_of_teams.hours_a_week),
        )
        for key, name in teams + others
    ]  # fmt: skip


def _sums(contacts):
    return contacts.order_by().values_list("team_id").annotate(minutes=Sum("minutes"), n=Count("pk"))


def minutes_by_purpose(programme, month):
    """Hours by purpose in a month, for the page on time."""
    first, last = rules.month_of(month)
    rows = EmployerContact.objects.filter(programme=programme, on__range=(first, last)).order_by()
    sums = dict(rows.values_list("purpose").annotate(n=Sum("minutes")))
    return [[ContactPurpose(code).label, decimal(minutes / 60)] for code, minutes in rules.by_purpose(sums)]


def time_rows(teams):
    """The teams' rows of the table."""
    return [
        [team.name, team.contacts, decimal(team.hours), decimal(team.working_hours, 0),
         _("–") if team.share is None else percent(team.share)]
        for team in teams
    ]  # fmt: skip


def programme_of(request):
    """The programme that the person acts in."""
    return Programme.objects.get(slug=request.acting.programme)
