"""The catalogue of the demo (P-042): entries of six parties, sessions, queues with a history, offers that wait.

The activities that the cases tell of are laid into it, so that places, waits and queues are theirs.
"""

import json
import random
import uuid
from collections import Counter, defaultdict
from datetime import timedelta

from django.db import connection

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.activities.choices import ActivityState
from samkraft.activities.models import Activity, Offering, Session, SessionProvider
from samkraft.programmes.models import Programme
from samkraft.sharing import door
from samkraft.site.demo import bulk, plan
from samkraft.site.demo.place_texts import ENTRIES
from samkraft.site.demo.staff import FIRST

_LAID_IN = 200  # days back: so far the queues' history reaches
_OPEN = """select door.resize_session(r.session, r.size, '{}', false)
    from jsonb_to_recordset(%s) r(session uuid, size int)"""
_OFFER_DAYS = (12, 4, 1)  # days ago when places were offered: some answers are late, some are waited for


def make_catalogue(register) -> None:
    """Entries and sessions first, then the activities laid in, then offers to those who wait."""
    roster, programme = register.roster, Programme.objects.get(slug=FIRST)
    chance = random.Random(f"{register.seed}:places")
    entries = _entries(roster, programme, chance)
    placed = _placed(roster, entries, chance)
    _sessions(roster, entries, placed, chance)
    for code, items in sorted(placed.items()):
        with acting(roster.branches[code], roster.in_team("team-1", code)[0], programme=FIRST, day=plan.DAY):
            door.call("lay_in_catalogue", [item for item, _state in items])
    _offer(roster)


def _entries(roster, programme, chance):
    """Each entry as a row, by type; a few that nobody has confirmed for long."""
    by_type, rows = defaultdict(list), []
    for number, (branch, kind, texts) in enumerate(ENTRIES):
        planner = _planner(roster, branch)
        stale = 100 + chance.randrange(60) if number % 9 == 4 else chance.randrange(1, 70)
        row = {
            "id": _key(chance), "programme": programme.pk, "type": kind, "provider_branch": branch,
            "answer_days": chance.choice((3, 5, 7)), "confirmed_on": plan.DAY - timedelta(days=stale),
            "confirmed_by": planner.pk, **_EMPTY, **texts,
        }  # fmt: skip
        rows.append(row)
        by_type[kind].append(row)
    branch_ids = {branch.code: branch.pk for branch in roster.branches.values()}
    bulk.insert(Offering, [row | {"provider_branch": branch_ids[row["provider_branch"]]} for row in rows], branch_ids)
    for provider in roster.with_role(Role.PROVIDER, "ama"):
        led = [row["id"] for row in rows if row["provider_branch"] == "ama"][:3]
        SessionProvider.objects.bulk_create(SessionProvider(offering_id=key, staff=provider) for key in led)
    return by_type


_EMPTY = {"provider": "", "prerequisites": "", "languages": "Svenska", "accessibility": "", "price": None,
          "is_rolling": False}  # fmt: skip


def _placed(roster, entries, chance):
    """By placing branch the activities to lay in: (item, state) with the entry each belongs to."""
    placed, since = defaultdict(list), plan.DAY - timedelta(days=_LAID_IN)
    for code, branch in sorted(roster.branches.items()):
        if not roster.in_team("team-1", code):
            continue
        with acting(branch, roster.in_team("team-1", code)[0], programme=FIRST, day=plan.DAY, sees_protected=True):
            mine = Activity.objects.filter(type__in=entries, asked_on__gte=since, booking=None)
            rows = list(mine.order_by("asked_on", "pk").values_list("pk", "type", "state", "step"))
        for key, kind, state, _step in rows:
            entry = chance.choice(entries[kind])
            if state != ActivityState.ASKED or chance.random() < 0.7:
                placed[code].append(({"activity": str(key), "offering": str(entry["id"])}, state))
    return placed


def _sessions(roster, entries, placed, chance):
    """A rolling session that those who have begun are in, and one or two that begin later."""
    taken = Counter(item["offering"] for items in placed.values() for item, state in items
                    if state == ActivityState.UNDER_WAY)  # fmt: skip
    running, rows, sizes = {}, [], []
    for mine in entries.values():
        for entry in mine:
            now = _session(entry, chance, starts=-300, ends=None)
            running[str(entry["id"])] = str(now["id"])
            sizes.append((entry, now, taken[str(entry["id"])] + chance.choice((0, 0, 0, 1))))
            for weeks in chance.sample(range(2, 16), chance.randrange(1, 3)):
                later = _session(entry, chance, starts=7 * weeks, ends=7 * weeks + 84)
                sizes.append((entry, later, chance.choice((0, 0, 1, 3))))
    rows = [session | {"capacity": 0} for _entry, session, _size in sizes]
    bulk.insert(Session, rows, {})
    for items in placed.values():
        for item, _state in items:
            item["session"] = running[item["offering"]]
    _open_places(roster, sizes)


def _session(entry, chance, starts, ends):
    begins = plan.working_day(plan.DAY + timedelta(days=starts))
    return {
        "id": _key(chance), "offering": entry["id"], "starts_on": begins,
        "ends_on": ends and plan.DAY + timedelta(days=ends), "open_until": None if ends is None else begins,
        "times": chance.choice(("mån–fre 9–12", "tis och tors 13–16", "mån–tors 8.30–15", "")),
        "where": chance.choice(("Rosengård", "Möllevången", "Hyllie", "Centrum", "")), "cancelled_on": None,
    }  # fmt: skip


def _open_places(roster, sizes):
    """By each providing branch's planner, as on the pages; nobody waits yet."""
    by_branch = defaultdict(list)
    for entry, session, size in sizes:
        by_branch[entry["provider_branch"]].append({"session": str(session["id"]), "size": size})
    for code, mine in sorted(by_branch.items()):
        planner = acting(roster.branches[code], _planner(roster, code), programme=FIRST, day=plan.DAY)
        with planner, connection.cursor() as cursor:
            cursor.execute(_OPEN, [json.dumps(mine)])


def _offer(roster):
    """Places offered on days gone by: the first offers have gone out unanswered, the last are waited for."""
    code, clerk = "af", roster.in_team("team-1", "af")[0]
    for ago in _OFFER_DAYS:
        with acting(roster.branches[code], clerk, programme=FIRST, day=plan.DAY - timedelta(days=ago)):
            door.rows("turn_queues")


def _planner(roster, code):
    return roster.with_role(Role.UNIT_MANAGER, code)[0]


def _key(chance):
    return uuid.UUID(int=chance.getrandbits(128), version=4)
