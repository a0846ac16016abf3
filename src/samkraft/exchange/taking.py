"""The good rows of an upload become referrals: once, whole, and without the bad ones."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.exchange.choices import TAKEN
from samkraft.exchange.models import StagedRow, Upload
from samkraft.exchange.staging import allow_long_statements, check_constraints
from samkraft.people.choices import ReferralState
from samkraft.people.vault import person_key, unseal
from samkraft.sharing import door

LINES = 5000

# A person whom the branch has got since the file was read is passed over: nobody becomes two.
_TAKE = """
with referred as (
    insert into people_referral (id, owner_branch_id, programme_id, programme_version_id, pseudonym, identity_kind,
        identity_sealed, identity_hash, first_name, last_name, sort_name, sex, birth_year, phone, email, language,
        needs_interpreter, schooling, way, referred_on, referred_by_id, unit, facts, in_frame, priority, verdict,
        state)
    select gen_random_uuid(), s.owner_branch_id, u.programme_id, u.programme_version_id,
        'P' || left(replace(gen_random_uuid()::text, '-', ''), 12)
            || left(replace(gen_random_uuid()::text, '-', ''), 4),
        c.identity_kind, s.identity_sealed, s.identity_hash, c.first_name, c.last_name, c.sort_name, c.sex,
        c.birth_year, c.phone, c.email, c.language, c.needs_interpreter, c.schooling, c.way, c.referred_on,
        u.uploaded_by_id, c.unit, c.facts, c.in_frame, c.priority, c.verdict,
        case when c.repeats then 'repeated' when s.verdict = 'eligible' then 'waiting' else 'undecided' end
    from exchange_stagedrow s join exchange_upload u on u.id = s.upload_id
    cross join lateral jsonb_to_record(s.content) as c(identity_kind text, first_name text, last_name text,
        sort_name text, sex text, birth_year smallint, phone text, email text, language text,
        needs_interpreter boolean, schooling text, way text, referred_on date, unit text, facts jsonb,
        in_frame boolean, priority text, verdict jsonb, repeats boolean)
    where s.upload_id = %(upload)s and s.verdict = any (%(verdicts)s) and s.line >= %(first)s and s.line < %(end)s
      and not exists (select 1 from people_casefile f join people_case k on k.id = f.case_id
                      where f.owner_branch_id = s.owner_branch_id and f.identity_hash = s.identity_hash
                        and f.closed_on is null and k.closed_on is null and k.programme_id = u.programme_id)
    on conflict do nothing
    returning id, owner_branch_id, identity_sealed, state as stands, case when state <> 'repeated' then state
        when verdict ->> 'state' = 'eligible' then 'waiting' else 'undecided' end as state
), moved as (
    insert into people_referralmove (owner_branch_id, referral_id, from_state, to_state, moved_on, moved_by_id, reason)
    select owner_branch_id, id, '', state, %(today)s, %(staff)s, %(reason)s from referred
), numbered as (
    insert into people_coordinationnumber (owner_branch_id, referral_id, coordination_level, coordination_status,
        noted_on, noted_by_id)
    select r.owner_branch_id, r.id, s.content #>> '{coordination,level}', s.content #>> '{coordination,status}',
        %(today)s, %(staff)s
    from exchange_stagedrow s join referred r using (identity_sealed)
    where s.upload_id = %(upload)s and s.line >= %(first)s and s.line < %(end)s
      and s.content -> 'coordination' is not null
)
select id, identity_sealed, stands from referred"""


class TakingRefused(Exception):
    """The rows can't be taken; the message is for the person."""


@transaction.atomic
def take(upload_id):
    """Take the good rows of an upload. Returns it with the number taken.

    The row's lock makes two tabs one: the second is told, and nothing is taken twice.
    """
    allow_long_statements()
    upload = Upload.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=upload_id)
    upload = upload.select_related("owner_branch", "programme").first()
    if upload is None:
        raise TakingRefused(_("Filen tas emot just nu, i en annan flik. Vänta en stund och ladda om sidan."))
    if upload.is_taken:
        raise TakingRefused(_("Filen är redan mottagen. Inget har ändrats."))
    upload.taken = sum(_take_lines(upload, first) for first in range(0, _last_line(upload) + 1, LINES))
    upload.taken_at = timezone.now()
    upload.save(update_fields=["taken", "taken_at"])
    _rows_to_take(upload).delete()
    log_event(Event.ITEM_CREATED, object_type="referrals", items=[f"upload:{upload.pk}", f"taken:{upload.taken}"])
    return upload


def _rows_to_take(upload):
    return StagedRow.objects.filter(upload=upload, verdict__in=TAKEN)


def _last_line(upload):
    return _rows_to_take(upload).order_by("line").values_list("line", flat=True).last() or 0


def _take_lines(upload, first):
    """The rows of some lines, and what the door must know of them. Returns how many were taken."""
    values = {
        "upload": upload.pk,
        "verdicts": [verdict.value for verdict in TAKEN],
        "first": first,
        "end": first + LINES,
        "today": today(),
        "staff": current_acting().staff.pk,
        "reason": _("Anvisad i fil"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        taken = cursor.fetchall()
    slug = upload.programme.slug
    keys = [
        {"referral": str(pk), "key": person_key(slug, unseal(upload.owner_branch, sealed))}
        for pk, sealed, stands in taken
        if stands != ReferralState.REPEATED
    ]
    if keys:
        door.call("note_people", upload.programme_id, keys)
    check_constraints()
    return len(taken)
