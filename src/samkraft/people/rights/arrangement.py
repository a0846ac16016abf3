"""The public summary of how the joint controllers share their duties, in versions (GDPR 26.2, GDPR-02)."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import Arrangement
from samkraft.people.problems import NotPossible

# What holds until the controllers have published their own. Each line is a paragraph.
SHIPPED = """Myndigheterna arbetar i samma system, men var och en ansvarar för sina egna uppgifter.
Den som skriver en uppgift äger den: ser till att den är riktig, svarar när någon vill läsa den och gallrar den.
Den som får en uppgift ansvarar för sin kopia. Den visar vem som skrev den och på vilken grund den lämnades.
Tillsammans ansvarar vi för att rätt person loggar in, att varje läsning skrivs upp och att säkerheten håller.
Du kan vända dig till vem som helst av oss. Alla som har uppgifter om dig får din begäran, och var och en svarar dig.
Händer något med dina uppgifter berättar den myndighet som äger dem det för dig.
Du kan alltid klaga hos Integritetsskyddsmyndigheten, imy.se."""


def current() -> Arrangement | None:
    """The version that holds: the newest that two authorities stand behind."""
    return Arrangement.objects.exclude(confirmed_by=None).first()


def waiting() -> Arrangement | None:
    """A version that is written and not confirmed."""
    return Arrangement.objects.filter(confirmed_by=None).select_related("written_by", "written_branch").first()


@transaction.atomic
def write(acting: Acting, text: str, reference: str) -> Arrangement:
    """A new version, to be confirmed at another authority. One at a time."""
    if waiting():
        raise NotPossible(_("En version väntar redan på att bekräftas. Läs den först."))
    number = (Arrangement.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            made = Arrangement.objects.create(
                number=number, text=text, reference=reference, written_on=today(), written_by=acting.staff,
                written_branch=acting.branch,
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible(_("Någon annan skrev just en version. Läs den först.")) from None
    log_event(Event.CONFIG_CHANGED, object_type="arrangement", items=[f"arrangement:{number}"])
    return made


@transaction.atomic
def confirm(acting: Acting, number: int) -> Arrangement:
    """Another authority stands behind it: from now on it is public."""
    row = Arrangement.objects.select_for_update(of=("self",)).get(number=number)
    if row.confirmed_by_id:
        raise NotPossible(_("Versionen är redan bekräftad."))
    if row.written_branch.authority_id == acting.branch.authority_id:
        raise NotPossible(_("En annan myndighet än den som skrev behöver bekräfta."))
    row.confirmed_on, row.confirmed_by, row.confirmed_branch = today(), acting.staff, acting.branch
    row.save(update_fields=["confirmed_on", "confirmed_by", "confirmed_branch"])
    log_event(Event.CONFIG_CHANGED, object_type="arrangement", items=[f"arrangement:{number}:confirmed"])
    return row
