"""Month-end snapshots: what every indicator was on a day, with the version of its definition (M15)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme, ProgrammeVersion
from samkraft.steering.measures import figures
from samkraft.steering.models import IndicatorSnapshot

_NUMBERS = ("numerator", "denominator", "women", "women_of", "men", "men_of", "people")


def version_for(programme: Programme, on: date) -> ProgrammeVersion:
    """The version in force on a day; before the first one, the first."""
    version = programme.version_on(on) or programme.versions.order_by("number").first()
    if version is None:
        raise LookupError(f"{programme.slug} har ingen laddad version")
    return version


def make_snapshot(programme: Programme, on: date) -> int:
    """Keep every indicator that is counted from cases as it is on a day; made again, it replaces itself."""
    version = version_for(programme, on)
    found = figures(programme.pk, version.definition, on)
    rows = [
        IndicatorSnapshot(programme=programme, version=version, indicator=code, on=on, made_at=timezone.now(),
                          **{name: getattr(figure, name) for name in _NUMBERS})
        for code, figure in found.items()
    ]  # fmt: skip
    IndicatorSnapshot.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["programme", "indicator", "on"],
        update_fields=["version", "made_at", *_NUMBERS],
    )
    return len(rows)


def make_month_ends(programme: Programme, until: date, *, again: bool = True) -> int:
    """Snapshots of every month end from the first intake to *until*, and of that day itself.

    Without *again* the month ends that are kept already stay as they were: what was known then.
    """
    definition = version_for(programme, until).definition
    kept = set() if again else set(IndicatorSnapshot.objects.filter(programme=programme).values_list("on", flat=True))
    days = {*month_ends(definition, until)} - kept | {until}
    for day in sorted(days):
        make_snapshot(programme, day)
    forget_other_days(IndicatorSnapshot, programme, until)
    return len(days)


def forget_other_days(model, programme: Programme, until: date) -> None:
    """Keep month ends and the latest day: figures of two days close together would tell who came between."""
    kept = model.objects.filter(programme=programme, on__lt=until)
    others = [day for day in kept.values_list("on", flat=True).distinct() if not is_month_end(day)]
    kept.filter(on__in=others).delete()


def month_ends(definition: ProgrammeDefinition, until: date) -> Iterator[date]:
    """The last day of each month from the first intake on."""
    month = min([period.start for period in definition.intake], default=definition.start).replace(day=1)
    while (end := _last_day(month)) <= until:
        yield end
        month = end + timedelta(days=1)


def published_day(definition: ProgrammeDefinition, on: date) -> date:
    """The latest month end, whose figures those outside the work see; before the first one, the day itself."""
    return max(month_ends(definition, on), default=on)


def is_month_end(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).day == 1


def _last_day(month):
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
