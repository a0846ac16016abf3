"""The door's functions as statements: made in the door's name from each room's ``sql``, and closed to all but who asks.

Runs with the other rules after every migrate (``protect.py``).
"""

from pathlib import Path

from samkraft.access.destroying import destroying_statements
from samkraft.access.moving import moving_statements
from samkraft.access.owned import OwnedModel, guarded_models, has_unit


def door_functions():
    """The door's functions, made in the door's name: the only code that writes a row for another branch."""
    yield "set role samkraft_door"
    # Functions are made anew each time, so that a changed signature leaves no old door open.
    yield _DROP_DOOR_FUNCTIONS
    yield from items_of_files()
    yield from destroying_statements()
    yield from moving_statements()
    for room in ("access", "sharing", "people", "casework", "activities", "employers", "portal"):
        for path in sorted((Path(__file__).parents[1] / room / "sql").glob("*.sql")):
            yield path.read_text(encoding="utf-8")
    # PostgreSQL lets everyone call a new function; what the functions ask each other is no business of the site's.
    yield "revoke execute on all functions in schema door from public"
    yield "revoke execute on function {} from samkraft_app".format(", ".join(_ASKED_INSIDE))
    yield "grant execute on function door.repurge(text, text), door.unknown_certificates(text[]) to samkraft_owner"
    yield "reset role"


def items_of_files():
    """The door's view of everything that may be released, and in whose file on which case it lies (SEK-07).

    Each room says it at its own models (``released_as``); a kind that no model names can't be released.
    """
    rows = [_items_of(model, kind) for model in guarded_models(OwnedModel) for kind in _kinds_of(model)]
    yield "drop view if exists door.item_of_file"
    yield "create view door.item_of_file as " + " union all ".join(rows)
    yield "revoke all on door.item_of_file from public, samkraft_app, samkraft_figures"


def _kinds_of(model):
    return model.released_as.kinds if model.released_as else ()


def _items_of(model, kind):
    said = model.released_as
    key = model._meta.get_field(said.key).column
    version = model._meta.get_field(said.version).column if said.version else "1"
    category = f"'{said.category}'::text" if said.category else "null::text"
    if said.category_in:
        category = f"{model._meta.get_field(said.category_in).column}::text"
    subject = f"{model._meta.get_field(said.subject).column}::text" if said.subject else "null::text"
    return (
        f"select '{kind}'::text as kind, {key} as item, {version}::int as version, case_id, owner_branch_id as branch,"
        f" {category} as category, {subject} as subject, {said.closed or 'false'} as closed,"
        f" {'unit_id' if has_unit(model) else 'null::bigint'} as unit"
        f" from public.{model._meta.db_table}"
    )


_ASKED_INSIDE = (
    "door.tell_of_change(uuid, bigint[])",
    "door.lines_for_the_same(uuid[])",
    "door.take_back_lines(uuid, uuid[], text)",
    "door.last_answer(uuid, text, bigint)",
    "door.count_refusal(uuid, text, int)",
    "door.steps_wait(uuid[], bigint[])",
    "door.holds_file(uuid, bigint)",
    "door.holds_file_on(uuid, bigint, date)",
    "door.is_covered(uuid, bigint, date)",
    "door.covering(bigint, uuid, boolean, date)",
    "door.open_files(bigint, date)",
    "door.cases_of(bigint, bigint, date, text, bigint[], uuid[])",
    "door.teams_left(bigint, bigint, date)",
    "door.close_files(uuid)",
    "door.has_left_team(uuid, bigint, bigint, date)",
    "door.covering_line(uuid, bigint, bigint, text)",
    "door.stop_waiting(uuid[], text)",
    "door.owes_by_law(uuid, bigint, bigint, text)",
    "door.against_delivery(sharing_release, bigint)",
    "door.against_review(sharing_groundreview)",
    "door.is_blocked(uuid, bigint, bigint)",
    "door.open_advice(uuid)",
    "door.has_approver(uuid, bigint, bigint)",
    "door.release_on_review(sharing_groundreview, jsonb, text)",
    "door.end_reviews(uuid)",
    "door.stubs_of(uuid)",
    "door.copy_to_receiver(sharing_release, sharing_outgoing)",
    "door.next_number(bigint, text, date)",
    "door.must_hold_file(uuid)",
    "door.must_lead(uuid)",
    "door.has_covered_copy(uuid)",
    "door.leads_session(uuid)",
    "door.next_revision(uuid)",
    "door.lock_queue(uuid)",
    "door.own_booked(uuid)",
    "door.is_booked_by_another(activities_activity, uuid)",
    "door.fill_places(uuid)",
    "door.free_place(bigint)",
    "door.settle_booking(uuid)",
    "door.put_back(bigint, text)",
    "door.must_plan(uuid)",
    "door.may_be_assigned(uuid, bigint, bigint, date)",
    "door.holds_role(uuid, bigint, bigint, text, date)",
    "door.is_handler(uuid, bigint, bigint, date)",
    "door.works_with(uuid, bigint, bigint, date)",
    "door.is_protected(uuid)",
    "door.is_hidden_from(uuid, bigint, bigint)",
    "door.decides_protection(uuid, bigint, bigint)",
    "door.put_identity_away(uuid)",
    "door.put_identity_back(uuid)",
    "door.destroy_files(bigint, uuid[], uuid[])",
    "door.destroy_records(bigint, uuid[], uuid[])",
    "door.acts_as(text[])",
    "door.due_on(date, int, int, int, boolean)",
    "door.file_clocks(text)",
    "door.record_clocks(text)",
    "door.retention_rule(text, text)",
    "door.certify(bigint, text, jsonb)",
    "door.log_month_due(text, date)",
    "door.log_shares(date)",
    "door.forget_review(bigint, date, date)",
    "door.destroy_branch(bigint, uuid[], uuid[])",
    "door.repurge(text, text)",
    "door.move_file(bigint, uuid, uuid, uuid)",
    "door.move_back(bigint, uuid, uuid, uuid, jsonb)",
    "door.against_merge(uuid, uuid)",
    "door.join_files(uuid, uuid)",
    "door.part_files(people_casemerge)",
    "door.follow_work(uuid, uuid)",
    "door.only_tried(jsonb)",
    "door.merge_to_decide(uuid)",
    "door.merge_to_undo(uuid)",
    "door.own_page_cases()",
    "door.write_as_participant(text)",
)


_DROP_DOOR_FUNCTIONS = """
do $$ declare f regprocedure; begin
    for f in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'door' and p.proname not in ('hidden_cases', 'blocked_here', 'blocked_items') loop
        execute 'drop function ' || f;
    end loop;
end $$"""
