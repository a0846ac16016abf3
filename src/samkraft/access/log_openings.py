"""Findings on protected cases: a log reviewer is let in to one by another, for some days (SKY-06).

Until then she sees that there is a finding and when it must be judged, and neither who has read nor about whom. Asked
by one, decided by another, as everything about protected cases (SKY-02, SKY-04).
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.log_models import LogFinding, LogOpening
from samkraft.access.models import ReadLog
from samkraft.access.readlog import log_event
from samkraft.access.sealed_log import alias_of, is_alias

# Long enough to ask the one who has read, and to get an answer.
OPEN_FOR = timedelta(days=7)


class OpeningRefused(Exception):
    """An opening that can't be asked for or decided; the message is for the person."""


def on_protected(findings: Iterable[LogFinding]) -> set[int]:
    """The keys of those on cases that were protected when they were read, or are now."""
    findings = list(findings)
    behind = {each.pk for each in findings if is_alias(each.case_id)}
    clear = {each.pk: each.case_id for each in findings if each.case_id and each.pk not in behind}
    hidden = _hidden(set(clear.values())) if clear else set()
    return behind | {pk for pk, case in clear.items() if case in hidden}


def shut(findings: Iterable[LogFinding]) -> set[int]:
    """The keys of those on protected cases that nobody has opened for who acts."""
    behind = on_protected(findings)
    if not behind:
        return behind
    return behind - set(opened_for_me().filter(finding__in=behind).values_list("finding", flat=True))


def _hidden(cases: set[UUID]) -> set[UUID]:
    """Those of some cases that who acts may not read of."""
    with connection.cursor() as cursor:
        cursor.execute("select c from unnest(door.hidden_cases()) c where c = any(%s::uuid[])", [list(cases)])
        return {case for (case,) in cursor.fetchall()}


def opened_for_me():
    """Openings in force of who acts."""
    return LogOpening.objects.filter(asked_by=current_acting().staff, is_approved=True, until__gt=timezone.now())


def asked_by_me(finding: LogFinding) -> LogOpening | None:
    """The newest request of who acts, whatever became of it."""
    return LogOpening.objects.filter(finding=finding, asked_by=current_acting().staff).order_by("-pk").first()


def readings_behind(finding: LogFinding) -> list[ReadLog]:
    """The rows, as they lie; the door gives them to who has been let in, and to nobody else."""
    keys = [finding.case_id]
    if not is_alias(finding.case_id):
        keys.append(alias_of(current_acting().branch, finding.case_id))
    return list(ReadLog.objects.raw("select * from door.readings_of_finding(%s, %s::uuid[])", [finding.pk, keys]))


def ask(finding: LogFinding, reason: str) -> LogOpening:
    """Ask to be let in. One request at a time; nobody judges her own reading, so nobody asks for it either."""
    acting = current_acting()
    if finding.staff_id == acting.staff.pk:
        raise OpeningRefused(_("Det här är din egen läsning. En annan logggranskare behöver bedöma den."))
    given = {"owner_branch": acting.branch, "asked_by": acting.staff, "asked_at": timezone.now(), "reason": reason}
    try:
        with transaction.atomic():
            made = LogOpening.objects.create(finding=finding, **given)
    except IntegrityError:
        raise OpeningRefused(_("Du har redan bett om det. Någon annan behöver svara.")) from None
    _logged(made, "log_asked")
    return made


def waiting_for_me():
    """Requests that who acts may decide on: neither her own nor about her own reading."""
    me = current_acting().staff
    rows = LogOpening.objects.filter(decided_by=None).exclude(Q(asked_by=me) | Q(finding__staff=me))
    return rows.select_related("asked_by", "finding").order_by("asked_at", "pk")


@transaction.atomic
def decide(opening: LogOpening, *, approve: bool) -> LogOpening:
    """The second person's yes or no; whoever comes second is told."""
    now = timezone.now()
    answer = {"is_approved": approve, "decided_by": current_acting().staff, "decided_at": now}
    until = now + OPEN_FOR if approve else None
    if not waiting_for_me().filter(pk=opening.pk).update(until=until, **answer):
        raise OpeningRefused(_("Någon annan har redan svarat, eller så är det inte du som får svara."))
    opening.refresh_from_db()
    _logged(opening, "log_opened" if approve else "log_refused")
    return opening


def _logged(opening, word):
    items = [f"{word}:{opening.finding.public_id}"]
    log_event(Event.PROTECTION_LIST, object_type="log_opening", items=items)
