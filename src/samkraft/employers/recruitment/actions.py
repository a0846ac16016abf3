"""What changes recruitment meetings and invitations: one transaction each; the meeting's row is locked for seats."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.employers.choices import MeetingState
from samkraft.employers.models import Invitation, RecruitmentMeeting
from samkraft.employers.recruitment import rules
from samkraft.people.problems import NotPossible, raise_first
from samkraft.programmes.models import Programme
from samkraft.sharing import door


def counts_of(meetings) -> dict:
    """How many all branches have invited, by meeting: sums alone cross."""
    rows = door.rows("invited_to_meetings", [meeting.pk for meeting in meetings]) if meetings else []
    return {row[0]: rules.Counts(*row[1:]) for row in rows}


def arrange(given) -> RecruitmentMeeting:
    """Plan a meeting."""
    raise_first(rules.meeting_problems(today(), given["on"], given["seats"]))
    own = current_acting()
    programme = Programme.objects.get(slug=own.programme)
    return RecruitmentMeeting.objects.create(programme=programme, arranged_by=own.staff, **given)


@transaction.atomic
def change(meeting, revision, given) -> RecruitmentMeeting:
    """Move or change a meeting that is to come. Whoever saves on an older page is told."""
    found = _locked(meeting)
    if found.revision != revision:
        raise NotPossible(_("Någon annan har ändrat träffen nyss. Titta på det som står nu, och spara igen."))
    invited = counts_of([found]).get(found.pk, rules.Counts()).invited
    raise_first(rules.meeting_problems(today(), given["on"], given["seats"], invited))
    for name, value in given.items():
        setattr(found, name, value)
    found.revision += 1
    found.save()
    return found


@transaction.atomic
def settle(meeting, state):
    """It was held, or is called off."""
    found = _locked(meeting)
    if state == MeetingState.HELD and found.on > today():
        raise NotPossible(_("Träffen har inte varit än."))
    found.state = state
    found.revision += 1
    found.save()


@transaction.atomic
def invite(opened, meeting) -> Invitation:
    """Invite a person while there are seats. A protected person's name, place and time stand nowhere (SKY-01)."""
    if opened.file.is_pseudonymous:
        raise NotPossible(_("En person med skyddade personuppgifter bjuds inte in här."))
    if not opened.case.is_open:
        raise NotPossible(_("Personen är utskriven och bjuds inte in."))
    found = _locked(meeting)
    if found.on < today():
        raise NotPossible(_("Träffen har redan varit. Välj en annan."), "meeting")
    own = current_acting()
    if Invitation.objects.filter(case=opened.case, meeting=found).exists():
        raise NotPossible(_("Personen är redan inbjuden till den träffen."), "meeting")
    if not rules.seats_left(found.seats, counts_of([found]).get(found.pk, rules.Counts())):
        raise NotPossible(_("Träffen är full. Välj en annan."), "meeting")
    made = Invitation.objects.create(
        owner_branch=own.branch, case=opened.case, file=opened.file, meeting=found, invited_on=today(),
        invited_by=own.staff,
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], "invitation", [str(made.pk)])
    return made


def answer(opened, invitation_id, given) -> Invitation:
    """What the person answered, whether she came, and what it led to."""
    rows = Invitation.objects.select_for_update(of=["self"]).select_related("meeting")
    found = rows.get(pk=invitation_id, case=opened.case)
    raise_first(rules.answer_problems(today(), found.meeting.on, given))
    for name, value in given.items():
        setattr(found, name, value)
    found.save()
    log_event(Event.ITEM_VERSION, [opened.case.pk], "invitation", [str(found.pk)])
    return found


def _locked(meeting):
    found = RecruitmentMeeting.objects.select_for_update().get(pk=meeting.pk)
    if found.state != MeetingState.PLANNED:
        raise NotPossible(
            _("Träffen är %(state)s. Någon annan kan ha ändrat den nyss.")
            % {"state": found.get_state_display().lower()}
        )
    return found
