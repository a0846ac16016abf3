"""Keep the job ads of the region as the employment service publishes them, by its stream."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from samkraft.core.clock import today
from samkraft.employers.ads import client
from samkraft.employers.models import JobAd, JobAdFetch

REGION = "CaRE_1nn_cSU"  # Skåne län in the taxonomy
_FIRST = timedelta(days=60)  # how far back the first reading goes: an ad seldom stands longer
_OFTENEST = timedelta(minutes=1)  # the interface asks for no more than one reading a minute


def fetch(region=REGION):
    """Read the stream from where it was left: (kept, removed). Raises :class:`client.NoAnswer`, and remembers why."""
    known, _made = JobAdFetch.objects.get_or_create(pk=1)
    now = timezone.now()
    if known.tried_at and now - known.tried_at < _OFTENEST:
        raise client.NoAnswer("Annonserna lästes för mindre än en minut sedan.")
    JobAdFetch.objects.filter(pk=1).update(tried_at=now)
    try:
        ads = client.stream(timezone.localtime(known.read_until or now - _FIRST), [region])
    except client.NoAnswer as problem:
        JobAdFetch.objects.filter(pk=1).update(problem=str(problem)[:300])
        raise
    return take(ads, read_until=now)


@transaction.atomic
def take(ads, read_until=None):
    """Keep what stands, and forget what is removed or past its last day: (kept, removed)."""
    latest = {ad.id: ad for ad in ads}
    gone = [key for key, ad in latest.items() if ad.is_removed]
    kept = [_row(ad) for ad in latest.values() if not ad.is_removed]
    names = [field.name for field in JobAd._meta.concrete_fields if not field.primary_key]
    JobAd.objects.bulk_create(kept, batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=names)
    removed, _by_model = JobAd.objects.filter(pk__in=gone).delete()
    over, _by_model = JobAd.objects.filter(deadline__lt=today()).delete()
    if read_until:
        JobAdFetch.objects.update_or_create(pk=1, defaults={"read_until": read_until, "problem": ""})
    return len(kept), removed + over


def _row(ad):
    said = {name: getattr(ad, name) for name in client.Ad.__dataclass_fields__ if name != "is_removed"}
    return JobAd(**said | {"languages": list(ad.languages), "licences": list(ad.licences)})
