"""What the pages of a case say of the person's own page, where there is one."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.words import swedish_date
from samkraft.people.own_page import OwnPageOffer
from samkraft.portal.choices import CopyKind
from samkraft.portal.models import OwnPageCopy
from samkraft.portal.perms import can_put_on_own_page


def offer(request, opened, kind, item, version):
    """For who works with the case; never of somebody protected (SKY-01)."""
    may = settings.PORTAL and can_put_on_own_page(request) and opened.is_open_for_work and not opened.by_exception
    if not may or opened.file.is_pseudonymous:
        return None
    copy = OwnPageCopy.objects.in_sight().filter(case=opened.case).of_item(kind, item).first()
    is_there = copy is not None and copy.version == version
    return OwnPageOffer(
        put_url="" if is_there else _put_url(opened, kind, item),
        told=_told(copy, is_there),
        there_url=reverse("portal:put_there", args=[opened.case.pk]),
    )


def _put_url(opened, kind, item):
    if kind == CopyKind.PLAN:
        return reverse("portal:put_plan", args=[opened.case.pk])
    return reverse("portal:put_note", args=[opened.case.pk, item])


def _told(copy, is_there):
    if copy is None:
        return ""
    if not is_there:
        return _("En äldre version ligger på personens sida.")
    words = {"day": swedish_date(copy.made_available_at)}
    if copy.first_read_at:
        words["read"] = swedish_date(copy.first_read_at)
        return _("Ligger på personens sida sedan %(day)s, läst %(read)s.") % words
    return _("Ligger på personens sida sedan %(day)s, inte läst än.") % words
