"""Put something on a person's own page, and take it back: one transaction each, checked and logged."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework import other_person
from samkraft.casework.meetings.meetings import minutes_content, minutes_title
from samkraft.casework.models import Minutes
from samkraft.casework.plan import plans
from samkraft.core.clock import as_of_today
from samkraft.people.models import CaseFile
from samkraft.people.problems import NotPossible
from samkraft.portal.choices import CopyKind
from samkraft.portal.models import OwnPageCopy


@transaction.atomic
def put_plan(opened, acting) -> OwnPageCopy:
    """The plan as it was last published by the acting branch; raises :class:`NotPossible`."""
    held = plans.newest_plan(opened.case.pk)
    if held is None or not held.is_own:
        raise NotPossible(_("Det finns ingen plan från er verksamhet att lägga på sidan. Publicera planen först."))
    content = held.content
    title = _("Planen, version %(n)s") % {"n": content.number}
    return _put(opened, acting, CopyKind.PLAN, held.item, content.number, title, content.to_json())


@transaction.atomic
def put_note(opened, acting, note: Minutes) -> OwnPageCopy:
    """A note from a meeting, as it is written now; one that names somebody else stays in its file (SEK-12)."""
    # Read again and held: who marks it, or writes it anew, at this moment is waited for.
    held = Minutes.objects.current().filter(case=opened.case, item=note.item)
    note = held.select_for_update(of=("self",)).select_related("written_by").get()
    if other_person.is_closed(note):
        raise NotPossible(_("Texten är märkt: den nämner en annan person. Skriv om den utan den personen först."))
    title, content = minutes_title(note), minutes_content(note)
    return _put(opened, acting, CopyKind.NOTE, note.item, note.version, title, content)


def _put(opened, acting, kind, item, version, title, content):
    refuse_protected(opened)
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)  # of two presses the second finds the first's (T24)
    before = OwnPageCopy.objects.in_sight().filter(case=opened.case).of_item(kind, item).first()
    if before and before.version == version:
        return before
    now = as_of_today(timezone.now())
    if before:
        before.replaced_at = now
        before.save(update_fields=["replaced_at"])
    made = OwnPageCopy.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, item_kind=kind, item_id=item, version=version,
        title=title, content=content, put_by=acting.staff, made_available_at=now,
    )  # fmt: skip
    log_event(Event.MADE_AVAILABLE, [opened.case.pk], object_type="own_page", items=[f"{kind}:{item}:{version}"])
    return made


def refuse_protected(opened):
    """SKY-01: of somebody protected nothing goes online; she gets it on paper."""
    if opened.file.is_pseudonymous:
        raise NotPossible(_("Personen har skyddade personuppgifter. Ge papperet i handen i stället."))


def take_away(kind, item):
    """SEK-12: a text that has been marked since is taken back, whoever put it there."""
    actor = current_acting()
    for copy in OwnPageCopy.objects.in_sight().of_item(kind, item):
        take_back(copy, actor)


@transaction.atomic
def take_back(copy: OwnPageCopy, acting) -> bool:
    """It is gone from her page at once; that it was there stays on record. False where somebody came before."""
    held = OwnPageCopy.objects.in_sight().filter(pk=copy.pk)
    taken = held.update(taken_back_at=as_of_today(timezone.now()), taken_back_by=acting.staff)
    if taken:
        items = [f"{copy.item_kind}:{copy.item_id}:{copy.version}"]
        log_event(Event.STOPPED, [copy.case_id], object_type="own_page", items=items)
    return bool(taken)
