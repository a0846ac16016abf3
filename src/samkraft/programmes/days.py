"""Which day a programme is on: its demo day outside production, else the real day."""

from datetime import date

from django.conf import settings
from django.db.models import DateField, OuterRef, Subquery, Value

from samkraft.programmes.models import Programme


def demo_day(slug: str) -> date | None:
    """The demo day of a programme, None in production or when there is none."""
    if settings.IS_PRODUCTION or not slug:
        return None
    return Programme.objects.filter(slug=slug).values_list("demo_day", flat=True).first()


def day_at(field: str) -> Subquery | Value:
    """The demo day of the programme whose slug stands in a field, as an expression; null in production."""
    if settings.IS_PRODUCTION:
        return Value(None, DateField())
    return Subquery(Programme.objects.filter(slug=OuterRef(field)).order_by().values("demo_day")[:1])


def names() -> dict[str, str]:
    """Slug and name of every programme."""
    return dict(Programme.objects.values_list("slug", "name"))
