"""Write down what a person wants and can: one row in the branch's file; whoever saves on an older page is told."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.employers.models import JobProfile
from samkraft.people.problems import NotPossible


def save_profile(opened, revision, given) -> JobProfile:
    """Save the profile. Of a protected person no places are kept (SKY-01)."""
    if opened.file.is_pseudonymous:
        raise NotPossible(_("För en person med skyddade personuppgifter antecknas inga orter."))
    own = current_acting()
    said = given | {"written_by": own.staff, "written_on": today()}
    known = JobProfile.objects.select_for_update().filter(case=opened.case).first()
    if (known.revision if known else 0) != revision:
        raise _changed()
    if known is None:
        try:
            with transaction.atomic():
                known = JobProfile.objects.create(owner_branch=own.branch, case=opened.case, file=opened.file, **said)
        except IntegrityError:
            raise _changed() from None
    else:
        for name, value in said.items():
            setattr(known, name, value)
        known.revision += 1
        known.save()
    log_event(Event.ITEM_VERSION, [opened.case.pk], "job_profile", [str(known.revision)])
    return known


def _changed():
    return NotPossible(_("Någon annan har ändrat profilen nyss. Titta på det som står nu, och spara igen."))
