"""What the time after a start brings to the day and the menu."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core import navigation
from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.people import contributions
from samkraft.people.afterwards.reading import signs, supported
from samkraft.people.perms import can_work_with_people

QUEUE_LENGTH = 20
# How long before its day a talk comes to the day's list.
AHEAD = timedelta(days=3)


def register():
    """Called when the people room is ready."""
    contributions.add_queue(52, support_queue)
    contributions.add_queue(53, signs_queue)
    navigation.register(gettext_lazy("Efter starten"), "people:afterwards", allowed=can_work_with_people, order=44)


def support_queue(request):
    """Talks of those whom one supports: early warnings first, then by their day."""
    until = today() + AHEAD
    found = [
        (case, row)
        for case, row in supported(request)
        if row.contact == request.user.pk and (row.is_warning(today()) or (row.next_on and row.next_on <= until))
    ]
    items = [_item(case, _early(row), row.next_on) for case, row in found[:QUEUE_LENGTH]]
    return contributions.queue(_("Stöd efter starten"), items, reverse("people:afterwards"), _("Alla med stöd"))


def _early(row):
    return _("Tätare kontakt behövs") if row.is_warning(today()) else _("Samtal efter starten")


def signs_queue(request):
    """What is new after a discharge, to be read on the person's page."""
    items = [_item(case, _("Läs det som är nytt"), None) for case, _row in signs(request)[:QUEUE_LENGTH]]
    url = f"{reverse('people:afterwards')}?vy=att-se-over"
    return contributions.queue(_("Att se över efter utskrivning"), items, url, _("Allt att se över"))


def _item(case, sub, due):
    url = address_of("people:support", case.pk)
    return {"url": url, "title": case.name, "sub": sub, "due": due, "case_id": case.pk}
