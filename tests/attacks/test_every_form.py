"""I fill in every form that I meet: with a script, with fields it hasn't, with a way out, and I press twice."""

import re

import pytest
from django.apps import apps
from django.db import connection, transaction

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment, Staff
from samkraft.access.owned import OwnedModel
from tests import situations as s
from tests.access.addresses import ADDRESSES
from tests.attacks.browser import Page
from tests.attacks.campaign import PLANTED, carry_out, newest_change
from tests.attacks.walks import readable

WAKING = {"is_active", "lapsed_on", "counted_from"}  # of an account that rests
_MARK = re.compile(r"sk-evil onx=(\d+)")
READERS = ("handler", "jonas", Role.PROJECT_ADMINISTRATOR, Role.UNIT_MANAGER, Role.RECEIVER, Role.ACCESS_ADMINISTRATOR,
           Role.PROVIDER)  # fmt: skip


@pytest.fixture(scope="module")
def campaign(attacked_world):
    """Carried out once; the tests look at what it left."""
    with transaction.atomic():
        attacked_world.staff_before = _staff()
        attacked_world.change_before = newest_change()
        scripts, sent = carry_out(attacked_world)
        yield attacked_world, scripts, sent
        transaction.set_rollback(True)


# What a person's own doings leave behind: that she logged in, and that she turned the shortcuts off.
OWN_HABITS = {"last_login", "shortcuts_off"}


def _staff():
    return {row["id"]: row for row in Staff.objects.exclude(pk=PLANTED).values()}


def harm(page):
    """What a text has become: an element of the attacker's, a handler, an address that is a script."""
    for tag, attrs in page.elements:
        if tag.startswith("sk-evil") or (tag == "script" and "src" not in attrs):
            yield tag, attrs
        for name, value in attrs.items():
            if name.startswith("on") or (name in ("href", "src", "action") and _is_script(value)):
                yield tag, {name: value}


def _is_script(value):
    return re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE) and not value.startswith("data:image/")


# --- a script in every field (T11) ---


def test_a_script_typed_anywhere_is_shown_as_text_everywhere(campaign):
    """In headings, titles, attributes, lists, copies of others and forms that come back with errors."""
    world, scripts, sent = campaign
    for one in sent:
        for answer, _data in one.answers:
            assert not list(harm(Page(answer, one.view))), one.view
        assert not [each for page in one.pages for each in harm(page)], one.view
    seen = set()
    for who in READERS:
        for name, page, _answer in readable(world, who):
            assert not list(harm(page)), (who, name)
            seen |= _marks(page)
    fields = {scripts.sent[mark] for mark in seen}
    assert fields >= {"goal", "name", "note", "place", "provider", "reservation-soc", "text", "title", "why"}


def _marks(page):
    values = [value for _tag, attrs in page.elements for value in attrs.values()]
    return {mark for text in ("".join(page.texts), *values) for mark in _MARK.findall(text)}


# Sent by script while typing, by another test of its own, or where nothing waits for it in this world.
NOT_ON_A_PAGE = {
    "access:care_units", "people:care_blocks", "people:end_block",  # shown in health care alone
    "access:choose_branch", "access:confirm", "access:lock", "access:locked",
    "access:end_my_others", "access:log_ask_to_open", "access:logout",
    "employers:contact_undo", "employers:placement_registered", "employers:placement_start",
    "employers:placement_visit",
    "activities:answer", "activities:offer", "activities:resume", "activities:undo",
    "casework:consultation_ask", "casework:contact_take_back", "casework:meeting_reopen",
    "casework:draft_discard", "casework:draft_save", "casework:text_bring_back",
    "casework:history_restore", "casework:step_undo",
    "exchange:history_take", "exchange:branch_take",
    "casework:plan_start", "casework:step_report", "exchange:protected_done", "exchange:take", "people:call_referrals",
    "people:begin_support", "people:confirm_arrangement",
    "people:confirm_handover", "people:correct_discharge", "people:handover", "people:propose_placing",
    "people:remind_handover", "people:search", "people:undo_move", "people:undo_merge", "people:move_unseen",
    "people:bring_back_view", "people:keep_columns", "people:next_talk_back", "people:leader_notes_unread",
    "people:assign_back",
    "people:share_follow_up", "programmes:propose_change",
    "sharing:destroy", "sharing:log_months", "sharing:stop",
}  # fmt: skip


def test_every_form_was_met_and_most_were_taken_with_a_script_in_them(campaign):
    """A form that no page shows, or that never is taken, isn't attacked by what follows."""
    _world, _scripts, sent = campaign
    writing = {name for name, row in ADDRESSES.items() if row.writes}
    met, taken = {one.view for one in sent}, {one.view for one in sent if one.is_taken}
    assert writing - met <= NOT_ON_A_PAGE
    assert len(taken) >= 40


# --- fields that the form hasn't (V15.3.3) ---


def test_a_field_that_a_form_does_not_have_is_never_kept(campaign):
    """The planted key, which stood in some hundred fields beside those of each form, stands in no row."""
    world, _scripts, _sent = campaign
    tables = {m._meta.db_table for m in apps.get_models() if issubclass(m, OwnedModel)} - {"people_draft"}
    for who in ("handler", "jonas"):
        person, branch, _programme = world.people[who]
        with s.as_(person, branch), connection.cursor() as cursor:
            for table in sorted(tables):
                cursor.execute(f"select count(*) from {table} t where t::text like %s", [f"%{PLANTED}%"])
                assert cursor.fetchone()[0] == 0, (who, table)


def test_nothing_is_written_for_a_branch_that_a_form_names(campaign):
    world, _scripts, _sent = campaign
    with s.as_(world.people["no_file"][0], "fk"), connection.cursor() as cursor:
        cursor.execute("select distinct table_name from access_rowhistory where id > %s", [world.change_before])
        written = {table for (table,) in cursor.fetchall()}
    ticked_for = {"sharing_consentline", "sharing_consentrecord", "sharing_sharingchange", "people_casefile"}
    assert written <= ticked_for, "but for what consent was ticked for, and that it was"


def test_no_form_makes_anybody_more_than_she_is(campaign):
    world, _scripts, _sent = campaign
    now = _staff()
    woken = world.keys["resting"]
    for key, before in world.staff_before.items():
        changed = {name for name in before if now[key][name] != before[name]} - OWN_HABITS
        # The access administrator woke the one who rested: she may log in again, and is nothing more (IAM-08).
        assert changed <= (WAKING if key == woken else set()), (key, changed)
    assert now[woken]["is_active"]
    added = now.keys() - world.staff_before.keys()
    assert not RoleAssignment.objects.filter(staff__in=[PLANTED, *added]).exists(), "a new colleague has no role"


# --- the way out (V3.7.2) ---


def test_no_form_leads_out_of_the_site(campaign):
    _world, _scripts, sent = campaign
    for one in sent:
        for answer in [one.answer_again, *(answer for answer, _data in one.answers)]:
            if answer is not None and answer.status_code in (301, 302, 303, 307, 308):
                assert re.match(r"/(?![/\\])", answer.url), (one.view, answer.url)
            assert answer is None or "evil.example" not in str(answer.headers), one.view


# --- the same form twice (T24) ---


def test_a_form_sent_twice_is_refused_or_changes_nothing_more(campaign):
    """A second press, a reload, the page before and a press again: what was made is made once (V2.3, V15.4)."""
    _world, _scripts, sent = campaign
    twice = {one.view: one.made_again for one in sent if one.made_again}
    assert twice == {}
    assert all(one.answer_again.status_code in (302, 404, 409, 422) for one in sent if one.is_taken)
