"""Staff are told that readings are reviewed: at the first login, each year, and when the words change (GDPR-16)."""

from datetime import timedelta

from django.utils import timezone

from samkraft.access.session_models import ToldStaff

VERSION = "2026-2"
_HOLDS = timedelta(days=365)


def must_be_told(staff):
    """Whether she hasn't been told in these words within a year."""
    told = ToldStaff.objects.filter(staff=staff, version=VERSION, accepted_at__gt=timezone.now() - _HOLDS)
    return not told.exists()


def was_told(staff):
    """She has read it and goes on."""
    return ToldStaff.objects.create(staff=staff, version=VERSION)
