"""Who a copied case is about: the same sex, year of birth and first name, and a number and surname of her own.

First names stay, since what was written of somebody may call her by it.
"""

import hashlib
import json
import random
import re
from collections import Counter
from datetime import date, timedelta

import polars as pl
from psycopg import Connection
from psycopg.rows import namedtuple_row

from samkraft.access.models import Branch
from samkraft.access.vault import open_text, ring_of, seal_text
from samkraft.people.models import Draw
from samkraft.people.names import sort_name
from samkraft.people.vault import lookup_hash, person_key, seal
from samkraft.site.demo.copying import SCHEMA
from samkraft.site.demo.intake import DRAWS, Intake, draw_row
from samkraft.site.demo.people import ORIGINS, email_of
from samkraft_analysis import lottery

_SURNAMES = {origin.language: origin.surnames for origin in ORIGINS}
# Keys of a plan's steps and of a dialogue, in what was kept or sent of them; `copying.py` says how keys move.
_KEYS = re.compile(r'("(?:id|step|thread)": ")[0-9a-f]{4}([0-9a-f]{4}-[0-9a-f]{4}-)4')
_WITH_KEYS = ["plan", "activity", "message", "consultation", "step_report"]
_HALVES = 500  # the last three digits of a demo number: 500 for men, 500 for women


class Twins:
    """Fills the tables that tell :class:`~samkraft.site.demo.copying.Copier` whom to copy, for one block of many."""

    def __init__(self, connection: Connection, intake: Intake, block: int, blocks: int, taken: set[str]):
        """*taken*: the numbers of the first block's people."""
        self.connection, self.intake, self.block, self._taken = connection, intake, block, set(taken)
        self._digits = (_HALVES * block // blocks, _HALVES * (block + 1) // blocks)  # so that no two blocks can meet
        self._chance = random.Random(f"{intake.seed}:twins:{block}")
        self._branches = {branch.pk: branch for branch in Branch.objects.all()}

    def fill(self, cases: int) -> None:
        """Choose so many of the block's cases, and all who wait; give each person what is to be her own."""
        self.connection.execute(
            f"insert into twin_case select id from {SCHEMA}.people_case order by id limit %s", [cases]
        )
        referrals = self._rows(
            "select r.id, r.case_id, r.owner_branch_id, k.key_hash as person, r.first_name, r.sex, r.birth_year,"
            f" r.language, r.email, r.draw_id, r.pseudonym from {SCHEMA}.people_referral r"
            f" join {SCHEMA}.people_personkey k on k.referral = r.id"
            " where r.case_id is null or r.case_id in (select id from twin_case) order by r.pseudonym"
        )
        people = self._people(referrals)
        self._fill_referrals(referrals, people)
        self._fill_files({row.case_id: people[row.person] for row in referrals})
        self._fill_received()
        self._fill_plans()

    def _people(self, referrals):
        people = {}
        for row in referrals:
            if row.person not in people:
                last = self._chance.choice(_SURNAMES[row.language])
                people[row.person] = (self._number(row.sex, row.birth_year), row.first_name, last)
        return people

    def _number(self, sex, born_in):
        while True:
            born = date(born_in, 1, 1) + timedelta(days=self._chance.randrange(365))
            number = f"{born:%Y%m%d}T{2 * self._chance.randrange(*self._digits) + (sex == 'man'):03d}"
            if number not in self._taken:
                self._taken.add(number)
                return number

    def _known_as(self, person, branch_id, email):
        """How one branch knows a person: number sealed and hashed, surname, name to sort by, address."""
        (number, first, last), branch = person, self._branches[branch_id]
        address = email and email_of(first, last, self._chance.randrange(1000))
        return seal(branch, number), lookup_hash(branch, number), last, sort_name(last, first), address

    def _fill_referrals(self, referrals, people):
        drawn, slug = self._draw_again(referrals), self.intake.programme.slug
        self._write("twin_referral", [
            (row.id, *self._known_as(people[row.person], row.owner_branch_id, row.email),
             *drawn.get(row.pseudonym, (None, self._pseudonym(row.pseudonym))),
             person_key(slug, people[row.person][0]))
            for row in referrals
        ])  # fmt: skip

    def _pseudonym(self, other):
        return "P" + hashlib.sha256(f"{self.block}:{other}".encode()).hexdigest()[:12]

    def _draw_again(self, referrals) -> dict[str, tuple[int, str]]:
        """Each draw once more, with the same public seed on a list of its own: (draw, pseudonym) of those on it."""
        on_list = {row.pseudonym for row in referrals}
        given = {}
        with self.intake.acting("af"):
            for draw in Draw.objects.filter(pk__in={row.draw_id for row in referrals if row.draw_id}):
                given |= self._one_draw(draw, [pair for pair in draw.frozen if pair[0] in on_list])
        return given

    def _one_draw(self, draw, before):
        """What the lottery calls goes to those who were called."""
        called = set(lottery.Draw.from_dict(draw.record).called)
        seats = Counter(stratum for name, stratum in before if name in called)
        frozen = sorted([self._pseudonym(name), stratum] for name, stratum in before)
        frame = pl.DataFrame(frozen, schema={"id": pl.String, "stratum": pl.String}, orient="row")
        strata = {stratum: seats.get(stratum, 0) for _name, stratum in frozen}
        record = lottery.draw(frame, "id", "stratum", strata, draw.seed)
        on, _seed, source = next(known for known in DRAWS if known[0] == draw.drawn_on)
        again = draw_row(self.intake, on, source, frozen, record)
        again.save(force_insert=True)
        return {old: (again.pk, new) for old, new in _pairs(before, called, frozen, set(record.called))}

    def _fill_files(self, people_of_cases):
        files = self._rows(
            f"select id, case_id, owner_branch_id, email from {SCHEMA}.people_casefile"
            " where case_id in (select id from twin_case) order by id"
        )
        known = (
            (row.id, *self._known_as(people_of_cases[row.case_id], row.owner_branch_id, row.email)) for row in files
        )
        self._write("twin_file", known)

    def _fill_received(self):
        """What was sent to a branch lies sealed with its key."""
        rings = {key: ring_of(branch) for key, branch in self._branches.items()}
        copies = self._rows(
            f"select id, owner_branch_id, content from {SCHEMA}.sharing_receivedcopy"
            " where item_kind = any(%s) and case_id in (select id from twin_case)",
            _WITH_KEYS,
        )
        opened = ((row, rings[row.owner_branch_id]) for row in copies)
        written = ((row.id, self._resealed(ring, row.content)) for row, ring in opened)
        self._write("twin_receivedcopy", written)

    def _resealed(self, ring, content):
        return json.dumps(seal_text(ring, self._moved(open_text(ring, content))))

    def _fill_plans(self):
        plans = self._rows(
            f"select id, content::text as content from {SCHEMA}.casework_planversion"
            " where case_id in (select id from twin_case)"
        )
        self._write("twin_planversion", ((row.id, self._moved(row.content)) for row in plans))

    def _moved(self, text):
        return _KEYS.sub(rf"\g<1>{self.block:04x}\g<2>8", text)

    def _rows(self, query, *parameters):
        with self.connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(query, parameters).fetchall()

    def _write(self, table, rows):
        with self.connection.cursor().copy(f"copy {table} from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        self.connection.execute(f"analyze {table}")


def _pairs(before, were_called, frozen, are_called):
    """Each old pseudonym with a new one of the same stratum, called as it was called."""
    pools = {}
    for name, stratum in frozen:
        pools.setdefault((stratum, name in are_called), []).append(name)
    return [(name, pools[stratum, name in were_called].pop()) for name, stratum in before]
