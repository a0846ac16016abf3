"""Who can be tried as a participant in the demo: those on whose page something has been put."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.sharing import door

TRY_THIS = gettext_lazy(
    "Läs din plan på Min sida. Byt språk. Ta tillbaka ett samtycke: tre klick. Se vem som har läst om dig."
)


@dataclass(frozen=True)
class DemoParticipant:
    """An invented person of the demo, and by what the door finds her. No number is known."""

    name: str
    key: str


def demo_participants() -> list[DemoParticipant]:
    """A few; none in production, where neither the site nor the database answers."""
    if settings.IS_PRODUCTION or not settings.PORTAL:
        return []
    return [DemoParticipant(*row) for row in door.rows("own_page_of_demo")]


def to_try():
    """For the demo's page of roles."""
    people = [{"name": one.name, "key": one.key, "try_this": TRY_THIS} for one in demo_participants()]
    return {"label": _("Deltagare"), "url": reverse("portal:demo_login"), "people": people} if people else None
