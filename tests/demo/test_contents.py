"""What the demo has released reads as what the rooms release themselves: every kind, opened by its receiver."""

import pytest
from django.db import transaction
from django.test import Client

from samkraft.access.models import Branch, Staff
from samkraft.access.vault import SEALED, open_json, ring_of
from samkraft.casework.plan.content import from_json
from tests.conftest import connected_to

FIRST, SECOND = "malmokraften-2.0", "malmo-langtid-2023"
_KINDS = ("mapping", "plan", "step_report", "step_proposal", "minutes", "activity")
# One copy of a kind that its receiver's own handler may open: a case that is hers today, under a line that holds.
_READABLE = """
    select s.username, b.code, r.release from sharing_receivedcopy r
    join access_branch b on b.id = r.owner_branch_id
    join people_case c on c.id = r.case_id and c.closed_on is null
    join programmes_programme p on p.id = c.programme_id and p.slug = %s
    join people_caseassignment a on a.case_id = r.case_id and a.branch_id = r.owner_branch_id and a.valid_until is null
    join access_staff s on s.id = a.staff_id
    where r.item_kind = %s and exists (select 1 from sharing_consentline l
        where l.owner_branch_id = r.owner_branch_id and l.from_branch_id = r.from_branch_id and l.case_id = r.case_id
        and l.to_branch_id = r.owner_branch_id and l.category = r.category and l.withdrawn_at is null
        and l.confirmed_at is not null and %s between l.valid_from and l.valid_until)
    order by r.id desc limit 1"""

_SENT_TO = """select r.item_id from sharing_receivedcopy r
    join access_staff s on s.id = r.addressed_to_id and s.username = %s order by r.id desc limit 3"""


@pytest.fixture
def opened(demo_database, django_db_blocker):
    """Open an address in the demo register as one of its staff."""
    with django_db_blocker.unblock(), connected_to(demo_database), transaction.atomic():

        def ask(username, branch, programme, address):
            client = Client()
            client.force_login(Staff.objects.get(username=username))
            session = client.session
            session["samkraft_acting"] = f"{branch}:{programme}"
            session.save()
            return client.get(address)

        yield ask
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", _KINDS)
def test_a_copy_of_every_kind_opens_for_its_receiver(count, opened, kind):
    [(username, branch, release)] = count.rows(_READABLE, FIRST, kind, "2021-06-30")
    answer = opened(username, branch, FIRST, f"/delningar/{release}/")
    assert answer.status_code == 200
    assert "Uppgifter saknas" not in answer.content.decode()


@pytest.mark.parametrize("programme", [FIRST, SECOND])
def test_every_receiver_opens_each_of_her_handovers(count, opened, programme):
    receivers = count.rows("""select distinct s.username, b.code from access_roleassignment a
        join access_staff s on s.id = a.staff_id join access_branch b on b.id = a.branch_id
        where a.role = 'receiver' and a.programme = %s order by 1""", programme)  # fmt: skip
    assert receivers
    for username, branch in receivers:
        assert opened(username, branch, programme, "/overlamningar/").status_code == 200
        for (item,) in count.rows(_SENT_TO, username):
            answer = opened(username, branch, programme, f"/overlamningar/{item}/")
            assert answer.status_code == 200
            # One that she returned isn't hers any more: its parts are gone, and the page says so.
            shown = answer.content.decode()
            assert programme == SECOND or "Det som är gjort" in shown or "Innehållet visas inte längre" in shown


@pytest.mark.parametrize("kind", _KINDS)
def test_what_was_released_has_the_shape_its_room_writes(count, kind):
    wanted = {
        "mapping": {"area", "area_name", "own_words", "text", "strengths", "written_by", "written_on"},
        "minutes": {"title", "text", "held_on", "written_by", "written_on"},
    }
    ask = """select r.content, b.code from sharing_receivedcopy r join access_branch b on b.id = r.owner_branch_id
        where r.item_kind = %s order by r.id limit 400"""
    copies = count.rows(ask, kind)
    assert copies and all(sealed.startswith(SEALED) for sealed, _receiver in copies)
    for sealed, receiver in copies:
        content = open_json(ring_of(Branch(code=receiver)), sealed)
        if kind == "plan":
            assert from_json(content).to_json() == content
        assert wanted.get(kind, set(content)) == set(content)


def test_no_title_of_a_note_tells_what_it_is_about_reg02(count):
    titles = count.rows("select distinct title from sharing_receivedcopy where item_kind = 'minutes'")
    assert titles and all(title.startswith("Anteckning ") for (title,) in titles)
