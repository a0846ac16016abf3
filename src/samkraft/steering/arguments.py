"""What commands are told: a programme and a day, or one sentence on what is wrong with them."""

from datetime import date

from samkraft.core.clock import today
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import Programme


def programme_of(slug: str) -> Programme:
    """The programme with that short name; ValueError names those there are."""
    found = {programme.slug: programme for programme in Programme.objects.all()}
    if slug not in found:
        raise ValueError(f"Programmet {slug!r} finns inte. Välj bland: {', '.join(found) or 'inga är laddade'}.")
    return found[slug]


def day_of(text: str | None, programme: Programme) -> date:
    """The day that was given, else the programme's own; ValueError for one that can't be read."""
    if not text:
        return demo_day(programme.slug) or today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Dagen {text!r} går inte att läsa. Skriv den som 2021-06-30.") from None
