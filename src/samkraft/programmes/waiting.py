"""What waits in this room: changed programme files to propose or to confirm (ADM-6)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.programmes import changes
from samkraft.programmes.models import ProgrammeChange
from samkraft.programmes.perms import can_confirm_changes, can_propose_changes


def tell(request):
    """To the system manager what lies changed on the server; to the second person what is proposed."""
    if can_propose_changes(request):
        for path in changes.files_changed(settings.PROGRAMME_FOLDER):
            yield {
                "url": reverse("programmes:changes"),
                "title": path.name,
                "sub": _("Ändrad fil, inte föreslagen än."),
            }
    if can_propose_changes(request) or can_confirm_changes(request):
        yield from _proposed(can_confirm_changes(request), request.user.pk)


def _proposed(may_confirm, me):
    for change in ProgrammeChange.objects.undecided().filter(version=None).defer("content"):
        hers = may_confirm and change.proposed_by_id != me
        yield {
            "url": reverse("programmes:change", args=[change.pk]),
            "title": _("Ändring i programmet: %(file)s") % {"file": change.file_name},
            "sub": _("Väntar på ditt svar.") if hers else _("Väntar på att någon annan svarar."),
        }
