"""Separation of duties in the database: whoever writes a role, two that clash never hold on the same day (table B).

Run as samkraft_owner after every migrate, with the other rules (``protect``).
"""

from samkraft.access.rules import APART


def duty_statements():
    """A trigger that refuses a role which overlaps one that it must be kept apart from, of the same person."""
    pairs = sorted({(role.value, str(other)) for role, others in APART.items() for other in others})
    values = ", ".join(f"('{one}', '{other}')" for one, other in pairs)
    yield f"""create or replace function keep_duties_apart() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if exists (
                select from access_roleassignment r
                join (values {values}) apart(one, other) on apart.one = new.role and apart.other = r.role
                where r.staff_id = new.staff_id and r.id <> new.id
                  and daterange(r.valid_from, r.valid_until + 1) && daterange(new.valid_from, new.valid_until + 1)
            ) then
                raise exception using errcode = '23514', message = 'duties are kept apart';
            end if;
            return null;
        end $$"""
    yield "revoke execute on function keep_duties_apart() from public"
    yield "drop trigger if exists duties_apart on access_roleassignment"
    yield (
        "create constraint trigger duties_apart after insert or update of role, staff_id, valid_from, valid_until"
        " on access_roleassignment for each row execute function keep_duties_apart()"
    )
