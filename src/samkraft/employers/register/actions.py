"""What changes the register of employers: one transaction each, and of two who act at once the second is told."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.employers.choices import NeedState
from samkraft.employers.models import ContactPerson, Employer, EmployerContact, Need
from samkraft.people.problems import NotPossible
from samkraft.programmes.models import Programme, TeamMember

_TAKEN_BACK_WITHIN = timedelta(days=1)
_CHANGED = gettext_lazy("Någon annan har ändrat det nyss. Titta på det som står nu, och spara igen om du vill ha ditt.")


def _known(number):
    """Who has the number already."""
    found = Employer.objects.filter(organisation_number=number).first() if number else None
    if found:
        raise NotPossible(_("%(name)s har det numret och finns redan.") % {"name": found.name}, "organisation_number")


@transaction.atomic
def add(given) -> Employer:
    """Enter an employer; each organisation number once."""
    _known(given["organisation_number"])
    try:
        with transaction.atomic():
            return Employer.objects.create(added_by=current_acting().staff, added_on=today(), **given)
    except IntegrityError:
        _known(given["organisation_number"])
        raise


@transaction.atomic
def change(employer, revision, given) -> Employer:
    """Correct what stands of an employer; whoever saves on an older page is told."""
    if given["organisation_number"] != employer.organisation_number:
        _known(given["organisation_number"])
    ended = given.pop("has_ended", False)
    given |= {"closed_on": (employer.closed_on or today()) if ended else None}
    rows = Employer.objects.filter(pk=employer.pk, revision=revision)
    if not rows.update(revision=F("revision") + 1, **given):
        raise NotPossible(_CHANGED)
    return employer


def coordinate(employer) -> bool:
    """Who works with it now coordinates the contacts; whoever already does lets it go."""
    own = current_acting().staff
    takes = employer.coordinator_id != own.pk
    Employer.objects.filter(pk=employer.pk).update(coordinator=own if takes else None, revision=F("revision") + 1)
    return takes


def add_person(employer, given) -> ContactPerson:
    """Somebody to talk to at an employer."""
    return ContactPerson.objects.create(employer=employer, used_on=today(), **given)


@transaction.atomic
def tell(employer, given) -> EmployerContact:
    """A contact, with the time it took; what the employer said of taking part, and who was met, follow from it."""
    own = current_acting()
    if given["on"] > today():
        raise NotPossible(_("Kontakten kan inte ligga i framtiden. Skriv in den när den har varit."), "on")
    programme = Programme.objects.get(slug=own.programme)
    places = TeamMember.objects.filter(staff=own.staff, branch=own.branch, team__programme=programme)
    place = places.in_force(given["on"]).order_by("pk").first()
    contact = EmployerContact.objects.create(
        programme=programme, employer=employer, staff=own.staff, branch=own.branch, team=place and place.team, **given
    )
    if given.get("interest"):
        Employer.objects.filter(pk=employer.pk).update(interest=given["interest"], revision=F("revision") + 1)
    if given.get("person"):
        ContactPerson.objects.filter(pk=given["person"].pk).update(used_on=max(given["on"], given["person"].used_on))
    return contact


def take_back(contact_id, staff):
    """Take back one's own contact within a day: what was never so."""
    since = timezone.now() - _TAKEN_BACK_WITHIN
    gone, _rows = EmployerContact.objects.filter(pk=contact_id, staff=staff, written_at__gte=since).delete()
    if not gone:
        raise NotPossible(_("Kontakten går inte att ta tillbaka längre."))


def add_need(employer, given) -> Need:
    """What an employer offers, as it was said today."""
    return Need.objects.create(employer=employer, added_by=current_acting().staff, confirmed_on=today(), **given)


def change_need(need, revision, given) -> Need:
    """Correct what an employer offers; it counts as said anew today."""
    rows = Need.objects.filter(pk=need.pk, revision=revision)
    if not rows.update(revision=F("revision") + 1, confirmed_on=today(), **given):
        raise NotPossible(_CHANGED)
    return need


def settle_need(need, state):
    """It still stands, is filled, or is taken back."""
    Need.objects.filter(pk=need.pk).update(state=NeedState(state), confirmed_on=today(), revision=F("revision") + 1)
