"""What else becomes of an upload: thrown away, or its protected people taken care of elsewhere."""

from django.db import transaction
from django.utils import timezone

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.exchange.models import Upload


@transaction.atomic
def discard(upload_id):
    """Throw away what was read, if it hasn't been taken. Returns whether there was anything to throw away."""
    waiting = Upload.objects.select_for_update().filter(pk=upload_id, taken_at=None)
    if not waiting:
        return False
    waiting.delete()
    log_event(Event.ITEM_VERSION, object_type="upload", items=[f"discarded:{upload_id}"])
    return True


@transaction.atomic
def protected_done(upload_id):
    """The responsible person has taken care of the protected people outside the site (SKY-01)."""
    Upload.objects.filter(pk=upload_id, protected_done_at=None).update(protected_done_at=timezone.now())
    log_event(Event.ITEM_VERSION, object_type="upload", items=[f"protected_done:{upload_id}"])
