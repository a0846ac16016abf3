"""Text templates of the acting branch: read, written, taken away and brought back."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.choices import TextPlace
from samkraft.casework.conflicts import Conflict, last_change
from samkraft.casework.models import TextTemplate
from samkraft.casework.texts.rules import MOST
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible


def own_texts():
    """The branch's texts in use, by where they belong and name."""
    return TextTemplate.objects.filter(owner_branch=current_acting().branch, removed_on=None)


def texts_for(place):
    """Those for one place, and those for every place."""
    return own_texts().filter(place__in=(place, TextPlace.ANYWHERE))


@transaction.atomic
def write(given, template=None, revision=0) -> TextTemplate:
    """Keep a new text, or a changed one. Raises Conflict when somebody saved in between, NotPossible."""
    acting = current_acting()
    said = {name: given[name] for name in ("name", "place", "text")}
    said |= {"written_by": acting.staff, "written_on": today()}
    try:
        with transaction.atomic():
            if template is None:
                return _new(acting, said)
            changed = own_texts().filter(pk=template.pk, revision=revision)
            if not changed.update(**said, revision=F("revision") + 1):
                _tell_conflict(template)
    except IntegrityError:
        raise NotPossible(_("Det finns redan en textmall med det namnet. Välj ett annat."), "name") from None
    _note(template.pk)
    return template


def _new(acting, said):
    if own_texts().count() >= MOST:
        raise NotPossible(_("Högst %(n)s textmallar får plats. Ta bort en först.") % {"n": MOST})
    made = TextTemplate.objects.create(owner_branch=acting.branch, **said)
    _note(made.pk)
    return made


def _tell_conflict(template):
    now = own_texts().filter(pk=template.pk).first()
    if now is None:
        raise NotPossible(_("Någon annan har tagit bort textmallen. Det du skrev står kvar här."))
    raise Conflict(*last_change(TextTemplate._meta.db_table, now.pk), now.text, now)


def _note(key):
    log_event(Event.ADMINISTRATION, object_type="text_template", items=[f"text:{key}"])


@transaction.atomic
def remove(template):
    """Out of use; it can be brought back."""
    TextTemplate.objects.filter(pk=template.pk, removed_on=None).update(removed_on=today())
    _note(template.pk)


@transaction.atomic
def bring_back(template):
    """In use again. Raises NotPossible where a new one has got its name."""
    try:
        with transaction.atomic():
            TextTemplate.objects.filter(pk=template.pk).update(removed_on=None)
    except IntegrityError:
        raise NotPossible(_("En ny textmall har fått samma namn. Ge den ett annat namn först.")) from None
    _note(template.pk)
